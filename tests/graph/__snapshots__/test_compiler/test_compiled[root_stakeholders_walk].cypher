// {
//   stakeholders(first: 2) {
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
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p0
  RETURN [n1.id]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
