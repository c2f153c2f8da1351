"""Whoever tampers with the sealed ledger is found: five kinds, by direct statements, with and without knowing how."""

from __future__ import annotations

import os
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from graph.database import Database, Transaction
from graph.edits import Connect, Create, Update
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from graph.seals import VALUES, Head, change_digest, content_of, entry_digest, seal_all, seal_of, state, value_digest
from graph.verification import Verification, verify
from tests.fixtures_graph import clear
from tests.graph.test_seals import change, organization

Run = Callable[[Awaitable[Any]], Any]
CASES = 200 if os.environ.get("PEYMAN_CI") else 25
"""Tamperings of each kind: evidence 7 asks for 200."""
CHANGES = 60


class RolledBack(Exception):
    """Ends a transaction in which something was tried out."""


@dataclass
class Sealed:
    """A chain that stands for all cases: each tampers with it in a transaction that is rolled back."""

    database: Database
    run: Run
    head: Head
    anchors: list[Head]
    """What an anchor kept on the way."""

    def tried(self, tamper: Callable[[Transaction], Awaitable[Any]], anchored: bool = True) -> Verification:
        kept: list[Verification] = []

        async def work(tx: Transaction) -> None:
            async def read(statement: str, parameters: Mapping[str, Any]) -> list[Any]:
                return (await (await tx.run(statement, dict(parameters))).single(strict=True)).values()  # type: ignore[arg-type]

            await tamper(tx)
            kept.append(await verify(read, self.anchors if anchored else ()))
            raise RolledBack

        with pytest.raises(RolledBack):
            self.run(self.database.write(work))
        return kept[-1]


@pytest.fixture(scope="module")
def sealed(database: Database, model: Model, run: Run) -> Iterator[Sealed]:
    run(clear(database))
    scopes = Scopes(database)
    run(scopes.refresh())
    ledger, anchors = Ledger(model, scopes), list[Head]()

    async def build() -> None:
        places = [Create("Source", values={"title": f"Report {index}"}) for index in range(3)]
        await change(database, ledger, *places, reason="the sources")
        made = list[Create]()
        rng = random.Random(4)
        while (await seal_all(database)).number < CHANGES:
            if not made or rng.random() < 0.5:
                made.append(organization(f"Organization {len(made)}", marking=rng.choice(["CLEAR", "GREEN"])))
                await change(database, ledger, made[-1], reason=rng.choice([None, "because"]))
            elif rng.random() < 0.6:
                one = rng.choice(made)
                await change(database, ledger, Update("Organization", one.id, {"name": f"Renamed {rng.random()}"}))
            else:
                one, place = rng.choice(made), rng.choice(places)
                await change(database, ledger, Connect("Organization", one.id, "sources", [place.id]))
            if rng.random() < 0.3:
                anchors.append(await seal_all(database))
        anchors.append((await state(database))[0])

    run(build())
    yield Sealed(database, run, anchors[-1], anchors)
    run(clear(database))


def test_the_chain_that_is_tampered_with_was_whole(sealed: Sealed) -> None:
    async def nothing(tx: Transaction) -> None: ...

    found = sealed.tried(nothing)
    assert (found.findings, found.head.number, found.anchored) == ([], CHANGES, CHANGES)


async def did(tx: Transaction, statement: str, **parameters: Any) -> None:
    """Run a statement that must change something."""
    counters = (await (await tx.run(f"CYPHER 25 {statement}", parameters)).consume()).counters  # type: ignore[arg-type]
    assert counters.contains_updates, statement


