"""History as a source of rows: the ledger's entries on one record, newest first.

A change is visible under the stricter of its record's marking then (`Entry.scope`) and now (the record's, or its
tombstone's, `scope`): both are guarded.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

ENTRIES: LiteralString = """
MATCH (e:Entry {record: $id})-[:OF]->(r)
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
)
