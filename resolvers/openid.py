"""Signing in by an OpenID provider: `/auth/oidc/start` sends the browser there, `/auth/oidc/callback` takes it back.

State, nonce and PKCE verifier travel in a sealed cookie of this browser, good once and for ten minutes.  Who comes back
has an account here already, known by his subject or, the first time, by a verified e-mail address: nobody is made an
account.  What follows is the door of every sign-in, `SignIns.admitted`.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from cachetools import TTLCache
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from auth.openid import Identity, IdentityRefused, Provider, ProviderFailed
from auth.sealing import SealBroken, Sealer
from graph.edits import ACCOUNT_SCHEME, Enact
from graph.openid import BIND, BOUND, bound_account, identity_key
from graph.secrets import BY_ADDRESS, holder
from resolvers.accounts import address
from resolvers.clients import Client
from resolvers.cookies import DEVICE, cookies_in, secure
from resolvers.secrets import enacted
from resolvers.sign_in import Asked, Endpoint, SignInRoutes, admission
from resolvers.sign_ins import CodeNeeded, SignInRefused

logger = logging.getLogger("peyman.sign_in")

OPENID = "openid"
"""What the cookie is sealed as; and the means that such a sign-in is proven by."""
MFA = "mfa"
START, CALLBACK = "/auth/oidc/start", "/auth/oidc/callback"
PATH = "/auth/oidc"
SECONDS = 600
"""How long the way to the provider and back may take."""
HOME = "/graphiql"
LONGEST = 2_000
"""Characters of a path to come back to, and of each parameter of the provider's."""


@dataclass(frozen=True)
class Began:
    """What this browser set out with."""

    state: str
    nonce: str
    verifier: str
    next: str
    at: float


@dataclass
class OpenIDRoutes:
    """The two routes, for one provider."""

    sign_in: SignInRoutes
    provider: Provider
    sealer: Sealer
    now: Callable[[], float] = time.time
    _used: TTLCache[str, bool] = field(default_factory=lambda: TTLCache[str, bool](100_000, SECONDS))
    """States that came back: the provider takes a code once, and this a state."""

    def routes(self) -> list[BaseRoute]:
        return [
            Route(START, Endpoint(self.sign_in, "GET", self.start)),
            Route(CALLBACK, Endpoint(self.sign_in, "GET", self.callback)),
        ]

    async def start(self, asked: Asked) -> Response:
        """Off to the provider. Raises `SignInRefused`."""
        self.may_begin(asked.client)
        began = Began(
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(48),
            own_path(parameters(asked).get("next")),
            self.now(),
        )
        try:
            url = await self.provider.address(back(asked.client), began.state, began.nonce, began.verifier)
        except ProviderFailed as failed:
            unavailable(failed)
        response = RedirectResponse(url, 303)
        kept = [began.state, began.nonce, began.verifier, began.next, began.at]
        self.set_cookie(response, asked.client, self.sealer.seal(OPENID, orjson.dumps(kept)))
        return response

    async def callback(self, asked: Asked) -> Response:
        """Back again. Raises `SignInRefused`, `RateLimited`."""
        self.may_begin(asked.client)
        sign_ins = self.sign_in.sign_ins
        await sign_ins.throttle.address(asked.client.network)
        given = parameters(asked)
        began = self.began(asked, given.get("state", ""))
        if "error" in given or not given.get("code"):
            raise SignInRefused("The provider did not sign you in.", "SIGN_IN_FAILED")
        try:
            found = await self.provider.identity(
                given["code"], back(asked.client), began.nonce, began.verifier, given.get("iss")
            )
        except IdentityRefused as refused:
            logger.warning("a sign-in by OpenID is refused: %s", refused.why)
            raise SignInRefused(str(refused), "SIGN_IN_FAILED") from None
        except ProviderFailed as failed:
            unavailable(failed)
        account = await self.account(found)
        proven = frozenset({OPENID, MFA} if found.twice else {OPENID})
        admitted = await sign_ins.admitted(account, client=asked.client, proven=proven, device=asked.cookie(DEVICE))
        response = RedirectResponse(began.next, 303)
        if isinstance(admitted, CodeNeeded):
            # in the fragment, which no server and no log of one sees
            response = RedirectResponse(f"{began.next}#{urlencode({'ticket': admitted.ticket})}", 303)
        else:
            signed_in = admission(admitted, asked.client, False, self.sign_in.seal)
            for name, value in signed_in.raw_headers:
                if name in (b"set-cookie", b"peyman-bookmark"):
                    response.raw_headers.append((name, value))
        self.set_cookie(response, asked.client, None)
        return response

    async def account(self, found: Identity) -> str:
        """The account that an identity is of, bound to it the first time. Raises `SignInRefused`."""
        database, key = self.sign_in.sign_ins.database, identity_key(found.issuer, found.subject)
        known = await bound_account(database, key)
        if known is not None:
            return known
        if found.email is None:
            nobody("the address is not verified")
        known_as = address(found.email)
        holds = await holder(database, BY_ADDRESS, f"{ACCOUNT_SCHEME}:{known_as}")
        if holds is None or not holds.active:
            nobody("there is no such account, or it is closed")
        edit = Enact("Account", holds.id, "bindIdentity", BIND, {"issuer": found.issuer, "key": key})
        executor = self.sign_in.secrets.executor
        if not await enacted(executor, edit, holds.email, BOUND) and await bound_account(database, key) != holds.id:
            nobody("the account is bound to another subject of this issuer")
        return holds.id

    # The cookie

    def began(self, asked: Asked, state: str) -> Began:
        """What this browser set out with, if it comes back with its state and for the first time."""
        cookie = cookies_in(asked.headers).get(cookie_name(asked.client), "")
        try:
            began = Began(*orjson.loads(self.sealer.open(OPENID, cookie)))
        except SealBroken:
            raise again("This browser did not begin to sign in here, or too long ago") from None
        if not hmac.compare_digest(began.state.encode(), state.encode()):
            raise again("The provider's answer belongs to another sign-in")
        if not 0 <= self.now() - began.at <= SECONDS:
            raise again("The sign-in took too long")
        if began.state in self._used:
            raise again("The provider's answer was used before")
        self._used[began.state] = True
        return began

    def set_cookie(self, response: Response, client: Client, value: str | None) -> None:
        """Lax, since the browser comes back from another site. None: forget it."""
        response.set_cookie(
            cookie_name(client),
            value or "",
            max_age=SECONDS if value is not None else 0,
            path=PATH,
            secure=secure(client),
            httponly=True,
            samesite="lax",
        )

    def may_begin(self, client: Client) -> None:
        """Cookies of a sign-in go over https only, or stay on this machine."""
        if client.scheme != "https" and not client.loopback:
            raise SignInRefused("Sign in over https.", "HTTPS_NEEDED", 403)


