"""The command line. Modules are imported where a command needs them: `--help` and `token` answer at once.

Whatever an operator can mend ends in one line that says what was found and one that says what to do; never
in a traceback (PEYMAN_DEBUG=1 shows it).
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from graph.embedded import Connection
    from resolvers.importers import ImportOptions
    from settings import OperatorError, Settings

commands = typer.Typer(
    name="peyman",
    help="Peyman: who works with whom, who meets when, and who promised what, over Neo4j.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(enum.StrEnum):
    """What `peyman import` reads."""

    SAMPLE = "sample"
    UPR = "upr"
    W3 = "3w"
    POPOLO = "popolo"


DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the embedded database. [env: PEYMAN_DATA_DIR]")
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on. [env: PEYMAN_HOST]")]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Port; 0 picks a free one. [env: PEYMAN_PORT]"),
]


@commands.command()
def demo(
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    leave: Annotated[bool, typer.Option("--exit", help="End after the answers instead of serving.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo's data away first.")] = False,
) -> None:
    """Start everything on this machine, load the sample, answer the three jobs, and serve until Ctrl-C."""
    import app

    app.run(_demo(_settings(data_dir=data_dir, host=host, port=port), serves=not leave, reset=reset))


@commands.command()
def serve(data_dir: DataDir = None, host: Host = None, port: Port = None) -> None:
    """Serve the API until Ctrl-C, from the embedded database or from the one of PEYMAN_NEO4J_URI."""
    import app

    app.run(_serve(_settings(data_dir=data_dir, host=host, port=port)))


@commands.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring constraints, indexes and data of the database up to this version."""
    import app

    app.run(_migrate(_settings(data_dir=data_dir)))


