"""History as a source of rows: the ledger's entries on one record, newest first.

A change is visible under the stricter of its record's marking then (`Entry.scope`) and now (the record's, or its
tombstone's, `scope`): both are guarded.  The history of a record is that of what was merged into it, too.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

ENTRIES: LiteralString = """
CALL () {
  RETURN $id AS one
  UNION
  MATCH (m:Merged {id: $id}) WHERE m.scope IN $visible
  RETURN m.into AS one
  UNION
  MATCH (k:Record {id: $id})<-[:MERGED_INTO]-(m:Merged) WHERE k.scope IN $visible AND m.scope IN $visible
  RETURN m.id AS one
  UNION
  MATCH (of:Merged {id: $id})-[:MERGED_INTO]->(k:Record)<-[:MERGED_INTO]-(m:Merged)
  WHERE of.scope IN $visible AND k.scope IN $visible AND m.scope IN $visible
  RETURN m.id AS one
}
MATCH (e:Entry {record: one})-[:OF]->(r)
WHERE e.scope IN $visible AND r.scope IN $visible
  AND (e.touch IS NULL OR EXISTS { MATCH (e)-[:TOUCHES]->(t) WHERE t.scope IN $visible })
RETURN e AS entry, e.time AS time
"""

HISTORY = Fragment(
    node="entry",
    label="Entry",
    text=lambda present: ENTRIES,
    binds=("entry", "time"),
    order=(("time", True),),
    cost=2,
    leads=True,
)
