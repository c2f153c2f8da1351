"""The sealed ledger: numbers without a gap whatever commits when, and what an erasure leaves of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app import migrate
from auth.viewer import SYSTEM
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Connect, Create, Delete, Edit, Update
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from graph.seals import (
    FORGET_CHANGE,
    FORGET_ENTRY,
    Head,
    seal,
    seal_all,
    state,
    value_digest,
)
from graph.verification import Verification, verify

Run = Callable[[Awaitable[Any]], Any]


async def change(database: Database, ledger: Ledger, *edits: Edit, reason: str | None = None, key: str | None = None):
    async def work(tx: Transaction) -> Any:
        header = ChangeHeader("nadia@example.org", "test", reason, key=key, hash="h")
        return await ledger.apply(tx, header, list(edits), SYSTEM)

    outcome, _ = await database.write(work)
    ledger.scopes.learn(outcome.scopes)
    return outcome


async def verified(database: Database, *anchors: Head) -> Verification:
    return await verify(database.read, anchors)


@pytest.fixture
def ledger(empty_graph: Database, model: Model, run: Run) -> Ledger:
    scopes = Scopes(empty_graph)
    run(scopes.refresh())
    return Ledger(model, scopes)


def organization(name: str = "Rights Watch", **given: Any) -> Create:
    return Create("Organization", values={"name": name}, **given)


# Sealing


def test_changes_get_numbers_without_a_gap(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    for index in range(5):
        run(change(empty_graph, ledger, organization(f"Organization {index}")))
    assert run(state(empty_graph))[1]
    head = run(seal_all(empty_graph))
    assert (head.number, head.count) == (5, 5)
    numbers = run(empty_graph.rows("CYPHER 25 MATCH (c:Change) RETURN c.number ORDER BY c.number"))
    assert numbers == [[1], [2], [3], [4], [5]]
    found = run(verified(empty_graph, head))
    assert (found.findings, found.head.number, found.entries, found.waiting, found.anchored) == ([], 5, 5, 0, 5)


def test_nothing_to_seal_leaves_the_head(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    assert run(seal_all(empty_graph)).number == 0
    run(change(empty_graph, ledger, organization()))
    head = run(seal_all(empty_graph))
    again = run(seal_all(empty_graph))
    assert (again.number, again.hash, again.count) == (head.number, head.hash, 0)


def test_what_commits_late_is_sealed_after_what_committed_before(
    empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    """A transaction that began first and ends last has the older time, and the higher number."""
    late = organization("Late")

    async def overtaken() -> None:
        began, go_on = asyncio.Event(), asyncio.Event()

        async def slow(tx: Transaction) -> None:
            await ledger.apply(tx, ChangeHeader("dara@example.org", "late"), [late], SYSTEM)
            began.set()
            await go_on.wait()

        writing = asyncio.create_task(empty_graph.write(slow))
        await began.wait()
        await change(empty_graph, ledger, organization("Early"))
        assert (await seal_all(empty_graph)).number == 1
        go_on.set()
        await writing
        assert (await seal_all(empty_graph)).number == 2

    run(overtaken())
    rows = run(empty_graph.rows("CYPHER 25 MATCH (c:Change) RETURN c.operation, c.time ORDER BY c.number"))
    assert [operation for operation, _ in rows] == ["test", "late"]
    assert rows[1][1] < rows[0][1]
    assert run(verified(empty_graph)).findings == []


def test_a_change_with_a_key_and_its_replay_are_one(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    one = organization()
    run(change(empty_graph, ledger, one, key="k"))
    run(seal_all(empty_graph))
    assert run(change(empty_graph, ledger, one, key="k")).replayed
    assert not run(state(empty_graph))[1]
    assert run(verified(empty_graph)).findings == []


def test_a_record_that_is_deleted_takes_its_ties_from_sealed_entries(
    empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    source, one = Create("Source", values={"title": "Report"}), organization()
    run(change(empty_graph, ledger, source, one))
    run(change(empty_graph, ledger, Connect("Organization", one.id, "sources", [source.id])))
    run(seal_all(empty_graph))
    run(change(empty_graph, ledger, Delete("Source", source.id)))
    run(seal_all(empty_graph))
    assert run(verified(empty_graph)).findings == []


def test_several_sealers_and_writers_at_once_make_one_chain(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    async def all_at_once() -> None:
        done = False

        async def write(name: str) -> None:
            for index in range(12):
                await change(empty_graph, ledger, organization(f"{name} {index}"))

        async def seals() -> None:
            while not done:
                await seal(empty_graph)

        sealers = [asyncio.create_task(seals()) for _ in range(3)]
        await asyncio.gather(*(write(name) for name in ("a", "b", "c", "d")))
        done = True
        await asyncio.gather(*sealers)
        head = await seal_all(empty_graph)
        assert head.number == 48

    run(all_at_once())
    assert run(verified(empty_graph)).findings == []


def test_a_sealer_that_is_killed_leaves_nothing_half_sealed(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    async def killed_at_every_step() -> None:
        for index in range(4):
            await change(empty_graph, ledger, organization(f"Organization {index}"))
            for turns in (2, 5, 9, 14, 20):
                sealing = asyncio.create_task(seal(empty_graph))
                for _ in range(turns):
                    await asyncio.sleep(0)
                sealing.cancel()
                await asyncio.gather(sealing, return_exceptions=True)

    run(killed_at_every_step())
    run(seal_all(empty_graph))
    found = run(verified(empty_graph))
    assert (found.findings, found.head.number) == ([], 4)


def test_changes_of_before_the_chain_are_sealed_and_later_intruders_are_not(
    empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    run(change(empty_graph, ledger, organization()))
    run(empty_graph.rows("CYPHER 25 MATCH (c:Change) REMOVE c:Unsealed", write=True))
    run(migrate(empty_graph))
    assert run(seal_all(empty_graph)).number == 1
    run(empty_graph.rows("CYPHER 25 CREATE (:Change {id: 'intruder', time: '2026', actor: 'a'})", write=True))
    run(migrate(empty_graph))
    run(seal_all(empty_graph))
    assert [one.kind for one in run(verified(empty_graph)).findings] == ["inserted"]


# Erasure


FORGET = f"CYPHER 25 MATCH (c:Change)-[:HAS]->(e:Entry {{record: $id}}) {FORGET_ENTRY} WITH DISTINCT c {FORGET_CHANGE}"
ERASING = "CYPHER 25 MATCH (:Change {id: $change})-[:HAS]->(e:Entry) SET e.operation = 'erase'"


async def erased(database: Database, ledger: Ledger, id: str, *, forgotten: bool = True) -> None:
    """What an erasure leaves on the ledger: a change whose entry says so, and no values."""

    async def work(tx: Transaction) -> None:
        header = ChangeHeader("nadia@example.org", "test")
        await ledger.apply(tx, header, [Update("Person", id, {"name": "erased"})], SYSTEM)
        await (await tx.run(ERASING, {"change": header.id})).consume()
        if forgotten:
            await (await tx.run(FORGET, {"id": id})).consume()  # type: ignore[arg-type]

    await database.write(work)


def test_values_may_be_gone_where_an_erasure_says_so(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    person, other = Create("Person", values={"name": "Rojin"}), Create("Person", values={"name": "Dara"})
    run(change(empty_graph, ledger, person, other, reason="Rojin asked to be entered", key="k"))
    head = run(seal_all(empty_graph))
    run(erased(empty_graph, ledger, person.id))
    run(seal_all(empty_graph))
    found = run(verified(empty_graph, head))
    assert (found.findings, found.erased) == ([], 4), "after, two reasons, the hash of the request"


def test_an_erasure_while_it_is_sealed_leaves_neither_value_nor_salt(
    empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    async def together() -> None:
        for index in range(8):
            person = Create("Person", values={"name": f"Rojin {index}"})
            await change(empty_graph, ledger, person, reason="asked")
            await asyncio.gather(seal(empty_graph), erased(empty_graph, ledger, person.id))

    run(together())
    run(seal_all(empty_graph))
    text = "CYPHER 25 MATCH (e:Entry {operation: 'create'}) RETURN e.after, e.after_salt"
    assert run(empty_graph.rows(text)) == [[None, None]] * 8
    assert run(verified(empty_graph)).findings == []


def test_values_may_not_be_gone_otherwise(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    person, other = Create("Person", values={"name": "Rojin"}), Create("Person", values={"name": "Dara"})
    run(change(empty_graph, ledger, person))
    run(change(empty_graph, ledger, other))
    run(seal_all(empty_graph))
    run(erased(empty_graph, ledger, other.id))
    run(empty_graph.rows(FORGET, {"id": person.id}, write=True))
    run(seal_all(empty_graph))
    assert [(one.number, one.kind) for one in run(verified(empty_graph)).findings] == [(1, "altered")]


def test_an_erasure_allows_no_other_value_in_place_of_the_old(empty_graph: Database, ledger: Ledger, run: Run) -> None:
    person = Create("Person", values={"name": "Rojin"})
    run(change(empty_graph, ledger, person))
    run(seal_all(empty_graph))
    run(erased(empty_graph, ledger, person.id, forgotten=False))
    run(seal_all(empty_graph))
    run(empty_graph.rows("CYPHER 25 MATCH (e:Entry {operation: 'create'}) SET e.after = '{}'", write=True))
    assert [(one.number, one.kind) for one in run(verified(empty_graph)).findings] == [(1, "altered")]


def test_what_is_left_of_an_erased_value_cannot_be_guessed_from(
    empty_graph: Database, ledger: Ledger, run: Run
) -> None:
    person = Create("Person", values={"name": "Rojin"})
    run(change(empty_graph, ledger, person))
    run(seal_all(empty_graph))
    before = run(empty_graph.rows("CYPHER 25 MATCH (e:Entry) RETURN e.after, e.after_salt, e.after_digest"))[0]
    assert value_digest(before[1], "after", before[0]) == before[2]
    run(erased(empty_graph, ledger, person.id))
    left = run(empty_graph.rows("CYPHER 25 MATCH (e:Entry {operation: 'create'}) RETURN properties(e)"))[0][0]
    assert before[1] not in left.values()
    assert left["after_digest"] == before[2]
