// {
//   activities(
//     first: 2
//     where: { peopleReached: { eq: 1, in: [1, 2], lt: 9, lte: 8, gt: 0, gte: 1 } }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Activity)
  USING INDEX n1:Activity(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND ((n1.people_reached = $p0) AND (n1.people_reached IN $p1) AND (n1.people_reached < $p2) AND (n1.people_reached <= $p3) AND (n1.people_reached > $p4) AND (n1.people_reached >= $p5))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p6
  RETURN [n1.id]
}] AS r0

// $p0 = 1
// $p1 = [1, 2]
// $p2 = 9
// $p3 = 8
// $p4 = 0
// $p5 = 1
// $p6 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
