"""The databases that are measured: embedded servers on folders of the cache, filled once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from app import build_executor, connected, migrate, opened_database
from benchmarks.loading import Drawn, check_stored, made, network, write
from graph.database import Transaction
from resolvers.execution import Executor
from settings import Settings

MARK = "CYPHER 25 CREATE (n:Filled {seconds: $seconds, nodes: $nodes, relationships: $relationships}) RETURN 1 AS one"
FILLED = "CYPHER 25 OPTIONAL MATCH (n:Filled) RETURN n.seconds AS a, n.nodes AS b, n.relationships AS c"
Fill = Callable[[Executor], Awaitable[tuple[float, int, int]]]
"""Fills an empty store; seconds, nodes, relationships."""


@asynccontextmanager
async def store(settings: Settings, name: str, fill: Fill) -> AsyncGenerator[tuple[Executor, dict[str, Any]]]:
    """An executor over the store of a name, filled now or in an earlier run."""
    own = settings.model_copy(update={"data_dir": settings.cache_dir / "benchmarks" / name, "operation_timeout": 60.0})
    own.data_dir.mkdir(parents=True, exist_ok=True)
    async with connected(own) as connection:
        async with opened_database(own, connection) as database:
            await migrate(database)
        executor = await build_executor(own, connection)
        try:
            seconds, nodes, relationships = await executor.database.read(FILLED, {})
            if seconds is None:
                await check_stored(executor.database, executor.ledger, executor.assembly.model)
                seconds, nodes, relationships = await fill(executor)
                await executor.database.rows("CYPHER 25 CALL db.prepareForReplanning(600)", write=True)
                found = {"seconds": seconds, "nodes": nodes, "relationships": relationships}
                await executor.database.rows(MARK, found, write=True)
            yield executor, {"seconds": seconds, "nodes": nodes, "relationships": relationships}
        finally:
            await executor.database.close()


async def scopes(executor: Executor, protections: list[Any]) -> list[int]:
    """The scopes of protections, made where there are none."""

    async def work(tx: Transaction) -> dict[Any, int]:
        return await executor.scopes.intern(tx, protections)

    found, _ = await executor.database.write(work, timeout=120)
    executor.scopes.learn(found)
    return [found[protection] for protection in protections]


def file_13(settings: Settings, folder: Any, most_edges: int | None = None) -> Fill:
    """Fills a store with file 13, or with a part of it."""

    async def fill(executor: Executor) -> tuple[float, int, int]:
        [clear] = await scopes(executor, [frozenset()])
        drawn = network(executor.assembly.model, clear, folder, most_edges)
        return await write(executor.database, executor.assembly.model, drawn), drawn.nodes, drawn.relationships

    return fill


GROUPS = 2_000
"""Small organizations that mark records AMBER for themselves."""


def protection(name: str) -> Any:
    return frozenset({frozenset({f"org:{name}"})})


def million(records: int) -> Fill:
    """Half the records for one of four large organizations, 0.1 % for one, the rest for two thousand small ones."""

    async def fill(executor: Executor) -> tuple[float, int, int]:
        names = [*(f"large-{index}" for index in range(4)), "rare", *(f"small-{index}" for index in range(GROUPS))]
        numbers = dict(zip(names, await scopes(executor, [protection(name) for name in names]), strict=True))
        order: list[int] = []
        for number in range(records):
            if number % 1000 == 0:
                order.append(numbers["rare"])
            elif number % 2:
                order.append(numbers[f"large-{number // 2 % 4}"])
            else:
                order.append(numbers[f"small-{number // 2 % GROUPS}"])
        seconds = 0.0
        rows: list[dict[str, Any]] = []
        for row in made(executor.assembly.model, order):
            rows.append(row)
            if len(rows) == 100_000:
                seconds += await write(executor.database, executor.assembly.model, Drawn({"Organization": rows}))
                rows = []
        seconds += await write(executor.database, executor.assembly.model, Drawn({"Organization": rows}))
        return seconds, records, 0

    return fill
