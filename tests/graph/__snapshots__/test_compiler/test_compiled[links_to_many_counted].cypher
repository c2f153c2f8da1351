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
  MATCH (n1:Stakeholder {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COUNT {
    MATCH (n1)<-[:MEMBER_OF]-(n2:Membership)
    WHERE n2.scope IN $visible
  }], [COUNT {
    MATCH (n1)<-[:ROLE_OF]-(n3:ActivityRole)-[:ROLE_IN]->(n4:Activity)
    WHERE n3.scope IN $visible
      AND n4.scope IN $visible
    WITH DISTINCT n4
    WHERE n4.scope IN $visible
    RETURN 1 AS one
  }]]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
