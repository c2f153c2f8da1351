"""The first statement of a change: its idempotency key claimed, what it stands on locked and read as it is then.

Locks are taken in one order, records by id and then keys, so that two writers never wait for one another; what is
changed or hung on is locked, what is merely linked with is not.  `REMOVE n.lock` takes the write lock of a node without
writing anything, once the property's name is known to the graph (`graph/migrations/m0001_inner_nodes.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, cast

from auth.protection import NOBODY, Protection, visible
from auth.viewer import Viewer
from graph.database import Transaction
from graph.edits import (
    ChangeHeader,
    Connect,
    Create,
    Delete,
    Disconnect,
    Edit,
    Enact,
    Erase,
    Merge,
    Protect,
    Unmerge,
    Update,
)
from graph.model import Link, Model
from graph.scopes import Scopes

CLAIM = """
CALL () {
  MERGE (c:Change {actor: $b.actor, key: $b.key, field: $b.field})
    ON CREATE SET c.id = $b.id, c.hash = $b.hash, c.time = $b.time, c.operation = $b.operation, c.reason = $b.reason
  RETURN [c.id = $b.id, c.hash, c.outcome, c.id] AS claim
}"""
LOCK = """
CALL () {
  UNWIND $b.lock AS id
  MATCH (n:Record {id: id})
  WITH n ORDER BY n.id
  REMOVE n.lock
  WITH n WHERE n.scope IN $b.visible OR n.scope > $b.known OR n.version IS NULL
  RETURN collect([properties(n), [(n)-[r]->(o:Record) WHERE type(r) IN $b.ties | [type(r), o.id, o.scope]]]) AS locked
}"""
"""Of a record that its writer is known not to see nothing is read: the time would tell of it."""
KEYS = """
CALL () {
  UNWIND $b.keys AS key
  MERGE (l:ExternalIdLock {key: key})
  REMOVE l.lock
  RETURN count(*) AS keyed
}
CALL (keyed) {
  UNWIND $b.keys AS key
  MATCH (x:ExternalId {key: key})<-[:IDENTIFIED_BY]-(n:Record)
  RETURN collect([key, n.id, n.scope]) AS taken
}"""
GRAVES = """
CALL () {
  UNWIND $b.graves AS id
  MATCH (t:Tombstone {id: id})
  REMOVE t.lock
  RETURN collect(properties(t)) AS buried
}"""
LED = """CYPHER 25
UNWIND $b.ids AS id
MATCH (m:Merged {id: id})
RETURN collect([m.id, m.into, m.scope]) AS led"""
"""Where ids lead that are of no record any more (`graph/merging.py`)."""
SEEN = "COLLECT { UNWIND $b.look AS id MATCH (m:Record {id: id}) RETURN [m.id, m.type, m.scope] } AS seen"


@dataclass(slots=True)
class Known:
    """A record that an edit stands on, as it is after the locks and the edits before."""

    type: str
    scope: int
    properties: dict[str, Any] = field(default_factory=dict[str, Any])
    ends: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict[str, dict[str, int]](dict))
    """Relationship → the records at its ends, each with its scope."""


@dataclass(frozen=True, slots=True)
class Grave:
    """A record that was deleted. `erased`: the change that erased it, if one did."""

    type: str
    scope: int
    erased: str | None


@dataclass
class Batch:
    """What one change has found out."""

    now: str
    header: ChangeHeader
    viewer: Viewer
    scopes: Scopes
    created: dict[str, Create]
    known: dict[str, Known] = field(default_factory=dict[str, Known])
    graves: dict[str, Grave] = field(default_factory=dict[str, Grave])
    protections: dict[str, Protection] = field(default_factory=dict[str, Protection])
    """Of records that this change creates."""
    met: dict[int, Protection] = field(default_factory=dict[int, Protection])
    """Scopes that this process has not learned: made by others, or by this transaction."""
    interned: dict[Protection, int] = field(default_factory=dict[Protection, int])
    claim: Sequence[Any] | None = None
    led: dict[str, str] = field(default_factory=dict[str, str])
    """Id of a merged record → the record that it leads to, which the writer sees."""
    taken: Sequence[Sequence[Any]] = ()
    """Of the external ids to be given: key, record that has it, scope of that."""

    def type_of(self, id: str) -> str | None:
        """The type of a record that the writer sees; None for one that is hidden, or is not."""
        if id in self.created:
            return self.created[id].type
        found = self.known.get(id)
        return found.type if found is not None and self.sees(found.scope) else None

    def buried_type(self, id: str) -> str | None:
        """The type of a record that was deleted and that the writer saw."""
        grave = self.graves.get(id)
        return grave.type if grave is not None and self.sees(grave.scope) else None

    def sees(self, scope: int) -> bool:
        return self.viewer.sees_all or visible(self.protection(scope), self.viewer.tokens())

    def protection(self, scope: int) -> Protection:
        """What a scope stands for; nobody's, should it be unknown."""
        found = self.scopes.protection(scope)
        return found if found is not None else self.met.get(scope, frozenset({NOBODY}))

    async def meet(self, tx: Transaction, scopes: Iterable[int]) -> None:
        self.met |= await self.scopes.meet(tx, (one for one in scopes if one not in self.met))

    async def intern(self, tx: Transaction, protections: Iterable[Protection]) -> None:
        wanted = [one for one in protections if one not in self.interned]
        if wanted:
            made = await self.scopes.intern(tx, wanted)
            self.interned |= made
            self.met |= {number: protection for protection, number in made.items()}


