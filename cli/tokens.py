"""`peyman token`: a bearer token for a person, without a database."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.common import DataDir, commands, read_settings


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
    session: Annotated[
        list[str] | None, typer.Option("--session", help="Id of a session in whose room he is; repeatable.")
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
    viewer = Viewer(
        email,
        frozenset(organization or ()),
        frozenset(compartment or ()),
        frozenset(role),
        rooms=frozenset(session or ()),
    )
    typer.echo(Tokens(signing_secret(read_settings(data_dir=data_dir))).issue(viewer, hours=hours))