@commands.command("import")
def import_(
    format: Annotated[Format, typer.Argument(help="sample needs no file.", show_choices=True)],
    file: Annotated[Path | None, typer.Argument(help="The file to read.", dir_okay=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check all, write nothing.")] = False,
    title: Annotated[str | None, typer.Option(help="Title of the source that the records cite.")] = None,
    url: Annotated[str | None, typer.Option(help="Where the file was published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    date: Annotated[str | None, typer.Option(help="When it was issued, EDTF: 2014, 2014-02, 2014-02-28.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the source.")] = None,
    marking: Annotated[str, typer.Option(help="CLEAR, GREEN, AMBER, AMBER_STRICT: who may see the records.")] = "CLEAR",
    owner: Annotated[str | None, typer.Option(help="Id of the organization that answers for them.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Bring records in from a file; a second run of the same file changes nothing."""
    if file is None and format is not Format.SAMPLE:
        raise typer.BadParameter(f"`peyman import {format.value}` needs the file to read.", param_hint="FILE")
    if file is not None and not file.is_file():
        raise typer.BadParameter(f"there is no file {file}.", param_hint="FILE")
    import app
    from auth.protection import IMPORTED_MARKINGS
    from resolvers.importers import ImportOptions

    if marking not in IMPORTED_MARKINGS:
        raise typer.BadParameter(f"choose of {', '.join(IMPORTED_MARKINGS)}.", param_hint="--marking")
    options = ImportOptions(title, url, publisher, date, language, marking, owner)
    if app.run(_import(_settings(data_dir=data_dir), format.value, file, dry_run, options)):
        raise typer.Exit(1)


@commands.command()
def token(
    email: Annotated[str, typer.Argument(help="Who signs in.")],
    role: Annotated[list[str], typer.Option("--role", help="reader, coordinator …; repeatable.")],
    organization: Annotated[
        list[str] | None, typer.Option("--organization", help="Id of an organization to act for; repeatable.")
    ] = None,
    compartment: Annotated[
        list[str] | None, typer.Option("--compartment", help="Name of a compartment to see; repeatable.")
    ] = None,
    hours: Annotated[float, typer.Option("--hours", min=0.01, max=8784, help="How long it is valid.")] = 12.0,
    data_dir: DataDir = None,
) -> None:
    """Print a bearer token; needs no database."""
    from auth.permissions import ROLES
    from auth.secret import signing_secret
    from auth.tokens import Tokens
    from auth.viewer import Viewer

    if unknown := sorted(set(role) - set(ROLES)):
        raise typer.BadParameter(f"{', '.join(unknown)}: the roles are {', '.join(ROLES)}.", param_hint="--role")
    if "@" not in email.strip("@"):
        raise typer.BadParameter(f"{email!r} is no e-mail address.", param_hint="EMAIL")
    viewer = Viewer(email, frozenset(organization or ()), frozenset(compartment or ()), frozenset(role))
    typer.echo(Tokens(signing_secret(_settings(data_dir=data_dir))).issue(viewer, hours=hours))


@commands.command()
def doctor(data_dir: DataDir = None, host: Host = None, port: Port = None) -> None:
    """Say what is installed, reachable and migrated, and how to mend what is not."""
    import app

    if not app.run(_examine(_settings(data_dir=data_dir, host=host, port=port))):
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


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncGenerator[Connection]:
    """The database, brought up with visible progress where it is the embedded one."""
    import app

    console = _console(errors=True)
    with console.status("Connecting to Neo4j …") as status:

        def report(message: str) -> None:
            if console.is_terminal:
                status.update(f"{message[:1].upper()}{message[1:]} …")
            elif not message.endswith(" jars"):  # a log needs no line for each of them
                console.print(f"{message[:1].upper()}{message[1:]} …")

        async with app.connected(settings, report) as connection:
            status.stop()
            yield connection


async def _serve(settings: Settings) -> None:
    import app

    with app.listening_socket(settings.host, settings.port) as bound:
        async with _connected(settings) as connection, app.opened_executor(settings, connection) as executor:
            await app.require_ready(executor)
            application = app.create_app(settings, executor, warmed=True)
            await app.serve(application, bound, lambda: _announce(app.address(bound)))


def _announce(url: str) -> None:
    console = _console()
    console.print(f"Peyman answers at [bold]{url}/graphql[/bold] (in a browser: GraphiQL). Ctrl-C ends it.")


async def _migrate(settings: Settings) -> None:
    import app

    console = _console()
    async with _connected(settings) as connection, app.opened_database(settings, connection) as database:
        with console.status("Migrating …") as status:
            await app.migrate(database, lambda step: status.update(f"Migrating: {step} …"))
    console.print("The database is up to date.")


async def _import(settings: Settings, format: str, file: Path | None, dry_run: bool, options: ImportOptions) -> bool:
    """Whether any row could not be taken."""
    import app

    async with _connected(settings) as connection, app.opened_executor(settings, connection) as executor:
        await app.require_ready(executor)
        return await app.import_records(executor, format, file, dry_run, _console(), options)


async def _demo(settings: Settings, *, serves: bool, reset: bool) -> None:
    import app
    from resolvers import demo as jobs
    from resolvers.warming import PATIENCE

    console = _console()
    if reset:
        jobs.reset(settings)
    with app.listening_socket(settings.host, settings.port) as bound:
        async with _connected(settings) as connection:
            console.print(f"Neo4j runs at {connection.uri}.")
            async with app.opened_database(settings, connection) as database:
                await app.migrate(database)
            async with app.opened_executor(settings, connection) as executor:
                with console.status("Loading the sample …"):
                    await app.import_records(executor, "sample", None, False, console)
                jobs.mark(settings)
                console.print()
                people = await jobs.viewers(executor)
                with console.status("Neo4j plans what it has not met before …"):
                    await jobs.answer_jobs(executor.patient(PATIENCE), people, console)
                if not serves:
                    return
                application = app.create_app(settings, executor, warmed=True)
                url, tokens = app.address(bound), jobs.sign_ins(people, app.token_issuer(settings))
                await app.serve(application, bound, lambda: _introduce(url, tokens))


def _introduce(url: str, tokens: Mapping[str, str]) -> None:
    from resolvers.demo import PEOPLE, QUERIES_TO_PASTE, described

    console = _console()
    console.print(f"Peyman answers at [bold]{url}/graphql[/bold]; open it in a browser for GraphiQL.")
    console.print("\nSign in by a header (in GraphiQL under Headers), for 12 hours:")
    for person in PEOPLE:
        console.print(f"[bold]{person.role}[/bold]{described(person)}")
        # Unwrapped, so that it can be copied whole.
        console.print(f'{{"Authorization": "Bearer {tokens[person.role]}"}}', soft_wrap=True, markup=False)
    console.print("\nThree queries to paste:")
    for query in QUERIES_TO_PASTE:
        console.print(f"  {query}", soft_wrap=True, markup=False)
    console.print("\nCtrl-C ends it; the data stay for the next start.")


async def _examine(settings: Settings) -> bool:
    """Print what the doctor finds; whether all of it will do."""
    import app
    from resolvers import doctor as checks

    console = _console()
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
                _connected(settings) as connection,
                app.opened_database(settings, connection) as database,
            ):
                for finding in await checks.database_findings(database, app.assembled().model):
                    show(finding)
        except Exception as error:
            known = _explained(error)
            problem = known.problem if known else f"{type(error).__name__}: {error}"
            remedy = known.remedy if known else "Run again with PEYMAN_DEBUG=1 and report what it prints."
            show(checks.Finding("Neo4j", "wrong", problem, remedy))
    return all(finding.state != "wrong" for finding in findings)


def _settings(**given: Any) -> Settings:
    """The environment's settings, with what the command line gives on top."""
    from pydantic import ValidationError

    from settings import OperatorError, Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "PEYMAN_" + "_".join(str(part) for part in first["loc"]).upper()
        problem = first["msg"].removeprefix("Value error, ")
        raise OperatorError(f"The setting {name} is wrong: {problem}.", f"Mend or unset {name}.") from None


def _console(*, errors: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=errors, highlight=False)


def _explained(error: Exception) -> OperatorError | None:
    """An error of the driver or the system in words for an operator; None: a defect of Peyman's."""
    from settings import OperatorError

    if isinstance(error, OperatorError):
        return error
    remedy = getattr(error, "remedy", None)
    if isinstance(remedy, str):
        return OperatorError(str(error), remedy)
    match f"{type(error).__module__}.{type(error).__name__}":
        case "graph.errors.DatabaseUnavailable":
            return OperatorError(
                f"Neo4j does not answer: {error}.",
                "See that it runs, and that PEYMAN_NEO4J_URI, _USER and _PASSWORD(_FILE) are right; "
                "`peyman doctor` shows more.",
            )
        case "graph.errors.ServerTooOld":
            return OperatorError("The Neo4j server does not know CYPHER 25.", "Update it to Neo4j 2025.06 or newer.")
        case "graph.errors.SchemaMismatch":
            return OperatorError(str(error), "`peyman doctor` shows more.")
        case _:
            pass
    if isinstance(error, OSError) and error.filename:
        return OperatorError(f"{error.filename}: {error.strerror}.", "Mend that path, or give another with --data-dir.")
    return None


def main() -> None:
    try:
        commands()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("PEYMAN_DEBUG"):
            raise
        known = _explained(error)
        if known is None:
            typer.echo(f"peyman: a defect, {type(error).__name__}: {error}", err=True)
            typer.echo("  Run again with PEYMAN_DEBUG=1 and report what it prints.", err=True)
        else:
            typer.echo(f"peyman: {known.problem}", err=True)
            typer.echo(f"  {known.remedy}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
