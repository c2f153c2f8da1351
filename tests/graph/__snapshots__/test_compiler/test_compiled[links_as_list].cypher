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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Place {id: id3})
  WHERE n1.scope IN $visible
  RETURN [COLLECT {
    MATCH (n1)-[:IDENTIFIED_BY]->(n4:ExternalId)
    WHERE n4.scope IN $visible
    WITH n4
    ORDER BY n4.id
    RETURN [n4.scheme, n4.value]
  }]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
