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
      AND NOT target.id IN $p2
    UNWIND reduce(had = [[source], [], [target], [], [], 0, COUNT {
      UNWIND [source] AS one
      MATCH (one)<-[:MADE_BY|MADE_TO|MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
      RETURN fact LIMIT 6000
    }, COUNT {
      UNWIND [target] AS one
      MATCH (one)<-[:MADE_BY|MADE_TO|MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
      RETURN fact LIMIT 6000
    }], length IN range(1, coalesce($p3, 4)) | CASE had[5] WHEN 2 THEN had ELSE head([grown IN [CASE length WHEN 1 THEN had ELSE head([forth IN [had[6] < had[7] OR had[6] = had[7] AND size(had[0]) <= size(had[2])] | head([links IN [COLLECT {
      UNWIND CASE WHEN forth THEN had[0] ELSE had[2] END AS one
      WITH one, [source, target] AS others
      CALL (one, others) {
        MATCH (one)<-[own:MADE_BY]-(fact:Commitment)-[its:MADE_BY|MADE_TO]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MADE_TO]-(fact:Commitment)-[its:MADE_BY]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MEMBER]-(fact:Membership)-[its:MEMBER_OF]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MEMBER_OF]-(fact:Membership)-[its:MEMBER]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:ROLE_OF]-(fact:ActivityRole)-[its:ROLE_IN]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:ROLE_IN]-(fact:ActivityRole)-[its:ROLE_OF]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:PARTICIPANT|PARTICIPATES_FOR]-(fact:Participation)-[its:PARTICIPATION_IN]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
          AND NOT fact.partstat IN ['DECLINED', 'DELEGATED']
          AND far.status <> 'CANCELLED'
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:PARTICIPATION_IN]-(fact:Participation)-[its:PARTICIPANT|PARTICIPATES_FOR]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND NOT far IN others
          AND NOT far.id IN $p2
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
          AND NOT fact.partstat IN ['DECLINED', 'DELEGATED']
        RETURN own, fact, its, far
      }
      RETURN CASE WHEN forth THEN [one, own, fact, its, far] ELSE [far, its, fact, own, one] END
    }] | head([ends IN [COLLECT {
      UNWIND links AS link
      WITH DISTINCT CASE WHEN forth THEN link[4] ELSE link[0] END AS end
      RETURN end
    }] | head([ahead IN [COUNT {
      UNWIND ends AS one
      MATCH (one)<-[:MADE_BY|MADE_TO|MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
      RETURN fact LIMIT 6000
    }] | CASE WHEN forth THEN [ends, had[1] + [links], had[2], had[3], had[4], had[5], ahead, had[7]] ELSE [had[0], had[1], ends, [links] + had[3], had[4], had[5], had[6], ahead] END])])])]) END] | head([joining IN [head([forth IN [grown[6] < grown[7] OR grown[6] = grown[7] AND size(grown[0]) <= size(grown[2])] | COLLECT {
      UNWIND CASE WHEN forth THEN grown[0] ELSE grown[2] END AS one
      WITH one, CASE WHEN forth THEN grown[2] ELSE grown[0] END AS others
      CALL (one, others) {
        MATCH (one)<-[own:MADE_BY]-(fact:Commitment)-[its:MADE_BY|MADE_TO]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MADE_TO]-(fact:Commitment)-[its:MADE_BY]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MEMBER]-(fact:Membership)-[its:MEMBER_OF]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:MEMBER_OF]-(fact:Membership)-[its:MEMBER]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:ROLE_OF]-(fact:ActivityRole)-[its:ROLE_IN]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:ROLE_IN]-(fact:ActivityRole)-[its:ROLE_OF]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:PARTICIPANT|PARTICIPATES_FOR]-(fact:Participation)-[its:PARTICIPATION_IN]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
          AND NOT fact.partstat IN ['DECLINED', 'DELEGATED']
          AND far.status <> 'CANCELLED'
        RETURN own, fact, its, far
        UNION ALL
        MATCH (one)<-[own:PARTICIPATION_IN]-(fact:Participation)-[its:PARTICIPANT|PARTICIPATES_FOR]->(far:Record)
        WHERE one.scope IN $visible
          AND fact.scope IN $visible
          AND far.scope IN $visible
          AND far <> one
          AND far IN others
          AND NOT fact.id IN $p2
          AND (CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $p4 OR 'FUNDING' IN $p4 WHEN fact:Membership THEN 'MEMBERSHIP' IN $p4 OR 'SECRETARIAT' IN $p4 WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $p4 OR 'MEETING' IN $p4 ELSE 'AGREEMENT' IN $p4 OR 'COMMITMENT' IN $p4 END)
          AND NOT fact.partstat IN ['DECLINED', 'DELEGATED']
        RETURN own, fact, its, far
      }
      RETURN CASE WHEN forth THEN [one, own, fact, its, far] ELSE [far, its, fact, own, one] END
    }])] | head([layers IN [reduce(led = [joining], layer IN reverse(grown[1]) | [COLLECT {
      UNWIND led[0] AS link
      WITH collect(DISTINCT link[0]) AS starts
      UNWIND layer AS link
      WITH link, starts
      WHERE link[4] IN starts
      RETURN link
    }] + led) + grown[3]] | head([last IN [COLLECT {
      UNWIND reduce(rows = [[[source], [], [], source, null]], layer IN layers | COLLECT {
        CALL (rows, layer) {
          UNWIND rows AS row
          RETURN row[3] AS at, row, null AS link
          UNION ALL
          UNWIND layer AS link
          RETURN link[0] AS at, null AS row, link
        }
        WITH at, collect(row) AS begun, collect(link) AS links
        WHERE size(begun) > 0
        CALL (links) {
          UNWIND links AS link
          WITH link[1] AS own, link[2] AS fact, link[3] AS its, link[4] AS far
          CALL (fact) {
            MATCH (fact:Membership)
            WHERE fact.scope IN $visible
              AND (coalesce(toLower(trim(fact.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
              MATCH (fact)-[:HOLDS_POST]->(post:Post)
              WHERE post.scope IN $visible
                AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
            })
            RETURN count(*) > 0 AS secretarial
          }
          WITH far, fact, own, its, secretarial
          WHERE fact.scope IN $visible
          WITH far, fact, CASE WHEN fact:Membership THEN [CASE WHEN secretarial THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, CASE type(own) WHEN 'MEMBER' THEN 'FORTH' ELSE 'BACK' END] WHEN fact:Commitment
            AND type(own) = type(its) THEN [CASE fact.kind WHEN 'AGREEMENT' THEN 'AGREEMENT' ELSE 'COMMITMENT' END, 'BOTH'] WHEN fact:Commitment THEN ['COMMITMENT', CASE type(own) WHEN 'MADE_BY' THEN 'FORTH' ELSE 'BACK' END] WHEN fact:ActivityRole THEN [null, fact.role = 'FUNDER'] ELSE [null, null] END AS told
          WITH DISTINCT far, told[0] AS kind, fact, told[1] AS word
          RETURN far, kind, collect(fact) AS shown, collect(word) AS words
        }
        UNWIND begun AS row
        WITH at, row, row[4] AS entered, far, kind, shown, words
        WHERE NOT far IN row[0]
        CALL (at) {
          MATCH (at:DialogueSession)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE at.scope IN $visible
            AND series.scope IN $visible
          RETURN count(*) > 0 AS dialogue
        }
        UNWIND CASE WHEN at:Activity THEN [step IN [ ['ACTIVITY', any(first IN entered[1] WHERE first IN words), 'BOTH'], ['FUNDING', true IN entered[1] AND false IN words, 'FORTH'], ['FUNDING', false IN entered[1] AND true IN words, 'BACK']] WHERE step[1]] WHEN at:DialogueSession THEN CASE WHEN any(first IN entered[0] WHERE any(other IN shown WHERE first <> other)) THEN [[CASE WHEN dialogue THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, true, 'BOTH']] ELSE [] END ELSE [[kind]] END AS step
        WITH at, row, far, step[0] AS kind, CASE size(step) WHEN 1 THEN [shown, words] ELSE [[at], [step[2]]] END AS ways
        WITH at, row, far, kind, ways
        WHERE kind IS NULL OR kind IN $p4
        WITH row, far, kind, ways, far:Stakeholder AS arrived
        WITH CASE WHEN arrived THEN row[0] + [far] ELSE row[0] END AS people, CASE WHEN arrived THEN row[1] + [kind] ELSE row[1] END AS kinds, far, arrived, row[2] AS before, ways
        WITH people, kinds, far, arrived, collect(before)[0] AS before, collect(ways) AS ways
        WITH people, kinds, far, arrived, before, CASE size(ways) WHEN 1 THEN ways[0] ELSE [reduce(all = [], way IN ways | all + way[0]), reduce(all = [], way IN ways | all + way[1])] END AS ways
        WHERE NOT arrived OR any(one IN ways[0] WHERE NOT any(way IN before WHERE way[0] = [one]))
        RETURN CASE WHEN arrived THEN [people, kinds, before + [ways], far, null] ELSE [people, kinds, before, far, ways] END
      }) AS row
      WITH row, row[2] AS ways
      WITH row, ways, [i IN range(1, size(ways)) | reduce(all = [], j IN range(i, size(ways) - 1) | all + ways[j][0])] AS later
      WITH row, ways, CASE WHEN any(i IN range(0, size(ways) - 1) WHERE any(way IN ways[i][0] WHERE way IN later[i])) THEN reduce(sum = 0.0, one IN reduce(picked = [[[], 1.0]], i IN range(0, size(ways) - 1) | [one IN [one IN picked | [one[0], one[1] * size([way IN ways[i][0] WHERE NOT way IN one[0] AND NOT way IN later[i]])]] WHERE one[1] > 0] + reduce(more = [], way IN [way IN ways[i][0] WHERE way IN later[i]] | more + [one IN picked WHERE NOT way IN one[0] | [one[0] + [way], one[1]]])) | sum + one[1]) ELSE reduce(product = 1.0, way IN ways | product * size(way[0])) END AS strength
      WHERE strength > 0
      RETURN [length, toInteger(CASE WHEN strength > 2147483647 THEN 2147483647 ELSE strength END), row[0], row[1], ways]
    }] | grown[..4] + [grown[4] + last, grown[5] + CASE last WHEN [] THEN 0 ELSE 1 END, grown[6], grown[7]] ])])])]) END )[4] AS row
    WITH target, row[0] AS length, row[1] AS strength, row[2] AS people, row[3] AS kinds, row[4] AS ways
    WITH target, length, strength, people, kinds, ways, COLLECT {
      UNWIND people AS one
      WITH one
      WHERE one.scope IN $visible
      RETURN one.id
    } AS ids
    WITH target, length, strength, people, reduce(text = '', i IN range(0, size(kinds) - 1) | text + ids[i] + ' ' + kinds[i] + ' ') AS chain, [people, kinds, ways] AS steps
    RETURN target, length, strength, chain, steps
  }
  WITH target AS v1, length AS v2, strength AS v3, chain AS v4, steps AS v5
  WHERE v1.scope IN $visible
    AND (v2 >= $p8 AND CASE v2 WHEN $p8 THEN v3 <= $p7 AND CASE v3 WHEN $p7 THEN v4 >= $p6 AND CASE v4 WHEN $p6 THEN v1.id > $p5 ELSE true END ELSE true END ELSE true END)
  WITH v1, v2, v3, v4, v5
  ORDER BY v2, v3 DESC, v4, v1.id LIMIT $p9
  RETURN [v1.name]
}] AS r0

// $p0 = "r1"
// $p1 = "r2"
// $p2 = ["r3"]
// $p3 = 6
// $p4 = ["ACTIVITY"]
// $p5 = "r7"
// $p6 = "r1"
// $p7 = 1
// $p8 = 3
// $p9 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
