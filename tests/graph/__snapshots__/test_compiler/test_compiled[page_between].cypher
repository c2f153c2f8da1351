// query ($a: String, $b: String) {
//   places(first: 2, after: $a, before: $b) {
//     nodes {
//       id
//     }
//   }
// }
// variables: {"a": "[\"erbil\", \"r7\"]", "b": "[\"zakho\", \"r9\"]"}
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
      AND (n1.order_name >= $p1 AND CASE n1.order_name WHEN $p1 THEN n1.id > $p0 ELSE true END)
      AND (n1.order_name <= $p3 AND CASE n1.order_name WHEN $p3 THEN n1.id < $p2 ELSE true END)
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p4
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p4
  RETURN [n1.id]
}] AS r0

// $p0 = "r7"
// $p1 = "erbil"
// $p2 = "r9"
// $p3 = "zakho"
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
