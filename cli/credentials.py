"""`peyman user key`, `sessions`, `end`, `unbind`: what accounts sign in by, made, listed and ended by the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DataDir, open_console, read_settings
from cli.users import Email, over_graph, users

if TYPE_CHECKING:
    from resolvers.execution import Executor


@users.command()
def key(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="What it is for.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it is good.")] = 90,
    permission: Annotated[
        list[str] | None,
        typer.Option("--permission", help="record:read …, all that it may do; repeatable. Else: what the roles allow."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an API key and print it, this once: it is kept as a hash only."""

    async def work(executor: Executor) -> None:
        from resolvers.accounts import make_key

        typer.echo(await make_key(executor, email, {"name": name, "days": days, "permissions": permission or None}))

    over_graph(read_settings(data_dir=data_dir), work)


@users.command()
def sessions(email: Email, data_dir: DataDir = None) -> None:
    """Show the sign-ins and API keys of an account."""

    async def work(executor: Executor) -> None:
        from rich.table import Table

        from resolvers.accounts import credentials_of

        table = Table("Id", "Sort", "What", "Since", "Until", "May", box=None)
        async for one in credentials_of(executor, email):
            what = one["name"] or one["agent"] or ""
            may = ", ".join(one["permissions"]) if one["permissions"] else ""
            table.add_row(one["id"], one["kind"], what, one["created"][:16], one["until"][:16], may)
        open_console().print(table)

    over_graph(read_settings(data_dir=data_dir), work)


@users.command()
def end(
    email: Email,
    credential: Annotated[
        list[str] | None, typer.Option("--credential", help="Id of a sign-in or key; repeatable. Else: all.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """End sign-ins and API keys of an account, for the next request in every process."""

    async def work(executor: Executor) -> None:
        from resolvers.accounts import end_credentials

        await end_credentials(executor, email, credential or None)
        open_console().print(f"{'Ended' if credential else 'All is ended'}; {email} signs in anew.")

    over_graph(read_settings(data_dir=data_dir), work)


@users.command()
def unbind(email: Email, data_dir: DataDir = None) -> None:
    """Forget by which OpenID subject an account is known: the next one with its verified address will be its."""

    async def work(executor: Executor) -> None:
        from resolvers.accounts import unbind_identities

        await unbind_identities(executor, email)
        open_console().print(f"{email} is bound anew at the next sign-in by OpenID.")

    over_graph(read_settings(data_dir=data_dir), work)