def links_of(edit: Edit) -> list[tuple[str, Sequence[str]]]:
    match edit:
        case Create() | Update():
            return list(edit.links.items())
        case Connect() | Disconnect():
            return [(edit.field, edit.targets)]
        case Delete() | Enact() | Merge() | Unmerge():
            return []


def possible_links(model: Model, type_name: str, name: str) -> list[tuple[str, Link]]:
    """The links that a name can mean on a record of this type, which may be an interface: concrete type, link."""
    found = ((one, model[one].fields.get(name)) for one in model[type_name].possible)
    return [(one, link) for one, link in found if isinstance(link, Link)]


def identity_keys(edit: Edit) -> list[str]:
    """Of the external ids that the record will have."""
    if not isinstance(edit, Create | Update):
        return []
    return [f"{scheme}:{value}" for scheme, value in edit.external_ids or ()]


def acyclic(type_name: str, link: Link) -> bool:
    """Whether a chain of such links must end: a place is part of a larger one."""
    return link.target == type_name and not link.many


def single_ties(model: Model) -> set[str]:
    """The relationships of links that hold one record."""
    return {
        link.hops[0].relationship
        for record in model.concrete()
        for _, link in record.links()
        if not link.many and len(link.hops) == 1 and link.hops[0].outgoing
    }


def chained_ties(model: Model) -> set[str]:
    """The relationships whose chains must end."""
    return {
        link.hops[0].relationship
        for record in model.concrete()
        for _, link in record.links()
        if acyclic(record.name, link)
    }


async def stand(tx: Transaction, model: Model, batch: Batch, edits: Sequence[Edit]) -> Sequence[Edit]:
    """Claim, lock and look, in one statement, for all edits of a change; the edits by the ids that records have now.

    Only where a record is not found, hidden or absent alike, is it looked whether its id leads to another.
    """
    wanted = await looked(tx, model, batch, edits)
    if batch.claim is not None and not batch.claim[0]:
        return edits
    missing = sorted(id for id in wanted if batch.type_of(id) is None and batch.buried_type(id) is None)
    if not missing:
        return edits
    led = (await one(tx, LED, {"b": {"ids": missing}}))["led"]
    await batch.meet(tx, (scope for _, _, scope in led))
    batch.led = {id: into for id, into, scope in led if batch.sees(scope)}
    if batch.led:
        edits = [led_on(edit, batch.led) for edit in edits]
        batch.created = {edit.id: edit for edit in edits if isinstance(edit, Create)}
        await looked(tx, model, batch, edits)
    return edits


async def leading(tx: Transaction, ids: Iterable[str]) -> list[str]:
    """Ids of an earlier outcome, as they lead to records now. What is shown of these is guarded."""
    found = list(ids)
    led = {id: into for id, into, _ in (await one(tx, LED, {"b": {"ids": found}}))["led"]}
    return [led.get(id, id) for id in found]


def led_on(edit: Edit, led: Mapping[str, str]) -> Edit:
    """The edit with the ids of merged records replaced by those that they lead to."""
    edit = copy(edit)

    def now(id: str) -> str:
        return led.get(id, id)

    def all_now(ids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(map(now, ids)))

    if not isinstance(edit, Create):
        edit.id = now(edit.id)
    if isinstance(edit, Create | Update):
        edit.links = {name: all_now(ends) for name, ends in edit.links.items()}
    if isinstance(edit, Create):
        edit.owner, edit.shared = now(edit.owner) if edit.owner else None, all_now(edit.shared)
    if isinstance(edit, Update):
        given = dict(edit.protection)
        if given.get("owner"):
            given["owner"] = now(given["owner"])
        if given.get("shared"):
            given["shared"] = all_now(given["shared"])
        edit.protection = given
    if isinstance(edit, Protect):
        edit.added = {**edit.added, **({"shared": all_now(edit.added["shared"])} if "shared" in edit.added else {})}
    if isinstance(edit, Connect | Disconnect):
        edit.targets = all_now(edit.targets)
    if isinstance(edit, Merge):
        edit.merged = now(edit.merged)
    return edit


