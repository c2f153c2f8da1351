// {
//   commitments(first: 2, where: { makers: { some: { name: { eq: "UNHCR" } } } }) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Commitment)
  USING INDEX n1:Commitment(order_due, id)
  WHERE n1.order_due IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (EXISTS {
    MATCH (n1)-[:MADE_BY]->(n2:Stakeholder)
    WHERE n2.scope IN $visible
      AND (n2.name = $p0)
  })
  WITH n1
  ORDER BY n1.order_due, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "UNHCR"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
