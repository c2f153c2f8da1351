"""The reference is believed because it is plain; these are the rules of it that are easily got wrong, by hand."""

from __future__ import annotations

import pytest
from graphql import parse

from app import assembled
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.edits import Create
from tests.reference.comparing import reference_schema
from tests.reference.graphs import graph_of
from tests.reference.interpreter import Interpreter
from tests.reference.operations import operation
from tests.reference.restrict import restrict
from tests.reference.worlds import World

ORG, GROUP, PERSON = "org", "group", "person"


@pytest.fixture(scope="module")
def schema():
    return reference_schema()


def world(*creates: Create) -> World:
    made = World(0, {one.id: one for one in creates})
    for one in creates:
        made.created[one.id] = made.updated[one.id] = "2026-01-01T00:00:00.000000Z"
        made.version[one.id] = 1
    return made


def ask(schema, text: str, *creates: Create, viewer: Viewer = SYSTEM, variables=None):
    graph = restrict(graph_of(world(*creates), assembled().model), viewer)
    return Interpreter(schema, graph, viewer, "2026-11-23").answer(parse(text), variables or {})


def organization(id: str, name: str, **given) -> Create:
    return Create("Organization", id, {"name": name}, marking=given.pop("marking", "CLEAR"), **given)


def member(id: str, person: str, organization: str, **values) -> Create:
    links = {"member": [person], "organization": [organization]}
    return Create("Membership", id, values, links, marking="CLEAR")


def test_equal_names_follow_their_ids_and_pages_meet(schema):
    three = [organization("b", "same"), organization("a", "Same"), organization("c", "SAME")]
    text = "{ stakeholders(first: 2) { nodes { id } pageInfo { endCursor hasNextPage hasPreviousPage } totalCount } }"
    page = ask(schema, text, *three).data["stakeholders"]
    assert [one["id"] for one in page["nodes"]] == ["a", "b"]
    assert page["totalCount"] == 3
    assert page["pageInfo"]["hasNextPage"] and not page["pageInfo"]["hasPreviousPage"]
    rest = "query($after: String) { stakeholders(after: $after) { nodes { id } pageInfo { hasPreviousPage } } }"
    found = ask(schema, rest, *three, variables={"after": page["pageInfo"]["endCursor"]}).data["stakeholders"]
    assert found == {"nodes": [{"id": "c"}], "pageInfo": {"hasPreviousPage": True}}


def test_the_last_of_a_list_stand_in_its_order(schema):
    three = [organization(one, one) for one in "abc"]
    text = "{ stakeholders(last: 2, orderBy: {field: NAME, direction: DESC}) { nodes { id } } }"
    assert ask(schema, text, *three).data == {"stakeholders": {"nodes": [{"id": "b"}, {"id": "a"}]}}


def test_a_membership_in_a_hidden_organization_is_hidden(schema):
    records = [
        organization(ORG, "secret", marking="RED", readers=["rojin@example.org"]),
        Create("Person", PERSON, {"name": "p"}, marking="CLEAR"),
        member("m", PERSON, ORG),
    ]
    text = (
        '{ memberships { totalCount } stakeholders { nodes { id memberships { totalCount } } } node(id: "m") { id } }'
    )
    assert ask(schema, text, *records, viewer=ANONYMOUS).data == {
        "memberships": {"totalCount": 0},
        "stakeholders": {"nodes": [{"id": PERSON, "memberships": {"totalCount": 0}}]},
        "node": None,
    }
    reader = Viewer("rojin@example.org")
    assert ask(schema, text, *records, viewer=reader).data["memberships"] == {"totalCount": 1}


def test_amber_is_for_the_owner_and_those_it_is_shared_with(schema):
    records = [organization(ORG, "owner"), organization(GROUP, "other")]
    records.append(organization("x", "amber", marking="AMBER", owner=ORG, shared=[GROUP]))
    records.append(organization("y", "strict", marking="AMBER_STRICT", owner=ORG, shared=[GROUP]))
    for organizations, seen in (((), 2), ((ORG,), 4), ((GROUP,), 3)):
        viewer = Viewer("a@example.org", frozenset(organizations))
        found = ask(schema, "{ stakeholders { totalCount } }", *records, viewer=viewer)
        assert found.data == {"stakeholders": {"totalCount": seen}}


def test_fellow_members_are_tied_while_both_belong(schema):
    records = [organization(ORG, "o"), *(Create("Person", one, {"name": one}, marking="CLEAR") for one in "pqr")]
    records += [
        member("1", "p", ORG, start="2014-02-28", end="2019-12-31"),
        member("2", "q", ORG, start="2015-06-01"),
        member("3", "r", ORG, end="2014-02~"),
    ]
    text = '{ stakeholder(id: "p") { collaborators { edges { strength node { id } ties { firstDate lastDate } } } } }'
    edges = ask(schema, text, *records).data["stakeholder"]["collaborators"]["edges"]
    found = {edge["node"]["id"]: edge["ties"][0] for edge in edges}
    assert found == {
        ORG: {"firstDate": "2014-02-28", "lastDate": "2019-12-31"},
        "q": {"firstDate": "2015-06-01", "lastDate": "2019-12-31"},
        "r": {"firstDate": "2014-02-28", "lastDate": "2014-02-28"},
    }


def test_a_missing_required_end_takes_its_parents_with_it(schema):
    broken = Create("Membership", "m", {}, {}, marking="CLEAR")
    text = "{ stakeholders { totalCount } memberships { nodes { id organization { id } } } }"
    found = ask(schema, text, broken)
    assert found.data is None
    assert [(one.path, one.message) for one in found.errors] == [
        (
            ["memberships", "nodes", 0, "organization"],
            "Cannot return null for non-nullable field Membership.organization.",
        )
    ]


def test_an_operation_comes_of_its_seed_alone(schema):
    one, other = (operation(schema, {"Stakeholder": "name"}, 17) for _ in range(2))
    assert one.text == other.text
    assert one.text != operation(schema, {"Stakeholder": "name"}, 18).text
