"""Confidential fields: kept encrypted, read with a permission, and told by nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import get_named_type

from app import assembled
from auth.permissions import CONFIDENTIAL, Permission
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.edits import Create, Update
from graph.model import Confidential
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk, of
from tests.resolvers.writing import ERRORS, Asker

SCHEMA = assembled().schema
MODEL = assembled().model
FIELDS = [
    (record.name, name, storage)
    for record in MODEL.records.values()
    for name, storage in record.stored()
    if isinstance(storage, Confidential)
]
EMAIL = "berivan@example.org"


@pytest.fixture(scope="module")
def desk(database, model, run, vault):
    from tests.fixtures_graph import clear

    run(clear(database))
    found = Desk(database, model, run)
    found.ledger.vault = vault
    return found


@pytest.fixture(scope="module")
def home(desk):
    return desk.made("Organization", name="the owner")


@pytest.fixture
def asker(executor, run, desk, home):
    """A coordinator: reads contacts and cases, no notes."""
    run(executor.scopes.refresh())
    return Asker(executor, run, of(home))


def as_(asker: Asker, viewer: Viewer) -> Asker:
    return Asker(asker.executor, asker._run, viewer)


def person(asker: Asker, **given: Any) -> str:
    made = asker.create("Person", {"name": {"text": "Berivan"}, "email": EMAIL, **given})
    assert made["__typename"] == "PersonPayload", made
    return made["record"]["id"]


def email(asker: Asker, id: str) -> Any:
    return asker.asked(f'{{ stakeholder(id: "{id}") {{ email }} }}')["stakeholder"]["email"]


# Declarations


@pytest.mark.parametrize(("type_name", "field", "storage"), FIELDS)
def test_a_confidential_field_is_no_filter_and_no_order(type_name, field, storage):
    assert field not in SCHEMA.type_map[f"{type_name}Filter"].fields
    orders = SCHEMA.type_map.get(f"{type_name}OrderField")
    assert orders is None or not any(value.value == field for value in orders.values.values())
    assert storage.permission in CONFIDENTIAL
    assert storage.permission in SCHEMA.type_map[type_name].fields[field].description


def test_what_the_issue_names_is_confidential():
    named = {(type_name, field) for type_name, field, _ in FIELDS}
    assert {("Person", "email"), ("Person", "phone"), ("Organization", "postalAddress")} <= named
    assert {("SupportCase", "personName"), ("SupportCase", "personContact"), ("SupportCase", "account")} <= named
    assert ("DialogueProcess", "mediatorNotes") in named


def test_no_index_knows_a_confidential_value(model):
    from graph.migrations.indexes import statements

    assert not [one for one in statements(model) if "conf_" in one]


# Reading


def test_a_value_is_stored_encrypted_and_read_with_its_permission(desk, asker):
    id = person(asker)
    kept = desk.rows("MATCH (n:Person {id: $id}) RETURN properties(n)", id=id)[0][0]
    assert EMAIL not in json.dumps(kept) and kept["conf_email"]
    assert email(asker, id) == EMAIL
    text = "{ a: people(first: 50) { edges { node { other: email email phone } } } }"
    nodes = [edge["node"] for edge in asker.asked(text)["a"]["edges"]]
    assert {"other": EMAIL, "email": EMAIL, "phone": None} in nodes


@pytest.mark.parametrize(
    "text",
    [
        "{ people { nodes { email } } }",
        "{ people(first: 0) { nodes { id email } } }",
        '{ stakeholder(id: "none") { ... on Person { email } } }',
        '{ node(id: "none") { ... on Organization { email } } }',
        "{ memberships { nodes { member { ...F } } } } fragment F on Stakeholder { email }",
        'mutation { createPerson(input: {name: {text: "x"}}) { ... on PersonPayload { record { email } } } }',
    ],
)
def test_without_the_permission_the_operation_is_refused_whatever_there_is(text, desk, asker):
    before = desk.rows("MATCH (n:Person) RETURN count(n)")
    readers = () if "mutation" in text else (of(role="reader"), Viewer("nobody@example.org"))
    for viewer in (of(role="contributor"), of(role="steward"), *readers):
        answer = as_(asker, viewer).answer(text)
        assert not answer.data
        (error,) = answer.errors
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"].endswith(".email needs the permission contact:read.")
    assert desk.rows("MATCH (n:Person) RETURN count(n)") == before


def test_a_hundred_values_take_one_statement_and_no_second_look(desk, asker):
    edits = [
        Create("Person", values={"name": f"p{n}", "email": f"p{n}@example.org"}, marking="CLEAR") for n in range(100)
    ]
    desk.apply(*edits)
    ids = [edit.id for edit in edits]
    asker._run(asker.executor.scopes.refresh())
    found = asker.asked("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Person { email } } }", {"ids": ids})
    assert [one["email"] for one in found["nodes"]] == [f"p{n}@example.org" for n in range(100)]


def test_a_value_out_of_place_is_an_error_and_no_value(desk, asker):
    one, other = person(asker), person(asker)
    desk.run(
        desk.database.rows(
            "MATCH (a:Person {id: $a}), (b:Person {id: $b}) SET b.conf_email = a.conf_email, b.conf_phone = 'plain'",
            {"a": one, "b": other},
            write=True,
        )
    )
    answer = asker.answer(f'{{ stakeholder(id: "{other}") {{ name email phone }} }}')
    assert answer.data == {"stakeholder": {"name": "Berivan", "email": None, "phone": None}}
    assert [error["path"] for error in answer.errors] == [["stakeholder", "email"], ["stakeholder", "phone"]]
    assert all("cannot be read" in error["message"] for error in answer.errors)
    assert email(asker, one) == EMAIL


def test_where_there_are_no_keys_there_are_no_values(desk, asker, database, run):
    id = person(asker)
    keyless = Asker(run(executor_over(database)), run, asker.viewer)
    answer = keyless.answer(f'{{ stakeholder(id: "{id}") {{ email }} }}')
    assert answer.data == {"stakeholder": {"email": None}} and "cannot be read" in answer.errors[0]["message"]
    refused = keyless.create("Person", {"name": {"text": "x"}, "email": EMAIL})
    assert (refused["code"], refused["path"]) == ("VALIDATION_FAILED", ["input", "email"])


def test_what_another_process_erases_is_gone_here_at_once(desk, asker, vault):
    id = person(asker)
    assert email(asker, id) == EMAIL
    vault.erase([id])
    assert email(asker, id) is None


# Writing


def test_who_may_not_read_enters_a_value_but_changes_none(asker):
    writer = as_(asker, of(role="contributor"))
    id = person(writer)
    assert email(asker, id) == EMAIL
    for value in (EMAIL, "other@example.org", None):
        refused = writer.update("Person", id, 1, {"email": value})
        assert (refused["code"], refused["path"]) == ("FORBIDDEN", ["input", "email"])
        assert "Person.email needs the permission contact:read" in refused["message"]
    assert writer.update("Person", id, 1, {"givenName": "B."})["record"]["version"] == 2
    assert asker.update("Person", id, 2, {"email": "other@example.org"})["record"]["version"] == 3
    assert email(asker, id) == "other@example.org"
    assert asker.update("Person", id, 3, {"email": None})["record"]["version"] == 4
    assert email(asker, id) is None


def test_history_says_that_a_value_changed_and_not_whether_there_is_one(desk, asker):
    id, without = person(asker), person(asker, email=None)
    asker.update("Person", id, 1, {"email": "new@example.org"})
    asker.update("Person", id, 2, {"email": "new@example.org"})
    asker.update("Person", id, 3, {"email": None})
    asker.update("Person", without, 1, {"email": "first@example.org"})
    told = [(one["operation"], one["before"], one["after"]) for one in asker.history(id)]
    changed, same = ("update", {}, {"email": "CONFIDENTIAL"}), ("update", None, None)
    assert told == [changed, same, changed, ("create", None, told[-1][2])]
    assert not any("email" in name for name in told[-1][2])
    assert next((one["before"], one["after"]) for one in asker.history(without)) == changed[1:]
    noted = json.dumps(desk.rows("MATCH (e:Entry) RETURN e.before, e.after"))
    assert "@example.org" not in noted and "conf_email" in noted


def test_a_replay_is_known_without_a_hash_that_can_be_guessed(desk, asker):
    import hashlib

    import orjson

    given = {"name": {"text": "Berivan"}, "email": EMAIL}
    one = asker.create("Person", given, idempotency_key="k1")
    assert asker.create("Person", given, idempotency_key="k1")["record"] == one["record"]
    other = asker.create("Person", {**given, "email": "x@example.org"}, idempotency_key="k1")
    assert other["__typename"] == "IdempotencyKeyReused"
    ((kept,),) = desk.rows("MATCH (c:Change) WHERE c.key IS NOT NULL RETURN c.hash")
    body = ["createPerson", {"input": given, "reason": None}]
    guess = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    assert kept and kept != guess


@pytest.mark.parametrize(
    "given",
    [
        {"email": [EMAIL]},
        {"email": {"text": EMAIL}},
        {"emial": EMAIL, "name": {"text": "x"}},
        EMAIL,
        {"email": EMAIL},
        {"name": {"text": "x"}, "marking": EMAIL},
        {"name": {"text": "x"}, "email": EMAIL, "birthDate": "some day"},
        {"name": {"text": "x"}, "email": f"{EMAIL}\x00"},
        {"name": {"text": "x"}, "email": EMAIL * 5_000},
    ],
)
def test_no_error_shows_the_value(given, asker):
    text = (
        "mutation($input: CreatePersonInput!) { createPerson(input: $input) "
        f"{{ ... on PersonPayload {{ record {{ id }} }} {ERRORS} }} }}"
    )
    answer = asker.answer(text, {"input": given})
    assert answer.errors or answer.data["createPerson"]["message"]
    assert EMAIL not in json.dumps(answer.document())


@pytest.mark.parametrize(
    "given", [f'["{EMAIL}"]', f'{{a: "{EMAIL}"}}', f'"{EMAIL}" "x"', f'"{EMAIL}", emial: "{EMAIL}"']
)
def test_no_error_of_a_document_shows_the_value(given, asker):
    answer = asker.answer(f"mutation {{ createPerson(input: {{email: {given}}}) {{ __typename }} }}")
    assert answer.errors and EMAIL not in json.dumps(answer.document())


def test_the_ledger_writes_nothing_confidential_that_is_not_encrypted(database, model, run):
    keyless = Desk(database, model, run)
    create = Create("Person", values={"name": "x", "email": EMAIL}, marking="CLEAR")
    assert keyless.refused(create).path == ("email",)


# Support cases


def case(asker: Asker, **given: Any) -> dict[str, Any]:
    return asker.create("SupportCase", {"personName": "Berivan", "account": "what happened", **given})


def test_a_support_case_is_for_its_owner_or_named_readers(desk, asker, home):
    id = case(asker, ownerId=home)["record"]["id"]
    assert desk.value(id, "marking") == "AMBER_STRICT"
    for viewer in (of(), of(role="steward"), ANONYMOUS):
        assert as_(asker, viewer).asked(f'{{ supportCase(id: "{id}") {{ id }} supportCases {{ totalCount }} }}') == {
            "supportCase": None,
            "supportCases": {"totalCount": 0},
        }
    red = case(asker, ownerId=home, marking="RED", readers=["rojin@example.org"])
    assert red["record"] is None
    seen = as_(asker, of(user="rojin@example.org")).asked("{ supportCases { nodes { marking personName account } } }")
    assert seen["supportCases"]["nodes"] == [{"marking": "RED", "personName": "Berivan", "account": "what happened"}]


@pytest.mark.parametrize("marking", ["CLEAR", "GREEN", "AMBER"])
def test_a_support_case_is_never_for_more(marking, asker, home):
    refused = case(asker, ownerId=home, marking=marking)
    assert (refused["code"], refused["path"]) == ("VALIDATION_FAILED", ["input", "marking"])
    id = case(asker, ownerId=home)["record"]["id"]
    refused = asker.update("SupportCase", id, 1, {"marking": marking}, reason="agreed")
    assert (refused["code"], refused["path"]) == ("VALIDATION_FAILED", ["input", "marking"])
    refused = asker.run(f'markRecord(id: "{id}", marking: {marking}, reason: "agreed")')
    assert refused["code"] == "VALIDATION_FAILED"


def test_a_support_case_has_an_owner_always(desk, asker, home):
    assert case(asker)["path"] == ["input", "ownerId"]
    assert case(asker, marking="RED", readers=["dara@example.org"])["path"] == ["input", "ownerId"]
    id = case(asker, ownerId=home)["record"]["id"]
    assert asker.update("SupportCase", id, 1, {"ownerId": None}, reason="agreed")["path"] == ["input", "ownerId"]
    for edit in (Create("SupportCase", marking="RED"), Update("SupportCase", id, protection={"owner": None})):
        assert desk.refused(edit, viewer=SYSTEM).path[0] in ("owner", "marking")


def test_who_is_helped_is_read_with_a_permission_of_its_own(asker, home):
    id = case(asker, ownerId=home)["record"]["id"]
    worker, reader = (as_(asker, of(home, role=role)) for role in ("monitor", "contributor"))
    text = f'{{ supportCase(id: "{id}") {{ status personName }} }}'
    assert worker.asked(text)["supportCase"] == {"status": "OPEN", "personName": "Berivan"}
    assert "case:read" in reader.answer(text).errors[0]["message"]
    assert reader.asked(f'{{ supportCase(id: "{id}") {{ status }} }}')["supportCase"] == {"status": "OPEN"}


def test_a_mediators_notes_are_for_mediators(asker, home):
    mediator = as_(asker, of(home, role="mediator"))
    made = mediator.create("DialogueProcess", {"name": {"text": "a track"}, "mediatorNotes": "they may agree"})
    text = f'{{ dialogueProcess(id: "{made["record"]["id"]}") {{ mediatorNotes }} }}'
    assert mediator.asked(text)["dialogueProcess"] == {"mediatorNotes": "they may agree"}
    assert "notes:read" in asker.answer(text).errors[0]["message"]


def test_every_confidential_permission_is_of_some_field():
    assert (
        {storage.permission for _, _, storage in FIELDS}
        == CONFIDENTIAL
        == {
            Permission.CONTACT_READ,
            Permission.CASE_READ,
            Permission.NOTES_READ,
        }
    )
    assert all(str(get_named_type(SCHEMA.type_map[one].fields[field].type)) == "String" for one, field, _ in FIELDS)
