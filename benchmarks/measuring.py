"""Times and processor time of calls, taken in turns, so that what else the machine does falls on all alike."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from math import inf

Call = Callable[[], Awaitable[object]]
WARM = 1.5
"""Seconds for which each call is made before it is measured: a server that was just started compiles as it goes."""
LEAST = 5
"""Rounds of calls that take seconds."""


@dataclass(frozen=True)
class Figure:
    """Milliseconds: median and 95th percentile of a call alone; processor time of this process a call, 8 at once."""

    p50: float
    p95: float
    cpu: float = 0.0


async def timed(call: Call) -> float:
    began = time.perf_counter()
    await call()
    return (time.perf_counter() - began) * 1000


async def in_turns(calls: Mapping[str, Call], rounds: int, warm: int = 10) -> dict[str, Figure]:
    """Each call alone, one after the other, `rounds` times; then 8 clients of each.

    Processor time is the least of nine turns: what else the machine does can only add to it.
    """
    found = await alone(calls, rounds, warm)
    cpu: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(9):
        for name, call in calls.items():
            cpu[name].append(await processor_time(call, rounds / 300))
    return {name: replace(figure, cpu=min(cpu[name])) for name, figure in found.items()}


async def alone(calls: Mapping[str, Call], rounds: int, warm: int = 10, seconds: float = inf) -> dict[str, Figure]:
    """Each call alone, one after the other, `rounds` times, or after so many seconds five times at least."""
    for call in calls.values():
        end, calls_made = time.perf_counter() + WARM, 0
        while calls_made < warm or time.perf_counter() < end:
            await call()
            calls_made += 1
    times: dict[str, list[float]] = {name: [] for name in calls}
    end = time.perf_counter() + seconds
    for number in range(rounds):
        if number >= LEAST and time.perf_counter() > end:
            break
        for name, call in calls.items():
            times[name].append(await timed(call))
    return {name: Figure(statistics.median(found), quantile(found, 0.95)) for name, found in times.items()}


async def processor_time(call: Call, seconds: float, clients: int = 8) -> float:
    """Milliseconds of this process's processor a call, `clients` at once for so long."""
    end = time.perf_counter() + seconds

    async def client() -> int:
        calls = 0
        while time.perf_counter() < end:
            await call()
            calls += 1
        return calls

    began = time.process_time()
    calls = sum(await asyncio.gather(*(client() for _ in range(clients))))
    return (time.process_time() - began) * 1000 / calls


def quantile(found: list[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]
