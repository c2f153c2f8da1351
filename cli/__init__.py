"""The command line. Modules are imported where a command needs them: `--help` answers at once.

Each module here adds its group of commands to `common.commands`; `main` runs them.
"""

from __future__ import annotations

import os
import sys

import typer

from cli import audit, confidential, credentials, exports, keys, records, serving, upkeep, users
from cli.common import commands, explained

__all__ = [
    "audit",
    "commands",
    "confidential",
    "credentials",
    "exports",
    "keys",
    "main",
    "records",
    "serving",
    "upkeep",
    "users",
]


def main() -> None:
    try:
        commands()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("PEYMAN_DEBUG"):
            raise
        known = explained(error)
        if known is None:
            from resolvers.defects import described

            typer.echo(f"peyman: a defect, {described(error)}", err=True)
            typer.echo("  PEYMAN_DEBUG=1 shows its message too, which may quote what is in the database.", err=True)
        else:
            typer.echo(f"peyman: {known.problem}", err=True)
            typer.echo(f"  {known.remedy}", err=True)
        sys.exit(1)