def cookie_name(client: Client) -> str:
    return f"{'__Secure-' if secure(client) else ''}peyman_oidc"


def back(client: Client) -> str:
    """The one address that the provider sends browsers back to; it is registered there, letter by letter."""
    return f"{client.scheme}://{client.host}{CALLBACK}"


def own_path(asked: str | None) -> str:
    """A path of this service to come back to, and nothing that a browser could take for another place."""
    path = asked or HOME
    parts = urlsplit(path)
    plain = path.isascii() and path.isprintable() and " " not in path and "\\" not in path and len(path) <= LONGEST
    if not plain or not path.startswith("/") or path.startswith("//") or parts.netloc or parts.scheme or "#" in path:
        raise SignInRefused("`next` is no path of this service: write one such as /graphiql.", "VALIDATION_FAILED", 422)
    return path


def parameters(asked: Asked) -> dict[str, str]:
    """Of the query string, each once. Raises `SignInRefused`."""
    raw: bytes = asked.scope["query_string"]
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise SignInRefused("The query string cannot be read.", "BAD_REQUEST", 400) from None
    found = dict(pairs)
    if len(found) < len(pairs) or any(len(value) > LONGEST for value in found.values()):
        raise SignInRefused("The query string names something twice, or is too long.", "BAD_REQUEST", 400)
    return found


def again(why: str) -> SignInRefused:
    return SignInRefused(f"{why}: begin again.", "SIGN_IN_FAILED", 400, ("state",))


def nobody(why: str) -> NoReturn:
    """One answer for whoever has no account here, whatever the reason."""
    logger.warning("a sign-in by OpenID finds no account: %s", why)
    raise SignInRefused(
        "You have no account here by that identity: ask whoever administers accounts.", "NO_ACCOUNT", 403
    )


def unavailable(failed: ProviderFailed) -> NoReturn:
    logger.error("the OpenID provider failed: %s", failed)
    raise SignInRefused(f"The OpenID provider cannot be used now. {failed}", "PROVIDER_FAILED", 502) from None
