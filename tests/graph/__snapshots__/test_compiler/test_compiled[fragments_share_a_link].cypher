// {
//   stakeholders(first: 2) {
//     nodes {
//       ...About
//       ... on Person {
//         familyName
//       }
//     }
//   }
// }
//
// fragment About on Stakeholder {
//   id
//   areas(first: 2) {
//     nodes {
//       code
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Stakeholder)
    USING INDEX SEEK n1:Stakeholder(scope, order_name, id)
    WHERE n1.scope = s2
      AND n1.order_name IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p0
  RETURN [n1.id, n1.type, [COLLECT {
    MATCH (n1)-[:WORKS_ON]->(n3:CooperationArea)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_number, n3.id LIMIT $p1
    RETURN [n3.code]
  }], CASE n1.type WHEN 'Person' THEN [n1.family_name] END]
}] AS r0

// $p0 = 3
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
