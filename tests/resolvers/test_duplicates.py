"""Duplicates: what speaks for two records being one, who is told, and how well the other names of real actors serve."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auth.viewer import SYSTEM, Viewer
from graph import duplicates
from graph.duplicates import MOST_IN_BLOCK, candidates
from graph.edits import Create
from graph.folding import folded, keys_of
from tests.graph.writers import Desk

ASK = """query ($types: [DuplicateType!], $among: [ID!], $of: [ID!], $least: Float! = 0.6) {
  duplicateCandidates(types: $types, among: $among, of: $of, atLeast: $least) { totalCount edges {
    score node { id } other { id } reasons { kind one other weight evidence { id } } } } }"""
COORDINATOR = Viewer("shilan@example.org", roles=frozenset({"coordinator"}))


@pytest.fixture
def desk(executor: Any, empty_graph: Any, model: Any, run: Any) -> Desk:
    return Desk(executor.database, model, run)


@pytest.fixture
def ask(executor: Any, run: Any) -> Any:
    def asked(viewer: Any = SYSTEM, **given: Any) -> Any:
        run(executor.scopes.refresh())
        answer = run(executor.execute(ASK, given, None, viewer))
        assert not answer.errors, answer.errors
        return answer.data["duplicateCandidates"]

    return asked


def pairs(found: Any) -> list[tuple[set[str], float]]:
    return [({edge["node"]["id"], edge["other"]["id"]}, edge["score"]) for edge in found["edges"]]


def test_names_acronyms_ids_and_ties_speak_for_a_pair_and_other_ids_against_it(desk: Desk, ask: Any) -> None:
    one = desk.made("Organization", name="Peace and Freedom Organization", marking="CLEAR")
    other = desk.made("CivilSocietyGroup", name="Zzz", aliases=["Freedom and Peace Organisation"], marking="CLEAR")
    short = desk.made("Organization", name="Yyy", acronym="PAFO", marking="CLEAR")
    desk.made("Person", name="Peace and Freedom Organization", marking="CLEAR")
    found = ask(least=0.3)
    assert [pair for pair, _ in pairs(found)] == [{one, other}, {one, short}]
    first, second = (edge["reasons"] for edge in found["edges"])
    assert [(why["kind"], why["one"], why["other"]) for why in first] == [
        ("NAME", "Peace and Freedom Organization", "Freedom and Peace Organisation")
    ]
    assert [(why["kind"], why["weight"]) for why in second] == [("ACRONYM", 0.4)]
    before = found["edges"][0]["score"]
    activity = desk.made("Activity", name="Training", marking="CLEAR")
    for id in (one, other):
        desk.made("ActivityRole", role="PARTNER", marking="CLEAR", links={"activity": [activity], "organization": [id]})
    tied = ask(least=0.3)["edges"][0]
    assert tied["score"] > before
    assert [why["evidence"] for why in tied["reasons"] if why["kind"] == "TIES"] == [[{"id": activity}]]


def test_only_those_asked_for_are_answered(desk: Desk, ask: Any) -> None:
    ids = [desk.made("Organization", name="Zagros Forum", marking="CLEAR") for _ in range(3)]
    assert ask()["totalCount"] == 3
    assert ask(of=ids[:1])["totalCount"] == 2
    assert [pair for pair, _ in pairs(ask(among=ids[:2]))] == [set(ids[:2])]
    assert ask(among=[])["totalCount"] == 0
    assert ask(types=["Person"])["totalCount"] == 0
    assert ask(least=0.96)["totalCount"] == 0


def test_who_asks_for_some_is_told_though_not_all_can_be_compared(
    desk: Desk, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "MOST_COMPARED", 1)
    ids = [desk.made("Organization", name=name, marking="CLEAR") for name in ("Amal", "Amal", "Bihar", "Bihar")]
    assert [pair for pair, _ in pairs(ask())] == [set(ids[:2])]
    assert [pair for pair, _ in pairs(ask(of=ids[3:]))] == [set(ids[2:])]
    assert [pair for pair, _ in pairs(ask(among=ids[2:]))] == [set(ids[2:])]


def test_what_is_hidden_changes_no_score_order_or_total_nor_fills_a_block(desk: Desk, ask: Any) -> None:
    for _ in range(2):
        desk.made("Organization", name="Zagros Forum", marking="CLEAR")
    before = ask(COORDINATOR)
    assert before["totalCount"] == 1
    hidden = [Create("Organization", values={"name": "Zagros Forum"}, marking="RED") for _ in range(MOST_IN_BLOCK)]
    desk.apply(*hidden)
    assert ask(COORDINATOR) == before
    assert ask(SYSTEM)["totalCount"] == 0


def test_it_is_for_those_who_merge(executor: Any, run: Any) -> None:
    answer = run(executor.execute(ASK, {}, None, Viewer("dara@example.org", roles=frozenset({"contributor"}))))
    assert "record:merge" in answer.errors[0]["message"]


@pytest.mark.parametrize("least", [-0.1, 1.5])
def test_a_score_that_none_has_is_refused(executor: Any, run: Any, least: float) -> None:
    answer = run(executor.execute(ASK, {"least": least}, None, SYSTEM))
    assert "from 0 to 1" in answer.errors[0]["message"]


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize(("kept", "precision", "recall"), [(0, 0.5, 0.05), (2, 0.25, 0.1)])
def test_other_names_of_actors_split_off_are_found_again(kept: int, precision: float, recall: float) -> None:
    """File 04. `kept` 0: each other name is a record of its own; 2: every second one makes up a second record, the rest
    stay. Two of one actor are the same, all others are not."""
    actor: dict[str, str] = {}
    rows = list[list[Any]]()
    for entry in read("04_paax*actors*"):
        names = {folded(one): one for one in (entry["actor_name"], *entry["alternative_names"].split("|"))}
        own, *others = [one.strip() for form, one in names.items() if form]
        split = [[one] for one in others] if not kept else [others[1::kept]] if others[1::kept] else []
        for texts in ([own, *(others[::kept] if kept else [])], *split):
            rows.append(row(f"{len(rows):06}", texts))
            actor[rows[-1][0]] = entry["id_paax"]
    sizes = defaultdict[str, int](int)
    for one in actor.values():
        sizes[one] += 1
    total = sum(number * (number - 1) // 2 for number in sizes.values())
    for least in (0.5, 0.6, 0.8):
        found = [pair for pair in candidates({"atLeast": least}, rows) if pair[0]]
        right = sum(actor[one] == actor[other] for one, other, *_ in found)
        print(f"file 04, kept {kept}, at least {least}: {len(rows)} records, {total} pairs, {len(found)} found,")
        print(f"  precision {right / len(found):.3f}, recall {right / total:.3f}")
        if least == 0.6:
            assert right / len(found) >= precision
            assert right / total >= recall


def row(id: str, texts: list[str]) -> list[Any]:
    """As the projection has it."""
    keys = keys_of({"name": texts[0], "aliases": texts[1:]})
    forms = [key for key in (keys["search_keys"] or "").split(" ") if key.startswith("0")]
    return [id, "Organization", keys["search_name"], forms, None, [texts[0]], texts[1:], []]


def read(pattern: str) -> Iterator[dict[str, str]]:
    path = next(Path(os.environ["PEYMAN_REAL_DATA"]).glob(pattern))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)
