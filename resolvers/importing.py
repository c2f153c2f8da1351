"""`peyman import` as a person sees it: a progress bar, then what became of the rows, every error with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graph import imports
from resolvers import importers
from resolvers.importers import ImportOptions, ImportReport
from resolvers.importers.drafts import Outcome
from settings import OperatorError

if TYPE_CHECKING:
    from resolvers.execution import Executor


async def import_file(
    executor: Executor,
    format: str,
    file: Path,
    dry_run: bool,
    console: Console,
    options: ImportOptions | None = None,
) -> bool:
    """Import a file and show its report; whether any row could not be taken."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(f"{'Trying' if dry_run else 'Importing'} {file.name}", total=None)
        report = await importers.run(
            executor,
            format,
            file,
            dry_run=dry_run,
            options=options,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    show(report, console)
    if report.id:
        console.print(f"To take it back as a whole: peyman import undo {report.id}")
    return bool(report.errors)


async def undo_import(executor: Executor, id: str, dry_run: bool, console: Console) -> bool:
    """Take an import back and show what was done; whether anything of it stays."""
    found = await importers.undo(executor, id, dry_run=dry_run)
    if found is None:
        raise OperatorError(f"There is no import {id}.", "`peyman import list` shows them.")
    show(found, console, ("deleted", "changed", "kept"), f"Import of {found.file}, undone in {found.seconds:.1f} s")
    return bool(found.errors)


async def list_imports(executor: Executor, console: Console) -> bool:
    """Show the imports that changed something, the newest first; nothing can be wrong with it."""
    table = Table("Id", "Begun", "By", "Format", "File", "State", "Records")
    for one in await imports.imports(executor.database):
        records = sum(counts.get("created", 0) + counts.get("changed", 0) for counts in one.counts.values())
        table.add_row(
            one.id, one.started[:16], *map(escape, (one.actor, one.format, one.file)), one.state, f"{records:,}"
        )
    console.print(table)
    return False


def show(
    report: ImportReport,
    console: Console,
    outcomes: tuple[Outcome, ...] = ("created", "changed", "unchanged", "refused"),
    title: str | None = None,
) -> None:
    """What an import did, or would do, and every row that it could not take."""
    word = "would be " if report.dry_run else ""
    table = Table(title=escape(title or f"{report.rows:,} rows of {report.file} in {report.seconds:.1f} s"))
    table.add_column("Record")
    for outcome in outcomes:
        table.add_column(word + outcome, justify="right")
    for type_name, counts in sorted(report.counts.items()):
        table.add_row(type_name, *(f"{counts[outcome]:,}" for outcome in outcomes))
    console.print(table)
    for notice in report.notices:
        console.print(f"[dim]{escape(notice)}[/dim]")
    for error in report.errors:
        console.print(f"[red]{escape(str(error))}[/red]")
