"""What is hidden and what never was are answered with the same bytes, wherever an id, a cursor or a key can be given.

The places are worked out from the schema (`asking.py`).  Beside each record that is seen there is a hidden one of its
type; the answer on it must be the answer on one that is not, but for the id itself where the answer repeats it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import get_named_type

from app import assembled
from auth.viewer import SYSTEM, Viewer
from graph import imports
from graph.edits import Create
from resolvers.accounts import make_account
from tests.fixtures_graph import clear, executor_over
from tests.noninterference.asking import SOMEBODY, Asking, Place, places
from tests.reference.sweeping import HANDWRITTEN
from tests.reference.worlds import COUNTS, Maker, apply, areas, fixed_id

PLACES = places(assembled().schema)
OWNER = fixed_id("Organization", 0)
"""Of the records that always have one; the steward acts for it."""
STEWARD = Viewer("steward@example.org", frozenset({OWNER}), roles=frozenset({"steward", "mediator", "monitor"}))
"""Every permission, and not the eyes of the system."""
COORDINATOR = Viewer("coordinator@example.org", frozenset({"none"}), roles=frozenset({"coordinator"}))
"""To whom accounts are hidden."""
ABSENT, HIDDEN, SEEN = 9, 1, 0
GROUP, PERSON = (fixed_id(one, HIDDEN) for one in ("CivilSocietyGroup", "Person"))
"""They are tied: the person is a member of the group."""
GIVEN = {
    "duplicateCandidates": "atLeast: 0, first: 100",
    "history": f'id: "{PERSON}"',
    "introductions": f'to: "{PERSON}"',
    "mutualCollaborators": f'of: ["{GROUP}"]',
    "paths": f'from: "{GROUP}", to: "{PERSON}"',
    "search": f'text: "{HIDDEN}", first: 100',
    "tieChanges": f'of: "{GROUP}", from: "2000-01-01", to: "2030-01-01"',
    "ties": f'among: ["{GROUP}", "{PERSON}"]',
}
"""Arguments by which a list that must be given some holds what is hidden."""
NEVER_HIDDEN = {"CooperationArea", "Recovery", "Access"}
"""The 26 areas are CLEAR for ever, and whoever may ask for recoveries or the access log sees all of them: no cursor is
at a hidden one."""


def link_of(place: Place, name: str) -> str | None:
    """The type of record that an id is of; None: any."""
    assembly = assembled()
    spec = assembly.commands.get(place.field)
    if spec is None:
        return None
    if name == "id":
        return spec.type if spec.type in COUNTS else None
    link = assembly.model[spec.type].fields.get(spec.links.get(name, ""))
    if link is None:
        return "Organization"
    return link.among[0] if link.among else assembly.model[link.target].possible[0]


class Fixture:
    """A seen and a hidden record of each type, and what is asked about them."""

    def __init__(self, executor, database, run) -> None:
        self.executor, self.database, self.run = executor, database, run
        self.asking = Asking(executor.schema, self.seen, self.version)
        self.area = run(areas(database))[0]["id"]
        self.account = run(make_account(executor, SOMEBODY, {}))
        self.imported = run(imports.begin(database, executor.scopes, SOMEBODY, "csv", "theirs.csv", "of theirs"))
        self.seal = executor.seal_cursor

    def seen(self, place: Place, name: str) -> str:
        type_name = link_of(place, name)
        if type_name == "CooperationArea" or name == "to":
            return self.area
        return fixed_id(type_name or "Activity", SEEN)

    def version(self, place: Place) -> int:
        type_name = link_of(place, "id") or "Activity"
        id = self.area if type_name == "CooperationArea" else fixed_id(type_name, SEEN)
        return self.run(self.database.read("CYPHER 25 MATCH (n:Record {id: $id}) RETURN n.version", {"id": id}))[0]

    def pairs(self, place: Place) -> list[tuple[Viewer, str, str]]:
        """Who asks, and values for the place: of what is hidden from him, and of what is not."""
        match place.kind:
            case "external id":
                return [(STEWARD, f"hidden-{place.field}", f"absent-{place.field}")]
            case "cursor":
                viewer = COORDINATOR if self.label(place) == "Account" else STEWARD
                return [(viewer, *pair) for pair in self.cursors(place)]
            case _ if place.field == "undoImport":
                return [(STEWARD, self.imported, fixed_id("Import", ABSENT))]
            case _:
                type_name = link_of(place, place.way[-1] if place.way[-1] != "eq" else "id")
                types = [type_name] if type_name in COUNTS else list(COUNTS)
                account = [(COORDINATOR, self.account, fixed_id("Account", ABSENT))]
                return account + [(STEWARD, fixed_id(one, HIDDEN), fixed_id(one, ABSENT)) for one in types]

    def cursors(self, place: Place) -> list[tuple[str, str]]:
        """The cursor at a hidden record, and the one where it would be under another id."""
        label, sealed = self.label(place), dict[str, tuple[str, list]]()

        def seal(order: str, values: list) -> str:
            text = self.seal(order, values)
            sealed[text] = order, values
            return text

        self.executor.seal_cursor = seal
        given = GIVEN.get(place.field, "first: 100")
        text = f"{{ {place.field}({given}) {{ edges {{ cursor node {{ id }} }} }} }}"
        system = replace(SYSTEM, organizations=frozenset({GROUP}))
        edges = self.run(self.executor.execute(text, None, None, system)).data[place.field]["edges"]
        hidden = {self.account, self.imported, *(fixed_id(one, HIDDEN) for one in COUNTS)}
        found = list[tuple[str, str]]()
        for one in edges:
            if label == "Entry" or one["node"]["id"] in hidden:
                order, values = sealed[one["cursor"]]
                found.append((one["cursor"], self.seal(order, [*values[:-1], fixed_id("Person", ABSENT)])))
        return found

    def label(self, place: Place) -> str:
        """The type of the records that a place's filter is of, or that its list holds."""
        definition = self.asking.definition(place)
        if place.way[0] == "where":
            return str(get_named_type(definition.args["where"].type)).removesuffix("Filter")
        named = get_named_type(definition.type)
        nodes = getattr(named, "fields", {}).get("nodes")
        return str(named if nodes is None else get_named_type(nodes.type))

    def answer(self, place: Place, value: str, viewer: Viewer = STEWARD) -> bytes:
        text = self.asking.text(place)
        answer = self.run(self.executor.execute(text, self.asking.variables(place, value), None, viewer))
        return orjson.dumps(answer.document())


