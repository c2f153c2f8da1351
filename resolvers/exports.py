"""`/export`: what a viewer sees as a file that streams, by GET with parameters or by POST with JSON.

Who asks is found out as at `/graphql`.  All that can be refused is refused before the first byte, with a status; what
breaks later breaks the transfer off, so that no file looks whole that is not.  A client that hangs up ends its export.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, quote

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from auth.tokens import TokenRefused
from auth.viewer import Viewer
from graph.accesses import Asked, Refused
from graph.errors import OperationTimeout, PeymanError
from resolvers import answers
from resolvers.accesses import ADDRESS
from resolvers.charging import Charge, charged_to
from resolvers.clients import Client
from resolvers.execution import Executor
from resolvers.exporters import FORMATS, Exported, prepared
from resolvers.exporters import Refused as NotExported
from resolvers.http import STATUS, headers_of
from resolvers.negotiation import readable
from resolvers.requests import BODY_LIMIT, Refusal, read_body

AT_ONCE = 4
"""Exports that a process writes at the same time."""
EACH = 1
"""And for one payer."""
PATIENCE = 60.0
"""Seconds that one page may take in the database."""
NAMES = ("format", "type", "where", "confidential")
RECORD = "query Record($id: ID!) { node(id: $id) { id __typename marking updated } }"


@dataclass(frozen=True)
class Asking:
    """An export as it was asked for."""

    format: str
    types: tuple[str, ...] = ()
    where: Mapping[str, Any] | None = None
    confidential: bool = False


class ExportEndpoint:
    """ASGI application for `/export`.

    `viewer` finds out who asks, or raises `Refusal`; `charge` says who pays; `base` is the address of the service.
    """

    def __init__(
        self,
        executor: Executor,
        viewer: Callable[[Scope, Mapping[str, str]], Awaitable[Viewer]],
        charge: Callable[[Scope, Viewer], Charge | None],
        client: Callable[[Scope], Client],
        base: str,
    ) -> None:
        self._executor = executor
        self._viewer = viewer
        self._charge = charge
        self._client = client
        self._base = base
        self._access = executor.access
        self._running: dict[str, int] = {}

    def routes(self) -> list[Route]:
        return [Route("/export", self), Route("/records/{id}", record)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ADDRESS.set(self._client(scope).address)
        user: str | None = None
        try:
            asking, viewer = await self._asked(scope, receive)
            user = viewer.user
            charged_to(self._charge(scope, viewer))
            payer = viewer.user or ADDRESS.get() or ""
            if self._running.get(payer, 0) >= EACH or sum(self._running.values()) >= AT_ONCE:
                raise Refusal(
                    429, "Another export is running: wait for its end.", answers.RATE_LIMITED, {"Retry-After": "10"}
                )
            self._running[payer] = self._running.get(payer, 0) + 1
            try:
                found, first = await self._begun(asking, viewer)
                await _sent(found, first, receive, send)
            finally:
                self._running[payer] -= 1
                if not self._running[payer]:
                    del self._running[payer]
        except Refusal as refusal:
            if self._access is not None:
                self._access.refused(Refused(Asked(user, "Export", None, ADDRESS.get()), refusal.code))
            await _refused(refusal, send)

    async def _asked(self, scope: Scope, receive: Receive) -> tuple[Asking, Viewer]:
        headers = headers_of(scope)
        if scope["method"] == "GET":
            return from_parameters(scope["query_string"]), await self._viewer(scope, headers)
        if scope["method"] != "POST":
            raise Refusal(405, f"{scope['method']} is not taken here: use GET or POST.", headers={"Allow": "GET, POST"})
        if not readable(headers.get("content-type", "")):
            raise Refusal(
                415, "Send application/json in UTF-8, uncompressed.", headers={"Accept-Post": "application/json"}
            )
        viewer = await self._viewer(scope, headers)
        length = headers.get("content-length", "")
        body = await read_body(receive, int(length) if length.isdecimal() else None, "expect" in headers)
        return from_json(body), viewer

    async def _begun(self, asking: Asking, viewer: Viewer) -> tuple[Exported, bytes]:
        """The export and its first bytes: by then a page has been read, or what is wrong with it is known."""
        try:
            found = await prepared(
                self._executor.patient(PATIENCE),
                viewer,
                asking.format,
                asking.types,
                asking.where,
                confidential=asking.confidential,
                base=self._base,
            )
            head = await anext(found.chunks)
            # the first chunk of a format may be its header alone
            return found, head + await anext(found.chunks, b"")
        except NotExported as refused:
            status = 403 if refused.code == "FORBIDDEN" else STATUS.get(refused.code, 400)
            raise Refusal(status, str(refused), refused.code) from None
        except TokenRefused as refused:
            raise Refusal(401, str(refused), answers.UNAUTHENTICATED) from None
        except OperationTimeout:
            raise Refusal(504, "A page took too long: ask for less, by `where`.", answers.TIMEOUT) from None
        except PeymanError:
            raise Refusal(
                503, "The database cannot be reached; try again shortly.", answers.UNAVAILABLE, {"Retry-After": "1"}
            ) from None


async def record(request: Request) -> Response:
    """Where a record's URL leads: to the query for it, which answers the same for a hidden record and none."""
    variables = orjson.dumps({"id": request.path_params["id"]}).decode()
    return RedirectResponse(f"/graphql?query={quote(RECORD)}&variables={quote(variables)}", 303)


