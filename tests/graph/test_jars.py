"""The jars that Peyman runs are those of the lock, wherever they were downloaded from."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from graph import jars
from graph.jars import Jar, JarsUnavailable, ensure_jars, locked_jars

CONTENT = b"bytes of a jar" * 1000
JAR = Jar("org.example:thing:1.0", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


class Registry:
    """A Maven repository on a loopback port that knows one jar and counts what was asked of it."""

    def __init__(self) -> None:
        self.files = {f"/{JAR.path_in_repository}": CONTENT}
        self.requests: list[str] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range", "")
                registry.requests.append(f"{self.path} {asked}".strip())
                content = registry.files.get(self.path)
                start = int(found[1]) if (found := re.fullmatch(r"bytes=(\d+)-", asked)) else 0
                self.send_response(404 if content is None else 206 if start else 200)
                body = (content or b"")[start:]
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    Thread(target=registry.server.serve_forever, daemon=True).start()
    yield registry
    registry.server.shutdown()
    registry.server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ensure(cache: Path, registry: Registry) -> list[Path]:
    return ensure_jars(cache, jars=[JAR], repository=registry.url)


def test_a_missing_jar_is_downloaded_and_then_kept(tmp_path: Path, registry: Registry) -> None:
    assert ensure(tmp_path, registry)[0].read_bytes() == CONTENT
    ensure(tmp_path, registry)
    assert len(registry.requests) == 1


def test_progress_counts_the_jars(tmp_path: Path, registry: Registry) -> None:
    messages: list[str] = []
    ensure_jars(tmp_path, messages.append, jars=[JAR], repository=registry.url)
    assert messages[-1] == "downloading 1 of 1 jars"


def test_a_tampered_jar_in_the_cache_is_replaced(tmp_path: Path, registry: Registry) -> None:
    path = ensure(tmp_path, registry)[0]
    path.write_bytes(CONTENT[::-1])
    assert ensure(tmp_path, registry)[0].read_bytes() == CONTENT


def test_a_sound_jar_without_a_stamp_is_not_downloaded_again(tmp_path: Path, registry: Registry) -> None:
    (ensure(tmp_path, registry)[0].parent / ".verified.json").write_text("not json")
    ensure(tmp_path, registry)
    assert len(registry.requests) == 1


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / f"{JAR.file_name}.part").write_bytes(CONTENT[:5000])
    assert ensure(tmp_path, registry)[0].read_bytes() == CONTENT
    assert registry.requests == [f"/{JAR.path_in_repository} bytes=5000-"]


def test_a_part_of_something_else_is_thrown_away(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / f"{JAR.file_name}.part").write_bytes(b"x" * 5000)
    assert ensure(tmp_path, registry)[0].read_bytes() == CONTENT


@pytest.mark.parametrize("served", [CONTENT[::-1], CONTENT + b"more", CONTENT[:-1]])
def test_a_jar_that_is_not_the_locked_one_is_refused(tmp_path: Path, registry: Registry, served: bytes) -> None:
    registry.files[f"/{JAR.path_in_repository}"] = served
    with pytest.raises(JarsUnavailable) as raised:
        ensure(tmp_path, registry)
    assert "SHA-256" in raised.value.problem
    assert not (tmp_path / "jars" / JAR.file_name).exists()


def test_an_unreachable_registry_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", f"http://127.0.0.1:{closed}")
    with pytest.raises(JarsUnavailable) as raised:
        ensure_jars(tmp_path, jars=[JAR])
    assert JAR.coordinate in raised.value.problem
    assert "PEYMAN_NEO4J_URI" in raised.value.remedy


def test_the_lock_names_coordinates_and_sums_but_no_host() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) and jar.size > 0 for jar in locked_jars())
    assert {*jars.ROOTS} <= {jar.coordinate for jar in locked_jars()}
    assert "//" not in jars.LOCK_FILE.read_text("utf-8")
