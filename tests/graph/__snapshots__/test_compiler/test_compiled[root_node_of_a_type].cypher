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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Record {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.type, CASE n1.type WHEN 'Commitment' THEN [n1.title, (n1.due_latest IS NOT NULL AND n1.due_latest < $today AND NOT n1.status IN ['KEPT', 'WITHDRAWN'])] END]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
