"""A RED record whose readers are gone is given others by two stewards, and nobody learns of one by trying."""

from __future__ import annotations

import time
from typing import Any

import pytest

from resolvers import recoveries
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk
from tests.resolvers.test_accounts import Signed, identities_of

ASKED = """mutation($id: ID!, $readers: [String!]!, $reason: String) { done: requestRecovery(id: $id, readers: $readers,
  reason: $reason) { __typename ... on UserError { message path } ... on RecoveryPayload { said record { id recordId
  newReaders reason requestedBy confirmedBy confirmed marking version } } } }"""
CONFIRMED = """mutation($id: ID!, $reason: String) { done: confirmRecovery(id: $id, reason: $reason) { __typename
  ... on UserError { message path } ... on RecoveryPayload { said record { recordId newReaders requestedBy confirmedBy
  version } } } }"""
LISTED = "{ recoveries { totalCount nodes { recordId newReaders reason requestedBy until confirmedBy } } }"
HISTORY = "query($id: ID!) { history(id: $id) { nodes { operation actor after } } }"


@pytest.fixture
def executor(empty_graph, run):
    found = run(executor_over(empty_graph))
    found.renew = identities_of(found).renewed
    return found


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(recoveries, "SECONDS", 0.0)


@pytest.fixture
def people(executor, run) -> dict[str, Signed]:
    """Two stewards, one who is to read, and one whose account will be closed."""
    roles = {"ava": ["steward"], "bran": ["steward"], "new": ["reader"], "gone": ["reader"]}
    return {name: Signed(executor, run, f"{name}@example.org", roles=held) for name, held in roles.items()}


def close(steward: Signed, account: Signed) -> None:
    done = steward.tell(f'updateAccount(id: "{account.id}", version: 1, input: {{active: false}})')
    assert done["__typename"] == "AccountPayload"


def request(steward: Signed, id: str, *readers: str, reason: str | None = "she has died") -> Any:
    return steward.ask(ASKED, {"id": id, "readers": list(readers), "reason": reason})["data"]["done"]


def confirm(steward: Signed, id: str) -> Any:
    return steward.ask(CONFIRMED, {"id": id, "reason": "checked"})["data"]["done"]


def recovered(people: dict[str, Signed], id: str) -> Any:
    asked = request(people["ava"], id, "New@example.org ")
    return confirm(people["bran"], asked["record"]["id"])


def sees(account: Signed, id: str) -> bool:
    account.run(account.executor.scopes.refresh())
    return account.ask(f'{{ node(id: "{id}") {{ id }} }}')["data"]["node"] is not None


def test_two_stewards_give_a_record_whose_readers_are_gone_other_readers(desk, people):
    id = desk.made("DialogueProcess", marking="RED", readers=["gone@example.org", "never@example.org"])
    session = desk.made("DialogueSession", links={"process": id})
    close(people["ava"], people["gone"])
    assert not sees(people["new"], id)
    assert recovered(people, id)["__typename"] == "RecoveryPayload"
    assert sees(people["new"], id) and sees(people["new"], session)
    assert not sees(people["ava"], id) and not sees(people["bran"], id)
    (entry, *_) = people["new"].ask(HISTORY, {"id": id})["data"]["history"]["nodes"]
    assert entry == {
        "operation": "recovery",
        "actor": "bran@example.org",
        "after": {"requested_by": "ava@example.org", "request_reason": "she has died"},
    }
    assert people["ava"].ask(HISTORY, {"id": id})["data"]["history"]["nodes"] == []


def test_what_else_protects_the_record_stays(desk, people):
    id = desk.made("Person", marking="RED", readers=["gone@example.org"], compartments=["mediation"])
    close(people["ava"], people["gone"])
    recovered(people, id)
    assert desk.clauses(id) == {frozenset({"user:new@example.org"}), frozenset({"compartment:mediation"})}


def test_nobody_learns_by_trying(desk, people):
    """Absent, hidden, not RED, with a reader left, and recovered: the answers are equal but for the id asked for."""
    close(people["ava"], people["gone"])
    ids = {
        "absent": "0190-never",
        "hidden": desk.made("Person", marking="AMBER", owner=desk.made("Organization")),
        "clear": desk.made("Person"),
        "read": desk.made("Person", marking="RED", readers=["gone@example.org", "new@example.org"]),
        "account": people["new"].id,
        "gone": desk.made("Person", marking="RED", readers=["gone@example.org"]),
    }
    before = {name: desk.rows("MATCH (n:Record {id: $id}) RETURN properties(n)", id=id) for name, id in ids.items()}
    answers, listings = [], []
    for id in ids.values():
        asked = request(people["ava"], id, "new@example.org")
        done = confirm(people["bran"], asked["record"]["id"])
        answers.append(str([asked, done]).replace(asked["record"]["id"], "REQUEST").replace(id, "ID"))
        entries = people["ava"].ask(HISTORY, {"id": asked["record"]["id"]})["data"]["history"]["nodes"]
        listings.append([(one["operation"], one["actor"], sorted(one["after"])) for one in entries])
    assert len(set(answers)) == 1 and answers[0].count("RecoveryPayload") == 2
    assert all(one == listings[0] for one in listings) and len(listings[0]) == 2
    changed = {
        name
        for name, id in ids.items()
        if desk.rows("MATCH (n:Record {id: $id}) RETURN properties(n)", id=id) != before[name]
    }
    assert changed == {"gone"}
    for steward in ("ava", "bran"):
        assert not sees(people[steward], ids["gone"])


