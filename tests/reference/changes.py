"""What happens to a world: it is entered, then updated, marked anew, linked, unlinked and deleted, through the ledger.

Beside each change stands what the reference makes of it: the records as they are then, and what the ledger has to say
of it to whom.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any

from graph.database import Database
from graph.edits import Connect, Create, Delete, Disconnect, Edit, Merge, Update
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from tests.reference.graphs import Graph, Item, confidential, flat, graph_of
from tests.reference.merges import follow, united, within
from tests.reference.restrict import REQUIRED_ENDS, ROOMS, seers
from tests.reference.worlds import COMPARTMENTS, ENDS, MARKINGS, READERS, Maker, Noted, World, apply, viewers

CHANGES = 12
WORDS = ("update", "update", "close", "mark", "mark", "link", "link", "unlink", "relink", "delete", "merge")
NOTED = """CYPHER 25
RETURN COLLECT { MATCH (n:Record) RETURN [n.id, n.created, n.updated] },
  COLLECT { MATCH (x:ExternalId) RETURN [x.key, x.id] },
  COLLECT {
    MATCH (e:Entry) WITH e ORDER BY e.id
    RETURN [e.id, e.record, e.time, e.operation, [(e)-[:TOUCHES]->(m) | m.id]]
  }"""
"""What the database gave to records, external ids and entries."""


class History:
    """One world's changes, in the database and in the world."""

    def __init__(self, world: World, model: Model, database: Database, ledger: Ledger, scopes: Scopes) -> None:
        self.world = world
        self.model = model
        self.database = database
        self.ledger = ledger
        self.scopes = scopes
        self.random = random.Random(world.seed + 1)
        self.maker = Maker(model, world.seed + 2, [area["id"] for area in world.areas])
        self.maker.world = world
        self.viewers = list(viewers().values())
        self.read: dict[str, int] = {}
        """The version of each record at which its `updated` was read."""
        self.without: set[str] = set()
        """Records whose readers were taken away: they have an empty list where others have none."""

    async def happen(self) -> None:
        creates = list(self.world.creates.values())
        await self.apply("create", list(creates))
        await self.noted()
        graph = graph_of(self.world, self.model)
        for create in creates:
            after = shown(flat(create, self.model))
            touched = [end for ends in create.links.values() for end in ends]
            self.note(create.id, create.type, "create", 1, None, after, touched, seers(graph, create.id, self.viewers))
        for _ in range(self.random.randint(0, CHANGES)):
            create = self.random.choice(list(self.world.creates.values()))
            match self.random.choice(WORDS):
                case "update":
                    await self.update(create)
                case "close":
                    await self.close()
                case "mark":
                    await self.mark(create)
                case "delete":
                    if self.random.random() < 0.5:  # who saw it before is told nothing after
                        await self.mark(create)
                    await self.delete(self.world.creates[create.id])
                case "relink":
                    await self.relink(create)
                case "merge":
                    await self.merge(create)
                case word:
                    await self.link(create, word)

    # Changes

    async def update(self, create: Create) -> None:
        values = self.maker.values(create.type)
        if not values:  # an update of nothing changes nothing, and says nothing
            return
        await self.given(create, {name: values[name] for name in self.random.sample(list(values), min(3, len(values)))})

    async def close(self) -> None:
        """The Chatham House rule begins, or ends, for a session that is there already, with those in it."""
        sessions = [one for one in self.world.creates.values() if one.type == "DialogueSession"]
        if sessions:
            session = self.random.choice(sessions)
            await self.given(session, {"chathamHouse": not session.values.get("chathamHouse")})

    async def given(self, create: Create, values: dict[str, Any]) -> None:
        edit = Update(create.type, create.id, values, self.world.version[create.id])
        changed = copy.copy(create)
        changed.values = {**create.values, **values}
        after = flat(changed, self.model, values) | confidential(create, changed, self.model)
        await self.changed(create, changed, edit, flat(create, self.model, values), after)

    async def mark(self, create: Create) -> None:
        """Another marking, other readers, compartments, sharing or owner: all that hang on it follow."""
        pick = self.random
        given = {
            "marking": pick.choice(self.model[create.type].markings or MARKINGS),
            "readers": [one for one in READERS if pick.random() < 0.5],
            "compartments": [one for one in COMPARTMENTS if pick.random() < 0.2],
            "owner": create.owner if pick.random() < 0.5 or self.model[create.type].markings else None,
        }
        names = pick.sample(list(given), pick.randint(1, 4))
        if create.type == "Place":
            return
        changed = copy.copy(create)
        for name in names:
            setattr(changed, name, given[name])
        old = {name: getattr(create, name) for name in names}
        if not old.get("readers") and create.id not in self.without:
            old["readers"] = None
        if "readers" in names:
            self.without.add(create.id)
        new = {name: given[name] for name in names}
        edit = Update(create.type, create.id, {}, None, {}, {name: given[name] for name in names})
        await self.changed(create, changed, edit, old, new)

    async def changed(self, old: Create, new: Create, edit: Update, before: dict, after: dict) -> None:
        graph = graph_of(self.world, self.model)
        seen = seers(graph, old.id, self.viewers)
        await self.apply("update", [edit])
        self.world.creates[old.id] = new
        if "marking" in edit.protection:
            self.world.kept.pop(old.id, None)
        seen &= seers(graph_of(self.world, self.model), old.id, self.viewers)
        self.world.version[old.id] += 1
        names = [name for name in after if before.get(name) != after[name]]
        await self.noted()
        self.note(
            old.id,
            old.type,
            "update",
            self.world.version[old.id],
            shown({name: before.get(name) for name in names}) if names else None,
            shown({name: after[name] for name in names}) if names else None,
            [],
            seen,
        )

    async def link(self, create: Create, word: str) -> None:
        links = [(name, link) for name, link in self.maker.links(create.type) if link.many and not link.hangs]
        if not links:
            return
        name, link = self.random.choice(links)
        ends = list(create.links.get(name, ()))
        if word == "link":
            if link.target == "CooperationArea":
                pool = self.maker.area_ids
            else:
                types = ENDS.get((create.type, name)) or self.model[link.target].possible
                pool = [one.id for one in self.world.creates.values() if one.type in types and one is not create]
            targets = self.random.sample(pool, min(len(pool), self.random.choice((1, 1, 2))))
        else:
            targets = ends[:1]
        if not targets:
            return
        graph = graph_of(self.world, self.model)
        own = clauses(graph, graph.items[create.id])
        moves = any(clauses(graph, graph.items[end]) <= own for end in targets)
        seen = {end: seers(graph, create.id, self.viewers) & seers(graph, end, self.viewers) for end in targets}
        edit: Edit = (Connect if word == "link" else Disconnect)(create.type, create.id, name, targets)
        await self.apply(word, [edit])
        changed = copy.copy(create)
        kept = [end for end in ends if word == "link" or end not in targets]
        changed.links = {**create.links, name: list(dict.fromkeys([*kept, *(targets if word == "link" else ())]))}
        self.world.creates[create.id] = changed
        if moves:
            self.world.version[create.id] += 1
        await self.noted()
        version = self.world.version[create.id]
        for end in targets:
            self.note(create.id, create.type, f"{word} {name}", version, None, None, [end], seen[end], link=True)
        if targets[0] in self.world.creates and self.random.random() < 0.4:
            await self.mark(self.world.creates[targets[0]])

    async def relink(self, create: Create) -> None:
        """Another end, or none, for a link that holds one. What is told of it, who sees either end is told."""
        links = [(name, link) for name, link in self.maker.links(create.type) if not (link.many or link.hangs)]
        if not links:
            return
        name, link = self.random.choice(links)
        types = ENDS.get((create.type, name)) or self.model[link.target].possible
        pool = [one.id for one in self.world.creates.values() if one.type in types and one.id < create.id]
        ends = list(create.links.get(name, ()))
        targets = self.random.sample(pool, min(len(pool), self.random.choice((0, 1, 1))))
        done = [("unlink", end) for end in ends if end not in targets] + [
            ("link", end) for end in targets if end not in ends
        ]
        graph = graph_of(self.world, self.model)
        own = clauses(graph, graph.items[create.id])
        plain = [end for _, end in done if clauses(graph, graph.items[end]) <= own]
        seen = seers(graph, create.id, self.viewers)
        await self.apply("update", [Update(create.type, create.id, {}, None, {name: targets})])
        changed = copy.copy(create)
        changed.links = {**create.links, name: targets}
        self.world.creates[create.id] = changed
        now = graph_of(self.world, self.model)
        seen &= seers(now, create.id, self.viewers)
        self.world.version[create.id] += bool(plain)
        await self.noted()
        version = self.world.version[create.id]
        if plain:
            self.note(create.id, create.type, "update", version, None, None, plain, seen)
        for word, end in done:
            if end not in plain:
                told = seen & seers(now, end, self.viewers)
                self.note(create.id, create.type, f"{word} {name}", version, None, None, [end], told, link=True)

    async def delete(self, create: Create) -> None:
        """A record that something hangs on without needing it is left alone here: see the findings' test."""
        doomed, fresh = {create.id}, {create.id}
        while fresh:
            fresh = {
                one.id
                for one in self.world.creates.values()
                for name in REQUIRED_ENDS.get(one.type, ())
                if doomed & set(one.links.get(name, ())) and one.id not in doomed
            }
            doomed |= fresh
        led = self.world.led
        owned = any(
            led.get(one.owner or "", one.owner) in doomed or doomed & set(one.shared)
            for one in self.world.creates.values()
        )
        loose = any(
            (doomed & set(one.links.get(name, ())) and one.id not in doomed) or self.optional(one.type, name)
            for one in self.world.creates.values()
            for name in REQUIRED_ENDS.get(one.type, ())
            if doomed & set(one.links.get(name, ()))
        )
        if owned or loose or len(doomed) > 6 or self.random.random() < 0.3:
            return
        graph = graph_of(self.world, self.model)
        seen = {id: seers(graph, id, self.viewers) for id in doomed}
        await self.apply("delete", [Delete(create.type, create.id)])
        for one in self.world.creates.values():
            ends = {end for name in ROOMS.get(one.type, ()) for end in one.links.get(name, ()) if end in doomed}
            closed = {end for end in ends if graph.items[end].values.get("chathamHouse")}
            if closed and one.id not in doomed:
                self.world.kept[one.id] = self.world.kept.get(one.id, frozenset()) | closed
        gone = {id: self.world.creates.pop(id) for id in doomed}
        for one in list(self.world.creates.values()):
            changed = copy.copy(one)
            changed.links = {name: [end for end in ends if end not in doomed] for name, ends in one.links.items()}
            self.world.creates[one.id] = changed
        await self.noted()
        for merged in [one for one, kept in led.items() if kept in gone]:
            self.world.tombs[merged] = seen[led.pop(merged)]
        for id, one in gone.items():
            self.world.tombs[id] = seen[id]
            self.note(id, one.type, "delete", None, None, None, [], seen[id])

    async def merge(self, kept: Create) -> None:
        """Another record of the type goes into this one; not what viewers act for, or whose room one is in."""
        fixed = {one for viewer in self.viewers for one in (*viewer.organizations, *viewer.rooms)}
        others = [
            one for one in self.world.creates.values() if one.type == kept.type and one.id not in (kept.id, *fixed)
        ]
        if not others or kept.values.get("chathamHouse"):
            return
        merged = self.random.choice(others)
        graph = graph_of(self.world, self.model)
        items = graph.items[kept.id], graph.items[merged.id]
        if merged.values.get("chathamHouse") or within(graph, *items) or within(graph, *reversed(items)):
            return
        take = [one for one in ("name", "description", "role") if one in self.model[kept.type].fields]
        take = [one for one in take if self.random.random() < 0.3]
        seen = seers(graph, merged.id, self.viewers)
        versions = [self.world.version[one.id] for one in (kept, merged)]
        await self.apply("merge", [Merge(kept.type, kept.id, merged.id, *versions, take)])
        made = united(self.model, kept, merged, take)
        self.world.creates[kept.id] = made
        del self.world.creates[merged.id]
        follow(self.world, kept.id, merged.id)
        self.world.version[kept.id] += 1
        before, after = flat(kept, self.model), flat(made, self.model)
        changed = [name for name in after if before.get(name) != after[name]]
        told = seers(graph_of(self.world, self.model), kept.id, self.viewers)
        await self.noted()
        self.note(
            kept.id,
            kept.type,
            "merge",
            self.world.version[kept.id],
            shown({name: before.get(name) for name in changed}) if changed else None,
            shown({name: after[name] for name in changed}) if changed else None,
            [merged.id],
            told,
        )
        self.note(merged.id, kept.type, "merge", None, None, None, [kept.id], told & seen)
        if self.random.random() < 0.4:  # what was merged follows it
            await self.mark(self.world.creates[kept.id])

    def optional(self, type_name: str, name: str) -> bool:
        end = self.model.required_ends(type_name).get(name)
        return end is None or not end.required

    # The database's own

    async def apply(self, operation: str, edits: Sequence[Edit]) -> None:
        await apply(self.database, self.ledger, self.scopes, operation, list(edits))

    async def noted(self) -> None:
        """Learn the times and ids that the database gave; `updated` only of what has a new version."""
        world = self.world
        records, keys, entries = await self.database.read(NOTED, {})
        for id, created, updated in records:
            world.created[id] = created
            if self.read.get(id) != world.version.setdefault(id, 1):
                world.updated[id], self.read[id] = updated, world.version[id]
        world.external_ids |= dict(keys)
        known = {one.id for one in world.entries}
        self.fresh = [row for row in entries if row[0] not in known]

    def note(self, record, type_name, operation, version, before, after, touched, seen, link=False) -> None:
        for row in self.fresh:
            if row[1] == record and row[3] == operation and (not link or row[4] == touched):
                self.fresh.remove(row)
                self.world.entries.append(
                    Noted(row[0], record, type_name, row[2], operation, version, before, after, touched, link, seen)
                )
                return
        raise AssertionError(f"the ledger has no entry for {operation} of {record}")


def shown(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def clauses(graph: Graph, item: Item) -> frozenset[frozenset[str]]:
    """DESIGN section 5: the record's own clauses, its room's, and those of its required ends."""
    found = {frozenset({f"compartment {one}"}) for one in item.compartments}
    match item.marking:
        case "GREEN":
            found.add(frozenset({"members"}))
        case "AMBER":
            found.add(frozenset({item.owner, *item.shared} - {None}) or frozenset({"nobody"}))
        case "AMBER_STRICT":
            found.add(frozenset({item.owner} - {None}) or frozenset({"nobody"}))
        case "RED":
            found.add(frozenset(item.readers) or frozenset({"nobody"}))
        case _:
            pass
    found |= {frozenset({f"room {end}"}) for end in item.kept}
    for name in ROOMS.get(item.type, ()):
        sessions = (graph.items[end] for end in item.links.get(name, ()) if end in graph.items)
        found |= {frozenset({f"room {one.id}"}) for one in sessions if one.values.get("chathamHouse")}
    ends = (end for name in REQUIRED_ENDS.get(item.type, ()) for end in item.links.get(name, ()))
    return frozenset(found).union(*(clauses(graph, graph.items[end]) for end in ends))
