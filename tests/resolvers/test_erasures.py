"""`erasePerson`: nothing of a person's values is left in graph, ledger or keys; that it was done is remembered."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.vault import NotOpened, decrypted
from auth.viewer import SYSTEM, Viewer
from graph import writing
from graph.edits import Update
from graph.errors import PeymanError
from resolvers.erasures import Register, replay, settle_at_start
from tests.fixtures_graph import clear, executor_over
from tests.graph.writers import Desk, of
from tests.resolvers.writing import Asker

SECRET = "zzq-secret"
"""Part of every value of the person's."""
ALL = """CYPHER 25
MATCH (n) WHERE NOT n:Scope
RETURN labels(n), properties(n)"""


@pytest.fixture
def desk(empty_graph, model, run, vault):
    found = Desk(empty_graph, model, run)
    found.ledger.vault = vault
    return found


@pytest.fixture
def register(tmp_path) -> Register:
    return Register(tmp_path / "kept" / "erasures")


@pytest.fixture
def executor(desk, database, vault, register, run):
    return run(executor_over(database, vault, register))


@pytest.fixture
def steward(executor, run) -> Asker:
    return Asker(executor, run, Viewer("nadia@example.org", roles=frozenset({"steward"})))


@pytest.fixture
def writer(executor, run) -> Asker:
    return Asker(executor, run, of())


def person(writer: Asker, name: str = SECRET) -> str:
    """A person with a value of every sort, changed once, with a membership that says something too."""
    given = {
        "name": {"text": name, "ckb": f"{name} ckb"},
        "aliases": [f"{name} alias"],
        "description": f"{name} was there",
        "givenName": name,
        "birthDate": "1971-03",
        "email": f"{name}@example.org",
        "phone": f"{name} 0750",
        "externalIds": [{"scheme": "wikidata", "value": f"{name}-Q1"}],
    }
    made = writer.create("Person", given, reason=f"{name} asked", idempotency_key=str(uuid4()))
    id = made["record"]["id"]
    again = {"givenName": f"{name} II", "email": f"{name}2@example.org"}
    assert writer.update("Person", id, 1, again, reason=f"{name} told us")["record"]["version"] == 2
    return id


def member(desk: Desk, id: str, role: str = f"{SECRET} role") -> str:
    body = desk.made("Organization", name="a body")
    return desk.made("Membership", links={"member": id, "organization": body}, role=role)


def erase(asker: Asker, id: str, reason: str = "asked for on 2026-11-20", **options: Any) -> dict[str, Any]:
    text = f'erasePerson(id: "{id}", reason: "{reason}")'
    fields = "... on ErasePayload { id changeId replayed }"
    answer = asker.asked(
        f"mutation {{ done: {text} {{ __typename {fields} ... on UserError {{ message path code }} }} }}", **options
    )
    return answer["done"]


def left(desk: Desk, word: str = SECRET) -> list[Any]:
    """The nodes that still hold the word somewhere."""
    return [(labels, found) for labels, found in desk.rows(ALL) if word in json.dumps(found, ensure_ascii=False)]


def test_nothing_of_the_person_is_left(desk, writer, steward, vault, register):
    id = person(writer)
    membership, other = member(desk, id), person(writer, "somebody else")
    stored = desk.value(id, "conf_email")
    key = vault.open([id])[id]
    assert left(desk)
    done = erase(steward, id)
    assert done == {"__typename": "ErasePayload", "id": id, "changeId": done["changeId"], "replayed": False}
    assert left(desk) == []
    assert vault.open([id, other]).keys() == {other}
    assert decrypted(key, id, "conf_email", stored), "only who kept the key itself could still read it"
    assert set(register.records()) == {id, membership}
    assert SECRET not in register.path.read_text()
    assert steward.asked(f'{{ node(id: "{id}") {{ id }} people {{ totalCount }} }}') == {
        "node": None,
        "people": {"totalCount": 1},
    }


