"""Signing in over HTTP, under /auth: JSON in and out, beside GraphQL, where neither aliases nor batches multiply a try.

Tokens go into cookies, or as JSON to a program that asks for them (`"bearer": true`).  What goes wrong is answered in
one form, `{"errors": [{"message", "path", "code"}]}`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
import uuid_utils
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from auth.rates import RateLimited
from auth.tokens import MINUTES, TokenRefused
from graph.errors import DatabaseUnavailable, PeymanError
from resolvers import answers
from resolvers.clients import Client, client_of
from resolvers.cookies import ACCESS, CSRF, DEVICE, REFRESH, clear_cookies, cookie_of, forged, own_origin, set_cookie
from resolvers.http import headers_of
from resolvers.negotiation import readable
from resolvers.requests import HungUp, Refusal, read_body
from resolvers.secrets import Secrets
from resolvers.sign_ins import Admitted, CodeNeeded, Session, SignInRefused, SignIns
from settings import Settings

logger = logging.getLogger("peyman.sign_in")

BODY = 10_000
"""Bytes of a request's body."""
LONGEST = 1_000
"""Characters of a text in it."""
LONG = {"refreshToken": 200, "ticket": 1_000, "token": 200, "code": 50}
Method = Callable[["Asked"], Awaitable[Response]]


