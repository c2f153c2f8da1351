"""Runs every measurement and writes the figures into docs/benchmarks.md.

    uv run python -m benchmarks            # all of it, some 20 minutes the first time
    uv run python -m benchmarks --quick    # a small graph, a minute or two; writes nothing

The public files are read from PEYMAN_REAL_DATA, or `../shared/data`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from app import run
from benchmarks import analyses, exports, growth, hidden, imports, markings, network_questions, rescoping, side_by_side
from benchmarks.operations import READS
from benchmarks.search import nodes_of_file_13
from benchmarks.stores import file_13, million, store
from benchmarks.tables import (
    commands_table,
    drawn_table,
    growth_table,
    guards_table,
    hidden_table,
    markings_table,
    planning_table,
    questions_table,
    rescoping_table,
    ways_table,
)
from settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
Part = Callable[[], Awaitable[str]]


class Run:
    """One run: its parts, each a table; a part that fails says so and does not stop the others."""

    def __init__(self, quick: bool) -> None:
        self.quick = quick
        self.settings = Settings()
        self.folder = Path(os.environ.get("PEYMAN_REAL_DATA") or ROOT.parent / "shared" / "data")
        self.rounds = 20 if quick else 100

    def parts(self) -> dict[str, Part]:
        return {
            "network": self.network,
            "growth": self.growth,
            "network_questions": self.network_questions,
            "markings": self.markings,
            "hidden": self.hidden,
            "rescoping": self.rescoping,
            "commands": self.commands,
            "analysis": self.analysis,
            "imports": self.imports,
            "exports": self.exports,
        }

    async def network(self) -> str:
        """Side by side, planning and guards, on file 13."""
        edges = 20_000 if self.quick else None
        name = f"file-13-{edges or 'whole'}"
        async with store(self.settings, name, file_13(self.settings, self.folder, edges)) as (executor, filled):
            compared = await side_by_side.compared(executor, self.settings, self.rounds)
            planning = await side_by_side.planning(executor)
            guards = await side_by_side.guards(executor, self.rounds)
        loaded = (
            f"File 13 in Peyman's records: {filled['nodes']:,} nodes, {filled['relationships']:,} relationships, "
            f"written in {filled['seconds']:.0f} s."
        )
        return "\n\n".join([loaded, ways_table(READS, compared), planning_table(planning), guards_table(guards)])

    async def growth(self) -> str:
        sizes = (1_000, 10_000) if self.quick else (1_000, 10_000, 100_000, 1_057_427)
        found = {}
        for size in sizes:
            whole = size > 1_000_000
            name = "file-13-whole" if whole else f"file-13-{size}"
            fill = file_13(self.settings, self.folder, None if whole else size)
            async with store(self.settings, name, fill) as (executor, filled):
                found[f"{filled['relationships']:,}"] = await growth.measured(executor, self.rounds)
        return growth_table(found)

    async def network_questions(self) -> str:
        """A coordinator's questions, on stores of three sizes."""
        sizes = (1_000, 10_000) if self.quick else (10_000, 100_000, 1_057_427)
        found, drawn = {}, {}
        for size in sizes:
            whole = size > 1_000_000
            edges, name = (None, "whole") if whole else (size, str(size))
            fill = file_13(self.settings, self.folder, edges)
            async with store(self.settings, f"file-13-{name}", fill) as (executor, filled):
                answers = await network_questions.on_ties(executor, self.rounds)
                if size == sizes[-1]:
                    drawn = await network_questions.on_drawn(executor)
            fill = network_questions.activities(self.folder, edges)
            async with store(self.settings, f"activities-13-{name}", fill) as (executor, _):
                answers |= await network_questions.on_activities(executor, self.rounds)
            most = 10**9 if whole else size
            async with store(self.settings, f"search-13-{most}", nodes_of_file_13(self.folder, most)) as (executor, _):
                names = network_questions.all_names(self.folder, most)
                answers |= await network_questions.on_names(executor, names, self.rounds)
            found[f"{filled['relationships']:,}"] = answers
        bars = {question.name: question.bar for question in network_questions.QUESTIONS}
        return f"{questions_table(found, bars)}\n\n{drawn_table(drawn)}"

    async def analysis(self) -> str:
        """Brokers and communities, on file 13."""
        edges = 20_000 if self.quick else None
        name = f"file-13-{edges or 'whole'}"
        async with store(self.settings, name, file_13(self.settings, self.folder, edges)) as (executor, _):
            return analyses.table(await analyses.measured(executor, self.rounds))

    async def markings(self) -> str:
        records = 10_000 if self.quick else 1_000_000
        async with store(self.settings, f"markings-{records}", million(records)) as (executor, filled):
            found = await markings.measured(executor, self.rounds)
        return f"{filled['nodes']:,} records, written in {filled['seconds']:.0f} s.\n\n" + markings_table(found)

    async def hidden(self) -> str:
        """On the smaller of the stores of the markings: hidden and absent are both looked for in an index."""
        async with store(self.settings, "markings-10000", million(10_000)) as (executor, _):
            return hidden_table(await hidden.measured(executor, 200 if self.quick else 2_000))

    async def rescoping(self) -> str:
        shutil.rmtree(self.settings.cache_dir / "benchmarks" / "rescoping", ignore_errors=True)
        async with store(self.settings, "rescoping", nothing) as (executor, _):
            number = 1_000 if self.quick else rescoping.DEPENDENTS
            return rescoping_table(await rescoping.measured(executor, 2 if self.quick else 5, number), number)

    async def imports(self) -> str:
        shutil.rmtree(self.settings.cache_dir / "benchmarks" / "imports", ignore_errors=True)
        async with store(self.settings, "imports", nothing) as (executor, _):
            number = 2_000 if self.quick else imports.ROWS
            return imports.imports_table(await imports.measured(executor, self.folder, number))

    async def exports(self) -> str:
        """Of what the part of the imports has written, in this run or an earlier one."""
        async with store(self.settings, "imports", nothing) as (executor, _):
            [[records, relationships]] = await executor.database.rows(imports.COUNTED)
            if not records:
                raise RuntimeError("there is nothing to export: run the part `imports` first")
            return exports.exports_table(await exports.measured(executor), records, relationships)

    async def commands(self) -> str:
        from benchmarks import commands

        shutil.rmtree(self.settings.cache_dir / "benchmarks" / "commands", ignore_errors=True)
        async with store(self.settings, "commands", nothing) as (executor, _):
            warm, seconds = (0.5, 1.0) if self.quick else (20.0, 5.0)
            await commands.figures_of(executor, warm)
            return commands_table(await commands.figures_of(executor, seconds))


async def nothing(_: object) -> tuple[float, int, int]:
    """Fills a store with nothing: seconds, nodes, relationships."""
    return 0.0, 0, 0


async def measured(chosen: list[str], quick: bool) -> tuple[dict[str, str], bool]:
    run_of_parts = Run(quick)
    tables: dict[str, str] = {}
    failed = False
    for name, part in run_of_parts.parts().items():
        if chosen and name not in chosen:
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            tables[name] = await part()
        except Exception:
            traceback.print_exc()
            failed = True
            continue
        print(tables[name], flush=True)
        if not quick:
            written(name, tables[name])
    return tables, failed


def written(name: str, table: str) -> None:
    """Put a part's table between its marks in docs/benchmarks.md."""
    text = PAGE.read_text("utf-8")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    stamp = f"{datetime.now(UTC):%Y-%m-%d}, {machine}"
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    PAGE.write_text(marks.sub(lambda found: f"{found[1]}{stamp}.\n\n{table}\n{found[2]}", text, count=1), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ", ".join(Run(quick=True).parts())
    parser.add_argument("parts", nargs="*", help=f"{names}; all if none is named")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    _, failed = run(measured(given.parts, given.quick))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
