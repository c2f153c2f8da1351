// {
//   tieChanges(of: 1, from: "2023-01-01", to: "2024-01-01", first: 2) {
//     edges {
//       day
//       node {
//         name
//       }
//       gained {
//         kind
//         evidence(first: 2) {
//           id
//         }
//       }
//       lost {
//         kind
//         lastDate
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  CALL () {
    MATCH (named:Stakeholder)
    WHERE named.id IN [$p0]
      AND named.scope IN $visible
    CALL (named) {
      MATCH (named)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
      WHERE own.scope IN $visible
        AND shared.scope IN $visible
      WITH DISTINCT shared, own.role = 'FUNDER' AS funds
      MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
      WHERE other <> named
        AND its.scope IN $visible
        AND other.scope IN $visible
      RETURN other, CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) AS last, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END AS way
      UNION ALL
      MATCH (named)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
      RETURN other, CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, '9999-12-31') AS last, 'FORTH' AS way
      UNION ALL
      MATCH (named)<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
      RETURN other, CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END AS kind, shared, shared.start_earliest AS first, coalesce(shared.end_latest, '9999-12-31') AS last, 'BACK' AS way
      UNION ALL
      MATCH (named)<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)-[:PARTICIPATION_IN]->(shared:DialogueSession)
      WHERE own.scope IN $visible
        AND shared.scope IN $visible
        AND shared.status <> 'CANCELLED'
        AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
      WITH own, shared
      MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)
      WHERE other <> named
        AND its <> own
        AND its.scope IN $visible
        AND other.scope IN $visible
        AND NOT its.partstat IN ['DECLINED', 'DELEGATED']
      RETURN other, CASE WHEN EXISTS {
        MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
        WHERE series.scope IN $visible
      } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END AS kind, shared, left(shared.start_utc, 10) AS first, left(coalesce(shared.end_utc, shared.start_utc), 10) AS last, null AS way
      UNION ALL
      MATCH (named)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
      RETURN other, CASE WHEN shared.kind = 'AGREEMENT'
        AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END AS kind, shared, shared.made_earliest AS first, shared.made_latest AS last, null AS way
      UNION ALL
      MATCH (named)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
      RETURN other, 'COMMITMENT' AS kind, shared, shared.made_earliest AS first, shared.made_latest AS last, null AS way
      UNION ALL
      MATCH (named)<-[:MEMBER]-(own:Membership)-[:MEMBER_OF]->(shared:Stakeholder)
      WHERE own.scope IN $visible
        AND shared.scope IN $visible
      WITH own, shared
      MATCH (shared)<-[:MEMBER_OF]-(its:Membership)-[:MEMBER]->(other:Stakeholder)
      WHERE other <> named
        AND its.scope IN $visible
        AND other.scope IN $visible
      WITH other, shared, [day IN [own.start_earliest, its.start_earliest] WHERE day IS NOT NULL] AS starts, [day IN [own.end_latest, its.end_latest] WHERE day IS NOT NULL] AS ends
      WITH other, shared, CASE WHEN starts[1] > starts[0] THEN starts[1] ELSE starts[0] END AS first, CASE WHEN ends[1] < ends[0] THEN ends[1] ELSE coalesce(ends[0], '9999-12-31') END AS last
      WHERE coalesce(first, '0001-01-01') <= last
      RETURN other, 'MEMBERSHIP' AS kind, shared, first AS first, last AS last, null AS way
    }
    WITH other, kind, shared, min(first) AS first, max(last) AS last, max(way = 'FORTH') AS forth, max(way = 'BACK') AS back, count(*) AS shows, count(first) AS begun, count(last) AS over
    WITH other, kind, collect(shared) AS records, min(first) AS first, max(last) AS last, toFloat(count(*)) AS weight, max(forth) AS forth, max(back) AS back, sum(begun) = sum(shows) AS begins, sum(over) = sum(shows) AS ends
    WITH other, kind, first, last, begins
      AND first > $p1 AS later, ends, [kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records, round(weight, 6), CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END] AS tie
    WITH other, tie, CASE WHEN later
      AND first <= $p2 THEN first END AS gained, CASE WHEN NOT later
      AND ends
      AND last >= $p1
      AND last < $p2
      AND kind IN ['ACTIVITY', 'FUNDING', 'MEMBERSHIP', 'SECRETARIAT'] THEN last END AS lost
    WHERE gained IS NOT NULL OR lost IS NOT NULL
    RETURN other, max(coalesce(gained, lost)) AS day, collect(CASE WHEN gained IS NOT NULL THEN tie END) AS gained, collect(CASE WHEN lost IS NOT NULL THEN tie END) AS lost
  }
  WITH other AS v1, day AS v2, gained AS v3, lost AS v4
  WHERE v1.scope IN $visible
  WITH v1, v2, v3, v4
  ORDER BY v2 DESC, v1.id LIMIT $p3
  RETURN [v1.name, v2, COLLECT {
    UNWIND v3 AS row5
    WITH *
    ORDER BY row5[1] DESC, row5[0]
    RETURN [row5[0], COLLECT {
      UNWIND row5[4] AS n6
      WITH n6
      WHERE n6.scope IN $visible
      WITH n6
      ORDER BY n6.id
      WITH n6 LIMIT $p4
      RETURN [n6.id]
    }]
  }, COLLECT {
    UNWIND v4 AS row7
    WITH *
    ORDER BY row7[1] DESC, row7[0]
    RETURN [row7[0], row7[3]]
  }]
}] AS r0

// $p0 = "1"
// $p1 = "2023-01-01"
// $p2 = "2024-01-01"
// $p3 = 3
// $p4 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
