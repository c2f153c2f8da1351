// {
//   accounts(first: 2) {
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
    MATCH (n1:Account)
    USING INDEX SEEK n1:Account(scope, order_email, id)
    WHERE n1.scope = s2
      AND n1.order_email IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_email, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_email, n1.id LIMIT $p0
  RETURN [n1.id]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
