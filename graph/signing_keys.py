"""The keys that sign access tokens: kept in the graph, wrapped with a key of the secret, read by every process.

A new key is published first and begins to sign `LEAD` later, when every process has read it (each looks once a second,
and at once, though no more often than that, when a token names a key that it does not know).  The key before it still
verifies until the last token that it signed has expired, and is then deleted.  So keys change under load and no request
fails.  Only the private half is kept, wrapped: whoever writes to the database without the secret makes no key that is
taken.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, LiteralString

from auth.tokens import MINUTES, KeyRing, SigningKey, signing_key
from auth.wrapping import Wrapping
from graph.database import Database, Transaction
from graph.errors import PeymanError
from graph.kinds import utc_text
from graph.locking import one, run

PURPOSE = "signing keys"
LEAD = 10.0
"""Seconds from a key's being published to its first signature: several looks of every process."""
EVERY_SECONDS = 1.0
"""How often a process looks for keys, at most and at least."""
SLACK = 120.0
"""Seconds that a key is kept beyond its last token, for clocks that differ."""

LOCK: LiteralString = "CYPHER 25 MERGE (ring:KeyRing {name: 'peyman'}) SET ring.lock = true"
"""One process at a time makes keys: the constraint on the name lets there be one ring."""
KEYS: LiteralString = """CYPHER 25
RETURN COLLECT {
  MATCH (key:SigningKey)
  RETURN [key.id, key.wrapped, key.wrapper, key.created, key.signs, key.last] ORDER BY key.signs, key.id
} AS keys"""
PUBLISH: LiteralString = "CYPHER 25 CREATE (key:SigningKey) SET key = $values"
WRAP_ANEW: LiteralString = (
    "CYPHER 25 MATCH (key:SigningKey {id: $id}) SET key.wrapped = $wrapped, key.wrapper = $wrapper"
)
FORGET: LiteralString = "CYPHER 25 MATCH (key:SigningKey) WHERE key.id IN $ids DELETE key"
KEEP: LiteralString = """CYPHER 25
OPTIONAL MATCH (key:SigningKey {id: $id})
SET key.last = CASE WHEN key.last > $until THEN key.last ELSE $until END
RETURN count(key) AS kept"""


@dataclass(frozen=True)
class Published:
    """A key as the graph keeps it. `key` is None where no secret here opens it."""

    id: str
    created: str
    signs: float
    last: str | None
    """When the last of its long tokens ends; None: it signed none."""
    wrapper: str
    key: SigningKey | None
    gone: float | None = None
    """When it is deleted; None: it is the newest."""


