// {
//   activities(
//     first: 2
//     where: { places: { some: { id: { eq: "r1" } } }, status: { eq: ONGOING } }
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
  USING INDEX SEEK n1:Place(id)
  WHERE n1.scope IN $visible
    AND (n1.id = $p0)
  MATCH (n1)<-[:TAKES_PLACE_IN]-(n2:Activity)
  WHERE n2.scope IN $visible
  WITH DISTINCT n2
  WHERE n2.scope IN $visible
    AND (n2.status = $p1)
  WITH n2
  ORDER BY n2.order_name, n2.id LIMIT $p2
  RETURN [n2.id]
}] AS r0

// $p0 = "r1"
// $p1 = "ONGOING"
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