def test_a_copy_of_the_store_made_before_tells_no_confidential_value_after(desk, writer, steward, vault):
    id = person(writer)
    copy = desk.rows(ALL)
    erase(steward, id)
    for _, properties in copy:
        texts = [*properties.values(), *json.loads(properties.get("after") or "{}").values()]
        for text in texts:
            for key in vault.open([id, "another"]).values():
                with pytest.raises(NotOpened):
                    decrypted(key, id, "conf_email", str(text))
    assert vault.open([id]) == {}
    assert not any(f"{SECRET}@example.org" in json.dumps(one) for one in copy)


def test_the_ledger_keeps_that_it_was_done(desk, writer, steward):
    id = person(writer)
    done = erase(steward, id)
    told = steward.history(id)
    assert [one["operation"] for one in told] == ["erase", "update", "create"]
    assert [(one["before"], one["after"]) for one in told] == [(None, None)] * 3
    assert [one["reason"] for one in told] == ["asked for on 2026-11-20", None, None]
    assert desk.rows("MATCH (c:Change {id: $id}) RETURN c.actor, c.operation", id=done["changeId"]) == [
        ["nadia@example.org", "erasePerson"]
    ]


def test_it_may_be_sent_again(desk, writer, steward, register):
    id = person(writer)
    first = erase(steward, id, idempotency_key="e1")
    changes = desk.rows("MATCH (c:Change) RETURN count(c)")
    assert erase(steward, id, idempotency_key="e1") == {**first, "replayed": True}
    assert erase(steward, id) == {**first, "replayed": True}
    assert desk.rows("MATCH (c:Change) RETURN count(c)") == changes
    assert erase(steward, id, idempotency_key="e2") == {**first, "replayed": True}
    assert register.records().count(id) == 1


def test_who_was_deleted_is_erased_with_what_was_deleted_then_and_before(desk, writer, steward):
    id = person(writer)
    alone, together = member(desk, id, f"{SECRET} one"), member(desk, id, f"{SECRET} two")
    writer.run(f'deleteRecord(id: "{alone}")')
    writer.run(f'deleteRecord(id: "{id}")')
    assert left(desk)
    assert erase(steward, id)["replayed"] is False
    assert left(desk) == []
    text = "MATCH (t:Tombstone) WHERE t.erased IS NOT NULL RETURN t.id"
    assert {found for (found,) in desk.rows(text)} == {id, alone, together}


def test_what_hung_on_the_person_and_was_deleted_before_is_erased_too(desk, writer, steward):
    id = person(writer)
    alone = member(desk, id)
    writer.run(f'deleteRecord(id: "{alone}")')
    erase(steward, id)
    assert left(desk) == []


def test_a_support_case_is_erased_by_its_own_id(desk, writer, steward, executor, run, vault):
    home = desk.made("Organization", name="the owner")
    run(executor.scopes.refresh())
    worker = Asker(executor, run, of(home))
    made = worker.create("SupportCase", {"ownerId": home, "reference": SECRET, "account": f"{SECRET} happened"})
    id = made["record"]["id"]
    assert erase(steward, id)["code"] == "NOT_FOUND", "a steward who does not see it"
    assert erase(Asker(executor, run, of(home, role="steward")), id)["__typename"] == "ErasePayload"
    assert left(desk) == [] and vault.open([id]) == {}


def test_it_needs_the_permission_and_a_reason_and_a_person(desk, writer, steward):
    id = person(writer)
    assert erase(writer, id)["code"] == "FORBIDDEN"
    blank = erase(steward, id, reason=" ")
    assert (blank["code"], blank["path"]) == ("VALIDATION_FAILED", ["reason"])
    body = desk.made("Organization", name="a body")
    other = erase(steward, body)
    assert (other["code"], other["path"]) == ("VALIDATION_FAILED", ["id"]) and "Organization" in other["message"]
    assert left(desk)


