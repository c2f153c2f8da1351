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
  MATCH (n1:Commitment {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
    MATCH (n1)-[:ORIGINATED_IN]->(n2:Record)
    WHERE n2.scope IN $visible
    RETURN [n2.type, CASE n2.type WHEN 'DialogueSession' THEN [n2.name, head(COLLECT {
      MATCH (n2)-[:SESSION_OF]->(n3:DialogueProcess)
      WHERE n3.scope IN $visible
      RETURN [n3.name]
    })] WHEN 'Recommendation' THEN [n2.text, head(COLLECT {
      MATCH (n2)-[:ISSUED_BY]->(n4:Stakeholder)
      WHERE n4.scope IN $visible
      RETURN [n4.name]
    })] END]
  })]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
