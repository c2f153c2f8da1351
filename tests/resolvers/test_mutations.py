"""The whole surface of mutations, made from the schema: every record type, every field, every link."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_named_type, get_nullable_type

from app import assembled
from auth.viewer import Viewer
from graph.edits import Create
from graph.model import Confidential
from tests.graph.writers import NEEDED, Desk
from tests.resolvers.writing import Asker

MODEL = assembled().model
SCHEMA = assembled().schema
TYPES = [name for name in MODEL.records if f"create{name}" in SCHEMA.mutation_type.fields and name != "Account"]
BOUND = {
    ("Commitment", "origin"): "Recommendation",
    ("Evidence", "proves"): "Milestone",
    ("Stance", "on"): "Commitment",
}
TEXTS = (("ڕێکخراوی ئاشتی \u202e‮abc", "😀\u200d e\u0301 \\ \"'`${p}"), ("second", "third"))
DATES = ("2014-02~", "2014/..")
MOMENTS = ({"local": "2026-11-23T14:30", "zone": "Asia/Baghdad"}, {"local": "2026-12-01T09:00", "zone": "UTC"})


@pytest.fixture(scope="module")
def desk(database, model, run):
    from tests.fixtures_graph import clear

    run(clear(database))
    return Desk(database, model, run)


@pytest.fixture(scope="module")
def asker(desk, executor, run):
    organization = desk.made("Organization", name="the writer's own")
    run(executor.scopes.refresh())
    writer = Viewer(
        "rojin@example.org",
        frozenset({organization}),
        frozenset({"mediation"}),
        frozenset({"steward", "coordinator", "mediator"}),
    )
    return Asker(executor, run, writer)


class Inputs:
    """Values for the fields of an input type; `turn` 0 for what is entered, 1 for what it is changed to."""

    def __init__(self, desk: Desk, type_name: str, turn: int, owner: str) -> None:
        self.desk, self.type, self.turn, self.owner = desk, type_name, turn, owner

    def made(self, input_type: GraphQLInputObjectType) -> dict[str, Any]:
        return {name: self.value(name, field.type) for name, field in input_type.fields.items()}

    def value(self, name: str, annotation: Any) -> Any:
        named, many = get_named_type(annotation), isinstance(get_nullable_type(annotation), GraphQLList)
        match name:
            case "ownerId":
                return self.owner
            case "sharedWithIds":
                return [self.owner]
            case "compartments":
                return [] if self.type in ("Place", "CooperationArea") else ["mediation"]
            case "readers":
                return ["rojin@example.org"]
            case "marking":
                possible = MODEL[self.type].markings or ("AMBER", "RED")
                return "CLEAR" if self.type in ("Place", "CooperationArea") else possible[self.turn]
            case "externalIds":
                return [{"scheme": "test", "value": f"{self.type} {self.turn}"}]
        bounds = getattr(getattr(MODEL[self.type].fields.get(name), "kind", None), "bounds", None)
        if bounds is not None:
            return bounds[self.turn]
        if named.name == "ID":
            return [self.end(name)] if many else self.end(name)
        if isinstance(named, GraphQLEnumType):
            return list(named.values)[self.turn % len(named.values)]
        return [self.scalar(named.name)] if many else self.scalar(named.name)

    def scalar(self, name: str) -> Any:
        first, second = TEXTS[self.turn]
        return {
            "LocalizedTextInput": {"text": first, "en": "in English", "ckb": first, "kmr": second, "ar": "منظمة"},
            "ZonedMomentInput": MOMENTS[self.turn],
            "Int": 7 + self.turn,
            "Float": 36.19 + self.turn,
            "Boolean": bool(self.turn),
            "String": second,
        }[name]

    def end(self, input_name: str) -> str:
        spec = assembled().commands[f"create{self.type}"]
        name = spec.links[input_name]
        target = BOUND.get((self.type, name)) or MODEL[self.type].fields[name].target
        if target == "CooperationArea":
            return self.desk.rows("MATCH (n:CooperationArea) RETURN n.id ORDER BY n.number")[self.turn][0]
        return end_of(self.desk, target, self.turn)


def end_of(desk: Desk, target: str, turn: int) -> str:
    """A record of that type, with what it needs; the same for the same turn."""
    name = {"Stakeholder": ("Person", "Organization")[turn]}.get(target, target)
    links = {
        field: end_of(desk, BOUND.get((name, field)) or link.target, turn)
        for field, link in MODEL[name].links()
        if link.required
    }
    given = {} if name in NEEDED or "name" not in MODEL[name].fields else {"name": "An end"}
    return desk.made(name, links=links, **given)


def fuzzy(type_name: str, given: dict[str, Any], turn: int) -> dict[str, Any]:
    """EDTF for the fields that take it: the schema calls them String."""
    dates = {name: DATES[turn] for name, stored in MODEL[type_name].stored() if stored.kind.name == "fuzzy date"}
    return {**given, **{name: value for name, value in dates.items() if name in given}}


def properties(type_name: str, given: dict[str, Any]) -> dict[str, Any]:
    """How the values of an input are stored."""
    found: dict[str, Any] = {}
    for name, stored in MODEL[type_name].stored():
        if stored.writable and name in given and not isinstance(stored, Confidential):
            found |= stored.kind.stored(stored.prop, given[name], ordered=stored.order)
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("type_name", TYPES)
def test_a_record_is_entered_changed_linked_and_deleted(type_name, desk, asker):
    owner = next(iter(asker.viewer.organizations))
    create_type = SCHEMA.type_map[f"Create{type_name}Input"]
    update_type = SCHEMA.type_map[f"Update{type_name}Input"]
    spec = assembled().commands[f"create{type_name}"]

    first = fuzzy(type_name, Inputs(desk, type_name, 0, owner).made(create_type), 0)
    made = asker.create(type_name, first)
    assert made["__typename"] == f"{type_name}Payload", made
    id = made["record"]["id"]
    kept(desk, id, type_name, first, spec.links)
    assert revealed(asker, id, type_name) == confidential(type_name, first)
    assert desk.rows("MATCH ({id: $id})-[:IDENTIFIED_BY]->(x) RETURN x.key", id=id) == [[f"test:{type_name} 0"]]

    second = fuzzy(type_name, Inputs(desk, type_name, 1, owner).made(update_type), 1)
    changed = asker.update(type_name, id, 1, second, reason="for the test")
    assert changed["__typename"] == f"{type_name}Payload", changed
    assert changed["record"]["version"] == 2
    assert desk.rows("MATCH ({id: $id})-[:IDENTIFIED_BY]->(x) RETURN x.key", id=id) == [[f"test:{type_name} 1"]]
    kept(desk, id, type_name, {**first, **second}, spec.links)
    assert revealed(asker, id, type_name) == confidential(type_name, second)

    for field, link in MODEL[type_name].links():
        if link.writable and field != "owner":
            other = BOUND.get((type_name, field)) or link.target
            end = (
                end_of(desk, other, 1)
                if other != "CooperationArea"
                else desk.rows("MATCH (n:CooperationArea {number: 5}) RETURN n.id")[0][0]
            )
            linked = asker.run(f'linkRecords(id: "{id}", field: "{field}", to: ["{end}"], reason: "r")')
            assert linked["__typename"] == "RecordPayload", (field, linked)
            ends = [one for (one,) in ends_of(desk, id, link)]
            assert end in ends and (link.many or ends == [end])
            unlinked = asker.run(f'unlinkRecords(id: "{id}", field: "{field}", to: ["{end}"], reason: "r")')
            expected = "ValidationFailed" if link.required else "RecordPayload"
            assert unlinked["__typename"] == expected, (field, unlinked)
            assert ([end] in ends_of(desk, id, link)) == link.required

    told = asker.history(id)
    operations = [one["operation"] for one in told]
    assert sorted(operations)[:1] == ["create"] and operations.count("update") == 1
    after = next(one["after"] for one in told if one["operation"] == "create")
    assert after == {n: v for n, v in properties(type_name, first).items() if not n.startswith("order_")}
    gone = asker.run(f'deleteRecord(id: "{id}")')
    assert gone["__typename"] == "DeletePayload"
    assert asker.run(f'deleteRecord(id: "{id}")')["__typename"] == "NotFound"
    assert "delete" in [one["operation"] for one in asker.history(id)]


def kept(desk: Desk, id: str, type_name: str, given: dict[str, Any], links: dict[str, str]) -> None:
    """What is on disk is what was given, no more and no less."""
    stored = desk.rows("MATCH (n:Record {id: $id}) RETURN properties(n)", id=id)[0][0]
    wanted = properties(type_name, given)
    assert {name: stored.get(name) for name in wanted} == wanted
    assert stored["marking"] == given["marking"] and stored["owner"] == given["ownerId"]
    for input_name, field in links.items():
        if input_name in given:
            ends = given[input_name] if isinstance(given[input_name], list) else [given[input_name]]
            assert [[end] for end in ends] == ends_of(desk, id, MODEL[type_name].fields[field])
    assert ends_of(desk, id, MODEL[type_name].fields["owner"]) == [[given["ownerId"]]]


def confidential(type_name: str, given: dict[str, Any]) -> dict[str, Any]:
    names = [name for name, stored in MODEL[type_name].stored() if isinstance(stored, Confidential)]
    return {name: unicodedata.normalize("NFC", given[name]) for name in names}


def revealed(asker: Asker, id: str, type_name: str) -> dict[str, Any]:
    """The confidential values as those read them who may."""
    names = [name for name, stored in MODEL[type_name].stored() if isinstance(stored, Confidential)]
    text = f'{{ node(id: "{id}") {{ ... on {type_name} {{ __typename {" ".join(names)} }} }} }}'
    found = asker.asked(text)["node"]
    return {name: found[name] for name in names}


def ends_of(desk: Desk, id: str, link: Any) -> list[list[str]]:
    hop = link.hops[0]
    return desk.rows(f"MATCH ({{id: $id}})-[:{hop.relationship}]->(n) RETURN n.id", id=id)


def test_every_type_can_be_created():
    inner = {"ExternalId", "Entry", "Access", "Account", "Credential", "Import", "Recovery"}
    assert set(TYPES) == {record.name for record in MODEL.concrete()} - inner


def test_every_link_that_can_be_written_leaves_the_record_by_one_step():
    for record in MODEL.concrete():
        for _, link in record.links():
            assert not link.writable or (len(link.hops) == 1 and link.hops[0].outgoing)


def test_defaults_of_a_type_are_stored(desk):
    id = desk.apply(Create("Commitment", values={"title": "x"}, marking="CLEAR")).ids[0]
    assert desk.value(id, "status") == "NOT_STARTED"
