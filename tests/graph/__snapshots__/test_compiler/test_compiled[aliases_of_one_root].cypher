// {
//   a: place(id: "r1") {
//     name
//   }
//   b: place(id: "r2") {
//     name
//   }
//   c: places(first: 1) {
//     totalCount
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Place {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, head(COLLECT {
  MATCH (n2:Place {id: $p1})
  WHERE n2.scope IN $visible
  RETURN [n2.name]
}) AS r1, [COUNT {
  MATCH (n3:Place)
  USING INDEX SEEK n3:Place(scope, id)
  WHERE n3.scope IN $visible
    AND n3.id IS NOT NULL
}] AS r2

// $p0 = "r1"
// $p1 = "r2"
// $visible = [0, 1]
// $today = "2026-11-23"
