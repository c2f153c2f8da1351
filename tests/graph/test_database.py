"""The one door: what is cancelled ends on the server, what fails is told by our own error, what passes is retried."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest
from neo4j.exceptions import TransientError

from graph.database import Database
from graph.errors import DatabaseUnavailable, MemoryLimit, OperationTimeout, StatementFailed

LONG = "CYPHER 25 /* long */ UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(a * b % 7) AS n"
RUNNING = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS $mark RETURN count(*) AS n"


async def running(database: Database, mark: str) -> int:
    """Statements on the server with the mark in them, but this one, which has it in a parameter."""
    return (await database.rows(RUNNING, {"mark": mark}))[0][0]


async def until(database: Database, mark: str, count: int, seconds: float) -> float:
    """Seconds until so many are running; AssertionError after `seconds`."""
    begun = time.monotonic()
    while await running(database, mark) != count:
        assert time.monotonic() - begun < seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


@pytest.mark.parametrize("way", ["read", "rows", "write"])
def test_what_is_cancelled_ends_on_the_server_within_a_second(way, database, run):
    mark = f"/* {way} cancelled */"
    statement = LONG.replace("/* long */", mark)

    async def write(tx):
        return await (await tx.run(statement)).single()

    async def cancelled() -> float:
        work = {
            "read": lambda: database.read(statement, {}, timeout=60),
            "rows": lambda: database.rows(statement, timeout=60),
            "write": lambda: database.write(write, timeout=60),
        }[way]
        task = asyncio.create_task(work())
        await until(database, mark, 1, 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await until(database, mark, 0, 5)

    assert run(cancelled()) < 1.5
    assert run(database.read("RETURN 1 AS one", {})) == [1]


def test_the_pool_survives_many_cancellations(neo4j_server, run):
    async def many() -> list:
        small = Database(neo4j_server.uri, neo4j_server.user, neo4j_server.password, pool=3)
        for _ in range(10):
            tasks = [asyncio.create_task(small.read(LONG, {}, timeout=60)) for _ in range(3)]
            await asyncio.sleep(0.02)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        found = await asyncio.gather(*(small.read("RETURN 1 AS one", {}) for _ in range(6)))
        await small.close()
        return found

    assert run(many()) == [[1]] * 6


def test_what_takes_too_long_is_told_so_and_ended(database, run):
    begun = time.monotonic()
    with pytest.raises(OperationTimeout):
        run(database.read(LONG, {}, timeout=0.5))
    assert time.monotonic() - begun < 10
    run(until(database, "/* long */", 0, 5))


def test_a_statement_that_fails_is_told_by_its_code_alone(database, run):
    for statement in ("RETURN 1 / 0 AS x, 'secret' AS y", "THIS IS secret NO CYPHER", "RETURN $secret AS x"):
        with pytest.raises(StatementFailed) as failed:
            run(database.read(statement, {}))
        assert failed.value.code.startswith("Neo.ClientError.") and "secret" not in str(failed.value)
        assert failed.value.__cause__ is None and failed.value.__suppress_context__


def test_a_constraint_never_tells_its_values(database, run):
    id = "a secret id"
    for expected in (None, StatementFailed):
        if expected is None:
            run(database.rows("CREATE (:Tombstone {id: $id})", {"id": id}, write=True))
        else:
            with pytest.raises(expected) as failed:
                run(database.rows("CREATE (:Tombstone {id: $id})", {"id": id}, write=True))
            assert id not in str(failed.value)
    run(database.rows("MATCH (n:Tombstone {id: $id}) DELETE n", {"id": id}, write=True))


@pytest.mark.slow
def test_a_memory_limit_is_told_as_one_and_not_tried_again(database, run):
    begun = time.monotonic()
    with pytest.raises((MemoryLimit, OperationTimeout)):
        run(database.read("UNWIND range(1, 100000000) AS a RETURN collect(a) AS all", {}, timeout=20))
    assert time.monotonic() - begun < 30


def test_transient_errors_are_tried_again_and_others_are_not(database, run):
    def failing(times: int, error: Exception):
        tries = []

        async def work(tx):
            tries.append(1)
            if len(tries) <= times:
                raise error
            return (await (await tx.run("RETURN 1 AS one")).single())["one"]

        return work, tries

    error = TransientError("deadlock")
    error._neo4j_code = "Neo.TransientError.Transaction.DeadlockDetected"
    work, tries = failing(2, error)
    assert run(database.write(work))[0] == 1 and len(tries) == 3
    work, tries = failing(1, ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        run(database.write(work))
    assert len(tries) == 1


def test_a_write_gives_bookmarks_that_a_read_takes(database, run):
    async def work(tx):
        return (await (await tx.run("CREATE (n:Tombstone {id: 'b'}) RETURN n.id AS id")).single())["id"]

    found, bookmarks = run(database.write(work))
    assert found == "b" and bookmarks
    statement = "MATCH (n:Tombstone {id: 'b'}) RETURN count(n) AS n"
    assert run(database.read(statement, {}, bookmarks=bookmarks)) == [1]
    run(database.rows("MATCH (n:Tombstone {id: 'b'}) DELETE n", write=True))


def test_a_server_that_is_not_there_is_unavailable_at_once(run):
    async def ask() -> None:
        away = Database("bolt://127.0.0.1:1", "neo4j", "x")
        try:
            await away.read("RETURN 1 AS one", {})
        finally:
            await away.close()

    begun = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        run(ask())
    assert time.monotonic() - begun < 10


def test_a_wrong_password_is_told_without_the_password(neo4j_server, run):
    async def ask() -> None:
        wrong = Database(neo4j_server.uri, neo4j_server.user, "hunter2")
        try:
            await wrong.read("RETURN 1 AS one", {})
        finally:
            await wrong.close()

    with pytest.raises(DatabaseUnavailable) as failed:
        run(ask())
    assert "hunter2" not in str(failed.value) and "password" in str(failed.value)


class Relay:
    """A port that leads to the server, can be cut, and can be there again: the same address across an outage.

    While it is `silent`, nothing that is sent arrives, and nobody is told.
    """

    def __init__(self, uri: str) -> None:
        self.target = int(uri.rpartition(":")[2])
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.silent = False

    async def open(self) -> str:
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]
        return f"bolt://127.0.0.1:{self.port}"

    async def cut(self) -> None:
        self.server.close()
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        self.writers += [writer, back]
        with suppress(OSError):
            await asyncio.gather(self.pump(reader, back), self.pump(there, writer))

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not self.silent:
                writer.write(data)
        writer.close()


def test_a_server_that_goes_is_unavailable_and_one_that_comes_back_is_used_again(neo4j_server, run):
    async def story() -> None:
        relay = Relay(neo4j_server.uri)
        database = Database(await relay.open(), neo4j_server.user, neo4j_server.password)
        long = asyncio.create_task(database.read(LONG, {}, timeout=60))
        assert await database.read("RETURN 1 AS one", {}) == [1]
        await relay.cut()
        for broken in (long, database.read("RETURN 1 AS one", {}), database.rows("RETURN 1 AS one", write=True)):
            with pytest.raises(DatabaseUnavailable):
                await broken
        await relay.open()
        assert await asyncio.gather(*(database.read("RETURN 1 AS one", {}) for _ in range(4))) == [[1]] * 4
        await relay.cut()
        await relay.open()
        assert await database.read("RETURN 1 AS one", {}) == [1], "a connection that broke is tried again, unasked"
        await database.close()
        await relay.cut()

    run(story())


def test_a_server_that_falls_silent_is_not_waited_for(neo4j_server, run, monkeypatch):
    monkeypatch.setattr("graph.database.GRACE", 0.5)
    monkeypatch.setattr("graph.database.SECONDS_TO_RETRY", 0.1)

    async def write(tx):
        return await (await tx.run("RETURN 1 AS one")).single()

    async def story() -> None:
        relay = Relay(neo4j_server.uri)
        database = Database(await relay.open(), neo4j_server.user, neo4j_server.password)
        assert await database.read("RETURN 1 AS one", {}) == [1]
        relay.silent = True
        for waiting, error in (
            (database.read("RETURN 1 AS one", {}, timeout=0.1), OperationTimeout),
            (database.rows("RETURN 1 AS one", timeout=0.1), OperationTimeout),
            (database.rows("RETURN 1 AS one", timeout=0.1, write=True), DatabaseUnavailable),
            (database.write(write, timeout=0.1), DatabaseUnavailable),
        ):
            with pytest.raises(error):
                await asyncio.wait_for(waiting, 8)
        relay.silent = False
        assert await database.read("RETURN 1 AS one", {}) == [1]
        await database.close()
        await relay.cut()

    run(story())


def test_nothing_of_a_statement_is_logged(database, run, caplog, capfd):
    with caplog.at_level(1):
        run(database.rows("MATCH (n:NoSuchLabel {secret: 'canary'}) RETURN n.nothing"))
        with pytest.raises(StatementFailed):
            run(database.read("RETURN canary", {}))
    said = caplog.text + "".join(capfd.readouterr())
    assert "canary" not in said
