"""`peyman demo` and `peyman serve`: the API, until Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DataDir, Host, Port, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from socket import socket

    from starlette.applications import Starlette

    from settings import Settings


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

    app.run(_demo(read_settings(data_dir=data_dir, host=host, port=port), serves=not leave, reset=reset))


@commands.command()
def serve(data_dir: DataDir = None, host: Host = None, port: Port = None) -> None:
    """Serve the API until Ctrl-C, from the embedded database or from the one of PEYMAN_NEO4J_URI."""
    import app

    app.run(_serve(read_settings(data_dir=data_dir, host=host, port=port)))


async def _serve(settings: Settings) -> None:
    import app
    from resolvers.listening import address, listening_socket

    with listening_socket(settings.host, settings.port) as bound:
        async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
            await app.require_ready(executor)
            application = app.create_app(settings, executor, warmed=True)
            await _answer(application, bound, lambda: _announce(address(bound)))


async def _answer(application: Starlette, bound: socket, ready: Callable[[], None]) -> None:
    """Answers until it is told to end; that the database is closed after it nobody who is impatient cuts short."""
    from resolvers.listening import answer

    await answer(application, bound, ready)
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)


def _announce(url: str) -> None:
    console = open_console()
    console.print(f"Peyman answers at [bold]{url}/graphql[/bold] (in a browser: GraphiQL). Ctrl-C ends it.")


async def _demo(settings: Settings, *, serves: bool, reset: bool) -> None:
    import app
    from resolvers import demo as jobs
    from resolvers.listening import address, listening_socket
    from resolvers.warming import PATIENCE

    console = open_console()
    if reset:
        jobs.reset(settings)
    with listening_socket(settings.host, settings.port) as bound:
        async with connected(settings) as connection:
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
                identities = app.identities_of(settings, executor)
                application = app.create_app(settings, executor, identities=identities, warmed=True)
                url, tokens = address(bound), await jobs.sign_ins(executor, people, identities)
                await _answer(application, bound, lambda: _introduce(url, tokens))


def _introduce(url: str, tokens: Mapping[str, str]) -> None:
    from resolvers.demo import PEOPLE, QUERIES_TO_PASTE, described

    console = open_console()
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
