// query ($where: CommitmentFilter) {
//   commitments(first: 2, where: $where) {
//     nodes {
//       id
//     }
//   }
// }
// variables: {"where": {"or": [{"status": {"eq": "KEPT"}}, {"due": {"isNull": true}}], "title": {"contains": "water"}}}
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Commitment)
  USING INDEX n1:Commitment(order_due, id)
  WHERE n1.order_due IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (((n1.status = $p0) OR n1.due IS NULL) AND (n1.title CONTAINS $p1))
  WITH n1
  ORDER BY n1.order_due, n1.id LIMIT $p2
  RETURN [n1.id]
}] AS r0

// $p0 = "KEPT"
// $p1 = "water"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
