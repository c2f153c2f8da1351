// query ($via: [TieKind!], $since: Date) {
//   ties(among: [1, 2], via: $via, since: $since, first: 2) {
//     totalCount
//     edges {
//       strength
//       weight
//       cursor
//       node {
//         id
//       }
//       other {
//         name
//       }
//       ties {
//         kind
//         evidence(first: 2) {
//           id
//         }
//       }
//     }
//   }
// }
// variables: {"via": ["FUNDING"], "since": "2024-01-01"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (named:Stakeholder)
    WHERE named.id IN $p0
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
        AND other.id IN $p0
        AND CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END IN $p1
        AND coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) >= $p2
      RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND other.id IN $p0
        AND CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p1
        AND (shared.start_earliest IS NOT NULL OR shared.end_latest IS NOT NULL)
        AND coalesce(shared.end_latest, '9999-12-31') >= $p2
      RETURN other, [CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, shared, null, null, 'FORTH', 1.0] AS tie
      UNION ALL
      MATCH (named)<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND other.id IN $p0
        AND CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p1
        AND (shared.start_earliest IS NOT NULL OR shared.end_latest IS NOT NULL)
        AND coalesce(shared.end_latest, '9999-12-31') >= $p2
      RETURN other, [CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (shared)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, shared, null, null, 'BACK', 1.0] AS tie
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
        AND other.id IN $p0
        AND CASE WHEN EXISTS {
        MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
        WHERE series.scope IN $visible
      } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p1
        AND left(coalesce(shared.end_utc, shared.start_utc), 10) >= $p2
      RETURN other, [CASE WHEN EXISTS {
        MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
        WHERE series.scope IN $visible
      } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND other.id IN $p0
        AND CASE WHEN shared.kind = 'AGREEMENT'
        AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p1
        AND shared.made_latest >= $p2
      RETURN other, [CASE WHEN shared.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END, shared, null, null, null, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND other.id IN $p0
        AND 'COMMITMENT' IN $p1
        AND shared.made_latest >= $p2
      RETURN other, ['COMMITMENT', shared, null, null, null, 1.0] AS tie
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
        AND other.id IN $p0
        AND 'MEMBERSHIP' IN $p1
        AND (first IS NOT NULL OR last < '9999-12-31')
        AND last >= $p2
      RETURN other, ['MEMBERSHIP', shared, first, last, null, 1.0] AS tie
    }
    WITH named, other, collect(tie) AS ties
    WITH named, other, ties, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
    WITH named, other, ties, strength, toFloat(strength) AS weight
    WITH named, other, strength, weight, ties
    WHERE named.id < other.id
    RETURN named AS one, other, named.id + ' ' + other.id AS pair, strength, weight, ties
  }
  WITH one AS v1, other AS v2, pair AS v3, strength AS v4, weight AS v5, ties AS v6
  WHERE v1.scope IN $visible
  WITH v1, v2, v3, v4, v5, v6
  ORDER BY v5 DESC, v3, v1.id
  WITH collect([v1, v2, v3, v4, v5, v6]) AS all7
  RETURN [COLLECT {
    UNWIND all7 AS item8
    WITH item8[0] AS v1, item8[1] AS v2, item8[2] AS v3, item8[3] AS v4, item8[4] AS v5, item8[5] AS v6
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4, v5, v6 LIMIT $p3
    RETURN [v1.id, v3, v4, v5, head(COLLECT {
      WITH v2 AS n9
      WHERE n9.scope IN $visible
      RETURN [n9.name]
    }), COLLECT {
      CALL (v6) {
        UNWIND v6 AS one
        WITH one[0] AS kind, one[1] AS shared, min(one[2]) AS first, max(one[3]) AS last, one[6..] AS more, max(one[4] IN ['FORTH', 'BOTH']) AS forth, max(one[4] IN ['BACK', 'BOTH']) AS back, max(one[5]) AS weight
        WHERE shared.scope IN $visible
        WITH kind, shared, forth, back, weight, more, coalesce(first, CASE WHEN shared:Activity THEN shared.start_earliest WHEN shared:Membership THEN shared.start_earliest WHEN shared:DialogueSession THEN left(shared.start_utc, 10) WHEN shared:Commitment THEN shared.made_earliest END) AS first, coalesce(last, CASE WHEN shared:Activity THEN coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) WHEN shared:Membership THEN coalesce(shared.end_latest, '9999-12-31') WHEN shared:DialogueSession THEN left(coalesce(shared.end_utc, shared.start_utc), 10) WHEN shared:Commitment THEN shared.made_latest END) AS last
        WITH kind, more, collect(shared) AS records, min(first) AS first, max(last) AS last, max(forth) AS forth, max(back) AS back, sum(weight) AS weight
        RETURN [kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records, round(weight, 6), CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END] + [more] AS row10
      }
      WITH *
      ORDER BY row10[1] DESC, row10[0]
      RETURN [row10[0], COLLECT {
        UNWIND row10[4] AS n11
        WITH n11
        WHERE n11.scope IN $visible
        WITH n11
        ORDER BY n11.id
        WITH n11 LIMIT $p4
        RETURN [n11.id]
      }]
    }]
  }, size(all7)]
}) AS r0

// $p0 = ["1", "2"]
// $p1 = ["FUNDING"]
// $p2 = "2024-01-01"
// $p3 = 3
// $p4 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
