"""Commands as the reference answers them: of what he may not see a writer is told what he is told of nothing.

Each command is chosen so that plain rules say what it must answer, from the records that the writer sees alone; most
are refused.  Those that succeed are known to the reference afterwards: versions moved, records made and who sees them.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from auth.permissions import Permission
from graph.edits import Update
from tests.reference.changes import clauses
from tests.reference.commands import Write, absent, refusal, text_of
from tests.reference.comparing import Comparison, Request, Stage
from tests.reference.graphs import Graph, Item
from tests.reference.operations import Operation
from tests.reference.restrict import REQUIRED_ENDS, ROOMS, sees
from tests.reference.worlds import ABSENT, ENDS, Maker, apply

WIDER = "More people would see the record than do: "
DECIDERS = (
    "that is for those who act for its owner, for a reader that a RED record names, "
    "or for the permission marking:override."
)
MEANT_FOR = {"readers": "RED", "organizations": "AMBER"}


@dataclass
class Writing:
    """The commands of one world, one after the other."""

    stage: Stage
    rng: random.Random
    maker: Maker
    known: dict[str, str] = field(default_factory=dict[str, str])
    """Records made here → their types."""

    def __post_init__(self) -> None:
        self.model = self.stage.graph.model
        self.keys = sorted(self.stage.world.external_ids)

    async def some(self, number: int) -> list[Comparison]:
        """So many commands by every sort of viewer, what they made and moved, and one replay."""
        found = list[Comparison]()
        for _ in range(number):
            for viewer in self.stage.viewers:
                kind = self.rng.choice(self.kinds())
                write = kind(self.stage.seen[viewer])
                if write is not None:
                    found.append(await self.compare(write, viewer))
        found += await self.replayed()
        found.append(await self.moved())
        return [*found, *[one async for one in self.made()]]

    def kinds(self) -> list[Callable[[Graph], Write | None]]:
        return [
            self.update,
            self.link,
            self.link,
            self.identify,
            self.hang,
            self.hang,
            self.mark,
            self.delete,
            self.name,
            self.own,
            self.others,
        ]

    async def compare(self, write: Write, viewer: str) -> Comparison:
        stage = self.stage
        variables = {name: value for name, (_, value) in write.arguments.items()}
        wanted = write.answer
        if write.needs not in stage.viewers[viewer].permissions:
            wanted = refusal("Forbidden", f"This needs the permission {write.needs}; none of your roles has it.")
        answer = await stage.executor.execute(
            write.text, dict(variables), None, stage.viewers[viewer], idempotency_key=write.key
        )
        done: Any = (answer.data or {}).get("done")
        self.learn(write, done, wanted)
        request = Request(Operation(-9001, write.text, []), viewer, variables, variables)
        api = text_of({"errors": list(answer.errors), "data": done})
        return Comparison(request, api, text_of({"errors": [], "data": wanted}))

    def learn(self, write: Write, done: Any, wanted: dict[str, Any]) -> None:
        """Take note of what was made, and take its id, which nobody could foretell, out of the answer."""
        if not write.field.startswith("create") or not isinstance(done, dict):
            return
        record = done.get("record")
        if isinstance(record, dict) and isinstance(wanted.get("record"), dict) and "id" in record:
            id, type_name, given = record.pop("id"), write.field.removeprefix("create"), write.arguments["input"][1]
            links = {name.removesuffix("Id"): [given[name]] for name in given if name.endswith("Id")}
            links.pop("owner", None)
            self.known[id] = type_name
            marking, owner = given.get("marking", "GREEN"), given.get("ownerId")
            self.stage.graph.items[id] = Item(
                type_name, id, {"version": 1}, links, marking, owner, given.get("compartments", ())
            )

    # What is asked

    def any_id(self, graph: Graph) -> str:
        """Of a record of the world: mostly one that the viewer sees, else one that he does not, or of none."""
        chance, hidden = self.rng.random(), self.hidden(graph)
        if chance < 0.1:
            return ABSENT
        return self.rng.choice(hidden if hidden and chance < 0.5 else self.records(graph))

    def hidden(self, graph: Graph) -> list[str]:
        return sorted(set(self.stage.world.creates) - graph.items.keys())

    def records(self, graph: Graph) -> list[str]:
        return sorted(graph.items.keys() & self.stage.world.creates.keys()) or [ABSENT]

    def update(self, graph: Graph) -> Write:
        """An update of nothing, from the version that it is at or from another."""
        id = self.any_id(graph)
        types = sorted({one.type for one in self.stage.graph.items.values() if one.id in self.stage.world.creates})
        whole = self.stage.graph.items.get(id)
        type_name = whole.type if whole is not None and self.rng.random() < 0.9 else self.rng.choice(types)
        version = self.rng.randint(1, 3) if whole is None or self.rng.random() < 0.4 else whole.values["version"]
        return Write(
            f"update{type_name}",
            {"id": ("ID!", id), "version": ("Int!", version), "input": (f"Update{type_name}Input!", {})},
            Permission.RECORD_UPDATE,
            self.at_version(graph, id, type_name, version)
            or {"__typename": f"{type_name}Payload", "replayed": False, "record": self.read(graph.items[id])},
            f"... on {type_name}Payload {{ replayed record {{ id version }} }}",
        )

    def delete(self, graph: Graph) -> Write:
        """A deletion from a version that the record is not at."""
        id = self.any_id(graph)
        return Write(
            "deleteRecord",
            {"id": ("ID!", id), "version": ("Int", 99)},
            Permission.RECORD_DELETE,
            self.at_version(graph, id, "Record", 99) or {},
            "... on DeletePayload { id }",
        )

    def link(self, graph: Graph) -> Write | None:
        """A link with records that the writer sees or does not: those that he does not, there are not."""
        id = self.any_id(graph)
        item = self.stage.graph.items.get(id)
        links = [one for one in self.maker.links(item.type if item else "Activity") if one[1].many and not one[1].hangs]
        if not links:
            return None
        name, link = self.rng.choice(links)
        types = ENDS.get((item.type if item else "", name)) or self.model[link.target].possible
        pool = [
            one.id for one in self.stage.graph.items.values() if one.type in types and one.id not in (id, *self.known)
        ]
        targets = self.rng.sample([*pool, ABSENT], min(self.rng.choice((1, 1, 2)), len(pool) + 1))
        unseen = [one for one in targets if one not in graph.items]
        if id not in graph.items:
            answer = absent("Record", id, "id")
        elif unseen:
            answer = absent(link.target, unseen[0], "to")
        else:
            answer = {"__typename": "RecordPayload", "replayed": False}
        write = Write(
            "linkRecords",
            {"id": ("ID!", id), "field": ("String!", name), "to": ("[ID!]!", targets)},
            Permission.RECORD_LINK,
            answer,
            "... on RecordPayload { replayed record { id version } }",
        )
        if answer["__typename"] == "RecordPayload":
            assert item is not None
            answer["record"] = self.linked(graph, item, targets)
        return write

    def linked(self, graph: Graph, item: Item, targets: list[str]) -> dict[str, Any]:
        """The record after a link; its version moves only if all who see it see one of the others too."""
        whole = self.stage.graph
        own = clauses(whole, item)
        moves = any(clauses(whole, whole.items[one]) <= own for one in targets)
        viewer = next(name for name, seen in self.stage.seen.items() if seen is graph)
        if moves and Permission.RECORD_LINK in self.stage.viewers[viewer].permissions:
            item.values["version"] += 1
        return self.read(item)

    def identify(self, graph: Graph) -> Write | None:
        """A new record with an external id that another has, seen or not, or that none has."""
        if not self.keys:
            return None
        key = self.keys.pop(self.rng.randrange(len(self.keys)))
        scheme, value = key.split(":", 1)
        holder = graph.items.get(self.stage.world.external_ids[key])
        holders = list(graph.into("IDENTIFIED_BY", holder)) if holder is not None else []
        answer = (
            refusal(
                "DuplicateExternalId",
                f"The external id {key} belongs to the record {holders[0].id}: update that one.",
                ["input", "externalIds"],
            )
            if holders
            else {"__typename": "PersonPayload", "record": {"version": 1}}
        )
        given = {"name": {"text": "x"}, "externalIds": [{"scheme": scheme, "value": value}]}
        return self.create("Person", given, answer)

    def hang(self, graph: Graph) -> Write:
        """A record that hangs on others, which the writer sees or does not."""
        type_name, ends = self.rng.choice(
            (
                ("Membership", {"member": "Stakeholder", "organization": "Stakeholder"}),
                ("Participation", {"session": "DialogueSession", "participant": "Stakeholder"}),
                ("AgendaItem", {"session": "DialogueSession"}),
                ("Milestone", {"commitment": "Commitment"}),
                ("ActivityRole", {"activity": "Activity", "organization": "Stakeholder"}),
            )
        )
        given: dict[str, Any] = {"title": "x"} if type_name in ("AgendaItem", "Milestone") else {}
        match type_name:
            case "ActivityRole":
                given["role"] = "PARTNER"
            case "AgendaItem":
                given["position"] = 1
            case _:
                pass
        missing = None
        for name, target in ends.items():
            seen = [one.id for one in graph.of(target) if one.id not in self.known]
            every = [one.id for one in self.stage.graph.of(target) if one.id not in self.known]
            id = self.rng.choice([*(seen if self.rng.random() < 0.7 else every), ABSENT])
            given[f"{name}Id"] = id
            if id not in graph.items and missing is None:
                missing = absent(target, id, "input", f"{name}Id")
        if missing is not None:
            return self.create(type_name, given, missing)
        item = Item(type_name, "", {}, {name: [given[f"{name}Id"]] for name in ends}, "GREEN")
        viewer = next(name for name, seen in self.stage.seen.items() if seen is graph)
        own = self.stage.viewers[viewer]
        record = {"version": 1} if own.sees_all or sees(own, self.stage.graph, item) else None
        return self.create(type_name, given, {"__typename": f"{type_name}Payload", "record": record})

    def own(self, graph: Graph) -> Write | None:
        """A record for one's own organization and compartments: mostly under a scope that no other has."""
        viewer = self.stage.viewers[next(name for name, seen in self.stage.seen.items() if seen is graph)]
        if not viewer.organizations:
            return None
        owner = self.rng.choice(sorted(viewer.organizations))
        answer = {"__typename": "PersonPayload", "record": {"version": 1}}
        if owner not in graph.items:
            answer = refusal("NotFound", f"There is no organization with the id {owner}.", ["input", "ownerId"])
        marking = self.rng.choice(("AMBER", "AMBER_STRICT"))
        compartments = self.rng.sample(sorted(viewer.compartments), self.rng.randint(0, len(viewer.compartments)))
        given = {"name": {"text": "x"}, "marking": marking, "ownerId": owner, "compartments": compartments}
        return self.create("Person", given, answer)

    def others(self, graph: Graph) -> Write:
        """A record that the writer does not see, under a scope that no other has."""
        viewer = self.stage.viewers[next(name for name, seen in self.stage.seen.items() if seen is graph)]
        readers = [f"{self.rng.randrange(10**9)}@example.org"]
        answer = {"__typename": "PersonPayload", "record": {"version": 1} if viewer.sees_all else None}
        return self.create("Person", {"name": {"text": "x"}, "marking": "RED", "readers": readers}, answer)

    def create(self, type_name: str, given: dict[str, Any], answer: dict[str, Any], key: str | None = None) -> Write:
        payload = f"... on {type_name}Payload {{ record {{ id version }} }}"
        arguments = {"input": (f"Create{type_name}Input!", given)}
        return Write(f"create{type_name}", arguments, Permission.RECORD_CREATE, answer, payload, key)

    def mark(self, graph: Graph) -> Write | None:
        """A marking that would let more people in, without a reason or without the right to."""
        whole = self.stage.graph
        narrow = [
            one
            for one in self.stage.world.creates
            if whole.items[one].marking != "CLEAR"
            and not whole.items[one].compartments
            and whole.items[one].type not in (*REQUIRED_ENDS, *ROOMS)
            and not self.model[whole.items[one].type].markings
        ]
        id = self.rng.choice([*narrow, ABSENT])
        viewer = self.stage.viewers[next(name for name, seen in self.stage.seen.items() if seen is graph)]
        if id not in graph.items:
            answer = absent("Record", id, "id")
        elif Permission.MARKING_WIDEN not in viewer.permissions:
            answer = refusal("Forbidden", f"{WIDER}this needs the permission marking:widen.")
        elif not self.decides(viewer, graph.items[id]):
            answer = refusal("Forbidden", f"{WIDER}{DECIDERS}")
        else:
            message = f"{WIDER}say why, in `reason`."
            answer = refusal("ValidationFailed", message, ["reason"]) | {"problems": [f"reason: {message}"]}
        arguments = {"id": ("ID!", id), "marking": ("Marking!", "CLEAR")}
        return Write("markRecord", arguments, Permission.RECORD_UPDATE, answer, "... on RecordPayload { changeId }")

    def decides(self, viewer: Any, item: Item) -> bool:
        named = item.marking == "RED" and viewer.user in item.readers
        return item.owner in viewer.organizations or named or Permission.MARKING_OVERRIDE in viewer.permissions

    def name(self, graph: Graph) -> Write | None:
        """Readers or organizations for a record whose marking has no use for them, or that is not seen."""
        id = self.any_id(graph)
        command, argument = self.rng.choice((("addReaders", "readers"), ("shareRecord", "organizations")))
        seen = graph.items.get(id)
        if seen is not None and seen.marking == MEANT_FOR[argument]:
            return None
        if seen is None:
            answer = absent("Record", id, "id")
        else:
            message = f"It is {seen.marking}; this says something only of a record marked {MEANT_FOR[argument]}."
            answer = refusal("ValidationFailed", message, [argument]) | {"problems": [f"{argument}: {message}"]}
        type_ = "[String!]!" if argument == "readers" else "[ID!]!"
        arguments = {"id": ("ID!", id), argument: (type_, ["one@example.org"])}
        return Write(command, arguments, Permission.RECORD_UPDATE, answer, "... on RecordPayload { changeId }")

    # What came of it

    async def replayed(self) -> list[Comparison]:
        """A command that was done is answered again under what its writer may see by then."""
        key = f"{self.stage.world.seed} {self.rng.random()}"
        answer = {"__typename": "PersonPayload", "replayed": False, "record": {"id": ""}}
        write = self.create("Person", {"name": {"text": "x"}}, answer, key)
        write = Write(**{**vars(write), "payload": "... on PersonPayload { replayed record { id } }"})
        before = set(self.known)
        first = await self.compare(write, "of an organization")
        answer["record"] = {}
        first = Comparison(first.request, first.api, text_of({"errors": [], "data": answer}))
        made = set(self.known) - before
        if not made:
            return [first]
        [id] = made
        stage = self.stage
        edit = Update("Person", id, {}, None, {}, {"marking": "RED", "readers": ["user:rojin@example.org"]})
        await apply(stage.executor.database, stage.executor.ledger, stage.executor.scopes, "mark", [edit])
        item = stage.graph.items[id]
        item.marking, item.readers, item.values["version"] = "RED", ["rojin@example.org"], 2
        again = {"__typename": "PersonPayload", "replayed": True, "record": None}
        found = [first, await self.compare(Write(**{**vars(write), "answer": again}), "of an organization")]
        other = {"input": ("CreatePersonInput!", {"name": {"text": "y"}})}
        used = "This idempotency key was used for another request: send a new key with a new request."
        refused = refusal("IdempotencyKeyReused", used, ["key"])
        return [
            *found,
            await self.compare(Write(**{**vars(write), "arguments": other, "answer": refused}), "of an organization"),
        ]

    async def moved(self) -> Comparison:
        """The versions that all records are at."""
        ids = sorted(self.stage.world.creates)[:50]
        rows = [{"id": id, "version": self.stage.graph.items[id].values["version"]} for id in ids]
        return await self.asked("sees all", ids, rows)

    async def made(self) -> AsyncIterator[Comparison]:
        """Who sees what was made."""
        ids = sorted(self.known)
        for name, viewer in self.stage.viewers.items():
            graph = self.stage.graph
            rows = [
                self.read(graph.items[id]) if viewer.sees_all or sees(viewer, graph, graph.items[id]) else None
                for id in ids
            ]
            yield await self.asked(name, ids, rows)

    async def asked(self, viewer: str, ids: list[str], rows: list[Any]) -> Comparison:
        text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id version } }"
        answer = await self.stage.executor.execute(text, {"ids": ids}, None, self.stage.viewers[viewer])
        request = Request(Operation(-9002, text, []), viewer, {"ids": ids}, {"ids": ids})
        api = text_of({"errors": list(answer.errors), "data": (answer.data or {}).get("nodes")})
        return Comparison(request, api, text_of({"errors": [], "data": rows}))

    def at_version(self, graph: Graph, id: str, type_name: str, version: int) -> dict[str, Any] | None:
        """What keeps a change of a record, made from this version, from being made; None: nothing."""
        item = graph.items.get(id)
        if item is None or (type_name != "Record" and item.type != type_name):
            return absent(type_name, id, "id")
        current = item.values["version"]
        if current == version:
            return None
        message = f"It is at version {current}, and this was made from {version}: read it again."
        return refusal("VersionConflict", message, ["version"]) | {"current": current, "record": self.read(item)}

    def read(self, item: Item) -> dict[str, Any]:
        return {"id": item.id, "version": item.values["version"]}
