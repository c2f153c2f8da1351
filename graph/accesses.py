"""The access log: who was shown which AMBER_STRICT and RED records, and what was refused to whom.

It is kept apart from the ledger of changes, one `Access` per record shown or operation refused, under a scope of its
own: whoever holds `access:read`.  An answer that shows such a record waits until that is committed; one writer per
process takes whatever waits and writes it in one transaction, so that many answers share a commit.  Refusals wait for
nothing; those that are equal and come together are one entry that counts them, and what is too much is counted too.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

from auth.permissions import Permission
from auth.protection import Protection
from graph.database import Database, Transaction
from graph.edits import new_id
from graph.errors import PeymanError
from graph.kinds import utc_text
from graph.locking import run
from graph.model import Record
from graph.scopes import Scopes

logger = logging.getLogger("peyman.accesses")

READERS: Protection = frozenset({frozenset({f"may:{Permission.ACCESS_READ}"})})
"""The protection of every entry of the log."""
RECORD: LiteralString = "CASE WHEN {n}.marking = 'AMBER_STRICT' OR {n}.scope IN $named THEN {n}.id END"
"""RED, what hangs on a RED record whatever its own marking, and AMBER_STRICT."""
ENTRY: LiteralString = "CASE WHEN {n}.scope IN $strict THEN {n}.record END"
"""An entry of the history shows its record; it has no marking but its scope."""
WRITE: LiteralString = "CYPHER 25 UNWIND $rows AS row CREATE (n:Access) SET n = row"
CHOSEN: LiteralString = """($user IS NULL OR n.user = $user) AND ($kind IS NULL OR n.kind = $kind)
  AND ($since IS NULL OR n.time >= $since)
