"""`peyman import` as a person sees it: a progress bar, then what became of the rows, every error with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from resolvers import importers
from resolvers.importers import ImportOptions, ImportReport

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
            format,
            file,
            database=executor.database,
            ledger=executor.ledger,
            scopes=executor.scopes,
            model=executor.assembly.model,
            dry_run=dry_run,
            options=options,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    show(report, console)
    return bool(report.errors)


def show(report: ImportReport, console: Console) -> None:
    """What an import did, or would do, and every row that it could not take."""
    word = "would be " if report.dry_run else ""
    outcomes = ("created", "changed", "unchanged", "refused")
    table = Table(title=f"{report.rows:,} rows of {report.file} in {report.seconds:.1f} s")
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
