"""The figures as tables of Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from math import isinf

from benchmarks.commands import Figure as Command
from benchmarks.hidden import Pair
from benchmarks.measuring import Figure, quantile
from benchmarks.operations import Operation
from benchmarks.ways import LISTS, LOADERS, MAPS, PEYMAN


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def ways_table(operations: Sequence[Operation], found: Mapping[str, Mapping[str, Figure]]) -> str:
    """p50, p95 and processor time of each way; Peyman as a multiple of the base, with its bar."""
    rows: list[list[str]] = []
    for operation in operations:
        figures = found[operation.name]
        base, own = figures[LISTS], figures[PEYMAN]
        wall, cpu = own.p50 / base.p50, own.cpu / base.cpu
        cells = [
            f"{one.p50:.1f} / {one.p95:.1f} / {one.cpu:.1f}"
            for one in (figures[w] for w in (LISTS, MAPS, PEYMAN, LOADERS))
        ]
        met = "met" if wall <= operation.wall and cpu <= operation.cpu else "missed"
        rows.append([operation.name, *cells, f"{wall:.2f} ({cpu:.2f})", f"{operation.wall} ({operation.cpu})", met])
    headings = ["Operation: p50 / p95 / CPU, ms", LISTS, MAPS, PEYMAN, LOADERS, "Peyman, times the base", "bar", ""]
    return table(headings, rows)


def planning_table(found: Mapping[str, tuple[float, float, float]]) -> str:
    rows = [[name, f"{own:.1f}", f"{first:.0f}", f"{warm:.1f}"] for name, (own, first, warm) in found.items()]
    return table(["Planning, ms", "Peyman's own", "first run in Neo4j", "warm"], rows)


def guards_table(found: Mapping[str, tuple[float, float]]) -> str:
    rows = [[name, f"{on:.2f}", f"{off:.2f}", f"{on / off:.2f}"] for name, (on, off) in found.items()]
    return table(["Guards, p50 ms", "on", "off", "on / off (bar 1.1)"], rows)


def growth_table(found: Mapping[str, Mapping[str, Figure]]) -> str:
    sizes = list(found)
    names = list(found[sizes[0]])
    rows = [
        [
            name,
            *(f"{found[size][name].p50:.1f}" for size in sizes),
            f"{found[sizes[-1]][name].p50 / found[sizes[0]][name].p50:.2f}",
        ]
        for name in names
    ]
    return table(["p50 ms, by relationships", *sizes, "last / first"], rows)


def questions_table(found: Mapping[str, Mapping[str, tuple[Figure, Figure]]], bars: Mapping[str, int]) -> str:
    """By the size of the store: by hand, Peyman; the bar is for the largest."""
    sizes = list(found)
    rows = list[list[str]]()
    for name, bar in bars.items():
        cells = [found[size].get(name) for size in sizes]
        own = [one[1].p50 for one in cells if one is not None]
        row = ["" if one is None else f"{by_hand(one[0])} / {own_of(one[1])}" for one in cells]
        met = "met" if own[-1] <= bar else "missed"
        rows.append([name, *row, "" if isinf(own[-1]) else f"{own[-1] / own[0]:.2f}", f"{bar:,} ms", met])
    return table(["p50 ms: by hand / Peyman (p95), by relationships", *sizes, "last / first", "bar", ""], rows)


def drawn_table(found: Mapping[str, tuple[list[float], int]]) -> str:
    rows = list[list[str]]()
    for name, (times, refused) in found.items():
        figures = (statistics.median(times), quantile(times, 0.95), max(times))
        rows.append([name, str(len(times)), *(f"{one:,.0f}" for one in figures), str(refused)])
    return table(["Of stakeholders drawn at random", "answered", "p50 ms", "p95 ms", "slowest ms", "refused"], rows)


def own_of(figure: Figure) -> str:
    return "refused" if isinf(figure.p50) else f"{figure.p50:.1f} ({figure.p95:.1f})"


def by_hand(figure: Figure) -> str:
    return "not in a minute" if isinf(figure.p50) else f"{figure.p50:.1f}"


def markings_table(found: Mapping[str, tuple[Figure, int]]) -> str:
    rows = [[name, str(size), f"{one.p50:.1f}", f"{one.p95:.1f}"] for name, (one, size) in found.items()]
    filled = [one.p50 for one, size in found.values()]
    rows.append(["slowest / fastest (bar 3)", "", f"{max(filled) / min(filled):.1f}", ""])
    return table(["Who sees", "rows", "p50 ms", "p95 ms"], rows)


def hidden_table(found: Sequence[Pair]) -> str:
    rows = [
        [
            one.name,
            f"{one.hidden[0]:.2f} / {one.hidden[1]:.2f}",
            f"{one.absent[0]:.2f} / {one.absent[1]:.2f}",
            f"{one.ratio:.2f}",
            "met" if 0.9 <= one.ratio <= 1.1 else "missed",
        ]
        for one in found
    ]
    return table(["p50 / p95, ms", "hidden", "absent", "hidden / absent (bar 0.9 to 1.1)", ""], rows)


def rescoping_table(found: Mapping[str, Sequence[float]], number: int) -> str:
    rows = [[name, f"{statistics.median(times):.2f}", f"{max(times):.2f}"] for name, times in found.items()]
    return table([f"Marking a record on which {number:,} hang", "p50 s", "slowest s (bar 5)"], rows)


def commands_table(found: Sequence[Command]) -> str:
    rows = [[one.name, f"{one.a_second:,.0f}", f"{one.p50:.0f}", f"{one.p95:.0f}", f"{one.cpu:.1f}"] for one in found]
    return table(["Commands with the ledger, 8 clients", "a second (bar 300)", "p50 ms", "p95 ms", "CPU ms"], rows)
