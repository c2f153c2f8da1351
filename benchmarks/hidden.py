"""How long it takes to be told nothing: of a hidden record, and of an id that never was.

Calls on both are interleaved in random order, each on another id; what is compared is the median of one and the other.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auth.viewer import Viewer
from benchmarks.measuring import quantile, timed
from benchmarks.stores import protection, scopes
from graph.edits import new_id
from resolvers.execution import Executor

VIEWER = Viewer("somebody@example.org", frozenset({"large-0"}), frozenset(), frozenset({"coordinator"}))
"""Sees an eighth of the records, and may write."""
HIDDEN_OF = "small-7"
QUESTIONS: Mapping[str, str] = {
    "`node(id)`": "query ($id: ID!) { node(id: $id) { id marking ... on Stakeholder { name } } }",
    "`stakeholder(id)` with lists": """query ($id: ID!) { stakeholder(id: $id) { name
        memberships(first: 5) { totalCount nodes { id role } }
        collaborators(first: 5) { totalCount nodes { id } } } }""",
    "`nodes(ids)`": "query ($id: ID!) { nodes(ids: [$id]) { id marking } }",
    "a filter by id": "query ($id: ID!) { organizations(where: {id: {eq: $id}}) { totalCount nodes { id name } } }",
    "`history(id)`": "query ($id: ID!) { history(id: $id) { totalCount nodes { operation } } }",
    "an update": """mutation ($id: ID!) { updateOrganization(id: $id, version: 1, input: {acronym: "x"}) {
        __typename ... on UserError { message } } }""",
    "a link": """mutation ($id: ID!) { linkRecords(id: $id, field: "areas", to: ["x"]) {
        __typename ... on UserError { message } } }""",
}


@dataclass(frozen=True)
class Pair:
    """Milliseconds of a question: median and 95th percentile, on hidden records and on absent ones."""

    name: str
    hidden: tuple[float, float]
    absent: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.hidden[0] / self.absent[0]


async def measured(executor: Executor, calls: int) -> list[Pair]:
    """Each question `calls` times, half of them on hidden records."""
    [scope] = await scopes(executor, [protection(HIDDEN_OF)])
    rows = await executor.database.rows(
        "CYPHER 25 MATCH (n:Organization) WHERE n.scope = $scope RETURN n.id", {"scope": scope}
    )
    hidden = [row[0] for row in rows]
    return [await question(executor, name, text, hidden, calls) for name, text in QUESTIONS.items()]


async def question(executor: Executor, name: str, text: str, hidden: list[str], calls: int) -> Pair:
    rng = random.Random(name)
    turns = [True, False] * (calls // 2)
    rng.shuffle(turns)
    times: dict[bool, list[float]] = {True: [], False: []}

    async def ask(is_hidden: bool) -> float:
        id = rng.choice(hidden) if is_hidden else new_id()

        async def call() -> Any:
            answer = await executor.execute(text, {"id": id}, None, VIEWER)
            assert not answer.errors, answer.errors

        return await timed(call)

    for turn in turns[:200]:
        await ask(turn)
    for turn in turns:
        times[turn].append(await ask(turn))
    hidden_times, absent_times = times[True], times[False]
    return Pair(
        name,
        (statistics.median(hidden_times), quantile(hidden_times, 0.95)),
        (statistics.median(absent_times), quantile(absent_times, 0.95)),
    )
