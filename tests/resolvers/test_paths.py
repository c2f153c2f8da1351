"""Paths: who leads to whom, by which records, and through nothing that is hidden."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk

PATHS = """query($from: ID!, $to: ID!, $max: Int, $via: [TieKind!], $avoid: [ID!]) {
  paths(from: $from, to: $to, maxLength: $max, via: $via, avoid: $avoid) { totalCount edges { length strength
    node { id } steps { kind reason one { id } other { id } evidence { id } } } } }"""


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture
def ask(executor, run):
    def asked(source: str, target: str, viewer=SYSTEM, **given: Any) -> Any:
        run(executor.scopes.refresh())
        variables = {"from": source, "to": target, **given}
        answer = run(executor.execute(PATHS, variables, None, viewer))
        assert not answer.errors, answer.errors
        return answer.data["paths"]

    return asked


def belong(desk: Desk, member: str, whole: str, **given: Any) -> str:
    return desk.made("Membership", links={"member": member, "organization": whole}, **given)


@pytest.fixture
def people(desk):
    return {name: desk.made("Person", name=name) for name in ("Ann", "Bob", "Cem")}


@pytest.fixture
def council(desk):
    return desk.made("Organization", name="Council")


def chains(found: Any) -> list[list[str]]:
    return [
        [one["steps"][0]["one"][0]["id"], *(step["other"][0]["id"] for step in one["steps"])] for one in found["edges"]
    ]


def test_two_members_of_one_organization_are_two_links_apart(desk, ask, people, council):
    own, its = belong(desk, people["Ann"], council, role="chair"), belong(desk, people["Bob"], council)
    found = ask(people["Ann"], people["Bob"])
    assert chains(found) == [[people["Ann"], council, people["Bob"]]]
    edge = found["edges"][0]
    assert (edge["length"], edge["strength"]) == (2, 1)
    assert [step["evidence"] for step in edge["steps"]] == [[{"id": own}], [{"id": its}]]
    assert [step["reason"] for step in edge["steps"]] == [
        "Ann belongs or belonged to Council as chair.",
        "Bob belongs or belonged to Council.",
    ]


def test_a_hidden_membership_joins_nobody(desk, ask, people, council):
    belong(desk, people["Ann"], council, marking="GREEN")
    belong(desk, people["Bob"], council)
    assert ask(people["Ann"], people["Bob"], ANONYMOUS) == ask(people["Ann"], "no such id", ANONYMOUS)
    assert ask(people["Ann"], people["Bob"])["totalCount"] == 1


def test_the_same_kinds_over_the_same_people_are_one_chain_and_stronger(desk, ask, people):
    shared = []
    for name in ("Course", "School"):
        shared.append(desk.made("Activity", name=name))
        for one in ("Ann", "Bob"):
            desk.made("ActivityRole", role="PARTNER", links={"activity": shared[-1], "organization": people[one]})
    found = ask(people["Ann"], people["Bob"])
    assert [(one["length"], one["strength"]) for one in found["edges"]] == [(2, 2)]
    (step,) = found["edges"][0]["steps"]
    assert {one["id"] for one in step["evidence"]} == set(shared)
    assert step["reason"] == "Ann and Bob both took part in Course, and 1 more."


def test_what_shows_one_step_cannot_show_another(desk, ask, people):
    """Two promises of all three, and one of Bob and Cem: over Bob, each step needs a promise of its own."""
    everybody = [desk.made("Commitment", links={"makers": [*people.values()]}) for _ in range(2)]
    theirs = desk.made("Commitment", links={"makers": [people["Bob"], people["Cem"]]})
    found = ask(people["Ann"], people["Cem"])
    assert [(one["length"], one["strength"]) for one in found["edges"]] == [(1, 2), (2, 4)]
    steps = found["edges"][1]["steps"]
    assert [{one["id"] for one in step["evidence"]} for step in steps] == [{*everybody}, {*everybody, theirs}]
    (edge,) = ask(people["Ann"], people["Cem"], avoid=[everybody[1]])["edges"][1:]
    assert edge["strength"] == 1
    assert [step["evidence"] for step in edge["steps"]] == [[{"id": everybody[0]}], [{"id": theirs}]]
    assert ask(people["Ann"], people["Cem"], avoid=[everybody[1], theirs])["totalCount"] == 1


@pytest.mark.slow
def test_a_chain_is_told_however_strong_it_is(desk, ask):
    row = [desk.made("Organization", name=f"Body {number}") for number in range(7)]
    for one, other in itertools.pairwise(row):
        for _ in range(36):
            desk.made("Commitment", links={"makers": one, "addressees": other})
    (edge,) = ask(row[0], row[-1], max=6)["edges"]
    assert 36**6 > edge["strength"] == 2**31 - 1
    assert all(step["reason"].endswith("and 35 more.") for step in edge["steps"])


def test_nothing_leads_to_whom_one_avoids_and_from_oneself_nothing_is_avoided(desk, ask, people):
    desk.made("Commitment", links={"makers": people["Ann"], "addressees": people["Bob"]})
    assert ask(people["Ann"], people["Bob"], avoid=[people["Bob"]])["totalCount"] == 0
    assert ask(people["Ann"], people["Bob"], avoid=[people["Ann"]])["totalCount"] == 1


@pytest.mark.slow
def test_the_next_shortest_follows_and_no_other(desk, ask, people, council):
    made = desk.made("Commitment", links={"makers": people["Ann"], "addressees": people["Bob"]})
    belong(desk, people["Ann"], council)
    belong(desk, people["Bob"], council)
    found = ask(people["Ann"], people["Bob"])
    assert [one["length"] for one in found["edges"]] == [1, 2]
    assert found["edges"][0]["steps"][0]["evidence"] == [{"id": made}]
    assert chains(ask(people["Ann"], people["Bob"], avoid=[council])) == [[people["Ann"], people["Bob"]]]
    assert chains(ask(people["Ann"], people["Bob"], via=["MEMBERSHIP"])) == [[people["Ann"], council, people["Bob"]]]
    assert ask(people["Ann"], people["Bob"], max=1)["totalCount"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("length", range(1, 7))
def test_a_chain_of_each_length_is_found_from_either_end_and_no_shorter_limit_finds_it(desk, ask, people, length):
    """People and organizations in a row, each a member of the next."""
    row = [people["Ann"], *(desk.made("Organization", name=f"Body {number}") for number in range(length))]
    for member, whole in itertools.pairwise(row):
        belong(desk, member, whole)
    for ends in ((row[0], row[-1]), (row[-1], row[0])):
        (edge,) = ask(*ends, max=length)["edges"]
        assert edge["length"] == length
        if length > 1:
            assert ask(*ends, max=length - 1)["totalCount"] == 0


@pytest.mark.slow
def test_through_bodies_of_many_there_is_the_one_chain_of_who_is_in_both(desk, ask, people, council):
    other = desk.made("Organization", name="Another council")
    for whole in (council, other):
        for number in range(150):
            belong(desk, desk.made("Person", name=f"Member {number}"), whole)
    between = desk.made("Person", name="In both")
    for member, whole in ((people["Ann"], council), (people["Bob"], other), (between, council), (between, other)):
        belong(desk, member, whole)
    found = ask(people["Ann"], people["Bob"], max=6)
    assert chains(found) == [[people["Ann"], council, between, other, people["Bob"]]]
