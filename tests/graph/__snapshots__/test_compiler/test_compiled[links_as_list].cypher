// {
//   place(id: "r1") {
//     externalIds {
//       scheme
//       value
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Place {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [COLLECT {
    MATCH (n1)-[:IDENTIFIED_BY]->(n2:ExternalId)
    WHERE n2.scope IN $visible
    WITH n2
    ORDER BY n2.id
    RETURN [n2.scheme, n2.value]
  }]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
