// {
//   account(id: "r1") {
//     id
//     version
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Account {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.id, n1.version]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
