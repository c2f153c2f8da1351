// {
//   paths(from: "r1", to: "r2", first: 2) {
//     totalCount
//     edges {
//       length
//       strength
//       cursor
//       node {
//         name
//       }
//       steps {
//         kind
//         reason
//         one {
//           id
//         }
//         other {
//           id
//           name
//         }
//         evidence(first: 2) {
//           __typename
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
    MATCH (source:Stakeholder {id: $p0}), (target:Stakeholder {id: $p1})
    WHERE source.scope IN $visible
      AND target.scope IN $visible
      AND source <> target
    UNWIND reduce(had = [[[target]], [[source]], [], 0], length IN range(1, 4) | CASE WHEN had[3] = 2 THEN had ELSE head([near IN [ CASE length % 2 WHEN 0 THEN had[0] + [had[0][-1] + COLLECT {
      UNWIND had[0][-1] AS one
      MATCH (one)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
        AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
      WITH DISTINCT fact, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
      CALL (fact, free) {
        MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
        WHERE free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
        RETURN its, far
      }
      RETURN DISTINCT far
    }] ELSE had[0] END ] | head([ways IN [ CASE WHEN length % 2 = 1 AND length > 1 THEN COLLECT {
      UNWIND had[1] AS row
      WITH row[-1] AS one, collect(row) AS rows
      MATCH (one)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
        AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
      WITH one, rows, own, fact, NULL AS within, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
      CALL (one, own, fact, within, free) {
        MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
        WHERE free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
        RETURN its, far
      }
      UNWIND rows AS row
      WITH row, own, fact, its, far
      WHERE NOT far IN row
        AND NOT fact IN row
      RETURN row + [own, fact, its, far]
    } ELSE had[1] END ] | head([last IN [reduce(begun = ways, at IN range((length + 1) / 2, length) | COLLECT {
      UNWIND begun AS row
      WITH row[-1] AS one, collect(row) AS rows
      MATCH (one)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-(fact:Record)
      WHERE one.scope IN $visible
        AND fact.scope IN $visible
        AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
      WITH one, rows, own, fact, near[length - at] AS within, NOT (fact:Commitment AND type(own) = 'MADE_TO' OR fact:Participation AND type(own) <> 'PARTICIPATION_IN') AS free
      CALL (one, own, fact, within, free) {
        MATCH (fact)-[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
        WHERE free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
        RETURN its, far
      }
      UNWIND rows AS row
      WITH row, own, fact, its, far
      WHERE NOT far IN row
        AND NOT fact IN row
      RETURN row + [own, fact, its, far]
    })] | [near, ways, had[2] + last, had[3] + CASE last WHEN [] THEN 0 ELSE 1 END]])])]) END )[2] AS row
    WITH target, size(row) / 4 AS length, [i IN range(0, size(row) - 1, 4) | row[i]] AS nodes, [i IN range(1, size(row) - 1, 4) | row[i]] AS own, [i IN range(2, size(row) - 1, 4) | row[i]] AS fact, [i IN range(3, size(row) - 1, 4) | row[i]] AS its
    WITH target, length, nodes, fact, own, its, [one IN fact WHERE one:Membership AND EXISTS {
      MATCH (one:Membership)
      WHERE one.scope IN $visible
        AND (coalesce(toLower(trim(one.role)), '') IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة'] OR EXISTS {
        MATCH (one)-[:HOLDS_POST]->(post:Post)
        WHERE post.scope IN $visible
          AND toLower(trim(post.role)) IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']
      })
    }] AS secretariats, [one IN nodes WHERE one:DialogueSession AND EXISTS {
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
  WITH collect([v1, v2, v3, v4, v5]) AS all6
  RETURN [COLLECT {
    UNWIND all6 AS item7
    WITH item7[0] AS v1, item7[1] AS v2, item7[2] AS v3, item7[3] AS v4, item7[4] AS v5
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4, v5
    ORDER BY v2, v3 DESC, v4, v1.id LIMIT $p2
    RETURN [v1.id, v1.name, v4, v2, v3, COLLECT {
      UNWIND v5 AS row8
      RETURN [row8[0], row8[4], row8[5], row8[6], row8[7], row8[8], COLLECT {
        UNWIND row8[1] AS n9
        WITH n9
        WHERE n9.scope IN $visible
        WITH n9 LIMIT $p3
        RETURN [n9.id]
      }, COLLECT {
        UNWIND row8[2] AS n10
        WITH n10
        WHERE n10.scope IN $visible
        WITH n10 LIMIT $p4
        RETURN [n10.id, n10.name]
      }, COLLECT {
        UNWIND row8[3] AS n11
        WITH n11
        WHERE n11.scope IN $visible
        WITH n11 LIMIT $p5
        RETURN [n11.id, n11.type]
      }]
    }]
  }, size(all6)]
}) AS r0

// $p0 = "r1"
// $p1 = "r2"
// $p2 = 3
// $p3 = 5
// $p4 = 5
// $p5 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
