"""What is served beside the API: GraphiQL and the page to sign in from files of this package, the health checks, and
the headers that keep browsers from doing with an answer what was not meant.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("peyman.http")

STATIC = Path(__file__).parent / "static"
GRAPHIQL = STATIC / "graphiql"
SIGN_IN = STATIC / "sign_in"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""No other host, no inline script, no eval; CodeMirror places its lines by inline styles."""
API_POLICY = "default-src 'none'; frame-ancestors 'none'"

Readiness = Callable[[], Awaitable[str | None]]
"""Why the service cannot answer, in words that may leave the house; None: it can."""


async def graphiql(_: Request) -> Response:
    """The GraphiQL page; its scripts and styles lie beside it."""
    return page(GRAPHIQL)


async def sign_in(_: Request) -> Response:
    """The page that signs in and takes invitations; its script and style lie beside it."""
    return page(SIGN_IN)


def page(folder: Path) -> Response:
    headers = {"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept", "Cache-Control": "no-cache"}
    return FileResponse(folder / "index.html", media_type="text/html; charset=utf-8", headers=headers)


class SecurityHeaders:
    """ASGI middleware: sets the headers that every answer carries, unless the answer has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.setdefault("Content-Security-Policy", API_POLICY)
                headers.setdefault("Cache-Control", "no-store")
                headers.append("X-Content-Type-Options", "nosniff")
                headers.append("Referrer-Policy", "no-referrer")
                headers.append("X-Frame-Options", "DENY")
                headers.append("Cross-Origin-Resource-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def live(_: Request) -> Response:
    """The process runs and its event loop turns."""
    return JSONResponse({"status": "live"})


def ready(readiness: Readiness) -> Callable[[Request], Awaitable[Response]]:
    """Whether the database is reachable and migrated; 503 with the reason otherwise."""

    async def answer(_: Request) -> Response:
        try:
            reason = await readiness()
        except Exception:
            logger.exception("the readiness check failed")
            reason = "the check itself failed; see the log of this service"
        if reason is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "reason": reason}, 503, headers={"Retry-After": "5"})

    return answer
