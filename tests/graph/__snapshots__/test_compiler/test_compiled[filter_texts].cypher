// {
//   people(first: 2, where: { languages: { has: "ckb", hasAny: ["ku", "ar"] } }) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Person)
  USING INDEX n1:Person(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (($p0 IN n1.languages) AND (any(item IN n1.languages WHERE item IN $p1)))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p2
  RETURN [n1.id]
}] AS r0

// $p0 = "ckb"
// $p1 = ["ku", "ar"]
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
