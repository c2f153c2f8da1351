"""The access log: what an answer shows of AMBER_STRICT and RED records is noted before it leaves; so are refusals."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import neo4j
import orjson
import pytest

from auth.viewer import SYSTEM, Viewer
from graph import accesses
from graph.accesses import REFUSALS, AccessLog, Asked, NotNoted, Refused, prune
from graph.database import Database
from graph.embedded import Connection
from resolvers.execution import Executor
from tests.fixtures_graph import clear
from tests.graph.case import Case
from tests.graph.compiling import TODAY, planned, planner
from tests.graph.writers import STEWARD, Desk, of
from tests.reference.comparing import reference_schema, staged
from tests.reference.operations import operation
from tests.resolvers.writing import Asker

Run = Callable[[Awaitable[Any]], Any]
ROJIN = Viewer("rojin@example.org", roles=frozenset({"contributor"}))
LOG = "CYPHER 25 MATCH (n:Access) RETURN properties(n) ORDER BY n.order_time, n.id"


class Logged(Asker):
    """A viewer before an executor that keeps the log."""

    def entries(self) -> list[dict[str, Any]]:
        assert self.executor.access is not None
        self._run(self.executor.access.close())
        return [row[0] for row in self._run(self.executor.database.rows(LOG))]

    def shown(self) -> list[tuple[str, str]]:
        return sorted((one["user"], one["record"]) for one in self.entries() if one["kind"] == "READ")

    def by(self, viewer: Viewer) -> Logged:
        return Logged(self.executor, self._run, viewer)


@pytest.fixture
def desk(empty_graph: Database, model: Any, run: Run) -> Desk:
    return Desk(empty_graph, model, run)


@pytest.fixture
def rojin(executor: Executor, desk: Desk, run: Run) -> Iterator[Logged]:
    run(executor.scopes.refresh())
    logged = replace(executor, access=AccessLog(executor.database, executor.scopes))
    logged.planner = executor.planner
    yield Logged(logged, run, ROJIN)
    run(logged.access.close())


def red(desk: Desk, type_name: str = "Person", **given: Any) -> str:
    return desk.made(type_name, marking="RED", readers=[f"user:{ROJIN.user}"], **given)


def ready(asker: Logged) -> Logged:
    asker._run(asker.executor.scopes.refresh())
    return asker


# What is noted


def test_a_red_record_that_is_shown_is_noted(rojin: Logged, desk: Desk) -> None:
    id = red(desk, name="a witness")
    text = "query Witness($id: ID!) { node(id: $id) { id } }"
    ready(rojin).answer(text, {"id": id})
    (entry,) = rojin.entries()
    assert entry.pop("id") and entry.pop("request") and entry["time"] == entry.pop("order_time")
    assert entry.pop("time").startswith("20") and entry.pop("scope") >= 0
    assert entry == {
        "kind": "READ",
        "user": "rojin@example.org",
        "record": id,
        "times": 1,
        "document": hashlib.sha256(text.encode()).hexdigest(),
    }


def test_the_name_of_the_operation_is_noted_and_no_value(rojin: Logged, desk: Desk) -> None:
    id = red(desk, name="a witness")
    text = (
        "query Witness($id: ID!, $name: String!) "
        "{ node(id: $id) { id } people(where: {name: {eq: $name}}) { totalCount } }"
    )
    rojin = ready(rojin)
    rojin._run(rojin.executor.execute(text, {"id": id, "name": "canary"}, "Witness", ROJIN))
    (entry,) = rojin.entries()
    assert entry["operation"] == "Witness"
    assert "canary" not in json.dumps(entry) and "witness" not in json.dumps(entry)


def test_what_is_wider_is_not_noted(rojin: Logged, desk: Desk) -> None:
    red(desk, name="a witness")
    home = desk.made("Organization", name="home")
    desk.made("Person", name="b", marking="AMBER", owner=home)
    desk.made("Person", name="c", marking="GREEN")
    member = of(home)
    rojin = ready(rojin)
    found = rojin.by(member).asked("{ people { nodes { id } } organizations { nodes { id } } }")
    assert len(found["people"]["nodes"]) == 2
    assert rojin.entries() == []


def test_an_amber_strict_record_is_noted(rojin: Logged, desk: Desk) -> None:
    home = desk.made("Organization", name="home")
    id = desk.made("Person", name="b", marking="AMBER_STRICT", owner=home)
    rojin = ready(rojin)
    rojin.by(of(home)).asked("{ people { nodes { name } } }")
    assert rojin.shown() == [("dara@example.org", id)]


def test_what_hangs_on_a_red_record_is_noted_whatever_its_own_marking(rojin: Logged, desk: Desk) -> None:
    person, organization = red(desk, name="a witness"), desk.made("Organization", name="o")
    membership = desk.made("Membership", links={"member": person, "organization": organization})
    ready(rojin).asked("{ memberships { nodes { role } } }")
    assert rojin.shown() == [(ROJIN.user, membership)]


def test_rows_of_a_page_that_are_not_shown_are_not_noted(rojin: Logged, desk: Desk) -> None:
    first, second = red(desk, name="a"), red(desk, name="b")
    text = "{ people(first: 1) { totalCount nodes { __typename } pageInfo { hasNextPage } } }"
    assert ready(rojin).asked(text)["people"]["pageInfo"] == {"hasNextPage": True}
    assert rojin.shown() == [(ROJIN.user, first)]
    assert first != second


def test_a_count_shows_no_record(rojin: Logged, desk: Desk) -> None:
    red(desk, name="a")
    ready(rojin).asked('{ people { totalCount } stakeholders(where: {name: {eq: "a"}}) { totalCount } }')
    assert rojin.entries() == []


@pytest.mark.parametrize(
    "text",
    [
        "query($id: ID!) { nodes(ids: [$id]) { marking } }",
        "query($id: ID!) { stakeholder(id: $id) { ... on Person { name } } }",
        "query($id: ID!) { stakeholders(where: {id: {eq: $id}}) { edges { cursor node { __typename } } } }",
        "query($id: ID!) { stakeholders(where: {id: {eq: $id}}) { edges { node { ... on Person { id } id } } } }",
        "query($id: ID!) { again: node(id: $id) { id } node(id: $id) { id } }",
        "query($id: ID!) { organizations { nodes { name } } node(id: $id) { ... on Person { name } } }",
        "query($id: ID!) { history(id: $id) { nodes { operation } } }",
        "query($id: ID!) { history(id: $id) { edges { node { after linked { nodes { id } } } } } }",
    ],
)
def test_every_way_to_a_record_is_noted(text: str, rojin: Logged, desk: Desk) -> None:
    id = red(desk, name="a witness")
    ready(rojin).asked(text, {"id": id})
    assert rojin.shown() == [(ROJIN.user, id)]


def test_what_a_mutation_shows_is_noted(rojin: Logged, desk: Desk) -> None:
    given = {"name": {"text": "a witness"}, "marking": "RED", "readers": [ROJIN.user]}
    made = ready(rojin).create("Person", given)["record"]
    assert rojin.shown() == [(ROJIN.user, made["id"])]
    stale = rojin.update("Person", made["id"], 7, {"name": {"text": "b"}})
    assert stale["record"]["id"] == made["id"]
    assert rojin.shown() == [(ROJIN.user, made["id"])] * 2


def test_what_an_answer_shows_is_in_the_log_when_it_arrives(rojin: Logged, desk: Desk, run: Run) -> None:
    ids = [red(desk, name=f"witness {index}") for index in range(8)]
    rojin = ready(rojin)

    async def asked(id: str) -> int:
        await rojin.executor.execute("query($id: ID!) { node(id: $id) { id } }", {"id": id}, None, ROJIN)
        text = "CYPHER 25 MATCH (n:Access {record: $id}) RETURN count(n)"
        return (await rojin.executor.database.rows(text, {"id": id}))[0][0]

    async def together() -> list[int]:
        return await asyncio.gather(*(asked(id) for id in ids))

    assert run(together()) == [1] * len(ids)


def test_a_log_that_cannot_be_written_refuses_what_it_should_note(rojin: Logged, desk: Desk, run: Run) -> None:
    id, open_one = red(desk, name="a witness"), desk.made("Person", name="b")
    rojin = ready(rojin)
    run(
        rojin.executor.database.rows(
            "CYPHER 25 CREATE CONSTRAINT no_log FOR (n:Access) REQUIRE n.kind IS UNIQUE", write=True
        )
    )
    try:
        run(rojin.executor.database.rows("CYPHER 25 CREATE (:Access {kind: 'READ'})", write=True))
        answer = rojin.answer("query($id: ID!) { node(id: $id) { id } }", {"id": id})
        assert not answer.executed and answer.data is None
        assert answer.errors[0]["extensions"]["code"] == "UNAVAILABLE"
        assert "access log" in answer.errors[0]["message"]
        assert rojin.asked("query($id: ID!) { node(id: $id) { id } }", {"id": open_one})["node"]
    finally:
        run(rojin.executor.database.rows("CYPHER 25 DROP CONSTRAINT no_log", write=True))


@pytest.mark.slow
def test_noting_changes_no_answer_and_misses_no_record(executor: Executor, database: Database, run: Run) -> None:
    """Generated operations in a generated world: whatever answer names a strict record by its id, it is noted."""
    seed = 2
    schema = reference_schema()
    orders = {name: record.default_order for name, record in executor.assembly.model.records.items()}

    async def compared() -> int:
        await clear(database)
        stage = await staged(seed, executor, database, schema)
        await executor.scopes.refresh()
        logged = replace(executor, access=AccessLog(database, executor.scopes))
        text = "CYPHER 25 MATCH (n:Record) WHERE n.marking IN ['AMBER_STRICT', 'RED'] RETURN collect(n.id)"
        strict = set((await database.rows(text))[0][0])
        rng, met = random.Random(seed), 0
        texts = [
            "{ stakeholders { nodes { id } } dialogueSessions { nodes { id participations { nodes { id } } } } }",
            "{ supportCases { nodes { id } } commitments { nodes { id makers { nodes { id } } } } }",
        ]
        drawn = [(one, {}) for one in texts]
        for one in range(16 if os.environ.get("PEYMAN_CI") else 3):
            found = operation(schema, orders, one)
            drawn.append((found.text, found.draw(rng, stage.samples)[0]))
        for text, variables in drawn:
            for viewer in stage.viewers.values():
                plain = await executor.execute(text, variables, None, viewer)
                noted = await logged.answered(
                    text, variables, None, viewer, bookmarks=None, idempotency_key=None, allow_mutation=False
                )
                assert orjson.dumps(plain.document()) == orjson.dumps(noted.document())
                named = set(re.findall(r"[0-9a-f-]{36}", orjson.dumps(noted.data).decode())) & strict
                missed = {id for id in named if f'"id":"{id}"' in orjson.dumps(noted.data).decode()} - noted.seen
                assert not missed, text
                met += len(noted.seen)
        return met

    assert run(compared()) > 5


# What is refused


def refusals(asker: Logged) -> list[tuple[str | None, str, str | None, int]]:
    return sorted(
        (one.get("user"), one["code"], one.get("record"), one["times"])
        for one in asker.entries()
        if one["kind"] == "REFUSED"
    )


def test_refused_operations_are_noted(rojin: Logged, desk: Desk) -> None:
    reader = ready(rojin).by(Viewer("reader@example.org", roles=frozenset({"reader"})))
    reader.answer("{ accessLog { totalCount } }")
    reader.answer("{ people(first: 101) { totalCount nodes { id } } }")
    reader.answer("{ nothing }")
    assert [one[:2] for one in refusals(rojin)] == [
        ("reader@example.org", "BAD_REQUEST"),
        ("reader@example.org", "FORBIDDEN"),
        ("reader@example.org", "LIMIT_EXCEEDED"),
    ]


def test_equal_refusals_that_come_together_are_one_entry(rojin: Logged, desk: Desk) -> None:
    for _ in range(30):
        rojin.answer("{ accessLog { totalCount } }")
    assert sum(times for _, _, _, times in refusals(rojin)) == 30
    assert len(refusals(rojin)) < 30


def test_a_refused_command_is_noted_with_the_record_that_the_user_sees(rojin: Logged, desk: Desk) -> None:
    reader = ready(rojin).by(Viewer("reader@example.org", roles=frozenset({"reader"})))
    id = desk.made("Person", name="b")
    reader.run(f'deleteRecord(id: "{id}")')
    assert refusals(rojin) == [("reader@example.org", "FORBIDDEN", None, 1)]
    amber = desk.made("Person", name="c", marking="GREEN", owner=desk.made("Organization", name="o"))
    member = ready(rojin).by(Viewer("member@example.org", roles=frozenset({"contributor"})))
    widened = member.run(f'markRecord(id: "{amber}", marking: CLEAR, reason: "why not")')
    assert widened["__typename"] == "Forbidden"
    assert ("member@example.org", "FORBIDDEN", amber, 1) in refusals(rojin)


def test_too_many_refusals_are_counted(rojin: Logged, run: Run) -> None:
    async def flood() -> None:
        for index in range(REFUSALS + 70):
            rojin.executor.access.refused(Refused(Asked(address=f"10.0.0.{index}"), "UNAUTHENTICATED"))

    run(flood())
    entries = rojin.entries()
    assert sum(one["times"] for one in entries) == REFUSALS + 70
    assert [one["times"] for one in entries if one["code"] == "NOT_NOTED"] == [70]


def test_a_reader_of_a_log_that_is_never_written_is_told(
    executor: Executor, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accesses, "SECONDS", 0.2)

    async def closed() -> None:
        away = Database("bolt://127.0.0.1:1", "neo4j", "none")
        try:
            with pytest.raises(NotNoted):
                await AccessLog(away, executor.scopes).read(Asked("a"), {"r"})
        finally:
            await away.close()

    run(closed())


# Who may read it


PAGE = """query($where: AccessFilter) {
  accessLog(where: $where, orderBy: {field: TIME, direction: DESC}) {
    totalCount
    nodes { kind user recordId code operation document address times time request }
  }
}"""


def test_stewards_read_the_log_and_nobody_else(rojin: Logged, desk: Desk) -> None:
    id = red(desk, name="a witness")
    ready(rojin).asked("query($id: ID!) { node(id: $id) { id } }", {"id": id})
    rojin.entries()
    steward = rojin.by(STEWARD)
    found = steward.asked(PAGE)["accessLog"]
    assert [(one["kind"], one["user"], one["recordId"]) for one in found["nodes"]] == [("READ", ROJIN.user, id)]
    for viewer in (ROJIN, Viewer(), Viewer("m@example.org", roles=frozenset({"monitor"}))):
        answer = rojin.by(viewer).answer(PAGE)
        assert answer.errors[0]["message"] == "Query.accessLog needs the permission access:read."
        assert answer.errors[0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"user": {"eq": "rojin@example.org"}}, 2),
        ({"recordId": {"eq": "first"}}, 1),
        ({"recordId": {"in": ["first", "second"]}, "kind": {"eq": "READ"}}, 2),
        ({"kind": {"eq": "REFUSED"}}, 1),
        ({"code": {"eq": "FORBIDDEN"}}, 1),
        ({"time": {"gt": "2020-01-01T00:00:00Z"}}, 3),
        ({"time": {"lt": "2020-01-01T00:00:00Z"}}, 0),
    ],
)
def test_it_is_filtered_by_user_record_kind_and_time(
    where: dict[str, Any], count: int, rojin: Logged, desk: Desk, run: Run
) -> None:
    async def noted() -> None:
        log = rojin.executor.access
        await log.read(Asked("rojin@example.org"), ["first", "second"])
        log.refused(Refused(Asked("dara@example.org"), "FORBIDDEN"))

    run(noted())
    rojin.entries()
    page = rojin.by(STEWARD).asked(PAGE, {"where": where})["accessLog"]
    assert page["totalCount"] == len(page["nodes"]) == count


def test_the_operator_throws_old_entries_away_and_the_ledger_says_so(rojin: Logged, desk: Desk, run: Run) -> None:
    run(rojin.executor.access.read(Asked("rojin@example.org"), ["first", "second"]))
    database = rojin.executor.database
    assert run(prune(database, "2020-01-01T00:00:00.000000Z", "system")) == 0
    assert run(prune(database, "9999-01-01T00:00:00.000000Z", "system")) == 2
    assert rojin.entries() == []
    rows = run(
        database.rows("CYPHER 25 MATCH (c:Change {operation: 'pruneAccessLog'}) RETURN c.reason ORDER BY c.reason")
    )
    assert [row[0].split(" ")[0] for row in rows] == ["0", "2"]


def test_the_system_is_noted_too(rojin: Logged, desk: Desk) -> None:
    id = red(desk, name="a witness")
    ready(rojin).by(SYSTEM).asked("query($id: ID!) { node(id: $id) { id } }", {"id": id})
    assert rojin.shown() == [("system", id)]


def test_who_was_shown_a_record_is_found_by_its_index(neo4j_server: Connection, desk: Desk) -> None:
    text = "query($id: ID!) { accessLog(where: {recordId: {eq: $id}}) { totalCount nodes { user } } }"
    plan, variables = planned(planner(), Case(text, {"id": "r"}))
    statement = plan.statement
    assert statement is not None
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        parameters = statement.parameters(variables, [0, 1], TODAY)
        found = driver.execute_query(
            statement.text.replace("CYPHER 25", "CYPHER 25 EXPLAIN", 1), parameters
        ).summary.plan
    used = json.dumps(found)
    assert "Access(record)" in used and "LabelScan" not in used and "Access(order_time" not in used
