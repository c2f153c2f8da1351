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
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (n1.kind = $p0)
    AND (n1.order_name >= $p2 AND (n1.order_name > $p2 OR n1.id > $p1))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p3
  RETURN [n1.id]
}, COUNT {
  MATCH (n2:Place)
  WHERE n2.scope IN $visible
    AND (n2.kind = $p0)
}, EXISTS {
  MATCH (n3:Place)
  WHERE n3.scope IN $visible
    AND (n3.kind = $p0)
    AND (n3.order_name <= $p2 AND (n3.order_name < $p2 OR n3.id <= $p1))
}] AS r0

// $p0 = "DISTRICT"
// $p1 = "r7"
// $p2 = "erbil"
// $p3 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
