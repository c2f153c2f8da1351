"""Logs carry no values: whatever is sent, and whatever goes wrong with it, no canary comes out anywhere."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route

from app import create_app
from graph.accesses import AccessLog
from resolvers.defects import Defects, described, log_quietly
from settings import Settings

CANARY = "canary-7f3a-Rojin"


class Silence:
    """All that is logged, from DEBUG up, and all that is printed."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self.written = io.StringIO()
        self._capfd = capfd

    def broken(self) -> str:
        """What was written all the same."""
        printed = self._capfd.readouterr()
        return self.written.getvalue() + printed.out + printed.err


@pytest.fixture
def silence(capfd: pytest.CaptureFixture[str]) -> Iterator[Silence]:
    found = Silence(capfd)
    handler = logging.StreamHandler(found.written)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(handler)
    root.setLevel(before)


def raised(error: BaseException) -> BaseException:
    """The error as one that was raised while another was handled, with a note."""
    try:
        try:
            {}[CANARY]
        except KeyError:
            raise error  # noqa: B904
    except BaseException as found:
        found.add_note(CANARY)
        return found


DEFECTS = [
    ValueError(f"no value {CANARY}"),
    KeyError(CANARY),
    UnicodeEncodeError("utf-8", CANARY, 0, 1, CANARY),
    ExceptionGroup(CANARY, [ValueError(CANARY), TypeError(CANARY)]),
]


@pytest.mark.parametrize("error", DEFECTS, ids=lambda error: type(error).__name__)
def test_a_defect_is_described_by_its_type_and_frames(error: Exception) -> None:
    text = described(raised(error))
    assert CANARY not in text
    assert f"builtins.{type(error).__name__}" in text
    assert "builtins.KeyError" in text
    assert "test_canaries.py:" in text and "in raised" in text


class Failing:
    """An executor that fails, in the database or before."""

    def __init__(self, inner: Any, error: Exception | None) -> None:
        self.inner = inner
        self.error = error
        self.access = inner.access
        self.database = inner.database

    async def execute(self, text: str, variables: Any, *rest: Any, **options: Any) -> Any:
        if self.error is not None:
            raise raised(self.error)
        await self.database.read("CYPHER 25 RETURN date($x) + $x", {"x": CANARY})


@pytest.fixture(scope="module")
def real(database: Any, run: Any) -> Any:
    """An executor with the access log."""
    from tests.fixtures_graph import executor_over

    made = run(executor_over(database))
    return replace(made, access=AccessLog(database, made.scopes))


REQUESTS: dict[str, dict[str, Any]] = {
    "a syntax error": {"json": {"query": f'{{ node(id: "{CANARY} }}'}},
    "an unknown field": {"json": {"query": f"{{ {CANARY.replace('-', '_')} }}"}},
    "a variable of another type": {
        "json": {"query": "query($n: Int) { people(first: $n) { totalCount } }", "variables": {"n": CANARY}}
    },
    "a variable that is found": {
        "json": {"query": "query($id: ID!) { node(id: $id) { id } }", "variables": {"id": CANARY}}
    },
    "a cursor": {"json": {"query": f'{{ people(after: "{CANARY}") {{ nodes {{ id }} }} }}'}},
    "a refused field": {"json": {"query": f'{{ accessLog(where: {{user: {{eq: "{CANARY}"}}}}) {{ totalCount }} }}'}},
    "a refused command": {
        "json": {"query": f'mutation {{ deleteRecord(id: "{CANARY}") {{ __typename }} }}'},
    },
    "a broken body": {"content": f'{{"query": {CANARY}'.encode()},
    "a long body": {"content": CANARY.encode() * 10_000},
    "a token": {"json": {"query": "{ __typename }"}, "headers": {"Authorization": f"Bearer {CANARY}"}},
    "a bookmark": {"json": {"query": "{ __typename }"}, "headers": {"Peyman-Bookmark": CANARY}},
    "a key": {"json": {"query": "{ __typename }"}, "headers": {"Idempotency-Key": CANARY}},
    "a cookie": {"json": {"query": "{ __typename }"}, "headers": {"Cookie": f"session={CANARY}"}},
    "half a surrogate pair": {
        "content": orjson.dumps({"query": "query($id: ID!) { node(id: $id) { id } }"})[:-1]
        + b', "variables": {"id": "'
        + CANARY.encode()
        + b'\\ud800"}}'
    },
}


