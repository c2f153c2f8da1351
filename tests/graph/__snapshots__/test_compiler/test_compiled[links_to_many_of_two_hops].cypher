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
  MATCH (n1:Stakeholder {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:ROLE_OF]-(n2:ActivityRole)-[:ROLE_IN]->(n3:Activity)
    WHERE n2.scope IN $visible
      AND n3.scope IN $visible
    WITH DISTINCT n3
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_name, n3.id LIMIT $p1
    RETURN [n3.name]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