WITH n ORDER BY n.order_time DESC, n.id DESC LIMIT $last
RETURN collect(properties(n)) AS entries"""
ENTRIES: LiteralString = f"""CYPHER 25
MATCH (n:Access) USING INDEX n:Access(order_time, id)
WHERE n.order_time IS NOT NULL AND n.id IS NOT NULL AND {CHOSEN}"""
ENTRIES_OF: LiteralString = f"CYPHER 25 MATCH (n:Access) WHERE n.record = $record AND {CHOSEN}"
PRUNE: LiteralString = """CYPHER 25
MATCH (n:Access) WHERE n.order_time < $before AND n.id IS NOT NULL
WITH n LIMIT $most
DETACH DELETE n
RETURN count(*) AS gone"""
PRUNED: LiteralString = "CYPHER 25 CREATE (c:Change:Unsealed) SET c = $change"

SECONDS = 5.0
"""How long an answer waits for its entries."""
COMMITTED = 2_000
"""Entries written in one transaction, but for those of a single answer."""
GATHERED = 0.5
"""Seconds for which refusals are gathered."""
PRUNED_AT_ONCE = 5_000
NOT_NOTED = "NOT_NOTED"
"""The code of an entry that only counts: refusals came too fast."""
REFUSALS = 1_000
"""Refusals that are held at once; more are only counted."""
LONGEST = 200
"""Characters of an operation's name that are kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what: an operation by its name and the SHA-256 of its document, never by its values."""

    user: str | None = None
    operation: str | None = None
    document: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One operation, or one command of it, that was refused, and the record that it was about, if the asker saw it."""

    asked: Asked
    code: str
    record: str | None = None


class NotNoted(Exception):
    """The log could not be written: what was to be shown may not be."""


def shown(record: Record) -> LiteralString | None:
    """The expression, over `{n}`, of the id that is noted where such a record is shown; None for what never is."""
    if record.name == "Entry":
        return ENTRY
    return RECORD if "marking" in record.fields else None


class AccessLog:
    """This process's writer of the log."""

    def __init__(self, database: Database, scopes: Scopes) -> None:
        self._database = database
        self._scopes = scopes
        self._reads: deque[tuple[list[dict[str, Any]], asyncio.Future[None]]] = deque()
        self._refused: dict[Refused, int] = {}
        self._dropped = 0
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def read(self, asked: Asked, records: Iterable[str]) -> None:
        """Note that these records are shown; raises `NotNoted` unless that is committed."""
        request, now = new_id(), utc_text(datetime.now(UTC))
        rows = [_row(asked, "READ", now, request=request, record=record) for record in sorted(records)]
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reads.append((rows, waiting))
        self._wake.set()
        self._start()
        try:
            await asyncio.wait_for(waiting, SECONDS)
        except TimeoutError:
            raise NotNoted from None

    def refused(self, refused: Refused) -> None:
        """Note, soon, that something was refused."""
        if refused in self._refused:
            self._refused[refused] += 1
        elif len(self._refused) < REFUSALS:
            self._refused[refused] = 1
        else:
            self._dropped += 1
        self._start()

    async def close(self) -> None:
        """Write what is still held."""
        self._wake.set()
        if self._writer is not None:
            await self._writer

    def _start(self) -> None:
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._written())

    async def _written(self) -> None:
        """Write what comes, until nothing does: an idle process has no writer."""
        while self._reads or self._refused or self._dropped:
            if not self._reads:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), GATHERED)
            self._wake.clear()
            await self._write()

    async def _write(self) -> None:
        """Write what waits now; of what fails, readers are told, and refusals are given up."""
        rows, waiting = list[dict[str, Any]](), list[asyncio.Future[None]]()
        while self._reads and (not rows or len(rows) + len(self._reads[0][0]) <= COMMITTED):
            more, future = self._reads.popleft()
            rows += more
            waiting.append(future)
        refused, self._refused = self._refused, {}
        dropped, self._dropped = self._dropped, 0
        now = utc_text(datetime.now(UTC))
        for one, times in refused.items():
            rows.append(_row(one.asked, "REFUSED", now, record=one.record, code=one.code, times=times))
        if dropped:
            rows.append(_row(Asked(), "REFUSED", now, code=NOT_NOTED, times=dropped))
            logger.warning("%d refusals came too fast to be noted one by one", dropped)
        try:
            await self._commit(rows)
        except PeymanError as error:
            lost = sum(refused.values()) + dropped
            logger.error("the access log cannot be written (%s); %d refusals are lost", type(error).__name__, lost)
            _settle(waiting, NotNoted())
        except BaseException:
            _settle(waiting, NotNoted())
            raise
        else:
            _settle(waiting, None)

    async def _commit(self, rows: Sequence[dict[str, Any]]) -> None:
        async def work(tx: Transaction) -> dict[Protection, int]:
            scope = await self._scopes.intern(tx, [READERS])
            await run(tx, WRITE, rows=[{**row, "scope": scope[READERS]} for row in rows])
            return scope

        scope, _ = await self._database.write(work, timeout=SECONDS)
        self._scopes.learn(scope)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries an operator wants to see: the newest `last`, of those that all of the rest holds for."""

    user: str | None = None
    record: str | None = None
    kind: str | None = None
    since: str | None = None
    last: int = 50


async def entries(database: Database, wanted: Wanted) -> list[dict[str, Any]]:
    """Entries as they are stored, newest first: for the operator, who sees all."""
    given = {"user": wanted.user, "record": wanted.record, "kind": wanted.kind, "since": wanted.since}
    text = ENTRIES_OF if wanted.record is not None else ENTRIES
    return (await database.read(text, {**given, "last": wanted.last}, timeout=60.0))[0]


async def prune(database: Database, before: str, actor: str) -> int:
    """Take out what is older than a moment, as it is stored; how many entries. The ledger keeps that it was done."""
    gone = 0
    while True:
        count = (await database.rows(PRUNE, {"before": before, "most": PRUNED_AT_ONCE}, write=True))[0][0]
        gone += count
        if count < PRUNED_AT_ONCE:
            break
    now, reason = utc_text(datetime.now(UTC)), f"{gone} entries from before {before}"
    change = {"id": new_id(), "actor": actor, "time": now, "operation": "pruneAccessLog", "reason": reason}
    await database.rows(PRUNED, {"change": change}, write=True)
    return gone


def _row(asked: Asked, kind: str, now: str, *, request: str | None = None, **more: Any) -> dict[str, Any]:
    """An entry as it is stored; properties that are null are none."""
    return {
        "id": new_id(),
        "request": request or new_id(),
        "time": now,
        "order_time": now,
        "kind": kind,
        "user": asked.user,
        "operation": asked.operation[:LONGEST] if asked.operation else None,
        "document": asked.document,
        "address": asked.address,
        "times": 1,
        **more,
    }


def _settle(waiting: Iterable[asyncio.Future[None]], error: NotNoted | None) -> None:
    """Wake those who wait; some have gone."""
    for future in waiting:
        if not future.done():
            future.set_result(None) if error is None else future.set_exception(error)
