"""The network around some stakeholders: who is in it, what is cut, and that its picture stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk

NETWORK = """query($around: [ID!]!, $depth: Int! = 1, $via: [TieKind!], $area: ID, $place: ID, $first: Int! = 200) {
  network(around: $around, depth: $depth, via: $via, area: $area, place: $place, first: $first) { total shown linksTotal
    nodes { stakeholder { id } distance degree x y } links { a b kind strength direction } } }"""


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture
def ask(executor, run):
    def asked(*around: str, viewer=SYSTEM, refused: bool = False, **given: Any) -> Any:
        run(executor.scopes.refresh())
        answer = run(executor.execute(NETWORK, {"around": list(around), **given}, None, viewer))
        if refused:
            return answer.errors[0]
        assert not answer.errors, answer.errors
        return answer.data["network"]

    return asked


def belong(desk: Desk, member: str, whole: str, **given: Any) -> str:
    return desk.made("Membership", links={"member": member, "organization": whole}, **given)


def shown(found: Any) -> list[tuple[str, int]]:
    return [(node["stakeholder"]["id"], node["distance"]) for node in found["nodes"]]


@pytest.fixture
def people(desk):
    return {name: desk.made("Person", name=name) for name in ("Ann", "Bob", "Cem")}


@pytest.fixture
def council(desk):
    return desk.made("Organization", name="Council")


def test_members_are_tied_through_their_organization(desk, ask, people, council):
    for one in people.values():
        belong(desk, one, council)
    near, far = ask(people["Ann"]), ask(people["Ann"], depth=2)
    assert shown(near) == [(people["Ann"], 0), (council, 1)]
    assert shown(far) == [(people["Ann"], 0), (council, 1), *((people[one], 2) for one in ("Bob", "Cem"))]
    assert {(link["a"], link["b"]) for link in far["links"]} == {
        (min(one, council), max(one, council)) for one in people.values()
    }
    assert [node["degree"] for node in far["nodes"]] == [1, 3, 1, 1]
    assert (far["total"], far["shown"], far["linksTotal"]) == (4, 4, 3)


def test_what_both_ends_show_is_counted_once_and_what_each_shows_by_itself(desk, ask, council):
    union = desk.made("Organization", name="Union")
    both = [union, council]
    belong(desk, council, union)
    belong(desk, union, council)
    desk.made("Commitment", title="Peace", kind="AGREEMENT", links={"makers": both, "addressees": [council]})
    desk.made("Commitment", title="Aid", kind="STATEMENT", links={"makers": both, "addressees": both})
    activity = desk.made("Activity", name="Training")
    for one in both:
        desk.made("ActivityRole", role="PARTNER", links={"activity": activity, "organization": one})
    for around in both:
        links = {link["kind"]: link["strength"] for link in ask(around)["links"]}
        assert links == {"MEMBERSHIP": 2, "AGREEMENT": 1, "COMMITMENT": 2, "ACTIVITY": 1}


def test_the_weakest_are_left_out_and_counted(desk, ask, people, council):
    belong(desk, people["Ann"], council)
    for _ in range(2):
        desk.made("Commitment", links={"makers": people["Ann"], "addressees": people["Cem"]})
    desk.made("Commitment", links={"makers": people["Bob"], "addressees": people["Ann"]})
    found = ask(people["Ann"], first=2, depth=3)
    assert shown(found) == [(people["Ann"], 0), (people["Cem"], 1)]
    assert (found["total"], found["shown"]) == (4, 2)
    assert found["links"][0]["strength"] == 2


def test_a_network_that_is_full_says_whether_there_are_more_further_out(desk, ask, people, council):
    for one in people.values():
        belong(desk, one, council)
    found = ask(people["Ann"], depth=3, first=2)
    assert (found["shown"], found["total"]) == (2, 4)


def test_a_hidden_membership_ties_nobody_and_hidden_is_absent(desk, ask, people, council):
    belong(desk, people["Ann"], council, marking="GREEN")
    belong(desk, people["Bob"], council)
    hidden = desk.made("Person", name="Zin", marking="GREEN")
    assert shown(ask(people["Ann"], viewer=ANONYMOUS, depth=3)) == [(people["Ann"], 0)]
    assert shown(ask(council, viewer=ANONYMOUS)) == [(council, 0), (people["Bob"], 1)]
    assert ask(hidden, viewer=ANONYMOUS) is None is ask("no such id", viewer=ANONYMOUS)
    assert ask(hidden, council, viewer=ANONYMOUS) == ask("no such id", council, viewer=ANONYMOUS)


def test_only_ties_of_the_kinds_asked_for(desk, ask, people, council):
    belong(desk, people["Ann"], council)
    desk.made("Commitment", links={"makers": people["Ann"], "addressees": people["Bob"]})
    assert shown(ask(people["Ann"], via=["COMMITMENT"])) == [(people["Ann"], 0), (people["Bob"], 1)]


def test_the_picture_is_the_same_from_call_to_call_whoever_is_in_the_middle(desk, ask, people, council):
    for one in people.values():
        belong(desk, one, council)
    places = [
        {node["stakeholder"]["id"]: (node["x"], node["y"]) for node in ask(*around, depth=2)["nodes"]}
        for around in ([council], [council], [people["Bob"], council], [people["Ann"]])
    ]
    assert places[0] == places[1] == places[2] == places[3]
    assert len(set(places[0].values())) == 4
    assert all(-1 <= value <= 1 for place in places[0].values() for value in place)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"depth": 4}, "network.depth: 4 is not within 1 to 3; give one that is."),
        ({"depth": -1}, "network.depth: -1 is not within 1 to 3; give one that is."),
        ({"first": 201}, "network.first: 201 is not within 0 to 200; give one that is."),
        ({"around": ["r1"] * 51}, "network.around: 51 is not within 0 to 50; give one that is."),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_the_bounds(ask, given, message):
    around = given.pop("around", ["r1"])
    assert ask(*around, refused=True, **given)["message"] == message


def test_a_link_says_who_funds_and_who_is_the_secretariat_of_whom(desk, ask, people, council):
    funder = desk.made("Organization", name="Funder")
    activity = desk.made("Activity", name="Wells")
    for organization, role in ((funder, "FUNDER"), (council, "IMPLEMENTER"), (people["Ann"], "PARTNER")):
        desk.made("ActivityRole", role=role, links={"activity": activity, "organization": organization})
    belong(desk, council, funder, role="Secretariat")
    links = {(one["a"], one["b"], one["kind"]): one["direction"] for one in ask(council, depth=1)["links"]}
    assert links[(*sorted((funder, council)), "FUNDING")] == ("FORTH" if funder < council else "BACK")
    assert links[(*sorted((funder, council)), "SECRETARIAT")] == ("FORTH" if council < funder else "BACK")
    assert links[(*sorted((people["Ann"], council)), "ACTIVITY")] is None


def test_each_may_fund_the_other(desk, ask, council):
    other = desk.made("Organization", name="Other")
    for funder, implementer in ((council, other), (other, council)):
        activity = desk.made("Activity", name="Wells")
        for organization, role in ((funder, "FUNDER"), (implementer, "IMPLEMENTER")):
            desk.made("ActivityRole", role=role, links={"activity": activity, "organization": organization})
    [link] = ask(council, depth=1)["links"]
    assert (link["kind"], link["strength"], link["direction"]) == ("FUNDING", 2, "BOTH")


@pytest.mark.slow
def test_where_everybody_is_tied_to_everybody_it_fits_into_the_memory_of_a_read(desk, ask):
    makers = [desk.made("Person") for _ in range(190)]
    for _ in range(6):
        desk.made("Commitment", links={"makers": makers})
    found = ask(makers[0], depth=2)
    assert (found["total"], found["shown"], found["linksTotal"]) == (190, 190, 190 * 189 // 2)
    assert {link["strength"] for link in found["links"]} == {6}
