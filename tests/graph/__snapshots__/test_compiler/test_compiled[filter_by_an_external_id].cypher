// {
//   places(
//     first: 2
//     where: { externalIds: { some: { scheme: { eq: "pcode" }, value: { eq: "IQG15" } } } }
//   ) {
//     nodes {
//       id
//     }
//   }
// }
// pages: walk

CYPHER 25
RETURN [COLLECT {
  MATCH (n1:ExternalId)
  USING INDEX SEEK n1:ExternalId(value)
  WHERE n1.scope IN $visible
    AND ((n1.scheme = $p0) AND (n1.value = $p1))
  MATCH (n1)<-[:IDENTIFIED_BY]-(n2:Place)
  WHERE n2.scope IN $visible
  WITH DISTINCT n2
  WHERE n2.scope IN $visible
  WITH n2
  ORDER BY n2.order_name, n2.id LIMIT $p2
  RETURN [n2.id]
}] AS r0

// $p0 = "pcode"
// $p1 = "IQG15"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
