"""The commands of recovery: their arguments → an edit for the ledger, or what is wrong with them.

What is wrong is said of what was given alone, never of the record: see `graph/recoveries.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from auth.viewer import Viewer
from graph.edits import Create, Edit, Update
from graph.recoveries import SEEN_BY, confirmed, requested, until
from graph.rules import brief
from resolvers.accounts import ADDRESS, address
from resolvers.markings import LONGEST_NAME, Wrong, misnamed

SECONDS = 1.0
"""A confirmation is answered no sooner: what it did, and to how many records, shows in no time less than this."""


def recovery_edit(name: str, given: Mapping[str, Any], viewer: Viewer) -> tuple[Edit, list[Wrong]]:
    """The edit that a command of recovery asks for, and all that is wrong with it."""
    if name == "confirmRecovery":
        return Update("Recovery", given["id"], first=confirmed), []
    return _request(given, viewer)


def _request(given: Mapping[str, Any], viewer: Viewer) -> tuple[Edit, list[Wrong]]:
    readers = list(dict.fromkeys(address(one) for one in given["readers"]))
    wrong: list[Wrong] = [(("readers",), message) for message in misnamed((one,) for one in given["readers"])]
    if not readers:
        wrong.append((("readers",), "The list is empty: name at least one."))
    wrong += [
        (("readers",), f"{brief(one)!r} is no e-mail address: write name@example.org.")
        for one in readers
        if one and not ADDRESS.fullmatch(one)
    ]
    if address(viewer.user or "") in readers:
        wrong.append((("readers",), "You cannot make yourself a reader: name others."))
    wrong += [(("id",), message) for message in misnamed([(given["id"],)])]
    if not (given.get("reason") or "").strip():
        wrong.append((("reason",), "Other people would see the record: say why, in `reason`."))
    values = {
        "recordId": given["id"][:LONGEST_NAME],
        "newReaders": readers,
        "reason": given.get("reason") or "",
        "requestedBy": viewer.user or "anonymous",
        "until": until(datetime.now(UTC)),
    }
    return Create("Recovery", values=values, marking="RED", readers=[SEEN_BY], first=requested), wrong


async def steady(began: float) -> None:
    """Wait until `SECONDS` have passed since a moment of `time.monotonic`."""
    await asyncio.sleep(max(0.0, began + SECONDS - time.monotonic()))
