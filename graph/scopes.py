"""Scopes: each distinct protection interned once as a small integer, and the scopes that a viewer sees.

A scope never changes its meaning, so what a process knows of them can be too little for a moment (a scope that another
process made), never too much.  A viewer's set is found by elimination: per clause, the scopes that hold it and which
the viewer has no token for, are not his; kept per set of tokens until new scopes arrive.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from auth.protection import Clause, Protection, named, read, strict, visible, written
from auth.viewer import Viewer
from graph.database import Database, Transaction
from graph.errors import PeymanError

SEEK_LIMIT = 64
"""Scopes up to which a page is merged from one index seek per scope; above, the order's index is walked."""
NEVER = -1
"""A scope that no record has: pads parameters, since Neo4j plans anew for each size class of a list."""

EVERY_SECONDS = 1.0
"""How often a process looks for scopes that others made."""
MARK = "peyman-scope:"
"""Begins the entry, among the bookmarks that a client carries, of the highest scope when it wrote."""

INTERN = """CYPHER 25
UNWIND $protections AS row
MERGE (scope:Scope {key: row[0]})
  ON CREATE SET scope.clauses = row[1]
WITH collect(scope) AS scopes
WITH scopes, [scope IN scopes WHERE scope.scope IS NULL] AS fresh
CALL (fresh) {
  WITH fresh WHERE size(fresh) > 0
  MERGE (counter:ScopeCounter {name: 'scope'})
  SET counter.lock = true
  WITH counter, fresh
  SET counter.last = coalesce(counter.last, -1) + size(fresh)
  WITH counter.last - size(fresh) + 1 AS first, fresh
  UNWIND range(0, size(fresh) - 1) AS index
  WITH fresh[index] AS scope, first + index AS number
  SET scope.scope = number
}
RETURN [scope IN scopes | [scope.key, scope.scope]] AS found"""
"""The counter stays locked until the transaction ends: numbers have no gaps, and are committed in their order."""
NEWER = """CYPHER 25
MATCH (scope:Scope) WHERE scope.scope > $known
RETURN collect([scope.scope, scope.clauses]) AS found"""
MEET = """CYPHER 25
MATCH (scope:Scope) WHERE scope.scope IN $numbers
RETURN collect([scope.scope, scope.clauses]) AS found"""


@dataclass(frozen=True)
class Visible:
    """The scopes a viewer sees, as the parameter `$visible`, and the way his pages are taken."""

    parameter: Sequence[int]
    way: str
    named: Sequence[int] = ()
    """Those of what only people by name may see: `auth.protection.named`."""
    strict: Sequence[int] = ()
    """Those, and of what one organization alone may see."""


