"""A change of protection, carried to all that hang on the record, in the same transaction.

Starting from the records changed, dependents are found level by level along the required ends, each level locked before
it is read, so that nothing can come to hang on it unseen; then each one's clauses are worked out anew, ends first, and
`scope` is set on the record, on its external ids and on what was merged into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auth.protection import Clause, Protection, clauses_of, read, room, written
from graph.database import Transaction
from graph.locking import Batch, one, run
from graph.model import Link, Model

LEVEL = """CYPHER 25
UNWIND $b.ids AS id
MATCH (n:Record {id: id})
WITH n ORDER BY n.id
REMOVE n.lock
RETURN collect([
  n.id, n.type, n.scope, n.marking, n.owner, n.shared, n.readers, n.compartments, n.kept,
  coalesce(n.chatham_house, false),
  [(n)-[r:HANGING]->(o:Record) | [type(r), o.id, o.scope, coalesce(o.chatham_house, false)]],
  [(d:Record)-[r:HANGING]->(n) | [type(r), d.id, d.type]]
]) AS level"""
SET = """CYPHER 25
UNWIND $b.rows AS row
MATCH (n:Record {id: row[0]})
SET n.scope = row[1]
CALL (n, row) {
  MATCH (n)-[:IDENTIFIED_BY]->(x:ExternalId)
  SET x.scope = row[1]
}
CALL (n, row) {
  MATCH (n)<-[:MERGED_INTO]-(m:Merged)
  SET m.scope = row[1]
}"""
KEEP = "CYPHER 25 UNWIND $b.rows AS row MATCH (n:Record {id: row[0]}) SET n.kept = row[1]"


@dataclass(slots=True)
class Hanging:
    """A record of one level, with what it hangs on and what hangs on it."""

    id: str
    type: str
    scope: int
    own: Protection
    kept: Protection
    """Clauses of ends that were deleted: nobody learns more by a deletion."""
    ends: list[tuple[str, int]]
    closed: bool
    """A session under the Chatham House rule."""
    dependents: list[tuple[str, Link]]


async def level(tx: Transaction, model: Model, batch: Batch, ids: Iterable[str]) -> list[Hanging]:
    """Lock these records, in order of id, and read them."""
    table = {
        (record.name, link.hops[0].relationship): link
        for record in model.concrete()
        for link in model.carrying(record.name).values()
    }
    text = LEVEL.replace("HANGING", "|".join(sorted({relationship for _, relationship in table})))
    found: list[Hanging] = []
    for row in (await one(tx, text, {"b": {"ids": sorted(ids)}}))["level"]:
        id, type_name, scope, marking, owner, shared, readers, compartments, kept, closed, ends, dependents = row
        clauses = read(kept) if kept else frozenset[Clause]()
        own = clauses_of(marking, owner, shared or (), readers or (), compartments or ())
        links = [(table[type_name, kind], end, *rest) for kind, end, *rest in ends if (type_name, kind) in table]
        rooms = frozenset(room(end) for link, end, _, closed in links if link.room and closed)
        found.append(
            Hanging(
                id,
                type_name,
                scope,
                own | clauses | rooms,
                clauses,
                [(end, of) for link, end, of, _ in links if link.hangs],
                closed,
                [
                    (one, table[kind, relationship])
                    for relationship, one, kind in dependents
                    if (kind, relationship) in table
                ],
            )
        )
    await batch.meet(tx, (scope for one in found for scope in (one.scope, *(of for _, of in one.ends))))
    return found


async def rescope(tx: Transaction, model: Model, batch: Batch, ids: Sequence[str]) -> dict[str, Protection]:
    """Set the scopes of the records and of all that hang on them anew; the protection of each."""
    hanging: dict[str, Hanging] = {}
    fresh = set(ids)
    while fresh:
        found = await level(tx, model, batch, fresh)
        hanging |= {one.id: one for one in found}
        fresh = {dependent for one in found for dependent, _ in one.dependents}
    protections: dict[str, Protection] = {}

    def protection(id: str) -> Protection:
        if id not in protections:
            clauses = hanging[id].own
            for end, scope in hanging[id].ends:
                clauses |= protection(end) if end in hanging else batch.protection(scope)
            protections[id] = clauses
        return protections[id]

    for id in hanging:
        protection(id)
    await batch.intern(tx, protections.values())
    changed = {id: batch.interned[clauses] for id, clauses in protections.items()}
    rows = [[id, scope] for id, scope in changed.items() if scope != hanging[id].scope]
    if rows:
        await run(tx, SET, b={"rows": rows})
    for id in changed.keys() & batch.known.keys():
        batch.known[id].scope = changed[id]
    return protections


async def doomed(tx: Transaction, model: Model, batch: Batch, ids: Iterable[str]) -> Mapping[str, Hanging]:
    """Records and all that cannot be without them; what can keeps, as its own, the clauses that it owed to them.

    What the deleter does not see is deleted with the rest, and not told of: a refusal would betray it, and so would
    a record that is left behind without what it belongs to.
    """
    found: dict[str, Hanging] = {}
    survivors: dict[str, Protection] = {}
    fresh = set(ids)
    while fresh:
        rows = await level(tx, model, batch, fresh)
        found |= {row.id: row for row in rows}
        fresh = {dependent for row in rows for dependent, link in row.dependents if link.required} - found.keys()
        for row in rows:
            for dependent, link in row.dependents:
                owed = batch.protection(row.scope) if link.hangs else frozenset[Clause]()
                owed |= {room(row.id)} if link.room and row.closed else frozenset[Clause]()
                if not link.required and owed:
                    survivors[dependent] = survivors.get(dependent, frozenset()) | owed
    await _keep(tx, model, batch, {one: survivors[one] for one in survivors if one not in found})
    return found


async def _keep(tx: Transaction, model: Model, batch: Batch, survivors: Mapping[str, Protection]) -> None:
    rows = [
        [row.id, written(row.kept | survivors[row.id])]
        for row in (await level(tx, model, batch, survivors) if survivors else ())
        if not survivors[row.id] <= row.kept
    ]
    if rows:
        await run(tx, KEEP, b={"rows": rows})
