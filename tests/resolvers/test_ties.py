"""Ties of every kind, weighed, decayed, among several, mutual, gained and lost; and whom to ask for an introduction."""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from graph.ties import KINDS
from schema.stakeholders import TieKind, TieWeights
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk, of
from tests.reference.operands import camel

TIES = "ties { kind count weight direction firstDate lastDate evidence { id sources { nodes { title } } } }"
TIED = """query ($id: ID!, $via: [TieKind!], $weights: TieWeights, $halfLife: Float, $asOf: Date) {
  stakeholder(id: $id) { collaborators(via: $via, weights: $weights, halfLife: $halfLife, asOf: $asOf) {
  edges { strength weight node { id } TIES } } } }""".replace("TIES", TIES)
AMONG = """query ($ids: [ID!]!) { ties(among: $ids) { totalCount edges { strength node { id } other { id } TIES } } }"""
MUTUAL = """query ($ids: [ID!]!) { mutualCollaborators(of: $ids) { edges { weakest strength weight node { id }
  ties { kind count stakeholder { id } } } } }"""
CHANGED = """query ($id: ID!, $from: Date!, $to: Date!) { tieChanges(of: $id, from: $from, to: $to) {
  edges { day node { id }
  gained { kind firstDate } lost { kind lastDate } } } }"""
ASKED = """query ($to: ID!, $most: Int) { introductions(to: $to, maxLength: $most) { edges { length strength
  source { id } node { id } steps { reason } } } }"""


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture
def ask(executor, run):
    def asked(text: str, viewer=SYSTEM, refused: bool = False, **given: Any) -> Any:
        run(executor.scopes.refresh())
        answer = run(executor.execute(text.replace("TIES", TIES), given, None, viewer))
        if refused:
            return answer.errors[0]["message"]
        assert not answer.errors, answer.errors
        found = next(iter(answer.data.values()))
        return (found.get("collaborators") or found)["edges"] if found else found

    return asked


@pytest.fixture
def body(desk):
    return {name: desk.made("Organization", name=name) for name in ("Ash", "Birch", "Cedar", "Dogwood")}


def active(desk: Desk, *roles: tuple[str, str], **given: Any) -> str:
    activity = desk.made("Activity", **given)
    for role, organization in roles:
        desk.made("ActivityRole", role=role, links={"activity": activity, "organization": organization})
    return activity


def belong(desk: Desk, member: str, whole: str, **given: Any) -> str:
    return desk.made("Membership", links={"member": member, "organization": whole}, **given)


def kinds(edge: Any) -> list[tuple[str, str | None]]:
    return [(tie["kind"], tie["direction"]) for tie in edge["ties"]]


def test_kinds_are_declared_once():
    assert tuple(kind.value for kind in TieKind) == KINDS
    fields = TieWeights.__strawberry_definition__.fields  # type: ignore[attr-defined]
    assert [one.python_name for one in fields] == [kind.lower() for kind in KINDS]
    assert camel("DIALOGUE_SESSION") == "dialogueSession"


def test_funding_says_who_funds_and_two_implementers_share_an_activity(desk, ask, body):
    active(desk, ("FUNDER", body["Ash"]), ("IMPLEMENTER", body["Birch"]), ("PARTNER", body["Cedar"]), name="Course")
    assert [kinds(edge) for edge in ask(TIED, id=body["Ash"])] == [[("FUNDING", "FORTH")]] * 2
    found = {edge["node"]["id"]: kinds(edge) for edge in ask(TIED, id=body["Birch"])}
    assert found == {body["Ash"]: [("FUNDING", "BACK")], body["Cedar"]: [("ACTIVITY", None)]}
    assert [edge["strength"] for edge in ask(TIED, id=body["Birch"])] == [1, 1]


def test_who_funds_and_is_funded_has_both_directions(desk, ask, body):
    active(desk, ("FUNDER", body["Ash"]), ("PARTNER", body["Birch"]))
    active(desk, ("PARTNER", body["Ash"]), ("FUNDER", body["Birch"]))
    (edge,) = ask(TIED, id=body["Ash"])
    assert (kinds(edge), edge["strength"]) == ([("FUNDING", "BOTH")], 2)


@pytest.mark.parametrize("role", ["secretariat", " Secretariat "])
def test_a_secretariat_is_no_member(desk, ask, body, role):
    belong(desk, body["Ash"], body["Birch"], role=role)
    belong(desk, body["Cedar"], body["Birch"], role="head of the secretariat")
    found = {edge["node"]["id"]: kinds(edge) for edge in ask(TIED, id=body["Birch"])}
    assert found == {body["Ash"]: [("SECRETARIAT", "BACK")], body["Cedar"]: [("MEMBERSHIP", None)]}


