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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Stakeholder {id: id3})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
    MATCH (n1)-[:BASED_IN]->(n4:Place)
    WHERE n4.scope IN $visible
    RETURN [n4.name, head(COLLECT {
      MATCH (n4)-[:PART_OF]->(n5:Place)
      WHERE n5.scope IN $visible
      RETURN [n5.name, head(COLLECT {
        MATCH (n5)-[:PART_OF]->(n6:Place)
        WHERE n6.scope IN $visible
        RETURN [n6.name]
      })]
    })]
  }), head(COLLECT {
    MATCH (n1)-[:OWNED_BY]->(n7:Stakeholder)
    WHERE n7.scope IN $visible
    RETURN [n7.name]
  })]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
