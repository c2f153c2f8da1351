// query ($after: String) {
//   dialogueSession(id: "r1") {
//     conflicts(first: 2, after: $after) {
//       nodes {
//         name
//       }
//       pageInfo {
//         hasPreviousPage
//       }
//     }
//   }
// }
// variables: {"after": "[\"2026-01-01T10:00:00Z\", \"r5\", \"r7\"]"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:DialogueSession {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
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
      AND (v5 >= $p3 AND CASE v5 WHEN $p3 THEN v6 >= $p2 AND CASE v6 WHEN $p2 THEN v2.id > $p1 ELSE true END ELSE true END)
    WITH v2, v3, v4, v5, v6
    ORDER BY v5, v6, v2.id LIMIT $p4
    RETURN [v2.name]
  }, EXISTS {
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
    WITH person AS v7, other_session AS v8, participation AS v9, starts AS v10, participation_id AS v11
    WHERE v7.scope IN $visible
      AND (v10 <= $p3 AND CASE v10 WHEN $p3 THEN v11 <= $p2 AND CASE v11 WHEN $p2 THEN v7.id <= $p1 ELSE true END ELSE true END)
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "r7"
// $p2 = "r5"
// $p3 = "2026-01-01T10:00:00Z"
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
