"""What the ledger refuses: letting more people in unasked, markings without their people, links that lead nowhere."""

from __future__ import annotations

import pytest

from graph.edits import (
    Connect,
    Create,
    Disconnect,
    InvalidValue,
    NotAllowed,
    RecordNotFound,
    Update,
    new_id,
)
from tests.graph.writers import MEMBER, STEWARD, Desk, of


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


def test_letting_more_people_in_needs_the_permission_and_a_reason(desk):
    a, b = desk.made("Organization"), desk.made("Organization")
    id = desk.made("Person", marking="AMBER", owner=a)
    wider = [
        {"marking": "GREEN"},
        {"marking": "CLEAR"},
        {"shared": [b]},
        {"owner": b},
        {"marking": "RED", "readers": ["user:somebody@example.org"]},
    ]
    for protection in wider:
        edit = Update("Person", id, protection=protection)
        contributor = of(a, role="contributor")
        assert isinstance(desk.refused(edit, viewer=contributor, reason="because"), NotAllowed), protection
        for role in ("coordinator", "steward"):
            refusal = desk.refused(edit, viewer=of(a, role=role))
            assert isinstance(refusal, InvalidValue) and refusal.path == ("reason",)
    desk.apply(Update("Person", id, protection={"shared": [b]}), viewer=of(a), reason="agreed")
    elsewhere = desk.refused(Update("Person", id, protection={"marking": "GREEN"}), viewer=of(b), reason="because")
    assert isinstance(elsewhere, NotAllowed)
    desk.apply(Update("Person", id, protection={"marking": "AMBER_STRICT"}), viewer=of(a))
    assert desk.clauses(id) == {frozenset({f"org:{a}"})}


def test_narrowing_needs_neither(desk):
    id = desk.made("Person", marking="GREEN")
    desk.apply(Update("Person", id, protection={"marking": "RED", "readers": ["user:x"]}), viewer=MEMBER)
    assert desk.clauses(id) == {frozenset({"user:x"})}


def test_leaving_a_narrower_end_is_letting_more_people_in(desk):
    narrow, wide, body = desk.made("Person", marking="GREEN"), desk.made("Person"), desk.made("Organization")
    id = desk.made("Membership", links={"member": narrow, "organization": body})
    move = Update("Membership", id, links={"member": [wide]})
    assert isinstance(desk.refused(move, viewer=MEMBER), NotAllowed)
    desk.apply(move, viewer=STEWARD, reason="entered by mistake")
    process = desk.made("DialogueProcess", marking="GREEN")
    session = desk.made("DialogueSession", links={"process": process})
    assert isinstance(desk.refused(Disconnect("Record", session, "process", [process]), viewer=MEMBER), NotAllowed)


def test_a_marking_needs_its_people_also_on_update(desk):
    a = desk.made("Organization")
    id = desk.made("Person", marking="GREEN")
    for protection, missing in (
        ({"marking": "AMBER"}, "owner"),
        ({"marking": "AMBER_STRICT"}, "owner"),
        ({"marking": "RED"}, "readers"),
    ):
        refusal = desk.refused(Update("Person", id, protection=protection), viewer=of(a))
        assert isinstance(refusal, InvalidValue) and refusal.path == (missing,)
    desk.apply(Update("Person", id, protection={"marking": "AMBER", "owner": a}), viewer=of(a, role="steward"))
    refusal = desk.refused(Update("Person", id, protection={"owner": None}), viewer=of(a))
    assert refusal.path == ("owner",)


def test_only_members_make_an_organization_the_owner_or_those_who_may_assign(desk):
    a, b = desk.made("Organization"), desk.made("Organization")
    create = Create("Person", values={"name": "A"}, owner=b)
    assert isinstance(desk.refused(create, viewer=of(a, role="contributor")), NotAllowed)
    desk.apply(create, viewer=of(a, role="coordinator"))


def test_an_owner_is_a_stakeholder(desk):
    place = desk.made("Place")
    assert isinstance(desk.refused(Create("Person", values={"name": "A"}, owner=place), viewer=STEWARD), RecordNotFound)


def test_reference_data_are_clear(desk):
    refusal = desk.refused(Create("Place", values={"name": "A", "kind": "DISTRICT"}, marking="GREEN"), viewer=STEWARD)
    assert isinstance(refusal, InvalidValue) and refusal.path == ("marking",)


def test_links_lead_where_they_may(desk):
    person, place = desk.made("Person"), desk.made("Place")
    commitment, milestone = desk.made("Commitment"), desk.made("Recommendation")
    session = desk.made("DialogueSession")
    for origin in (person, place, commitment):
        assert desk.refused(Update("Commitment", commitment, links={"origin": [origin]})).path == ("origin",)
        assert desk.refused(Connect("Record", commitment, "origin", [origin])).path == ("to",)
    for origin in (milestone, session):
        desk.apply(Update("Commitment", commitment, links={"origin": [origin]}))
    for proved in (person, session):
        assert desk.refused(Create("Evidence", values={"title": "x"}, links={"proves": [proved]})).path == ("proves",)
    desk.made("Evidence", links={"proves": commitment})
    assert desk.refused(Connect("Record", person, "place", [person])).path == ("to",)
    assert desk.refused(Connect("Record", person, "place", [place, desk.made("Place")])).path == ("to",)
    for name in ("memberships", "owner", "nothing", "externalIds", "name"):
        assert isinstance(desk.refused(Connect("Record", person, name, [place])), InvalidValue)


def test_required_ends_cannot_be_taken_away(desk):
    person, body = desk.made("Person"), desk.made("Organization")
    id = desk.made("Membership", links={"member": person, "organization": body})
    assert isinstance(desk.refused(Disconnect("Record", id, "member", [person])), InvalidValue)
    assert isinstance(desk.refused(Update("Membership", id, links={"member": []})), InvalidValue)


def test_places_do_not_contain_themselves(desk):
    a, b, c, d = (desk.made("Place") for _ in range(4))
    desk.apply(Update("Place", a, links={"partOf": [b]}), Update("Place", b, links={"partOf": [c]}))
    for edit in (
        Update("Place", c, links={"partOf": [a]}),
        Connect("Record", c, "partOf", [a]),
        Update("Place", d, links={"partOf": [d]}),
    ):
        assert isinstance(desk.refused(edit), InvalidValue)
    first, second = new_id(), new_id()
    circle = [
        Create("Place", one, {"name": "A", "kind": "DISTRICT"}, {"partOf": [other]}, "CLEAR")
        for one, other in ((first, second), (second, first))
    ]
    assert isinstance(desk.refused(*circle), InvalidValue)


def test_a_circle_is_not_closed_by_two_at_once(desk):
    a, b, c, d = (desk.made("Place") for _ in range(4))
    desk.apply(Update("Place", b, links={"partOf": [c]}), Update("Place", d, links={"partOf": [a]}))
    found = desk.together(
        desk.applied([Update("Place", a, links={"partOf": [b]})]),
        desk.applied([Update("Place", c, links={"partOf": [d]})]),
    )
    assert sum(isinstance(one, InvalidValue) for one in found) == 1
