// {
//   dialogueSession(id: "r1") {
//     conflicts(first: 2) {
//       totalCount
//       edges {
//         cursor
//         node {
//           name
//         }
//         session {
//           name
//           start {
//             utc
//           }
//         }
//         participation {
//           capacity
//         }
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
  MATCH (n1:DialogueSession {id: id3})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
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
    WITH person AS v4, other_session AS v5, participation AS v6, starts AS v7, participation_id AS v8
    WHERE v4.scope IN $visible
    WITH v4, v5, v6, v7, v8
    ORDER BY v7, v8, v4.id
    WITH collect([v4, v5, v6, v7, v8]) AS all9
    RETURN [COLLECT {
      UNWIND all9 AS item10
      WITH item10[0] AS v4, item10[1] AS v5, item10[2] AS v6, item10[3] AS v7, item10[4] AS v8
      WHERE v4.scope IN $visible
      WITH v4, v5, v6, v7, v8 LIMIT $p1
      RETURN [v4.id, v4.name, v8, v7, head(COLLECT {
        WITH v5 AS n11
        WHERE n11.scope IN $visible
        RETURN [n11.name, n11.start_local, n11.start_utc]
      }), head(COLLECT {
        WITH v6 AS n12
        WHERE n12.scope IN $visible
        RETURN [n12.capacity]
      })]
    }, size(all9)]
  })]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
