// query Analyst {
//   commitments(first: 10) {
//     totalCount
//     nodes {
//       id
//       title
//       overdue
//       due {
//         edtf
//       }
//       makers(first: 5) {
//         nodes {
//           id
//           name
//         }
//       }
//       addressees(first: 5) {
//         nodes {
//           id
//           name
//         }
//       }
//       origin {
//         __typename
//         id
//         ... on Recommendation {
//           title: text
//         }
//         ... on DialogueSession {
//           title: name
//         }
//       }
//       evidence(first: 5) {
//         totalCount
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Commitment)
    USING INDEX SEEK n1:Commitment(scope, order_due, id)
    WHERE n1.scope = s2
      AND n1.order_due IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_due, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_due, n1.id LIMIT $p0
  RETURN [n1.due, n1.id, n1.title, (n1.due_latest IS NOT NULL AND n1.due_latest < $today AND NOT n1.status IN ['KEPT', 'WITHDRAWN']), head(COLLECT {
    MATCH (n1)-[:ORIGINATED_IN]->(n3:Record)
    WHERE n3.scope IN $visible
    RETURN [n3.id, n3.type, CASE n3.type WHEN 'DialogueSession' THEN [n3.name] WHEN 'Recommendation' THEN [n3.text] END]
  }), [COLLECT {
    MATCH (n1)-[:MADE_BY]->(n4:Stakeholder)
    WHERE n4.scope IN $visible
    WITH n4
    ORDER BY n4.order_name, n4.id LIMIT $p1
    RETURN [n4.id, n4.name]
  }], [COLLECT {
    MATCH (n1)-[:MADE_TO]->(n5:Stakeholder)
    WHERE n5.scope IN $visible
    WITH n5
    ORDER BY n5.order_name, n5.id LIMIT $p2
    RETURN [n5.id, n5.name]
  }], [COUNT {
    MATCH (n1)<-[:PROVES]-(n6:Evidence)
    WHERE n6.scope IN $visible
  }]]
}, COUNT {
  MATCH (n7:Commitment)
  WHERE n7.scope IN $visible
}] AS r0

// $p0 = 11
// $p1 = 6
// $p2 = 6
// $visible = [0, 1]
// $today = "2026-11-23"
