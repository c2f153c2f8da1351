// query Frontend {
//   dialogueSessions(first: 10) {
//     totalCount
//     nodes {
//       id
//       name
//       start {
//         local
//         zone
//         utc
//       }
//       participations(first: 20) {
//         totalCount
//         nodes {
//           id
//           capacity
//           partstat
//           participant {
//             __typename
//             id
//             name
//           }
//         }
//       }
//       conflicts(first: 10) {
//         edges {
//           node {
//             __typename
//             id
//             name
//           }
//           session {
//             id
//             name
//           }
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:DialogueSession)
    USING INDEX SEEK n1:DialogueSession(scope, order_start, id)
    WHERE n1.scope = s2
      AND n1.order_start IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_start, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_start, n1.id LIMIT $p0
  RETURN [n1.id, n1.name, n1.start_local, n1.start_utc, n1.start_zone, [COLLECT {
    MATCH (n1)<-[:PARTICIPATION_IN]-(n3:Participation)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_capacity, n3.id LIMIT $p1
    RETURN [n3.capacity, n3.id, n3.partstat, head(COLLECT {
      MATCH (n3)-[:PARTICIPANT]->(n4:Stakeholder)
      WHERE n4.scope IN $visible
      RETURN [n4.id, n4.name, n4.type]
    })]
  }, COUNT {
    MATCH (n1)<-[:PARTICIPATION_IN]-(n5:Participation)
    WHERE n5.scope IN $visible
  }], [COLLECT {
    CALL (n1) {
      CALL (n1) {
        MATCH (n1)<-[:PARTICIPATION_IN]-(own:Participation)-[:PARTICIPANT]->(person:Stakeholder) <-[:PARTICIPANT]-(participation:Participation)-[:PARTICIPATION_IN]->(other_session:DialogueSession)
        WHERE other_session <> n1
          AND n1.status <> 'CANCELLED'
          AND other_session.status <> 'CANCELLED'
          AND own.scope IN $visible
          AND person.scope IN $visible
          AND participation.scope IN $visible
          AND other_session.scope IN $visible
          AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
          AND NOT participation.partstat IN ['DECLINED', 'DELEGATED']
          AND other_session.start_utc < n1.end_utc
          AND n1.start_utc < other_session.end_utc
        RETURN DISTINCT person, other_session, participation, other_session.start_utc AS starts, participation.id AS participation_id
      }
      RETURN person AS v6, other_session AS v7, participation AS v8, starts AS v9, participation_id AS v10
    }
    WITH v6, v7, v8, v9, v10
    WHERE v6.scope IN $visible
    WITH v6, v7, v8, v9, v10
    ORDER BY v9, v10, v6.id LIMIT $p2
    RETURN [v6.id, v6.name, v6.type, head(COLLECT {
      WITH v7 AS n11
      WHERE n11.scope IN $visible
      RETURN [n11.id, n11.name]
    })]
  }]]
}, COUNT {
  MATCH (n12:DialogueSession)
  WHERE n12.scope IN $visible
}] AS r0

// $p0 = 11
// $p1 = 21
// $p2 = 11
// $visible = [0, 1]
// $today = "2026-11-23"
