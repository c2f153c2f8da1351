"""The endpoint behind the real server, over a socket: large bodies, and clients that hang up."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from resolvers.http import GraphQLEndpoint
from resolvers.listening import answer, listening_socket
from resolvers.pages import graphiql


@pytest.fixture
def url(executor: Any, listening: Any) -> Iterator[str]:
    def unused(*_: Any) -> Any:
        raise AssertionError

    endpoint = GraphQLEndpoint(executor, authenticate=unused, seal=unused, unseal=unused, page=graphiql, anonymous=True)
    with listening(Starlette(routes=[Route("/graphql", endpoint)])) as url:
        yield f"{url}/graphql"


def test_it_is_said_to_answer_once_it_takes_connections(run: Any) -> None:
    taken = list[bool]()

    def ready() -> None:
        with socket.create_connection(bound.getsockname(), timeout=5):
            taken.append(True)
        signal.raise_signal(signal.SIGINT)

    with listening_socket("127.0.0.1", 0) as bound:
        run(asyncio.wait_for(answer(Starlette(), bound, ready), 10))
    assert taken


def pieces(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b" " * 1_000_000


@pytest.mark.parametrize("body", [b" " * 20_000_000, 20], ids=["with a length", "in chunks"])
def test_20_mb_are_refused_and_the_client_gets_to_read_why(url: str, body: Any) -> None:
    content = pieces(body) if isinstance(body, int) else body
    response = httpx.post(url, content=content, headers={"Content-Type": "application/json"}, timeout=20)
    assert response.status_code == 413
    assert "the limit is 100,000" in response.json()["errors"][0]["message"]


def test_hanging_up_cancels_the_operation_within_a_second(url: str, executor: Any) -> None:
    parts = urlsplit(url)
    body = b'{"query": "{ wait }"}'
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        connection.sendall(head.encode() + body)
        until(executor.waiting.is_set, 10)
    hung_up = time.monotonic()
    until(executor.cancelled.is_set, 5)
    assert time.monotonic() - hung_up < 1


def until(condition: Any, seconds: float) -> None:
    """Another thread's flag: polled, because an event of its loop cannot be awaited from here."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_one_connection_carries_many_requests(url: str) -> None:
    with httpx.Client() as client:
        for _ in range(3):
            assert client.post(url, json={"query": "{ hello }"}).json() == {"data": {"hello": "hello world"}}
            assert client.post(url, content=b"[", headers={"Content-Type": "application/json"}).status_code == 400


def test_a_header_does_not_make_a_client_another_one(listening: Any) -> None:
    """The server itself believes no proxy, not even one on this machine: `PEYMAN_TRUSTED_PROXIES` decides."""

    async def who(request: Request) -> Response:
        return JSONResponse([request.client.host if request.client else None, request.url.scheme])

    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with listening(Starlette(routes=[Route("/", who)])) as url:
        assert httpx.get(url, headers=forged).json() == ["127.0.0.1", "http"]
