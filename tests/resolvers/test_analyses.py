"""Brokers, influence and communities: what is answered, what is kept of it, and for whom."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from tests.fixtures_graph import clear, executor_over
from tests.graph.writers import Desk

ARGUMENTS = "kinds: $kinds, area: $area, place: $place, since: $since, until: $until"
RANKING = (
    "query($kinds: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date) {"
    f" brokers({ARGUMENTS}) {{ stakeholders ties approximate sampled ranked {{ stakeholder {{ name }} betweenness"
    " closeness degree pageRank constraint } } }"
)
COMMUNITIES = (
    "query($kinds: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date) {"
    f" communities({ARGUMENTS}) {{ stakeholders ties total modularity communities {{ name size areas {{ code }}"
    " places { name } members(first: 50) { name } } } }"
)


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture
def ask(executor, run):
    def asked(query: str, viewer=SYSTEM, **given: Any) -> Any:
        run(executor.scopes.refresh())
        answer = run(executor.execute(query, given, None, viewer))
        assert not answer.errors, answer.errors
        return next(iter(answer.data.values()))

    return asked


def people(desk: Desk, *names: str) -> dict[str, str]:
    return {name: desk.made("Person", name=name) for name in names}


def tie(desk: Desk, one: str, other: str, **given: Any) -> str:
    return desk.made("Commitment", links={"makers": one, "addressees": other}, **given)


def names(found: Any) -> list[str]:
    return [row["stakeholder"]["name"] for row in found["ranked"]]


def test_who_stands_between_two_groups_is_the_first_broker(desk, ask):
    who = people(desk, "Ann", "Bob", "Cem", "Dan", "Eve", "Alone")
    for one, other in (("Ann", "Bob"), ("Ann", "Cem"), ("Bob", "Cem"), ("Cem", "Dan"), ("Dan", "Eve")):
        tie(desk, who[one], who[other])
    found = ask(RANKING)
    assert names(found)[:2] == ["Cem", "Dan"]
    assert (found["stakeholders"], found["ties"], found["approximate"], found["sampled"]) == (5, 5, False, None)
    assert found["ranked"][0]["betweenness"] == 0.666667
    assert found["ranked"][0]["closeness"] == 0.8
    assert found["ranked"][0]["degree"] == 3


def test_influence_is_ranked_by_page_rank(desk, ask):
    who = people(desk, "Hub", "Ann", "Bob", "Cem", "Far")
    for one in ("Ann", "Bob", "Cem"):
        tie(desk, who[one], who["Hub"])
    tie(desk, who["Cem"], who["Far"])
    found = ask(RANKING.replace(" brokers(", " influence("))
    assert names(found)[0] == "Hub"
    ranks = [row["pageRank"] for row in found["ranked"]]
    assert ranks == sorted(ranks, reverse=True)
    assert sum(ranks) == pytest.approx(1, abs=1e-5)


def test_nothing_tied_is_an_empty_answer(desk, ask):
    people(desk, "Alone")
    found = ask(RANKING)
    assert found == {"stakeholders": 0, "ties": 0, "approximate": False, "sampled": None, "ranked": []}
    assert ask(COMMUNITIES) == {
        "stakeholders": 0,
        "ties": 0,
        "total": 0,
        "modularity": None,
        "communities": [],
    }


def test_only_ties_of_the_kinds_area_and_days_asked_for(desk, ask):
    who = people(desk, "Ann", "Bob", "Cem")
    area = desk.made("CooperationArea", number=77, code="water", name="Water")
    desk.made("Commitment", links={"makers": who["Ann"], "addressees": who["Bob"], "areas": area}, made="2020")
    tie(desk, who["Bob"], who["Cem"], made="2024")
    assert ask(RANKING)["ties"] == 2
    assert ask(RANKING, kinds=["MEMBERSHIP"])["ties"] == 0
    assert ask(RANKING, area=area)["ties"] == 1
    assert ask(RANKING, since="2023-01-01")["ties"] == 1
    assert sorted(names(ask(RANKING, until="2021-01-01"))) == ["Ann", "Bob"]


def test_communities_are_named_for_what_tells_their_members_apart(desk, ask):
    water = desk.made("CooperationArea", number=71, code="water", name="Water")
    youth = desk.made("CooperationArea", number=72, code="youth", name="Youth")
    place = desk.made("Place", name="Erbil", kind="GOVERNORATE")
    dams = [desk.made("Organization", name=f"Dam {n}", links={"areas": water, "place": place}) for n in range(4)]
    clubs = [desk.made("Organization", name=f"Club {n}", links={"areas": youth}) for n in range(3)]
    for group in (dams, clubs):
        for one in group:
            for other in group:
                if one < other:
                    tie(desk, one, other)
    tie(desk, dams[0], clubs[0])
    found = ask(COMMUNITIES)
    assert [(one["name"], one["size"]) for one in found["communities"]] == [("Water · Erbil", 4), ("Youth", 3)]
    assert found["total"] == 2
    assert found["communities"][0]["members"][0] == {"name": "Dam 0"}
    assert {one["name"] for one in found["communities"][1]["members"]} == {"Club 0", "Club 1", "Club 2"}


def test_a_community_that_has_nothing_of_its_own_is_named_for_whoever_is_in_its_middle(desk, ask):
    who = people(desk, "Hub", "Ann", "Bob")
    for one in ("Ann", "Bob"):
        tie(desk, who[one], who["Hub"])
    assert [one["name"] for one in ask(COMMUNITIES)["communities"]] == ["Around Hub"]


def test_a_hidden_tie_and_a_hidden_stakeholder_are_as_if_absent(desk, ask):
    who = people(desk, "Ann", "Bob", "Cem")
    hidden = desk.made("Person", name="Zin", marking="GREEN")
    tie(desk, who["Ann"], who["Bob"])
    tie(desk, who["Bob"], who["Cem"])
    before = ask(RANKING, viewer=ANONYMOUS), ask(COMMUNITIES, viewer=ANONYMOUS)
    tie(desk, who["Ann"], who["Cem"], marking="GREEN")
    tie(desk, hidden, who["Bob"])
    assert (ask(RANKING, viewer=ANONYMOUS), ask(COMMUNITIES, viewer=ANONYMOUS)) == before
    assert ask(RANKING)["ties"] == 4


def test_what_is_kept_serves_nobody_who_sees_something_else(desk, ask, executor):
    who = people(desk, "Ann", "Bob", "Cem")
    tie(desk, who["Ann"], who["Bob"])
    tie(desk, who["Ann"], who["Cem"], marking="GREEN")
    assert [ask(RANKING)["ties"], ask(RANKING, viewer=ANONYMOUS)["ties"], ask(RANKING)["ties"]] == [2, 1, 2]


def test_a_second_answer_is_read_from_what_is_kept_until_something_is_written(desk, ask, executor, monkeypatch):
    who = people(desk, "Ann", "Bob", "Cem")
    tie(desk, who["Ann"], who["Bob"])
    sent = list[str]()
    read = executor.database.read

    async def noted(statement: str, *given: Any, **more: Any) -> Any:
        sent.append(statement)
        return await read(statement, *given, **more)

    monkeypatch.setattr(executor.database, "read", noted)
    for query in (RANKING, RANKING.replace(" brokers(", " influence("), COMMUNITIES, RANKING):
        ask(query)
    assert sum("collect([n.id, tied" in statement for statement in sent) == 1
    tie(desk, who["Ann"], who["Cem"])
    assert ask(RANKING)["ties"] == 2
    assert sum("collect([n.id, tied" in statement for statement in sent) == 2


def test_another_ledger_of_as_many_changes_is_another(desk, ask, executor, run):
    """As after a restore under a process that goes on."""
    tie(desk, *people(desk, "a", "b").values())
    assert ask(RANKING)["ties"] == 1
    run(clear(executor.database))
    people(desk, "c", "d", "e")
    assert ask(RANKING)["ties"] == 0


def test_who_asks_while_it_is_being_made_waits_for_the_same(desk, executor, run, monkeypatch):
    who = people(desk, "Ann", "Bob")
    tie(desk, who["Ann"], who["Bob"])
    run(executor.scopes.refresh())
    sent = list[str]()
    read = executor.database.read

    async def noted(statement: str, *given: Any, **more: Any) -> Any:
        sent.append(statement)
        return await read(statement, *given, **more)

    monkeypatch.setattr(executor.database, "read", noted)

    async def at_once() -> list[Any]:
        return await asyncio.gather(*(executor.execute(RANKING, {}, None, SYSTEM) for _ in range(5)))

    answers = run(at_once())
    assert [answer.data["brokers"]["ties"] for answer in answers] == [1] * 5
    assert sum("collect([n.id, tied" in statement for statement in sent) == 1


def test_first_is_bounded(executor, run):
    answer = run(executor.execute("{ brokers(first: 101) { ties } }", {}, None, SYSTEM))
    assert answer.errors[0]["message"] == "brokers.first: 101 is not within 0 to 100; give one that is."
