// {
//   accessLog(first: 2) {
//     totalCount
//     nodes {
//       kind
//       user
//       recordId
//       time
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Access)
    USING INDEX SEEK n1:Access(scope, order_time, id)
    WHERE n1.scope = s2
      AND n1.order_time IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_time, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_time, n1.id LIMIT $p0
  RETURN [n1.kind, n1.record, n1.time, n1.user]
}, COUNT {
  MATCH (n3:Access)
  USING INDEX SEEK n3:Access(scope, id)
  WHERE n3.scope IN $visible
    AND n3.id IS NOT NULL
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
