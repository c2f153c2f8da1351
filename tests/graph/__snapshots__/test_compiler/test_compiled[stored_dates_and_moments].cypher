// {
//   dialogueSession(id: "r1") {
//     start {
//       local
//       zone
//       utc
//     }
//     end {
//       utc
//     }
//     languages
//   }
//   commitment(id: "r2") {
//     due {
//       edtf
//       earliest
//       latest
//     }
//     made {
//       edtf
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Commitment {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.due, n1.due_earliest, n1.due_latest, n1.made]
}) AS r0, head(COLLECT {
  MATCH (n2:DialogueSession {id: $p1})
  WHERE n2.scope IN $visible
  RETURN [n2.end_local, n2.end_utc, n2.languages, n2.start_local, n2.start_utc, n2.start_zone]
}) AS r1

// $p0 = "r2"
// $p1 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
