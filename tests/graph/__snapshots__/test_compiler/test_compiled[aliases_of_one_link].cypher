// {
//   commitment(id: "r1") {
//     few: milestones(first: 1) {
//       nodes {
//         title
//       }
//     }
//     many: milestones(first: 50) {
//       nodes {
//         title
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
    RETURN [n2.title]
  }], [COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n3:Milestone)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_due, n3.id LIMIT $p2
    RETURN [n3.title]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 2
// $p2 = 51
// $visible = [0, 1]
// $today = "2026-11-23"
