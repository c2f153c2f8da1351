"""`peyman export`: what somebody sees, as a file."""

from __future__ import annotations

import enum
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from settings import Settings


class Format(enum.StrEnum):
    """What `peyman export` writes."""

    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON_LD = "json-ld"
    W3_HXL = "3w-hxl"


class Eyes(enum.StrEnum):
    """By whose eyes an export sees."""

    ANYONE = "anyone"
    MEMBER = "member"
    OPERATOR = "operator"


@commands.command("export")
def export(
    format: Annotated[Format, typer.Argument(show_choices=True)],
    file: Annotated[Path | None, typer.Argument(help="The file to write; none: standard output.")] = None,
    type: Annotated[list[str] | None, typer.Option(help="A record type, such as Organization; all by default.")] = None,
    where: Annotated[str | None, typer.Option(help="A filter of that type as in a query, JSON.")] = None,
    seen_by: Annotated[
        Eyes, typer.Option(help="anyone: CLEAR records; member: GREEN ones too; operator: all there is.")
    ] = Eyes.ANYONE,
    confidential: Annotated[bool, typer.Option("--confidential", help="With confidential fields (operator).")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write what is here to a file in a format of others; by default what anyone may see."""
    import app

    if file is None and format is Format.XLSX:
        raise typer.BadParameter("a workbook needs a file to go to.", param_hint="FILE")
    try:
        given: Any = json.loads(where) if where is not None else None
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"it is not JSON: {error}.", param_hint="--where") from None
    if given is not None and not isinstance(given, dict):
        raise typer.BadParameter('it is no object: write one such as {"name": {"eq": "…"}}.', param_hint="--where")
    asked = {
        "format": format.value,
        "types": type or [],
        "where": cast("dict[str, Any] | None", given),
        "confidential": confidential,
    }
    app.run(_export(read_settings(data_dir=data_dir), file, seen_by, asked))


async def _export(settings: Settings, file: Path | None, seen_by: Eyes, asked: dict[str, Any]) -> None:
    import app
    from auth.viewer import ANONYMOUS, SYSTEM, Viewer
    from resolvers.exporting import export_to

    viewer = {Eyes.ANYONE: ANONYMOUS, Eyes.MEMBER: Viewer(user="", roles=frozenset({"reader"})), Eyes.OPERATOR: SYSTEM}
    async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
        await app.require_ready(executor)
        console = open_console(errors=True)
        base = settings.public_url or ""
        size = await export_to(executor.patient(60.0), viewer[seen_by], file, console, base=base, **asked)
        if file is not None:
            console.print(f"{file}: {size:,} bytes")
