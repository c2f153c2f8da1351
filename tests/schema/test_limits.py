"""Bad input through the whole application: each limit named with what was found and where; never a 500."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import create_app
from auth.viewer import SYSTEM
from graph.errors import MemoryLimit
from resolvers.failures import failed
from settings import Settings
from tests.fixtures_graph import executor_over

GRAPHQL = "application/graphql-response+json"
LIMIT = "LIMIT_EXCEEDED"


class Api:
    """The application as `peyman serve` makes it, over the run's database."""

    def __init__(self, application: Any, run: Any) -> None:
        self.application = application
        self.run = run

    def post(self, content: bytes) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://peyman.test") as client:
                headers = {"content-type": "application/json", "accept": GRAPHQL}
                return await client.post("/graphql", content=content, headers=headers)

        return self.run(send())

    def ask(self, query: str, **variables: Any) -> httpx.Response:
        return self.post(json.dumps({"query": query, "variables": variables}).encode())


@pytest.fixture(scope="module")
def api(executor: Any, run: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data_dir: Path = tmp_path_factory.mktemp("data")
    yield Api(create_app(Settings(data_dir=data_dir), executor), run)


def refusal(response: httpx.Response) -> dict[str, Any]:
    assert 400 <= response.status_code < 500, response.text
    assert "data" not in response.json()
    return response.json()["errors"][0]


def nested(levels: int) -> str:
    """A place within a place … `levels` deep in all."""
    return '{ place(id: "x") ' + "{ partOf " * (levels - 2) + "{ id }" + " }" * (levels - 2) + " }"


def aliased(number: int) -> str:
    return '{ place(id: "x") { ' + " ".join(f"a{index}: name" for index in range(number)) + " } }"


def directed(number: int) -> str:
    fields = ["id", "name", "kind", "version", "pCode", "created", "updated", "marking"]
    parts = [f"{fields[index % 8]} @include(if: true)" for index in range(number)]
    return '{ place(id: "x") { ' + " ".join(parts) + " } }"


def counted(number: int) -> str:
    """Counts of the links of some places, `number` in all, and each place itself."""
    roots = [
        f'r{start}: place(id: "x") {{ '
        + " ".join(f"c{index}: parts {{ totalCount }}" for index in range(min(14, number - start)))
        + " }"
        for start in range(0, number, 14)
    ]
    return "{ " + " ".join(roots) + " }"


@pytest.mark.parametrize(
    ("query", "limit", "value", "where"),
    [
        ("{ " + "places { totalCount } " * 300 + "}", 1_000, 1_001, "line 1"),
        (nested(13), 12, 13, "id"),
        (aliased(16), 15, 16, "place"),
        ("{ " + "viewer { user } " * 16 + "}", 15, 16, "query"),
        (directed(51), 50, 51, "the document"),
        ("{ places(first: 101) { nodes { id } } }", 100, 101, "places.first"),
        ('{ place(id: "x") { parts(last: 500) { nodes { id } } } }', 100, 500, "place.parts.last"),
        ('{ node(id: "x") { ... on Place { parts(first: 101) { totalCount } } } }', 100, 101, "node.parts.first"),
        ("{ places(first: 100) { nodes { parts(first: 100) { nodes { id } } } } }", 5_000, None, "places"),
        (counted(38), 40, 41, "the operation"),
    ],
)
def test_a_limit_is_named_with_what_was_found_and_where(
    api: Api, query: str, limit: int, value: int | None, where: str
) -> None:
    response = api.ask(query)
    error = refusal(response)
    assert response.status_code == 400
    assert error["extensions"]["code"] == LIMIT
    assert error["extensions"]["limit"] == limit
    found = error["extensions"]["value"]
    assert found == value if value is not None else found > limit
    assert where in error["message"]
    assert str(limit) in error["message"].replace(",", "") and str(found) in error["message"].replace(",", "")


@pytest.mark.parametrize(
    "query",
    [
        nested(12),
        aliased(15),
        "{ places(first: 100) { nodes { id } } }",
        "{ places(first: 0) { nodes { id } pageInfo { hasNextPage } } }",
        "{ places(first: 49) { nodes { parts(first: 100) { nodes { id } } } } }",
        directed(8),
        counted(37),
    ],
)
def test_what_is_within_every_limit_is_answered(api: Api, query: str) -> None:
    response = api.ask(query)
    assert response.status_code == 200
    assert "errors" not in response.json()
    assert response.json()["extensions"]["cost"]["limit"] == 5_000


def test_a_page_size_is_held_to_its_limit_by_variable_too(api: Api) -> None:
    query = "query ($n: Int) { places(first: $n) { nodes { id } } }"
    assert api.ask(query, n=3).status_code == 200
    assert refusal(api.ask(query, n=101))["extensions"] == {"code": LIMIT, "limit": 100, "value": 101}
    assert "negative" in refusal(api.ask(query, n=-1))["message"]


def test_ids_are_held_to_the_page_limit(api: Api) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert api.ask(query, ids=["x"] * 100).json()["data"]["nodes"] == [None] * 100
    assert "nodes.ids" in refusal(api.ask(query, ids=["x"] * 101))["message"]


def test_an_operation_that_takes_too_long_is_ended(database: Any, run: Any, tmp_path: Path) -> None:
    executor = run(executor_over(database))
    executor.timeout = 0.002
    api = Api(create_app(Settings(data_dir=tmp_path), executor), run)
    for roots in range(
        1, 9
    ):  # the server looks at its clock now and then, and one text may slip through before it does
        slow = (
            f'a{n}: stakeholder(id: "slow") {{ a: collaborators {{ totalCount }} b: updated }}' for n in range(roots)
        )
        response = api.ask(f"{{ {' '.join(slow)} }}")
        if response.status_code != 200:
            break
    assert response.status_code == 504
    assert "0.002 s" in response.json()["errors"][0]["message"]
    assert response.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"


@pytest.mark.parametrize(
    ("query", "variables", "says"),
    [
        ("{ nothing }", {}, "Cannot query field 'nothing'"),
        ("{ places { nodes { nme } } }", {}, "Did you mean 'name'"),
        ("{ places(frst: 1) { totalCount } }", {}, "Unknown argument 'frst'"),
        ("{ places }", {}, "must have a selection of subfields"),
        ('{ places(first: "many") { totalCount } }', {}, "Int cannot represent"),
        ("{ place { id } }", {}, "is required"),
        ("{ places(where: {kind: {eq: PLANET}}) { totalCount } }", {}, "PLANET"),
        ("{ places(orderBy: {field: NME}) { totalCount } }", {}, "OrderField"),
        ("query ($n: Int!) { places(first: $n) { totalCount } }", {}, "$n"),
        ("query ($n: Int!) { places(first: $n) { totalCount } }", {"n": "3"}, "Int cannot represent"),
        ("query ($n: Int!) { places(first: $n) { totalCount } }", {"n": 2**31}, "32-bit"),
        ("query ($w: PlaceFilter) { places(where: $w) { totalCount } }", {"w": {"nme": {}}}, "nme"),
        ("query ($w: PlaceFilter) { places(where: $w) { totalCount } }", {"w": [1]}, "$w"),
        ("query ($d: DateTime!) { places(where: {created: {lt: $d}}) { totalCount } }", {"d": "then"}, "$d"),
        ("query ($l: Locale) { places { nodes { name(locale: $l) } } }", {"l": "ku"}, "ckb"),
        ("{ places(first: 1, last: 1) { nodes { id } } }", {}, "`first` or `last`"),
        ('{ places(after: "bm9uZQ==") { nodes { id } } }', {}, "no cursor of this list"),
        ('{ places(before: "bm9uZQ==") { totalCount } }', {}, "no cursor of this list"),
        ("subscription { places { totalCount } }", {}, "subscription"),
        ("query A { viewer { user } } query B { viewer { user } }", {}, "operationName"),
        ("{ places { ...Missing } }", {}, "Unknown fragment"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", {}, "Cannot spread fragment"),
        ("{", {}, "Syntax Error"),
        ("{ places { totalCount } } \x00", {}, "Syntax Error"),
    ],
)
def test_what_is_wrong_is_said(api: Api, query: str, variables: dict[str, Any], says: str) -> None:
    response = api.ask(query, **variables)
    assert response.status_code == 400
    assert says.lower() in refusal(response)["message"].lower()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"null", 400, "null"),
        (b"1", 400, "a number"),
        (b"[" * 50_000, 400, "not JSON"),
        (b" " * 20_000_000, 413, "20,000,000 bytes; the limit is 100,000"),
        (json.dumps({"query": "{ viewer { user } }" + " " * 100_000}).encode(), 413, "the limit is 100,000"),
        (json.dumps({"query": "{places" * 40_000}).encode()[:90_000] + b'"}', 400, "nested too deeply"),
        (json.dumps({"query": "{" + "places " * 9_000 + "}"}).encode(), 400, "Too many tokens"),
        (json.dumps({"query": "{a" * 480}).encode(), 400, ""),
        (json.dumps({"query": "{places(where:" + "{not:" * 300}).encode(), 400, ""),
        (
            json.dumps({"query": "{places(where:" + "{not:" * 240 + "{}" + "}" * 240 + "){totalCount}}"}).encode(),
            400,
            "",
        ),
        (json.dumps({"query": "query($a:" + "[" * 900 + "Int"}).encode(), 400, ""),
        (json.dumps({"query": "{places(where:{name:{in:" + "[" * 900 + "]" * 50}).encode(), 400, ""),
        (
            b'{"query": "query ($w: PlaceFilter) {places(where: $w) {totalCount}}", "variables": {"w": '
            + b'{"not": ' * 5_000
            + b"{}"
            + b"}" * 5_000
            + b"}}",
            400,
            "",
        ),
        (b'{"query": "{ place(id: ' + b"9" * 5_000 + b') { id } }"}', 400, "cannot be read"),
        (b'{"query": "{ places(first: ' + b"9" * 5_000 + b') { totalCount } }"}', 400, "Int"),
        (b'{"query": "{ viewer { user } }", "variables": {"a": ' + b"9" * 5_000 + b"}}", 400, "not JSON"),
        (
            b'{"query": "query ($i: ID!) { place(id: $i) { id } }", "variables": {"i": ' + b"9" * 400 + b"}}",
            400,
            "not JSON",
        ),
    ],
)
def test_bodies_made_to_break_it(api: Api, body: bytes, status: int, says: str) -> None:
    response = api.post(body)
    assert response.status_code == status
    if status != 200:
        assert says in refusal(response)["message"]