async def rewritten(tx: Transaction, first: int) -> None:
    """Work out every digest and seal anew from a number on, as whoever knows the algorithm would."""
    found = await tx.run(
        "CYPHER 25 MATCH (c:Change) WHERE c.number >= $first "
        "RETURN elementId(c), properties(c), COLLECT { MATCH (c)-[:HAS]->(e:Entry) RETURN [elementId(e), "
        "properties(e), COLLECT { MATCH (e)-[:TOUCHES]->(t) RETURN t.id }] } ORDER BY c.number, c.id",
        {"first": first},
    )
    rows = [record.values() async for record in found]
    before = await tx.run("CYPHER 25 MATCH (c:Change {number: $last}) RETURN c.seal", {"last": first - 1})
    previous = row["c.seal"] if (row := await before.single()) is not None else ""
    written: list[Any] = []
    for number, (node, properties, entries) in enumerate(rows, first):
        digests, parts = list[str](), list[Any]()
        for part, values, touched in entries:
            values = resealed(values) | {"touched": sorted(touched)}
            digests.append(entry_digest(values))
            parts.append([part, values | {"digest": digests[-1]}])
        own = resealed(properties)
        content = content_of(change_digest(own), digests)
        previous = seal_of(previous, number, content)
        size = {"number": number, "seal": previous, "content": content, "size": len(digests)}
        written.append([node, own | {"digest": change_digest(own)} | size, parts])
    await did(tx, "MATCH (c:Change) WHERE c.number >= $first REMOVE c.number", first=first)
    await did(
        tx,
        "UNWIND $rows AS row MATCH (c) WHERE elementId(c) = row[0] SET c = row[1] WITH row UNWIND row[2] AS part "
        "MATCH (e) WHERE elementId(e) = part[0] SET e = part[1]",
        rows=written,
    )
    await did(
        tx,
        "MATCH (s:Seal) SET s.hash = $hash, s.number = $number, s.again = true",
        hash=previous,
        number=first + len(rows) - 1,
    )


