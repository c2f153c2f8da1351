"""Accounts: who makes and changes them, who sees them, and that what they hold is in force for the next request."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from auth.tokens import TokenRefused
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from resolvers.accounts import account_id
from tests.fixtures_graph import executor_over
from tests.resolvers.signed import Signed, identities_of
from tests.resolvers.writing import Asker

OWN = "{ viewer { user roles organizations rooms } accounts { totalCount nodes { email } } }"


@pytest.fixture
def executor(empty_graph, run):
    found = run(executor_over(empty_graph))
    found.renew = identities_of(found).renewed
    return found


@pytest.fixture
def steward(executor, run) -> Signed:
    return Signed(executor, run, "steward@example.org", roles=["steward"])


@pytest.fixture
def nadia(executor, run) -> Signed:
    return Signed(executor, run, "Nadia@Example.org", roles=["coordinator"])


def changing(account: Signed, given: str, version: int = 1) -> str:
    return f'updateAccount(id: "{account.id}", version: {version}, input: {{ {given} }})'


def test_somebody_is_known_by_his_token(nadia):
    data = nadia.ask(OWN)["data"]
    assert data["viewer"] == {"user": "nadia@example.org", "roles": ["coordinator"], "organizations": [], "rooms": []}
    assert data["accounts"] == {"totalCount": 1, "nodes": [{"email": "nadia@example.org"}]}


def test_a_steward_sees_all_accounts_and_anonymous_none(executor, run, steward, nadia):
    assert steward.ask(OWN)["data"]["accounts"]["totalCount"] == 2
    answer = run(executor.execute(OWN, None, None, ANONYMOUS))
    assert answer.data["accounts"] == {"totalCount": 0, "nodes": []}


def test_a_role_given_and_taken_is_in_force_for_the_next_request(steward, nadia):
    nadia.ask(OWN)
    assert steward.tell(changing(nadia, 'roles: ["reader", "analyst"]')) == {"__typename": "AccountPayload"}
    assert nadia.ask("{ viewer { roles } }")["data"]["viewer"]["roles"] == ["analyst", "reader"]
    steward.tell(changing(nadia, "roles: []", 2))
    assert nadia.tell('createPerson(input: {name: {text: "P"}})')["__typename"] == "Forbidden"


def test_an_organization_given_shows_its_records_at_the_next_request(executor, run, steward, nadia):
    system = Asker(executor, run, SYSTEM)
    organization = system.create("Organization", {"name": {"text": "Own"}})["record"]["id"]
    system.create("Person", {"name": {"text": "Hidden"}, "marking": "AMBER", "ownerId": organization})
    people = "{ people { totalCount } }"
    assert nadia.ask(people)["data"]["people"]["totalCount"] == 0
    assert steward.tell(changing(nadia, f'actsForIds: ["{organization}"]'))["__typename"] == "AccountPayload"
    assert nadia.ask(people)["data"]["people"]["totalCount"] == 1
    steward.tell(changing(nadia, "actsForIds: []", 2))
    assert nadia.ask(people)["data"]["people"]["totalCount"] == 0


def test_a_command_stands_on_what_its_writer_holds_now(executor, run, steward, nadia):
    system = Asker(executor, run, SYSTEM)
    organization = system.create("Organization", {"name": {"text": "Own"}})["record"]["id"]
    nadia.ask(OWN)
    steward.tell(changing(nadia, f'actsForIds: ["{organization}"]'))
    given = f'createPerson(input: {{name: {{text: "P"}}, marking: AMBER, ownerId: "{organization}"}})'
    assert nadia.tell(given)["__typename"] == "PersonPayload"
    steward.tell(changing(nadia, "roles: []", 2))
    assert nadia.tell(given)["__typename"] == "Forbidden"
    assert system.asked("{ people { totalCount } }")["people"]["totalCount"] == 1


def test_sign_ins_are_listed_and_ended_at_once(executor, run, steward, nadia):
    listed = "{ accounts { nodes { credentials { nodes { id kind } } } } }"
    (one,) = nadia.ask(listed)["data"]["accounts"]["nodes"][0]["credentials"]["nodes"]
    assert one["kind"] == "SignIn"
    other = run(nadia.identities.signed_in(nadia.id))
    assert nadia.tell(f'endCredentials(id: "{nadia.id}", credentials: ["{one["id"]}"])')["__typename"]
    answer = nadia.ask(OWN)
    assert answer == {
        "errors": [{"message": "You are signed out: sign in again.", "extensions": {"code": "UNAUTHENTICATED"}}]
    }
    nadia.token = other
    assert nadia.ask(OWN)["data"]["viewer"]["user"] == "nadia@example.org"
    steward.tell(f'endCredentials(id: "{nadia.id}")')
    assert "errors" in nadia.ask("{ viewer { user } }")


def test_a_closed_account_is_signed_out_and_not_in_again(run, steward, nadia):
    steward.tell(changing(nadia, "active: false"))
    assert nadia.ask(OWN)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    with pytest.raises(TokenRefused):
        run(nadia.identities.signed_in(nadia.id))


def test_another_process_knows_at_once(executor, run, steward, nadia):
    elsewhere = run(executor_over(executor.database))
    identities = identities_of(elsewhere)
    elsewhere.renew = identities.renewed
    viewer = run(identities.viewer(nadia.token))
    assert run(elsewhere.execute(OWN, None, None, viewer)).data["viewer"]["user"] == "nadia@example.org"
    steward.tell(f'endCredentials(id: "{nadia.id}")')
    assert run(elsewhere.execute(OWN, None, None, viewer)).errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_nobody_changes_what_he_holds_himself(steward, nadia):
    assert steward.tell(changing(steward, 'admittedTo: ["mediation"]'))["__typename"] == "Forbidden"
    assert nadia.tell(changing(nadia, 'roles: ["steward"]'))["__typename"] == "Forbidden"


@pytest.mark.parametrize(
    "field",
    [
        'markRecord(id: "ID", marking: CLEAR, reason: "why")',
        'addReaders(id: "ID", readers: ["x@example.org"], reason: "why")',
        'addCompartments(id: "ID", compartments: ["x"])',
        'deleteRecord(id: "ID")',
        'linkRecords(id: "ID", field: "actsFor", to: ["ORG"])',
    ],
)
def test_an_account_is_not_changed_as_other_records_are(executor, run, nadia, field):
    organization = Asker(executor, run, SYSTEM).create("Organization", {"name": {"text": "Own"}})["record"]["id"]
    problem = nadia.tell(field.replace("ID", nadia.id).replace("ORG", organization))
    assert problem["__typename"] in ("Forbidden", "ValidationFailed")


def test_an_address_has_one_account(steward, nadia):
    problem = steward.tell('createAccount(input: {email: "NADIA@example.org ", roles: []})')
    assert problem["message"] == "There is an account of this address already."
    assert problem["path"] == ["input", "email"]


def test_nobody_occupies_an_address_by_an_external_id(nadia):
    given = '{name: {text: "x"}, externalIds: [{scheme: "account", value: "new@example.org"}]}'
    assert nadia.tell(f"createPerson(input: {given})")["path"] == ["input", "externalIds"]


def test_what_is_wrong_with_an_account_is_said(steward):
    problem = steward.tell('createAccount(input: {email: "nobody", roles: ["emperor"]})')
    assert problem["path"] == ["input", "email"]
    assert "'nobody' is no e-mail address" in problem["message"]


def test_a_place_in_a_session_opens_its_room_from_the_next_request_on(executor, run, steward, nadia):
    system = Asker(executor, run, SYSTEM)
    person = system.create("Person", {"name": {"text": "Nadia"}})["record"]["id"]
    other = system.create("Person", {"name": {"text": "Other"}})["record"]["id"]
    session = system.create("DialogueSession", {"name": {"text": "S"}, "chathamHouse": True})["record"]["id"]
    steward.tell(changing(nadia, f'personId: "{person}"'))
    seats = "{ participations: dialogueSessions { nodes { participations { totalCount } } } }"

    def seen() -> int:
        return nadia.ask(seats)["data"]["participations"]["nodes"][0]["participations"]["totalCount"]

    system.create("Participation", {"sessionId": session, "participantId": other})
    assert seen() == 0
    place = system.create("Participation", {"sessionId": session, "participantId": person})["record"]
    assert seen() == 2
    system.update("Participation", place["id"], 1, {"partstat": "DECLINED"})
    assert seen() == 0
    system.update("Participation", place["id"], 2, {"partstat": "ACCEPTED"})
    assert seen() == 2
    system.update("Participation", place["id"], 3, {"participantId": other})
    assert seen() == 0
    system.update("Participation", place["id"], 4, {"participantId": person})
    assert seen() == 2
    system.run(f'deleteRecord(id: "{place["id"]}")')
    assert seen() == 0


def test_a_read_is_one_round_trip_for_whoever_is_known(executor, run, nadia, monkeypatch):
    nadia.ask("{ people { totalCount } }")
    sent: list[str] = []
    read = executor.database.read

    async def counted(statement: str, *given: Any, **more: Any) -> Any:
        sent.append(statement)
        return await read(statement, *given, **more)

    monkeypatch.setattr(executor.database, "read", counted)
    nadia.ask("{ people { totalCount } }")
    assert len(sent) == 1


def test_the_operator_finds_an_account_in_any_spelling_of_its_address(executor, run, nadia):
    assert run(account_id(executor, " NADIA@EXAMPLE.ORG")) == nadia.id


def test_many_at_once_see_a_change_as_one(executor, run, steward, nadia):
    viewer = run(nadia.identities.viewer(nadia.token))
    steward.tell(changing(nadia, 'roles: ["reader"]'))

    async def asked() -> list[Any]:
        return await asyncio.gather(*(executor.execute(OWN, None, None, viewer) for _ in range(8)))

    assert all(answer.data["viewer"]["roles"] == ["reader"] for answer in run(asked()))


def test_a_viewer_made_by_a_program_is_taken_as_it_is(executor, run):
    answer = run(executor.execute("{ viewer { user } }", None, None, Viewer("x@example.org")))
    assert answer.data == {"viewer": {"user": "x@example.org"}}
