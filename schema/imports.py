"""Imports as whoever made them sees them, and the command that takes one back; how they come in is HTTP's.

A file's bytes are sent to POST /import (docs/decisions/0021-imports-over-http.md).
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from schema.declarations import Linked, computed, local, record, stored, written
from schema.scalars import JSON

COUNTS = "By type of record how many were `created`, `changed`, `unchanged` or `refused`"


@strawberry.enum(description="How far an import is.")
class ImportState(enum.Enum):
    RUNNING = strawberry.enum_value(
        "RUNNING", description="It runs, or was cut short: the same file sent again goes on with it."
    )
    DONE = "DONE"
    UNDONE = strawberry.enum_value("UNDONE", description="It was taken back.")
    PARTLY_UNDONE = strawberry.enum_value(
        "PARTLY_UNDONE", description="It was taken back, but for what others have built on since."
    )


def _parsed(values: Mapping[str, Any], _: Mapping[str, Any]) -> Any:
    return None if values["counts"] is None else json.loads(values["counts"])


@record(default_order="started", creatable=False)
class Import:
    """A file that was brought in by POST /import, or by `peyman import`. Whoever did it sees it, and nobody else."""

    id: strawberry.ID = stored(order=True, writable=False)
    format: str = stored("`popolo`, `csv` …: the formats of `peyman import`.", writable=False)
    file_name: str = stored(prop="file", writable=False)
    state: ImportState = stored(writable=False)
    started: datetime = stored("When it began, in UTC.", order=True, writable=False)
    finished: datetime | None = stored("When it ended, or was taken back; null: not yet.", writable=False)
    changes: int | None = stored("How many changes in the ledger are of it; null: it has not ended.", writable=False)
    counts: JSON | None = computed(["counts"], _parsed, f"{COUNTS}; null: it has not ended.")


@strawberry.input(description="Which import is to be taken back.")
class UndoImportInput:
    id: strawberry.ID
    dry_run: bool = strawberry.field(default=False, description="Say what would be done, and do nothing.")


@strawberry.type(description="What became of an import that was taken back.")
class UndoImportPayload:
    record: Linked = written("Import", "The import as it is now.")
    dry_run: bool = local(lambda report: report.dry_run)
    counts: JSON = local(
        lambda report: {type: {str(outcome): n for outcome, n in one.items()} for type, one in report.counts.items()},
        "By type of record how many were `deleted`, `changed` back or `kept`.",
    )
    problems: list[str] = local(
        lambda report: [str(one) for one in report.errors[:1_000]],
        "What stays as it is and why: others have changed it since, linked with it or merged it. 1,000 at most.",
    )


UNDO = (
    "Take an import of yours back as a whole, as POST /imports/ID/undo does: what it made goes, what it changed is as"
    " it was before, but for what others have built on since. It is many changes in the ledger. One that was cut short"
    " goes on where it was when it is asked for again; it needs no Idempotency-Key. A file is brought in by POST"
    " /import: its raw bytes, not in a mutation."
)
