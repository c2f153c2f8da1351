// {
//   activities(first: 2, where: { id: { in: ["r1", "r2"] } }) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Activity)
  WHERE n1.scope IN $visible
    AND (n1.id IN $p0)
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = ["r1", "r2"]
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
