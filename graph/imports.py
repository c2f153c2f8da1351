"""What the graph keeps of imports, so that each is one thing that can be listed, continued and undone.

The changes of an import carry its id in their idempotency keys, `import:<id>:…`, by which an index finds them; an
`Import` says whose it was, of which file, and how far it is.  One that was cut short is RUNNING still, and the next run
of the same file by the same actor goes on under its id.  It is under the scope of that actor alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

from auth.protection import Protection, user_token
from graph.database import Database, Transaction
from graph.edits import new_id
from graph.kinds import utc_text
from graph.locking import one, run
from graph.scopes import Scopes

PREFIX = "import"
UNDOING = "undo"
CHUNK = 1_000

BEGIN: LiteralString = """CYPHER 25
MERGE (i:Import {actor: $import.actor, digest: $import.digest, state: 'RUNNING'})
  ON CREATE SET i = $import
RETURN i.id AS id"""
UNSEEN: LiteralString = """CYPHER 25
MATCH (i:Import) WHERE i.scope IS NULL
RETURN collect(DISTINCT i.actor) AS actors"""
SEEN: LiteralString = """CYPHER 25
MATCH (i:Import {actor: $actor}) WHERE i.scope IS NULL
SET i.scope = $scope, i.order_started = i.started"""
END: LiteralString = """CYPHER 25
MATCH (i:Import {id: $id})
OPTIONAL MATCH (c:Change) WHERE c.actor = i.actor AND c.key STARTS WITH $prefix AND c.field = ''
WITH i, count(c) AS changes
CALL (i, changes) { WITH i, changes WHERE changes = 0 AND $state = 'DONE' DETACH DELETE i }
CALL (i, changes) { WITH i, changes WHERE changes > 0 OR $state <> 'DONE'
  SET i.state = $state, i.finished = $now, i.changes = changes, i.counts = coalesce($counts, i.counts) }
RETURN changes"""
LIST: LiteralString = """CYPHER 25
MATCH (i:Import) WHERE ($id IS NULL OR i.id = $id) AND ($actor IS NULL OR i.actor = $actor)
WITH i ORDER BY i.id DESC LIMIT $last
RETURN collect(properties(i)) AS found"""
CHANGES: LiteralString = """CYPHER 25
MATCH (c:Change) WHERE c.actor = $actor AND c.key STARTS WITH $prefix AND c.field = ''
WITH c ORDER BY c.id DESC
RETURN collect(c.id) AS found"""
ENTRIES: LiteralString = """CYPHER 25
MATCH (c:Change {id: $change})-[:HAS]->(e:Entry)-[:OF]->(n)
WITH e ORDER BY e.id DESC
RETURN collect([e.record, e.type, e.operation, e.version, e.before, e.after,
  COLLECT { MATCH (e)-[:TOUCHES]->(m) RETURN m.id }]) AS found"""
STANDING: LiteralString = """CYPHER 25
UNWIND $ids AS id
MATCH (n:Record|Merged {id: id}) WHERE n.scope IN $visible
OPTIONAL MATCH (n)<-[:MERGED_INTO]-(g:Merged)
WITH n, id, collect(g) AS within
RETURN collect([id,
  EXISTS { MATCH (n)<-[:OF|TOUCHES]-(e:Entry)<-[:HAS]-(c:Change)
           WHERE e.scope IN $visible AND NOT e.operation IN ['merge', 'unmerge']
             AND NOT (c.actor = $actor AND coalesce(c.key, '') STARTS WITH $prefix)
             AND NOT coalesce(c.key, '') STARTS WITH $undoing } OR n:Merged OR size(within) > 0,
  COLLECT { MATCH (n)-[r]->(m:Record) WHERE m.scope IN $visible AND type(r) <> 'KEPT' RETURN m.id },
  COLLECT { UNWIND within + CASE WHEN n:Merged THEN [n] ELSE [] END AS g
            MATCH (g)-[p:KEPT]->(m:Record) WHERE m.scope IN $visible AND p.whose IN ['merged', 'kept'] RETURN m.id },
  n.into,
  reduce(last = 0, g IN within |
    CASE WHEN g.merged_into = n.id AND g.merged_at > last THEN g.merged_at ELSE last END),
  COLLECT { MATCH (n)<-[:KEPT {whose: 'both'}]-(:Merged)-[:MERGED_INTO]->(k:Record)
            WHERE k.scope IN $visible RETURN k.id }]) AS found"""
"""Of records that are still there, or in another since a merge (`graph/merging.py`): whether anything else in the
ledger is about them, what they point to, what they pointed to before merges, and these.  A merge that was undone is
nothing.