@pytest.fixture(scope="module")
def fixture(database, vault, run) -> Fixture:
    """One hidden and one seen record of each type; the hidden ones have the keys that are tried."""
    run(clear(database))
    executor = run(executor_over(database, vault))
    made = Fixture(executor, database, run)
    model = executor.assembly.model
    maker = Maker(model, 1, [made.area])
    keys = [(one.field, holder_of(made, one)) for one in PLACES if one.kind == "external id"]
    creates = list[Create]()
    for index, marking in ((SEEN, "GREEN"), (HIDDEN, "RED")):
        for name in COUNTS:
            create = Create(
                name, fixed_id(name, index), whole(maker, name, index), {}, marking, readers=["user:other@example.org"]
            )
            if index == HIDDEN:
                create.external_ids = sorted({("test", f"hidden-{field}") for field, holder in keys if holder == name})
            if allowed := model[name].markings:
                create.owner, create.marking = OWNER, allowed[index]
            creates.append(create)
    for create in creates:
        for name, link in model[create.type].links():
            seen, needed = create.id == fixed_id(create.type, SEEN), link.required or link.hangs
            if link.writable and name != "owner" and (needed or seen):
                # what is seen hangs on what is seen, and is linked with what is hidden
                possible = link.among or model[link.target].possible
                # a membership joins two, so that there are paths
                target = "Person" if name == "member" else possible[0]
                target_id = fixed_id(target, SEEN if seen and needed else HIDDEN)
                if target in COUNTS:
                    create.links = {**create.links, name: [target_id]}
    run(apply(database, executor.ledger, executor.scopes, "create", creates))
    return made


