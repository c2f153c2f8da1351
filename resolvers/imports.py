"""Taking an import back: what `undoImport` and `/imports/ID/undo` share.

It is no edit of the ledger but many, one batch after another, and so not one transaction: what was cut short goes on
when it is asked for again.  A process brings in, or takes back, one file at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auth.permissions import Permission
from auth.viewer import Viewer
from graph import imports
from resolvers import answers, importers
from resolvers.commands import LONGEST_TEXT, Problem, invalid, unreadable
from resolvers.importers import ImportReport
from schema.wheres import Refused

if TYPE_CHECKING:
    from resolvers.execution import Executor

NEEDED = (Permission.IMPORT_RUN, Permission.RECORD_CREATE, Permission.RECORD_UPDATE, Permission.RECORD_LINK)
"""To bring a file in, and to list what one has brought in."""
UNDOING = (*NEEDED, Permission.RECORD_DELETE)
BUSY = "Another import is running: wait for its end."
SECONDS = 10
"""After which to try again."""


async def undone(
    executor: Executor, id: str, viewer: Viewer, dry_run: bool, reason: str | None = None
) -> ImportReport | None:
    """What became of it; None where there is none of the viewer's; raises `Refused` while another import runs."""
    if not await imports.imports(executor.database, id, actor=viewer.user or ""):
        return None
    if executor.importing.locked():
        raise Refused(BUSY, answers.RATE_LIMITED, retryAfter=SECONDS)
    async with executor.importing:
        return await importers.undo(executor, id, viewer=viewer, dry_run=dry_run, reason=reason)


async def undo_command(executor: Executor, viewer: Viewer, arguments: Mapping[str, Any]) -> ImportReport | Problem:
    """`undoImport`: the report, or the error that a person can mend."""
    for needed in UNDOING:
        if needed not in viewer.permissions:
            return Problem("FORBIDDEN", f"This needs the permission {needed}; none of your roles has it.")
    if problems := unreadable(arguments):
        return invalid(problems)
    reason, given = arguments.get("reason"), arguments["input"]
    if len(reason or "") > LONGEST_TEXT:
        return invalid([(("reason",), f"{len(reason or '')} characters; the limit is {LONGEST_TEXT}.")])
    report = await undone(executor, given["id"], viewer, given["dryRun"], reason)
    if report is None:
        return Problem("NOT_FOUND", "There is no import of yours with this id: `imports` lists them.", ("input", "id"))
    return report
