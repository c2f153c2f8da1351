// query ($order: PlaceOrderInput) {
//   places(first: 2, orderBy: $order) {
//     nodes {
//       id
//     }
//   }
// }
// variables: {"order": {"field": "UPDATED", "direction": "DESC"}}
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Place)
    USING INDEX SEEK n1:Place(scope, order_updated, id)
    WHERE n1.scope = s2
      AND n1.order_updated IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope DESC, n1.order_updated DESC, n1.id DESC LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_updated DESC, n1.id DESC LIMIT $p0
  RETURN [n1.id]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
