"""The ledger: every change to the graph, and what it wrote about itself, in one transaction.

`Ledger.apply` takes a batch of edits, one of a command or thousands of an importer, and runs a fixed handful of
statements for it: claim the idempotency key, lock in order of id, look at what the edits stand on, work out protections,
write, and write a `Change` with one `Entry` per record.  Whatever is refused raises, so that nothing is half written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from auth.protection import Protection, clauses_of
from auth.viewer import Viewer
from graph.database import Transaction
from graph.edits import (
    ChangeHeader,
    Connect,
    Create,
    Delete,
    Disconnect,
    DuplicateExternalId,
    Edit,
    IdempotencyKeyReused,
    InvalidValue,
    Outcome,
    RecordNotFound,
    Update,
    VersionConflict,
    new_id,
)
from graph.kinds import ValueProblem, utc_text
from graph.model import Link, Model
from graph.rescoping import rescope
from graph.scopes import Scopes

CLAIM = """CYPHER 25
MERGE (c:Change {actor: $actor, key: $key, field: $field})
  ON CREATE SET c.id = $id, c.hash = $hash, c.time = $time, c.operation = $operation, c.reason = $reason
RETURN [c.id = $id, c.hash, c.outcome, c.id] AS claim"""
CHANGE = (
    "CYPHER 25 CREATE (c:Change {id: $id, actor: $actor, time: $time, operation: $operation}) "
    "SET c.reason = $reason, c.outcome = $outcome"
)
OUTCOME = "CYPHER 25 MATCH (c:Change {id: $id}) SET c.outcome = $outcome"
LOOK = """CYPHER 25
UNWIND $lock AS id
OPTIONAL MATCH (n:Record {id: id})
WITH n ORDER BY n.id
REMOVE n.lock
WITH collect(n) AS locked
RETURN [n IN locked | [n.id, n.type, n.scope, properties(n)]] AS locked,
  COLLECT { MATCH (m:Record) WHERE m.id IN $look RETURN [m.id, m.type, m.scope, null] } AS seen"""
ENTRIES = """CYPHER 25
MATCH (c:Change {id: $change})
UNWIND $rows AS row
MATCH (n:Record {id: row.entry.record})
CREATE (c)-[:HAS]->(e:Entry)-[:OF]->(n)
SET e = row.entry, e.actor = $actor, e.reason = $reason
WITH e, row.touches AS touches
UNWIND touches AS touched
MATCH (m:Record {id: touched})
CREATE (e)-[:TOUCHES]->(m)"""
LOCK_IDS = "CYPHER 25 UNWIND $keys AS key MERGE (l:ExternalIdLock {key: key}) REMOVE l.lock"
TAKEN = """CYPHER 25
MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record)
WHERE x.key IN $keys AND x.scope IN $visible AND n.scope IN $visible
RETURN collect([x.key, n.id]) AS taken"""
IDENTIFY = """CYPHER 25
UNWIND $rows AS row
MATCH (n:Record {id: row.record})
CREATE (n)-[:IDENTIFIED_BY]->(:ExternalId {id: row.id, scheme: row.scheme, value: row.value, key: row.key, scope: n.scope})"""
BURY = """CYPHER 25
MATCH (n:Record) WHERE n.id IN $ids
OPTIONAL MATCH (n)-[:IDENTIFIED_BY]->(x:ExternalId)
DETACH DELETE x
WITH DISTINCT n
OPTIONAL MATCH (n)-[r]-(o) WHERE type(r) <> 'OF'
DELETE r
WITH DISTINCT n, n.id AS id, n.type AS type, n.scope AS scope, labels(n) AS names
REMOVE n:$(names)
SET n:Tombstone
SET n = {id: id, type: type, scope: scope}
RETURN count(n) AS made"""


@dataclass(slots=True)
class Known:
    """A record that an edit stands on, as it is after the locks."""

    type: str
    scope: int
    properties: Mapping[str, Any]


@dataclass
class Batch:
    """What one `apply` has found out and is going to write."""

    now: str
    visible: frozenset[int]
    known: dict[str, Known]
    created: dict[str, Create]
    protections: dict[str, Protection] = field(default_factory=dict[str, Protection])
    entries: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    touches: dict[str, list[str]] = field(default_factory=lambda: defaultdict[str, list[str]](list))
    """Entry id → the records that it linked with."""
    doomed: set[str] = field(default_factory=set[str])


class Ledger:
    """Writes to one graph."""

    def __init__(self, model: Model, scopes: Scopes) -> None:
        self.model = model
        self.scopes = scopes

    async def apply(self, tx: Transaction, header: ChangeHeader, edits: Sequence[Edit], viewer: Viewer) -> Outcome:
        """Do the edits in the transaction, or raise `EditRefused` (then roll it back). `viewer` is the writer."""
        now = utc_text(datetime.now(UTC))
        ids = [edit.id for edit in edits]
        if header.key is not None:
            replayed = await self._claimed(tx, header, now)
            if replayed is not None:
                return replayed
        batch = await self._look(tx, edits, viewer, now)
        interned = await self._protect(tx, batch, edits)
        scopes = {one: interned[batch.protections[one]] for one in batch.created}
        creates = list(batch.created.values())
        await self._identify(tx, creates, viewer, check_only=True)
        await self._create(tx, batch, creates, scopes)
        for edit in edits:
            if not isinstance(edit, Create):
                interned |= await self._change(tx, batch, edit)
        await self._identify(tx, creates, viewer)
        await self._record(tx, header, batch, ids)
        return Outcome(ids, header.id, scopes=interned)

    # Before

    async def _claimed(self, tx: Transaction, header: ChangeHeader, now: str) -> Outcome | None:
        """Claim the idempotency key: None if it is fresh, the first outcome if it was used for the same request."""
        parameters = {
            "actor": header.actor,
            "key": header.key,
            "field": header.field,
            "id": header.id,
            "hash": header.hash,
            "time": now,
            "operation": header.operation,
            "reason": header.reason,
        }
        fresh, stored_hash, outcome, change = (await one(tx, CLAIM, parameters))["claim"]
        if fresh:
            return None
        if stored_hash != header.hash:
            raise IdempotencyKeyReused(
                "This idempotency key was used for another request: send a new key with a new request.",
                ("key",),
            )
        return Outcome(list(outcome or []), change, replayed=True)

    async def _look(self, tx: Transaction, edits: Sequence[Edit], viewer: Viewer, now: str) -> Batch:
        """Lock what is edited and what is hung on, in order of id; read that and all other targets."""
        created = {edit.id: edit for edit in edits if isinstance(edit, Create)}
        lock: set[str] = {edit.id for edit in edits if not isinstance(edit, Create)}
        look: set[str] = set()
        for edit in edits:
            for name, targets in links_of(edit):
                hangs = any(link.hangs for link in self.possible_links(edit.type, name))
                (lock if hangs else look).update(target for target in targets if target not in created)
            if isinstance(edit, Create) and edit.owner is not None and edit.owner not in created:
                look.add(edit.owner)
        record: Mapping[str, Any] = {"locked": [], "seen": []}
        if lock or look:
            record = await one(tx, LOOK, {"lock": sorted(lock) or [""], "look": sorted(look - lock)})
        known = {
            id: Known(type_, scope, properties or {})
            for id, type_, scope, properties in [*record["locked"], *record["seen"]]
        }
        visible = frozenset(self.scopes.visible(viewer).parameter)
        batch = Batch(now, visible, known, created)
        for edit in edits:
            self._check(batch, edit)
        return batch

    def _check(self, batch: Batch, edit: Edit) -> None:
        if not isinstance(edit, Create):
            found = self.seen(batch, edit.id)
            if found is None or edit.type not in self.model[found].labels:
                raise RecordNotFound(f"There is no {edit.type} with the id {edit.id}.", ("id",))
            version = batch.known[edit.id].properties["version"]
            wanted = edit.version if isinstance(edit, Update | Delete) else None
            if wanted is not None and wanted != version:
                raise VersionConflict(
                    f"It is at version {version}, and this was made from {wanted}: read it again.",
                    edit.id,
                    version,
                )
        elif edit.owner is not None and self.seen(batch, edit.owner) is None:
            raise RecordNotFound(f"There is no organization with the id {edit.owner}.", ("ownerId",))
        if isinstance(edit, Connect | Disconnect):
            edit.type = batch.known[edit.id].type
        for name, targets in links_of(edit):
            link = self.link(edit.type, name)
            if isinstance(edit, Disconnect):
                continue
            for target in targets:
                found = self.seen(batch, target)
                if found is None or link.target not in self.model[found].labels:
                    raise RecordNotFound(f"There is no {link.target} with the id {target}.", (name,))

    def seen(self, batch: Batch, id: str) -> str | None:
        """The type of a record that the writer sees; None for one that is hidden, or is not."""
        if id in batch.created:
            return batch.created[id].type
        found = batch.known.get(id)
        return found.type if found is not None and found.scope in batch.visible else None

    def link(self, type_name: str, name: str) -> Link:
        storage = self.model[type_name].fields.get(name)
        if name == "owner":
            raise InvalidValue("The owner is set by an update with `ownerId`: it decides who sees the record.", (name,))
        if not isinstance(storage, Link) or not storage.writable:
            raise InvalidValue(f"{type_name}.{name} is not a link that can be set.", (name,))
        return storage

    def possible_links(self, type_name: str, name: str) -> list[Link]:
        """The links that a name can mean on a record of this type, which may be an interface."""
        found = (self.model[one].fields.get(name) for one in self.model[type_name].possible)
        return [link for link in found if isinstance(link, Link)]

    # Protection

    async def _protect(self, tx: Transaction, batch: Batch, edits: Sequence[Edit]) -> dict[Protection, int]:
        """The protection of each new record: its own clauses and those of its required ends."""
        await self._meet(tx, batch)
        for id in batch.created:
            self._protection(batch, id)
        return await self.scopes.intern(tx, (batch.protections[id] for id in batch.created))

    async def _meet(self, tx: Transaction, batch: Batch) -> None:
        """Learn scopes that other processes made and that these records carry."""
        unknown = {found.scope for found in batch.known.values() if self.scopes.protection(found.scope) is None}
        if unknown:
            await self.scopes.refresh()

    def _protection(self, batch: Batch, id: str) -> Protection:
        known = batch.protections.get(id)
        if known is not None:
            return known
        create = batch.created.get(id)
        if create is None:
            return self.scopes.protection(batch.known[id].scope) or frozenset()
        batch.protections[id] = own = clauses_of(
            create.marking, create.owner, create.shared, create.readers, create.compartments
        )
        for name in self.model.required_ends(create.type):
            for target in create.links.get(name, ()):
                own |= self._protection(batch, target)
        batch.protections[id] = own
        return own

    # Writing

    async def _create(
        self, tx: Transaction, batch: Batch, creates: Sequence[Create], scopes: Mapping[str, int]
    ) -> None:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        relations: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
        for create in creates:
            values = self.stored(create.type, create.values, new=True)
            rows[create.type].append(
                {
                    **{key: value for key, value in values.items() if value is not None},
                    **given_protection(create),
                    "id": create.id,
                    "type": create.type,
                    "scope": scopes[create.id],
                    "version": 1,
                    "created": batch.now,
                    "updated": batch.now,
                    "order_created": batch.now,
                    "order_updated": batch.now,
                }
            )
            entry = self._entry(batch, create.id, create.type, scopes[create.id], "create", None, values, 1)
            for name, targets in create.links.items():
                self.link(create.type, name)
                for target in dict.fromkeys(targets):
                    relations[create.type, name].append([create.id, target])
                    batch.touches[entry["id"]].append(target)
            if create.owner is not None:
                relations[create.type, "owner"].append([create.id, create.owner])
        for type_name in sorted(rows):
            labels = ":".join(self.model[type_name].labels)
            await run(tx, f"CYPHER 25 UNWIND $rows AS row CREATE (n:{labels}) SET n = row", rows=rows[type_name])
        for (type_name, name), pairs in sorted(relations.items()):
            await self._relate(tx, type_name, cast(Link, self.model[type_name].fields[name]), pairs)

    async def _relate(self, tx: Transaction, type_name: str, link: Link, pairs: list[list[str]]) -> None:
        hop = link.hops[0]
        left, right = ("-", "->") if hop.outgoing else ("<-", "-")
        await run(
            tx,
            f"CYPHER 25 UNWIND $pairs AS pair MATCH (a:{type_name} {{id: pair[0]}}) MATCH (b:{hop.label} {{id: pair[1]}}) "
            f"MERGE (a){left}[:{hop.relationship}]{right}(b)",
            pairs=pairs,
        )

    async def _change(self, tx: Transaction, batch: Batch, edit: Edit) -> dict[Protection, int]:
        match edit:
            case Update():
                return await self._update(tx, batch, edit)
            case Connect(type_name, id, name, targets):
                link = self.link(type_name, name)
                if not link.many and len(targets) > 1:
                    raise InvalidValue(f"{name} holds one record; {len(targets)} were given.", (name,))
                if not link.many:
                    await self._unrelate(tx, type_name, link, id, None)
                await self._relate(tx, type_name, link, [[id, target] for target in targets])
                return await self._linked(tx, batch, edit, "link")
            case Disconnect(type_name, id, name, targets):
                link = self.link(type_name, name)
                if link.required:
                    raise InvalidValue(
                        f"{name} is required: link another record instead of unlinking this one.", (name,)
                    )
                await self._unrelate(tx, type_name, link, id, targets)
                return await self._linked(tx, batch, edit, "unlink")
            case Delete(type_name, id):
                await self._delete(tx, batch, id)
                return {}
            case Create():
                return {}

    async def _unrelate(
        self, tx: Transaction, type_name: str, link: Link, id: str, targets: Sequence[str] | None
    ) -> None:
        hop = link.hops[0]
        left, right = ("-", "->") if hop.outgoing else ("<-", "-")
        where = " WHERE b.id IN $targets" if targets is not None else ""
        await run(
            tx,
            f"CYPHER 25 MATCH (a:{type_name} {{id: $id}}){left}[r:{hop.relationship}]{right}(b:{hop.label}){where} DELETE r",
            id=id,
            targets=list(targets or ()),
        )

    async def _linked(
        self, tx: Transaction, batch: Batch, edit: Connect | Disconnect, operation: str
    ) -> dict[Protection, int]:
        """Entries of a link: one per target, under the stricter protection of the two ends.

        A link to a record that fewer may see does not move the version: it would tell the others of it.
        """
        link = self.link(edit.type, edit.field)
        own, found = self._protection(batch, edit.id), batch.known[edit.id]
        joint = {
            target: own | (self._protection(batch, target) if self.seen(batch, target) else frozenset())
            for target in edit.targets
        }
        interned = await self.scopes.intern(tx, joint.values())
        version = found.properties["version"]
        if any(protection == own for protection in joint.values()):
            version += 1
            await self._touch(tx, batch, edit.id, {}, version)
        for target, protection in joint.items():
            name = f"{operation} {edit.field}"
            entry = self._entry(batch, edit.id, found.type, interned[protection], name, None, None, version)
            entry["touch"] = True
            if self.seen(batch, target):
                batch.touches[entry["id"]].append(target)
        if link.hangs:
            interned |= await rescope(tx, self.model, self.scopes, [edit.id])
        return interned

    async def _update(self, tx: Transaction, batch: Batch, edit: Update) -> dict[Protection, int]:
        found = batch.known[edit.id]
        after = {
            **self.stored(found.type, edit.values),
            **{key: value for key, value in edit.protection.items()},
        }
        changed = {key: value for key, value in after.items() if found.properties.get(key) != value}
        interned: dict[Protection, int] = {}
        for name, targets in edit.links.items():
            link = self.link(edit.type, name)
            await self._unrelate(tx, found.type, link, edit.id, None)
            await self._relate(tx, found.type, link, [[edit.id, target] for target in targets])
        version = found.properties["version"] + 1
        before = {key: found.properties.get(key) for key in changed}
        await self._touch(tx, batch, edit.id, changed, version)
        entry = self._entry(batch, edit.id, found.type, found.scope, "update", before, changed, version)
        batch.touches[entry["id"]] += [target for targets in edit.links.values() for target in targets]
        if "owner" in edit.protection:
            owner = cast(Link, self.model[found.type].fields["owner"])
            await self._unrelate(tx, found.type, owner, edit.id, None)
            if edit.protection["owner"] is not None:
                await self._relate(tx, found.type, owner, [[edit.id, edit.protection["owner"]]])
        if edit.protection or any(self.link(edit.type, name).hangs for name in edit.links):
            interned = await rescope(tx, self.model, self.scopes, [edit.id])
        return interned

    async def _touch(self, tx: Transaction, batch: Batch, id: str, changed: Mapping[str, Any], version: int) -> None:
        values = {**changed, "version": version, "updated": batch.now, "order_updated": batch.now}
        await run(tx, "CYPHER 25 MATCH (n:Record {id: $id}) SET n += $values", id=id, values=values)

    async def _delete(self, tx: Transaction, batch: Batch, id: str) -> None:
        """Tombstones for the record and for all that cannot be without it."""
        doomed = {id: batch.known[id].type}
        fresh = [id]
        while fresh:
            found: dict[str, str] = {}
            for record in self.model.concrete():
                for link in self.model.required_ends(record.name).values():
                    if link.required:
                        hop = link.hops[0]
                        rows = await one(
                            tx,
                            f"CYPHER 25 MATCH (d:{record.name})-[:{hop.relationship}]->(n:{hop.label}) "
                            "WHERE n.id IN $ids RETURN collect([d.id, d.type, d.scope]) AS found",
                            {"ids": fresh},
                        )
                        for dependent, type_name, scope in rows["found"]:
                            if dependent not in doomed:
                                found[dependent] = type_name
                                batch.known.setdefault(dependent, Known(type_name, scope, {}))
            doomed |= found
            fresh = list(found)
        for one_id, type_name in doomed.items():
            self._entry(batch, one_id, type_name, batch.known[one_id].scope, "delete", None, None, None)
        batch.doomed |= set(doomed)

    async def _identify(
        self, tx: Transaction, creates: Sequence[Create], viewer: Viewer, check_only: bool = False
    ) -> None:
        """External ids, unique among the records that the writer sees, under a lock on each (scheme, value)."""
        wanted = [(create, scheme, value) for create in creates for scheme, value in create.external_ids]
        if not wanted:
            return
        keys = sorted({f"{scheme}:{value}" for _, scheme, value in wanted})
        if check_only:
            if len(keys) < len(wanted):
                raise DuplicateExternalId("An external id is given twice in one change.", ("externalIds",))
            await run(tx, LOCK_IDS, keys=keys)
            visible = self.scopes.visible(viewer).parameter
            taken = (await one(tx, TAKEN, {"keys": keys, "visible": visible}))["taken"]
            if taken:
                raise DuplicateExternalId(
                    f"The external id {taken[0][0]} belongs to the record {taken[0][1]}: update that one.",
                    ("externalIds",),
                )
            return
        rows = [
            {
                "record": create.id,
                "id": new_id(),
                "scheme": scheme,
                "value": value,
                "key": f"{scheme}:{value}",
            }
            for create, scheme, value in wanted
        ]
        await run(tx, IDENTIFY, rows=rows)

    # Entries

    def _entry(
        self,
        batch: Batch,
        id: str,
        type_name: str,
        scope: int,
        operation: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        version: int | None,
    ) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "id": new_id(),
            "record": id,
            "type": type_name,
            "time": batch.now,
            "operation": operation,
            "scope": scope,
        }
        if before:
            entry["before"] = json.dumps(shown(before), ensure_ascii=False)
        if after:
            entry["after"] = json.dumps(shown(after), ensure_ascii=False)
        if version is not None:
            entry["version"] = version
        batch.entries.append(entry)
        return entry

    async def _record(self, tx: Transaction, header: ChangeHeader, batch: Batch, ids: list[str]) -> None:
        """The change and its entries; only then what was deleted loses its labels."""
        outcome = ids if len(ids) <= 100 else []
        if header.key is None:
            await run(
                tx,
                CHANGE,
                id=header.id,
                actor=header.actor,
                time=batch.now,
                operation=header.operation,
                reason=header.reason,
                outcome=outcome,
            )
        else:
            await run(tx, OUTCOME, id=header.id, outcome=outcome)
        rows = [{"entry": entry, "touches": batch.touches.get(entry["id"], [])} for entry in batch.entries]
        await run(tx, ENTRIES, change=header.id, actor=header.actor, reason=header.reason, rows=rows)
        if batch.doomed:
            await run(tx, BURY, ids=sorted(batch.doomed))

    def stored(self, type_name: str, values: Mapping[str, Any], new: bool = False) -> dict[str, Any]:
        """The properties that input values are stored as; of a new record those of all its fields."""
        found: dict[str, Any] = {}
        for name, storage in self.model[type_name].stored():
            if not storage.writable or (not new and name not in values):
                continue
            value = values.get(name)
            if value is None and new and name not in values:
                value = storage.default
            if value is None and storage.required:
                raise InvalidValue(f"{type_name}.{name} is required: give it a value.", (name,))
            try:
                found |= storage.kind.stored(storage.prop, value, ordered=storage.order)
            except ValueProblem as problem:
                raise InvalidValue(str(problem), (name,)) from None
        unknown = [name for name in values if name not in self.model[type_name].fields]
        if unknown:
            raise InvalidValue(f"{type_name} has no field {unknown[0]!r}.", (unknown[0],))
        return found


def links_of(edit: Edit) -> list[tuple[str, Sequence[str]]]:
    match edit:
        case Create() | Update():
            return list(edit.links.items())
        case Connect() | Disconnect():
            return [(edit.field, edit.targets)]
        case Delete():
            return []


def given_protection(create: Create) -> dict[str, Any]:
    """The properties from which a record's own clauses are made."""
    found: dict[str, Any] = {"marking": create.marking, "compartments": list(create.compartments)}
    if create.owner is not None:
        found["owner"] = create.owner
    if create.shared:
        found["shared"] = list(create.shared)
    if create.readers:
        found["readers"] = list(create.readers)
    return found


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values without order keys, which are made from them."""
    return {key: value for key, value in values.items() if value is not None and not key.startswith("order_")}


async def one(tx: Transaction, statement: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    record = await (await tx.run(cast(Any, statement), dict(parameters))).single(strict=True)
    return record


async def run(tx: Transaction, statement: str, **parameters: Any) -> None:
    await (await tx.run(cast(Any, statement), parameters)).consume()
