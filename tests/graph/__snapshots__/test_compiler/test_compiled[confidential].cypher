// {
//   supportCase(id: "r1") {
//     reference
//     personName
//   }
//   supportCases(first: 2) {
//     nodes {
//       account
//       organization {
//         email
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:SupportCase {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.conf_person_name, n1.id, n1.reference]
}) AS r0, [COLLECT {
  UNWIND $visible AS s3
  CALL (s3) {
    MATCH (n2:SupportCase)
    USING INDEX SEEK n2:SupportCase(scope, order_opened, id)
    WHERE n2.scope = s3
      AND n2.order_opened IS NOT NULL
      AND n2.id IS NOT NULL
    RETURN n2
    ORDER BY n2.scope, n2.order_opened, n2.id LIMIT $p1
  }
  WITH n2
  ORDER BY n2.order_opened, n2.id LIMIT $p1
  RETURN [n2.conf_account, n2.id, head(COLLECT {
    MATCH (n2)-[:SUPPORT_BY]->(n4:Stakeholder)
    WHERE n4.scope IN $visible
    RETURN [n4.conf_email, n4.id]
  })]
}] AS r1

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
