// query ($weights: TieWeights, $halfLife: Float, $asOf: Date) {
//   stakeholder(id: 1) {
//     collaborators(weights: $weights, halfLife: $halfLife, asOf: $asOf) {
//       edges {
//         weight
//         ties {
//           weight
//           direction
//         }
//       }
//     }
//   }
// }
// variables: {"weights": {"funding": 2.0}, "halfLife": 3.0, "asOf": "2024-01-01"}
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
        RETURN other, CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) AS last, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END AS way
        UNION ALL
        MATCH (n1)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, '9999-12-31') AS last, 'FORTH' AS way
        UNION ALL
        MATCH (n1)<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, '9999-12-31') AS last, 'BACK' AS way
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
        RETURN other, CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END AS kind, shared, left(shared.start_utc, 10) AS first, left(coalesce(shared.end_utc, shared.start_utc), 10) AS last, null AS way
        UNION ALL
        MATCH (n1)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, CASE WHEN shared.kind = 'AGREEMENT'
          AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END AS kind, shared, shared.made_earliest AS first, shared.made_latest AS last, null AS way
        UNION ALL
        MATCH (n1)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, 'COMMITMENT' AS kind, shared, shared.made_earliest AS first, shared.made_latest AS last, null AS way
        UNION ALL
        MATCH (n1)<-[:MEMBER]-(own:Membership)-[:MEMBER_OF]->(shared:Stakeholder)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
        WITH own, shared
        MATCH (shared)<-[:MEMBER_OF]-(its:Membership)-[:MEMBER]->(other:Stakeholder)
        WHERE other <> n1
          AND its.scope IN $visible
          AND other.scope IN $visible
        WITH other, shared, [day IN [own.start_earliest, its.start_earliest] WHERE day IS NOT NULL] AS starts, [day IN [own.end_latest, its.end_latest] WHERE day IS NOT NULL] AS ends
        WITH other, shared, CASE WHEN starts[1] > starts[0] THEN starts[1] ELSE starts[0] END AS first, CASE WHEN ends[1] < ends[0] THEN ends[1] ELSE coalesce(ends[0], '9999-12-31') END AS last
        WHERE coalesce(first, '0001-01-01') <= last
        RETURN other, 'MEMBERSHIP' AS kind, shared, first AS first, last AS last, null AS way
      }
      WITH other, kind, shared, min(first) AS first, max(last) AS last, max(way = 'FORTH') AS forth, max(way = 'BACK') AS back
      WITH other, kind, shared, first, last, CASE WHEN forth
        AND back THEN 'BOTH' WHEN forth THEN 'FORTH' WHEN back THEN 'BACK' END AS way, coalesce(CASE kind WHEN 'ACTIVITY' THEN $p1.activity WHEN 'FUNDING' THEN $p1.funding WHEN 'MEMBERSHIP' THEN $p1.membership WHEN 'SECRETARIAT' THEN $p1.secretariat WHEN 'DIALOGUE_SESSION' THEN $p1.dialogueSession WHEN 'MEETING' THEN $p1.meeting WHEN 'COMMITMENT' THEN $p1.commitment WHEN 'AGREEMENT' THEN $p1.agreement END, 1.0) * CASE WHEN last IS NULL OR last >= $p2 THEN 1.0 ELSE 0.5 ^ ((datetime($p2).epochMillis - datetime(last).epochMillis) / 31557600000.0 / $p3) END AS weight
      WITH other, count(*) AS strength, round(sum(weight), 6) AS weight, collect([kind, shared, first, last, way, weight]) AS ties
      WITH other, strength, weight, ties
      ORDER BY weight DESC
      RETURN other, strength, weight, ties
    }
    WITH other AS v4, strength AS v5, weight AS v6, ties AS v7
    WHERE v4.scope IN $visible
    WITH v4, v5, v6, v7
    ORDER BY v6 DESC, v4.id LIMIT $p4
    RETURN [v6, COLLECT {
      CALL (v7) {
        UNWIND v7 AS one
        WITH one[0] AS kind, one[1] AS shared, min(one[2]) AS first, max(one[3]) AS last, one[6..] AS more, max(one[4] IN ['FORTH', 'BOTH']) AS forth, max(one[4] IN ['BACK', 'BOTH']) AS back, max(one[5]) AS weight
        WHERE shared.scope IN $visible
        WITH kind, shared, forth, back, weight, more, coalesce(first, CASE WHEN shared:Activity THEN shared.start_earliest WHEN shared:Membership THEN shared.start_earliest WHEN shared:DialogueSession THEN left(shared.start_utc, 10) WHEN shared:Commitment THEN shared.made_earliest END) AS first, coalesce(last, CASE WHEN shared:Activity THEN coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) WHEN shared:Membership THEN coalesce(shared.end_latest, '9999-12-31') WHEN shared:DialogueSession THEN left(coalesce(shared.end_utc, shared.start_utc), 10) WHEN shared:Commitment THEN shared.made_latest END) AS last
        WITH kind, more, collect(shared) AS records, min(first) AS first, max(last) AS last, max(forth) AS forth, max(back) AS back, sum(weight) AS weight
        RETURN [kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records, round(weight, 6), CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END] + [more] AS row8
      }
      WITH *
      ORDER BY row8[1] DESC, row8[0]
      RETURN [row8[5], row8[6]]
    }]
  }]]
}) AS r0

// $p0 = "1"
// $p1 = {"funding": 2.0}
// $p2 = "2024-01-01"
// $p3 = 3.0
// $p4 = 21
// $visible = [0, 1]
// $today = "2026-11-23"
