// {
//   places(
//     first: 2
//     where: { created: { gte: "2026-01-01T00:00:00Z", lt: "2026-02-01T00:00:00Z" } }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Place)
  USING INDEX n1:Place(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND ((n1.created < $p0) AND (n1.created >= $p1))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p2
  RETURN [n1.id]
}] AS r0

// $p0 = "2026-02-01T00:00:00.000000Z"
// $p1 = "2026-01-01T00:00:00.000000Z"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
