"""The HTTP endpoint around a small executor: statuses, media types, limits, tokens, bookmarks, hanging up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from auth.viewer import Viewer
from resolvers.answers import INTERNAL
from resolvers.http import BookmarkBroken, GraphQLEndpoint, TokenNotTaken
from resolvers.pages import SecurityHeaders, graphiql
from resolvers.requests import BODY_LIMIT

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
NADIA = Viewer("nadia@example.org", frozenset(), frozenset(), frozenset({"reader"}))


async def verify(token: str) -> Viewer:
    if token != "nadia":
        raise TokenNotTaken("The token has expired: sign in again.")
    return NADIA


def seal(bookmarks: Iterable[str]) -> str:
    return "sealed:" + "|".join(bookmarks)


def unseal(text: str) -> list[str]:
    if not text.startswith("sealed:"):
        raise BookmarkBroken
    return text.removeprefix("sealed:").split("|")


class Api:
    def __init__(self, executor: Any, anonymous: bool = True) -> None:
        self.executor = executor
        self.endpoint = GraphQLEndpoint(
            self.executor, authenticate=verify, seal=seal, unseal=unseal, page=graphiql, anonymous=anonymous
        )
        self.app = Starlette(routes=[Route("/graphql", self.endpoint)], middleware=[Middleware(SecurityHeaders)])

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://peyman.test")

    def request(self, method: str, content: bytes | None = None, params: dict[str, str] | None = None, **headers: str):
        async def send() -> httpx.Response:
            async with self.client() as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, "/graphql", content=content, params=params, headers=named)

        return asyncio.run(send())

    def post(self, body: Any, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.request("POST", content, **{"content_type": JSON, "accept": JSON, **headers})


@pytest.fixture
def api(executor: Any) -> Api:
    return Api(executor)


def message(response: httpx.Response) -> str:
    return response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        ("application/*", JSON),
        (f"text/html;q=0.1, {JSON}", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
    ],
)
def test_answers_in_the_media_type_that_is_accepted(api: Api, accept: str, content_type: str) -> None:
    response = api.post({"query": "{ hello }"}, accept=accept)
    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert response.json() == {"data": {"hello": "hello world"}}


def test_a_client_that_accepts_nothing_peyman_writes_is_told_so(api: Api) -> None:
    response = api.post({"query": "{ hello }"}, accept="image/png")
    assert response.status_code == 406
    assert "application/json" in message(response)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", f"{JSON}; charset=utf-16"])
def test_a_body_of_another_content_type_is_refused(api: Api, content_type: str) -> None:
    response = api.post({"query": "{ hello }"}, content_type=content_type)
    assert response.status_code == 415
    assert "application/json in UTF-8" in message(response)


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize("query", ["{", "{ nothing }", "", "query A { hello } query B { hello }"])
def test_a_request_error_has_no_data_and_the_status_of_its_media_type(
    api: Api, query: str, accept: str, status: int
) -> None:
    response = api.post({"query": query}, accept=accept)
    assert response.status_code == status
    assert "data" not in response.json()


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_a_field_error_is_an_answer(api: Api, accept: str) -> None:
    response = api.post({"query": "{ broken }"}, accept=accept)
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert response.json()["errors"][0]["path"] == ["broken"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "has no body"),
        (b"null", "null, not an object"),
        (b"1", "a number, not an object"),
        (b'"x"', "a string, not an object"),
        (b"true", "a boolean, not an object"),
        (b"[" * 50_000, "not JSON"),
        (b'{"query": "\xff"}', "not JSON in UTF-8"),
        (b'{"query": "\\ud800"}', "not JSON"),
        (b'{"query": NaN}', "not JSON"),
        (b'{"a":' * 10_000, "not JSON"),
        (b"[{}]", "Batches"),
        (b"{}", '"query" is missing'),
        (b'{"query": null}', '"query" is null'),
        (b'{"query": {}}', '"query" is an object'),
        (b'{"query": ["{ hello }"]}', '"query" is an array'),
        (b'{"query": "{ hello }", "variables": []}', '"variables" is an array'),
        (b'{"query": "{ hello }", "variables": "{}"}', '"variables" is a string'),
        (b'{"query": "{ hello }", "operationName": 1}', '"operationName" is a number'),
        (b'{"query": "{ hello }", "extensions": false}', '"extensions" is a boolean'),
    ],
)
def test_a_body_that_is_no_request_is_refused_with_what_to_do(api: Api, body: bytes, says: str) -> None:
    for accept in (JSON, GRAPHQL):
        response = api.post(body, accept=accept)
        assert response.status_code == 400
        assert says in message(response)
    assert not api.executor.calls


def test_null_stands_for_absent(api: Api) -> None:
    response = api.post({"query": "{ hello }", "variables": None, "operationName": None, "extensions": None})
    assert response.json() == {"data": {"hello": "hello world"}}


def test_the_body_limit_is_exact(api: Api) -> None:
    body = json.dumps({"query": "{ hello }"}).encode()
    assert api.post(body.ljust(BODY_LIMIT)).status_code == 200
    response = api.post(body.ljust(BODY_LIMIT + 1))
    assert response.status_code == 413
    assert "the limit is 100,000" in message(response)


class Stream:
    """A body that comes in pieces; keeps count of those that were taken."""

    def __init__(self, pieces: int, size: int) -> None:
        self.left, self.size = pieces, size

    async def __call__(self) -> dict[str, Any]:
        if not self.left:
            return {"type": "http.disconnect"}
        self.left -= 1
        return {"type": "http.request", "body": b" " * self.size, "more_body": self.left > 0}


def answered(api: Api, receive: Any, headers: Iterable[tuple[bytes, bytes]] = ()) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(part: Any) -> None:
        sent.append(part)

    scope = {
        "type": "http",
        "method": "POST",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
    }
    asyncio.run(api.endpoint(scope, receive, send))
    return sent


def test_a_long_body_without_a_length_is_refused(api: Api) -> None:
    sent = answered(api, Stream(pieces=2_000, size=10_000))
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_body_without_end_is_left_off(api: Api) -> None:
    stream = Stream(pieces=1_000_000, size=1_000_000)
    assert answered(api, stream)[0]["status"] == 413
    assert stream.left > 900_000


def test_a_length_far_over_the_limit_is_refused_unread(api: Api) -> None:
    stream = Stream(pieces=10, size=10)
    assert answered(api, stream, [(b"content-length", b"99999999999999")])[0]["status"] == 413
    assert stream.left == 10


def test_queries_come_by_get_too(api: Api) -> None:
    params = {
        "query": "query Q($n: String) { hello(name: $n) }",
        "variables": '{"n": "رێبین"}',
        "operationName": "Q",
    }
    response = api.request("GET", params=params)
    assert response.json() == {"data": {"hello": "hello رێبین"}}


def test_a_mutation_by_get_is_refused(api: Api) -> None:
    response = api.request("GET", params={"query": "mutation { write }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert api.post({"query": "mutation { write }"}).json() == {"data": {"write": 1}}


@pytest.mark.parametrize(
    ("query_string", "says"),
    [
        ("", '"query" is missing'),
        ("query={hello}&query={who}", "given twice"),
        ("query={hello}&variables=[]", '"variables" is an array'),
        ("query={hello}&variables={", "not JSON"),
        ("query=%ff", "not URL-encoded UTF-8"),
    ],
)
def test_parameters_that_are_no_request_are_refused(api: Api, query_string: str, says: str) -> None:
    async def send() -> httpx.Response:
        async with api.client() as client:
            return await client.get(f"/graphql?{query_string}")

    response = asyncio.run(send())
    assert response.status_code == 400
    assert says in message(response)


def test_other_methods_are_refused(api: Api) -> None:
    response = api.request("DELETE")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


def test_the_viewer_is_who_the_token_says(api: Api) -> None:
    assert api.post({"query": "{ who }"}, authorization="Bearer nadia").json()["data"] == {"who": NADIA.user}
    assert api.post({"query": "{ who }"}, authorization="bearer  nadia").json()["data"] == {"who": NADIA.user}
    assert api.post({"query": "{ who }"}).json()["data"] == {"who": None}


@pytest.mark.parametrize("authorization", ["Bearer expired", "Bearer", "Bearer ", "Basic bmFkaWE=", "nadia", ""])
def test_a_token_that_is_not_taken_is_a_401(api: Api, authorization: str) -> None:
    response = api.post({"query": "{ who }"}, authorization=authorization)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith('Bearer realm="peyman"')
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert not api.executor.calls


def test_without_anonymous_reading_a_token_is_needed(executor: Any) -> None:
    response = Api(executor, anonymous=False).post({"query": "{ who }"})
    assert response.status_code == 401
    assert "Authorization: Bearer" in message(response)


def test_bookmarks_travel_with_the_client(api: Api) -> None:
    api.executor.bookmarks = ("a", "b")
    sealed = api.post({"query": "mutation { write }"}).headers["peyman-bookmark"]
    api.post({"query": "{ hello }"}, peyman_bookmark=sealed)
    assert [call["bookmarks"] for call in api.executor.calls] == [None, ["a", "b"]]


@pytest.mark.parametrize("broken", ["x", "sealed:a, x", "sealed:" + "a" * 9_000])
def test_a_bookmark_that_was_not_sealed_here_is_refused(api: Api, broken: str) -> None:
    response = api.post({"query": "{ hello }"}, peyman_bookmark=broken)
    assert response.status_code == 400
    assert "Peyman-Bookmark" in message(response)


def test_the_idempotency_key_reaches_the_executor(api: Api) -> None:
    api.post({"query": "mutation { write }"}, idempotency_key="0199-a")
    assert api.executor.calls[0]["idempotency_key"] == "0199-a"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_an_idempotency_key_of_a_wrong_length_is_refused(api: Api, key: str) -> None:
    assert api.post({"query": "mutation { write }"}, idempotency_key=key).status_code == 400


@pytest.mark.parametrize("defect", [RuntimeError("password=hunter2"), KeyError("x"), RecursionError()])
def test_a_defect_is_a_500_that_tells_nothing_but_a_number(
    api: Api, defect: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    api.executor.defect = defect
    response = api.post({"query": "{ hello }"})
    error = response.json()["errors"][0]
    assert response.status_code == 500
    assert error["message"] == "internal error"
    assert error["extensions"] == {"code": INTERNAL, "requestId": response.headers["x-request-id"]}
    assert error["extensions"]["requestId"] in caplog.text


def test_a_client_that_hangs_up_ends_its_operation(api: Api) -> None:
    async def hang_up() -> tuple[list[Any], bool]:
        body = orjson.dumps({"query": "{ wait }"})
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])
        sent: list[Any] = []

        async def receive() -> Any:
            if (part := next(messages, None)) is not None:
                return part
            await api.executor.waiting.wait()
            return {"type": "http.disconnect"}

        async def send(part: Any) -> None:
            sent.append(part)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "query_string": b"", "headers": headers}
        await asyncio.wait_for(api.endpoint(scope, receive, send), 5)
        return sent, api.executor.cancelled.is_set()

    sent, cancelled = asyncio.run(hang_up())
    assert cancelled
    assert not sent


def test_a_server_that_stops_is_not_taken_for_a_client_that_hangs_up(api: Api) -> None:
    async def stop() -> None:
        body = orjson.dumps({"query": "{ wait }"})
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            return next(messages, None) or await asyncio.Event().wait()

        async def send(_: Any) -> None: ...

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "query_string": b"", "headers": headers}
        task = asyncio.ensure_future(api.endpoint(scope, receive, send))
        await api.executor.waiting.wait()
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stop())


def test_browsers_get_graphiql_and_it_names_no_other_host(api: Api) -> None:
    response = api.request("GET", accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert response.headers["content-type"].startswith("text/html")
    assert "http" not in response.text.replace("http-equiv", "")
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_answers_carry_security_headers(api: Api) -> None:
    headers = api.post({"query": "{ hello }"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "Accept" in headers["vary"]
