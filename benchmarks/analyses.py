"""Brokers and communities over a whole store: worked out anew, and out of what is kept."""

from __future__ import annotations

import statistics
from time import perf_counter

from auth.viewer import ANONYMOUS
from benchmarks.measuring import timed
from resolvers.analyses import Analyses
from resolvers.execution import Executor

BROKERS = """{ brokers(first: 20) { stakeholders ties approximate sampled ranked { betweenness closeness degree pageRank
  constraint stakeholder { id name } } } }"""
COMMUNITIES = """{ communities(first: 20) { stakeholders ties total modularity communities { name size
  members(first: 5) { id name } } } }"""
ASKED = {"brokers": BROKERS, "communities": COMMUNITIES}


async def measured(executor: Executor, rounds: int) -> dict[str, tuple[int, int, float, float]]:
    """What is asked → stakeholders, ties, seconds at first, milliseconds (p50) from then on."""
    found: dict[str, tuple[int, int, float, float]] = {}
    for name, text in ASKED.items():
        executor.analyses = Analyses(executor.database)
        began = perf_counter()
        answer = await executor.execute(text, None, None, ANONYMOUS)
        cold = perf_counter() - began
        assert not answer.errors and answer.data is not None, answer.errors

        async def again(text: str = text) -> None:
            answer = await executor.execute(text, None, None, ANONYMOUS)
            assert not answer.errors, answer.errors

        for _ in range(3):
            await again()
        times = [await timed(again) for _ in range(rounds)]
        row = answer.data[name]
        found[name] = row["stakeholders"], row["ties"], cold, statistics.median(times)
    return found


def table(found: dict[str, tuple[int, int, float, float]]) -> str:
    rows = [
        f"| {name} | {stakeholders:,} | {ties:,} | {cold:.1f} s | {kept:.1f} ms |"
        for name, (stakeholders, ties, cold, kept) in found.items()
    ]
    return "\n".join(["| Asked | Stakeholders | Pairs | At first | Kept, p50 |", "|---|---|---|---|---|", *rows])
