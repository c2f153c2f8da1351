"""From a plan's record to the response's data, with what is confidential decrypted on the way.

Shaping says which records' values it shows; their keys are then looked up at once, off the event loop, and it is done
again with them.  Keys are kept for no longer than that: what is erased is gone for the next request of any process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.vault import NotOpened, Vault, VaultClosed, decrypted
from schema.completion import Completion
from schema.planning import Plan
from schema.shapes import BrokenPromise

SealCursor = Callable[[str, list[Any]], str]
Data = tuple[dict[str, Any] | None, list[dict[str, Any]]]


class Asking:
    """A first shaping: whose values are shown."""

    def __init__(self, seal_cursor: SealCursor) -> None:
        self.seal_cursor = seal_cursor
        self.records: set[str] = set()

    def __call__(self, order: str, values: list[Any], /) -> str:
        return self.seal_cursor(order, values)

    def reveal(self, record: str, prop: str, text: str | None, /) -> str | None:
        if text is not None:
            self.records.add(record)
        return None


class Revealing:
    """The second, with their keys. A record whose key is no more has no values."""

    def __init__(self, seal_cursor: SealCursor, keys: Mapping[str, AESGCM | None]) -> None:
        self.seal_cursor = seal_cursor
        self.keys = keys

    def __call__(self, order: str, values: list[Any], /) -> str:
        return self.seal_cursor(order, values)

    def reveal(self, record: str, prop: str, text: str | None, /) -> str | None:
        if text is None or record not in self.keys:
            return None
        key = self.keys[record]
        if key is None:
            raise BrokenPromise
        try:
            return decrypted(key, record, prop, text)
        except NotOpened:
            raise BrokenPromise from None


async def shaped(
    plan: Plan,
    record: Sequence[Any],
    variables: Mapping[str, Any],
    source: Any,
    seal_cursor: SealCursor,
    vault: Vault | None,
    seen: set[str],
) -> Data:
    """The response's data; where they break a promise of the schema, walked again with errors and paths.

    `seen` takes the ids of the records shown that are to be noted (`graph/accesses.py`).
    """
    asking = Asking(seal_cursor)
    found = _shaped(plan, record, variables, source, asking, seen)
    if not asking.records:
        return found
    revealing = Revealing(seal_cursor, await _keys(vault, asking.records))
    return _shaped(plan, record, variables, source, revealing, seen)


def _shaped(
    plan: Plan,
    record: Sequence[Any],
    variables: Mapping[str, Any],
    source: Any,
    seal: Asking | Revealing,
    seen: set[str],
) -> Data:
    try:
        return plan.shaper(record, variables, source, seal, seen), []
    except BrokenPromise:
        completion = Completion(plan.places, variables, source, seal, seen)
        return completion.complete(plan.fields, record), completion.errors


async def _keys(vault: Vault | None, records: set[str]) -> Mapping[str, AESGCM | None]:
    if vault is None:
        return dict.fromkeys(records)
    try:
        return await asyncio.to_thread(vault.open, records)
    except (VaultClosed, OSError):
        return dict.fromkeys(records)
