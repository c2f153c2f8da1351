// {
//   stakeholders(
//     first: 2
//     where: {
//       activities: { some: { places: { every: { partOf: { name: { eq: "Duhok" } } } } } }
//     }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Stakeholder)
  USING INDEX n1:Stakeholder(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (EXISTS {
    MATCH (n1)<-[:ROLE_OF]-(n2:ActivityRole)-[:ROLE_IN]->(n3:Activity)
    WHERE n2.scope IN $visible
      AND n3.scope IN $visible
    WITH DISTINCT n3
    WHERE n3.scope IN $visible
      AND (NOT EXISTS {
      MATCH (n3)-[:TAKES_PLACE_IN]->(n4:Place)
      WHERE n4.scope IN $visible
        AND NOT EXISTS {
        MATCH (n4)-[:PART_OF]->(n5:Place)
        WHERE n5.scope IN $visible
          AND (n5.name = $p0)
      }
    })
  })
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "Duhok"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
