"""What is worked out of much of the graph is made once, off the event loop, and kept until something is written.

It is kept under the statement that reads it, all parameters of that, the scopes that the viewer sees among them, and
the position of the ledger, which is asked first: so it serves nobody who sees something else, and nobody
after a change (docs/decisions/0026-analyses.md).  Whoever asks for what is being made waits for it; when nobody waits
any more, its read ends.  `followed` tells meanwhile how far it is (docs/decisions/0027-progress.md).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cachetools import LRUCache

from graph.database import Database
from graph.errors import MemoryLimit, OperationTimeout
from graph.model import Prepared
from resolvers.answers import TIMEOUT
from schema.analyses import AnalysisStage
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
EVERY = 0.5
"""Seconds between two words about how far it is."""
Key = tuple[str, bytes, bytes]


@dataclass(eq=False)
class Making:
    """Something being made, and how many wait for it."""

    task: asyncio.Task[Any] = field(init=False)
    waiting: int = 0
    stage: AnalysisStage = AnalysisStage.WAITING


@dataclass(frozen=True)
class Progress:
    """How far an analysis is. `share` of the stage is done, 0 to 1, None: not known; `seconds` since it was asked for;
    `size`: how many stakeholders and pairs, once they are read; `kept`: whether asking for it now would find it made.
    """

    stage: AnalysisStage
    share: float | None
    seconds: float
    size: tuple[int | None, int | None] = (None, None)
    kept: bool = False


@dataclass
class Following:
    """One who waits for a value, and what he knows of it so far."""

    began: float = field(default_factory=time.monotonic)
    making: Making | None = None
    found: Any = None
    """What is kept, once it is read; the rest is worked out of it."""
    kept: bool = False

    def progress(self) -> Progress:
        if self.found is not None:
            return Progress(AnalysisStage.COMPUTING, self.found.share, self.seconds, self.found.size)
        stage = self.making.stage if self.making is not None else AnalysisStage.WAITING
        return Progress(stage, None, self.seconds)

    def done(self) -> Progress:
        return Progress(AnalysisStage.DONE, 1.0, self.seconds, self.found.size, self.kept)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 3)


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
        following: Following | None = None,
    ) -> Any:
        """The value of a prepared parameter; raises `Refused` where it would take too long or too much memory."""
        following = following or Following()
        position = await self._database.read(POSITION, {}, bookmarks=bookmarks)
        key = (prepared.statement(frozenset(arguments)), orjson.dumps(parameters), orjson.dumps(position))
        kept = self._kept.get(key)
        if kept is None:
            kept = await self._awaited(key, prepared, parameters, bookmarks, following)
        following.found, following.kept = kept, key in self._kept
        return await asyncio.to_thread(prepared.work, arguments, kept)

    async def followed(
        self,
        prepared: Prepared,
        arguments: Mapping[str, Any],
        parameters: Mapping[str, Any],
        bookmarks: list[str] | None,
    ) -> AsyncGenerator[Progress]:
        """How far the value is, every half second, and last that it is done; raises as `value` does.

        Whoever goes on no further waits no longer: as a query whose client has hung up.
        """
        following = Following()
        task = asyncio.create_task(self.value(prepared, arguments, parameters, bookmarks, following))
        try:
            while not (await asyncio.wait({task}, timeout=EVERY))[0]:
                yield following.progress()
            await task
            yield following.done()
        finally:
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            task.cancel()

    async def _awaited(
        self,
        key: Key,
        prepared: Prepared,
        parameters: Mapping[str, Any],
        bookmarks: list[str] | None,
        following: Following,
    ) -> Any:
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = Making()
            making.task = asyncio.create_task(self._made(key, prepared, parameters, bookmarks, making))
            making.task.add_done_callback(lambda _: self._forget(key, making))
        making.waiting += 1
        following.making = making
        try:
            return await asyncio.shield(making.task)
        except (MemoryLimit, OperationTimeout):
            raise Refused(TOO_MUCH, TIMEOUT) from None
        finally:
            making.waiting -= 1
            if not making.waiting and not making.task.done():
                self._forget(key, making)  # whoever comes now must not wait for what is being ended
                making.task.cancel()

    def _forget(self, key: Key, making: Making) -> None:
        if self._making.get(key) is making:
            del self._making[key]

    async def _made(
        self,
        key: Key,
        prepared: Prepared,
        parameters: Mapping[str, Any],
        bookmarks: list[str] | None,
        making: Making,
    ) -> Any:
        assert prepared.kept is not None
        async with self._turn:
            making.stage = AnalysisStage.READING
            (read,) = await self._database.read(key[0], parameters, bookmarks=bookmarks, timeout=SECONDS)
            making.stage = AnalysisStage.COMPUTING
            made = await asyncio.to_thread(prepared.kept, read)
        if len(made) <= self._kept.maxsize:
            self._kept[key] = made
        return made
