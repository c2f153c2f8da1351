"""A coordinator's questions on file 13, each beside the statement that one would write by hand for it, as it grows.

Collaborators, paths and networks are asked of the store of `growth`; coverage of one in which what is built is an
activity of its builder in one of twenty made places; search of the nodes alone.  A handwritten statement answers the
core of the question, guarded: no cursors, no reasons, no positions.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from auth.viewer import ANONYMOUS
from benchmarks.growth import BUSIEST, MIDDLING, NETWORK, TIES
from benchmarks.loading import Drawing, drawn_of, lines, write
from benchmarks.measuring import Call, Figure, alone
from benchmarks.operations import guard
from benchmarks.search import COMPLETE, beginnings
from benchmarks.stores import Fill, scopes
from graph.errors import OperationTimeout
from graph.folding import Wanted
from resolvers.execution import Executor

PLACES = 20
WARM = 5
LONGEST = 60.0
"""Seconds after which a handwritten statement is given up."""
ENOUGH = 30.0
"""Seconds of rounds of one question."""


class Unanswered(Exception):
    """Peyman refused: too much, or too long."""


@dataclass(frozen=True)
class Question:
    """What is asked, in GraphQL and by hand; the bar in milliseconds."""

    name: str
    bar: int
    query: str
    by_hand: str


PATHS = """query ($id: ID!, $other: ID!) { paths(from: $id, to: $other, maxLength: 6, first: 10) { edges { length
  strength steps { kind reason one { id } other { id } } } } }"""
WAYS = f"""CALL (n) {{
  MATCH (n)<-[:MADE_TO]-(c:Commitment)-[:MADE_BY]->(o:Stakeholder) WHERE o <> n AND {guard("c", "o")} RETURN o, c AS r
  UNION ALL MATCH (n)<-[:MADE_BY]-(c:Commitment)-[:MADE_BY|MADE_TO]->(o:Stakeholder)
  WHERE o <> n AND {guard("c", "o")} RETURN o, c AS r
  UNION ALL MATCH (n)<-[:MEMBER_OF]-(m:Membership)-[:MEMBER]->(o:Stakeholder) WHERE {guard("m", "o")} RETURN o, m AS r
  UNION ALL MATCH (n)<-[:MEMBER]-(m:Membership)-[:MEMBER_OF]->(o:Stakeholder) WHERE {guard("m", "o")} RETURN o, m AS r
}}"""
TIED = f"""CYPHER 25 MATCH (n:Stakeholder {{id: $id}}) WHERE {guard("n")} {WAYS}
WITH o, count(DISTINCT r) AS strength ORDER BY strength DESC, o.id LIMIT {{limit}} """
SHORTEST = f"""CYPHER 25 MATCH (s:Stakeholder {{id: $id}}), (t:Stakeholder {{id: $other}})
WHERE {guard("s", "t")}
MATCH p = SHORTEST 2 ACYCLIC GROUPS (s) ((a:Record)<-[x:MEMBER|MEMBER_OF|MADE_BY|MADE_TO]-(f:Record)
  -[y:MEMBER|MEMBER_OF|MADE_BY|MADE_TO]->(b:Record) WHERE {guard("a", "f", "b")}
  AND (NOT f:Commitment OR type(x) = 'MADE_BY' OR type(y) = 'MADE_BY')){{1,6}} (t)
WITH size(f) AS length, a, f LIMIT 10 RETURN collect([length, [one IN a | one.id], [one IN f | one.title]])"""
AROUND = (
    TIED.replace("{limit}", "200")
    + f"""WITH collect(o) AS near UNWIND near AS n WITH n, near WHERE {guard("n")} {WAYS}
