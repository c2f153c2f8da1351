// {
//   place(id: "r1") {
//     name
//   }
//   commitment(id: "r2") {
//     origin {
//       __typename
//       id
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
  RETURN [head(COLLECT {
    MATCH (n1)-[:ORIGINATED_IN]->(n4:Record)
    WHERE n4.scope IN $visible
    RETURN [n4.id, n4.type]
  })]
}) AS r0, head(COLLECT {
  UNWIND [$p1] + COLLECT {
    MATCH (m6:Merged {id: $p1})
    WHERE m6.scope IN $visible
    RETURN m6.into
  } AS id7
  MATCH (n5:Place {id: id7})
  WHERE n5.scope IN $visible
  RETURN [n5.name]
}) AS r1

// $p0 = "r2"
// $p1 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
