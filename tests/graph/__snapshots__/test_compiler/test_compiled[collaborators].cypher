// {
//   stakeholder(id: "r1") {
//     collaborators(first: 2) {
//       totalCount
//       edges {
//         strength
//         cursor
//         ties {
//           kind
//           count
//           firstDate
//           lastDate
//           evidence(first: 2) {
//             __typename
//             id
//           }
//         }
//         node {
//           name
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
  MATCH (n1:Stakeholder {id: id3})
  WHERE n1.scope IN $visible
  RETURN [head(COLLECT {
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
        RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, [CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, shared, null, null, 'FORTH', 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, [CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, shared, null, null, 'BACK', 1.0] AS tie
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
        RETURN other, [CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, [CASE WHEN shared.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END, shared, null, null, null, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
        RETURN other, ['COMMITMENT', shared, null, null, null, 1.0] AS tie
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
        RETURN other, ['MEMBERSHIP', shared, first, last, null, 1.0] AS tie
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
    WITH v4, v5, v6, v7
    ORDER BY v6 DESC, v4.id
    WITH collect([v4, v5, v6, v7]) AS all8
    RETURN [COLLECT {
      UNWIND all8 AS item9
      WITH item9[0] AS v4, item9[1] AS v5, item9[2] AS v6, item9[3] AS v7
      WHERE v4.scope IN $visible
      WITH v4, v5, v6, v7 LIMIT $p1
      RETURN [v4.id, v4.name, v5, v6, COLLECT {
        CALL (v7) {
          UNWIND v7 AS one
          WITH one[0] AS kind, one[1] AS shared, min(one[2]) AS first, max(one[3]) AS last, one[6..] AS more, max(one[4] IN ['FORTH', 'BOTH']) AS forth, max(one[4] IN ['BACK', 'BOTH']) AS back, max(one[5]) AS weight
          WHERE shared.scope IN $visible
          WITH kind, shared, forth, back, weight, more, coalesce(first, CASE WHEN shared:Activity THEN shared.start_earliest WHEN shared:Membership THEN shared.start_earliest WHEN shared:DialogueSession THEN left(shared.start_utc, 10) WHEN shared:Commitment THEN shared.made_earliest END) AS first, coalesce(last, CASE WHEN shared:Activity THEN coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest) WHEN shared:Membership THEN coalesce(shared.end_latest, '9999-12-31') WHEN shared:DialogueSession THEN left(coalesce(shared.end_utc, shared.start_utc), 10) WHEN shared:Commitment THEN shared.made_latest END) AS last
          WITH kind, more, collect(shared) AS records, min(first) AS first, max(last) AS last, max(forth) AS forth, max(back) AS back, sum(weight) AS weight
          RETURN [kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records, round(weight, 6), CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END] + [more] AS row10
        }
        WITH *
        ORDER BY row10[1] DESC, row10[0]
        RETURN [row10[0], row10[1], row10[2], row10[3], COLLECT {
          UNWIND row10[4] AS n11
          WITH n11
          WHERE n11.scope IN $visible
          WITH n11
          ORDER BY n11.id
          WITH n11 LIMIT $p2
          RETURN [n11.id, n11.type]
        }]
      }]
    }, size(all8)]
  })]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