def answered(application: Starlette, method: str, **request: Any) -> Any:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://peyman.test") as client:
            request.setdefault("headers", {}).setdefault("Content-Type", "application/json")
            return await client.request(method, "/graphql", **request)

    return send()


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_sent_is_not_logged(name: str, real: Any, run: Any, silence: Silence, tmp_path: Any) -> None:
    log_quietly(run.__self__)
    application = create_app(Settings(data_dir=tmp_path), real)
    request = {key: dict(value) if isinstance(value, dict) else value for key, value in REQUESTS[name].items()}
    response = run(answered(application, "POST", **request))
    run(real.access.close())
    assert response.status_code < 500, response.text
    assert CANARY not in silence.broken()
    stored = run(real.database.rows("CYPHER 25 MATCH (n:Access) RETURN collect(properties(n))"))
    assert CANARY not in str(stored)


def test_a_query_string_is_not_logged(real: Any, run: Any, silence: Silence, tmp_path: Any) -> None:
    log_quietly(run.__self__)
    application = create_app(Settings(data_dir=tmp_path), real)
    query = f'{{ node(id: "{CANARY}") {{ id }} }}'
    assert run(answered(application, "GET", params={"query": query})).status_code == 200
    assert CANARY not in silence.broken()


@pytest.mark.parametrize("error", [*DEFECTS, None], ids=lambda error: type(error).__name__)
def test_a_defect_is_logged_without_values(
    error: Exception | None, real: Any, run: Any, silence: Silence, tmp_path: Any
) -> None:
    """None: the database refuses a statement, in words that quote its parameters."""
    application = create_app(Settings(data_dir=tmp_path), Failing(real, error))
    response = run(answered(application, "POST", json={"query": "{ x }", "variables": {"x": CANARY}}))
    assert response.status_code == 500
    assert CANARY not in response.text
    written = silence.broken()
    assert CANARY not in written
    assert response.headers["x-request-id"] in written
    assert "test_canaries.py" in written, "where it happened is told"


def test_what_any_route_raises_is_logged_without_values(listening: Any, silence: Silence) -> None:
    """Under a server that logs tracebacks of what nobody caught."""

    async def broken(request: Request) -> Any:
        raise ValueError(CANARY)

    application = Starlette(routes=[Route("/broken", broken)], middleware=[Middleware(Defects)])
    with listening(application) as url:
        response = httpx.get(f"{url}/broken?query={CANARY}", headers={"X-Given": CANARY})
    assert response.status_code == 500
    written = silence.broken()
    assert CANARY not in written
    assert response.headers["x-request-id"] in written


def test_what_a_task_raises_is_logged_without_values(silence: Silence) -> None:
    async def forgotten() -> None:
        raise ValueError(CANARY)

    async def main() -> None:
        log_quietly(asyncio.get_running_loop())
        task = asyncio.create_task(forgotten())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(main())
    written = silence.broken()
    assert CANARY not in written
    assert "never retrieved" in written and "builtins.ValueError" in written


def test_the_readiness_check_is_logged_without_values(real: Any, run: Any, silence: Silence, tmp_path: Any) -> None:
    async def check() -> str | None:
        raise ValueError(CANARY)

    application = create_app(Settings(data_dir=tmp_path), real, check)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://p.test") as client:
            return await client.get("/health/ready")

    assert run(asked()).status_code == 503
    written = silence.broken()
    assert CANARY not in written and "builtins.ValueError" in written
