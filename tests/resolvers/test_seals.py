"""Heads of the sealed ledger are kept outside of the database, and the command line verifies against them."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import commands
from graph.database import Database
from graph.embedded import Connection
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from graph.seals import Head, seal_all, state
from graph.verification import verify
from resolvers.seals import AnchorCommand, AnchorFile, LedgerSealer, NotAnchored, anchors_of, kept_heads
from settings import OperatorError, Settings
from tests.graph.test_seals import change, organization

Run = Callable[[Awaitable[Any]], Any]
HEAD = Head(3, "ab" * 32, "2026-11-25T00:00:00.000000Z", 2)


@pytest.fixture
def ledger(empty_graph: Database, model: Model, run: Run) -> Ledger:
    scopes = Scopes(empty_graph)
    run(scopes.refresh())
    return Ledger(model, scopes)


# Anchors


def test_a_file_keeps_heads_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    for number in (1, 2):
        asyncio.run(AnchorFile(path).keep(Head(number, "ab", "t", 1)))
    assert [head.number for head in kept_heads(path)] == [1, 2]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotAnchored, match="cannot be written"):
        asyncio.run(AnchorFile(tmp_path / "none" / "anchor").keep(HEAD))


def test_a_command_gets_the_head_on_its_standard_input(tmp_path: Path) -> None:
    text = f"import sys; open({str(tmp_path / 'got')!r}, 'w').write(sys.stdin.read())"
    asyncio.run(AnchorCommand([sys.executable, "-c", text]).keep(HEAD))
    assert json.loads((tmp_path / "got").read_text()) == {
        "number": 3,
        "hash": "ab" * 32,
        "time": "2026-11-25T00:00:00.000000Z",
        "count": 2,
    }


@pytest.mark.parametrize(
    ("words", "says"), [(["/no/such/command"], "cannot be run"), ([sys.executable, "-c", "exit(3)"], "status 3")]
)
def test_a_command_that_fails_is_said(words: list[str], says: str) -> None:
    with pytest.raises(NotAnchored, match=says):
        asyncio.run(AnchorCommand(words).keep(HEAD))


def test_an_anchor_that_was_changed_is_no_anchor(tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    path.write_text('{"number": 1, "hash": "ab"}\nnothing\n')
    with pytest.raises(OperatorError, match="Line 2"):
        list(kept_heads(path))


def test_the_settings_name_the_anchors(tmp_path: Path) -> None:
    found = anchors_of(Settings(data_dir=tmp_path, anchor=tmp_path / "a", anchor_command="curl -d @- 'http://x y'"))
    assert isinstance(found[0], AnchorFile) and isinstance(found[1], AnchorCommand)
    assert found[1].words == ["curl", "-d", "@-", "http://x y"]


# The sealer of a service


def test_each_new_head_is_kept_once(empty_graph: Database, ledger: Ledger, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    sealer = LedgerSealer(empty_graph, [AnchorFile(path)])
    run(sealer.once())
    assert not path.exists()
    for _ in range(2):
        run(change(empty_graph, ledger, organization()))
        run(sealer.once())
        run(sealer.once())
    assert [head.number for head in kept_heads(path)] == [1, 2]
    assert run(verify(empty_graph.read, kept_heads(path))).anchored == 2


def test_a_head_that_could_not_be_kept_is_kept_later(
    empty_graph: Database, ledger: Ledger, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "folder" / "anchor"
    sealer = LedgerSealer(empty_graph, [AnchorFile(path)])
    run(change(empty_graph, ledger, organization()))
    with pytest.raises(NotAnchored):
        run(sealer.once())
    path.parent.mkdir()
    run(sealer.once())
    assert [head.number for head in kept_heads(path)] == [1]


def test_what_another_process_sealed_is_kept_here_too(
    empty_graph: Database, ledger: Ledger, run: Run, tmp_path: Path
) -> None:
    run(change(empty_graph, ledger, organization()))
    run(seal_all(empty_graph))
    run(LedgerSealer(empty_graph, [AnchorFile(tmp_path / "anchor")]).once())
    assert [head.number for head in kept_heads(tmp_path / "anchor")] == [1]


def test_a_sealer_complains_once_and_goes_on(
    empty_graph: Database, ledger: Ledger, run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sealer = LedgerSealer(empty_graph, [AnchorFile(tmp_path / "none" / "anchor")])
    run(change(empty_graph, ledger, organization()))

    async def watched() -> None:
        watching = asyncio.create_task(sealer.watch(0.001))
        while (await state(empty_graph))[1]:
            pass
        for _ in range(3):
            await empty_graph.read("CYPHER 25 RETURN 1 AS one", {})
        watching.cancel()

    run(watched())
    assert run(state(empty_graph))[0].number == 1
    assert caplog.text.count("not anchored") <= 1


SEALS_ON = """
import asyncio, sys
from graph.database import Database
from graph.seals import seal
async def main():
    database = Database(*sys.argv[1:4])
    print("begun", flush=True)
    while True:
        await seal(database)
