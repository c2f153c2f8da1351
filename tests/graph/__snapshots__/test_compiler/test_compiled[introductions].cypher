// {
//   introductions(to: 1, first: 2) {
//     totalCount
//     edges {
//       length
//       strength
//       source {
//         name
//       }
//       node {
//         name
//       }
//       steps {
//         kind
//         reason
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (source:Stakeholder), (target:Stakeholder {id: $p0})
    WHERE source.id IN $asker.standing
      AND source.scope IN $visible
      AND target.scope IN $visible
      AND NOT target.id IN $asker.standing
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
          AND NOT far.id IN $asker.standing
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND NOT far.id IN $asker.standing
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
          AND NOT far.id IN $asker.standing
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
          AND NOT far.id IN $asker.standing
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
          AND NOT far.id IN $asker.standing
        RETURN its, far
        UNION ALL
        MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record)
        WHERE NOT free
          AND far.scope IN $visible
          AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
          AND (within IS NULL OR far IN within)
          AND NOT far.id IN $asker.standing
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
    WITH people[0] AS source, people[1] AS contact, length, strength, chain, steps
    MATCH (contact)
    WHERE contact.scope IN $visible
    RETURN contact, source, length, strength, chain, steps
  }
  WITH contact AS v1, source AS v2, length AS v3, strength AS v4, chain AS v5, steps AS v6
  WHERE v1.scope IN $visible
  WITH collect([v1, v2, v3, v4, v5, v6]) AS all7
  RETURN [COLLECT {
    UNWIND all7 AS item8
    WITH item8[0] AS v1, item8[1] AS v2, item8[2] AS v3, item8[3] AS v4, item8[4] AS v5, item8[5] AS v6
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4, v5, v6
    ORDER BY v3, v4 DESC, v5, v1.id LIMIT $p1
    RETURN [v1.name, v3, v4, head(COLLECT {
      WITH v2 AS n9
      WHERE n9.scope IN $visible
      RETURN [n9.name]
    }), COLLECT {
      UNWIND v6 AS row10
      RETURN [row10[0], row10[4], row10[5], row10[6], row10[7], row10[8]]
    }]
  }, size(all7)]
}) AS r0

// $p0 = "1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