def test_hidden_erased_hidden_and_absent_are_the_same(desk, writer, steward, executor):
    absent, hidden, gone = "0195e3a0-0000-7000-8000-000000000001", *(
        desk.made("Person", name="x", marking="RED", readers=["user:rojin@example.org"]) for _ in range(2)
    )  # fmt: skip
    assert erase(Asker(executor, steward._run, SYSTEM), gone)["__typename"] == "ErasePayload"
    steward._run(executor.scopes.refresh())
    answers = [
        json.dumps(
            steward.answer(
                f'mutation {{ erasePerson(id: "{id}", reason: "r") {{ ... on UserError {{ message path code }} }} }}'
            ).document()
        ).replace(id, "ID")
        for id in (absent, hidden, gone)
    ]
    assert len(set(answers)) == 1 and "NOT_FOUND" in answers[0]


def test_what_hangs_on_the_person_goes_too_though_the_steward_does_not_see_it(desk, writer, steward):
    id = person(writer)
    body = desk.made("Organization", name="a body")
    links = {"member": id, "organization": body}
    hidden = desk.made("Membership", links=links, role=f"{SECRET} role", marking="RED", readers=["user:x@example.org"])
    erase(steward, id)
    assert left(desk) == []
    assert steward.history(hidden) == []


# Failures


def test_a_statement_that_fails_leaves_all_as_it_was(desk, writer, steward, vault, register, monkeypatch):
    id = person(writer)
    before = sorted(map(json.dumps, desk.rows(ALL)))
    for name in ("EPITAPHS", "BURY", "LEDGER"):
        with monkeypatch.context() as patched:
            patched.setattr(writing, name, "CYPHER 25 RETURN 1 / 0")
            answer = steward.answer(f'mutation {{ erasePerson(id: "{id}", reason: "r") {{ __typename }} }}')
            assert answer.errors[0]["extensions"]["code"] == "INTERNAL"
    assert sorted(map(json.dumps, desk.rows(ALL))) == before
    assert id in vault.open([id]) and register.records() == []


def test_keys_that_could_not_be_removed_are_removed_later(
    desk, writer, steward, vault, register, executor, monkeypatch
):
    id = person(writer)

    def failing(_):
        raise OSError("the disk is away")

    with monkeypatch.context() as patched:
        patched.setattr(vault, "erase", failing)
        answer = steward.answer(f'mutation {{ erasePerson(id: "{id}", reason: "r") {{ __typename }} }}')
        assert answer.errors[0]["extensions"]["code"] == "UNAVAILABLE" and "again" in answer.errors[0]["message"]
        assert left(desk) == [] and id in vault.open([id])
        steward._run(settle_at_start(executor))
    assert erase(steward, id)["replayed"] is True
    assert vault.open([id]) == {} and register.records() == [id]


def test_a_service_that_starts_finishes_what_another_could_not(desk, writer, steward, vault, register, executor, run):
    id = person(writer)
    lone = Asker(run(executor_over(executor.database)), run, steward.viewer)  # has neither keys nor register
    assert erase(lone, id)["replayed"] is False
    assert id in vault.open([id]) and register.records() == []
    run(settle_at_start(executor))
    assert vault.open([id]) == {} and register.records() == [id]


def test_many_who_erase_at_once_do_it_once(desk, writer, steward, executor):
    id = person(writer)
    text = (
        f'mutation {{ done: erasePerson(id: "{id}", reason: "r") {{ ... on ErasePayload {{ changeId replayed }} }} }}'
    )
    answers = desk.together(*(executor.execute(text, None, None, steward.viewer) for _ in range(6)))
    done = [answer.data["done"] for answer in answers]
    assert len({one["changeId"] for one in done}) == 1
    assert sorted(one["replayed"] for one in done) == [False, *[True] * 5]
    assert left(desk) == []


