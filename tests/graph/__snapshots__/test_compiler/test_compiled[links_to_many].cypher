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
    RETURN [n4.status, n4.title]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
