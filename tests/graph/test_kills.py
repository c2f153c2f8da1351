"""The database killed: every acknowledged write is there, none twice, and a new marking reaches all or nothing."""

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
from auth.viewer import SYSTEM, Viewer
from graph.database import Database
from graph.edits import ChangeHeader, Create, Outcome, Update
from graph.embedded import Connection, EmbeddedServer
from graph.errors import DatabaseUnavailable, OperationTimeout, StatementFailed
from graph.ledger import Ledger
from graph.scopes import Scopes

KILLS, WRITERS = 5, 4
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
        if self.attempts:
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
def test_kills_lose_nothing_and_double_nothing(tmp_path, cache_dir, run):
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


DEPENDENTS = 1_000
STATEMENTS = ("AS level", "SET n.scope", "MERGE (c:Change")
"""Of a new marking: the database is killed once each of these has run. After the last there is the commit alone."""
SEEN = """MATCH (n:Record) WHERE n:DialogueProcess OR n:DialogueSession
  RETURN count(DISTINCT n.scope), count(*), sum(n.scope), collect(DISTINCT n.marking), sum(n.version),
    count { MATCH (e:Entry) }"""


class Cut:
    """A transaction whose database is killed once a statement has run that holds this text."""

    def __init__(self, tx: Any, text: str, kill: Callable[[], None]) -> None:
        self.tx, self.text, self.kill = tx, text, kill

    async def run(self, statement: str, parameters: Any = None) -> Any:
        result = await self.tx.run(statement, parameters)
        if self.text not in statement:
            return result
        await result.consume()
        self.kill()
        raise Gone


class Gone(asyncio.CancelledError):
    """The database is; as for one who no longer waits, the driver does not go on knocking at the old port."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_kill_amid_a_new_marking_leaves_the_old_protection_whole(tmp_path, cache_dir, run):
    """A process with its sessions, killed at three moments of its marking: the old protection holds for all of them."""

    async def killing() -> list[list]:
        killed = Killed(tmp_path / "data", cache_dir)
        await killed.start()
        await migrate(killed.database)
        ledger = Ledger(assembled().model, Scopes(killed.database))
        process = Create("DialogueProcess", values={"name": "Whole"}, marking="CLEAR")
        sessions = [
            Create("DialogueSession", values={"name": f"{n}"}, links={"process": [process.id]}, marking="CLEAR")
            for n in range(DEPENDENTS)
        ]
        mark = Update("DialogueProcess", process.id, protection={"marking": "RED", "readers": ["user:x"]})
        await applied(killed, ledger, [process, *sessions])
        found = [(await killed.database.rows(SEEN))[0]]
        for text in STATEMENTS:
            with pytest.raises((Gone, DatabaseUnavailable)):
                await applied(killed, ledger, [mark], text)
            await killed.kill()
            await killed.start()
            found.append((await killed.database.rows(SEEN))[0])
        await applied(killed, ledger, [mark])
        found.append((await killed.database.rows(SEEN))[0])
        await killed.database.close()
        await asyncio.to_thread(killed.server.stop)
        return found

    before, *amid, after = run(killing())
    assert before[:2] == [1, DEPENDENTS + 1] and amid == [before] * len(STATEMENTS)
    assert after[:2] == [1, DEPENDENTS + 1] and after[2] != before[2], "all of it, once nothing kills it"
    assert set(after[3]) == {"RED", "CLEAR"}


async def applied(killed: Killed, ledger: Ledger, edits: list[Any], text: str | None = None) -> None:
    def kill() -> None:
        os.kill(json.loads((killed.data_dir / "server.json").read_text())["pid"], signal.SIGKILL)

    async def work(tx: Any) -> Outcome:
        header = ChangeHeader("system", "test", reason="why")
        return await ledger.apply(Cut(tx, text, kill) if text else tx, header, edits, SYSTEM)  # type: ignore[arg-type]

    await killed.database.write(work, timeout=300)
