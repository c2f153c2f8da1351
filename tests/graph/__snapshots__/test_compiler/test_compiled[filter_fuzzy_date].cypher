// {
//   commitments(
//     first: 2
//     where: {
//       due: {
//         before: "2026-01-01"
//         after: "2024-01-01"
//         onOrBefore: "2025-12-31"
//         onOrAfter: "2024-01-02"
//         on: "2025-06-01"
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
  MATCH (n1:Commitment)
  USING INDEX n1:Commitment(order_due, id)
  WHERE n1.order_due IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND ((n1.due_latest < $p0) AND (n1.due_earliest > $p1) AND (n1.due_latest <= $p2) AND (n1.due_earliest >= $p3) AND (n1.due_earliest <= $p4) AND (n1.due_latest >= $p4))
  WITH n1
  ORDER BY n1.order_due, n1.id LIMIT $p5
  RETURN [n1.id]
}] AS r0

// $p0 = "2026-01-01"
// $p1 = "2024-01-01"
// $p2 = "2025-12-31"
// $p3 = "2024-01-02"
// $p4 = "2025-06-01"
// $p5 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