def test_an_update_that_races_with_an_erasure_leaves_nothing(desk, writer, steward, executor, vault):
    for turn in range(5):
        id = person(writer, f"{SECRET}{turn}")
        text = f'mutation {{ done: erasePerson(id: "{id}", reason: "r") {{ __typename }} }}'
        update = Update("Person", id, {"givenName": f"{SECRET}{turn} III", "phone": f"{SECRET}{turn} 0770"})
        _, answer = desk.together(desk.applied([update], of()), executor.execute(text, None, None, steward.viewer))
        assert answer.data == {"done": {"__typename": "ErasePayload"}}
        assert left(desk) == [] and vault.open([id]) == {}


# Restoring


def backup(desk: Desk, id: str) -> dict[str, Any]:
    """What a dump holds of a record: its node, its entries, its external ids."""
    ((node, labels),) = desk.rows("MATCH (n:Record {id: $id}) RETURN properties(n), labels(n)", id=id)
    entries = desk.rows("MATCH (c:Change)-[:HAS]->(e:Entry {record: $id}) RETURN properties(c), properties(e)", id=id)
    ids = desk.rows("MATCH (:Record {id: $id})-[:IDENTIFIED_BY]->(x) RETURN properties(x)", id=id)
    return {"node": node, "labels": labels, "entries": entries, "ids": ids}


def restore(desk: Desk, kept: dict[str, Any]) -> None:
    """The database as it was: what came later is not in it."""
    desk.run(clear(desk.database))
    text = """CYPHER 25
    CREATE (n:$($kept.labels)) SET n = $kept.node
    WITH n
    CALL (n) { UNWIND $kept.entries AS row
      MERGE (c:Change {id: row[0].id}) SET c = row[0]
      CREATE (c)-[:HAS]->(e:Entry)-[:OF]->(n) SET e = row[1] }
    CALL (n) { UNWIND $kept.ids AS row CREATE (n)-[:IDENTIFIED_BY]->(x:ExternalId) SET x = row[0] }"""
    desk.run(desk.database.rows(text, {"kept": kept}, write=True))


def test_after_a_restore_all_are_erased_again(desk, writer, steward, vault, register, executor, run):
    id, other = person(writer), person(writer, "somebody else")
    kept = backup(desk, id)
    wrapped = vault.data_keys.path
    folder = {path: path.read_bytes() for path in vault.data_keys.folder.glob("??/*")}
    erase(steward, id)
    restore(desk, kept)
    for path, content in folder.items():  # a restored folder of keys
        path.write_bytes(content)
    assert wrapped and left(desk) and vault.open([id])
    found = run(replay(executor))
    assert (found.erased, found.before, found.absent) == (1, 0, 0)
    assert left(desk) == [] and vault.open([id, other]).keys() == {other}
    assert [one["operation"] for one in steward.history(id)] == ["erase", "update", "create"]
    found = run(replay(executor))
    assert (found.erased, found.before, found.absent) == (0, 1, 0)
    run(clear(executor.database))
    assert run(replay(executor)).absent == 1


def test_a_register_that_a_crash_broke_is_read_and_continued(tmp_path):
    register = Register(tmp_path / "erasures")
    register.add(["a", "b", "a"])
    with register.path.open("a") as file:
        file.write('{"record": "c", "ti')
    assert register.records() == ["a", "b"]
    register.add(["c", "b"])
    assert register.records() == ["a", "b", "c"]
    assert register.path.stat().st_mode & 0o077 == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=3), max_size=4))
def test_a_register_remembers_each_record_once(tmp_path_factory, batches):
    register = Register(tmp_path_factory.mktemp("register") / "erasures")
    for batch in batches:
        register.add(batch)
    assert register.records() == list(dict.fromkeys(one for batch in batches for one in batch))


def test_a_failed_database_is_told_and_nothing_is_noted(desk, writer, steward, register, monkeypatch):
    async def away(*_: Any, **__: Any) -> Any:
        raise PeymanError("away")

    id = person(writer)
    with monkeypatch.context() as patched:
        patched.setattr(steward.executor.database, "write", away)
        assert steward.answer(f'mutation {{ erasePerson(id: "{id}", reason: "r") {{ __typename }} }}').errors
    assert register.records() == [] and left(desk)
