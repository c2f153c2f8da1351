// {
//   stakeholders(first: 2) {
//     nodes {
//       name
//       collaborators(via: [MEMBERSHIP], last: 2) {
//         nodes {
//           name
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:Stakeholder)
    USING INDEX SEEK n1:Stakeholder(scope, order_name, id)
    WHERE n1.scope = s2
      AND n1.order_name IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p0
  RETURN [n1.name, [COLLECT {
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
        RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
          AND CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p1
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
          AND CASE WHEN (coalesce(toLower(trim(shared.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
          MATCH (shared)-[:HOLDS_POST]->(post:Post)
          WHERE post.scope IN $visible
            AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
        }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p1
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
          AND CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p1
        RETURN other, [CASE WHEN EXISTS {
          MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE series.scope IN $visible
        } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
          AND CASE WHEN shared.kind = 'AGREEMENT'
          AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p1
        RETURN other, [CASE WHEN shared.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END, shared, null, null, null, 1.0] AS tie
        UNION ALL
        MATCH (n1)<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)
        WHERE other <> n1
          AND shared.scope IN $visible
          AND other.scope IN $visible
          AND 'COMMITMENT' IN $p1
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
          AND 'MEMBERSHIP' IN $p1
        RETURN other, ['MEMBERSHIP', shared, first, last, null, 1.0] AS tie
      }
      WITH other, collect(tie) AS ties
      WITH other, ties, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
      WITH other, ties, strength, toFloat(strength) AS weight
      WITH other, strength, weight, ties
      ORDER BY weight DESC
      RETURN other, strength, weight, ties
    }
    WITH other AS v3, strength AS v4, weight AS v5, ties AS v6
    WHERE v3.scope IN $visible
    WITH v3, v4, v5, v6
    ORDER BY v5, v3.id DESC LIMIT $p2
    RETURN [v3.name]
  }]]
}] AS r0

// $p0 = 3
// $p1 = ["MEMBERSHIP"]
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
