// {
//   dialogueSessions(
//     first: 2
//     where: { start: { gt: "2026-01-01T00:00:00+03:00", isNull: false } }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:DialogueSession)
  USING INDEX n1:DialogueSession(order_start, id)
  WHERE n1.order_start IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND ((n1.start_utc > $p0) AND n1.start_local IS NOT NULL)
  WITH n1
  ORDER BY n1.order_start, n1.id LIMIT $p1
  RETURN [n1.id]
}] AS r0

// $p0 = "2025-12-31T21:00:00.000000Z"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
