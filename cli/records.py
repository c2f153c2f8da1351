"""`peyman import`: records from a file."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from resolvers.importers import ImportOptions
    from settings import Settings


class Format(enum.StrEnum):
    """What `peyman import` reads."""

    SAMPLE = "sample"
    UPR = "upr"
    W3 = "3w"
    POPOLO = "popolo"
    PAX = "pax"
    W3_HXL = "3w-hxl"
    IATI = "iati"
    APPG = "appg"
    MEETINGS = "meetings"
    CSV = "csv"
    PEYMAN = "peyman"
    LIST = "list"
    UNDO = "undo"


@commands.command("import")
def import_(
    format: Annotated[Format, typer.Argument(help="sample and list need no file.", show_choices=True)],
    file: Annotated[Path | None, typer.Argument(help="The file to read; for undo, the import's id.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check all, write nothing.")] = False,
    title: Annotated[str | None, typer.Option(help="Title of the source that the records cite.")] = None,
    url: Annotated[str | None, typer.Option(help="Where the file was published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    date: Annotated[str | None, typer.Option(help="When it was issued, EDTF: 2014, 2014-02, 2014-02-28.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the source.")] = None,
    marking: Annotated[str, typer.Option(help="CLEAR, GREEN, AMBER, AMBER_STRICT: who may see the records.")] = "CLEAR",
    owner: Annotated[str | None, typer.Option(help="Id of the organization that answers for them.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="For csv: the TOML file that says what its columns are.", dir_okay=False)
    ] = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="For appg: with the rows that their publisher says not to rely on.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring records in from a file; a second run of the same file changes nothing."""
    if file is None and format is Format.UNDO:
        raise typer.BadParameter("give the import's id: `peyman import list` shows it.", param_hint="FILE")
    if file is None and format not in (Format.SAMPLE, Format.LIST):
        raise typer.BadParameter(f"`peyman import {format.value}` needs the file to read.", param_hint="FILE")
    if file is not None and format is not Format.UNDO and not file.is_file():
        raise typer.BadParameter(f"there is no file {file}.", param_hint="FILE")
    if mapping is not None and not mapping.is_file():
        raise typer.BadParameter(f"there is no file {mapping}.", param_hint="--mapping")
    import app
    from auth.protection import IMPORTED_MARKINGS
    from resolvers.importers import ImportOptions

    if marking not in IMPORTED_MARKINGS:
        raise typer.BadParameter(f"choose of {', '.join(IMPORTED_MARKINGS)}.", param_hint="--marking")
    options = ImportOptions(
        title, url, publisher, date, language, marking, owner, mapping=mapping, unverified=unverified
    )
    if app.run(_import(read_settings(data_dir=data_dir), format.value, file, dry_run, options)):
        raise typer.Exit(1)


async def _import(settings: Settings, format: str, file: Path | None, dry_run: bool, options: ImportOptions) -> bool:
    """Whether any row could not be taken."""
    import app

    async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
        await app.require_ready(executor)
        return await app.import_records(executor, format, file, dry_run, open_console(), options)
