// {
//   stakeholder(id: "r1") {
//     place {
//       name
//       partOf {
//         name
//         partOf {
//           name
//         }
//       }
//     }
//     owner {
//       name
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Stakeholder {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
    MATCH (n1)-[:BASED_IN]->(n2:Place)
    WHERE n2.scope IN $visible
    RETURN [n2.name, head(COLLECT {
      MATCH (n2)-[:PART_OF]->(n3:Place)
      WHERE n3.scope IN $visible
      RETURN [n3.name, head(COLLECT {
        MATCH (n3)-[:PART_OF]->(n4:Place)
        WHERE n4.scope IN $visible
        RETURN [n4.name]
      })]
    })]
  }), head(COLLECT {
    MATCH (n1)-[:OWNED_BY]->(n5:Stakeholder)
    WHERE n5.scope IN $visible
    RETURN [n5.name]
  })]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
