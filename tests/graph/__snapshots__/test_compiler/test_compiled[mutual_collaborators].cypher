// {
//   mutualCollaborators(of: [1, 2], first: 2) {
//     totalCount
//     edges {
//       weakest
//       strength
//       weight
//       node {
//         name
//       }
//       ties {
//         kind
//         count
//         stakeholder {
//           id
//           name
//         }
//         evidence {
//           id
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (named:Stakeholder)
    WHERE named.id IN $p0
      AND named.scope IN $visible
    WITH named, COUNT {
      UNWIND $p0 AS id
      RETURN DISTINCT id
    } AS wanted
    CALL (named) {
      MATCH (named)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
      WHERE own.scope IN $visible
        AND shared.scope IN $visible
      WITH DISTINCT shared, own.role = 'FUNDER' AS funds
      MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
      WHERE other <> named
        AND its.scope IN $visible
        AND other.scope IN $visible
        AND NOT other.id IN $p0
      RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND NOT other.id IN $p0
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
        AND NOT other.id IN $p0
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
        AND NOT other.id IN $p0
      RETURN other, [CASE WHEN EXISTS {
        MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
        WHERE series.scope IN $visible
      } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND NOT other.id IN $p0
      RETURN other, [CASE WHEN shared.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END, shared, null, null, null, 1.0] AS tie
      UNION ALL
      MATCH (named)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
      WHERE other <> named
        AND shared.scope IN $visible
        AND other.scope IN $visible
        AND NOT other.id IN $p0
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
        AND NOT other.id IN $p0
      RETURN other, ['MEMBERSHIP', shared, first, last, null, 1.0] AS tie
    }
    WITH named, wanted, other, collect(tie) AS ties
    WITH named, wanted, other, ties, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
    WITH named, wanted, other, ties, strength, toFloat(strength) AS weight
    WITH other, wanted, min(weight) AS weakest, sum(strength) AS strength, round(sum(weight), 6) AS weight, collect([tie IN ties | tie + [named]]) AS each
    WHERE size(each) = wanted
    RETURN other, weakest, strength, weight, reduce(every = [], these IN each | every + these) AS ties
  }
  WITH other AS v1, weakest AS v2, strength AS v3, weight AS v4, ties AS v5
  WHERE v1.scope IN $visible
  WITH v1, v2, v3, v4, v5
  ORDER BY v2 DESC, v4 DESC, v1.id
  WITH collect([v1, v2, v3, v4, v5]) AS all6
  RETURN [COLLECT {
    UNWIND all6 AS item7
    WITH item7[0] AS v1, item7[1] AS v2, item7[2] AS v3, item7[3] AS v4, item7[4] AS v5
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4, v5 LIMIT $p1
    RETURN [v1.name, v3, v2, v4, COLLECT {
      CALL (v5) {
        UNWIND v5 AS one
        WITH one[0] AS kind, one[1] AS shared, min(one[2]) AS first, max(one[3]) AS last, one[6..] AS more, max(one[4] IN ['FORTH', 'BOTH']) AS forth, max(one[4] IN ['BACK', 'BOTH']) AS back, max(one[5]) AS weight
        WHERE shared.scope IN $visible
        WITH kind, shared, forth, back, weight, more, coalesce(first, CASE WHEN shared:Activity THEN shared.start_earliest WHEN shared:Membership THEN shared.start_earliest WHEN shared:DialogueSession THEN left(shared.start_utc, 10) WHEN shared:Commitment THEN shared.made_earliest END) AS first, coalesce(last, CASE WHEN shared:Activity THEN coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) WHEN shared:Membership THEN coalesce(shared.end_latest, '9999-12-31') WHEN shared:DialogueSession THEN left(coalesce(shared.end_utc, shared.start_utc), 10) WHEN shared:Commitment THEN shared.made_latest END) AS last
        WITH kind, more, collect(shared) AS records, min(first) AS first, max(last) AS last, max(forth) AS forth, max(back) AS back, sum(weight) AS weight
        RETURN [kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records, round(weight, 6), CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END] + [more] AS row8
      }
      WITH *
      ORDER BY row8[7][0].id, row8[1] DESC, row8[0]
      RETURN [row8[0], row8[1], head(COLLECT {
        UNWIND row8[7] AS n9
        WITH n9
        WHERE n9.scope IN $visible
        RETURN [n9.id, n9.name]
      }), COLLECT {
        UNWIND row8[4] AS n10
        WITH n10
        WHERE n10.scope IN $visible
        WITH n10
        ORDER BY n10.id
        WITH n10 LIMIT $p2
        RETURN [n10.id]
      }]
    }]
  }, size(all6)]
}) AS r0

// $p0 = ["1", "2"]
// $p1 = 3
// $p2 = 5
// $visible = [0, 1]
// $today = "2026-11-23"
