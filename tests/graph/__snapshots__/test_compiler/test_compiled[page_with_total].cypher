// {
//   places(first: 2) {
//     totalCount
//     nodes {
//       name
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Place)
    USING INDEX SEEK n1:Place(scope, order_name, id)
    WHERE n1.scope = s2
      AND n1.order_name IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p0
  RETURN [n1.name]
}, COUNT {
  MATCH (n3:Place)
  USING INDEX SEEK n3:Place(scope, id)
  WHERE n3.scope IN $visible
    AND n3.id IS NOT NULL
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
