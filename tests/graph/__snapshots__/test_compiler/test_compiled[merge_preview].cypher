// {
//   mergePreview(keep: "r1", merge: "r2") {
//     kept {
//       id
//     }
//     merged {
//       id
//     }
//     fields {
//       field
//       kept
//       merged
//       stands
//       conflict
//       confidential
//     }
//     links {
//       link
//       count
//       moved
//       shared
//       conflict
//       takeable
//     }
//     obstacles {
//       kind
//       message
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    CALL () {
      UNWIND [$p0] + COLLECT {
        MATCH (led:Merged {id: $p0})
        WHERE led.scope IN $visible
        RETURN led.into
      } AS one
      MATCH (kept:Record {id: one})
      WHERE kept.scope IN $visible
      RETURN kept
    }
    CALL () {
      UNWIND [$p1] + COLLECT {
        MATCH (led:Merged {id: $p1})
        WHERE led.scope IN $visible
        RETURN led.into
      } AS one
      MATCH (merged:Record {id: one})
      WHERE merged.scope IN $visible
      RETURN merged
    }
    CALL (kept, merged) {
      CALL (kept, merged) {
        MATCH (merged)-[r]->(end:Record|ExternalId)
        WHERE end.scope IN $visible
          AND end.id <> kept.id
          AND type(r) <> 'OWNED_BY'
          AND kept.type = merged.type
        RETURN '>' + type(r) AS tie, EXISTS {
          MATCH (kept)-[s]->(end)
          WHERE type(s) = type(r)
        } AS both, EXISTS {
          MATCH (kept)-[s]->(own)
          WHERE type(s) = type(r)
            AND own.scope IN $visible
            AND own.id <> merged.id
        } AS other
        UNION ALL
        MATCH (merged)<-[r]-(end:Record)
        WHERE end.scope IN $visible
          AND end.id <> kept.id
          AND kept.type = merged.type
        RETURN '<' + type(r) AS tie, EXISTS {
          MATCH (kept)<-[s]-(end)
          WHERE type(s) = type(r)
        } AS both, false AS other
      }
      WITH kept, tie, count(*) AS number, sum(CASE WHEN both THEN 1 ELSE 0 END) AS shared, max(other) AS other
      ORDER BY tie
      RETURN collect([tie, number, shared, other, kept.type]) AS links
    }
    CALL (kept, merged) {
      MATCH (own:Scope)
      WHERE own.scope = kept.scope
        AND own.scope IN $visible
      MATCH (its:Scope)
      WHERE its.scope = merged.scope
        AND its.scope IN $visible
      WITH CASE own.clauses WHEN '[]' THEN [] ELSE [part IN split(substring(own.clauses, 3, size(own.clauses) - 6), '"],["') | split(part, '","')] END AS after, CASE its.clauses WHEN '[]' THEN [] ELSE [part IN split(substring(its.clauses, 3, size(its.clauses) - 6), '"],["') | split(part, '","')] END AS before
      RETURN NOT ['nobody'] IN after
        AND any(clause IN before WHERE NOT ( any(one IN after WHERE all(token IN one WHERE token IN clause)) OR (clause = ['members'] AND size(after) > 0) )) AS wider
    }
    RETURN kept, merged, links, [field IN CASE WHEN kept.type = merged.type THEN $p2.fields[kept.type] ELSE [] END WHERE field[3] OR any(prop IN field[1] WHERE NOT coalesce(kept[prop], []) = [] OR NOT coalesce(merged[prop], []) = []) | [field[0], [prop IN field[1] | kept[prop]], [prop IN field[1] | merged[prop]], field[2], field[3]]] AS fields, [kind IN [ CASE WHEN kept.id = merged.id THEN 'SAME_RECORD' END, CASE WHEN kept.type IN $p2.never THEN 'NEVER_MERGED' END, CASE WHEN kept.type <> merged.type THEN 'OTHER_TYPE' END, CASE WHEN coalesce(kept.chatham_house, false) OR coalesce(merged.chatham_house, false) THEN 'CHATHAM_HOUSE_RULE' END, CASE WHEN EXISTS {
      MATCH (kept) ((a:Place)-[:PART_OF]->(b:Place) WHERE a.scope IN $visible AND b.scope IN $visible){1,20} (merged)
    } OR EXISTS {
      MATCH (merged) ((a:Place)-[:PART_OF]->(b:Place) WHERE a.scope IN $visible AND b.scope IN $visible){1,20} (kept)
    } THEN 'CIRCLE' END, CASE WHEN wider THEN 'WIDER' END ] WHERE kind IS NOT NULL | [kind, kept.type, merged.type]] AS obstacles
  }
  WITH kept AS v1, merged AS v2, fields AS v3, links AS v4, obstacles AS v5
  WHERE v1.scope IN $visible
  RETURN [head(COLLECT {
    WITH v1 AS n6
    WHERE n6.scope IN $visible
    RETURN [n6.id]
  }), head(COLLECT {
    WITH v2 AS n7
    WHERE n7.scope IN $visible
    RETURN [n7.id]
  }), COLLECT {
    UNWIND v3 AS row8
    RETURN [row8[0], row8[1], row8[2], row8[3], row8[4]]
  }, COLLECT {
    UNWIND v4 AS row9
    RETURN [row9[0], row9[1], row9[2], row9[3], row9[4]]
  }, COLLECT {
    UNWIND v5 AS row10
    RETURN [row10[0], row10[1], row10[2]]
  }]
}) AS r0

// $p0 = "r1"
// $p1 = "r2"
// $p2 = null
// $visible = [0, 1]
// $today = "2026-11-23"