class SigningKeys:
    """The ring of one process, as the graph has it."""

    def __init__(
        self,
        database: Database,
        wrapping: Wrapping,
        *,
        lead: float = LEAD,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.ring = KeyRing(now=now)
        self.wrapper = wrapping.ours
        self._database = database
        self._wrapping = wrapping
        self._lead = lead
        self._now = now
        self._looked = 0.0
        self._look: asyncio.Task[None] | None = None

    async def signing(self) -> SigningKey:
        """The key whose turn it is; where there is none yet, it is made."""
        if self.ring.signing is None:
            await self.refresh()
        found = self.ring.signing
        if found is None:
            raise PeymanError("the signing key was deleted as soon as it was made")
        return found

    async def refresh(self) -> None:
        """Read the ring; make the first key if there is none, and delete those whose tokens have all expired."""
        found = self._opened((await self._database.read(KEYS, {}))[0])
        if not any(one.key is not None and one.signs <= self._now() for one in found):
            found = await self._begun()
        self.ring.replace(one.key for one in found if one.key is not None)
        gone = [one.id for one in found if one.gone is not None and one.gone < self._now()]
        if gone:
            await self._database.rows(FORGET, {"ids": gone}, write=True)

    async def look(self) -> None:
        """Read the ring anew, begun after this was asked: once a second at most, however many ask."""
        if self._look is None:
            self._look = asyncio.create_task(self._in_its_turn())
        await asyncio.shield(self._look)

    async def _in_its_turn(self) -> None:
        await asyncio.sleep(max(0.0, self._looked + EVERY_SECONDS - time.monotonic()))
        self._look = None
        self._looked = time.monotonic()
        await self.refresh()

    async def watch(self, seconds: float = EVERY_SECONDS) -> None:
        """Follow what is published, until cancelled; a database that is away is asked again."""
        while True:
            with suppress(PeymanError):
                await self.refresh()
            await asyncio.sleep(seconds)

    async def rotate(self, *, at_once: bool = False) -> Published:
        """Publish a new key, and wrap all with the secret of today.

        `at_once`: a key has leaked. The new one signs now, and the others are deleted with all that they signed.
        """

        async def work(tx: Transaction) -> str:
            found = await self._locked(tx)
            for each in found:
                if each.key is not None and each.wrapper != self._wrapping.ours:
                    wrapped = self._wrapping.wrap(each.id, each.key.private.private_bytes_raw())
                    await run(tx, WRAP_ANEW, id=each.id, wrapped=wrapped, wrapper=self._wrapping.ours)
            if at_once:
                await run(tx, FORGET, ids=[each.id for each in found])
            return await self._publish(tx, self._now() + (0.0 if at_once or not found else self._lead))

        id, _ = await self._database.write(work)
        return next(each for each in await self.published() if each.id == id)

    async def published(self) -> list[Published]:
        """All keys, in the order in which they sign."""
        return self._opened((await self._database.read(KEYS, {}))[0])

    async def keep(self, tx: Transaction, key: SigningKey, until: datetime) -> bool:
        """Have a key kept until then, for a token that it is about to sign; False: it is deleted already."""
        return bool((await one(tx, KEEP, {"id": key.id, "until": utc_text(until)}))["kept"])

    async def _begun(self) -> list[Published]:
        async def work(tx: Transaction) -> list[Published]:
            found = await self._locked(tx)
            if not any(each.key is not None and each.signs <= self._now() for each in found):
                await self._publish(tx, self._now())
            return self._opened((await one(tx, KEYS, {}))["keys"])

        return (await self._database.write(work))[0]

    async def _locked(self, tx: Transaction) -> list[Published]:
        await run(tx, LOCK)
        return self._opened((await one(tx, KEYS, {}))["keys"])

    async def _publish(self, tx: Transaction, signs: float) -> str:
        raw = os.urandom(32)
        id = signing_key(raw).id
        values = {
            "id": id,
            "wrapped": self._wrapping.wrap(id, raw),
            "wrapper": self._wrapping.ours,
            "created": moment(self._now()),
            "signs": moment(signs),
        }
        await run(tx, PUBLISH, values=values)
        return id

    def _opened(self, rows: Iterable[list[Any]]) -> list[Published]:
        """Rows of `KEYS`, each with the key where it can be opened, and when it goes."""
        found: list[Published] = []
        for id, wrapped, wrapper, created, signs, last in rows:
            begins = seconds(signs)
            key = self.ring.key(id)
            if key is None and (raw := self._wrapping.unwrap(id, wrapped, wrapper)) is not None:
                key = signing_key(raw, begins)
            found.append(Published(id, created, begins, last, wrapper, key))
        ours = [each for each in found if each.key is not None]
        after = {each.id: later.signs for each, later in pairwise(ours)}
        return [_until_gone(each, after.get(each.id)) for each in found]


def _until_gone(found: Published, successor: float | None) -> Published:
    """With the moment at which no token of it can be good any more. One that is not opened here is not ours to end."""
    if successor is None:
        return found
    last = max(successor + MINUTES * 60, seconds(found.last) if found.last else 0.0)
    return Published(found.id, found.created, found.signs, found.last, found.wrapper, found.key, last + SLACK)


def moment(at: float) -> str:
    return utc_text(datetime.fromtimestamp(at, UTC))


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
