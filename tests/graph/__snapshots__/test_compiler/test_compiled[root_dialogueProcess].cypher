// {
//   dialogueProcess(id: "r1") {
//     id
//     version
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
  MATCH (n1:DialogueProcess {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.id, n1.version]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
