// {
//   places {
//     totalCount
//   }
// }
// pages: seek

CYPHER 25
RETURN [COUNT {
  MATCH (n1:Place)
  USING INDEX SEEK n1:Place(scope, id)
  WHERE n1.scope IN $visible
    AND n1.id IS NOT NULL
}] AS r0

// $visible = [0, 1]
// $today = "2026-11-23"
