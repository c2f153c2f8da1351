"""What the commands share: the options, settings, the console, and errors in an operator's words.

Whatever an operator can mend ends in one line that says what was found and one that says what to do; never
in a traceback (PEYMAN_DEBUG=1 shows it).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from graph.embedded import Connection
    from settings import OperatorError, Settings

commands = typer.Typer(
    name="peyman",
    help="Peyman: who works with whom, who meets when, and who promised what, over Neo4j.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the embedded database. [env: PEYMAN_DATA_DIR]")
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on. [env: PEYMAN_HOST]")]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Port; 0 picks a free one. [env: PEYMAN_PORT]"),
]


def read_settings(**given: Any) -> Settings:
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


def open_console(*, errors: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=errors, highlight=False)


@asynccontextmanager
async def connected(settings: Settings) -> AsyncGenerator[Connection]:
    """The database, brought up with visible progress where it is the embedded one."""
    import app

    console = open_console(errors=True)
    with console.status("Connecting to Neo4j …") as status:

        def report(message: str) -> None:
            if console.is_terminal:
                status.update(f"{message[:1].upper()}{message[1:]} …")
            elif not message.endswith(" jars"):  # a log needs no line for each of them
                console.print(f"{message[:1].upper()}{message[1:]} …")

        async with app.connected(settings, report) as connection:
            status.stop()
            yield connection


def explained(error: Exception) -> OperatorError | None:
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
