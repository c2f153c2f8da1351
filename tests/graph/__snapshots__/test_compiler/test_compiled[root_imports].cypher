// {
//   imports(first: 2) {
//     totalCount
//     nodes {
//       format
//       fileName
//       state
//       started
//       counts
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Import)
    USING INDEX SEEK n1:Import(scope, order_started, id)
    WHERE n1.scope = s2
      AND n1.order_started IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_started, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_started, n1.id LIMIT $p0
  RETURN [n1.counts, n1.file, n1.format, n1.started, n1.state]
}, COUNT {
  MATCH (n3:Import)
  USING INDEX SEEK n3:Import(scope, id)
  WHERE n3.scope IN $visible
    AND n3.id IS NOT NULL
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
