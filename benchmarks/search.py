"""Search on the nodes of file 13: beginnings, words, typing errors, in milliseconds from text to answer.

    uv run python -m benchmarks.search [nodes, all if not told]

The texts are drawn from the names themselves, beginnings of one to six letters, so that common ones are common.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app import run
from auth.viewer import ANONYMOUS, SYSTEM
from benchmarks.loading import Drawing, lines, write
from benchmarks.measuring import quantile, timed
from benchmarks.stores import Fill, scopes, store
from resolvers.execution import Executor
from settings import Settings

ROUNDS = 150
COMPLETE = (
    "query ($text: String!) { search(text: $text, first: 10) { edges { score matched node { id __typename } } } }"
)


def nodes_of_file_13(folder: Path, most: int) -> Fill:
    """Fills a store with its nodes; those of one in ten only for members, so that guards have something to do."""

    async def fill(executor: Executor) -> tuple[float, int, int]:
        clear, members = await scopes(executor, [frozenset(), frozenset({frozenset({"members"})})])
        drawing = Drawing(executor.assembly.model, clear)
        for number, (key, label, name) in enumerate(islice(lines(folder, "13_debian_network_nodes*"), most)):
            drawing.scope = members if number % 10 == 0 else clear
            drawing.node(key, label, name)
        return await write(executor.database, executor.assembly.model, drawing.drawn), drawing.drawn.nodes, 0

    return fill


def beginnings(rng: random.Random, names: list[str]) -> Iterator[str]:
    while True:
        yield rng.choice(names)[: rng.randint(1, 6)]


def inner_words(rng: random.Random, names: list[str]) -> Iterator[str]:
    while True:
        yield rng.choice(rng.choice(names).split("-"))[:5]


def mistyped(rng: random.Random, names: list[str]) -> Iterator[str]:
    while True:
        name = rng.choice(names)
        place = rng.randrange(len(name))
        yield name[:place] + rng.choice("aeit") + name[place + 1 :]


async def measured(executor: Executor, names: list[str]) -> None:
    sorts: dict[str, Callable[[random.Random, list[str]], Iterator[str]]] = {
        "beginnings of 1 to 6 letters": beginnings,
        "words within names": inner_words,
        "names with an error": mistyped,
    }
    for title, texts in sorts.items():
        for who, viewer in (("sees all", SYSTEM), ("anonymous", ANONYMOUS)):
            found = texts(random.Random(13), names)

            async def call(found: Iterator[str] = found, viewer: Any = viewer) -> None:
                answer = await executor.execute(COMPLETE, {"text": next(found)}, None, viewer)
                assert not answer.errors, answer.errors

            for _ in range(20):
                await call()
            times = [await timed(call) for _ in range(ROUNDS)]
            p50, p95 = statistics.median(times), quantile(times, 0.95)
            print(f"{title}, {who}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, max {max(times):.0f} ms")


async def main() -> None:
    folder = Path(os.environ.get("PEYMAN_REAL_DATA") or Path(__file__).parent.parent.parent / "shared" / "data")
    names = [name[:200] for _, _, name in lines(folder, "13_debian_network_nodes*") if len(name) > 3]
    began, most = time.monotonic(), int(sys.argv[1]) if len(sys.argv) > 1 else 10**9
    async with store(Settings(), f"search-13-{most}", nodes_of_file_13(folder, most)) as (executor, filled):
        print(
            f"{filled['nodes']:,} nodes, written in {filled['seconds']:.0f} s;"
            f" ready after {time.monotonic() - began:.0f} s",
            flush=True,
        )
        await executor.scopes.refresh()
        await measured(executor, names)


if __name__ == "__main__":
    run(main())
