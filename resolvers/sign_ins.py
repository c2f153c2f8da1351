"""Sign-ins: how an account is proven, and the access and refresh tokens that follow from it.

Whatever proved the account, a password here or a provider elsewhere, ends in `admitted`: it opens a credential, or
asks for the second factor that the account has.  Refresh tokens rotate; one of an older generation ends its sign-in.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import LiteralString, NoReturn

import orjson

from auth.passwords import Passwords
from auth.rates import Throttle
from auth.refresh_tokens import RefreshTokens, first, hashed
from auth.sealing import SealBroken, Sealer
from auth.second_factors import SecondFactors
from auth.tokens import Claims, TokenRefused, Tokens
from graph.credentials import END_ONE, ROTATE, SIGN_IN, open_credential
from graph.database import Database, Transaction
from graph.edits import ACCOUNT_SCHEME, new_id
from graph.holdings import good
from graph.kinds import utc_text
from graph.locking import one
from graph.secrets import (
    BY_ADDRESS,
    BY_ID,
    REHASH,
    USE_RECOVERY,
    USE_STEP,
    Holder,
    done,
    holder,
)
from resolvers.accounts import address
from resolvers.clients import Client
from resolvers.identities import ENDED, proven_twice
from resolvers.identities import SIGN_IN as SIGN_IN_KIND

logger = logging.getLogger("peyman.sign_in")

PASSWORD, OTP, RECOVERY = "password", "otp", "recovery"
GRACE = timedelta(seconds=10)
"""For two refreshes of one client at the same moment: both get the same token."""
TICKET_SECONDS = 300
"""How long the second factor may follow the first."""
RECENT = timedelta(minutes=15)
"""How long ago a sign-in may be to set up a second factor."""


class SignInRefused(Exception):
    """The request is refused: HTTP status, code, and a message that may be shown. `more` goes out beside them."""

    def __init__(self, message: str, code: str, status: int = 401, path: tuple[str, ...] = (), **more: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.path = path
        self.more = more


@dataclass(frozen=True)
class Admitted:
    """A sign-in with its tokens, which are told now and never again."""

    account: str
    credential: str
    access: str
    refresh: str
    csrf: str
    until: str
    enrol: bool = False
    """It may do nothing yet but set up a second factor."""
    device: str | None = None
    """By which this device is known the next time."""
    bookmarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeNeeded:
    """The first factor is right; the second is to follow, with this ticket."""

    ticket: str


@dataclass(frozen=True)
class Session:
    """A sign-in of somebody who asks about it."""

    holder: Holder
    credential: str
    created: str
    until: str
    kind: str
    proven: frozenset[str]


@dataclass
class SignIns:
    """Signing in, over one database."""

    database: Database
    tokens: Tokens
    refreshing: RefreshTokens
    sealer: Sealer
    factors: SecondFactors
    throttle: Throttle
    passwords: Passwords = field(default_factory=Passwords)
    factor_roles: frozenset[str] = frozenset()
    """Roles that are worth nothing without a second factor."""
    lasts: timedelta = timedelta(days=30)
    idle: timedelta = timedelta(days=7)
    now: Callable[[], float] = time.time

    # Signing in

    async def by_password(
        self, email: str, password: str, code: str | None, client: Client, device: str | None = None
    ) -> Admitted | CodeNeeded:
        """Raises `SignInRefused`, equally and after equal work whatever of the two is wrong, and `RateLimited`."""
        known_as = address(email)
        found = await holder(self.database, BY_ADDRESS, f"{ACCOUNT_SCHEME}:{known_as}")
        own = self.device_of(device, found)
        await self.throttle.attempt(hashed(known_as), client.network, own)
        usable = found.password if found is not None and found.active else None
        right, renewed = await self.passwords.verified(password, usable)
        if not right or found is None:
            refuse()
        await self.throttle.right(hashed(known_as), client.network, own)
        if renewed is not None:
            await self._written(REHASH, account=found.id, was=found.password, password=renewed)
        return await self._admitted(found, client, frozenset({PASSWORD}), code, own)

    async def admitted(
        self,
        account: str,
        *,
        client: Client,
        proven: frozenset[str],
        code: str | None = None,
        device: str | None = None,
    ) -> Admitted | CodeNeeded:
        """Sign an account in that has been proven, by these means; or ask for its second factor, if it has one.

        `code`: of the second factor, where it came along. `device`: the cookie of a device that signed in before.
        Raises `SignInRefused` if the account is closed, or the code is wrong.
        """
        found = await holder(self.database, BY_ID, account)
        if found is None or not found.active:
            refuse()
        return await self._admitted(found, client, proven, code, self.device_of(device, found))

    async def by_code(self, ticket: str, code: str, client: Client, device: str | None = None) -> Admitted:
        """The second step of a sign-in. Raises `SignInRefused`, `RateLimited`."""
        try:
            account, proven, began = orjson.loads(self.sealer.open("ticket", ticket))
        except SealBroken:
            refuse_ticket()
        if not 0 <= self.now() - began <= TICKET_SECONDS:
            refuse_ticket()
        found = await self.admitted(account, client=client, proven=frozenset(proven), code=code, device=device)
        if isinstance(found, CodeNeeded):
            refuse_ticket()
        return found

    async def _admitted(
        self, found: Holder, client: Client, proven: frozenset[str], code: str | None, device: str | None
    ) -> Admitted | CodeNeeded:
        if found.factor is not None and not proven_twice(proven):
            if code is None:
                payload = orjson.dumps([found.id, sorted(proven), self.now()])
                return CodeNeeded(self.sealer.seal("ticket", payload))
            proven |= {await self.take_code(found, code, device)}
        return await self._open(found, client, proven, device)

    async def take_code(self, found: Holder, code: str, device: str | None) -> str:
        """By which of the second factor's means a code is right; it is used up. Raises `SignInRefused`."""
        await self.throttle.code(found.id, device)
        step = self.factors.step(found.id, found.factor or "", code.replace(" ", ""))
        if step is not None and await self._written(USE_STEP, account=found.id, step=step):
            means = OTP
        elif await self._written(USE_RECOVERY, account=found.id, hash=self.factors.hashed(found.id, code)):
            means = RECOVERY
        else:
            raise SignInRefused(
                "The code is wrong, or was used before: wait for the next one.", "SECOND_FACTOR_FAILED", path=("code",)
            )
        await self.throttle.code_right(found.id, device)
        return means

    async def _open(self, found: Holder, client: Client, proven: frozenset[str], device: str | None) -> Admitted:
        now = datetime.fromtimestamp(self.now(), UTC)
        token = first(new_id())
        text = self.refreshing.text(token)
        latest = utc_text(now + self.lasts)
        until = min(utc_text(now + self.idle), latest)

        async def work(tx: Transaction) -> bool:
            opened = await open_credential(
                tx,
                found.id,
                SIGN_IN_KIND,
                utc_text(now),
                until,
                id=token.credential,
                agent=client.agent,
                proven=sorted(proven),
                latest=latest,
                refresh=hashed(text),
            )
            return opened is not None

        opened, bookmarks = await self.database.write(work)
        if not opened:
            refuse()
        return Admitted(
            found.id,
            token.credential,
            await self.tokens.issued(Claims(found.id, token.credential)),
            text,
            self.refreshing.csrf(token.credential),
            until,
            enrol=self.must_enrol(found, proven),
            device=self.sealer.seal("device", orjson.dumps([found.id, device or secrets.token_hex(8)])),
            bookmarks=tuple(bookmarks),
        )

    def must_enrol(self, found: Holder, proven: frozenset[str]) -> bool:
        return bool(found.roles & self.factor_roles) and not proven_twice(proven)

    def device_of(self, cookie: str | None, found: Holder | None) -> str | None:
        """The name of a device from which this account signed in before; None: of any other."""
        if cookie is None or found is None:
            return None
        try:
            account, device = orjson.loads(self.sealer.open("device", cookie[:500]))
        except SealBroken:
            return None
        return device if account == found.id else None

    # What follows

    async def refreshed(self, text: str, client: Client) -> Admitted:
        """The next tokens of a sign-in. Raises `TokenRefused`."""
        given = self.refreshing.read(text)
        following = self.refreshing.text(given.next())
        now = datetime.fromtimestamp(self.now(), UTC)
        parameters = {
            "id": given.credential,
            "given": hashed(text),
            "next": hashed(following),
            "now": utc_text(now),
            "grace": utc_text(now - GRACE),
            "until": utc_text(now + self.idle),
            "client": self.refreshing.client("refresh", client.network, client.agent or ""),
        }

        async def work(tx: Transaction) -> list[list[str]]:
            return (await one(tx, ROTATE, parameters))["found"]

        found, bookmarks = await self.database.write(work)
        if not found:
            raise TokenRefused(ENDED)
        verdict, account, until = found[0]
        if verdict == "reused":
            logger.warning("a refresh token came twice: the sign-in %s is ended", given.credential)
            raise TokenRefused("This sign-in was continued elsewhere and is ended: sign in again.")
        return Admitted(
            account,
            given.credential,
            await self.tokens.issued(Claims(account, given.credential)),
            following,
            self.refreshing.csrf(given.credential),
            until,
            bookmarks=tuple(bookmarks),
        )

    async def ended(self, credential: str) -> None:
        """Sign out."""
        await self._written(END_ONE, id=credential, now=utc_text(datetime.fromtimestamp(self.now(), UTC)))

    async def session(self, claims: Claims) -> Session:
        """A sign-in, which may be one that is only to set up a second factor. Raises `TokenRefused`."""
        found = (await self.database.read(SIGN_IN, {"id": claims.credential, "account": claims.account}))[0]
        account = await holder(self.database, BY_ID, claims.account)
        if found is None or account is None or not good(found[0]):
            raise TokenRefused(ENDED)
        until, created, kind, proven = found
        return Session(account, claims.credential, created, until, kind, frozenset(proven))

    async def _written(self, statement: LiteralString, **given: object) -> bool:
        async def work(tx: Transaction) -> bool:
            return await done(tx, statement, **given)

        return (await self.database.write(work))[0]


def refuse() -> NoReturn:
    """One answer for every account that cannot be signed in to, whatever the reason."""
    raise SignInRefused("The address or the password is wrong.", "SIGN_IN_FAILED")


def refuse_ticket() -> NoReturn:
    raise SignInRefused("The sign-in took too long: begin again.", "SIGN_IN_FAILED", path=("ticket",))
