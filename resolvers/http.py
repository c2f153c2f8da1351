"""The HTTP endpoint of GraphQL: one ASGI application around `execute` (GraphQL over HTTP; RFC 9110).

A request passes, in this order, the checks of its method, media types, token and bookmark, then of its
body; the operation runs while the connection is watched, so that a client that hangs up ends its
transaction.  Whatever goes wrong is answered in GraphQL's form: `{"errors": [...]}`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Protocol, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.viewer import ANONYMOUS, Viewer
from graph.accesses import AccessLog, Asked, Refused
from graph.errors import PeymanError
from resolvers import answers
from resolvers.accesses import ADDRESS
from resolvers.answers import Answer
from resolvers.charging import Charge, charged_to
from resolvers.clients import Client, client_of
from resolvers.defects import log_defect
from resolvers.identities import TooManyStrangers
from resolvers.negotiation import GRAPHQL, HTML, JSON, Medium, accepted, readable
from resolvers.requests import GraphQLRequest, HungUp, Refusal, from_body, from_query_string, read_body

STATUS: Mapping[str, int] = {
    answers.METHOD_NOT_ALLOWED: 405,
    answers.UNAUTHENTICATED: 401,
    answers.RATE_LIMITED: 429,
    answers.OVERLOADED: 503,
    answers.UNAVAILABLE: 503,
    answers.TIMEOUT: 504,
    answers.INTERNAL: 500,
}
"""Statuses of operations that never ran, by the code of their first error; any other code is the client's."""

KEY_LIMIT = 200
"""Characters of an `Idempotency-Key`."""
BOOKMARK_LIMIT = 8_000
"""Characters of a `Peyman-Bookmark` header."""


class Executes(Protocol):
    """What the endpoint needs of the executor."""

    async def execute(
        self,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        viewer: Viewer,
        *,
        bookmarks: list[str] | None = None,
        idempotency_key: str | None = None,
        allow_mutation: bool = True,
    ) -> Answer: ...


