// {
//   stakeholders(first: 2) {
//     nodes {
//       __typename
//       name
//       ... on Person {
//         familyName
//         birthDate {
//           edtf
//         }
//       }
//       ... on GovernmentBody {
//         level
//         branch
//       }
//       ... on Organization {
//         classification
//       }
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
  RETURN [n1.name, n1.type, CASE n1.type WHEN 'GovernmentBody' THEN [n1.branch, n1.level] WHEN 'Organization' THEN [n1.classification] WHEN 'Person' THEN [n1.birth_date, n1.family_name] END]
}] AS r0

// $p0 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
