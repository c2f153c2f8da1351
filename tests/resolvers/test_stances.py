"""Stances: what is refused, who sees one, and what the quadrant makes of them.

Every answer is compared with a brute-force count, for every viewer, in tests/noninterference.
"""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import SYSTEM
from graph.edits import Delete
from resolvers.importers.batches import Batches
from tests.fixtures_graph import clear
from tests.graph.writers import Desk, of
from tests.resolvers.writing import Asker

QUADRANT = """query ($on: ID!, $at: Date, $first: Int) { quadrant(on: $on, at: $at, first: $first) { total points {
  stakeholder { id } assessments influence influenceSpread interest position positionSpread engagement
  stances { id } } } }"""


@pytest.fixture(scope="module")
def desk(database, model, run) -> Desk:
    run(clear(database))
    return Desk(database, model, run)


@pytest.fixture(scope="module")
def home(desk) -> str:
    return desk.made("Organization", name="Home")


@pytest.fixture
def asker(desk, executor, run, home) -> Asker:
    run(executor.scopes.refresh())
    return Asker(executor, run, of(home))


@pytest.fixture
def topic(desk) -> str:
    return desk.made("Commitment")


@pytest.fixture
def body(desk) -> str:
    return desk.made("GovernmentBody")


def made(desk: Desk, body: str, topic: str, by: str | None = None, **given: Any) -> str:
    ends = {"stakeholder": body, "on": topic} | ({"assessedBy": by} if by else {})
    return desk.made("Stance", links=ends, **given)


def quadrant(asker: Asker, on: str, **given: Any) -> Any:
    asker._run(asker.executor.scopes.refresh())
    return asker.asked(QUADRANT, {"on": on, "first": 100, **given})["quadrant"]


def test_a_stance_is_amber_without_another_word_and_needs_its_owner(asker, desk, body, home):
    given = {"stakeholderId": body, "issue": "water"}
    refused = asker.create("Stance", given)
    assert (refused["__typename"], refused["path"]) == ("ValidationFailed", ["input", "ownerId"])
    id = asker.create("Stance", {**given, "ownerId": home})["record"]["id"]
    assert desk.value(id, "marking") == "AMBER"


@pytest.mark.parametrize("beyond", [0, 6, -1, 2_000_000_000])
def test_influence_and_interest_are_on_the_scale(asker, body, home, beyond):
    given = {"stakeholderId": body, "issue": "water", "ownerId": home, "influence": beyond, "interest": 5}
    refused = asker.create("Stance", given)
    assert refused["problems"] == [f"input.influence: {beyond} is beyond the scale: write a whole number from 1 to 5."]


def test_a_stance_is_on_something(asker, body, home):
    refused = asker.create("Stance", {"stakeholderId": body, "ownerId": home, "issue": ""})
    assert refused["__typename"] == "ValidationFailed"
    assert refused["message"] == "A Stance needs on or issue: give one of them."


def test_a_stance_is_on_no_person(asker, desk, body, home):
    refused = asker.create("Stance", {"stakeholderId": body, "ownerId": home, "onId": desk.made("Person")})
    assert refused["__typename"] == "ValidationFailed"


def test_the_latest_stance_of_each_assessor_counts(asker, desk, body, topic):
    one, two = desk.made("Organization"), desk.made("Organization")
    made(desk, body, topic, one, assessed="2025", influence=1, interest=1, position="OPPOSED")
    latest = made(desk, body, topic, one, assessed="2026-02", influence=5, interest=3, position="SUPPORTIVE")
    other = made(desk, body, topic, two, assessed="2025-06", influence=2, interest=2, position="STRONGLY_SUPPORTIVE")
    undated = made(desk, body, topic, None, influence=2)
    [point] = quadrant(asker, topic)["points"]
    assert point == {
        "stakeholder": {"id": body},
        "assessments": 3,
        "influence": 3.0,
        "influenceSpread": 1.41,
        "interest": 2.5,
        "position": 1.5,
        "positionSpread": 0.5,
        "engagement": "KEEP_SATISFIED",
        "stances": [{"id": latest}, {"id": other}, {"id": undated}],
    }


