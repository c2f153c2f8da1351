"""`peyman audit`: seal the ledger, verify that nobody has changed it, and look at who read what."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from graph.accesses import Wanted
    from graph.database import Database
    from settings import Settings

audit = typer.Typer(help="Seal and verify the ledger, and look at the access log.", no_args_is_help=True)
commands.add_typer(audit, name="audit")

ENDED = "Nothing was changed since it was sealed."


@audit.command()
def seal(data_dir: DataDir = None) -> None:
    """Seal what waits and anchor the head, as `serve` does every second."""
    import app

    app.run(_seal(read_settings(data_dir=data_dir)))


@audit.command()
def verify(
    anchor: Annotated[
        list[Path] | None, typer.Option("--anchor", help="A file of heads; repeatable. [env: PEYMAN_ANCHOR]")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Read the sealed ledger again and say what was altered, removed, inserted, reordered or truncated."""
    import app

    if not app.run(_verify(read_settings(data_dir=data_dir), anchor)):
        raise typer.Exit(1)


@audit.command()
def log(
    user: Annotated[str | None, typer.Option("--user", help="Of this user alone.")] = None,
    record: Annotated[str | None, typer.Option("--record", help="Of the record with this id alone.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="What was refused alone.")] = False,
    since: Annotated[datetime | None, typer.Option("--since", help="From this moment on, in UTC.")] = None,
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many entries, the newest.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """Show who was shown which AMBER_STRICT and RED records, and what was refused to whom, newest first."""
    import app
    from graph.accesses import Wanted

    wanted = Wanted(user, record, "REFUSED" if refused else None, _moment(since) if since else None, last)
    app.run(_log(read_settings(data_dir=data_dir), wanted))


@audit.command()
def prune(
    before: Annotated[datetime, typer.Option("--before", help="Entries of the access log older than this go.")],
    data_dir: DataDir = None,
) -> None:
    """Throw old entries of the access log away. That it was done is written to the ledger."""
    import app

    app.run(_prune(read_settings(data_dir=data_dir), _moment(before)))


def _moment(given: datetime) -> str:
    """A moment as it is stored; without an offset it is in UTC."""
    from graph.kinds import utc_text

    return utc_text(given if given.tzinfo else given.replace(tzinfo=UTC))


@asynccontextmanager
async def _migrated(settings: Settings) -> AsyncGenerator[Database]:
    import app
    from graph import migrations

    async with connected(settings) as connection, app.opened_database(settings, connection) as database:
        await migrations.check(database, app.assembled().model)
        yield database


async def _seal(settings: Settings) -> None:
    from resolvers.seals import NotAnchored, anchors_of, sealer_of
    from settings import OperatorError

    async with _migrated(settings) as database:
        try:
            head = await sealer_of(settings, database).once()
        except NotAnchored as error:
            raise OperatorError(
                f"The head is not anchored: {error}.", "Mend PEYMAN_ANCHOR or PEYMAN_ANCHOR_COMMAND."
            ) from None
    kept = "anchored" if anchors_of(settings) else "anchored nowhere: set PEYMAN_ANCHOR or PEYMAN_ANCHOR_COMMAND"
    open_console().print(f"{head.count} changes sealed; the head is number {head.number}, {kept}.", soft_wrap=True)
    open_console().print(head.hash, soft_wrap=True)


async def _verify(settings: Settings, given: list[Path] | None) -> bool:
    """Print what is found; whether all is as it was sealed."""
    from functools import partial

    from graph.verification import verify as verified
    from resolvers.seals import kept_heads

    files = given or ([settings.anchor] if settings.anchor is not None and settings.anchor.exists() else [])
    console = open_console()
    async with _migrated(settings) as database:
        with console.status("Reading the ledger …") as status:
            found = await verified(
                partial(database.read, timeout=600.0),
                (head for file in files for head in kept_heads(file)),
                lambda number: status.update(f"Reading the ledger: number {number} …"),
            )
    for one in found.findings:
        place = f"number {one.number}" if one.number is not None else "beside the chain"
        console.print(f"[red]{one.kind}[/] {place}: ", end="", soft_wrap=True)
        console.print(one.what, markup=False, soft_wrap=True)
    if found.found > len(found.findings):
        console.print(f"… and {found.found - len(found.findings)} more.")
    console.print(
        f"{found.head.number} changes with {found.entries} entries read; {found.erased} values were erased; "
        f"{found.waiting} changes wait to be sealed.",
        soft_wrap=True,
    )
    if files:
        console.print(f"Anchors vouch for the first {found.anchored}.")
    else:
        console.print("No anchor was given: a chain that was rewritten whole would not be noticed. See --anchor.")
    if not found.found:
        console.print(ENDED)
    return not found.found


async def _log(settings: Settings, wanted: Wanted) -> None:
    from graph.accesses import entries

    async with _migrated(settings) as database:
        found = await entries(database, wanted)
    console = open_console()
    for one in found:
        what = f"{one['kind']} {one.get('record') or ''}".strip()
        code = f" {one['code']}" if "code" in one else ""
        times = f" × {one['times']}" if one["times"] > 1 else ""
        operation = one.get("operation") or (one.get("document") or "no document")[:12]
        place = f" from {one['address']}" if "address" in one else ""
        line = f"{one['time']} {one.get('user') or 'nobody'} {what}{code}{times} in {operation}{place}"
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"{len(found)} entries.")


async def _prune(settings: Settings, before: str) -> None:
    from auth.viewer import SYSTEM
    from graph.accesses import prune as pruned

    async with _migrated(settings) as database:
        gone = await pruned(database, before, SYSTEM.user or "")
    open_console().print(f"{gone} entries of the access log are gone.")