What the undoer does not see keeps nothing: as with any deletion, a refusal would betray it."""
STORED: LiteralString = """CYPHER 25
UNWIND $ids AS id
MATCH (n:Record {id: id}) WHERE n.scope IN $visible
RETURN collect([id, properties(n)]) AS found"""


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `state` is RUNNING, DONE, UNDONE or PARTLY_UNDONE."""

    id: str
    actor: str
    format: str
    file: str
    state: str
    started: str
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Done:
    """What one entry of an import did to a record. `before`, `after`: stored values that differ."""

    record: str
    type: str
    operation: str
    version: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    touches: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that is there. `foreign`: others than the import have changed it, linked with it, or merged it.

    `ends`: what it points to.  `former`: what it, or one that is in it, pointed to before they were merged.  `into`:
    the record that it is in since a merge.  `merged_at`: its version when another was merged into it last, 0: never.
    `twice`: records to which it led by two links, which are one since these were merged.
    """

    id: str
    foreign: bool
    ends: Sequence[str]
    former: Sequence[str]
    into: str | None
    merged_at: int
    twice: Sequence[str]


def prefix_of(id: str) -> str:
    return f"{PREFIX}:{id}:"


def key_of(id: str) -> str:
    """A key for the next change of an import; sorted as they are made."""
    return f"{prefix_of(id)}{new_id()}"


def seen_by(actor: str) -> Protection:
    """Who sees an import: whoever made it."""
    return frozenset({frozenset({user_token(actor)})})


async def begin(database: Database, scopes: Scopes, actor: str, format: str, file: str, digest: str) -> str:
    """The id of a new import, or of the one of the same file that was cut short."""
    protection, now = seen_by(actor), utc_text(datetime.now(UTC))
    given = {
        "id": new_id(),
        "actor": actor,
        "digest": digest,
        "format": format,
        "file": file,
        "state": "RUNNING",
        "started": now,
        "order_started": now,
    }

    async def work(tx: Transaction) -> tuple[str, dict[Protection, int]]:
        interned = await scopes.intern(tx, [protection])
        found = await one(tx, BEGIN, {"import": {**given, "scope": interned[protection]}})
        return found["id"], interned

    (id, interned), _ = await database.write(work)
    scopes.learn(interned)
    return id


async def make_seen(database: Database) -> None:
    """Put imports that are under no scope yet under that of whoever made them."""
    scopes = Scopes(database)

    async def work(tx: Transaction) -> None:
        for actor in (await one(tx, UNSEEN, {}))["actors"]:
            protection = seen_by(actor)
            interned = await scopes.intern(tx, [protection])
            await run(tx, SEEN, actor=actor, scope=interned[protection])

    await database.write(work, timeout=600.0)


async def end(database: Database, id: str, state: str, counts: Mapping[str, Mapping[str, int]] | None = None) -> int:
    """Note how it ended; of one that changed nothing nothing is kept. How many changes it made."""
    given = {
        "id": id,
        "prefix": prefix_of(id),
        "state": state,
        "now": utc_text(datetime.now(UTC)),
        "counts": json.dumps(counts) if counts is not None else None,
    }
    rows = await database.rows(END, given, write=True)
    return rows[0][0] if rows else 0


async def imports(database: Database, id: str | None = None, last: int = 50, actor: str | None = None) -> list[Import]:
    """The newest imports, or the one with this id; `actor`: only his."""
    found = (await database.read(LIST, {"id": id, "last": last, "actor": actor}))[0]
    return [
        Import(
            one["id"],
            one["actor"],
            one["format"],
            one["file"],
            one["state"],
            one["started"],
            json.loads(one.get("counts") or "{}"),
        )
        for one in found
    ]


async def changes(database: Database, found: Import) -> list[str]:
    """Ids of its changes, the newest first."""
    given = {"actor": found.actor, "prefix": prefix_of(found.id)}
    return (await database.read(CHANGES, given, timeout=60.0))[0]


async def entries(database: Database, change: str) -> list[Done]:
    """What a change did, the last first."""
    rows = (await database.read(ENTRIES, {"change": change}, timeout=60.0))[0]
    return [
        Done(record, type_name, operation, version, json.loads(before or "{}"), json.loads(after or "{}"), touches)
        for record, type_name, operation, version, before, after, touches in rows
    ]


async def standing(
    database: Database, found: Import, ids: Iterable[str], visible: Sequence[int]
) -> dict[str, Standing]:
    """Of the records among `ids` that are still there, if in another, by id."""
    given = {
        "visible": visible,
        "actor": found.actor,
        "prefix": prefix_of(found.id),
        "undoing": f"{UNDOING}:{found.id}:",
    }
    rows = [
        row
        for chunk in chunks(list(ids), CHUNK)
        for row in (await database.read(STANDING, {**given, "ids": chunk}, timeout=60.0))[0]
    ]
    return {row[0]: Standing(*row) for row in rows}


async def properties_of(database: Database, ids: Sequence[str], visible: Sequence[int]) -> dict[str, dict[str, Any]]:
    """What is stored of records, by id."""
    return dict((await database.read(STORED, {"ids": ids, "visible": visible}, timeout=60.0))[0])


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
