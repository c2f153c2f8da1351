// {
//   stakeholder(id: "r1") {
//     activities {
//       totalCount
//     }
//     members {
//       totalCount
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
  RETURN [[COUNT {
    MATCH (n1)<-[:MEMBER_OF]-(n4:Membership)
    WHERE n4.scope IN $visible
  }], [COUNT {
    MATCH (n1)<-[:ROLE_OF]-(n5:ActivityRole)-[:ROLE_IN]->(n6:Activity)
    WHERE n5.scope IN $visible
      AND n6.scope IN $visible
    WITH DISTINCT n6
    WHERE n6.scope IN $visible
    RETURN 1 AS one
  }]]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
