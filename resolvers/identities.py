"""From what a request brings to who asks: access tokens and API keys to viewers, looked up once and confirmed by
every statement.

`Identities` keeps the viewers of the credentials that it met; the executor asks for them anew whenever the database
says that something has changed (`graph/holdings.py`).  Keys that it has not met are looked up few at a time, and those
that turn out to be nobody's are remembered for a while: whoever tries many costs the graph little.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cachetools import LRUCache, TTLCache

from auth.api_keys import UNKNOWN, ApiKey, is_api_key, read_api_key
from auth.tokens import MINUTES, Claims, TokenRefused, Tokens
from auth.viewer import Viewer
from graph.credentials import open_credential
from graph.database import Database, Transaction
from graph.errors import DatabaseUnavailable
from graph.holdings import holder_of, holdings
from graph.kinds import utc_text
from graph.signing_keys import SigningKeys

ENDED = "You are signed out: sign in again."
ENROL = (
    "Your roles need a second factor: set one up by POST /auth/second-factor/begin and /auth/second-factor/confirm. "
    "Until then this sign-in is good for nothing else."
)
SIGN_IN = "SignIn"
OPERATOR = "operator"
TWICE = frozenset({"otp", "recovery", "mfa", OPERATOR})
"""Means of which each proves more than the first factor: a code, a provider's word for one, the operator's own hand."""
UNMET_AT_ONCE = 2
"""Lookups of API keys that this process has not met, at a time."""
UNMET_WAITING = 200
"""Requests with such keys that may wait for their turn."""
STRANGE_SECONDS = 60.0
"""How long a key that is nobody's is not looked up again."""


class TooManyStrangers(Exception):
    """So many API keys come that were not met before that this one cannot be looked up now."""


def proven_twice(means: Iterable[str]) -> bool:
    return not TWICE.isdisjoint(means)


@dataclass
class Identities:
    """Who comes with which token, in one process."""

    database: Database
    tokens: Tokens
    factor_roles: frozenset[str] = frozenset()
    """Roles that a sign-in by one factor alone does not act by."""
    keys: SigningKeys | None = None
    """Where the ring of the tokens comes from, which is told of those that last; None: it stays as it is."""
    _viewers: LRUCache[str, Viewer] = field(default_factory=lambda: LRUCache[str, Viewer](10_000))
    _keys: LRUCache[str, Claims] = field(default_factory=lambda: LRUCache[str, Claims](10_000))
    """Hash of an API key → whom it names; for ever true, whether the key is still good is asked of the graph."""
    _strange: TTLCache[str, bool] = field(default_factory=lambda: TTLCache[str, bool](10_000, STRANGE_SECONDS))
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(UNMET_AT_ONCE))
    _waiting: int = 0

    async def viewer(self, token: str) -> Viewer:
        """Whoever comes with an access token or an API key; raises `TokenRefused`, `TooManyStrangers`."""
        by_key = is_api_key(token)
        claims = await (self._of_key(read_api_key(token)) if by_key else self.tokens.verified(token))
        known = self._viewers.get(claims.credential)
        if known is not None and known.account == claims.account:
            return known
        return await self._looked_up(claims, by_key)

    async def renewed(self, viewer: Viewer) -> Viewer:
        """The same with what he holds now; raises `TokenRefused` where his sign-in has ended."""
        self._viewers.pop(viewer.credential, None)
        return await self._looked_up(Claims(viewer.account or "", viewer.credential), viewer.by_key)

    async def _of_key(self, key: ApiKey) -> Claims:
        """Whom an API key names."""
        known = self._keys.get(key.hash)
        if known is not None:
            return known
        if self._waiting >= UNMET_WAITING:
            raise TooManyStrangers
        self._waiting += 1
        try:
            async with self._turn:
                if key.hash in self._strange:
                    raise TokenRefused(UNKNOWN)
                account = await holder_of(self.database, key.credential, key.hash)
        finally:
            self._waiting -= 1
        if account is None:
            self._strange[key.hash] = True
            raise TokenRefused(UNKNOWN)
        claims = self._keys[key.hash] = Claims(account, key.credential)
        return claims

    async def _looked_up(self, claims: Claims, by_key: bool) -> Viewer:
        found = await holdings(self.database, claims.account, claims.credential)
        if found is None:
            raise TokenRefused(UNKNOWN if by_key else ENDED)
        if found.proven is not None and found.roles & self.factor_roles and not proven_twice(found.proven):
            raise TokenRefused(ENROL)
        self._viewers[claims.credential] = found
        return found

    async def signed_in(self, account: str, minutes: float = MINUTES, **more: Any) -> str:
        """An access token of a new sign-in that lasts as long as it; raises `TokenRefused` if the account is closed."""
        now = datetime.now(UTC)
        until = now + timedelta(minutes=minutes)
        more.setdefault("proven", [OPERATOR])
        keys = self.keys
        key = await keys.signing() if keys is not None else None

        async def work(tx: Transaction) -> str | None:
            if keys is not None and key is not None and minutes > MINUTES and not await keys.keep(tx, key, until):
                raise DatabaseUnavailable("the signing key was deleted meanwhile")
            return await open_credential(tx, account, SIGN_IN, utc_text(now), utc_text(until), **more)

        credential, _ = await self.database.write(work)
        if credential is None:
            raise TokenRefused(ENDED)
        return self.tokens.issue(Claims(account, credential), minutes, key)
