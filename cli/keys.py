"""`peyman keys rotate` and `peyman keys list`: the keys that sign access tokens."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from graph.signing_keys import Published, SigningKeys
    from settings import Settings

keys = typer.Typer(name="keys", help="The keys that sign access tokens.", no_args_is_help=True)
commands.add_typer(keys)


@keys.command()
def rotate(
    at_once: Annotated[
        bool,
        typer.Option("--at-once", help="A key has leaked: sign with a new one now, and end all that others signed."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Publish a new key, and wrap all keys with the secret of today. No request fails by it."""

    async def work(signing: SigningKeys) -> None:
        made = await signing.rotate(at_once=at_once)
        begins = "signs now; what other keys signed has ended" if at_once else f"signs from {_shown(made.signs)} UTC on"
        open_console().print(f"Key {made.id} {begins}. `peyman keys list` shows how long the others verify.")

    _over_keys(read_settings(data_dir=data_dir), work)


@keys.command("list")
def list_(data_dir: DataDir = None) -> None:
    """Show the keys: which signs, and until when the others verify."""

    async def work(signing: SigningKeys) -> None:
        from rich.table import Table

        await signing.refresh()
        table = Table("Key", "Made", "State", "Verifies until", box=None)
        for one in await signing.published():
            until = _shown(one.gone) if one.gone is not None else ""
            table.add_row(one.id, one.created[:19], _state(one, signing), until)
        open_console().print(table)

    _over_keys(read_settings(data_dir=data_dir), work)


def _state(one: Published, signing: SigningKeys) -> str:
    current = signing.ring.signing
    if one.key is None:
        return "wrapped with another secret: set PEYMAN_SECRET_OLD"
    if current is not None and one.id == current.id:
        state = "signs"
    else:
        state = f"signs from {_shown(one.signs)} on" if one.signs > time.time() else "verifies"
    return state if one.wrapper == signing.wrapper else f"{state}; wrapped with the old secret: rotate"


def _shown(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(" ", "seconds").removesuffix("+00:00")


def _over_keys(settings: Settings, work: Callable[[SigningKeys], Awaitable[None]]) -> None:
    import app

    async def main() -> None:
        async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
            await app.require_ready(executor)
            await work(app.signing_keys(settings, executor.database))

    app.run(main())
