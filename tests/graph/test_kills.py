"""The database killed twenty times under four writers: every acknowledged write is there, none twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app import assembled, migrate
from auth.viewer import Viewer
from graph.database import Database
from graph.edits import ChangeHeader, Create, Outcome, Update
from graph.embedded import Connection, EmbeddedServer
from graph.errors import DatabaseUnavailable, OperationTimeout, StatementFailed
from graph.ledger import Ledger
from graph.scopes import Scopes

KILLS, WRITERS = 20, 4
BETWEEN = 12
"""Writes acknowledged between two kills, at least: a server that has just started plans every statement anew."""
WRITER = Viewer("rojin@example.org", roles=frozenset({"contributor"}))


class Killed:
    """A server that is killed and started again on the same data, with the connection of the moment."""

    def __init__(self, data_dir: Path, cache_dir: Path) -> None:
        self.data_dir, self.cache_dir = data_dir, cache_dir
        self.running = asyncio.Event()
        self.attempts: set[asyncio.Task[Outcome]] = set()
        self.acknowledged = 0
        self.database: Database
        self.scopes: Scopes

    async def start(self) -> None:
        self.server = EmbeddedServer(["-XX:TieredStopAtLevel=1"])
        connection: Connection = await asyncio.to_thread(self.server.start, self.data_dir, self.cache_dir)
        self.database = Database(connection.uri, connection.user, connection.password)
        self.running.set()

    async def kill(self) -> None:
        self.running.clear()
        os.kill(json.loads((self.data_dir / "server.json").read_text())["pid"], signal.SIGKILL)
        await asyncio.to_thread(self.server.stop)
        await asyncio.wait(self.attempts, timeout=0.2)
        for attempt in self.attempts:
            attempt.cancel()  # the driver would go on knocking at the old port
        await self.database.close()

    async def attempt(self, work: Callable[[Any], Awaitable[Outcome]]) -> Outcome | None:
        """One try; None where nobody knows what became of it."""
        await self.running.wait()

        async def write() -> Outcome:
            return (await self.database.write(work, timeout=20))[0]

        task = asyncio.create_task(write())
        self.attempts.add(task)
        try:
            return await task
        except (DatabaseUnavailable, OperationTimeout, StatementFailed, asyncio.CancelledError):
            await asyncio.sleep(0.05)
            return None
        finally:
            self.attempts.discard(task)

    async def progress(self, count: int) -> None:
        wanted = self.acknowledged + count
        async with asyncio.timeout(60):
            while self.acknowledged < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def acknowledged(killed: Killed, ledger: Ledger, writer: int, stop: asyncio.Event) -> dict[str, list[str]]:
    """Key → the ids in its acknowledgement. A key is tried until it is acknowledged: nobody knows what became of it."""
    done: dict[str, list[str]] = {}
    people: list[str] = []
    turn = 0
    while not stop.is_set():
        key, turn = f"{writer}.{turn}", turn + 1
        # what is asked is the same each time, as a client's repeated request is
        target = people[-1] if people and turn % 3 == 0 else None
        while key not in done:
            edit = (
                Create("Person", values={"name": key, "givenName": key}, marking="CLEAR", external_ids=[("key", key)])
                if target is None
                else Update("Person", target, {"familyName": key})
            )
            header = ChangeHeader(WRITER.user or "", "test", key=key, hash=key)

            async def work(tx, header=header, edit=edit) -> Outcome:
                return await ledger.apply(tx, header, [edit], WRITER)

            outcome = await killed.attempt(work)
            if outcome is None:
                continue
            killed.acknowledged += 1
            done[key] = outcome.ids
            if target is None:
                people += outcome.ids
    return done


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path, cache_dir, run):
    async def killing() -> tuple[list[dict[str, list[str]]], list[list]]:
        killed = Killed(tmp_path / "data", cache_dir)
        await killed.start()
        await migrate(killed.database)
        scopes = Scopes(killed.database)
        await scopes.refresh()
        ledger, stop = Ledger(assembled().model, scopes), asyncio.Event()
        writers = [asyncio.create_task(acknowledged(killed, ledger, number, stop)) for number in range(WRITERS)]
        pick = random.Random(6)
        for _ in range(KILLS):
            await killed.progress(BETWEEN)
            await asyncio.sleep(pick.random() / 4)
            await killed.kill()
            await killed.start()
        await killed.progress(BETWEEN)
        stop.set()
        done = await asyncio.gather(*writers)
        database = killed.database
        found = [
            await database.rows("MATCH (n:Person) RETURN n.given_name, n.id, n.version, n.family_name"),
            await database.rows("MATCH (x:ExternalId {scheme: 'key'})<-[:IDENTIFIED_BY]-(n) RETURN x.value, n.id"),
            await database.rows(
                "MATCH (c:Change) WHERE c.key IS NOT NULL OPTIONAL MATCH (c)-[:HAS]->(e)-[:OF]->(n) "
                "RETURN c.key, collect(n.id), c.outcome"
            ),
            await database.rows("MATCH (e:Entry)-[:OF]->(n:Person) RETURN n.id, count(e), count(DISTINCT e.version)"),
        ]
        await database.close()
        await asyncio.to_thread(killed.server.stop)
        return done, found

    done, (people, identities, changes, entries) = run(killing())
    promised = {key: ids for one in done for key, ids in one.items()}
    created = {key: ids[0] for key, ids in promised.items() if key in {key for key, *_ in people}}
    print(f"{len(promised)} acknowledged writes over {KILLS} kills")
    assert len(promised) > KILLS * BETWEEN
    assert len(people) == len(created) == len({id for _, id, _, _ in people})
    assert {(key, id) for key, id, _, _ in people} == set(created.items())
    assert {(key, id) for key, id in identities} == set(created.items()) and len(identities) == len(created)
    assert sorted(key for key, _, _ in changes) == sorted(promised)
    assert all(ids == outcome == promised[key] for key, ids, outcome in changes)
    updates = [ids[0] for key, ids in promised.items() if key not in created]
    versions = {id: version for _, id, version, _ in people}
    assert len(updates) > KILLS
    assert all(version == 1 + updates.count(id) for id, version in versions.items())
    assert all(version == count == different for id, count, different in entries for version in [versions[id]])
