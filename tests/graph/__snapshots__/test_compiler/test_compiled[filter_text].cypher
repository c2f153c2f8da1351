// {
//   activities(
//     first: 2
//     where: {
//       sector: {
//         eq: "Protection"
//         in: ["a", "b"]
//         contains: "c"
//         startsWith: "d"
//         endsWith: "e"
//         isNull: false
//       }
//     }
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
    AND ((n1.sector = $p0) AND (n1.sector IN $p1) AND (n1.sector CONTAINS $p2) AND (n1.sector STARTS WITH $p3) AND (n1.sector ENDS WITH $p4) AND n1.sector IS NOT NULL)
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p5
  RETURN [n1.id]
}] AS r0

// $p0 = "Protection"
// $p1 = ["a", "b"]
// $p2 = "c"
// $p3 = "d"
// $p4 = "e"
// $p5 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
