// query ($after: String, $kind: PlaceKind!) {
//   places(first: 2, after: $after, where: { kind: { eq: $kind } }) {
//     totalCount
//     nodes {
//       id
//     }
//     pageInfo {
//       hasPreviousPage
//       hasNextPage
//     }
//   }
// }
// variables: {"after": "[\"erbil\", \"r7\"]", "kind": "DISTRICT"}
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Place)
  USING INDEX SEEK n1:Place(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (n1.kind = $p0)
    AND (n1.order_name >= $p2 AND CASE n1.order_name WHEN $p2 THEN n1.id > $p1 ELSE true END)
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p3
  RETURN [n1.id]
}, COUNT {
  MATCH (n2:Place)
  USING INDEX SEEK n2:Place(scope, id)
  WHERE n2.scope IN $visible
    AND n2.id IS NOT NULL
    AND (n2.kind = $p0)
}, EXISTS {
  MATCH (n3:Place)
  USING INDEX SEEK n3:Place(order_name, id)
  WHERE n3.order_name IS NOT NULL
    AND n3.id IS NOT NULL
    AND n3.scope IN $visible
    AND (n3.kind = $p0)
    AND (n3.order_name <= $p2 AND CASE n3.order_name WHEN $p2 THEN n3.id <= $p1 ELSE true END)
}] AS r0

// $p0 = "DISTRICT"
// $p1 = "r7"
// $p2 = "erbil"
// $p3 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
