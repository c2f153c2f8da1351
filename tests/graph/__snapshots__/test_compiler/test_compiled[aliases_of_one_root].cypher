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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Place {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, head(COLLECT {
  UNWIND [$p1] + COLLECT {
    MATCH (m5:Merged {id: $p1})
    WHERE m5.scope IN $visible
    RETURN m5.into
  } AS id6
  MATCH (n4:Place {id: id6})
  WHERE n4.scope IN $visible
  RETURN [n4.name]
}) AS r1, [COUNT {
  MATCH (n7:Place)
  USING INDEX SEEK n7:Place(scope, id)
  WHERE n7.scope IN $visible
    AND n7.id IS NOT NULL
}] AS r2

// $p0 = "r1"
// $p1 = "r2"
// $visible = [0, 1]
// $today = "2026-11-23"