def doubling(levels: int, field: str = "id") -> str:
    """Fragments that each spread the next one twice: 2 to the power of `levels` fields, if they were written out."""
    inner = " ".join(f"fragment f{n} on Place{{...f{n + 1}...f{n + 1}}}" for n in range(levels))
    return f'{{place(id:"x"){{...f0}}}} {inner} fragment f{levels} on Place{{{field}}}'


def linked(levels: int) -> str:
    """Fragments each of which leads one record further."""
    inner = " ".join(f"fragment f{n} on Place{{partOf{{...f{n + 1}}}}}" for n in range(levels))
    return f'{{place(id:"x"){{...f0}}}} {inner} fragment f{levels} on Place{{id}}'


def crossing(levels: int) -> str:
    """Fragments that each spread the next one under two aliases of one field."""
    inner = " ".join(f"fragment f{n} on Place{{a:partOf{{...f{n + 1}}}b:partOf{{...f{n + 1}}}}}" for n in range(levels))
    return f'{{place(id:"x"){{...f0}}}} {inner} fragment f{levels} on Place{{id}}'


def spread(levels: int) -> str:
    """A selection that spreads all of a hundred fragments, each of which spreads all that follow it."""
    names = [f"f{n}" for n in range(levels)]
    inner = " ".join(
        f"fragment {name} on Place{{id {' '.join(f'...{later}' for later in names[index + 1 :])}}}"
        for index, name in enumerate(names)
    )
    return f'{{place(id:"x"){{...f0}}}} {inner}'


