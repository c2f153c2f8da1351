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
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (n1.order_name >= $p1 AND (n1.order_name > $p1 OR n1.id > $p0))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p2
  RETURN [n1.id]
}, EXISTS {
  MATCH (n2:Place)
  WHERE n2.scope IN $visible
    AND (n2.order_name <= $p1 AND (n2.order_name < $p1 OR n2.id <= $p0))
}] AS r0

// $p0 = "r7"
// $p1 = "erbil"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
