// {
//   accessLog(first: 2, where: { recordId: { eq: "r1" } }) {
//     nodes {
//       user
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Access)
  WHERE n1.scope IN $visible
    AND (n1.record = $p0)
  WITH n1
  ORDER BY n1.order_time, n1.id LIMIT $p1
  RETURN [n1.user]
}] AS r0

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
