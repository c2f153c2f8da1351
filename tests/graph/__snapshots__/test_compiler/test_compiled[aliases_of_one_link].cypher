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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Commitment {id: id3})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n4:Milestone)
    WHERE n4.scope IN $visible
    WITH n4
    ORDER BY n4.order_due, n4.id LIMIT $p1
    RETURN [n4.title]
  }], [COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n5:Milestone)
    WHERE n5.scope IN $visible
    WITH n5
    ORDER BY n5.order_due, n5.id LIMIT $p2
    RETURN [n5.title]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 2
// $p2 = 51
// $visible = [0, 1]
// $today = "2026-11-23"
