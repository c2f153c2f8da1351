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
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Place)
  USING INDEX SEEK n1:Place(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (n1.order_name >= $p1 AND CASE n1.order_name WHEN $p1 THEN n1.id > $p0 ELSE true END)
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p2
  RETURN [n1.id]
}, EXISTS {
  MATCH (n2:Place)
  USING INDEX SEEK n2:Place(order_name, id)
  WHERE n2.order_name IS NOT NULL
    AND n2.id IS NOT NULL
    AND n2.scope IN $visible
    AND (n2.order_name <= $p1 AND CASE n2.order_name WHEN $p1 THEN n2.id <= $p0 ELSE true END)
}] AS r0

// $p0 = "r7"
// $p1 = "erbil"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
