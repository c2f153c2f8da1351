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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Commitment {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.due, n1.due_earliest, n1.due_latest, n1.made]
}) AS r0, head(COLLECT {
  UNWIND [$p1] + COLLECT {
    MATCH (m5:Merged {id: $p1})
    WHERE m5.scope IN $visible
    RETURN m5.into
  } AS id6
  MATCH (n4:DialogueSession {id: id6})
  WHERE n4.scope IN $visible
  RETURN [n4.end_local, n4.end_utc, n4.languages, n4.start_local, n4.start_utc, n4.start_zone]
}) AS r1

// $p0 = "r2"
// $p1 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
