// {
//   node(id: "r1") {
//     ... on Commitment {
//       title
//       overdue
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Record {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.type, CASE n1.type WHEN 'Commitment' THEN [n1.title, (n1.due_latest IS NOT NULL AND n1.due_latest < $today AND NOT n1.status IN ['KEPT', 'WITHDRAWN'])] END]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
