"""Confidential values: `peyman rewrap` after a change of the field key, `peyman erasures replay` after a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from settings import Settings

erasures = typer.Typer(no_args_is_help=True, help="What was erased, remembered outside the database.")
commands.add_typer(erasures, name="erasures")


@commands.command()
def rewrap(data_dir: DataDir = None) -> None:
    """Wrap the keys of confidential fields with the current field key; needs no database, and may be broken off."""
    from auth.vault import vault_of

    console = open_console()
    vault = vault_of(read_settings(data_dir=data_dir))
    with console.status("Rewrapping …") as status:
        done, lost = vault.rewrap(lambda number: status.update(f"Rewrapping: {number} keys …"))
    console.print(f"{done} keys rewrapped.")
    if lost:
        from settings import OperatorError

        raise OperatorError(
            f"{lost} keys are wrapped by a field key that is not here.",
            "Give it in PEYMAN_FIELD_KEYS_OLD, and run `peyman rewrap` again.",
        )


@erasures.command()
def replay(data_dir: DataDir = None) -> None:
    """Erase again what was erased, after a backup was restored; may be run at any time."""
    import app

    app.run(_replay(read_settings(data_dir=data_dir)))


async def _replay(settings: Settings) -> None:
    import app
    from resolvers.erasures import replay as replayed

    console = open_console()
    async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
        await app.require_ready(executor)
        with console.status("Erasing again …"):
            found = await replayed(executor)
    console.print(
        f"{found.erased} records erased again; {found.before} were erased, {found.absent} are not in this database."
    )
