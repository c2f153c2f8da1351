// {
//   whoCanSee(id: "r1") {
//     record {
//       id
//     }
//     total
//     clauses {
//       sentence
//     }
//     people {
//       email
//       accountId
//       because
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (record:Record {id: $p0})
    WHERE record.scope IN $visible
      AND ($asker.override OR coalesce(record.owner IN $asker.organizations, false) OR (record.marking = 'RED' AND coalesce($asker.user IN record.readers, false)))
    MATCH (protection:Scope)
    WHERE protection.scope = record.scope
      AND protection.scope IN $visible
    WITH record, CASE protection.clauses WHEN '[]' THEN [] ELSE [part IN split(substring(protection.clauses, 3, size(protection.clauses) - 6), '"],["') | split(part, '","')] END AS clauses, [one IN coalesce(record.shared, []) + CASE WHEN record.owner IS NULL THEN [] ELSE [record.owner] END | 'org:' + one] + [one IN coalesce(record.readers, []) | CASE WHEN one STARTS WITH 'user:' OR one STARTS WITH 'may:' THEN replace(replace(one, '\\', '\\\\'), '"', '\\"') ELSE 'user:' + replace(replace(one, '\\', '\\\\'), '"', '\\"') END] AS own
    CALL (clauses, own) {
      UNWIND clauses AS clause
      WITH clause, [] AS held, ($asker.override OR all(token IN clause WHERE token IN own)) AS named_to
      RETURN collect([COLLECT {
        UNWIND clause AS token
        RETURN [token, head(COLLECT {
          MATCH (named:Record {id: CASE WHEN token STARTS WITH 'org:' THEN substring(token, 4) WHEN token STARTS WITH 'room:' THEN substring(token, 5) END})
          WHERE named.scope IN $visible
          RETURN named.name
        }), token IN held]
      }, named_to]) AS worded
    }
    CALL (clauses, worded) {
      MATCH (holder:Account)
      WHERE holder.active
      WITH holder, clauses, worded, ['members', 'user:' + replace(replace(holder.email, '\\', '\\\\'), '"', '\\"')] + [one IN coalesce(holder.admitted_to, []) | 'compartment:' + replace(replace(one, '\\', '\\\\'), '"', '\\"')] + [one IN coalesce(holder.rooms, []) + COLLECT {
        MATCH (holder)-[own:ACCOUNT_OF]->(one:Person)<-[part:PARTICIPANT]-(place:Participation) -[:PARTICIPATION_IN]->(session)
        WHERE NOT place.partstat IN ['DECLINED', 'DELEGATED']
          AND coalesce(place.attended, true)
          AND (coalesce(own.was[0], one.id) = coalesce(part.was[0], one.id) OR coalesce(place.created > own.since, false))
        RETURN session.id
      } | 'room:' + one] + [one IN COLLECT {
        MATCH (holder)-[acts:ACTS_FOR]->(organization)
        UNWIND [coalesce(acts.was[0], organization.id)] + coalesce(acts.also, []) AS one
        RETURN one
      } | 'org:' + one] + [row IN $asker.may WHERE row[0] IN coalesce(holder.roles, []) | row[1]] AS held
      WHERE all(clause IN clauses WHERE any(token IN clause WHERE token IN held))
      WITH holder, [words IN worded | [[word IN words[0] WHERE word[0] IN held | word], words[1]]] AS because
      WITH holder, because, holder.scope IN $visible OR any(words IN because WHERE words[1] AND any(word IN words[0] WHERE word[0] STARTS WITH 'user:' OR (word[0] STARTS WITH 'org:' AND word[1] IS NOT NULL))) AS known
      ORDER BY holder.email
      RETURN count(*) AS total, collect(CASE WHEN known THEN [holder.email, holder.name, CASE WHEN holder.scope IN $visible THEN holder.id END, because] END)[..200] AS people
    }
    RETURN record, total, people, worded AS clauses
  }
  WITH record AS v1, total AS v2, people AS v3, clauses AS v4
  WHERE v1.scope IN $visible
  RETURN [v2, head(COLLECT {
    WITH v1 AS n5
    WHERE n5.scope IN $visible
    RETURN [n5.id]
  }), COLLECT {
    UNWIND v4 AS row6
    RETURN [row6[0], row6[1]]
  }, COLLECT {
    UNWIND v3 AS row7
    RETURN [row7[0], row7[2], row7[3]]
  }]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
