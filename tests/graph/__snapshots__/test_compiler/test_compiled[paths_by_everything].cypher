// query ($via: [TieKind!], $avoid: [ID!], $max: Int, $after: String) {
//   paths(
//     from: "r1"
//     to: "r2"
//     via: $via
//     avoid: $avoid
//     maxLength: $max
//     first: 2
//     after: $after
//   ) {
//     nodes {
//       name
//     }
//     pageInfo {
//       hasNextPage
//     }
//   }
// }
// variables: {"via": ["ACTIVITY"], "avoid": ["r3"], "max": 6, "after": "[3, 1, \"r1\", \"r7\"]"}
// pages: seek

CYPHER 25
RETURN [COLLECT {
  CALL () {
    MATCH (source:Stakeholder {id: $p0}), (target:Stakeholder {id: $p1})
    WHERE source.scope IN $visible
      AND target.scope IN $visible
      AND source <> target
    CALL (source, target) {
      WITH [[source]] AS ways0, [target] AS near0, 0 AS groups, [] AS found
      CALL (groups, ways0) {
        UNWIND CASE WHEN groups < 2 THEN ways0 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS ways1
      }
      WITH near0, ways1, groups, found, [row IN ways1 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      CALL (groups, near0) {
        UNWIND CASE WHEN groups < 2 THEN near0 ELSE [] END AS near
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH DISTINCT fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (fact, free) {
          MATCH (fact)-[:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
          UNION ALL
          MATCH (fact)-[:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
        }
        RETURN collect(DISTINCT far) AS more
      }
      WITH near0, ways1, found, groups, near0 + more AS near1
      WITH near0, ways1, near1, groups, found, [row IN ways1 WHERE row[-1] IN near1] AS joined
      CALL (groups, joined, near0) {
        UNWIND CASE WHEN groups < 2 THEN joined ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near0) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part22
      }
      WITH near0, ways1, near1, groups, found, [row IN part22 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, near1, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      CALL (groups, ways1, near1) {
        UNWIND CASE WHEN groups < 2 THEN ways1 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near1) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part32
      }
      CALL (groups, part32, near0) {
        UNWIND CASE WHEN groups < 2 THEN part32 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near0) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part33
      }
      WITH near0, ways1, near1, groups, found, [row IN part33 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, near1, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      CALL (groups, near1) {
        UNWIND CASE WHEN groups < 2 THEN near1 ELSE [] END AS near
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH DISTINCT fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (fact, free) {
          MATCH (fact)-[:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
          UNION ALL
          MATCH (fact)-[:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
        }
        RETURN collect(DISTINCT far) AS more
      }
      WITH near0, ways1, near1, found, groups, near1 + more AS near2
      CALL (groups, ways1, near2) {
        UNWIND CASE WHEN groups < 2 THEN ways1 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near2) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part42
      }
      CALL (groups, part42, near1) {
        UNWIND CASE WHEN groups < 2 THEN part42 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near1) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part43
      }
      CALL (groups, part43, near0) {
        UNWIND CASE WHEN groups < 2 THEN part43 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near0) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part44
      }
      WITH near0, ways1, near1, near2, groups, found, [row IN part44 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, near1, near2, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      CALL (groups, ways1) {
        UNWIND CASE WHEN groups < 2 THEN ways1 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS ways2
      }
      CALL (groups, ways2, near2) {
        UNWIND CASE WHEN groups < 2 THEN ways2 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near2) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part53
      }
      CALL (groups, part53, near1) {
        UNWIND CASE WHEN groups < 2 THEN part53 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near1) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part54
      }
      CALL (groups, part54, near0) {
        UNWIND CASE WHEN groups < 2 THEN part54 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near0) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part55
      }
      WITH near0, ways1, near1, near2, ways2, groups, found, [row IN part55 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, near1, near2, ways2, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      CALL (groups, near2) {
        UNWIND CASE WHEN groups < 2 THEN near2 ELSE [] END AS near
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH DISTINCT fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (fact, free) {
          MATCH (fact)-[:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
          UNION ALL
          MATCH (fact)-[:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
          RETURN far
        }
        RETURN collect(DISTINCT far) AS more
      }
      WITH near0, ways1, near1, near2, ways2, found, groups, near2 + more AS near3
      CALL (groups, ways2, near3) {
        UNWIND CASE WHEN groups < 2 THEN ways2 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near3) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near3
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near3
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part63
      }
      CALL (groups, part63, near2) {
        UNWIND CASE WHEN groups < 2 THEN part63 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near2) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near2
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part64
      }
      CALL (groups, part64, near1) {
        UNWIND CASE WHEN groups < 2 THEN part64 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near1) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near1
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part65
      }
      CALL (groups, part65, near0) {
        UNWIND CASE WHEN groups < 2 THEN part65 ELSE [] END AS row
        WITH row[-1] AS near, collect(row) AS ways
        MATCH (near)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
        WHERE near.scope IN $visible
          AND fact.scope IN $visible
          AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
          AND NOT fact.id IN $p2
        WITH near, ways, own, fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
        CALL (near, own, fact, free, near0) {
          MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
          WHERE free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
          UNION ALL
          MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
          WHERE NOT free
            AND far.scope IN $visible
            AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
            AND NOT far.id IN $p2
            AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p3 OR 'FUNDING' IN $p3 WHEN fact:Membership THEN CASE WHEN (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
            MATCH (fact)-[:HOLDS_POST]->(post:Post)
            WHERE post.scope IN $visible
              AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
          }) THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $p3 WHEN fact:Participation THEN CASE WHEN EXISTS {
            MATCH (near)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } OR EXISTS {
            MATCH (far)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p3 ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $p3 END)
            AND far IN near0
          RETURN its, far
        }
        UNWIND ways AS row
        WITH row, own, fact, its, far
        WHERE NOT far IN row
          AND NOT fact IN row
        RETURN collect(row + [own, fact, its, far]) AS part66
      }
      WITH near0, ways1, near1, near2, ways2, near3, groups, found, [row IN part66 WHERE row[-1] = target AND (('ACTIVITY' IN $p3) = ('FUNDING' IN $p3) OR all(i IN range(0, size(row) - 6, 4) WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder) OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $p3)))] AS last
      WITH near0, ways1, near1, near2, ways2, near3, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups
      UNWIND found AS row
      RETURN row
    }
    WITH target, size(row) / 4 AS length, [i IN range(0, size(row) - 1, 4) | row[i]] AS nodes, [i IN range(1, size(row) - 1, 4) | row[i]] AS own, [i IN range(2, size(row) - 1, 4) | row[i]] AS fact, [i IN range(3, size(row) - 1, 4) | row[i]] AS its
    WITH target, length, nodes, fact, own, its, [one IN fact WHERE EXISTS {
      MATCH (one:Membership)
      WHERE one.scope IN $visible
        AND (coalesce(toLower(trim(one.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (one)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      })
    }] AS secretariats, [one IN nodes WHERE EXISTS {
      MATCH (one)-[:SESSION_OF]->(series:DialogueProcess)
      WHERE one.scope IN $visible
        AND series.scope IN $visible
    }] AS dialogues
    WITH target, length, [node IN nodes WHERE node:Stakeholder] AS people, [i IN range(0, length - 1) WHERE nodes[i]:Stakeholder | CASE WHEN fact[i]:Membership THEN [CASE WHEN fact[i] IN secretariats THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, fact[i], CASE type(own[i]) WHEN 'MEMBER' THEN 'FORTH' ELSE 'BACK' END] WHEN fact[i]:Commitment AND type(own[i]) = type(its[i]) THEN [CASE fact[i].kind WHEN 'AGREEMENT' THEN 'AGREEMENT' ELSE 'COMMITMENT' END, fact[i], 'BOTH'] WHEN fact[i]:Commitment THEN ['COMMITMENT', fact[i], CASE type(own[i]) WHEN 'MADE_BY' THEN 'FORTH' ELSE 'BACK' END] WHEN fact[i]:Participation THEN [CASE WHEN nodes[i + 1] IN dialogues THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, nodes[i + 1], 'BOTH'] WHEN (fact[i].role = 'FUNDER') = (fact[i + 1].role = 'FUNDER') THEN ['ACTIVITY', nodes[i + 1], 'BOTH'] ELSE ['FUNDING', nodes[i + 1], CASE fact[i].role WHEN 'FUNDER' THEN 'FORTH' ELSE 'BACK' END] END] AS way
    WITH DISTINCT target, length, people, way
    WITH target, length, people, [step IN way | step[0]] AS kinds, collect(way) AS ways
    WITH target, length, people, kinds, ways, size(ways) AS strength
    UNWIND range(0, size(kinds) - 1) AS i
    UNWIND ways AS way
    WITH DISTINCT target, length, people, kinds, strength, i, people[i] AS one, people[i + 1] AS other, way[i][1] AS shown, way[i][2] AS word
    WHERE one.scope IN $visible
      AND other.scope IN $visible
      AND shown.scope IN $visible
    WITH target, length, people, kinds, strength, i, one, other, shown, word
    ORDER BY i, shown.id, word
    WITH target, length, people, kinds, strength, i, one, other, collect(shown) AS records, collect([word, coalesce(shown.name, shown.title, shown.role)])[0] AS words, count(*) AS number, one.id AS id
    ORDER BY i
    WITH target, length, people, kinds, strength, collect([kinds[i], [one], [other], records, one.name, other.name, words[0], words[1], number]) AS steps, collect(id + ' ' + kinds[i]) AS keys
    WITH target, length, people, strength, reduce(text = '', key IN keys | text + key + ' ') AS chain, steps
    RETURN target, length, strength, chain, steps
  }
  WITH target AS v1, length AS v2, strength AS v3, chain AS v4, steps AS v5
  WHERE v1.scope IN $visible
    AND (v2 >= $p7 AND CASE v2 WHEN $p7 THEN v3 <= $p6 AND CASE v3 WHEN $p6 THEN v4 >= $p5 AND CASE v4 WHEN $p5 THEN v1.id > $p4 ELSE true END ELSE true END ELSE true END)
  WITH v1, v2, v3, v4, v5
  ORDER BY v2, v3 DESC, v4, v1.id LIMIT $p8
  RETURN [v1.name]
}] AS r0

// $p0 = "r1"
// $p1 = "r2"
// $p2 = ["r3"]
// $p3 = ["ACTIVITY"]
// $p4 = "r7"
// $p5 = "r1"
// $p6 = 1
// $p7 = 3
// $p8 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
