"""The command line. Modules are imported where a command needs them: `--help` answers at once.

Each module here adds its group of commands to `common.commands`; `main` runs them.
"""

from __future__ import annotations

import os
import sys

import typer

from cli import credentials, keys, records, serving, upkeep, users
from cli.common import commands, explained

__all__ = ["commands", "credentials", "keys", "main", "records", "serving", "upkeep", "users"]


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
            typer.echo(f"peyman: a defect, {type(error).__name__}: {error}", err=True)
            typer.echo("  Run again with PEYMAN_DEBUG=1 and report what it prints.", err=True)
        else:
            typer.echo(f"peyman: {known.problem}", err=True)
            typer.echo(f"  {known.remedy}", err=True)
        sys.exit(1)
