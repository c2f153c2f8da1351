"""What a merge of two records would do: the source of `mergePreview`, worked out from what the asker sees of both.

Which fields a type has is no part of the text: `$table` holds them, from the declarations (`schema/merges.py`).  Links
are counted by their types, of both records' ends those alone that the asker sees; the command moves the others, too
(`graph/merging.py`).
"""

from __future__ import annotations

from typing import LiteralString

from graph.audiences import CLAUSES

FOUND: LiteralString = """
CALL () {
  UNWIND [{id}] + COLLECT { MATCH (led:Merged {id: {id}}) WHERE led.scope IN $visible RETURN led.into } AS one
  MATCH ({n}:Record {id: one}) WHERE {n}.scope IN $visible
  RETURN {n}
}"""
PREVIEW: LiteralString = (
    FOUND.replace("{id}", "$keep").replace("{n}", "kept")
    + FOUND.replace("{id}", "$merge").replace("{n}", "merged")
    + """
CALL (kept, merged) {
  CALL (kept, merged) {
    MATCH (merged)-[r]->(end:Record|ExternalId)
    WHERE end.scope IN $visible AND end.id <> kept.id AND type(r) <> 'OWNED_BY' AND kept.type = merged.type
    RETURN '>' + type(r) AS tie, EXISTS { MATCH (kept)-[s]->(end) WHERE type(s) = type(r) } AS both,
      EXISTS { MATCH (kept)-[s]->(own) WHERE type(s) = type(r) AND own.scope IN $visible AND own.id <> merged.id }
        AS other
    UNION ALL
    MATCH (merged)<-[r]-(end:Record)
    WHERE end.scope IN $visible AND end.id <> kept.id AND kept.type = merged.type
    RETURN '<' + type(r) AS tie, EXISTS { MATCH (kept)<-[s]-(end) WHERE type(s) = type(r) } AS both, false AS other
  }
  WITH kept, tie, count(*) AS number, sum(CASE WHEN both THEN 1 ELSE 0 END) AS shared, max(other) AS other ORDER BY tie
  RETURN collect([tie, number, shared, other, kept.type]) AS links
}
CALL (kept, merged) {
  MATCH (own:Scope) WHERE own.scope = kept.scope AND own.scope IN $visible
  MATCH (its:Scope) WHERE its.scope = merged.scope AND its.scope IN $visible
  WITH """
    + CLAUSES.replace("protection", "own")
    + " AS after, "
    + CLAUSES.replace("protection", "its")
    + """ AS before
  RETURN NOT ['nobody'] IN after AND any(clause IN before WHERE NOT (
    any(one IN after WHERE all(token IN one WHERE token IN clause)) OR (clause = ['members'] AND size(after) > 0)
  )) AS wider
}
RETURN kept, merged, links,
  [field IN CASE WHEN kept.type = merged.type THEN $table.fields[kept.type] ELSE [] END
    WHERE field[3] OR any(prop IN field[1]
      WHERE NOT coalesce(kept[prop], []) = [] OR NOT coalesce(merged[prop], []) = [])
    | [field[0], [prop IN field[1] | kept[prop]], [prop IN field[1] | merged[prop]], field[2], field[3]]] AS fields,
  [kind IN [
    CASE WHEN kept.id = merged.id THEN 'SAME_RECORD' END,
    CASE WHEN kept.type IN $table.never THEN 'NEVER_MERGED' END,
    CASE WHEN kept.type <> merged.type THEN 'OTHER_TYPE' END,
    CASE WHEN coalesce(kept.chatham_house, false) OR coalesce(merged.chatham_house, false)
      THEN 'CHATHAM_HOUSE_RULE' END,
    CASE WHEN EXISTS { MATCH (kept) ((a:Place)-[:PART_OF]->(b:Place)
        WHERE a.scope IN $visible AND b.scope IN $visible){1,20} (merged) }
      OR EXISTS { MATCH (merged) ((a:Place)-[:PART_OF]->(b:Place)
        WHERE a.scope IN $visible AND b.scope IN $visible){1,20} (kept) } THEN 'CIRCLE' END,
    CASE WHEN wider THEN 'WIDER' END
  ] WHERE kind IS NOT NULL | [kind, kept.type, merged.type]] AS obstacles
"""
)
