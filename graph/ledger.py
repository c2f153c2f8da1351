"""The ledger: every change to the graph, and what it wrote about itself, in one transaction.

`Ledger.apply` takes a batch of edits, one of a command or thousands of an importer, and runs a fixed handful of
statements for it: claim the idempotency key, lock in order of id and look at what the edits stand on
(`graph/locking.py`), check (`graph/rules.py`), work out protections (`graph/rescoping.py`), write, and write a `Change`
with its entries (`graph/writing.py`).  Whatever is refused raises, so that nothing is half written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from auth.protection import Protection, clauses_of, room, widens
from auth.vault import Vault
from auth.viewer import Viewer
from graph import merging, rules
from graph.database import Transaction
from graph.edits import (
    ChangeHeader,
    Connect,
    Create,
    Delete,
    Disconnect,
    Edit,
    EditRefused,
    Enact,
    Erase,
    IdempotencyKeyReused,
    InvalidValue,
    Merge,
    NotAllowed,
    Outcome,
    Protect,
    Reading,
    Unmerge,
    Update,
    as_stored,
    given_protection,
)
from graph.erasing import erase, erased_before
from graph.kinds import utc_text
from graph.locking import Batch, Known, acyclic, identity_keys, leading, links_of, one, run, stand
from graph.markings import resolve
from graph.model import Link, Model
from graph.rescoping import doomed, rescope
from graph.scopes import Scopes
from graph.sealing import sealed
from graph.searches import derived, renewed
from graph.writing import Writes

CIRCLES = """CYPHER 25
UNWIND $b.ids AS id
MATCH (n:Record {id: id})
WHERE EXISTS { (n)-[:CHAIN*1..]->(n) }
RETURN collect(id) AS found"""
OUTCOME_LIMIT = 100
"""Ids of an outcome that the ledger keeps for a replay: commands make one, importers have no keys."""


class Ledger:
    """Writes to one graph."""

    def __init__(self, model: Model, scopes: Scopes, vault: Vault | None = None) -> None:
        self.model = model
        self.scopes = scopes
        self.vault = vault

    async def apply(
        self,
        tx: Transaction,
        header: ChangeHeader,
        edits: Sequence[Edit],
        viewer: Viewer,
        reading: Reading | None = None,
    ) -> Outcome:
        """Do the edits in the transaction, or raise `EditRefused` (then roll it back). `viewer` is the writer."""
        now = utc_text(datetime.now(UTC))
        created = {edit.id: edit for edit in edits if isinstance(edit, Create)}
        batch = Batch(now, header, viewer, self.scopes, created)
        edits = await stand(tx, self.model, batch, edits)
        ids = [edit.merged if isinstance(edit, Unmerge) else edit.id for edit in edits]
        if batch.claim is not None:
            fresh, stored_hash, outcome, change = batch.claim
            if not fresh and stored_hash != header.hash:
                raise IdempotencyKeyReused(
                    "This idempotency key was used for another request: send a new key with a new request.", ("key",)
                )
            if not fresh:
                return Outcome(await leading(tx, outcome or ()), change, replayed=True)
        for edit in edits:
            if isinstance(edit, Protect):
                resolve(batch, edit)
        rules.check_identities(batch, edits)
        for edit in edits:
            merging.check(self.model, batch, edit)
        before = erased_before(batch, edits)
        if before is not None:
            if header.key is not None:
                await Writes(now, header).finish(tx, ids)
            return Outcome(ids, before, replayed=True)
        work = Work(self.model, batch, Writes(now, header), tx, self.vault)
        for edit in edits:
            if isinstance(edit, Create | Update) and edit.first is not None:
                await edit.first(work, edit)
        await work.create()
        for edit in edits:
            match edit:
                case Update():
                    await work.update(edit)
                case Connect():
                    await work.connect(edit)
                case Disconnect():
                    await work.disconnect(edit)
                case Erase():
                    await erase(tx, self.model, batch, work.writes, edit.id)
                case Delete():
                    await work.delete([one.id for one in edits if type(one) is Delete])
                case Enact():
                    await work.enact(edit)
                case Merge() | Unmerge():
                    await merging.enact(work, edit)
                case Create():
                    pass
        await work.refuse_circles(edits)
        met = {protection: number for number, protection in batch.met.items()}
        told = {key: value for edit in edits if isinstance(edit, Enact) for key, value in edit.told.items()}
        outcome = Outcome(ids, header.id, scopes={**met, **batch.interned}, told=told)
        read = reading(outcome) if reading is not None else None
        outcome.read = await work.writes.finish(tx, ids if len(ids) <= OUTCOME_LIMIT else [], read)
        return outcome

    def link(self, type_name: str, name: str) -> Link:
        """The link that an edit of this name sets; raises `InvalidValue`."""
        return rules.writable_link(self.model, type_name, name)

    def stored(self, type_name: str, values: Mapping[str, Any], new: bool = False) -> dict[str, Any]:
        """The properties that input values are stored as; raises `InvalidValue`."""
        return rules.stored(self.model, type_name, values, new)


class Work:
    """One change on its way: each edit sees what those before it did."""

    def __init__(self, model: Model, batch: Batch, writes: Writes, tx: Transaction, vault: Vault | None = None) -> None:
        self.model = model
        self.batch = batch
        self.writes = writes
        self.tx = tx
        self.vault = vault
        self.deleted = False

    # Protection

    def protection(self, id: str) -> Protection:
        """Of a record that is there, or is created here: its own clauses and those of its required ends."""
        batch = self.batch
        if id in batch.known:
            return batch.protection(batch.known[id].scope)
        if id not in batch.protections:
            create = batch.created[id]
            batch.protections[id] = own = clauses_of(
                create.marking, create.owner, create.shared, create.readers, create.compartments
            )
            for name, link in self.model.carrying(create.type).items():
                for target in create.links.get(name, ()):
                    own |= self.protection(target) if link.hangs else frozenset()
                    own |= {room(target)} if link.room and self.closed(target) else frozenset()
            batch.protections[id] = own
        return batch.protections[id]

    def closed(self, id: str) -> bool:
        """Whether it is a session under the Chatham House rule."""
        created = self.batch.created.get(id)
        if created is not None:
            return bool(created.values.get("chathamHouse"))
        return bool(self.batch.known[id].properties.get("chatham_house"))

    async def scope(self, protection: Protection) -> int:
        await self.batch.intern(self.tx, [protection])
        return self.batch.interned[protection]

    # Edits

    async def create(self) -> None:
        batch = self.batch
        protections = {id: self.protection(id) for id in batch.created}
        await batch.intern(self.tx, protections.values())
        for id, create in batch.created.items():
            values = rules.stored(self.model, create.type, create.values, new=True)
            values = await sealed(self.vault, self.model[create.type], id, values, {})
            scope = batch.interned[protections[id]]
            given = {key: value for key, value in values.items() if value is not None}
            properties = {
                **given,
                **given_protection(create),
                "id": id,
                "type": create.type,
                "scope": scope,
                "version": 1,
                "created": batch.now,
                "updated": batch.now,
                "order_created": batch.now,
                "order_updated": batch.now,
                **derived(create.type, given),
            }
            self.writes.create(self.model[create.type].labels, properties, create.external_ids)
            found = Known(create.type, scope, properties)
            touches: list[str] = []
            for name, targets in create.links.items():
                link = rules.writable_link(self.model, create.type, name)
                for target in dict.fromkeys(targets):
                    self.writes.tie(id, link, target)
                    found.ends[link.hops[0].relationship][target] = self.scope_of(target, protections)
                    touches.append(target)
            self.own(id, create.type, create.owner)
            self.restamp(create.type, id)
            self.writes.entry(id, create.type, scope, "create", 1, after=given, touches=touches)
            batch.known[id] = found

    def scope_of(self, id: str, protections: Mapping[str, Protection]) -> int:
        known = self.batch.known.get(id)
        return known.scope if known is not None else self.batch.interned[protections[id]]

    def own(self, id: str, type_name: str, owner: str | None) -> None:
        if owner is not None:
            self.writes.tie(id, cast(Link, self.model[type_name].fields["owner"]), owner)

    async def update(self, edit: Update) -> None:
        found = self.batch.known[edit.id]
        self.restamp(found.type, edit.id)
        before = self.batch.protection(found.scope)
        refusal = rules.refused_widening(self.batch, found.properties)
        values = rules.stored(self.model, found.type, edit.values)
        values = await sealed(self.vault, self.model[found.type], edit.id, values, found.properties)
        after = {**values, **as_stored(edit.protection)}
        if "marking" in edit.protection and found.properties.get("kept") and refusal is None:
            after["kept"] = None
        changed = {key: value for key, value in after.items() if found.properties.get(key) != value}
        old = {key: found.properties.get(key) for key in changed}
        rules.check_owner(self.batch, found.properties, edit.protection)
        if "owner" in changed:
            owner = cast(Link, self.model[found.type].fields["owner"])
            if old["owner"] is not None:
                self.writes.cut(edit.id, owner, old["owner"])
                await merging.disown(self, edit.id)
            self.own(edit.id, found.type, changed["owner"])
        if edit.external_ids is not None:
            old["externalIds"] = await self.writes.identify(self.tx, edit.id, edit.external_ids)
            changed["externalIds"] = identity_keys(edit)
        plain: list[str] = []
        hidden: list[tuple[str, str]] = []
        hangs = False
        if edit.links and found.type == "Account":
            await merging.confirm(self, edit.id, edit.links)
        for name, targets in edit.links.items():
            link = rules.writable_link(self.model, found.type, name)
            hangs = hangs or link.carries
            for word, target in self.relate(edit.id, link, targets):
                joins = link.hangs or self.model[found.type].administered or self.protection(target) <= before
                plain += [target] if joins else []
                hidden += [] if joins else [(f"{word} {name}", target)]
        moves = bool(edit.values or edit.protection or plain or edit.external_ids is not None)
        if moves:
            self.touch(edit.id, {key: value for key, value in changed.items() if key != "externalIds"})
        version = found.properties["version"]
        clauses = before
        if changed.get("chatham_house") is False and refusal is not None:
            raise refusal
        if edit.protection or hangs or "chatham_house" in changed:
            clauses |= await self.rescoped(edit.id, before, refusal)
        if moves:
            scope = await self.scope(clauses)
            self.writes.entry(edit.id, found.type, scope, "update", version, before=old, after=changed, touches=plain)
        for operation, target in hidden:
            await self.linked(edit.id, operation, target, clauses | self.protection(target))

    async def connect(self, edit: Connect) -> None:
        link = rules.writable_link(self.model, edit.type, edit.field)
        found = self.batch.known[edit.id]
        done = dict.fromkeys(edit.targets, "link")
        if link.many:
            ends = found.ends[link.hops[0].relationship]
            for target in edit.targets:
                if target not in ends:
                    self.writes.tie(edit.id, link, target)
                    ends[target] = self.batch.known[target].scope
        else:
            done |= {target: word for word, target in self.relate(edit.id, link, edit.targets)}
        await self.link(edit, link, done)

    async def disconnect(self, edit: Disconnect) -> None:
        link = rules.writable_link(self.model, edit.type, edit.field)
        ends = self.batch.known[edit.id].ends[link.hops[0].relationship]
        for target in edit.targets:
            if ends.pop(target, None) is not None:
                self.writes.cut(edit.id, link, target)
        await self.link(edit, link, dict.fromkeys(edit.targets, "unlink"))

    async def link(self, edit: Connect | Disconnect, link: Link, done: Mapping[str, str]) -> None:
        """Entries of links set and taken: one per target, under the stricter protection of the two ends.

        A link with a record that fewer may see does not move the version: it would tell the others of it.
        """
        found = self.batch.known[edit.id]
        self.restamp(found.type, edit.id)
        own = before = self.batch.protection(found.scope)
        refusal = rules.refused_widening(self.batch, found.properties)
        administered = self.model[found.type].administered is not None
        if administered or link.hangs or any(self.protection(target) <= own for target in done):
            self.touch(edit.id, {})
        if link.carries:
            own |= await self.rescoped(edit.id, before, refusal)
        for target, word in done.items():
            await self.linked(edit.id, f"{word} {edit.field}", target, own | self.protection(target))

    async def enact(self, edit: Enact) -> None:
        await self.writes.flush(self.tx)
        given = {**edit.given, "id": edit.id, "now": self.batch.now, "by": self.batch.header.actor}
        if not edit.undone:
            await run(self.tx, f"CYPHER 25{edit.statement}", w={"enact": given})
        elif not (await one(self.tx, f"CYPHER 25{edit.statement}", {"w": {"enact": given}}))["done"]:
            raise NotAllowed(edit.undone, ("id",))
        self.touch(edit.id, {})
        found = self.batch.known[edit.id]
        self.restamp(found.type, edit.id)
        self.writes.entry(edit.id, found.type, found.scope, edit.operation, found.properties["version"])

    async def delete(self, ids: Sequence[str]) -> None:
        """All that a change deletes: at once, since an importer's undoing deletes hundreds."""
        await self.writes.flush(self.tx)
        gone_now, self.deleted = (() if self.deleted else ids), True
        for gone in (await doomed(self.tx, self.model, self.batch, gone_now)).values():
            if gone.id not in self.writes.graves:
                self.writes.graves.add(gone.id)
                self.writes.restamped.update(end for end, _ in gone.ends)
                self.writes.entry(gone.id, gone.type, gone.scope, "delete", None)

    # Steps

    def restamp(self, type_name: str, id: str) -> None:
        """An account may hold something else now; by a place in a session, the account of whoever has it."""
        if type_name in ("Account", "Participation"):
            self.writes.restamped.add(id)

    def relate(self, id: str, link: Link, targets: Sequence[str]) -> Iterable[tuple[str, str]]:
        """Make these the ends of a link: what was linked and unlinked. A hidden end gives way too."""
        ends = self.batch.known[id].ends[link.hops[0].relationship]
        done: list[tuple[str, str]] = []
        for target, scope in list(ends.items()):
            if target not in targets:
                self.writes.cut(id, link, target)
                self.writes.restamped.update({target} if link.hops[0].relationship == "PARTICIPANT" else ())
                self.batch.known.setdefault(target, Known("", scope))
                del ends[target]
                done.append(("unlink", target))
        for target in targets:
            if target not in ends:
                self.writes.tie(id, link, target)
                ends[target] = self.batch.known[target].scope
                done.append(("link", target))
        return done

    def touch(self, id: str, changed: Mapping[str, Any]) -> None:
        found = self.batch.known[id]
        version = found.properties["version"] + 1
        values = {**changed, "version": version, "updated": self.batch.now, "order_updated": self.batch.now}
        found.properties.update(values)
        self.writes.set(id, values | renewed(found.type, found.properties, changed))

    async def linked(self, id: str, operation: str, target: str, protection: Protection) -> None:
        found = self.batch.known[id]
        version = found.properties["version"]
        scope = await self.scope(protection)
        self.writes.entry(id, found.type, scope, operation, version, touches=[target], touch=True)

    async def rescoped(self, id: str, before: Protection, refusal: EditRefused | None) -> Protection:
        """Carry a change of protection to all that hang on the record; `refusal`: of one that lets more people in."""
        await self.writes.flush(self.tx)
        after = (await rescope(self.tx, self.model, self.batch, [id]))[id]
        if refusal is not None and widens(before, after):
            raise refusal
        return after

    async def refuse_circles(self, edits: Iterable[Edit]) -> None:
        """A place is not part of itself, however long the way round."""
        chained: dict[tuple[str, str], list[str]] = {}
        for edit in edits:
            for name, targets in links_of(edit):
                link = self.model[edit.type].fields[name]
                follows = not isinstance(edit, Create) or any(target in self.batch.created for target in targets)
                if isinstance(link, Link) and acyclic(edit.type, link) and targets and follows:
                    chained.setdefault((link.hops[0].relationship, name), []).append(edit.id)
        if chained:
            await self.writes.flush(self.tx)
        for (relationship, name), ids in chained.items():
            if (await one(self.tx, CIRCLES.replace("CHAIN", relationship), {"b": {"ids": ids}}))["found"]:
                raise InvalidValue(f"By {name} a record would be part of itself: choose another.", (name,))