class Scopes:
    """What this process knows of the graph's scopes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers: dict[Protection, int] = {}
        self._protections: dict[int, Protection] = {}
        self._clauses: dict[Clause, set[int]] = {}
        self._named: set[int] = set()
        self._strict: set[int] = set()
        self._all: list[int] = []
        self._known = NEVER
        self._visible: LRUCache[Any, Visible] = LRUCache(2_000)

    @property
    def known(self) -> int:
        """The highest scope up to which all are known here."""
        return self._known

    @property
    def highest(self) -> int:
        """The highest scope met here; others made between it and `known` may be missing."""
        return self._all[-1] if self._all else NEVER

    async def refresh(self, bookmarks: Iterable[str] | None = None) -> None:
        """Learn the scopes that others have made since."""
        found = (await self._database.read(NEWER, {"known": self._known}, bookmarks=bookmarks))[0]
        self._learn((number, read(clauses)) for number, clauses in found)

    async def ensure(self, number: int, bookmarks: Iterable[str] | None = None) -> None:
        """Know all scopes up to `number`, which a client has written under through another process."""
        if self._known < number:
            await self.refresh(bookmarks)

    async def watch(self, seconds: float = EVERY_SECONDS) -> None:
        """Learn what other processes make, until cancelled; a database that is away is asked again."""
        while True:
            await asyncio.sleep(seconds)
            with suppress(PeymanError):
                await self.refresh()

    def learn(self, made: Mapping[Protection, int]) -> None:
        """Scopes of a committed transaction. One that was rolled back never was: its numbers mean something else."""
        self._learn((number, protection) for protection, number in made.items())

    def _learn(self, found: Iterable[tuple[int, Protection]]) -> None:
        fresh = [(number, protection) for number, protection in found if number not in self._protections]
        for number, protection in fresh:
            self._numbers.setdefault(protection, number)
            self._protections[number] = protection
            self._all.append(number)
            for clause in protection:
                self._clauses.setdefault(clause, set()).add(number)
            if named(protection):
                self._named.add(number)
            if strict(protection):
                self._strict.add(number)
        if fresh:
            self._all.sort()
            self._visible.clear()
        while self._known + 1 in self._protections:
            self._known += 1

    def protection(self, number: int) -> Protection | None:
        """What a scope stands for; None for one that this process has not met."""
        return self._protections.get(number)

    async def meet(self, tx: Transaction, numbers: Iterable[int]) -> dict[int, Protection]:
        """What scopes stand for, read in the transaction where unknown: some may be its own, so none is learned."""
        unknown = sorted({number for number in numbers if number not in self._protections})
        if not unknown:
            return {}
        record = await (await tx.run(MEET, {"numbers": unknown})).single(strict=True)
        return {number: read(clauses) for number, clauses in record["found"]}

    async def intern(self, tx: Transaction, protections: Iterable[Protection]) -> dict[Protection, int]:
        """The scopes of protections, made in this transaction where there are none; `learn` them once it commits."""
        wanted = set(protections)
        found = {one: self._numbers[one] for one in wanted if one in self._numbers}
        missing = {key_of(one): one for one in wanted if one not in found}
        if missing:
            rows = [[key, written(missing[key])] for key in sorted(missing)]
            record = await (await tx.run(INTERN, {"protections": rows})).single(strict=True)
            found |= {missing[key]: number for key, number in record["found"]}
        return found

    def visible(self, viewer: Viewer) -> Visible:
        """The scopes that a viewer sees."""
        key = "all" if viewer.sees_all else viewer.tokens()
        known = self._visible.get(key)
        if known is None:
            known = self._visible[key] = self._found(viewer)
        return known

    def visible_with(self, viewer: Viewer, made: Mapping[Protection, int]) -> Sequence[int]:
        """`$visible` inside a transaction that made scopes of its own."""
        known = self.visible(viewer).parameter
        tokens = viewer.tokens()
        fresh = [
            number
            for protection, number in made.items()
            if number not in self._protections and (viewer.sees_all or visible(protection, tokens))
        ]
        return [*known, *fresh]

    def watched(self, viewer: Viewer) -> bool:
        """Whether the viewer may see a record whose reading is noted."""
        return len(self.visible(viewer).strict) > 0

    def watching(self, viewer: Viewer, made: Mapping[Protection, int] | None = None) -> dict[str, Sequence[int]]:
        """The parameters `$named` and `$strict` beside `$visible`, with scopes that a transaction made of its own."""
        known = self.visible(viewer)
        fresh = [(one, number) for one, number in (made or {}).items() if number not in self._protections]
        return {
            "named": padded([*known.named, *(number for one, number in fresh if named(one))]),
            "strict": padded([*known.strict, *(number for one, number in fresh if strict(one))]),
        }

    def _found(self, viewer: Viewer) -> Visible:
        if viewer.sees_all:
            numbers = self._all
        else:
            tokens, hidden = viewer.tokens(), set[int]()
            for clause, numbers_of in self._clauses.items():
                if clause.isdisjoint(tokens):
                    hidden |= numbers_of
            numbers = [number for number in self._all if number not in hidden]
        way = "seek" if len(numbers) <= SEEK_LIMIT else "walk"
        return Visible(
            padded(numbers),
            way,
            [number for number in numbers if number in self._named],
            [number for number in numbers if number in self._strict],
        )


def padded(numbers: Sequence[int]) -> list[int]:
    """A list parameter in one of three sizes."""
    least = 2 if len(numbers) <= 10 else 11 if len(numbers) <= SEEK_LIMIT else 101
    return [*numbers, *[NEVER] * max(0, least - len(numbers))]


def key_of(protection: Protection) -> str:
    """The key of a protection's scope: of one length, since an index takes no long text (RED may name a hundred)."""
    return hashlib.sha256(written(protection).encode()).hexdigest()


def marked(bookmarks: Iterable[str], highest: int) -> list[str]:
    """Bookmarks as a client carries them, with the highest scope that they may be under."""
    return [*bookmarks, f"{MARK}{highest}"]


def unmarked(bookmarks: Iterable[str] | None) -> tuple[list[str], int]:
    """The database's own bookmarks, and the highest scope among what came with them."""
    own, highest = list[str](), NEVER
    for bookmark in bookmarks or ():
        if bookmark.startswith(MARK):
            highest = max(highest, int(bookmark.removeprefix(MARK)))
        else:
            own.append(bookmark)
    return own, highest
