"""A record made inside another is never wider than it: not when it is made, and not by any edit after."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.protection import clauses_of
from graph.edits import Connect, Create, Delete, Disconnect, EditRefused, Protect, Update
from tests.graph.writers import NEEDED, Desk, of
from tests.resolvers.writing import Asker

DARA = "dara@example.org"
RED = clauses_of("RED", None, readers=[DARA])
INSIDE = [
    ("DialogueProcess", "DialogueSession", "processId", {"name": {"text": "x"}}),
    ("DialogueSession", "Participation", "sessionId", {"participantId": "PERSON"}),
    ("DialogueSession", "AgendaItem", "sessionId", {"position": 1, "title": "x"}),
    ("Commitment", "Milestone", "commitmentId", {"title": "x"}),
    ("Commitment", "ProgressReport", "commitmentId", {"text": "x"}),
    ("Commitment", "Evidence", "provesId", {"title": "x"}),
    ("Recommendation", "Response", "recommendationId", {"position": "NOTED"}),
    ("Activity", "ActivityRole", "activityId", {"role": "FUNDER", "organizationId": "ORGANIZATION"}),
    ("Person", "Membership", "memberId", {"organizationId": "ORGANIZATION"}),
    ("Person", "Stance", "stakeholderId", {"issue": "x"}),
    ("Recommendation", "Stance", "onId", {"stakeholderId": "ORGANIZATION"}),
]
"""The whole, the part, the part's input field, and what it needs beside."""


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


@pytest.fixture
def home(desk):
    return desk.made("Organization")


@pytest.fixture
def asker(desk, executor, run, home):
    def made(role: str = "coordinator") -> Asker:
        run(executor.scopes.refresh())
        return Asker(executor, run, of(home, user=DARA, role=role))

    return made


def part_of(desk: Desk, asker: Any, whole: str, type_name: str, field: str, needs: dict[str, Any], **more: Any) -> Any:
    made = {"PERSON": lambda: desk.made("Person"), "ORGANIZATION": lambda: desk.made("Organization")}
    given = {name: made[value]() if value in ("PERSON", "ORGANIZATION") else value for name, value in needs.items()}
    return asker().create(type_name, {**given, field: whole, "marking": "CLEAR", **more})


@pytest.mark.parametrize(("whole_type", "type_name", "field", "needs"), INSIDE)
def test_what_is_made_inside_a_red_record_is_as_red_whatever_marking_it_is_given(
    whole_type, type_name, field, needs, desk, home, asker
):
    whole = desk.made(whole_type, marking="RED", readers=[f"user:{DARA}"], owner=home)
    id = part_of(desk, asker, whole, type_name, field, needs, ownerId=home)["record"]["id"]
    assert desk.value(id, "marking") == "CLEAR"
    assert desk.clauses(id) == RED
    marked = asker().update(type_name, id, 1, {"marking": "CLEAR", "compartments": []}, reason="why")
    assert "record" in marked and desk.clauses(id) == RED
    asker().run(f'markRecord(id: "{whole}", marking: CLEAR, reason: "over")')
    assert desk.clauses(id) == set()


@pytest.mark.parametrize(("whole_type", "type_name", "field", "needs"), INSIDE[:4])
def test_moving_it_into_a_wider_whole_needs_the_permission_and_a_reason(
    whole_type, type_name, field, needs, desk, home, asker
):
    whole = desk.made(whole_type, marking="RED", readers=[f"user:{DARA}"], owner=home)
    wider = desk.made(whole_type, owner=home)
    id = part_of(desk, asker, whole, type_name, field, needs, ownerId=home)["record"]["id"]
    refused = asker("contributor").update(type_name, id, 1, {field: wider}, reason="why")
    assert (refused["__typename"], "marking:widen" in refused["message"]) == ("Forbidden", True)
    assert asker().update(type_name, id, 1, {field: wider})["path"] == ["reason"]
    linked = f'linkRecords(id: "{id}", field: "{field.removesuffix("Id")}", to: ["{wider}"]'
    assert asker("contributor").run(f'{linked}, reason: "why")')["__typename"] == "Forbidden"
    assert asker().run(f"{linked})")["path"] == ["reason"]
    assert desk.clauses(id) == RED and desk.value(id, "version") == 1
    assert "record" in asker().update(type_name, id, 1, {field: wider}, reason="entered by mistake")
    assert desk.clauses(id) == set()
    assert asker().history(id)[0]["reason"] == "entered by mistake"


def test_moving_it_into_a_narrower_whole_needs_neither(desk, home, asker):
    whole, narrow = desk.made("DialogueProcess"), desk.made("DialogueProcess", marking="RED", readers=[f"user:{DARA}"])
    id = part_of(desk, asker, whole, *INSIDE[0][1:])["record"]["id"]
    assert "record" in asker("contributor").update("DialogueSession", id, 1, {"processId": narrow})
    assert desk.clauses(id) == RED


def test_who_does_not_answer_for_it_does_not_move_it_out(desk, asker):
    """A coordinator of another organization, who sees it all the same."""
    other = desk.made("Organization")
    whole = desk.made("DialogueProcess", marking="GREEN", owner=other)
    wider = desk.made("DialogueProcess")
    session = desk.made("DialogueSession", links={"process": whole}, owner=other)
    refused = asker().update("DialogueSession", session, 1, {"processId": wider}, reason="why")
    assert refused["__typename"] == "Forbidden" and desk.clauses(session) == {frozenset({"members"})}