@pytest.mark.parametrize(
    "bomb",
    [
        doubling(100),
        doubling(90),
        linked(100),
        linked(80),
        crossing(100),
        crossing(50),
        crossing(11),
        spread(28),
        "{" + "...{" * 400 + "viewer{user}" + "}" * 400 + "}",
        "{" + "...{" * 300 + "viewer{user}" + "}" * 300 + "}",
    ],
    ids=lambda bomb: f"{len(bomb)}",
)
def test_a_fragment_bomb_is_refused_at_once(bomb: str, executor: Any, run: Any) -> None:
    taken: list[float] = []
    for attempt in range(3):
        text = bomb + " " * attempt  # another text: no cache answers it
        began = time.perf_counter()
        answer = run(executor.execute(text, None, None, SYSTEM))
        taken.append(time.perf_counter() - began)
        assert not answer.executed and answer.errors[0]["extensions"]["code"] == LIMIT
    assert min(taken) < 0.1


def test_an_operation_that_needs_too_much_memory_is_told_to_ask_for_less() -> None:
    """As the database says it: `tests/graph/test_database.py`."""
    [error] = failed(MemoryLimit("too much"), "{ a }", 10).errors
    assert error["extensions"]["code"] == "TIMEOUT"
    assert "memory" in error["message"] and "Ask for less" in error["message"]
