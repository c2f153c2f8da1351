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
  MATCH (n1:Commitment {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
    MATCH (n1)-[:ORIGINATED_IN]->(n2:Record)
    WHERE n2.scope IN $visible
    RETURN [n2.id, n2.type]
  })]
}) AS r0, head(COLLECT {
  MATCH (n3:Place {id: $p1})
  WHERE n3.scope IN $visible
  RETURN [n3.name]
}) AS r1

// $p0 = "r2"
// $p1 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
