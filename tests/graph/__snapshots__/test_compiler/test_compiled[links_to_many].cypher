// {
//   commitment(id: "r1") {
//     milestones(first: 3) {
//       nodes {
//         title
//         status
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Commitment {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n2:Milestone)
    WHERE n2.scope IN $visible
    WITH n2
    ORDER BY n2.order_due, n2.id LIMIT $p1
    RETURN [n2.status, n2.title]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
