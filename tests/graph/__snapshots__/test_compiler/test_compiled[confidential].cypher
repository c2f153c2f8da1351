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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:SupportCase {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.conf_person_name, n1.id, n1.reference]
}) AS r0, [COLLECT {
  UNWIND $visible AS s5
  CALL (s5) {
    MATCH (n4:SupportCase)
    USING INDEX SEEK n4:SupportCase(scope, order_opened, id)
    WHERE n4.scope = s5
      AND n4.order_opened IS NOT NULL
      AND n4.id IS NOT NULL
    RETURN n4
    ORDER BY n4.scope, n4.order_opened, n4.id LIMIT $p1
  }
  WITH n4
  ORDER BY n4.order_opened, n4.id LIMIT $p1
  RETURN [n4.conf_account, n4.id, head(COLLECT {
    MATCH (n4)-[:SUPPORT_BY]->(n6:Stakeholder)
    WHERE n6.scope IN $visible
    RETURN [n6.conf_email, n6.id]
  })]
}] AS r1

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