class Browsers(Protocol):
    """Browsers come with cookies; what the endpoint needs to know of them, and of who pays."""

    def token(self, scope: Scope, headers: Mapping[str, str]) -> str | None:
        """The access token in a request's cookies."""
        ...

    def check(self, scope: Scope, headers: Mapping[str, str], viewer: Viewer) -> None:
        """Raises `Refusal` for a request that another site may have made with them."""
        ...

    def page(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Raises `Refusal` for a WebSocket with cookies that no page of this service opened: it has no CSRF token."""
        ...

    def charge(self, scope: Scope, viewer: Viewer) -> Charge | None:
        """What takes the cost of the request's operation off a budget."""
        ...


class TokenNotTaken(Exception):
    """The bearer token is broken, expired or of another server; the message says which."""


class BookmarkBroken(Exception):
    """A bookmark that this service did not seal."""


class GraphQLEndpoint:
    """ASGI application for `/graphql`.

    `authenticate` turns a bearer token into a viewer or raises TokenNotTaken; `seal` and `unseal` turn the
    database's bookmarks into an opaque header and back (BookmarkBroken); `page` answers browsers with
    GraphiQL; `browsers` takes their cookies for tokens, and says who pays for what an operation costs.
    What is refused here is noted in `access`, with the address of the `client`.
    """

    def __init__(
        self,
        executor: Executes,
        *,
        authenticate: Callable[[str], Awaitable[Viewer]],
        seal: Callable[[Iterable[str]], str],
        unseal: Callable[[str], list[str]],
        page: Callable[[Request], Awaitable[Response]],
        anonymous: bool,
        browsers: Browsers | None = None,
        access: AccessLog | None = None,
        client: Callable[[Scope], Client] = client_of,
    ) -> None:
        self._executor = executor
        self._authenticate = authenticate
        self._seal = seal
        self._unseal = unseal
        self._page = page
        self._anonymous = anonymous
        self._browsers = browsers
        self._access = access
        self._client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ADDRESS.set(self._client(scope).address)
        headers = headers_of(scope)
        medium = accepted(headers["accept"]) if "accept" in headers else JSON
        try:
            if medium == HTML and scope["method"] == "GET":
                page = await self._page(Request(scope, receive))
                await page(scope, receive, send)
                return
            medium = _medium(medium)
            request, viewer, bookmarks = await self._received(scope, headers, receive)
            key = _idempotency_key(headers)
            if self._browsers is not None:
                charged_to(self._browsers.charge(scope, viewer))
            answer = await _unless_hung_up(
                self._executor.execute,
                receive,
                request,
                viewer,
                bookmarks,
                key,
                scope["method"] == "POST",
            )
            await self._answered(send, medium, answer)
        except HungUp:
            return
        except Refusal as refusal:
            if self._access is not None:
                self._access.refused(Refused(Asked(address=ADDRESS.get()), refusal.code))
            extensions = {"code": refusal.code}
            body = {"errors": [{"message": refusal.message, "extensions": extensions}]}
            await _respond(send, refusal.status, medium or JSON, orjson.dumps(body), refusal.headers)
        except Exception as error:
            await _failed(error, send, medium or JSON)

    async def _received(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive
    ) -> tuple[GraphQLRequest, Viewer, list[str] | None]:
        method: str = scope["method"]
        if method not in ("GET", "POST"):
            raise Refusal(
                405,
                f"{method} is not taken here: use POST, or GET for queries.",
                headers={"Allow": "GET, POST"},
            )
        if method == "POST":
            if (
                not readable(headers.get("content-type", ""))
                or headers.get("content-encoding", "identity") != "identity"
            ):
                found = headers.get("content-type") or "missing"
                raise Refusal(
                    415,
                    f"The content type is {found[:100]}. Send application/json in UTF-8, uncompressed.",
                    headers={"Accept-Post": JSON},
                )
            viewer = await self.viewer(scope, headers)
            length = headers.get("content-length", "")
            body = await read_body(receive, int(length) if length.isdecimal() else None, "expect" in headers)
            return from_body(body), viewer, self._bookmarks(headers)
        viewer = await self.viewer(scope, headers)
        return from_query_string(scope["query_string"]), viewer, self._bookmarks(headers)

    async def viewer(self, scope: Scope, headers: Mapping[str, str]) -> Viewer:
        """Who asks, by bearer token or cookie; raises `Refusal`."""
        authorization = headers.get("authorization")
        if authorization is None:
            if self._browsers is not None and (token := self._browsers.token(scope, headers)) is not None:
                viewer = await self.authenticated(token)
                if scope["type"] == "websocket":
                    self._browsers.page(scope, headers)
                elif scope["method"] != "GET":
                    self._browsers.check(scope, headers, viewer)
                return viewer
            if self._anonymous:
                return ANONYMOUS
            raise _unauthenticated("Sign in to be answered: send Authorization: Bearer <token>.")
        return await self.bearing(authorization)

    async def bearing(self, authorization: str) -> Viewer:
        """Whoever comes with this `Authorization`; raises `Refusal`."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise _unauthenticated("The Authorization header must be: Bearer <token>.", "invalid_request")
        return await self.authenticated(token)

    async def authenticated(self, token: str) -> Viewer:
        """Whose token this is; raises `Refusal`."""
        try:
            return await self._authenticate(token)
        except TokenNotTaken as refused:
            raise _unauthenticated(str(refused), "invalid_token") from None
        except TooManyStrangers:
            raise _later("Too many unknown keys come at once: try again shortly.", answers.OVERLOADED) from None
        except PeymanError:
            raise _later("The database cannot be reached; try again shortly.", answers.UNAVAILABLE) from None

    def _bookmarks(self, headers: Mapping[str, str]) -> list[str] | None:
        sealed = headers.get("peyman-bookmark")
        if not sealed:
            return None
        broken = Refusal(
            400,
            "The Peyman-Bookmark header was not written by this service. Send back the last one you "
            "received, as it was, or none.",
        )
        if len(sealed) > BOOKMARK_LIMIT:
            raise broken
        try:
            return [mark for part in sealed.split(",") for mark in self._unseal(part.strip())]
        except BookmarkBroken:
            raise broken from None

    async def _answered(self, send: Send, medium: Medium, answer: Answer) -> None:
        status, headers = 200, dict[str, str]()
        if not answer.executed:
            code = answer.errors[0].get("extensions", {}).get("code") if answer.errors else None
            status = STATUS.get(cast("str", code), 400 if medium == GRAPHQL else 200)
            if status == 405:
                headers["Allow"] = "POST"
            elif status == 401:
                headers["WWW-Authenticate"] = _challenge("invalid_token")
            elif status == 503:
                headers["Retry-After"] = "1"
            elif status == 429:
                headers["Retry-After"] = str(answer.errors[0]["extensions"]["retryAfter"])
        if answer.bookmarks:
            headers["Peyman-Bookmark"] = self._seal(answer.bookmarks)
        await _respond(send, status, medium, orjson.dumps(answer.document()), headers)


def headers_of(scope: Scope) -> dict[str, str]:
    """Header → value; of a header sent several times the values joined, as RFC 9110, 5.3 allows."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _medium(medium: Medium | None) -> Medium:
    if medium is None:
        raise Refusal(406, f"Answers are written as {GRAPHQL} or {JSON}: name one of them in Accept.", "NOT_ACCEPTABLE")
    return JSON if medium == HTML else medium


def _unauthenticated(message: str, error: str | None = None) -> Refusal:
    return Refusal(401, message, answers.UNAUTHENTICATED, {"WWW-Authenticate": _challenge(error)})


def _later(message: str, code: str) -> Refusal:
    return Refusal(503, message, code, {"Retry-After": "1"})


def _challenge(error: str | None) -> str:
    return 'Bearer realm="peyman"' + (f', error="{error}"' if error else "")


def _idempotency_key(headers: Mapping[str, str]) -> str | None:
    key = headers.get("idempotency-key")
    if key is None:
        return None
    if not 0 < len(key) <= KEY_LIMIT or not key.isascii() or not key.isprintable():
        raise Refusal(400, f"Idempotency-Key must have 1 to {KEY_LIMIT} printable ASCII characters.")
    return key


async def _unless_hung_up(
    execute: Callable[..., Any],
    receive: Receive,
    request: GraphQLRequest,
    viewer: Viewer,
    bookmarks: list[str] | None,
    key: str | None,
    allow_mutation: bool,
) -> Answer:
    """The answer, or HungUp as soon as the client closed the connection: the operation is then cancelled.

    Only the watcher is a task of its own; the operation runs in the request's task, which it may cancel.
    """
    worker = cast("asyncio.Task[Any]", asyncio.current_task())
    hung_up = False

    async def watch() -> None:
        nonlocal hung_up
        while (await receive())["type"] != "http.disconnect":
            pass
        hung_up = True
        worker.cancel()

    watcher = asyncio.create_task(watch())
    try:
        answer = await execute(
            request.query,
            request.variables,
            request.operation_name,
            viewer,
            bookmarks=bookmarks,
            idempotency_key=key,
            allow_mutation=allow_mutation,
        )
    except asyncio.CancelledError:
        if not hung_up:
            raise
        worker.uncancel()
        raise HungUp from None
    finally:
        watcher.cancel()
    if hung_up:
        # The operation ended in the same turn of the loop: its cancellation is still to be delivered.
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)
        worker.uncancel()
        raise HungUp
    return cast("Answer", answer)


async def _failed(error: Exception, send: Send, medium: Medium) -> None:
    """A defect of ours: the log has where it happened, the client a number to name it by."""
    request_id = log_defect(error)
    await _respond(send, 500, medium, orjson.dumps(answers.internal(request_id)), {"X-Request-Id": request_id})


async def _respond(send: Send, status: int, medium: Medium, body: bytes, headers: Mapping[str, str]) -> None:
    content_type = f"{JSON if medium == HTML else medium}; charset=utf-8"
    raw = [
        (b"content-type", content_type.encode("ascii")),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"vary", b"Accept, Authorization, Cookie"),
        *((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
