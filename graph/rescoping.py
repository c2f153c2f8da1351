"""A change of protection, carried to all that hang on the record, in the same transaction.

Starting from the records changed, dependents are found level by level along the required ends; then each one's clauses
are worked out anew, ends first, and `scope` is set on the record and on its external ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from auth.protection import Protection, clauses_of
from graph.database import Transaction
from graph.model import Model
from graph.scopes import Scopes

OWN = """CYPHER 25
MATCH (n:Record) WHERE n.id IN $ids
RETURN collect([n.id, n.type, n.marking, n.owner, n.shared, n.readers, n.compartments]) AS found"""
SET = """CYPHER 25
UNWIND $rows AS row
MATCH (n:Record {id: row[0]})
SET n.scope = row[1]
WITH n, row
OPTIONAL MATCH (n)-[:IDENTIFIED_BY]->(x:ExternalId)
SET x.scope = row[1]"""


async def rescope(tx: Transaction, model: Model, scopes: Scopes, ids: Sequence[str]) -> dict[Protection, int]:
    """Set the scopes of the records and of all that hang on them anew; the scopes made on the way."""
    order: list[str] = []
    fresh = list(ids)
    while fresh:
        order = [one for one in order if one not in set(fresh)] + fresh
        fresh = await dependents(tx, model, fresh)
    own = {row[0]: row for row in (await _one(tx, OWN, {"ids": order}))["found"]}
    ends = await required_ends(tx, model, {row[1] for row in own.values()}, order)
    protections: dict[str, Protection] = {}
    outside = {end: scope for pairs in ends.values() for end, scope in pairs if end not in own}
    if any(scopes.protection(scope) is None for scope in outside.values()):
        await scopes.refresh()

    def protection(id: str) -> Protection:
        if id not in own:
            return scopes.protection(outside[id]) or frozenset()
        if id not in protections:
            _, _, marking, owner, shared, readers, compartments = own[id]
            found = clauses_of(marking, owner, shared or (), readers or (), compartments or ())
            protections[id] = found
            for end, _ in ends.get(id, ()):
                found |= protection(end)
            protections[id] = found
        return protections[id]

    for id in order:
        if id in own:
            protection(id)
    interned = await scopes.intern(tx, protections.values())
    rows = [[id, interned[found]] for id, found in protections.items()]
    await (await tx.run(cast(Any, SET), {"rows": rows})).consume()
    return interned


async def dependents(tx: Transaction, model: Model, ids: Sequence[str]) -> list[str]:
    """The records that hang on these, one step away."""
    parts = [
        f"MATCH (d:{record.name})-[:{link.hops[0].relationship}]->(n:{link.hops[0].label}) WHERE n.id IN $ids RETURN d.id AS id"
        for record in model.concrete()
        for link in model.required_ends(record.name).values()
    ]
    statement = f"CYPHER 25 CALL () {{ {' UNION '.join(parts)} }} RETURN collect(DISTINCT id) AS found"
    return list((await _one(tx, statement, {"ids": list(ids)}))["found"])


async def required_ends(
    tx: Transaction, model: Model, types: Iterable[str], ids: Sequence[str]
) -> dict[str, list[tuple[str, int]]]:
    """Record → its required ends, each with its scope."""
    parts = [
        f"MATCH (d:{name})-[:{link.hops[0].relationship}]->(n:{link.hops[0].label}) WHERE d.id IN $ids "
        "RETURN d.id AS id, n.id AS end, n.scope AS scope"
        for name in sorted(types)
        for link in model.required_ends(name).values()
    ]
    found: dict[str, list[tuple[str, int]]] = {}
    if parts:
        statement = f"CYPHER 25 CALL () {{ {' UNION '.join(parts)} }} RETURN collect([id, end, scope]) AS found"
        for id, end, scope in (await _one(tx, statement, {"ids": list(ids)}))["found"]:
            found.setdefault(id, []).append((end, scope))
    return found


async def _one(tx: Transaction, statement: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return await (await tx.run(cast(Any, statement), dict(parameters))).single(strict=True)
