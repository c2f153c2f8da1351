// query ($via: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date, $after: String) {
//   stakeholder(id: "r1") {
//     collaborators(
//       via: $via
//       area: $area
//       place: $place
//       since: $since
//       until: $until
//       first: 2
//       after: $after
//     ) {
//       nodes {
//         name
//       }
//       pageInfo {
//         hasNextPage
//         hasPreviousPage
//         endCursor
//       }
//     }
//   }
// }
// variables: {"via": ["ACTIVITY", "COMMITMENT"], "area": "r2", "place": "r3", "since": "2024-01-01", "until": "2026-01-01", "after": "[3, \"r7\"]"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Stakeholder {id: id3})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    CALL (n1) {
      CALL (n1) {
        MATCH (n1)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
        WITH DISTINCT shared, own.role = 'FUNDER' AS funds
        MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
        WHERE other <> n1
          AND its.scope IN $visible
          AND other.scope IN $visible
          AND CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END IN $p1
          AND coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) >= $p2
          AND coalesce(shared.start_earliest, shared.end_earliest) <= $p3
          AND EXISTS {
          MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)
          WHERE area.scope IN $visible
            AND area.id = $p4
        }
          AND EXISTS {
          MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
          WHERE spot.scope IN $visible
            AND whole.scope IN $visible
            AND whole.id = $p5
        }
        RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)-[:PARTICIPATION_IN]->(shared:DialogueSession)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
          AND shared.status <> 'CANCELLED'
          AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
        WITH own, shared
        MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)
        WHERE other <> n1
          AND its <> own
          AND its.scope IN $visible
          AND other.scope IN $visible
          AND NOT its.partstat IN ['DECLINED', 'DELEGATED']
          AND CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p1
          AND left(coalesce(shared.end_utc, shared.start_utc), 10) >= $p2
          AND left(shared.start_utc, 10) <= $p3
          AND EXISTS {
          MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)-[:DIALOGUE_ON]->(area:CooperationArea)
          WHERE process.scope IN $visible
            AND area.scope IN $visible
            AND area.id = $p4
        }
          AND EXISTS {
          MATCH (shared)-[:HELD_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
          WHERE spot.scope IN $visible
            AND whole.scope IN $visible
            AND whole.id = $p5
        }
        RETURN other, [CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
      }
      WITH other, collect(tie) AS ties
      WITH other, ties, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
      WITH other, ties, strength, toFloat(strength) AS weight
      WITH other, strength, weight, ties
      ORDER BY weight DESC
      RETURN other, strength, weight, ties
    }
    WITH other AS v4, strength AS v5, weight AS v6, ties AS v7
    WHERE v4.scope IN $visible
      AND (v6 <= $p7 AND CASE v6 WHEN $p7 THEN v4.id > $p6 ELSE true END)
    WITH v4, v5, v6, v7
    ORDER BY v6 DESC, v4.id LIMIT $p8
    RETURN [v4.id, v4.name, v6]
  }, EXISTS {
    CALL (n1) {
      CALL (n1) {
        MATCH (n1)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
        WITH DISTINCT shared, own.role = 'FUNDER' AS funds
        MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
        WHERE other <> n1
          AND its.scope IN $visible
          AND other.scope IN $visible
          AND CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END IN $p1
          AND coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) >= $p2
          AND coalesce(shared.start_earliest, shared.end_earliest) <= $p3
          AND EXISTS {
          MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)
          WHERE area.scope IN $visible
            AND area.id = $p4
        }
          AND EXISTS {
          MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
          WHERE spot.scope IN $visible
            AND whole.scope IN $visible
            AND whole.id = $p5
        }
        RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)-[:PARTICIPATION_IN]->(shared:DialogueSession)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
          AND shared.status <> 'CANCELLED'
          AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
        WITH own, shared
        MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)
        WHERE other <> n1
          AND its <> own
          AND its.scope IN $visible
          AND other.scope IN $visible
          AND NOT its.partstat IN ['DECLINED', 'DELEGATED']
          AND CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p1
          AND left(coalesce(shared.end_utc, shared.start_utc), 10) >= $p2
          AND left(shared.start_utc, 10) <= $p3
          AND EXISTS {
          MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)-[:DIALOGUE_ON]->(area:CooperationArea)
          WHERE process.scope IN $visible
            AND area.scope IN $visible
            AND area.id = $p4
        }
          AND EXISTS {
          MATCH (shared)-[:HELD_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
          WHERE spot.scope IN $visible
            AND whole.scope IN $visible
            AND whole.id = $p5
        }
        RETURN other, [CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
      }
      WITH other, collect(tie) AS ties
      WITH other, ties, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
      WITH other, ties, strength, toFloat(strength) AS weight
      WITH other, strength, weight, ties
      ORDER BY weight DESC
      RETURN other, strength, weight, ties
    }
    WITH other AS v8, strength AS v9, weight AS v10, ties AS v11
    WHERE v8.scope IN $visible
      AND (v10 >= $p7 AND CASE v10 WHEN $p7 THEN v8.id <= $p6 ELSE true END)
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = ["ACTIVITY", "COMMITMENT"]
// $p2 = "2024-01-01"
// $p3 = "2026-01-01"
// $p4 = "r2"
// $p5 = "r3"
// $p6 = "r7"
// $p7 = 3
// $p8 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
