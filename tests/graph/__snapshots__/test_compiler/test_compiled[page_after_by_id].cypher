// query ($after: String) {
//   places(first: 2, after: $after, orderBy: { field: ID }) {
//     nodes {
//       id
//     }
//   }
// }
// variables: {"after": "[\"r7\", \"r7\"]"}
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Place)
    USING INDEX SEEK n1:Place(scope, id)
    WHERE n1.scope = s2
      AND n1.id IS NOT NULL
      AND (n1.id > $p0)
    RETURN n1
    ORDER BY n1.scope, n1.id LIMIT $p1
  }
  WITH n1
  ORDER BY n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "r7"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
