// {
//   places {
//     totalCount
//   }
// }
// pages: seek

CYPHER 25
RETURN [COUNT {
  MATCH (n1:Place)
  WHERE n1.scope IN $visible
}] AS r0

// $visible = [0, 1]
// $today = "2026-11-23"