def test_the_role_of_a_post_says_it_too(desk, ask, body):
    post = desk.made("Post", role="Secretariat", links={"organization": body["Birch"]})
    desk.made("Membership", links={"member": body["Ash"], "organization": body["Birch"], "post": post})
    assert [kinds(edge) for edge in ask(TIED, id=body["Ash"])] == [[("SECRETARIAT", "FORTH")]]


def test_a_session_of_no_process_is_a_meeting(desk, ask, body):
    process = desk.made("DialogueProcess")
    for links in ({}, {"process": process}):
        session = desk.made("DialogueSession", status="CONFIRMED", links=links)
        for one in ("Ash", "Birch"):
            desk.made("Participation", partstat="ACCEPTED", links={"session": session, "participant": body[one]})
    (edge,) = ask(TIED, id=body["Ash"])
    assert kinds(edge) == [("DIALOGUE_SESSION", None), ("MEETING", None)]


def test_what_both_signed_is_an_agreement_and_what_one_made_to_the_other_a_commitment(desk, ask, body):
    links = {"makers": [body["Ash"], body["Birch"]], "addressees": [body["Cedar"]]}
    desk.made("Commitment", kind="AGREEMENT", links=links)
    found = {edge["node"]["id"]: kinds(edge) for edge in ask(TIED, id=body["Ash"])}
    assert found == {body["Birch"]: [("AGREEMENT", None)], body["Cedar"]: [("COMMITMENT", None)]}


def test_ties_show_the_sources_of_their_evidence(desk, ask, body):
    source = desk.made("Source", title="Report")
    active(desk, ("PARTNER", body["Ash"]), ("PARTNER", body["Birch"]), links={"sources": source})
    (edge,) = ask(TIED, id=body["Ash"])
    assert edge["ties"][0]["evidence"][0]["sources"] == {"nodes": [{"title": "Report"}]}


def test_weights_order_and_half_lives_decay(desk, ask, body):
    active(desk, ("PARTNER", body["Ash"]), ("PARTNER", body["Birch"]), start="2016-01-01", end="2016-01-01")
    belong(desk, body["Ash"], body["Cedar"])
    weighed = ask(TIED, id=body["Ash"], weights={"activity": 4.0, "membership": 0.5})
    assert [(edge["node"]["id"], edge["weight"]) for edge in weighed] == [(body["Birch"], 4.0), (body["Cedar"], 0.5)]
    decayed = ask(TIED, id=body["Ash"], halfLife=2.0, asOf="2020-01-01")
    assert [(edge["node"]["id"], edge["weight"]) for edge in decayed] == [(body["Cedar"], 1.0), (body["Birch"], 0.25)]
    assert [edge["weight"] for edge in ask(TIED, id=body["Ash"], halfLife=2.0, asOf="2010-01-01")] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("given", "named"),
    [({"halfLife": 0.0}, "halfLife: 0.0"), ({"weights": {"activity": -1.0}}, "weights.activity: -1.0")],
)
def test_a_weight_or_half_life_that_is_none_is_refused(ask, given, named):
    assert named in ask(TIED, id="x", refused=True, **given)


def test_who_of_these_works_with_whom(desk, ask, body):
    active(desk, *(("PARTNER", body[name]) for name in ("Ash", "Birch", "Dogwood")))
    belong(desk, body["Ash"], body["Birch"])
    found = ask(AMONG, ids=[body["Ash"], body["Birch"], body["Cedar"]])
    assert [(edge["strength"], {edge["node"]["id"], edge["other"]["id"]}) for edge in found] == [
        (2, {body["Ash"], body["Birch"]})
    ]


def test_a_direction_is_from_the_first_of_a_pair(desk, ask, body):
    active(desk, ("FUNDER", body["Birch"]), ("PARTNER", body["Ash"]))
    (edge,) = ask(AMONG, ids=[body["Ash"], body["Birch"]])
    assert kinds(edge) == [("FUNDING", "FORTH" if edge["node"]["id"] == body["Birch"] else "BACK")]


