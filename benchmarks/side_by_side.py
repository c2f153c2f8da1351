"""Peyman beside what one would write by hand, on file 13; and what planning costs, and what guards cost."""

from __future__ import annotations

import re
import time
from typing import Any

import orjson

from auth.viewer import ANONYMOUS
from benchmarks.measuring import Call, Figure, in_turns, quantile, timed
from benchmarks.operations import READS, Operation
from benchmarks.ways import LISTS, LOADERS, MAPS, PEYMAN, call, ways
from graph.kinds import today
from resolvers.execution import Executor
from settings import Settings

GUARD = re.compile(r"(?:USING INDEX SEEK \w+:\w+\(scope, \w+\) (?=WHERE \w+\.scope IN))|\w+\.scope IN \$visible")
SOME_GROUP = """CYPHER 25 MATCH (n:CivilSocietyGroup {name: 'glibc'}) RETURN n.id LIMIT 1"""
LARGE_AREAS = """CYPHER 25 MATCH (a:CooperationArea) WITH a, COUNT { (a)<-[:COMMITMENT_ON]-() } AS size
WHERE size >= 100 RETURN a.id ORDER BY a.id LIMIT 10"""


async def variables(executor: Executor) -> dict[str, Any]:
    """Ids that the operations ask for."""
    rows = await executor.database.rows(SOME_GROUP)
    areas = await executor.database.rows(LARGE_AREAS)
    return {"id": rows[0][0] if rows else "none", "ids": [row[0] for row in areas]}


def body(operation: Operation, given: dict[str, Any]) -> bytes:
    used = {name: value for name, value in given.items() if f"${name}" in operation.query}
    return orjson.dumps({"query": operation.query, "variables": used})


async def compared(executor: Executor, settings: Settings, rounds: int) -> dict[str, dict[str, Figure]]:
    """Operation → way → figures; fails where the ways do not answer the same."""
    given = await variables(executor)
    visible = list(executor.scopes.visible(ANONYMOUS).parameter)
    applications = ways(executor, settings, visible)
    found: dict[str, dict[str, Figure]] = {}
    for operation in READS:
        asked = body(operation, given)
        calls = {
            way: (lambda application=application, asked=asked: call(application, asked))
            for way, application in applications[operation.name].items()
        }
        answers = {way: orjson.loads(await one())["data"] for way, one in calls.items()}
        for way in (MAPS, PEYMAN, LOADERS):
            assert answers[way] == answers[LISTS], f"{operation.name}: {way} answers something else"
        found[operation.name] = await in_turns(calls, rounds)
    return found


async def planning(executor: Executor) -> dict[str, tuple[float, float, float]]:
    """Operation → milliseconds of Peyman's own planning, of a text that Neo4j has not met, of one that it has."""
    given = await variables(executor)
    found: dict[str, tuple[float, float, float]] = {}
    for operation in READS:
        await executor.database.rows("CALL db.clearQueryCaches()", write=True)
        used = {name: value for name, value in given.items() if f"${name}" in operation.query}
        began = time.perf_counter()
        statement, parameters = planned(executor, operation, used)
        own = (time.perf_counter() - began) * 1000
        read = reading(executor, statement, parameters)
        first = await timed(read)
        warm = [await timed(read) for _ in range(15)]
        found[operation.name] = own, first, quantile(warm, 0.5)
    return found


def reading(executor: Executor, statement: str, parameters: dict[str, Any]) -> Call:
    """The statement as a call to be measured."""
    return lambda: executor.database.read(statement, parameters, timeout=60)


def planned(executor: Executor, operation: Operation, used: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement and parameters of an operation, planned anew."""
    from schema.planning import Planner

    planner = Planner(executor.assembly, executor.open_cursor)
    document = planner.document(operation.query)
    visible = executor.scopes.visible(ANONYMOUS)
    plan = planner.plan(document, document.operation(None), used, ANONYMOUS.permissions, visible.way)
    assert plan.statement is not None
    return plan.statement.text, plan.statement.parameters(used, visible.parameter, today())


async def guards(executor: Executor, rounds: int) -> dict[str, tuple[float, float]]:
    """Operation → median milliseconds of its statement with its guards, and without."""
    given = await variables(executor)
    found: dict[str, tuple[float, float]] = {}
    for operation in READS:
        used = {name: value for name, value in given.items() if f"${name}" in operation.query}
        statement, parameters = planned(executor, operation, used)
        bare = GUARD.sub(lambda found: "" if found[0].startswith("USING") else "true", statement)
        calls = {"on": reading(executor, statement, parameters), "off": reading(executor, bare, parameters)}
        figures = await in_turns(calls, rounds)
        found[operation.name] = figures["on"].p50, figures["off"].p50
    return found