def holder_of(made: Fixture, place: Place) -> str:
    """Which hidden record has the key that is tried at a place: one that the list might hold."""
    label = made.label(place)
    possible = made.executor.assembly.model[label].possible if place.operation == "query" else ["Source"]
    found = [one for one in possible if one in COUNTS]
    return found[0] if found else "Source"


def whole(maker: Maker, name: str, index: int) -> dict:
    """A value for every field; by which lists are ordered is of one record alone, so that its place is too."""
    own = {
        "names": f"{index} {name}",
        "text": f"{index} {name}",
        "fuzzy date": f"20{10 + index}",
        "moment": {"local": f"2026-03-0{1 + index}T09:00", "zone": "UTC"},
        "integer": 1 + index,
    }
    return {
        field: own[stored.kind.name] if stored.kind.name in own else maker.value(stored.kind)
        for field, stored in maker.model[name].stored()
        if stored.writable
    }


def weighed(fields: set[str]) -> list[Any]:
    """In CI alone: questions whose statements take Neo4j seconds to plan, and commands on all types but one."""
    dear = {*HANDWRITTEN, "network", "brokers", "influence", "communities"}
    dear |= {one for one in fields if one.startswith(("create", "update", "delete")) and "Membership" not in one}
    return [pytest.param(one, marks=pytest.mark.slow) if one in dear else one for one in sorted(fields)]


@pytest.mark.parametrize("field", weighed({place.field for place in PLACES}))
def test_hidden_and_absent_are_the_same_bytes(fixture: Fixture, field: str):
    same_bytes(fixture, [one for one in PLACES if one.field == field and one.way[0] != "where"])


@pytest.mark.slow
@pytest.mark.parametrize("field", sorted({place.field for place in PLACES if place.way[0] == "where"}))
def test_hidden_and_absent_are_the_same_bytes_in_a_filter(fixture: Fixture, field: str):
    same_bytes(fixture, [one for one in PLACES if one.field == field and one.way[0] == "where"])


def same_bytes(fixture: Fixture, asked: list[Place]) -> None:
    for place in asked:
        pairs = fixture.pairs(place)
        assert pairs or fixture.label(place) in NEVER_HIDDEN, f"{place}: nothing hidden to ask for"
        for viewer, hidden, absent in pairs:
            first, second = (fixture.answer(place, value, viewer) for value in (hidden, absent))
            assert first.replace(hidden.encode(), absent.encode()) == second, place
            assert b"BAD_REQUEST" not in first, f"{place}: {first[:300]!r}"


def test_every_root_field_that_takes_an_id_a_cursor_or_a_key_is_a_place():
    schema = assembled().schema
    taking = {
        name
        for root in (schema.query_type, schema.mutation_type)
        for name, one in root.fields.items()
        if any(
            get_named_type(argument.type).name == "ID" or key in ("after", "input")
            for key, argument in one.args.items()
        )
    }
    assert taking <= {place.field for place in PLACES}
    assert {place.kind for place in PLACES} == {"id", "cursor", "external id"}


def test_a_seen_record_is_answered_otherwise(fixture: Fixture):
    """Or the comparison above would compare two refusals of the question."""
    place = next(one for one in PLACES if str(one) == "node(id)")
    assert fixture.answer(place, fixed_id("Person", SEEN)) != fixture.answer(place, fixed_id("Person", ABSENT))
    place = next(one for one in PLACES if str(one) == "updatePerson(id)")
    assert b"PersonPayload" in fixture.answer(place, fixed_id("Person", SEEN))
