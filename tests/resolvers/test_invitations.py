"""Invitations: told once, kept as a hash, good once and until they expire."""

from __future__ import annotations

import pytest

from auth.permissions import Permission
from tests.resolvers.signing import PASSWORD, Client, Service, code

STEWARD, NADIA = "steward@example.org", "nadia@example.org"
NEW = "eleven wicker boats at midnight"
INVITE = """mutation { done: inviteAccount(id: "%s"%s) {
  __typename ... on InvitationPayload { token page until record { email } } ... on UserError { message path } } }"""


@pytest.fixture
def steward(service: Service) -> Client:
    service.account(STEWARD, roles=["steward"])
    return signed(service, STEWARD)


def signed(service: Service, email: str) -> Client:
    """With a token of the operator's."""
    from resolvers.accounts import account_id

    id = service.run(account_id(service.executor, email))
    token = service.run(service.identities.signed_in(id))
    return service.client(Authorization=f"Bearer {token}")


def invited(steward: Client, id: str, more: str = "") -> dict:
    return steward.ask(INVITE % (id, more))["data"]["done"]


def test_the_invited_sets_a_password_and_signs_in(service, steward):
    id = service.account(NADIA, None, roles=[])
    told = invited(steward, id)
    assert told["record"] == {"email": NADIA}
    assert told["page"] == f"/sign-in#invitation={told['token']}"
    nadia = service.client()
    response = nadia.post("/auth/invitations/accept", {"token": told["token"], "password": NEW})
    assert (response.status_code, response.json()) == (200, {"account": {"email": NADIA}})
    assert nadia.sign_in(NADIA, NEW).status_code == 200


def test_it_is_good_once(service, steward):
    token = invited(steward, service.account(NADIA, None, roles=[]))["token"]
    accept = {"token": token, "password": NEW}
    assert service.client().post("/auth/invitations/accept", accept).status_code == 200
    again = service.client().post("/auth/invitations/accept", {**accept, "password": PASSWORD})
    assert (again.status_code, code(again)) == (401, "INVITATION_GONE")
    assert service.client().sign_in(NADIA, NEW).status_code == 200


def test_of_two_at_once_one_sets_the_password(service, steward):
    import asyncio

    from resolvers.sign_ins import SignInRefused

    token = invited(steward, service.account(NADIA, None, roles=[]))["token"]

    async def at_once():
        both = (service.secrets.accept(token, password) for password in (NEW, PASSWORD))
        return await asyncio.gather(*both, return_exceptions=True)

    found = service.run(at_once())
    assert sorted(isinstance(one, SignInRefused) for one in found) == [False, True]
    winner = PASSWORD if isinstance(found[0], SignInRefused) else NEW
    assert service.client().sign_in(NADIA, winner).status_code == 200


def test_an_invitation_that_is_gone_never_was_or_is_of_a_closed_account_is_one_answer(service, steward, clock):
    from resolvers.accounts import change_account

    id = service.account(NADIA, None, roles=[])
    first = invited(steward, id)["token"]
    second = invited(steward, id, ", hours: 1")["token"]
    closed = invited(steward, service.account("closed@example.org", None, roles=[]))["token"]
    service.run(change_account(service.executor, "closed@example.org", {"active": False}))

    def accepted(token: str):
        return service.client().post("/auth/invitations/accept", {"token": token, "password": NEW})

    answers = [accepted(first), accepted("never"), accepted(closed)]
    clock.passes(hours=1, seconds=1)
    answers.append(accepted(second))
    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1


def test_a_weak_password_does_not_use_it_up(service, steward):
    token = invited(steward, service.account(NADIA, None, roles=[]))["token"]
    weak = service.client().post("/auth/invitations/accept", {"token": token, "password": "nadia2026!"})
    assert (weak.status_code, weak.json()["errors"][0]["path"]) == (422, ["password"])
    strong = service.client().post("/auth/invitations/accept", {"token": token, "password": NEW})
    assert strong.status_code == 200


def test_inviting_again_ends_sign_ins_and_is_on_the_ledger(service, steward):
    id = service.account(NADIA, roles=[])
    nadia = service.client()
    nadia.sign_in(NADIA)
    token = invited(steward, id)["token"]
    assert nadia.user is None
    assert nadia.post("/auth/refresh").status_code == 401
    assert service.client().sign_in(NADIA).status_code == 200  # until the invitation is accepted
    service.client().post("/auth/invitations/accept", {"token": token, "password": NEW})
    assert code(service.client().sign_in(NADIA)) == "SIGN_IN_FAILED"
    rows = service.run(service.executor.database.rows("CYPHER 25 MATCH (e:Entry) RETURN e.operation, e.actor"))
    assert ["inviteAccount", STEWARD] in rows
    assert ["acceptInvitation", NADIA] in rows
    everything = str(service.run(service.executor.database.rows("CYPHER 25 MATCH (n) RETURN properties(n)")))
    assert token not in everything


def test_only_who_administers_accounts_invites_and_nobody_himself(service, steward):
    id = service.account(NADIA, roles=["coordinator"])
    told = invited(signed(service, NADIA), id)
    assert (told["__typename"], Permission.ACCOUNT_ADMINISTER in told["message"]) == ("Forbidden", True)
    own = steward.get("/auth/session").json()["account"]["id"]
    assert invited(steward, own)["__typename"] == "Forbidden"


@pytest.mark.parametrize("hours", ["0", "-1", "721", "1e9"])
def test_the_hours_have_limits(service, steward, hours):
    told = invited(steward, service.account(NADIA, None, roles=[]), f", hours: {hours}")
    assert (told["__typename"], told["path"]) == ("ValidationFailed", ["hours"])


def test_a_replay_of_the_command_tells_nothing(service, steward):
    id = service.account(NADIA, None, roles=[])
    headers = {"Idempotency-Key": "once"}
    first = steward.ask(INVITE % (id, ""), **headers)["data"]["done"]
    again = steward.ask(INVITE % (id, ""), **headers)["data"]["done"]
    assert first["token"] and again["token"] is None and again["page"] is None
