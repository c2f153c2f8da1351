"""What is worked out of much of the graph is made once, off the event loop, and kept until something is written.

It is kept under the statement that reads it, all parameters of that, the scopes that the viewer sees among them, and
the position of the ledger, which is asked first: so it serves nobody who sees something else, and nobody
after a change (docs/decisions/0026-analyses.md).  Whoever asks for what is being made waits for it; when nobody waits
any more, its read ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from cachetools import LRUCache

from graph.database import Database
from graph.errors import MemoryLimit, OperationTimeout
from graph.model import Prepared
from resolvers.answers import TIMEOUT
from schema.wheres import Refused

POSITION = """CYPHER 25
CALL () { MATCH (change:Change) RETURN count(change) AS number }
CALL () {
  MATCH (change:Change) WHERE change.id IS NOT NULL
  WITH change ORDER BY change.id DESC LIMIT 1
  RETURN collect(change.id) AS newest
}
RETURN number, newest"""
"""No change is ever taken away, and each commit adds one; the newest tells a ledger from another that was put in its
place, as by a restore.  Read from the count store and an index, in constant time."""
SECONDS = 30.0
"""How long the read may take."""
MOST_KEPT = 4_000_000
"""Stakeholders and pairs that are kept, in all."""
TOO_MUCH = "There is too much to analyse at once: narrow it by kinds, area, place or dates."
Key = tuple[str, bytes, bytes]


@dataclass(eq=False)
class Making:
    """Something being made, and how many wait for it."""

    task: asyncio.Task[Any]
    waiting: int = 0


class Analyses:
    """What this process keeps."""

    def __init__(self, database: Database, most: int = MOST_KEPT) -> None:
        self._database = database
        self._kept: LRUCache[Key, Any] = LRUCache(most, getsizeof=len)
        self._making: dict[Key, Making] = {}
        self._turn = asyncio.Semaphore(1)

    async def value(
        self,
        prepared: Prepared,
        arguments: Mapping[str, Any],
        parameters: Mapping[str, Any],
        bookmarks: list[str] | None,
    ) -> Any:
        """The value of a prepared parameter; raises `Refused` where it would take too long or too much memory."""
        position = await self._database.read(POSITION, {}, bookmarks=bookmarks)
        key = (prepared.statement(frozenset(arguments)), orjson.dumps(parameters), orjson.dumps(position))
        kept = self._kept.get(key)
        if kept is None:
            kept = await self._awaited(key, prepared, parameters, bookmarks)
        return await asyncio.to_thread(prepared.work, arguments, kept)

    async def _awaited(
        self, key: Key, prepared: Prepared, parameters: Mapping[str, Any], bookmarks: list[str] | None
    ) -> Any:
        making = self._making.get(key)
        if making is None:
            task = asyncio.create_task(self._made(key, prepared, parameters, bookmarks))
            making = self._making[key] = Making(task)
            task.add_done_callback(lambda _: self._making.pop(key, None))
        making.waiting += 1
        try:
            return await asyncio.shield(making.task)
        except (MemoryLimit, OperationTimeout):
            raise Refused(TOO_MUCH, TIMEOUT) from None
        finally:
            making.waiting -= 1
            if not making.waiting and not making.task.done():
                making.task.cancel()

    async def _made(
        self, key: Key, prepared: Prepared, parameters: Mapping[str, Any], bookmarks: list[str] | None
    ) -> Any:
        assert prepared.kept is not None
        async with self._turn:
            (read,) = await self._database.read(key[0], parameters, bookmarks=bookmarks, timeout=SECONDS)
            made = await asyncio.to_thread(prepared.kept, read)
        if len(made) <= self._kept.maxsize:
            self._kept[key] = made
        return made