def resealed(properties: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(properties)
    for name in VALUES:
        if found.get(name) is not None:
            salt = found.setdefault(f"{name}_salt", "00")
            found[f"{name}_digest"] = value_digest(salt, name, found[name])
    return found


ALTERATIONS = (
    "MATCH (c:Change {number: $n}) SET c.actor = 'someone@example.org'",
    "MATCH (c:Change {number: $n}) SET c.time = '2020-01-01T00:00:00.000000Z'",
    "MATCH (c:Change {number: $n}) SET c.operation = 'otherwise'",
    "MATCH (c:Change {number: $n}) SET c.reason = 'another reason'",
    "MATCH (c:Change {number: $n}) SET c.outcome = ['x']",
    "MATCH (c:Change {number: $n}) SET c.more = 1",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.actor = 'someone@example.org'",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.time = '2020-01-01T00:00:00.000000Z'",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.operation = 'otherwise'",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.scope = e.scope + 1",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.version = 99",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.before = '{}'",
    'MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.after = \'{"name": "forged"}\'',
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 SET e.record = 'another'",
    "MATCH (:Change {number: $n})-[:HAS]->(e)-[r:OF]->() WITH e, r LIMIT 1 DELETE r",
    "MATCH (:Change {number: $n})-[:HAS]->(e) MATCH (o:CooperationArea) WITH e, o LIMIT 1 CREATE (e)-[:TOUCHES]->(o)",
)
REMOVALS = (
    "MATCH (c:Change {number: $n}) OPTIONAL MATCH (c)-[:HAS]->(e) DETACH DELETE c, e",
    "MATCH (c:Change {number: $n}) DETACH DELETE c",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 DETACH DELETE e",
    "MATCH (:Change {number: $n})-[:HAS]->(e) WITH e LIMIT 1 REMOVE e:Entry",
    "MATCH (:Change {number: $n})-[r:HAS]->() WITH r LIMIT 1 DELETE r",
    "MATCH (c:Change {number: $n}) REMOVE c:Change",
)
INSERTIONS = (
    "MATCH (s:Seal) CREATE (:Change {id: 'x', actor: 'a', time: 't', operation: 'o'})",
    "MATCH (s:Seal) CREATE (:Change {id: 'x', actor: 'a', time: 't', operation: 'o', number: s.number + 1, seal: 'x'})",
    "MATCH (s:Seal) CREATE (:Change {id: 'x', actor: 'a', time: 't', operation: 'o', number: $n + 0.5, seal: 'x'})",
    "MATCH (s:Seal) CREATE (:Change {id: 'x', actor: 'a', time: 't', operation: 'o', number: -$n})",
    "MATCH (c:Change {number: $n})-[:HAS]->(e)-[:OF]->(r) WITH c, e, r LIMIT 1 CREATE (c)-[:HAS]->(x:Entry)-[:OF]->(r) "
    "SET x = properties(e), x.id = 'x'",
    "MATCH (:Change {number: $n})-[:HAS]->(e)-[:OF]->(r) WITH e, r LIMIT 1 CREATE (x:Entry)-[:OF]->(r) "
    "SET x = properties(e), x.id = 'x'",
    "MATCH (:Change {number: $n})-[:HAS]->(e) MATCH (o:Change {number: $m}) WITH e, o LIMIT 1 CREATE (o)-[:HAS]->(e)",
)


async def alter(tx: Transaction, rng: random.Random, n: int) -> None:
    await did(tx, rng.choice(ALTERATIONS), n=n)


async def remove(tx: Transaction, rng: random.Random, n: int) -> None:
    await did(tx, rng.choice(REMOVALS), n=n)


async def insert(tx: Transaction, rng: random.Random, n: int) -> None:
    other = rng.choice([one for one in range(1, CHANGES + 1) if one != n])
    await did(tx, rng.choice(INSERTIONS), n=n, m=other)


async def reorder(tx: Transaction, rng: random.Random, n: int) -> None:
    """Two changes trade places, with their seals or without; or all from one on move by one."""
    m = rng.choice([one for one in range(1, CHANGES + 1) if one != n])
    seals = rng.choice(["", ", a.seal = t, b.seal = s"])
    await did(
        tx,
        "MATCH (a:Change {number: $n}), (b:Change {number: $m}) WITH a, b, a.seal AS s, b.seal AS t "
        f"SET a.number = null SET b.number = $n SET a.number = $m {seals.replace(',', 'SET', 1)}",
        n=n,
        m=m,
    )


async def truncate(tx: Transaction, rng: random.Random, n: int) -> None:
    """The last changes go, and the head goes back: all agrees, but with the anchor."""
    await did(
        tx,
        "MATCH (c:Change) WHERE c.number >= $n OPTIONAL MATCH (c)-[:HAS]->(e) DETACH DELETE c, e",
        n=n,
    )
    if n > 1 and rng.random() < 0.7:
        await did(
            tx,
            "MATCH (s:Seal) MATCH (c:Change {number: $n}) SET s.number = $n, s.hash = c.seal",
            n=n - 1,
        )


TAMPERINGS = {"altered": alter, "removed": remove, "inserted": insert, "reordered": reorder, "truncated": truncate}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_found(kind: str, sealed: Sealed) -> None:
    for case in range(CASES):
        rng = random.Random(f"{kind} {case}")
        n = rng.randint(1, CHANGES)
        found = sealed.tried(lambda tx, rng=rng, n=n: TAMPERINGS[kind](tx, rng, n))
        assert found.findings, (kind, case, n)


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_by_one_who_works_out_all_that_follows_anew_is_found_by_the_anchor(kind: str, sealed: Sealed) -> None:
    for case in range(max(5, CASES // 10)):
        rng = random.Random(f"rewritten {kind} {case}")
        n = rng.randint(1, CHANGES)

        n = max(n, 2) if kind == "truncated" else n

        async def tamper(tx: Transaction, rng: random.Random = rng, n: int = n) -> None:
            match kind:
                case "altered":
                    await did(tx, rng.choice(ALTERATIONS[:13]), n=n)
                case "removed":
                    await did(tx, REMOVALS[0], n=n)
                case "inserted":
                    await did(tx, "MATCH (s:Seal) CREATE (:Change {id: '0', number: $n + 0.5, actor: 'a'})", n=n)
                case "reordered":
                    await reorder(tx, rng, n)
                case _:
                    await truncate(tx, rng, n)
            await rewritten(tx, 1)

        assert sealed.tried(tamper).findings, (kind, case, n)
        assert sealed.tried(tamper, anchored=False).findings == [], "it agrees with itself: only the anchor tells"


def test_what_was_altered_is_named(sealed: Sealed) -> None:
    found = sealed.tried(lambda tx: did(tx, ALTERATIONS[0], n=7)).findings
    assert [(one.number, one.kind, one.what) for one in found] == [
        (7, "altered", "its own properties are not those that were sealed")
    ]
    found = sealed.tried(lambda tx: did(tx, REMOVALS[0], n=9)).findings
    assert [(one.number, one.kind, one.what) for one in found] == [(9, "removed", "number 9 is missing")]
    text = "MATCH (:Change {number: 2})-[:HAS]->(e) SET e.after = '{}'"
    found = sealed.tried(lambda tx: did(tx, text)).findings
    assert [(one.number, one.kind) for one in found] == [(2, "altered")]
    assert found[0].what.startswith("`after` of its entry on ")
