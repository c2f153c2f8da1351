// {
//   places(
//     first: 2
//     where: {
//       and: [{ name: { eq: "a" } }, { kind: { eq: COUNTRY } }]
//       or: [{ name: { eq: "b" } }, { pCode: { isNull: true } }]
//       not: { name: { startsWith: "c" } }
//     }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:Place)
  USING INDEX n1:Place(order_name, id)
  WHERE n1.order_name IS NOT NULL
    AND n1.id IS NOT NULL
    AND n1.scope IN $visible
    AND (((n1.name = $p0) AND (n1.kind = $p1)) AND ((n1.name = $p2) OR n1.p_code IS NULL) AND NOT coalesce(n1.name STARTS WITH $p3, false))
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p4
  RETURN [n1.id]
}] AS r0

// $p0 = "a"
// $p1 = "COUNTRY"
// $p2 = "b"
// $p3 = "c"
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
