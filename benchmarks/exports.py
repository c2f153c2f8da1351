"""A whole graph as a file of each format: how long it takes, and that the process does not grow with what it writes."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path

from auth.viewer import SYSTEM
from benchmarks.tables import table
from resolvers.execution import Executor
from resolvers.exporters import prepared

FORMATS = ("csv", "xlsx", "graphml", "gexf", "json-ld")
TENTHS = 10
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Written:
    """An export: its bytes and lines, the seconds it took, the process's memory in MiB at the start and at most in the
    first and in the last tenth of the time."""

    format: str
    size: int
    lines: int
    seconds: float
    before: float
    early: float
    late: float


def memory() -> float:
    """What this process has in memory, in MiB; Linux tells it in pages."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / MEBIBYTE


async def measured(executor: Executor, formats: tuple[str, ...] = FORMATS) -> list[Written]:
    """Everything that the store has, written in each format; what is written is counted and thrown away."""
    found: list[Written] = []
    for format in formats:
        before = memory()
        start = time.perf_counter()
        size = lines = 0
        marks = [(0.0, before)]
        exported = await prepared(executor, SYSTEM, format)
        async for chunk in exported.chunks:
            size += len(chunk)
            lines += chunk.count(b"\n")
            marks.append((time.perf_counter() - start, memory()))
        seconds = time.perf_counter() - start
        marks.append((seconds, memory()))
        early = max(held for at, held in marks if at <= seconds / TENTHS)
        late = max(held for at, held in marks if at >= seconds - seconds / TENTHS)
        found.append(Written(format, size, lines, seconds, before, early, late))
    return found


def exports_table(found: list[Written], records: int, relationships: int) -> str:
    rows = [
        [
            one.format,
            f"{one.size / MEBIBYTE:.0f}",
            "" if one.format == "xlsx" else f"{one.lines:,}",
            f"{one.seconds:.0f}",
            f"{one.before:.0f}",
            f"{one.early:.0f}",
            f"{one.late:.0f}",
        ]
        for one in found
    ]
    head = ["Export", "MiB", "lines", "s", "MiB of memory before", "in the first tenth", "in the last tenth"]
    return f"{records:,} records, {relationships:,} relationships.\n\n" + table(head, rows)
