"""Imports in GraphQL: whose they are, what is told of them, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graph import imports
from resolvers import importers
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk
from tests.resolvers.importers.files import popolo_file
from tests.resolvers.signed import Signed

LIST = "{ imports(orderBy: {field: STARTED, direction: DESC}) { totalCount nodes { id format fileName state started"
LIST += " finished changes counts } } }"
UNDO = """mutation($id: ID!, $dry: Boolean!) { undoImport(input: {id: $id, dryRun: $dry}, reason: "wrong file") {
  __typename ... on UserError { message path code }
  ... on UndoImportPayload { record { state counts } dryRun counts problems } } }"""


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture
def people(executor, run):
    return {
        name: Signed(executor, run, f"{name}@example.org", roles=["steward" if name != "carin" else "coordinator"])
        for name in ("ann", "bob", "carin")
    }


@pytest.fixture
def brought(executor, people, run, tmp_path):
    """The id of a file of two organizations that somebody brought in."""

    def bring(name: str, file: str = "council.json") -> str:
        path = popolo_file(tmp_path).rename(tmp_path / file)
        path.write_text(path.read_text("utf-8").replace("Party B", f"Party {file}"), "utf-8")
        return run(bring_in(executor, people[name], path)).id

    return bring


async def bring_in(executor: Any, who: Signed, path: Path) -> Any:
    return await importers.run(executor, "popolo", path, viewer=await who.identities.viewer(who.token))


def undone(who: Signed, id: str, dry: bool = False) -> Mapping[str, Any]:
    answer = who.ask(UNDO, {"id": id, "dry": dry})
    assert "errors" not in answer, answer
    return answer["data"]["undoImport"]


def test_one_s_own_imports_are_listed(people, brought):
    id = brought("ann")
    [found] = people["ann"].ask(LIST)["data"]["imports"]["nodes"]
    assert (found["id"], found["format"], found["fileName"], found["state"]) == (id, "popolo", "council.json", "DONE")
    assert found["counts"]["Organization"] == {"created": 2}
    assert found["changes"] >= 1
    assert found["started"] <= found["finished"]


def test_the_newest_may_come_first_and_pages_follow_each_other(people, brought):
    first, second = brought("ann", "one.json"), brought("ann", "two.json")
    page = "query($after: String) { imports(first: 1, after: $after) { totalCount nodes { id }"
    page += " pageInfo { endCursor } } }"
    ann = people["ann"]
    one = ann.ask(page, {"after": None})["data"]["imports"]
    two = ann.ask(page, {"after": one["pageInfo"]["endCursor"]})["data"]["imports"]
    assert [one["nodes"][0]["id"], two["nodes"][0]["id"], one["totalCount"]] == [first, second, 2]
    assert [node["id"] for node in ann.ask(LIST)["data"]["imports"]["nodes"]] == [second, first]


def test_somebody_else_s_imports_do_not_exist(people, brought):
    id = brought("ann")
    bob = people["bob"]
    assert bob.ask(LIST)["data"]["imports"] == {"totalCount": 0, "nodes": []}
    hidden, absent = undone(bob, id), undone(bob, "none")
    assert hidden == absent
    assert (hidden["code"], hidden["path"]) == ("NOT_FOUND", ["input", "id"])
    assert undone(people["ann"], id, dry=True)["counts"]["Organization"] == {"deleted": 2}


def test_it_is_one_read(people, brought, executor, monkeypatch):
    brought("ann")
    ann, read, sent = people["ann"], executor.database.read, list[str]()

    async def noted(statement: str, *given: Any, **more: Any) -> Any:
        sent.append(statement)
        return await read(statement, *given, **more)

    ann.ask(LIST)
    monkeypatch.setattr(executor.database, "read", noted)
    ann.ask(LIST)
    assert sum("Import" in statement for statement in sent) == 1


def test_who_may_not_import_sees_no_list_and_takes_nothing_back(people, brought):
    id = brought("ann")
    answer = people["carin"].ask(LIST)
    assert answer["errors"][0]["message"] == "Query.imports needs the permission import:run."
    assert undone(people["carin"], id)["code"] == "FORBIDDEN"


def test_an_import_is_taken_back(people, brought, executor, model, run):
    id = brought("ann")
    tried = undone(people["ann"], id, dry=True)
    assert (tried["dryRun"], tried["record"]["state"]) == (True, "DONE")
    done = undone(people["ann"], id)
    assert done["counts"]["Organization"] == tried["counts"]["Organization"] == {"deleted": 2}
    assert (done["record"]["state"], done["problems"]) == ("UNDONE", [])
    assert done["record"]["counts"]["Organization"] == {"created": 2}, "what it had done is not forgotten"
    desk = Desk(executor.database, model, run)
    assert desk.rows("MATCH (n:Organization) RETURN count(n)") == [[0]]
    reasons = desk.rows("MATCH (c:Change {operation: 'undo import'}) RETURN DISTINCT c.reason")
    assert reasons == [[f"undoing the import {id} of council.json: wrong file"]]
    again = undone(people["ann"], id)
    assert (again["counts"], again["record"]["state"]) == ({}, "UNDONE")


def test_what_others_have_built_on_stays_and_is_told(people, brought, executor, model, run):
    id = brought("ann")
    desk = Desk(executor.database, model, run)
    [[organization]] = desk.rows("MATCH (n:Organization) RETURN n.id ORDER BY n.name LIMIT 1")
    desk.made("Commitment", links={"makers": organization})
    done = undone(people["ann"], id)
    assert done["record"]["state"] == "PARTLY_UNDONE"
    assert organization in " ".join(done["problems"])


def test_one_file_at_a_time(people, brought, executor, run):
    id = brought("ann")

    async def meanwhile() -> Any:
        ann = people["ann"]
        viewer = await ann.identities.viewer(ann.token)
        async with executor.importing:
            return await executor.execute(UNDO, {"id": id, "dry": False}, None, viewer)

    answer = run(meanwhile())
    assert answer.errors[0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 10}


def test_what_is_no_text_is_refused(people):
    answer = people["ann"].ask(UNDO, {"id": "\ud800", "dry": False})
    assert "surrogate" in str(answer)


def test_an_import_from_before_is_seen_once_the_graph_is_migrated(people, brought, executor, run):
    brought("ann")
    run(executor.database.rows("CYPHER 25 MATCH (i:Import) REMOVE i.scope, i.order_started", write=True))
    assert people["ann"].ask(LIST)["data"]["imports"]["totalCount"] == 0
    run(imports.make_seen(executor.database))
    run(executor.scopes.refresh())
    assert people["ann"].ask(LIST)["data"]["imports"]["totalCount"] == 1
    assert people["bob"].ask(LIST)["data"]["imports"]["totalCount"] == 0