@dataclass
class Asked:
    """A request to one of the routes."""

    scope: Scope
    headers: Mapping[str, str]
    client: Client
    body: Mapping[str, Any]

    def text(self, name: str, *, optional: bool = False) -> str:
        """A text of the body; raises `SignInRefused`."""
        value = self.body.get(name)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value:
            raise invalid(name, f"{name} is missing: send a text." if value in (None, "") else f"{name} is no text.")
        limit = LONG.get(name, LONGEST)
        if len(value) > limit:
            raise invalid(name, f"{name} has {len(value)} characters; the limit is {limit}.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise invalid(name, f"{name} holds half of a surrogate pair, which is no character.") from None
        return value

    @property
    def bearer(self) -> bool:
        """Whether the tokens are to come as JSON."""
        value = self.body.get("bearer", False)
        if not isinstance(value, bool):
            raise invalid("bearer", "bearer is true or false.")
        return value

    def cookie(self, name: str) -> str | None:
        return cookie_of(self.headers, name, self.client)

    @property
    def authorization(self) -> str | None:
        """The bearer token that it came with."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None


def invalid(name: str, message: str) -> SignInRefused:
    return SignInRefused(message, "VALIDATION_FAILED", 422, (name,))


@dataclass
class SignInRoutes:
    """The routes under /auth."""

    sign_ins: SignIns
    secrets: Secrets
    settings: Settings
    seal: Callable[[tuple[str, ...]], str]
    """Bookmarks → the header that lets the next request see what this one wrote."""

    def routes(self) -> list[BaseRoute]:
        posts: Mapping[str, Method] = {
            "/auth/sign-in": self.sign_in,
            "/auth/second-factor": self.second_factor,
            "/auth/refresh": self.refresh,
            "/auth/sign-out": self.sign_out,
            "/auth/invitations/accept": self.accept,
            "/auth/password": self.password,
            "/auth/second-factor/begin": self.begin,
            "/auth/second-factor/confirm": self.confirm,
        }
        found = [Route(path, Endpoint(self, "POST", method)) for path, method in posts.items()]
        return [*found, Route("/auth/session", Endpoint(self, "GET", self.session))]

    def client(self, scope: Scope) -> Client:
        return client_of(scope, self.settings.trusted_proxies, self.settings.public_url)

    # Signing in and out

    async def sign_in(self, asked: Asked) -> Response:
        email, password = asked.text("email"), asked.text("password")
        code = asked.text("code", optional=True) or None
        self.may_set_cookies(asked)
        found = await self.sign_ins.by_password(email, password, code, asked.client, asked.cookie(DEVICE))
        return self.admission(asked, found)

    async def second_factor(self, asked: Asked) -> Response:
        ticket, code = asked.text("ticket"), asked.text("code")
        self.may_set_cookies(asked)
        return self.admission(asked, await self.sign_ins.by_code(ticket, code, asked.client, asked.cookie(DEVICE)))

    async def refresh(self, asked: Asked) -> Response:
        given = asked.text("refreshToken", optional=True)
        if given:
            return self.admission(asked, await self.sign_ins.refreshed(given, asked.client), bearer=True)
        try:
            return self.admission(asked, await self.refreshed_by_cookie(asked), bearer=False)
        except TokenRefused as error:
            response = refusal(SignInRefused(str(error), answers.UNAUTHENTICATED))
            clear_cookies(response, asked.client)
            return response

    async def refreshed_by_cookie(self, asked: Asked) -> Admitted:
        """Raises `TokenRefused`, `SignInRefused`."""
        text = asked.cookie(REFRESH)
        if text is None:
            raise TokenRefused("There is no sign-in to continue: sign in.")
        self.check_forged(asked, self.sign_ins.refreshing.read(text).credential)
        return await self.sign_ins.refreshed(text, asked.client)

    async def sign_out(self, asked: Asked) -> Response:
        response = answer({"signedOut": True})
        clear_cookies(response, asked.client)
        try:
            given = asked.text("refreshToken", optional=True)
            if given:
                credential = self.sign_ins.refreshing.read(given).credential
            elif asked.authorization is not None:
                credential = (await self.sign_ins.tokens.verified(asked.authorization)).credential
            else:
                credential = await self.credential_of_cookies(asked)
        except TokenRefused:  # signed out already, as far as this browser knows
            return response
        await self.sign_ins.ended(credential)
        return response

    async def credential_of_cookies(self, asked: Asked) -> str:
        """Of the refresh token, which is good for longer. Raises `TokenRefused`."""
        refresh, access = asked.cookie(REFRESH), asked.cookie(ACCESS)
        if refresh is not None:
            credential = self.sign_ins.refreshing.read(refresh).credential
        elif access is not None:
            credential = (await self.sign_ins.tokens.verified(access)).credential
        else:
            raise TokenRefused("You are not signed in.")
        self.check_forged(asked, credential)
        return credential

    # One's own account

    async def session(self, asked: Asked) -> Response:
        found = await self.signed_in(asked)
        holder = found.holder
        told = {
            "account": {
                "id": holder.id,
                "email": holder.email,
                "name": holder.name,
                "roles": sorted(holder.roles),
            },
            "signIn": {"id": found.credential, "created": found.created, "until": found.until},
            "csrf": self.sign_ins.refreshing.csrf(found.credential),
            "secondFactor": {
                "enrolled": holder.factor is not None,
                "recoveryCodesLeft": len(holder.secret.get("recovery") or ()),
                "mustEnrol": found.kind == "SignIn" and self.sign_ins.must_enrol(holder, found.proven),
            },
        }
        return answer(told)

    async def accept(self, asked: Asked) -> Response:
        token, password = asked.text("token"), asked.text("password")
        await self.sign_ins.throttle.address(asked.client.network)
        found = await self.secrets.accept(token, password)
        return answer({"account": {"email": found.email}})

    async def password(self, asked: Asked) -> Response:
        session = await self.signed_in(asked)
        await self.secrets.change(session, asked.text("password"), asked.text("newPassword"))
        return answer({"changed": True})

    async def begin(self, asked: Asked) -> Response:
        key, uri = await self.secrets.begin(await self.signed_in(asked))
        return answer({"key": key, "uri": uri})

    async def confirm(self, asked: Asked) -> Response:
        codes = await self.secrets.confirm(await self.signed_in(asked), asked.text("code"))
        return answer({"recoveryCodes": codes})

    # Steps

    async def signed_in(self, asked: Asked) -> Session:
        """Whoever asks, by token or cookie. Raises `TokenRefused`, `SignInRefused`."""
        token = asked.authorization or asked.cookie(ACCESS)
        if token is None:
            raise TokenRefused("You are not signed in.")
        claims = await self.sign_ins.tokens.verified(token)
        if asked.authorization is None and asked.scope["method"] == "POST":
            self.check_forged(asked, claims.credential)
        return await self.sign_ins.session(claims)

    def check_forged(self, asked: Asked, credential: str) -> None:
        """Raises `SignInRefused` for a request that another site may have made with these cookies."""
        if why := forged(asked.headers, asked.client, self.sign_ins.refreshing.csrf(credential)):
            raise SignInRefused(why, "CSRF", 403)

    def may_set_cookies(self, asked: Asked) -> None:
        """Nobody is signed in by another site's page, or over a line on which the cookies can be read."""
        if asked.bearer:
            return
        if own_origin(asked.headers, asked.client) is False:
            raise SignInRefused('Another site\'s page takes tokens as JSON: send "bearer": true.', "CSRF", 403)
        if asked.client.scheme != "https" and not asked.client.loopback:
            raise SignInRefused(
                "Cookies are set over https only. Behind a proxy, its operator sets PEYMAN_PUBLIC_URL or "
                'PEYMAN_TRUSTED_PROXIES; a program sends "bearer": true.',
                "HTTPS_NEEDED",
                403,
            )

    def admission(self, asked: Asked, found: Admitted | CodeNeeded, bearer: bool | None = None) -> Response:
        """What answers a sign-in that was proven, by whatever means."""
        return admission(found, asked.client, asked.bearer if bearer is None else bearer, self.seal)


def admission(
    found: Admitted | CodeNeeded, client: Client, bearer: bool, seal: Callable[[tuple[str, ...]], str]
) -> Response:
    """The answer to a sign-in: cookies, or the tokens as JSON; or that the second factor is to follow."""
    if isinstance(found, CodeNeeded):
        needed = SignInRefused(
            "Send the code of the second factor too: `code` beside the password, or with this ticket to "
            "POST /auth/second-factor.",
            "SECOND_FACTOR_NEEDED",
            path=("code",),
            ticket=found.ticket,
        )
        return refusal(needed)
    told: dict[str, Any] = {"until": found.until, "mustEnrol": found.enrol}
    if bearer:
        tokens = {"accessToken": found.access, "refreshToken": found.refresh}
        response = answer({**told, "tokenType": "Bearer", "expiresIn": int(MINUTES * 60), **tokens})
    else:
        response = answer({**told, "csrf": found.csrf})
        for cookie, value in ((ACCESS, found.access), (REFRESH, found.refresh), (CSRF, found.csrf)):
            set_cookie(response, cookie, value, found.until, client)
        if found.device is not None:
            set_cookie(response, DEVICE, found.device, None, client)
    if found.bookmarks:
        response.headers["Peyman-Bookmark"] = seal(found.bookmarks)
    return response


@dataclass
class Endpoint:
    """ASGI application of one route: reads the request, and answers what the method raises."""

    routes: SignInRoutes
    verb: str
    method: Method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        try:
            body = await self.body(scope, headers, receive)
            response = await self.method(Asked(scope, headers, self.routes.client(scope), body))
        except HungUp:
            return
        except TokenRefused as error:
            response = refusal(SignInRefused(str(error), answers.UNAUTHENTICATED))
        except SignInRefused as error:
            response = refusal(error)
        except RateLimited as error:
            response = refusal(SignInRefused(str(error), answers.RATE_LIMITED, 429))
            response.headers["Retry-After"] = str(error.retry_after)
        except Refusal as error:
            response = refusal(SignInRefused(error.message, error.code, error.status))
            response.headers.update(error.headers)
        except DatabaseUnavailable:
            response = refusal(SignInRefused("The database cannot be reached.", answers.UNAVAILABLE, 503))
            response.headers["Retry-After"] = "1"
        except Exception as error:
            response = failed(error)
        await response(scope, receive, send)

    async def body(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> Mapping[str, Any]:
        """The JSON object of a POST. Raises `Refusal`."""
        method: str = scope["method"]
        if method != self.verb and not (method == "HEAD" and self.verb == "GET"):
            raise Refusal(405, f"{method} is not taken here: use {self.verb}.", headers={"Allow": self.verb})
        if self.verb == "GET":
            return {}
        if not readable(headers.get("content-type", "")) or headers.get("content-encoding", "identity") != "identity":
            found = headers.get("content-type") or "missing"
            raise Refusal(415, f"The content type is {found[:100]}. Send application/json in UTF-8, uncompressed.")
        length = headers.get("content-length", "")
        raw = await read_body(receive, int(length) if length.isdecimal() else None, "expect" in headers)
        if len(raw) > BODY:
            raise Refusal(413, f"The request body is {len(raw):,} bytes; the limit is {BODY:,}.", "BODY_TOO_LARGE")
        try:
            content: Any = orjson.loads(raw or b"{}")
        except orjson.JSONDecodeError:
            raise Refusal(400, "The request body is not JSON in UTF-8.") from None
        if not isinstance(content, dict):
            raise Refusal(400, "The request body is no JSON object: one sign-in is one request.")
        return cast("dict[str, Any]", content)


def answer(content: Mapping[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Authorization, Cookie"}
    return Response(orjson.dumps(content), status, headers, "application/json")


def refusal(error: SignInRefused) -> Response:
    """Everything that goes wrong, in one form."""
    problem = {"message": str(error), "path": list(error.path), "code": error.code, **error.more}
    response = answer({"errors": [problem]}, error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="peyman"'
    return response


def failed(error: Exception) -> Response:
    """A defect of ours, or of the database: the log names it, the client gets a number to name it by."""
    request_id = str(uuid_utils.uuid7())
    if isinstance(error, PeymanError):
        logger.error("request %s failed in the database: %s", request_id, type(error).__name__)
    else:
        logger.exception("request %s failed", request_id, exc_info=error)
    response = refusal(SignInRefused("internal error", answers.INTERNAL, 500, requestId=request_id))
    response.headers["X-Request-Id"] = request_id
    return response
