"""What executing an operation gives, and the error codes to which the HTTP endpoint gives a status of their
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

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