def test_at_a_day_what_came_later_and_what_has_no_date_does_not_count(asker, desk, body, topic):
    by = desk.made("Organization")
    first = made(desk, body, topic, by, assessed="2025", influence=1)
    made(desk, body, topic, by, assessed="2026-02", influence=5)
    made(desk, body, topic, desk.made("Organization"), influence=5)
    assert [one["stances"] for one in quadrant(asker, topic, at="2026-01-31")["points"]] == [[{"id": first}]]
    assert quadrant(asker, topic, at="2024-12-31") == {"total": 0, "points": []}


def test_the_most_influence_comes_first_and_the_total_is_of_all(asker, desk, topic):
    bodies = [desk.made("GovernmentBody") for _ in range(3)]
    for body, (influence, interest) in zip(bodies, ((2, 5), (4, 1), (4, 3)), strict=True):
        made(desk, body, topic, influence=influence, interest=interest)
    found = quadrant(asker, topic, first=2)
    assert found["total"] == 3
    assert [one["stakeholder"]["id"] for one in found["points"]] == [bodies[2], bodies[1]]


def test_what_nobody_says_is_null(asker, desk, body, topic):
    made(desk, body, topic, issue="the second half of it")
    [point] = quadrant(asker, topic)["points"]
    assert {point[name] for name in ("influence", "interest", "position", "positionSpread", "engagement")} == {None}


def test_a_hidden_stance_moves_no_mean_and_a_hidden_assessor_is_nobody(asker, desk, body, topic):
    nobody = {"marking": "RED", "readers": ["user:other@example.org"]}
    hidden = desk.made("Organization", **nobody)
    seen = made(desk, body, topic, hidden, influence=4, interest=4)
    made(desk, body, topic, desk.made("Organization"), influence=1, interest=1, **nobody)
    [point] = quadrant(asker, topic)["points"]
    assert (point["influence"], point["influenceSpread"], point["stances"]) == (4.0, 0.0, [{"id": seen}])
    found = asker.asked(f'{{ stances(where: {{id: {{eq: "{seen}"}}}}) {{ nodes {{ assessedBy {{ id }} }} }} }}')
    assert found["stances"]["nodes"] == [{"assessedBy": None}]


def test_a_stance_on_what_one_does_not_see_is_not_seen_even_when_that_is_gone(asker, desk, body):
    topic = desk.made("Recommendation", marking="RED", readers=["user:other@example.org"])
    made(desk, body, topic)
    text = f'{{ stakeholder(id: "{body}") {{ stances {{ totalCount }} }} }}'
    asker._run(asker.executor.scopes.refresh())
    none = {"stakeholder": {"stances": {"totalCount": 0}}}
    assert asker.asked(text) == none and quadrant(asker, topic) is None
    desk.apply(Delete("Recommendation", topic))
    asker._run(asker.executor.scopes.refresh())
    assert asker.asked(text) == none
    assert Asker(asker.executor, asker._run, SYSTEM).asked(text)["stakeholder"]["stances"]["totalCount"] == 1


def test_stances_by_date_are_how_a_stance_changed(asker, desk, body, topic):
    for day, position in (("2026-03", "SUPPORTIVE"), ("2024", "OPPOSED"), ("2025-06-01", "NEUTRAL")):
        made(desk, body, topic, assessed=day, position=position)
    text = f'{{ stances(where: {{on: {{id: {{eq: "{topic}"}}}}}}) {{ nodes {{ position }} }} }}'
    asker._run(asker.executor.scopes.refresh())
    found = [one["position"] for one in asker.asked(text)["stances"]["nodes"]]
    assert found == ["OPPOSED", "NEUTRAL", "SUPPORTIVE"]


@pytest.mark.parametrize(("said", "kept"), [("CLEAR", "AMBER"), ("GREEN", "AMBER"), ("AMBER_STRICT", "AMBER_STRICT")])
def test_an_import_makes_no_stance_wider_than_amber(desk, said, kept):
    batches = Batches(desk.database, desk.ledger, desk.scopes, SYSTEM, None, said)  # pyright: ignore[reportArgumentType]
    assert batches._marking("Stance") == kept  # pyright: ignore[reportPrivateUsage]
    assert batches._marking("Person") == said  # pyright: ignore[reportPrivateUsage]