# Any sequence of edits

TREE = {
    "process": ("DialogueProcess", {}),
    "other": ("DialogueProcess", {}),
    "session": ("DialogueSession", {"process": "process"}),
    "person": ("Person", {}),
    "body": ("Organization", {}),
    "place": ("Participation", {"session": "session", "participant": "person", "onBehalfOf": "body"}),
    "item": ("AgendaItem", {"session": "session"}),
    "promise": ("Commitment", {"origin": "session"}),
    "pledge": ("Commitment", {}),
    "step": ("Milestone", {"commitment": "promise"}),
    "proof": ("Evidence", {"proves": "step"}),
}
"""Name → type, and the links that it starts with."""
ENDS = {
    ("session", "process"): ["process", "other", None],
    ("place", "onBehalfOf"): ["body", "person", None],
    ("promise", "origin"): ["session", None],
    ("step", "commitment"): ["promise", "pledge"],
    ("proof", "proves"): ["promise", "pledge", "step"],
}
MARK = st.tuples(
    st.just("mark"),
    st.sampled_from(sorted(TREE)),
    st.sampled_from(["CLEAR", "GREEN", "AMBER_STRICT", "RED"]),
    st.lists(st.sampled_from(["a", "b"]), unique=True),
)
MOVE = st.sampled_from(sorted(ENDS)).flatmap(
    lambda key: st.tuples(st.just("move"), st.just(key[0]), st.just(key[1]), st.sampled_from(ENDS[key]))
)
RULE = st.tuples(st.just("rule"), st.just("session"), st.booleans())
LOSE = st.tuples(st.just("lose"), st.sampled_from(["process", "session", "body"]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(MARK, MOVE, MOVE, RULE), min_size=3, max_size=7), st.lists(LOSE, max_size=1))
def test_after_any_edits_a_record_has_all_clauses_of_what_it_hangs_on(desk, edits, losses):
    made = {
        name: Create(
            type_name,
            values=NEEDED.get(type_name, {}),
            links={},
            marking="CLEAR",
            owner=None,
        )
        for name, (type_name, _) in TREE.items()
    }
    for name, (_, links) in TREE.items():
        made[name].links = {field: [made[end].id] for field, end in links.items()}
    desk.apply(*made.values())
    owner = made["body"].id
    for step in [*edits, *losses]:
        desk.apply(edited(step, made, owner), reason="why")
        narrow(desk, [one.id for one in made.values()])


def edited(step: tuple[Any, ...], made: dict[str, Create], owner: str) -> Any:
    one = made[step[1]]
    match step:
        case ("mark", _, marking, compartments):
            wanted = {"marking": marking, "owner": owner, "readers": ["user:x"], "compartments": compartments}
            return Update(one.type, one.id, protection=wanted)
        case ("rule", _, closed):
            return Update(one.type, one.id, {"chathamHouse": closed})
        case ("lose", _):
            return Delete(one.type, one.id)
        case (_, _, field, end):
            return Update(one.type, one.id, links={field: [made[end].id] if end else []})


def narrow(desk: Desk, ids: list[str]) -> None:
    """Each record's clauses are its own, those of its ends, those of rooms that it tells of, and those it kept."""
    for id in ids:
        rows = desk.rows(
            "MATCH (n:Record {id: $id}) RETURN n.type, n.marking, n.owner, n.readers, n.compartments, n.kept", id=id
        )
        if not rows:
            continue
        type_name, marking, owner, readers, compartments, kept = rows[0]
        wanted = clauses_of(marking, owner, readers=readers or (), compartments=compartments or ())
        for link in desk.model.carrying(type_name).values():
            hop = link.hops[0]
            text = f"MATCH (:Record {{id: $id}})-[:{hop.relationship}]->(o:Record) RETURN o.id, o.chatham_house"
            for end, closed in desk.rows(text, id=id):
                if link.hangs:
                    assert desk.clauses(end) <= desk.clauses(id), (type_name, link)
                    wanted |= frozenset(desk.clauses(end))
                if link.room and closed:
                    wanted |= {frozenset({f"room:{end}"})}
        assert wanted <= desk.clauses(id)
        assert kept or wanted == desk.clauses(id)


def test_sharing_a_part_lets_in_nobody_whom_the_whole_shuts_out(desk):
    body = desk.made("Organization")
    whole = desk.made("Commitment", marking="RED", readers=["user:x"])
    part = desk.made("Milestone", marking="AMBER", owner=body, links={"commitment": whole})
    ally = desk.made("Organization")
    desk.apply(Protect("Record", part, added={"shared": [ally]}), reason="why")
    assert desk.clauses(part) == {frozenset({"user:x"}), frozenset({f"org:{body}", f"org:{ally}"})}
    with pytest.raises(EditRefused):
        desk.apply(Disconnect("Record", part, "commitment", [whole]), reason="why")
    desk.apply(Connect("Record", part, "commitment", [desk.made("Commitment")]), reason="why")
    assert desk.clauses(part) == {frozenset({f"org:{body}", f"org:{ally}"})}
