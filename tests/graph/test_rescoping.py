"""Clauses of required ends, carried on when a record is made, linked elsewhere or marked anew: all or nothing."""

from __future__ import annotations

import asyncio

import pytest

from auth.protection import clauses_of
from graph.edits import Connect, Create, Update
from tests.graph.writers import NEEDED, Desk, of

MEMBERS, MEDIATION = frozenset({"members"}), frozenset({"compartment:mediation"})
TABLE = [
    ("Membership", "member", "Person"),
    ("Membership", "organization", "Organization"),
    ("Membership", "post", "Post"),
    ("Participation", "session", "DialogueSession"),
    ("Participation", "participant", "Person"),
    ("Participation", "onBehalfOf", "Organization"),
    ("ActivityRole", "activity", "Activity"),
    ("ActivityRole", "organization", "Organization"),
    ("AgendaItem", "session", "DialogueSession"),
    ("DialogueSession", "process", "DialogueProcess"),
    ("Response", "recommendation", "Recommendation"),
    ("Milestone", "commitment", "Commitment"),
    ("ProgressReport", "commitment", "Commitment"),
    ("Evidence", "proves", "Commitment"),
    ("Evidence", "proves", "Milestone"),
    ("Evidence", "proves", "ProgressReport"),
    ("Stance", "stakeholder", "Organization"),
    ("Stance", "on", "Commitment"),
    ("Stance", "on", "Recommendation"),
    ("Stance", "on", "DialogueProcess"),
]
"""DESIGN section 5: the one table of required ends, as far as these records go."""


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


def ends_of(desk: Desk, type_name: str, field: str, end: str) -> dict[str, list[str]]:
    """The ends that a record needs, `end` at `field` and clear ones elsewhere."""
    others = {
        name: [desk.made({"Stakeholder": "Person", "Record": "Commitment"}.get(link.target, link.target))]
        for name, link in desk.model.required_ends(type_name).items()
        if link.required and name != field
    }
    return {**others, field: [end]}


def end_with(desk: Desk, type_name: str, **given) -> str:
    links = {"commitment": desk.made("Commitment")} if type_name in ("Milestone", "ProgressReport") else {}
    return desk.made(type_name, links=links, **given)


def test_the_table_is_the_models(model):
    fields = {(record.name, name) for record in model.concrete() for name in model.required_ends(record.name)}
    assert fields == {(type_name, field) for type_name, field, _ in TABLE}


@pytest.mark.parametrize(("type_name", "field", "end_type"), TABLE)
def test_a_record_carries_the_clauses_of_its_ends(type_name, field, end_type, desk):
    narrow, wide = end_with(desk, end_type, marking="GREEN", compartments=["mediation"]), end_with(desk, end_type)
    id = desk.made(type_name, links=ends_of(desk, type_name, field, narrow), external_ids=[("id", "1")])
    assert desk.clauses(id) == {MEMBERS, MEDIATION}
    desk.apply(Connect("Record", id, field, [wide]), reason="moved")
    assert desk.clauses(id) == set()
    desk.apply(Update(type_name, id, links={field: [narrow]}))
    assert desk.clauses(id) == {MEMBERS, MEDIATION}
    desk.apply(Update(end_type, narrow, protection={"marking": "RED", "readers": ["user:x"]}))
    assert desk.clauses(id) == {frozenset({"user:x"}), MEDIATION}
    desk.apply(Update(end_type, narrow, protection={"marking": "CLEAR", "compartments": []}), reason="public")
    assert desk.clauses(id) == set()
    rows = desk.rows("MATCH (n:Record {id: $id})-[:IDENTIFIED_BY]->(x) RETURN x.scope = n.scope", id=id)
    assert rows == [[True]]


def test_clauses_are_carried_down_all_levels_and_within_one_batch(desk):
    process = Create("DialogueProcess", values=NEEDED["DialogueProcess"], compartments=["mediation"])
    session = Create("DialogueSession", values=NEEDED["DialogueSession"], links={"process": [process.id]})
    person = Create("Person", values=NEEDED["Person"], marking="RED", readers=["x"])
    place = Create("Participation", links={"session": [session.id], "participant": [person.id]}, marking="CLEAR")
    desk.apply(place, person, session, process)
    assert desk.clauses(place.id) == {MEMBERS, MEDIATION, frozenset({"user:x"})}
    desk.apply(Update("DialogueProcess", process.id, protection={"compartments": []}), reason="over")
    assert desk.clauses(place.id) == {MEMBERS, frozenset({"user:x"})}
    assert desk.clauses(session.id) == {MEMBERS}


def test_a_refused_widening_leaves_every_scope_as_it_was(desk):
    process = desk.made("DialogueProcess", marking="GREEN")
    session = desk.made("DialogueSession", links={"process": process})
    before = desk.rows("MATCH (n:Record) RETURN n.id, n.scope ORDER BY n.id")
    narrow_and_wide = [
        Update("DialogueSession", session, protection={"compartments": ["mediation"]}),
        Update("DialogueProcess", process, protection={"marking": "CLEAR"}),
    ]
    desk.refused(*narrow_and_wide, viewer=of(compartments=["mediation"]), reason="why not")
    assert desk.rows("MATCH (n:Record) RETURN n.id, n.scope ORDER BY n.id") == before


def test_what_comes_to_hang_on_a_record_while_it_is_marked_is_marked_too(desk):
    """A new participation and a new marking of the process at once, over and over: none slips through."""

    async def round_of(number: int) -> None:
        process = Create("DialogueProcess", values={"name": f"{number}"}, marking="CLEAR")
        session = Create(
            "DialogueSession", values={"name": f"{number}"}, links={"process": [process.id]}, marking="CLEAR"
        )
        item = [
            Create("AgendaItem", values={"position": n, "title": "x"}, links={"session": [session.id]}, marking="CLEAR")
            for n in range(4)
        ]
        await desk.applied([process, session])
        mark = Update("DialogueProcess", process.id, protection={"marking": "RED", "readers": ["user:x"]})
        await asyncio.gather(desk.applied([mark]), *(desk.applied([one]) for one in item))

    async def rounds() -> None:
        for number in range(12):
            await round_of(number)

    desk.run(rounds())
    wanted = clauses_of("RED", None, readers=["x"])
    found = desk.rows("MATCH (n:AgendaItem) MATCH (s:Scope {scope: n.scope}) RETURN DISTINCT s.clauses, count(n)")
    assert len(found) == 1 and found[0][1] == 48
    assert desk.clauses(desk.rows("MATCH (n:AgendaItem) RETURN n.id LIMIT 1")[0][0]) == wanted


def test_a_thousand_dependents_are_marked_in_one_transaction(desk):
    organization = desk.made("Organization")
    people = [Create("Person", values={"name": f"P{n}"}, marking="CLEAR") for n in range(1_000)]
    memberships = [
        Create("Membership", links={"member": [one.id], "organization": [organization]}, marking="CLEAR")
        for one in people
    ]
    desk.apply(*people, *memberships)
    desk.apply(Update("Organization", organization, protection={"marking": "AMBER_STRICT", "owner": organization}))
    assert desk.rows("MATCH (m:Membership) RETURN count(DISTINCT m.scope), count(*)") == [[1, 1_000]]
    assert desk.clauses(memberships[7].id) == {frozenset({f"org:{organization}"})}
