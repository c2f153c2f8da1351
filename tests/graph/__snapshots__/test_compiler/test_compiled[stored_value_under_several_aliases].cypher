// {
//   place(id: "r1") {
//     name
//     a: name
//     b: name
//     again: version
//     version
//     kind
//     k: kind
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
  MATCH (n1:Place {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.kind, n1.name, n1.version]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
