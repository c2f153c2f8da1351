"""Compares the API with the reference in as many worlds as asked for.

    uv run python -m tests.noninterference --worlds 10000
    uv run python -m tests.noninterference --first 4200 --worlds 5800    # goes on where a run stopped
    uv run python -m tests.noninterference --first 17 --worlds 1         # one world again

It starts a database of its own in a folder that it removes, never one of yours; its exit status is 1 if any answer
differed.  PEYMAN_TESTS_NEO4J (`uri user password`, by spaces) names a database that may be emptied instead.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app import migrate
from graph.database import Database
from graph.embedded import EmbeddedServer
from settings import Settings
from tests.fixtures_graph import PLANNED_ONCE, executor_over, vault_in
from tests.noninterference.running import Run
from tests.reference.comparing import Comparison, reference_schema
from tests.reference.worlds import viewers

ATTACHED = "PEYMAN_TESTS_NEO4J"
EVERY = 20.0
"""Seconds between two lines of progress."""


@asynccontextmanager
async def emptied_database() -> AsyncIterator[tuple[Database, Path]]:
    """A database in which nothing is lost, and a folder for keys that is removed."""
    server = EmbeddedServer(settings=PLANNED_ONCE)
    with tempfile.TemporaryDirectory(prefix="peyman-worlds-") as folder, server:
        if ATTACHED in os.environ:
            database = Database(*os.environ[ATTACHED].split(" "))
        else:
            connection = server.start(Path(folder) / "data", Settings().cache_dir)
            database = Database(connection.uri, connection.user, connection.password)
        try:
            yield database, Path(folder) / "keys"
        finally:
            await database.close()


async def compared(first: int, worlds: int, differences: int, asking: str) -> int:
    """Run; how many worlds held a difference, at most `differences` of which are looked for."""
    async with emptied_database() as (database, folder):
        await migrate(database)
        run = Run(await executor_over(database, vault_in(folder)), database, reference_schema(), asking)
        began = said = time.monotonic()
        failed = list[int]()
        for seed in range(first, first + worlds):
            different = [one for one in await run.world(seed) if not one.same]
            if different:
                failed.append(seed)
                print(f"DIFFERENT: {smallest(different).told(seed)}", flush=True)
            if len(failed) >= differences:
                break
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                print(f"{seed + 1 - first:,} of {worlds:,} worlds, {said - began:,.0f} s, next {seed + 1}", flush=True)
        summary(run, time.monotonic() - began, failed)
    return len(failed)


def smallest(different: list[Comparison]) -> Comparison:
    return min(different, key=lambda one: len(one.api))


def summary(run: Run, seconds: float, failed: list[int]) -> None:
    tally = run.tally
    print(
        f"{tally['worlds']:,} worlds in {seconds:,.0f} s ({seconds / max(1, tally['worlds']):.2f} s each): "
        f"{tally['operations']:,} operations and {tally['commands']:,} commands compared, by {len(viewers())} sorts of "
        f"viewer; {tally['objects']:,} objects, {tally['errors']:,} errors; beyond a limit: {tally['refused']:,}."
    )
    missing = run.coverage.missing(list(viewers()))
    print("Everything that the schema has was compared." if not missing else f"Not compared: {len(missing)}")
    if missing and tally["worlds"] >= 400:
        print("\n".join(missing[:40]))
    print(f"Worlds with a difference: {', '.join(map(str, failed)) or 'none'}.", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.noninterference", description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with")
    parser.add_argument("--differences", type=int, default=20, help="stop after so many worlds that differ")
    parser.add_argument("--asking", default="", help="of the texts that go round those in which this pattern is found")
    given = parser.parse_args()
    return int(asyncio.run(compared(given.first, given.worlds, given.differences, given.asking)) > 0)


if __name__ == "__main__":
    sys.exit(main())