async def looked(tx: Transaction, model: Model, batch: Batch, edits: Sequence[Edit]) -> set[str]:
    """The one statement; the ids that the edits stand on."""
    header, created = batch.header, batch.created
    lock, look, ties, keys = set[str](), set[str](), set[str](), set[str]()
    for edit in edits:
        keys.update(identity_keys(edit))
        if isinstance(edit, Create):
            look.update(one for one in (edit.owner, *edit.shared) if one is not None)
        else:
            lock.add(edit.id)
        if isinstance(edit, Update):
            owner, shared = edit.protection.get("owner"), edit.protection.get("shared")
            look.update(one for one in (owner, *(shared or ())) if one is not None)
        if isinstance(edit, Protect):
            look.update(edit.added.get("shared", ()))
        if isinstance(edit, Merge):
            lock.add(edit.merged)
            ties.update(single_ties(model))
        if isinstance(edit, Merge | Unmerge):
            keys.update(f"acyclic {tie}" for tie in chained_ties(model))
        for name, targets in links_of(edit):
            links = possible_links(model, edit.type, name)
            (lock if any(link.carries for _, link in links) else look).update(targets)
            if not isinstance(edit, Create):
                ties.update(link.hops[0].relationship for _, link in links)
                # two movers of places could close a circle that neither sees
                keys.update(f"acyclic {link.hops[0].relationship}" for one, link in links if acyclic(one, link))
    lock -= created.keys()
    look -= created.keys() | lock
    parts: list[str] = []
    if header.key is not None:
        parts.append(CLAIM)
    if lock:
        parts.append(LOCK)
    if keys:
        parts.append(KEYS)
    graves = [edit.id for edit in edits if isinstance(edit, Erase)]
    if graves:
        parts.append(GRAVES)
    if not parts and not look:
        return set()
    # One parameter: Neo4j plans anew for each size class of a list that is a parameter itself.
    given = {
        "actor": header.actor,
        "key": header.key,
        "field": header.field,
        "id": header.id,
        "hash": header.hash,
        "time": batch.now,
        "operation": header.operation,
        "reason": header.reason,
        "lock": list(lock),
        "look": list(look),
        "ties": list(ties),
        "keys": sorted(keys),
        "graves": graves,
        "visible": batch.scopes.visible(batch.viewer).parameter if lock else (),
        "known": batch.scopes.known,
    }
    names = ((CLAIM, "claim"), (LOCK, "locked"), (KEYS, "taken"), (GRAVES, "buried"))
    columns = [SEEN, *(name for part, name in names if part in parts)]
    record = await one(tx, f"CYPHER 25{''.join(parts)}\nRETURN {', '.join(columns)}", {"b": given})
    batch.claim = record.get("claim")
    batch.taken = record.get("taken") or ()
    for id, type_name, scope in record["seen"]:
        batch.known[id] = Known(type_name, scope)
    locked = record.get("locked") or ()
    # who waited for a lock while its holder deleted the record finds a tombstone
    for buried in (*(record.get("buried") or ()), *(row for row, _ in locked if "version" not in row)):
        batch.graves[buried["id"]] = Grave(buried["type"], buried["scope"], buried.get("erased"))
    for properties, ends in locked:
        if "version" not in properties or "into" in properties:
            continue  # who waited while it was deleted, or merged into another
        batch.known[properties["id"]] = found = Known(properties["type"], properties["scope"], dict(properties))
        for relationship, end, scope in ends:
            found.ends[relationship][end] = scope
    await batch.meet(
        tx,
        (
            *(found.scope for found in batch.known.values()),
            *(scope for found in batch.known.values() for ends in found.ends.values() for scope in ends.values()),
            *(scope for _, _, scope in batch.taken),
            *(grave.scope for grave in batch.graves.values()),
        ),
    )
    return lock | look


async def one(tx: Transaction, statement: str, parameters: Mapping[str, Any]) -> Any:
    """The one record of a statement whose text is made of constants."""
    return await (await tx.run(cast(Any, statement), dict(parameters))).single(strict=True)


async def run(tx: Transaction, statement: str, **parameters: Any) -> None:
    await (await tx.run(cast(Any, statement), parameters)).consume()
