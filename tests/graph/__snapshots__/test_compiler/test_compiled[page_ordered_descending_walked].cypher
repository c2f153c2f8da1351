// {
//   places(first: 2, orderBy: { field: CREATED, direction: DESC }) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Place)
  USING INDEX n1:Place(order_created, id)
  WHERE n1.order_created IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
  WITH n1
  ORDER BY n1.order_created DESC, n1.id DESC LIMIT $p0
  RETURN [n1.id]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
