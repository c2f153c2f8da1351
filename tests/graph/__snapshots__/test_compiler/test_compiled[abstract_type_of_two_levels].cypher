// {
//   commitment(id: "r1") {
//     origin {
//       ... on Recommendation {
//         text
//         issuers: issuedBy {
//           name
//         }
//       }
//       ... on DialogueSession {
//         name
//         process {
//           name
//         }
//       }
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
    RETURN [n4.type, CASE n4.type WHEN 'DialogueSession' THEN [n4.name, head(COLLECT {
      MATCH (n4)-[:SESSION_OF]->(n5:DialogueProcess)
      WHERE n5.scope IN $visible
      RETURN [n5.name]
    })] WHEN 'Recommendation' THEN [n4.text, head(COLLECT {
      MATCH (n4)-[:ISSUED_BY]->(n6:Stakeholder)
      WHERE n6.scope IN $visible
      RETURN [n6.name]
    })] END]
  })]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
