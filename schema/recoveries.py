"""Requests for other readers of a RED record whose readers are gone, and the two commands: one asks, another confirms.

Stewards see the requests as what was asked for.  Whether there is such a record, they say nothing of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from auth.permissions import Permission
from schema.declarations import Linked, local, record, stored, written
from schema.records import Record

SAID = (
    "If it is a RED record whose readers are gone, the new readers see it once two have acted: one who asked, and "
    "within 7 days another who confirmed. Nothing here says whether it is."
)


@record(default_order="created", creatable=False, administered=Permission.RECOVERY_ACT)
class Recovery(Record):
    """A request for other readers of a RED record whose readers are gone, as it was made. Whether there is such a record it does not say."""  # noqa: E501

    record_id: strawberry.ID = stored("The id that it was made for.")
    new_readers: list[str] = stored("The addresses of those who are to read it.")
    reason: str = stored("Why, in the words of who requested it.")
    requested_by: str = stored("Who requested it.")
    until: datetime = stored("When it ends, if it is not confirmed.", order=True)
    confirmed_by: str | None = stored("Who confirmed it.")
    confirmed: datetime | None = stored("When it was confirmed; null: it was not.", order=True)


@strawberry.type(description="What was requested or confirmed.")
class RecoveryPayload:
    record: Linked = written("Recovery", "The request.")
    change_id: strawberry.ID = local(lambda outcome: outcome.change, "The change in the ledger.")
    replayed: bool = local(lambda outcome: outcome.replayed, "True: this idempotency key had done it before.")
    said: str = local(lambda _: SAID, "What it means.")


@dataclass(frozen=True)
class RecoveryCommand:
    """A mutation field on recoveries."""

    description: str
    arguments: Mapping[str, Any]


RECOVERY_COMMANDS: Mapping[str, RecoveryCommand] = {
    "requestRecovery": RecoveryCommand(
        "Ask for other readers of a RED record whose readers' accounts are all closed or gone. The answer is the same "
        "whatever there is. The new readers have open accounts, and are neither of the two who ask and confirm.",
        {"id": strawberry.ID, "readers": list[str]},
    ),
    "confirmRecovery": RecoveryCommand(
        "Confirm a request (`id`) that another made within the last 7 days. The answer is the same whatever .",
        {"id": strawberry.ID},
    ),
}
