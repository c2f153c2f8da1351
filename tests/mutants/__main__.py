"""Takes one guard away at a time, and looks whether the comparison with the reference finds out.

    uv run python -m tests.mutants                     # all; survivors are listed in the end
    uv run python -m tests.mutants ties totalCount     # those whose names begin so
    uv run python -m tests.mutants --table             # writes the results into docs/noninterference.md

Each mutant is applied to a copy of the tree and compared there by `tests.noninterference`, in a process of its own;
all of them use one database.  First those worlds' operations are asked that meet the mutant soonest, then all.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import migrate
from graph.database import Database
from graph.embedded import EmbeddedServer
from settings import Settings
from tests.fixtures_graph import PLANNED_ONCE
from tests.mutants.mutant import Mutant
from tests.mutants.table import MUTANTS

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "noninterference.md"
ATTACHED = "PEYMAN_TESTS_NEO4J"
KEPT_OUT = (".git", ".venv", "__pycache__", "docs", "static", ".pytest_cache", ".ruff_cache", "demo.gif")
WORLDS, FURTHER = 200, 100
"""Worlds in which a mutant is looked for by what meets it soonest, and then by all."""
SECONDS = 900
UNMADE = re.compile(r"graph\.edits\.(InvalidValue|RecordNotFound): ")
"""Under some mutants a world cannot be made: others are tried."""
FOUND = re.compile(r"DIFFERENT: \nworld (\d+), operation (-?\d+), viewer: ([\w ]+)")


@dataclass(frozen=True)
class Result:
    """Whether the comparison found a mutant: in which world, by which viewer. `broken`: what went wrong instead."""

    mutant: Mutant
    world: int | None = None
    viewer: str = ""
    seconds: float = 0.0
    broken: str = ""

    @property
    def caught(self) -> bool:
        return self.world is not None

    def told(self) -> str:
        if self.caught:
            return f"caught in world {self.world} by {self.viewer}"
        return f"BROKEN: {self.broken}" if self.broken else "SURVIVED"


@contextmanager
def database() -> Iterator[str]:
    """One database for all, as `PEYMAN_TESTS_NEO4J` names it."""
    if ATTACHED in os.environ:
        yield os.environ[ATTACHED]
        return
    server = EmbeddedServer(settings=PLANNED_ONCE)
    with tempfile.TemporaryDirectory(prefix="peyman-mutants-") as folder, server:
        found = server.start(Path(folder), Settings().cache_dir)
        yield f"{found.uri} {found.user} {found.password}"


async def migrated(attached: str) -> None:
    """By the tree as it is: a mutant's migrations are never run."""
    found = Database(*attached.split(" "))
    try:
        await migrate(found)
    finally:
        await found.close()


@contextmanager
def copied_tree() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="peyman-tree-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*KEPT_OUT))
        yield tree


@contextmanager
def applied(mutant: Mutant, tree: Path) -> Iterator[None]:
    """The mutant in the copy, until it is left."""
    file = tree / mutant.file
    text = file.read_text("utf-8")
    if text.count(mutant.old) != 1:
        raise LookupError(f"{mutant.name}: its text stands {text.count(mutant.old)} times in {mutant.file}")
    file.write_text(text.replace(mutant.old, mutant.new), "utf-8")
    try:
        yield
    finally:
        file.write_text(text, "utf-8")


def compared(tree: Path, attached: str, worlds: int, asking: str, first: int = 0) -> str:
    """What the comparison says in a tree."""
    command = [sys.executable, "-m", "tests.noninterference", "--worlds", str(worlds), "--differences", "1"]
    command += ["--first", str(first)]
    done = subprocess.run(
        [*command, "--asking", asking] if asking else command,
        cwd=tree,
        env={**os.environ, ATTACHED: attached, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return done.stdout + done.stderr


def judged(mutant: Mutant, tree: Path, attached: str) -> Result:
    began = time.monotonic()
    with applied(mutant, tree):
        for worlds, asking in ((WORLDS, mutant.asking), (FURTHER, "")):
            for first in range(0, 100, 20):
                said = compared(tree, attached, worlds, asking, first)
                if not UNMADE.search(said):
                    break
            found, seconds = FOUND.search(said), time.monotonic() - began
            if found:
                broken = "INTERNAL" in said[found.end() : found.end() + 3000]
                if not broken:
                    return Result(mutant, int(found[1]), found[3], seconds)
                return Result(mutant, seconds=seconds, broken="a statement failed")
            if "Worlds with a difference: none." not in said:
                return Result(mutant, seconds=seconds, broken=said.strip().splitlines()[-1][:200])
    return Result(mutant, seconds=time.monotonic() - began)


def results(mutants: Sequence[Mutant]) -> Iterator[Result]:
    with database() as attached, copied_tree() as tree:
        asyncio.run(migrated(attached))
        for mutant in mutants:
            yield judged(mutant, tree, attached)


def table(found: Sequence[Result]) -> str:
    rows = [
        f"| {one.mutant.name} | `{one.mutant.file}` | {one.mutant.weakens} | "
        f"{f'world {one.world}, {one.viewer}' if one.caught else one.told()} |"
        for one in found
    ]
    survivors = [one.mutant.name for one in found if not one.caught]
    said = f"{len(found)} mutants, {len(found) - len(survivors)} caught. Survivors: {', '.join(survivors) or 'none'}."
    return "\n".join([said, "", "| Mutant | File | Weakens | Caught in, by |", "|---|---|---|---|", *rows])


def written(text: str) -> None:
    page = PAGE.read_text("utf-8")
    marks = re.compile(r"(<!-- mutants -->\n).*?(<!-- end -->)", re.DOTALL)
    stamp = f"{datetime.now(UTC):%Y-%m-%d}"
    PAGE.write_text(marks.sub(lambda found: f"{found[1]}{stamp}: {text}\n{found[2]}", page, count=1), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="how the names of mutants begin; all if none is given")
    parser.add_argument("--table", action="store_true", help="write the results into docs/noninterference.md")
    given = parser.parse_args()
    chosen = [one for one in MUTANTS if not given.names or one.name.startswith(tuple(given.names))]
    found = list[Result]()
    for one in results(chosen):
        found.append(one)
        print(f"{len(found)}/{len(chosen)} {one.mutant.name}: {one.told()} ({one.seconds:.0f} s)", flush=True)
    survivors = [one for one in found if not one.caught]
    print(
        f"{len(found)} mutants, {len(survivors)} survived: {', '.join(one.mutant.name for one in survivors) or 'none'}"
    )
    if given.table:
        written(table(found))
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
