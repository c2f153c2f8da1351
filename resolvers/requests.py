"""A GraphQL request out of an HTTP one: the body read in pieces up to its limit, then checked key by key.

Whatever is wrong with it ends in a `Refusal` with the status and a message that says what to send instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from resolvers.answers import BAD_REQUEST

BODY_LIMIT = 100_000
"""Bytes of a request's body, and of a query string."""
DRAIN_LIMIT = 32_000_000
"""Bytes of a refused body that are read and dropped, so that the client gets to read the refusal."""
BODY_SECONDS = 30.0
DRAIN_SECONDS = 2.0

EXAMPLE = 'Send {"query": "{ __typename }"}'


class Refusal(Exception):
    """The request cannot be carried out. `headers` go out with the answer."""

    def __init__(
        self, status: int, message: str, code: str = BAD_REQUEST, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = headers or {}


class HungUp(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


async def read_body(receive: Receive, content_length: int | None, expects_continue: bool = False) -> bytes:
    """The body, at most BODY_LIMIT bytes of it ever held."""
    if content_length is not None and content_length > BODY_LIMIT:
        if content_length <= DRAIN_LIMIT and not expects_continue:
            await _drain(receive)
        raise _too_large(f"{content_length:,} bytes")
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                piece = message.get("body", b"")
                size += len(piece)
                if size > BODY_LIMIT:
                    break
                pieces.append(piece)
                if not message.get("more_body", False):
                    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    except TimeoutError:
        raise Refusal(
            408,
            f"The body did not arrive within {BODY_SECONDS:.0f} s.",
            headers={"Connection": "close"},
        ) from None
    pieces.clear()
    if message.get("more_body", False):
        await _drain(receive)
    raise _too_large(f"more than {BODY_LIMIT:,} bytes")


def _too_large(found: str) -> Refusal:
    return Refusal(
        413,
        f"The request body is {found}; the limit is {BODY_LIMIT:,}. Shorten the document, or send its values "
        "as variables in several requests.",
        "BODY_TOO_LARGE",
        {"Connection": "close"},
    )


async def _drain(receive: Receive) -> None:
    size = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while size < DRAIN_LIMIT:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def from_body(body: bytes) -> GraphQLRequest:
    """The request in a JSON body."""
    if not body:
        raise Refusal(400, f"The request has no body. {EXAMPLE} as application/json.")
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, f"The request body is not JSON in UTF-8 ({error}). {EXAMPLE}.") from None
    if isinstance(content, list):
        raise Refusal(
            400,
            "Batches (a JSON array of requests) are not taken: send each operation by itself, or "
            "several root fields in one operation.",
            "BATCH_REFUSED",
        )
    if not isinstance(content, dict):
        raise Refusal(400, f"The request body is {_json_type(content)}, not an object. {EXAMPLE}.")
    return _checked(cast("dict[str, Any]", content))


def from_query_string(query_string: bytes) -> GraphQLRequest:
    """The request in the parameters of a GET; `variables` and `extensions` are JSON there."""
    if len(query_string) > BODY_LIMIT:
        raise Refusal(414, f"The query string has {len(query_string):,} bytes; the limit is {BODY_LIMIT:,}. Use POST.")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=32,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise Refusal(400, f"The query string is not URL-encoded UTF-8 ({error}).") from None
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name not in ("query", "variables", "operationName", "extensions"):
            continue
        if name in content:
            raise Refusal(400, f'The parameter "{name}" is given twice. Send it once.')
        content[name] = value
    for name in ("variables", "extensions"):
        text = content.get(name)
        if text is None:
            continue
        try:
            content[name] = orjson.loads(text) if text else None
        except orjson.JSONDecodeError as error:
            raise Refusal(400, f'The parameter "{name}" is not JSON ({error}). Send {{}}, URL-encoded.') from None
    content["operationName"] = content.get("operationName") or None
    return _checked(content)


def _checked(content: dict[str, Any]) -> GraphQLRequest:
    query = content.get("query")
    if not isinstance(query, str):
        found = f"is {_json_type(query)}" if "query" in content else "is missing"
        raise Refusal(400, f'"query" {found}; it must be a string with a GraphQL document. {EXAMPLE}.')
    operation_name = content.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise Refusal(400, f'"operationName" is {_json_type(operation_name)}; it must be a string or null.')
    for name in ("variables", "extensions"):
        value = content.get(name)
        if value is not None and not isinstance(value, dict):
            raise Refusal(400, f'"{name}" is {_json_type(value)}; it must be an object or null.')
    return GraphQLRequest(query, content.get("variables"), operation_name)


def _json_type(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, list) else "an object"