def test_mutual_are_those_tied_to_every_one(desk, ask, body):
    belong(desk, body["Ash"], body["Cedar"])
    active(desk, ("PARTNER", body["Birch"]), ("PARTNER", body["Cedar"]))
    belong(desk, body["Ash"], body["Dogwood"])
    (edge,) = ask(MUTUAL, ids=[body["Ash"], body["Birch"], body["Ash"]])
    assert (edge["node"]["id"], edge["weakest"], edge["strength"]) == (body["Cedar"], 1.0, 2)
    assert {(tie["stakeholder"]["id"], tie["kind"]) for tie in edge["ties"]} == {
        (body["Ash"], "MEMBERSHIP"),
        (body["Birch"], "ACTIVITY"),
    }


def test_nobody_works_with_one_who_is_hidden_as_with_one_who_never_was(desk, ask, body):
    hidden = desk.made("Organization", marking="GREEN")
    for one in (body["Ash"], hidden):
        belong(desk, one, body["Cedar"])
    assert len(ask(MUTUAL, ids=[body["Ash"], hidden])) == 1
    assert ask(MUTUAL, ANONYMOUS, ids=[body["Ash"], hidden]) == ask(MUTUAL, ANONYMOUS, ids=[body["Ash"], "none"]) == []


def test_what_began_is_gained_and_what_ended_is_lost(desk, ask, body):
    belong(desk, body["Ash"], body["Birch"], start="2010", end="2024-06-30")
    belong(desk, body["Ash"], body["Cedar"], start="2024-02-01")
    belong(desk, body["Ash"], body["Dogwood"], start="2010")
    found = ask(CHANGED, id=body["Ash"], **{"from": "2023-12-31", "to": "2024-12-31"})
    assert [(edge["node"]["id"], edge["day"]) for edge in found] == [
        (body["Birch"], "2024-06-30"),
        (body["Cedar"], "2024-02-01"),
    ]
    assert [one["kind"] for one in found[0]["lost"]] == [one["kind"] for one in found[1]["gained"]] == ["MEMBERSHIP"]
    assert found[0]["gained"] == found[1]["lost"] == []


def test_introductions_begin_with_ones_own_contacts(desk, ask, body):
    belong(desk, body["Ash"], body["Birch"])
    active(desk, ("FUNDER", body["Birch"]), ("PARTNER", body["Cedar"]), name="Course")
    (edge,) = ask(ASKED, of(body["Ash"]), to=body["Cedar"])
    assert (edge["source"]["id"], edge["node"]["id"], edge["length"]) == (body["Ash"], body["Birch"], 3)
    assert [step["reason"] for step in edge["steps"]] == [
        "Ash belongs or belonged to Birch.",
        "Birch funds or funded Course, in which Cedar has a part.",
    ]


def test_a_hidden_membership_introduces_nobody(desk, ask, body):
    belong(desk, body["Ash"], body["Birch"], marking="AMBER_STRICT", owner=body["Birch"])
    belong(desk, body["Birch"], body["Cedar"])
    viewer = of(body["Ash"])
    assert ask(ASKED, viewer, to=body["Cedar"]) == ask(ASKED, viewer, to="none") == []


def test_who_acts_for_nobody_is_introduced_to_nobody(desk, ask, body):
    belong(desk, body["Ash"], body["Cedar"])
    assert ask(ASKED, ANONYMOUS, to=body["Cedar"]) == ask(ASKED, SYSTEM, to=body["Cedar"]) == []
    assert len(ask(ASKED, of(body["Ash"]), to=body["Cedar"])) == 1


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ('tieChanges(of: "x", from: $one, to: $other) { totalCount }', "tieChanges.from: {} is after `to`, {}"),
        ('ties(among: ["x"], since: $one, until: $other) { totalCount }', "ties.since: {} is after `until`, {}"),
        ("brokers(since: $one, until: $other) { ties }", "brokers.since: {} is after `until`, {}"),
        (
            'stakeholder(id: "x") { its: collaborators(since: $one, until: $other) { totalCount } }',
            "stakeholder.its.since: {} is after `until`, {}",
        ),
    ],
)
def test_days_in_the_wrong_order_are_refused_at_each_request(executor, run, field, given):
    text = f"query($one: Date!, $other: Date!) {{ {field} }}"
    early, late = "2023-01-01", "2024-01-01"
    for one, other in ((early, late), (late, early), (early, early)):
        answer = run(executor.execute(text, {"one": one, "other": other}, None, SYSTEM))
        told = [error["message"] for error in answer.errors]
        expected = f"{given.format(one, other)}; give the earlier day first."
        assert told == ([expected] if one > other else []), (one, other)
    literal = field.replace("$one", f'"{late}"').replace("$other", f'"{early}"')
    assert "is after" in run(executor.execute(f"{{ {literal} }}", {}, None, SYSTEM)).errors[0]["message"]