WITH near, n, o, count(DISTINCT r) AS strength ORDER BY strength DESC LIMIT 2000
RETURN collect([n.id, o.id, strength])"""
)
COVERAGE = """{ coverage(rows: AREA, columns: PLACE) { activities organizations cellCount
  cells { rowKey columnKey activityCount organizations } } }"""
CELLS = f"""CYPHER 25 MATCH (a:Activity) WHERE {guard("a")}
MATCH (a)-[:ACTIVITY_ON]->(x:CooperationArea) WHERE {guard("x")}
MATCH (a)-[:TAKES_PLACE_IN]->(y:Place) WHERE {guard("y")}
OPTIONAL MATCH (a)<-[:ROLE_IN]-(r:ActivityRole)-[:ROLE_OF]->(o:Stakeholder) WHERE {guard("r", "o")}
WITH x.id AS one, y.id AS other, count(DISTINCT a) AS activities, count(DISTINCT o) AS organizations
RETURN collect([one, other, activities, organizations])"""
COMPLETED = f"""CYPHER 25 MATCH (n:Record) USING INDEX n:Record(search_name, id, scope)
WHERE n.search_name STARTS WITH $name AND n.id IS NOT NULL AND {guard("n")}
WITH n ORDER BY n.search_name, n.id LIMIT 10 RETURN collect([n.id, n.type, n.name])"""

ON_TIES = (
    Question(
        "collaborators of the busiest",
        50,
        TIES,
        TIED.replace("{limit}", "20") + "RETURN collect([strength, o.id, o.name])",
    ),
    Question("paths of at most 6 links, from the busiest", 50, PATHS, SHORTEST),
    Question("network of the busiest, 2 deep, 200 nodes", 100, NETWORK, AROUND),
)
ON_ACTIVITIES = Question("coverage of all, by area and place", 1_000, COVERAGE, CELLS)
ON_NAMES = Question("search by a beginning of 1 to 6 letters", 30, COMPLETE, COMPLETED)
QUESTIONS = (*ON_TIES, ON_ACTIVITIES, ON_NAMES)
DRAWN = (
    ("collaborators", TIES),
    ("paths of at most 6 links, between two", PATHS),
    ("network, 2 deep, 200 nodes", NETWORK),
)
"""Of stakeholders drawn at random, the same in each run: the busiest is near most of them, and seldom among them."""
MOST_DRAWN = 40
TIED_GROUPS = """CYPHER 25 MATCH (n:CivilSocietyGroup) WHERE EXISTS { (n)<-[:MADE_BY|MADE_TO|MEMBER|MEMBER_OF]-() }
RETURN n.id AS id ORDER BY n.name, id"""
NONE = Figure(inf, inf)
"""Of what is not answered."""
Answers = dict[str, tuple[Figure, Figure]]
"""Question → by hand, Peyman."""


async def measured(executor: Executor, questions: tuple[Question, ...], given: Any, rounds: int) -> Answers:
    """Figures of questions on one store; `given()` makes the variables of a call."""
    await executor.scopes.refresh()
    visible = list(executor.scopes.visible(ANONYMOUS).parameter)

    def asked(question: Question) -> Call:
        async def ask() -> Any:
            used = {name: value for name, value in given().items() if f"${name}" in question.query}
            answer = await executor.execute(question.query, used, None, ANONYMOUS)
            if answer.errors:
                raise Unanswered(answer.errors)
            return answer.data

        return ask

    def by_hand(question: Question) -> Call:
        async def ask() -> Any:
            parameters = {**given(), "visible": visible}
            (found,) = await executor.database.read(question.by_hand, parameters, timeout=LONGEST)
            return found

        return ask

    found: Answers = {}
    for question in questions:
        calls, answers = {"hand": by_hand(question), "own": asked(question)}, dict[str, Any]()
        for name, call in calls.items():
            with suppress(OperationTimeout, Unanswered):
                answers[name] = await call()
        if len(answers) == len(calls):
            same(question, answers["hand"], answers["own"])
        figures = await alone({name: calls[name] for name in answers}, rounds, 3, ENOUGH)
        found[question.name] = figures.get("hand", NONE), figures.get("own", NONE)
    return found


def same(question: Question, hand: Any, own: Mapping[str, Any]) -> None:
    """Fails where the two do not answer the same question."""
    if question.query is TIES:
        edges = own["stakeholder"]["collaborators"]["edges"]
        assert [[one["strength"], one["node"]["id"]] for one in edges] == [one[:2] for one in hand]
    elif question.query is PATHS:
        assert {one["length"] for one in own["paths"]["edges"]} <= {one[0] for one in hand} or not hand
    elif question.query is COVERAGE:
        cells = own["coverage"]["cells"]
        mine = {(one["rowKey"], one["columnKey"]): [one["activityCount"], one["organizations"]] for one in cells}
        its = {(one, other): numbers for one, other, *numbers in hand}
        assert mine.items() <= its.items()
        assert own["coverage"]["cellCount"] == len(its)


async def on_ties(executor: Executor, rounds: int) -> Answers:
    ids = dict[str, Any]()
    for name, statement in (("id", BUSIEST), ("other", MIDDLING)):
        rows = await executor.database.rows(statement)
        ids[name] = rows[0][0] if rows else "none"
    return await measured(executor, ON_TIES, lambda: ids, rounds)


async def on_drawn(executor: Executor) -> dict[str, tuple[list[float], int]]:
    """Question → the milliseconds of each that was answered, and how many were refused."""
    await executor.scopes.refresh()
    ids = [id for (id,) in await executor.database.rows(TIED_GROUPS)]
    found: dict[str, tuple[list[float], int]] = {}
    for name, query in DRAWN:
        draw, times, refused = random.Random(13), list[float](), 0
        for number in range(MOST_DRAWN + WARM):
            id, other = draw.sample(ids, 2)
            began = time.perf_counter()
            given = {"id": id, "other": other} if "$other" in query else {"id": id}
            answer = await executor.execute(query, given, None, ANONYMOUS)
            if number >= WARM and answer.errors:
                refused += 1
            elif number >= WARM:
                times.append((time.perf_counter() - began) * 1000)
        found[name] = times, refused
    return found


async def on_activities(executor: Executor, rounds: int) -> Answers:
    return await measured(executor, (ON_ACTIVITIES,), dict[str, Any], rounds)


async def on_names(executor: Executor, names: list[str], rounds: int) -> Answers:
    texts = beginnings(random.Random(13), names)

    def given() -> dict[str, Any]:
        text = next(texts)
        return {"text": text, "name": Wanted.of(text).text.folded}

    return await measured(executor, (ON_NAMES,), given, rounds)


# The store of activities


class Activities(Drawing):
    """File 13 with what is built as activities: of whom, on what, in which of twenty made places."""

    def __init__(self, model: Any, scope: int) -> None:
        super().__init__(model, scope)
        self.places = [self.record("Place", {"name": f"Place {number}"}, scope) for number in range(PLACES)]
        self.turns = itertools.cycle(self.places)

    def node(self, key: str, label: str, name: str) -> None:
        if label != "Deliverable":
            super().node(key, label, name)
            return
        one = self.record("Activity", {"name": {"text": name, "en": name}}, self.scope)
        self.ids[key] = ("Activity", one)
        self.pair("Activity", "TAKES_PLACE_IN", "Place", one, next(self.turns))

    def edge(self, source: str, kind: str, target: str) -> None:
        (source_type, one), (target_type, other) = (self.ids.get(key, ("", "")) for key in (source, target))
        match source_type, target_type:
            case "Activity", "CooperationArea":
                self.pair("Activity", "ACTIVITY_ON", "CooperationArea", one, other)
            case "CivilSocietyGroup", "Activity":
                role = "IMPLEMENTER" if kind == "BUILDS" else "PARTNER"
                part = self.record("ActivityRole", {"role": role}, self.scope)
                self.pair("ActivityRole", "ROLE_IN", "Activity", part, other)
                self.pair("ActivityRole", "ROLE_OF", "CivilSocietyGroup", part, one)
            case _:
                pass


def activities(folder: Path, most_edges: int | None) -> Fill:
    async def fill(executor: Executor) -> tuple[float, int, int]:
        [clear] = await scopes(executor, [frozenset()])
        drawn = drawn_of(Activities(executor.assembly.model, clear), folder, most_edges)
        return await write(executor.database, executor.assembly.model, drawn), drawn.nodes, drawn.relationships

    return fill


def all_names(folder: Path, most: int | None = None) -> list[str]:
    found = (name[:200] for _, _, name in lines(folder, "13_debian_network_nodes*") if len(name) > 3)
    return list(itertools.islice(found, most))
