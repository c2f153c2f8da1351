// {
//   memberships(first: 2, where: { organization: { name: { eq: "UNHCR" } } }) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Membership)
  USING INDEX n1:Membership(order_start, id)
  WHERE n1.order_start IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND EXISTS {
    MATCH (n1)-[:MEMBER_OF]->(n2:Stakeholder)
    WHERE n2.scope IN $visible
      AND (n2.name = $p0)
  }
  WITH n1
  ORDER BY n1.order_start, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "UNHCR"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
