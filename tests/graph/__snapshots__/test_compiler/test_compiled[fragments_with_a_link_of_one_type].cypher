// {
//   node(id: "r1") {
//     id
//     ... on Commitment {
//       milestones(first: 2) {
//         nodes {
//           title
//         }
//       }
//     }
//     ... on DialogueSession {
//       agenda(first: 2) {
//         nodes {
//           title
//         }
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
  MATCH (n1:Record {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.id, n1.type, CASE n1.type WHEN 'Commitment' THEN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n4:Milestone)
    WHERE n4.scope IN $visible
    WITH n4
    ORDER BY n4.order_due, n4.id LIMIT $p1
    RETURN [n4.title]
  }]] WHEN 'DialogueSession' THEN [[COLLECT {
    MATCH (n1)<-[:AGENDA_OF]-(n5:AgendaItem)
    WHERE n5.scope IN $visible
    WITH n5
    ORDER BY n5.order_position, n5.id LIMIT $p2
    RETURN [n5.title]
  }]] END]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
