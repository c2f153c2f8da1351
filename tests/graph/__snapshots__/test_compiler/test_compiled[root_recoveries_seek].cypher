// {
//   recoveries(first: 2) {
//     nodes {
//       id
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Recovery)
    USING INDEX SEEK n1:Recovery(scope, order_created, id)
    WHERE n1.scope = s2
      AND n1.order_created IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_created, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_created, n1.id LIMIT $p0
  RETURN [n1.id]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
