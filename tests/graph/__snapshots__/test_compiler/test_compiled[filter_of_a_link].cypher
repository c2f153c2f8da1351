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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Stakeholder {id: id3})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:ROLE_OF]-(n4:ActivityRole)-[:ROLE_IN]->(n5:Activity)
    WHERE n4.scope IN $visible
      AND n5.scope IN $visible
    WITH DISTINCT n5
    WHERE n5.scope IN $visible
      AND (n5.kind = $p1)
    WITH n5
    ORDER BY n5.order_name, n5.id LIMIT $p2
    RETURN [n5.id]
  }, COUNT {
    MATCH (n1)<-[:ROLE_OF]-(n6:ActivityRole)-[:ROLE_IN]->(n7:Activity)
    WHERE n6.scope IN $visible
      AND n7.scope IN $visible
    WITH DISTINCT n7
    WHERE n7.scope IN $visible
      AND (n7.kind = $p1)
    RETURN 1 AS one
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "TRAINING"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
