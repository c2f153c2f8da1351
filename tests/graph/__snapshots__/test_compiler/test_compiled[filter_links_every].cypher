// {
//   commitments(
//     first: 2
//     where: { milestones: { every: { status: { eq: KEPT } } } }
//   ) {
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
    AND (NOT EXISTS {
    MATCH (n1)<-[:MILESTONE_OF]-(n2:Milestone)
    WHERE n2.scope IN $visible
      AND NOT coalesce(n2.status = $p0, false)
  })
  WITH n1
  ORDER BY n1.order_due, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "KEPT"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
