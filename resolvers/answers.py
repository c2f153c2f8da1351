"""What executing an operation gives, and the error codes to which the HTTP endpoint gives a status of their
own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
"""A mutation or subscription came where only queries may: by GET."""
UNAUTHENTICATED = "UNAUTHENTICATED"
BAD_REQUEST = "BAD_REQUEST"
OVERLOADED = "OVERLOADED"
"""Too many unseen texts at once: the same request may succeed in a moment."""
RATE_LIMITED = "RATE_LIMITED"
"""The payer's budget of this minute is spent; `retryAfter` says when there is another."""
UNAVAILABLE = "UNAVAILABLE"
"""The database cannot be reached."""
TIMEOUT = "TIMEOUT"
INTERNAL = "INTERNAL"


@dataclass(slots=True)
class Answer:
    """The answer to one operation.

    `executed` is false when the request failed before execution (parse, validation, coercion, a limit): the
    response then has no `data` entry at all, as the GraphQL specification asks.  `errors` are ready for
    JSON: `message`, and where known `locations`, `path`, `extensions`.
    """

    data: dict[str, Any] | None = None
    errors: Sequence[dict[str, Any]] = ()
    extensions: dict[str, Any] = field(default_factory=dict[str, Any])
    bookmarks: Iterable[str] = ()
    """Of the transaction that the operation committed: whoever sends them back reads what it wrote."""
    executed: bool = True
    seen: frozenset[str] = frozenset()
    """Ids of records shown that the access log must know of before this leaves (`resolvers/accesses.py`)."""
    refusals: Sequence[tuple[str, str | None]] = ()
    """Commands refused: the code, and the record that it was about."""

    def document(self) -> dict[str, Any]:
        """The response as GraphQL lays it out: errors first, so that a reader sees them."""
        body: dict[str, Any] = {}
        if self.errors:
            body["errors"] = list(self.errors)
        if self.executed:
            body["data"] = self.data
        if self.extensions:
            body["extensions"] = self.extensions
        return body


def refused(message: str, code: str = BAD_REQUEST, **extensions: Any) -> Answer:
    """An answer that refuses the request before anything ran."""
    return Answer(errors=[{"message": message, "extensions": {"code": code, **extensions}}], executed=False)


def internal(request_id: str) -> dict[str, Any]:
    """The body of an answer to what failed by a defect of ours; its number stands in the log."""
    return {"errors": [{"message": "internal error", "extensions": {"code": INTERNAL, "requestId": request_id}}]}


VALUES = (
    (re.compile(r"(,? found|\. Found): .*", re.S | re.I), "."),
    (re.compile(r"( cannot represent [\w -]+) value: .*", re.S), r"\1 value."),
    (re.compile(r"Value '.*' does not exist in", re.S), "The value does not exist in"),
    (re.compile(r"(found (?:String|BlockString)) ['\"].*", re.S), r"\1."),
)
"""Where graphql-core's messages show a value, and what stands there instead."""


def formatted(error: GraphQLError, text: str = "") -> dict[str, Any]:
    """An error of graphql-core as it goes out. One of a mutation, `text`, tells the place of a value, not the value."""
    message = error.message
    if "mutation" in text:
        for pattern, instead in VALUES:
            message = pattern.sub(instead, message)
    found: dict[str, Any] = {"message": message}
    if error.locations:
        found["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    if error.path:
        found["path"] = list(error.path)
    found["extensions"] = {
        **(error.extensions or {}),
        "code": (error.extensions or {}).get("code", "BAD_REQUEST"),
    }
    return found
