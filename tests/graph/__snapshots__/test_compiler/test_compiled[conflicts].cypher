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
  MATCH (n1:DialogueSession {id: $p0})
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
    WITH person AS v2, other_session AS v3, participation AS v4, starts AS v5, participation_id AS v6
    WHERE v2.scope IN $visible
    WITH collect([v2, v3, v4, v5, v6]) AS all7
    RETURN [COLLECT {
      UNWIND all7 AS item8
      WITH item8[0] AS v2, item8[1] AS v3, item8[2] AS v4, item8[3] AS v5, item8[4] AS v6
      WHERE v2.scope IN $visible
      WITH v2, v3, v4, v5, v6
      ORDER BY v5, v6, v2.id LIMIT $p1
      RETURN [v2.id, v2.name, v6, v5, head(COLLECT {
        WITH v3 AS n9
        WHERE n9.scope IN $visible
        RETURN [n9.name, n9.start_local, n9.start_utc]
      }), head(COLLECT {
        WITH v4 AS n10
        WHERE n10.scope IN $visible
        RETURN [n10.capacity]
      })]
    }, size(all7)]
  })]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
