"""Scopes: each distinct protection interned once as a small integer, and the scopes that a viewer sees.

A scope never changes its meaning, so what a process knows of them can be too little for a moment (a scope that another
process made), never too much.  A viewer's set is found by elimination: per clause, the scopes that hold it and which
the viewer has no token for, are not his; kept per set of tokens until new scopes arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from auth.protection import Clause, Protection, read, visible, written
from auth.viewer import Viewer
from graph.database import Database, Transaction

SEEK_LIMIT = 64
"""Scopes up to which a page is merged from one index seek per scope; above, the order's index is walked."""
NEVER = -1
"""A scope that no record has: pads parameters, since Neo4j plans anew for each size class of a list."""

INTERN = """CYPHER 25
UNWIND $keys AS key
MERGE (scope:Scope {key: key})
  ON CREATE SET scope.scope = NULL
WITH scope, key WHERE scope.scope IS NULL
MERGE (counter:ScopeCounter {name: 'scope'})
WITH counter, collect(scope) AS fresh
SET counter.last = coalesce(counter.last, -1) + size(fresh)
WITH counter.last - size(fresh) + 1 AS first, fresh
UNWIND range(0, size(fresh) - 1) AS index
WITH fresh[index] AS scope, first + index AS number
SET scope.scope = number, scope.clauses = scope.key
RETURN count(*) AS made"""
FIND = "CYPHER 25 MATCH (scope:Scope) WHERE scope.key IN $keys RETURN collect([scope.key, scope.scope]) AS found"
NEWER = (
    "CYPHER 25 MATCH (scope:Scope) WHERE scope.scope > $known "
    "RETURN scope.scope AS number, scope.clauses AS clauses ORDER BY number"
)


@dataclass(frozen=True)
class Visible:
    """The scopes a viewer sees, as the parameter `$visible`, and the way his pages are taken."""

    parameter: Sequence[int]
    way: str


class Scopes:
    """What this process knows of the graph's scopes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers: dict[Protection, int] = {}
        self._protections: dict[int, Protection] = {}
        self._clauses: dict[Clause, set[int]] = {}
        self._all: list[int] = []
        self._known = NEVER
        self._visible: LRUCache[Any, Visible] = LRUCache(2_000)

    @property
    def known(self) -> int:
        """The highest scope known here."""
        return self._known

    async def refresh(self) -> None:
        """Learn the scopes that others have made since."""
        found = await self._database.rows(NEWER, {"known": self._known})
        self.learn({read(clauses): number for number, clauses in found})

    def learn(self, made: Mapping[Protection, int]) -> None:
        """Scopes of a committed transaction."""
        for protection, number in made.items():
            if protection in self._numbers:
                continue
            self._numbers[protection] = number
            self._protections[number] = protection
            self._all.append(number)
            self._known = max(self._known, number)
            for clause in protection:
                self._clauses.setdefault(clause, set()).add(number)
        if made:
            self._all.sort()
            self._visible.clear()

    def protection(self, number: int) -> Protection | None:
        """What a scope stands for; None for one that this process has not met."""
        return self._protections.get(number)

    async def intern(self, tx: Transaction, protections: Iterable[Protection]) -> dict[Protection, int]:
        """The scopes of protections, made in this transaction where there are none; `learn` them once it commits."""
        wanted = set(protections)
        found = {one: self._numbers[one] for one in wanted if one in self._numbers}
        missing = {written(one): one for one in wanted if one not in found}
        if missing:
            keys = sorted(missing)
            await (await tx.run(INTERN, {"keys": keys})).consume()
            record = await (await tx.run(FIND, {"keys": keys})).single(strict=True)
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
        least = 2 if len(numbers) <= 10 else 11 if way == "seek" else 101
        return Visible([*numbers, *[NEVER] * max(0, least - len(numbers))], way)