def from_parameters(query_string: bytes) -> Asking:
    if len(query_string) > BODY_LIMIT:
        raise Refusal(414, f"The query string has {len(query_string):,} bytes; the limit is {BODY_LIMIT:,}. Use POST.")
    try:
        pairs = parse_qsl(query_string.decode("ascii"), True, True, errors="strict", max_num_fields=64)
    except (UnicodeDecodeError, ValueError):
        raise Refusal(400, "The query string is not URL-encoded UTF-8.") from None
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name == "type":
            content.setdefault("type", []).append(value)
        elif name in content:
            raise Refusal(400, f'The parameter "{name[:40]}" is given twice. Send it once.')
        else:
            content[name] = value
    if "where" in content:
        content["where"] = _json(content["where"].encode(), '"where"')
    if "confidential" in content:
        if content["confidential"] not in ("true", "false"):
            raise Refusal(400, '"confidential" is true or false.')
        content["confidential"] = content["confidential"] == "true"
    return _checked(content)


def from_json(body: bytes) -> Asking:
    content = _json(body, "The body")
    if not isinstance(content, dict):
        raise Refusal(400, 'The body is no object. Send {"format": "csv", "type": ["Organization"]}.')
    found = dict(cast(Mapping[str, Any], content))
    if isinstance(found.get("type"), str):
        found["type"] = [found["type"]]
    return _checked(found)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refusal(400, f"{what} is not JSON.") from None


def _checked(content: Mapping[str, Any]) -> Asking:
    for name in content:
        if name not in NAMES:
            raise Refusal(400, f"{name[:40]!r} is no parameter; there are {', '.join(NAMES)}.")
    format, where = content.get("format"), content.get("where")
    types: Any = content.get("type") or []
    if not isinstance(format, str):
        raise Refusal(400, f'"format" is missing: one of {", ".join(FORMATS)}.')
    if not isinstance(types, list) or not all(isinstance(one, str) for one in cast(list[Any], types)):
        raise Refusal(400, '"type" is a name of a record type, or a list of them.')
    if where is not None and not isinstance(where, dict):
        raise Refusal(400, '"where" is an object: the filter of a query.')
    confidential = content.get("confidential", False)
    if not isinstance(confidential, bool):
        raise Refusal(400, '"confidential" is true or false.')
    return Asking(format, tuple(cast(list[str], types)), cast("Mapping[str, Any] | None", where), confidential)


async def _sent(found: Exported, first: bytes, receive: Receive, send: Send) -> None:
    worker = cast("asyncio.Task[Any]", asyncio.current_task())
    hung_up = False

    async def watch() -> None:
        nonlocal hung_up
        while (await receive())["type"] != "http.disconnect":
            pass
        hung_up = True
        worker.cancel()

    headers = [
        (b"content-type", found.media_type.encode()),
        (b"content-disposition", f'attachment; filename="{found.name}"'.encode()),
        (b"vary", b"Authorization, Cookie"),
    ]
    watcher = asyncio.create_task(watch())
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for chunk in _after(first, found.chunks):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except asyncio.CancelledError:
        if not hung_up:
            raise
        worker.uncancel()
    finally:
        watcher.cancel()
        with suppress(Exception):
            await cast(Any, found.chunks).aclose()


async def _after(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in chunks:
        yield chunk


async def _refused(refusal: Refusal, send: Send) -> None:
    body = orjson.dumps({"errors": [{"message": refusal.message, "extensions": {"code": refusal.code}}]})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in refusal.headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