asyncio.run(main())
"""


@pytest.mark.slow
def test_sealers_that_are_killed_leave_a_whole_chain(
    neo4j_server: Connection, empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    rng = random.Random(7)

    async def load(sealer: subprocess.Popen[str]) -> None:
        for index in range(rng.randint(5, 40)):
            await change(empty_graph, ledger, organization(f"Organization {index}"))
        sealer.kill()

    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", SEALS_ON, neo4j_server.uri, neo4j_server.user, neo4j_server.password],
            stdout=subprocess.PIPE,
            text=True,
        ) as sealer:
            assert sealer.stdout is not None
            assert sealer.stdout.readline() == "begun\n"
            run(load(sealer))
    head = run(seal_all(empty_graph))
    found = run(verify(empty_graph.read, [head]))
    count = run(empty_graph.rows("CYPHER 25 MATCH (c:Change) RETURN count(c)"))[0][0]
    assert (found.findings, found.head.number, found.waiting) == ([], count, 0)


# The command line


def test_the_command_line_seals_verifies_and_shows(
    neo4j_server: Connection, empty_graph: Database, ledger: Ledger, run: Run, tmp_path: Path
) -> None:
    environment = {
        "PEYMAN_NEO4J_URI": neo4j_server.uri,
        "PEYMAN_NEO4J_USER": neo4j_server.user,
        "PEYMAN_NEO4J_PASSWORD": neo4j_server.password,
        "PEYMAN_ANCHOR": str(tmp_path / "anchor"),
        "PEYMAN_DATA_DIR": str(tmp_path),
    }

    def peyman(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(commands, ["audit", *words], env=environment)
        return done.exit_code, done.output

    for index in range(3):
        run(change(empty_graph, ledger, organization(f"Organization {index}")))
    status, said = peyman("seal")
    assert (status, "3 changes sealed; the head is number 3, anchored." in said) == (0, True), said
    status, said = peyman("verify")
    assert status == 0 and "Anchors vouch for the first 3." in said and "Nothing was changed" in said, said
    run(empty_graph.rows("CYPHER 25 MATCH (c:Change {number: 2}) SET c.actor = 'x'", write=True))
    status, said = peyman("verify", "--anchor", str(tmp_path / "anchor"))
    assert status == 1 and "altered number 2: its own properties" in said, said
    row = {"id": "a", "order_time": "2026", "time": "2026", "kind": "READ", "user": "dara", "record": "r", "times": 1}
    run(empty_graph.rows("CYPHER 25 CREATE (n:Access) SET n = $row", {"row": row}, write=True))
    assert "2026 dara READ r in no document\n1 entries." in peyman("log", "--record", "r", "--since", "2025-01-01")[1]
    assert "0 entries." in peyman("log", "--refused")[1]
    assert "1 entries of the access log are gone." in peyman("prune", "--before", "2027-01-01")[1]
