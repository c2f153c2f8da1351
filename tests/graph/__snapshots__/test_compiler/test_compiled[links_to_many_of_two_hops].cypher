// {
//   stakeholder(id: "r1") {
//     activities(first: 3) {
//       nodes {
//         name
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
    WITH n5
    ORDER BY n5.order_name, n5.id LIMIT $p1
    RETURN [n5.name]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
