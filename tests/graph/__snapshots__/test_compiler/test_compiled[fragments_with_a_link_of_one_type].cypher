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
  MATCH (n1:Record {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.id, n1.type, CASE n1.type WHEN 'Commitment' THEN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n2:Milestone)
    WHERE n2.scope IN $visible
    WITH n2
    ORDER BY n2.order_due, n2.id LIMIT $p1
    RETURN [n2.title]
  }]] WHEN 'DialogueSession' THEN [[COLLECT {
    MATCH (n1)<-[:AGENDA_OF]-(n3:AgendaItem)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_position, n3.id LIMIT $p2
    RETURN [n3.title]
  }]] END]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
