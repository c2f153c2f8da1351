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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:DialogueSession {id: id3})
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
    WITH person AS v4, other_session AS v5, participation AS v6, starts AS v7, participation_id AS v8
    WHERE v4.scope IN $visible
      AND (v7 >= $p3 AND CASE v7 WHEN $p3 THEN v8 >= $p2 AND CASE v8 WHEN $p2 THEN v4.id > $p1 ELSE true END ELSE true END)
    WITH v4, v5, v6, v7, v8
    ORDER BY v7, v8, v4.id LIMIT $p4
    RETURN [v4.name]
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
    WITH person AS v9, other_session AS v10, participation AS v11, starts AS v12, participation_id AS v13
    WHERE v9.scope IN $visible
      AND (v12 <= $p3 AND CASE v12 WHEN $p3 THEN v13 <= $p2 AND CASE v13 WHEN $p2 THEN v9.id <= $p1 ELSE true END ELSE true END)
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "r7"
// $p2 = "r5"
// $p3 = "2026-01-01T10:00:00Z"
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
