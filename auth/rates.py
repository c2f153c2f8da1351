"""How often: failed sign-ins per account and address, and what operations may cost per minute and payer (`limits`).

Nobody locks others out: failures are counted for an account together with where they come from, a device that signed in
before has a count of its own, and of an account alone they only make strangers wait.  A budget is drawn in portions, so
that an operation seldom asks the storage, be it of this process or shared by several.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import LRUCache
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from settings import OperatorError

QUARTER = 15 * 60
FAILURES = RateLimitItemPerSecond(10, QUARTER, namespace="failures")
"""Of an account, from one address or from one device that is known."""
STRANGERS = RateLimitItemPerSecond(20, QUARTER, namespace="strangers")
"""Of an account, from all devices that it never came from: beyond, they wait."""
ATTEMPTS = RateLimitItemPerSecond(300, QUARTER, namespace="attempts")
"""From one address, for any account: an office behind one address stays below it."""
CODES = RateLimitItemPerSecond(5, QUARTER, namespace="codes")
CODES_A_DAY = RateLimitItemPerDay(20, namespace="codes")
"""Wrong codes of an account's second factor, from one known device or from all others together: only whoever has the
password gets there, and three codes of a million are right at any moment."""
WAIT = 2.0
"""Seconds that strangers wait."""
PORTIONS = 50
"""Of a minute's budget, drawn one at a time."""
PAYERS = 50_000
"""Payers whose portions are remembered."""


class RateLimited(Exception):
    """Too often: `retry_after` says in how many seconds it may be tried again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests: try again in {retry_after} s.")
        self.retry_after = retry_after


class Rates:
    """Counts in one storage."""

    def __init__(self, uri: str | None = None, now: Callable[[], float] = time.time) -> None:
        given = uri or "memory://"
        try:
            storage: Any = storage_from_string(given if given.startswith("async+") else f"async+{given}")
        except (ConfigurationError, ValueError) as error:
            raise OperatorError(
                f"PEYMAN_LIMITS_URI names no storage that can be used ({type(error).__name__}).",
                "Write redis://host:6379, with the package coredis installed, or leave it out.",
            ) from None
        self._limiter = FixedWindowRateLimiter(storage)
        self.now = now

    async def count(self, item: RateLimitItem, *key: str, cost: int = 1) -> None:
        """Raises `RateLimited` beyond the limit."""
        if not await self._limiter.hit(item, *key, cost=cost):
            raise RateLimited(await self.seconds(item, *key))

    async def over(self, item: RateLimitItem, *key: str) -> bool:
        """Counts too, and says whether that is beyond the limit."""
        return not await self._limiter.hit(item, *key)

    async def forget(self, item: RateLimitItem, *key: str) -> None:
        await self._limiter.clear(item, *key)

    async def seconds(self, item: RateLimitItem, *key: str) -> int:
        stats = await self._limiter.get_window_stats(item, *key)
        return max(1, math.ceil(stats.reset_time - self.now()))


class Throttle:
    """How often signing in may fail. An attempt is counted before it is looked at, and forgotten if it was right."""

    def __init__(self, rates: Rates, sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep) -> None:
        self._rates = rates
        self._sleep = sleep

    async def attempt(self, account: str, network: str, device: str | None) -> None:
        """Raises `RateLimited`. `device`: one that the account signed in from before."""
        await self._rates.count(FAILURES, account, device or network)
        if device is not None:
            return
        await self.address(network)
        if await self._rates.over(STRANGERS, account):
            await self._sleep(WAIT)

    async def address(self, network: str) -> None:
        """Whatever it tries. Raises `RateLimited`."""
        await self._rates.count(ATTEMPTS, network)

    async def right(self, account: str, network: str, device: str | None) -> None:
        await self._rates.forget(FAILURES, account, device or network)

    async def own(self, account: str) -> None:
        """Of somebody signed in who gives his password. Raises `RateLimited`."""
        await self._rates.count(FAILURES, account, "own")

    async def own_right(self, account: str) -> None:
        await self._rates.forget(FAILURES, account, "own")

    async def code(self, account: str, device: str | None) -> None:
        """Raises `RateLimited`."""
        for item in (CODES, CODES_A_DAY):
            await self._rates.count(item, account, device or "")

    async def code_right(self, account: str, device: str | None) -> None:
        for item in (CODES, CODES_A_DAY):
            await self._rates.forget(item, account, device or "")


class Budgets:
    """What operations may cost in a minute, by payer: an account, or the address of who has none. 0: as they like."""

    def __init__(self, rates: Rates, per_minute: int) -> None:
        self._rates = rates
        self._item = RateLimitItemPerMinute(per_minute, namespace="cost") if per_minute else None
        self._portion = max(1, per_minute // PORTIONS)
        self._drawn: LRUCache[str, tuple[int, float]] = LRUCache(PAYERS)

    @property
    def limited(self) -> bool:
        return self._item is not None

    async def spend(self, payer: str, cost: int) -> None:
        """Raises `RateLimited` where the minute's budget is spent."""
        if self._item is None:
            return
        left, until = self._drawn.get(payer, (0, 0.0))
        now = self._rates.now()
        left = left if now < until else 0
        if left < cost:
            drawn = max(cost - left, self._portion)
            await self._rates.count(self._item, payer, cost=drawn)
            left += drawn
            until = now + await self._rates.seconds(self._item, payer)
        self._drawn[payer] = (left - cost, until)
