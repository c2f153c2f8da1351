// {
//   explainAccess(id: "r1", user: "x@example.org") {
//     user
//     active
//     sees
//     clauses {
//       met
//       sentence
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (record:Record {id: $p0})
    WHERE record.scope IN $visible
    MATCH (holder:Account)
    WHERE holder.email = toLower(trim($p1))
      AND holder.scope IN $visible
    MATCH (protection:Scope)
    WHERE protection.scope = record.scope
      AND protection.scope IN $visible
    WITH record, holder, CASE protection.clauses WHEN '[]' THEN [] ELSE [part IN split(substring(protection.clauses, 3, size(protection.clauses) - 6), '"],["') | split(part, '","')] END AS clauses, ['members', 'user:' + replace(replace(holder.email, '\\', '\\\\'), '"', '\\"')] + [one IN coalesce(holder.admitted_to, []) | 'compartment:' + replace(replace(one, '\\', '\\\\'), '"', '\\"')] + [one IN coalesce(holder.rooms, []) + COLLECT {
      MATCH (holder)-[own:ACCOUNT_OF]->(one:Person)<-[part:PARTICIPANT]-(place:Participation) -[:PARTICIPATION_IN]->(session)
      WHERE NOT place.partstat IN ['DECLINED', 'DELEGATED']
        AND coalesce(place.attended, true)
        AND (coalesce(own.was[0], one.id) = coalesce(part.was[0], one.id) OR coalesce(place.created > own.since, false))
      RETURN session.id
    } | 'room:' + one] + [one IN COLLECT {
      MATCH (holder)-[acts:ACTS_FOR]->(organization)
      UNWIND [coalesce(acts.was[0], organization.id)] + coalesce(acts.also, []) AS one
      RETURN one
    } | 'org:' + one] + [row IN $asker.may WHERE row[0] IN coalesce(holder.roles, []) | row[1]] AS held, ($asker.override OR coalesce(record.owner IN $asker.organizations, false) OR (record.marking = 'RED' AND coalesce($asker.user IN record.readers, false))) AS decides, [one IN coalesce(record.shared, []) + CASE WHEN record.owner IS NULL THEN [] ELSE [record.owner] END | 'org:' + one] + [one IN coalesce(record.readers, []) | CASE WHEN one STARTS WITH 'user:' OR one STARTS WITH 'may:' THEN replace(replace(one, '\\', '\\\\'), '"', '\\"') ELSE 'user:' + replace(replace(one, '\\', '\\\\'), '"', '\\"') END] AS own
    CALL (clauses, held, decides, own) {
      UNWIND clauses AS clause
      WITH clause, held, decides
        AND ($asker.override OR all(token IN clause WHERE token IN own)) AS named_to
      RETURN collect([COLLECT {
        UNWIND clause AS token
        RETURN [token, head(COLLECT {
          MATCH (named:Record {id: CASE WHEN token STARTS WITH 'org:' THEN substring(token, 4) WHEN token STARTS WITH 'room:' THEN substring(token, 5) END})
          WHERE named.scope IN $visible
          RETURN named.name
        }), token IN held]
      }, named_to]) AS worded
    }
    RETURN record, holder.email AS user, holder.active AS active, worded AS clauses, holder.active
      AND all(clause IN clauses WHERE any(token IN clause WHERE token IN held)) AS sees
  }
  WITH record AS v1, user AS v2, active AS v3, clauses AS v4, sees AS v5
  WHERE v1.scope IN $visible
  RETURN [v3, v5, v2, COLLECT {
    UNWIND v4 AS row6
    RETURN [row6[0], row6[1]]
  }]
}) AS r0

// $p0 = "r1"
// $p1 = "x@example.org"
// $visible = [0, 1]
// $today = "2026-11-23"
