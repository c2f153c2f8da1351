// query ($after: String) {
//   places(first: 2, after: $after) {
//     nodes {
//       id
//     }
//     pageInfo {
//       hasPreviousPage
//     }
//   }
// }
// variables: {"after": "[\"erbil\", \"r7\"]"}
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Place)
    USING INDEX SEEK n1:Place(scope, order_name, id)
    WHERE n1.scope = s2
      AND n1.order_name IS NOT NULL
      AND n1.id IS NOT NULL
      AND (n1.order_name >= $p1 AND CASE n1.order_name WHEN $p1 THEN n1.id > $p0 ELSE true END)
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p2
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p2
  RETURN [n1.id]
}, EXISTS {
  UNWIND $visible AS s4
  MATCH (n3:Place)
  USING INDEX SEEK n3:Place(scope, order_name, id)
  WHERE n3.scope = s4
    AND n3.order_name IS NOT NULL
    AND n3.id IS NOT NULL
    AND (n3.order_name <= $p1 AND CASE n3.order_name WHEN $p1 THEN n3.id <= $p0 ELSE true END)
}] AS r0

// $p0 = "r7"
// $p1 = "erbil"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
