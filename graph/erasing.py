"""Erasing: the values of a record, and of what cannot be without it, out of the graph and out of the ledger.

In one transaction the records become tombstones, as by a delete, and every entry on them loses what it noted; what was
deleted with the record before, or on its own, is found by the ledger and emptied too.  The tombstones stay `Unsettled`
until what lies outside the database has followed (`resolvers/erasures.py`): the commit alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

from graph.database import Database, Transaction
from graph.edits import Edit, Erase
from graph.locking import Batch, one, run
from graph.model import Model
from graph.rescoping import Hanging, doomed
from graph.seals import FORGET_CHANGE, FORGET_ENTRY
from graph.writing import Writes

GONE_BEFORE = """CYPHER 25
RETURN
  COLLECT {
    MATCH (:Record {id: $b.id})<-[:TOUCHES]-(:Entry)-[:OF]->(t:Tombstone) WHERE t.type IN $b.types
    RETURN DISTINCT [t.id, t.type, t.scope]
  } + COLLECT {
    MATCH (:Tombstone {id: $b.id})<-[:TOUCHED]-(:Entry)-[:OF]->(t:Tombstone) WHERE t.type IN $b.types
    RETURN DISTINCT [t.id, t.type, t.scope]
  } + COLLECT {
    MATCH (:Tombstone {id: $b.id})-[:MERGED_INTO*1..]-(t:Tombstone)
    RETURN DISTINCT [t.id, t.type, t.scope]
  } AS gone"""
"""What hung on a record and was deleted on its own, or with it; of a merged one what it was merged with."""
REMAINS = """CYPHER 25
RETURN COLLECT {
  UNWIND $b.ids AS id
  MATCH (:Record {id: id})<-[:MERGED_INTO]-(m:Merged)
  RETURN [m.id, m.type, m.scope]
} AS remains"""
"""What was merged into records."""
IDENTITIES = """CYPHER 25
RETURN COLLECT {
  UNWIND $b.ids AS id
  MATCH (:Record {id: id})-[:IDENTIFIED_BY]->(x:ExternalId)
  RETURN DISTINCT x.key
} AS keys"""
SCRUB: LiteralString = f"""CYPHER 25
UNWIND $b.ids AS id
CALL (id) {{
  MATCH (e:Entry {{record: id}})
  RETURN e
  UNION
  MATCH (e:Entry)-[:TOUCHES|TOUCHED]->(n:Record|Merged|Tombstone {{id: id}})
  WHERE e.operation IN ['merge', 'unmerge']
  RETURN e
}}
MATCH (c:Change)-[:HAS]->(e)
{FORGET_ENTRY}, e.lock
WITH DISTINCT c
{FORGET_CHANGE}, c.lock"""
"""The entries on these, and those on what they were merged with or taken out of, which have values of theirs.

Reasons are free text; a hash of the request is of use to none but who guesses. Of what sealed them the salt goes."""
LOCKS = """CYPHER 25
UNWIND $b.keys AS key
MATCH (l:ExternalIdLock {key: key})
WHERE NOT EXISTS { MATCH (:ExternalId {key: key}) }
DELETE l"""
LOOSE_LOCKS = """CYPHER 25
MATCH (l:ExternalIdLock)
WHERE NOT l.key STARTS WITH 'acyclic ' AND NOT EXISTS { MATCH (:ExternalId {key: l.key}) }
DELETE l"""
"""Of a record that was deleted, nothing tells any more which ids it had."""
UNSETTLED = "CYPHER 25 MATCH (t:Unsettled) RETURN t.id ORDER BY t.id LIMIT 1000"
SETTLED = "CYPHER 25 UNWIND $ids AS id MATCH (t:Tombstone {id: id}) REMOVE t:Unsettled"


async def erase(tx: Transaction, model: Model, batch: Batch, writes: Writes, id: str) -> None:
    """Erase the record, or the tombstone, `id`; what the writer does not see goes with the rest, as by a delete."""
    await writes.flush(tx)
    grave = batch.graves.get(id)
    type_name = grave.type if grave is not None else batch.known[id].type
    gone: Mapping[str, Hanging] = {} if grave is not None else await doomed(tx, model, batch, [id])
    found = {one.id: (one.type, one.scope) for one in gone.values()}
    if grave is not None:
        found[id] = (grave.type, grave.scope)
    given = {"id": id, "types": dependents(model, type_name)}
    before: list[tuple[str, str, int]] = (await one(tx, GONE_BEFORE, {"b": given}))["gone"]
    for other, kind, scope in before:
        found.setdefault(other, (kind, scope))
    remains: list[tuple[str, str, int]] = (await one(tx, REMAINS, {"b": {"ids": list(gone)}}))["remains"]
    for other, kind, scope in remains:
        found[other] = (kind, scope)
    keys: list[str] = (await one(tx, IDENTITIES, {"b": {"ids": list(gone)}}))["keys"]
    await run(tx, SCRUB, b={"ids": sorted(found)})
    for other, (kind, scope) in sorted(found.items()):
        writes.entry(other, kind, scope, "erase", None, grave=True)
    writes.graves |= gone.keys()
    writes.restamped.update(end for one in gone.values() for end, _ in one.ends)
    writes.after += [(LOOSE_LOCKS, {})] if grave is not None or remains else [(LOCKS, {"b": {"keys": keys}})]


def erased_before(batch: Batch, edits: Sequence[Edit]) -> str | None:
    """The change that did already all that there is to do."""
    match edits:
        case [Erase() as edit] if edit.id in batch.graves:
            return batch.graves[edit.id].erased
        case _:
            return None


def dependents(model: Model, type_name: str) -> Sequence[str]:
    """The types of records that cannot be without one of this type."""
    return [
        record.name
        for record in model.concrete()
        if any(link.required and link.target in model[type_name].labels for _, link in record.links())
    ]


async def unsettled(database: Database) -> Sequence[str]:
    """Records that were erased here, and of which something outside may still be left."""
    return [id for (id,) in await database.rows(UNSETTLED, write=True)]


async def settled(database: Database, ids: Iterable[str]) -> None:
    parameters: Mapping[str, Any] = {"ids": list(ids)}
    await database.rows(SETTLED, parameters, write=True)
