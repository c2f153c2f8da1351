"""Defects as they are logged: the types of the exceptions and where they came from, never their messages.

A message may quote what a client sent, or what the database holds (`KeyError: 'a witness'`); a traceback quotes it too,
as do exceptions that nobody caught and that a framework logs.  So whatever goes wrong is caught here first.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator
from typing import Any, cast

import orjson
import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.answers import internal

logger = logging.getLogger("peyman.defects")

FRAMES = 40
"""Of one exception: the last of them, where there are more."""
TALKATIVE = ("httpx", "httpcore")
"""Libraries that log addresses with all that is in them."""


def described(error: BaseException) -> str:
    """The exception and those that it came of: type and frames of each, one a line."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException | None, met: set[int]) -> Iterator[str]:
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        frames = list(traceback.walk_tb(error.__traceback__))
        for frame, line in frames[-FRAMES:]:
            yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
        if isinstance(error, BaseExceptionGroup):
            for one in cast("BaseExceptionGroup[BaseException]", error).exceptions:
                yield from _lines(one, met)
        error = error.__cause__ or error.__context__


def log_defect(error: BaseException) -> str:
    """Log a defect under a number of its own, which the client may be told."""
    number = str(uuid_utils.uuid7())
    logger.error("request %s failed: %s", number, described(error))
    return number


def log_quietly(loop: asyncio.AbstractEventLoop) -> None:
    """Let neither the event loop nor libraries log values: what a task raised, or an address that was asked."""

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        logger.error("%s: %s", context.get("message"), described(error) if error is not None else "no exception")

    loop.set_exception_handler(handle)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class Defects:
    """ASGI middleware, the outermost: what anything within raises is logged here, and answered with its number."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noticed(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noticed)
        except Exception as error:
            number = log_defect(error)
            if not started:
                headers = [(b"content-type", b"application/json"), (b"x-request-id", number.encode())]
                await send({"type": "http.response.start", "status": 500, "headers": headers})
                await send({"type": "http.response.body", "body": orjson.dumps(internal(number))})
