// {
//   stakeholder(id: "r1") {
//     activities(first: 2, where: { kind: { eq: TRAINING } }) {
//       totalCount
//       nodes {
//         id
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Stakeholder {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:ROLE_OF]-(n2:ActivityRole)-[:ROLE_IN]->(n3:Activity)
    WHERE n2.scope IN $visible
      AND n3.scope IN $visible
    WITH DISTINCT n3
    WHERE n3.scope IN $visible
      AND (n3.kind = $p1)
    WITH n3
    ORDER BY n3.order_name, n3.id LIMIT $p2
    RETURN [n3.id]
  }, COUNT {
    MATCH (n1)<-[:ROLE_OF]-(n4:ActivityRole)-[:ROLE_IN]->(n5:Activity)
    WHERE n4.scope IN $visible
      AND n5.scope IN $visible
    WITH DISTINCT n5
    WHERE n5.scope IN $visible
      AND (n5.kind = $p1)
    RETURN 1 AS one
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "TRAINING"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
