"""WebSockets: one way in, at `/graphql`, for one subprotocol and whoever is known before it is accepted.

Named for what Strawberry's handlers let through before 0.312.3: operations of the legacy subprotocol `graphql-ws`
without `connection_init`, so that whoever connected passed by the authentication (CVE-2026-35523,
GHSA-vpwc-v33q-mq89), and any number of subscriptions on one connection (CVE-2026-35526).
What comes through is asked in `tests/resolvers/test_subscriptions.py`.
"""

from __future__ import annotations

import base64
import json
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import create_app
from settings import Settings

OURS = "graphql-transport-ws"
OTHERS = ["graphql-ws", "subscriptions-transport-ws", "graphql-ws, subscriptions-transport-ws"]


class Untouched:
    """An executor and database that must not be asked anything."""

    calls: list[str]

    def __init__(self) -> None:
        self.calls = []
        self.database = self
        self.scopes = self
        self.access = None

    @property
    def planner(self) -> Any:
        self.calls.append("a subscription")
        raise AssertionError("a subscription came through")

    async def execute(self, text: str, *_: Any, **__: Any) -> Any:
        self.calls.append(text)
        raise AssertionError("an operation came through")

    async def close(self) -> None:
        pass


@pytest.fixture
def untouched() -> Untouched:
    return Untouched()


@pytest.fixture
def application(tmp_path: Path, untouched: Untouched) -> Any:
    return create_app(Settings(data_dir=tmp_path), untouched)


def paths(application: Any) -> list[str]:
    return [route.path for route in application.routes if isinstance(route, Route | Mount)]


def test_one_route_is_for_websockets(application: Any) -> None:
    assert [route.path for route in application.routes if isinstance(route, WebSocketRoute)] == ["/graphql"]


@pytest.mark.parametrize("subprotocol", [None, *OTHERS, OURS])
def test_every_other_path_and_subprotocol_closes_a_websocket_before_it_is_accepted(
    application: Any, untouched: Untouched, subprotocol: str | None
) -> None:
    client = TestClient(application)
    offered = subprotocol.split(", ") if subprotocol else None
    ours = ["/graphql"] if subprotocol == OURS else []
    for path in [*(set(paths(application)) - set(ours)), "/", "/graphql/", "/subscriptions"]:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(path, offered):
            pytest.fail(f"{path} took a WebSocket")
    assert not untouched.calls


def upgrade(url: str, subprotocol: str, path: str = "/graphql", body: bytes = b"") -> bytes:
    """The answer to a handshake as browsers send it (RFC 6455, 4.1), with whatever is sent right behind it."""
    parts = urlsplit(url)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        f"Sec-WebSocket-Protocol: {subprotocol}",
        "Accept: application/json",
        "",
        "",
    ]
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        connection.settimeout(2)
        found = b""
        try:
            while piece := connection.recv(65_536):
                found += piece
                if b"}]}" in found or b"\r\n\r\n" in found:
                    break
        except TimeoutError:
            pass
    return found


def refused_upgrade(answer: bytes) -> bool:
    status = answer.split(b" ", 2)[1]
    return status.isdigit() and status != b"101" and b"sec-websocket-" not in answer.lower()


def frame(message: dict[str, Any]) -> bytes:
    """A masked text frame (RFC 6455, 5.2) with a mask of zeros."""
    payload = json.dumps(message).encode()
    return bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload


@pytest.mark.parametrize("subprotocol", OTHERS)
def test_cve_2026_35523_legacy_graphql_ws_without_connection_init(
    application: Any, untouched: Untouched, listening: Any, subprotocol: str
) -> None:
    """`start` and `subscribe` without `connection_init`: neither reaches an operation."""
    start = frame({"id": "1", "type": "start", "payload": {"query": "{ viewer { user } }"}})
    subscribe = frame({"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { user } }"}})
    with listening(application) as url:
        answer = upgrade(url, subprotocol, body=start + subscribe)
    assert refused_upgrade(answer)
    assert not untouched.calls


@pytest.mark.parametrize("type", ["start", "subscribe"])
def test_nothing_is_asked_before_connection_init(application: Any, untouched: Untouched, type: str) -> None:
    with TestClient(application).websocket_connect("/graphql", [OURS]) as socket:
        socket.send_json({"id": "1", "type": type, "payload": {"query": "{ viewer { user } }"}})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == {"start": 4400, "subscribe": 4401}[type]
    assert not untouched.calls


def test_cve_2026_35526_a_thousand_subscriptions_on_one_connection(
    application: Any, untouched: Untouched, listening: Any
) -> None:
    """None of them after a `connection_init`; how many there may be after one: `tests/resolvers/test_subscriptions`."""
    frames = [
        frame({"id": str(number), "type": "subscribe", "payload": {"query": "{ __typename }"}})
        for number in range(1_000)
    ]
    with listening(application) as url:
        answer = upgrade(url, OURS, body=b"".join(frames))
    assert answer.startswith(b"HTTP/1.1 101")
    assert not untouched.calls


def test_an_upgrade_is_authenticated_as_any_request_is(tmp_path: Path, untouched: Untouched, listening: Any) -> None:
    """Whoever must sign in is told so before a socket is opened."""
    with listening(create_app(Settings(data_dir=tmp_path, anonymous=False), untouched)) as url:
        answer = upgrade(url, OURS, "/graphql?query=%7Bviewer%7Buser%7D%7D")
    assert refused_upgrade(answer)
    assert answer.startswith(b"HTTP/1.1 401")
    assert b"Sign in to be answered" in answer
    assert not untouched.calls
