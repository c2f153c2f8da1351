"""From what a request brings to who asks: access tokens to viewers, looked up once and confirmed by every statement.

`Identities` keeps the viewers of the credentials that it met; the executor asks for them anew whenever the database
says that something has changed (`graph/holdings.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cachetools import LRUCache

from auth.tokens import MINUTES, Claims, TokenRefused, Tokens
from auth.viewer import Viewer
from graph.credentials import open_credential
from graph.database import Database, Transaction
from graph.holdings import holdings
from graph.kinds import utc_text

ENDED = "You are signed out: sign in again."
SIGN_IN = "SignIn"


@dataclass
class Identities:
    """Who comes with which token, in one process."""

    database: Database
    tokens: Tokens
    _viewers: LRUCache[str, Viewer] = field(default_factory=lambda: LRUCache[str, Viewer](10_000))

    async def viewer(self, token: str) -> Viewer:
        """Whoever comes with an access token; raises `TokenRefused`."""
        claims = self.tokens.verify(token)
        known = self._viewers.get(claims.credential)
        if known is not None and known.account == claims.account:
            return known
        return await self._looked_up(claims)

    async def renewed(self, viewer: Viewer) -> Viewer:
        """The same with what he holds now; raises `TokenRefused` where his sign-in has ended."""
        self._viewers.pop(viewer.credential, None)
        return await self._looked_up(Claims(viewer.account or "", viewer.credential))

    async def _looked_up(self, claims: Claims) -> Viewer:
        found = await holdings(self.database, claims.account, claims.credential)
        if found is None:
            raise TokenRefused(ENDED)
        self._viewers[claims.credential] = found
        return found

    async def signed_in(self, account: str, minutes: float = MINUTES, **more: Any) -> str:
        """An access token of a new sign-in that lasts as long as it; raises `TokenRefused` if the account is closed."""
        now = datetime.now(UTC)
        until = utc_text(now + timedelta(minutes=minutes))

        async def work(tx: Transaction) -> str | None:
            return await open_credential(tx, account, SIGN_IN, utc_text(now), until, **more)

        credential, _ = await self.database.write(work)
        if credential is None:
            raise TokenRefused(ENDED)
        return self.tokens.issue(Claims(account, credential), minutes)
