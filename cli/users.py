"""`peyman user …` and `peyman token`: accounts, made and changed by the operator, and access tokens for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import DataDir, commands, connected, open_console, read_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from resolvers.execution import Executor
    from settings import Settings

users = typer.Typer(name="user", help="Accounts: who signs in, and what they hold.", no_args_is_help=True)
commands.add_typer(users)

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
Email = Annotated[str, typer.Argument(help="The address that signs in.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="reader, coordinator …; repeatable.")]
Organizations = Annotated[
    list[str] | None, typer.Option("--organization", help="Id of an organization acted for; repeatable.")
]
Compartments = Annotated[list[str] | None, typer.Option("--compartment", help="Compartment; repeatable.")]
Rooms = Annotated[
    list[str] | None, typer.Option("--room", help="Id of a session in whose room the holder is; repeatable.")
]
Person = Annotated[str | None, typer.Option("--person", help="Id of the person whose account it is.")]


@users.command()
def add(
    email: Email,
    role: Roles = None,
    name: Annotated[str | None, typer.Option("--name", help="How the holder is called.")] = None,
    organization: Organizations = None,
    compartment: Compartments = None,
    room: Rooms = None,
    person: Person = None,
    service: Annotated[bool, typer.Option("--service", help="For a program.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make an account, and print the link by which its holder sets a password; the first steward is made so."""
    settings = read_settings(data_dir=data_dir)
    kind = "SERVICE" if service else "PERSON"
    given = {"name": name, "accountKind": kind} | _given(role or [], organization, compartment, room, person)

    async def work(executor: Executor) -> None:
        from resolvers.accounts import make_account

        await make_account(executor, email, {key: value for key, value in given.items() if value is not None})
        open_console().print(f"{email} has an account. `peyman token {email}` prints an access token for it.")
        if not service:
            await _invite(executor, settings, email, None)

    over_graph(settings, work)


@users.command()
def invite(
    email: Email,
    hours: Annotated[
        float | None, typer.Option("--hours", min=0.01, max=720, help="How long it is good; 72 if not given.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Print a link by which the holder sets a password, once. Earlier sign-ins end; a second factor stays."""
    settings = read_settings(data_dir=data_dir)

    async def work(executor: Executor) -> None:
        await _invite(executor, settings, email, hours)

    over_graph(settings, work)


@users.command()
def password(email: Email, data_dir: DataDir = None) -> None:
    """Set a password at the terminal, where it is not shown. Earlier sign-ins end; a second factor stays."""
    settings = read_settings(data_dir=data_dir)
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)

    async def work(executor: Executor) -> None:
        import app
        from resolvers.secrets import set_password

        secrets = app.secrets_of(settings, executor, app.identities_of(settings, executor))
        await set_password(secrets, email, given)
        open_console().print(f"The password of {email} is set.")

    over_graph(settings, work)


async def _invite(executor: Executor, settings: Settings, email: str, hours: float | None) -> None:
    from resolvers.invitations import HOURS
    from resolvers.secrets import invite

    made = await invite(executor, email, HOURS if hours is None else hours)
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    host = f"[{host}]" if ":" in host else host
    url = settings.public_url or f"http://{host}:{settings.port}"
    open_console().print(f"By this link, until {made.until[:16]} UTC, the password of {email} is set, once:")
    typer.echo(f"{url}{made.page}")


@users.command("set")
def set_(
    email: Email,
    role: Roles = None,
    organization: Organizations = None,
    compartment: Compartments = None,
    room: Rooms = None,
    person: Person = None,
    active: Annotated[bool | None, typer.Option("--open/--closed", help="Whether anybody can sign in by it.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Change what an account holds: a list that is given takes the place of the one that there was."""
    given = _given(role, organization, compartment, room, person) | {"active": active}

    async def work(executor: Executor) -> None:
        from resolvers.accounts import change_account

        await change_account(executor, email, {key: value for key, value in given.items() if value is not None})
        open_console().print(f"{email} is changed, from the next request on.")

    over_graph(read_settings(data_dir=data_dir), work)


@users.command("list")
def list_(data_dir: DataDir = None) -> None:
    """Show the accounts and what they hold."""

    async def work(executor: Executor) -> None:
        from rich.table import Table

        from resolvers.accounts import all_accounts

        table = Table("Account", "State", "Roles", "Acts for", "In the compartments", box=None)
        async for one in all_accounts(executor):
            state = "open" if one["active"] else "closed"
            organizations = ", ".join(each["name"] for each in one["actsFor"]["nodes"])
            table.add_row(one["email"], state, ", ".join(one["roles"]), organizations, ", ".join(one["admittedTo"]))
        open_console().print(table)

    over_graph(read_settings(data_dir=data_dir), work)


@commands.command()
def token(
    email: Email,
    hours: Annotated[float, typer.Option("--hours", min=0.01, max=8784, help="How long it is valid.")] = 12.0,
    data_dir: DataDir = None,
) -> None:
    """Print a bearer token for an account; it shows among its sign-ins, and is ended there."""
    settings = read_settings(data_dir=data_dir)

    async def work(executor: Executor) -> None:
        import app
        from resolvers.accounts import account_id

        identities = app.identities_of(settings, executor)
        id = await account_id(executor, email)
        typer.echo(await identities.signed_in(id, hours * 60, agent="peyman token"))

    over_graph(settings, work)


def _given(
    roles: list[str] | None,
    organizations: list[str] | None,
    compartments: list[str] | None,
    rooms: list[str] | None,
    person: str | None,
) -> dict[str, Any]:
    return {
        "roles": roles,
        "actsForIds": organizations,
        "admittedTo": compartments,
        "rooms": rooms,
        "personId": person,
    }


def over_graph(settings: Settings, work: Callable[[Executor], Awaitable[None]]) -> None:
    """Do some work over the database that the settings name."""
    import app

    async def main() -> None:
        async with connected(settings) as connection, app.opened_executor(settings, connection) as executor:
            await app.require_ready(executor)
            await work(executor)

    app.run(main())
