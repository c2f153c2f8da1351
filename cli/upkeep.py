"""Looking after an installation: `peyman migrate`, `doctor`, `schema` and `version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.common import DataDir, Host, Port, commands, connected, explained, open_console, read_settings

if TYPE_CHECKING:
    from resolvers import doctor as checks
    from settings import Settings


@commands.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring constraints, indexes and data of the database up to this version."""
    import app

    app.run(_migrate(read_settings(data_dir=data_dir)))


@commands.command()
def doctor(data_dir: DataDir = None, host: Host = None, port: Port = None) -> None:
    """Say what is installed, reachable and migrated, and how to mend what is not."""
    import app

    if not app.run(_examine(read_settings(data_dir=data_dir, host=host, port=port))):
        raise typer.Exit(1)


@commands.command()
def schema() -> None:
    """Print the GraphQL schema (SDL)."""
    import app

    typer.echo(app.schema_text())


@commands.command()
def version() -> None:
    """Print the version of Peyman."""
    from importlib.metadata import version as installed

    typer.echo(installed("peyman"))


async def _migrate(settings: Settings) -> None:
    import app

    console = open_console()
    async with connected(settings) as connection, app.opened_database(settings, connection) as database:
        with console.status("Migrating …") as status:
            await app.migrate(database, lambda step: status.update(f"Migrating: {step} …"))
    console.print("The database is up to date.")


async def _examine(settings: Settings) -> bool:
    """Print what the doctor finds; whether all of it will do."""
    import app
    from resolvers import doctor as checks

    console = open_console()
    findings: list[checks.Finding] = []

    def show(finding: checks.Finding) -> None:
        from rich.markup import escape

        colour = {"ok": "green", "note": "yellow", "wrong": "red"}[finding.state]
        console.print(f"[{colour}]{finding.state:5}[/] {finding.name}: {escape(finding.found)}", soft_wrap=True)
        if finding.remedy:
            console.print(f"      → {escape(finding.remedy)}", soft_wrap=True)
        findings.append(finding)

    for finding in checks.local_findings(settings):
        show(finding)
    if any(finding.name == checks.JARS and finding.state != "ok" for finding in findings):
        show(checks.Finding("Neo4j", "note", "not started yet", "`peyman demo` or `peyman migrate` brings it up."))
    else:
        try:
            async with (
                connected(settings) as connection,
                app.opened_database(settings, connection) as database,
            ):
                for finding in await checks.database_findings(database, app.assembled().model):
                    show(finding)
        except Exception as error:
            known = explained(error)
            problem = known.problem if known else f"a defect, {type(error).__name__}"
            remedy = known.remedy if known else "Run again with PEYMAN_DEBUG=1 and report what it prints."
            show(checks.Finding("Neo4j", "wrong", problem, remedy))
    return all(finding.state != "wrong" for finding in findings)