def test_one_confirms_what_another_asked_for_and_once(desk, people):
    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    asked = request(people["ava"], id, "new@example.org")["record"]["id"]
    assert confirm(people["ava"], asked)["__typename"] == "Forbidden"
    assert not sees(people["new"], id)
    assert confirm(people["bran"], asked)["__typename"] == "RecoveryPayload"
    assert confirm(people["bran"], asked)["message"] == "It was confirmed before: request another."
    assert confirm(people["bran"], "absent")["__typename"] == "NotFound"


def test_an_account_made_for_it_does_not_confirm(executor, run, desk, people):
    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    asked = request(people["ava"], id, "new@example.org")["record"]["id"]
    puppet = Signed(executor, run, "puppet@example.org", roles=["steward"])
    assert "newer than the request" in confirm(puppet, asked)["message"]
    assert not sees(people["new"], id)


def test_neither_steward_becomes_a_reader(desk, people):
    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    assert request(people["ava"], id, "new@example.org", "AVA@example.org")["path"] == ["readers"]
    asked = request(people["ava"], id, "bran@example.org")["record"]["id"]
    assert confirm(people["bran"], asked)["__typename"] == "Forbidden"
    assert not sees(people["bran"], id)


def test_new_readers_have_open_accounts_when_asked_for_and_when_confirmed(desk, people):
    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    assert request(people["ava"], id, "new@example.org", "never@example.org")["path"] == ["readers"]
    asked = request(people["ava"], id, "new@example.org")["record"]["id"]
    close(people["bran"], people["new"])
    assert "no open account of new@example.org" in confirm(people["bran"], asked)["message"]
    assert desk.clauses(id) == {frozenset({"user:x@example.org"})}


def test_a_request_ends(desk, people):
    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    asked = request(people["ava"], id, "new@example.org")["record"]["id"]
    desk.run(desk.database.rows(f"MATCH (n:Recovery {{id: '{asked}'}}) SET n.until = '2020-01-01T00:00:00.000000Z'",
                                write=True))  # fmt: skip
    assert "within 7 days" in confirm(people["bran"], asked)["message"]
    assert desk.clauses(id) == {frozenset({"user:x@example.org"})}


def test_requests_are_for_stewards(desk, people):
    request(people["ava"], "whatever", "new@example.org")
    listed = people["bran"].ask(LISTED)["data"]["recoveries"]
    assert listed["totalCount"] == 1
    (one,) = listed["nodes"]
    assert (one["recordId"], one["newReaders"], one["requestedBy"], one["confirmedBy"]) == (
        "whatever",
        ["new@example.org"],
        "ava@example.org",
        None,
    )
    told = people["new"].ask(LISTED)["errors"][0]["message"]
    assert told == "Query.recoveries needs the permission recovery:act."
    id = desk.rows("MATCH (n:Recovery) RETURN n.id")[0][0]
    assert not sees(people["new"], id) and sees(people["ava"], id)
    for field in (
        f'addReaders(id: "{id}", readers: ["new@example.org"], reason: "why")',
        f'markRecord(id: "{id}", marking: CLEAR, reason: "why")',
    ):
        assert people["ava"].tell(field)["__typename"] == "ValidationFailed"
    assert people["new"].tell('confirmRecovery(id: "x")')["__typename"] == "Forbidden"


@pytest.mark.parametrize(
    ("readers", "reason", "path"),
    [([], "why", "readers"), (["nobody"], "why", "readers"), (["new@example.org"], " ", "reason")],
)
def test_what_is_wrong_with_a_request_is_said(people, readers, reason, path):
    assert request(people["ava"], "whatever", *readers, reason=reason)["path"] == [path]


def test_a_confirmation_takes_as_long_whatever_it_did(desk, people, monkeypatch):
    """No answer comes sooner than `SECONDS`: the time to change a record and what hangs on it is within."""
    monkeypatch.setattr(recoveries, "SECONDS", 0.6)
    gone = desk.made("Person", marking="RED", readers=["x@example.org"])
    times = []
    for id in ("absent", gone):
        asked = request(people["ava"], id, "new@example.org")["record"]["id"]
        began = time.monotonic()
        assert confirm(people["bran"], asked)["__typename"] == "RecoveryPayload"
        times.append(time.monotonic() - began)
    assert min(times) >= 0.6
    assert sees(people["new"], gone)


def test_two_who_confirm_at_once_do_it_once(executor, run, desk, people):
    import asyncio

    id = desk.made("Person", marking="RED", readers=["x@example.org"])
    cora = Signed(executor, run, "cora@example.org", roles=["steward"])
    asked = request(people["ava"], id, "new@example.org")["record"]["id"]
    viewers = [run(one.identities.viewer(one.token)) for one in (people["bran"], cora)]

    async def both() -> list[Any]:
        return await asyncio.gather(*(executor.execute(CONFIRMED, {"id": asked}, None, one) for one in viewers))

    kinds = sorted(answer.data["done"]["__typename"] for answer in run(both()))
    assert kinds == ["RecoveryPayload", "ValidationFailed"]
    assert desk.value(id, "version") == 2
