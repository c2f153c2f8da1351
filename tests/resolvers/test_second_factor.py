"""The second factor: set up by its holder, asked for from then on, taken once, lost and removed."""

from __future__ import annotations

from typing import Any

import pytest
from pyotp.totp import TOTP

from tests.resolvers.signing import PASSWORD, Client, Service, code
from tests.resolvers.test_invitations import signed

STEWARD, NADIA = "steward@example.org", "nadia@example.org"


@pytest.fixture
def nadia(service: Service) -> Client:
    service.account(NADIA, roles=["coordinator"])
    found = service.client()
    found.sign_in(NADIA)
    return found


def enrolled(client: Client) -> tuple[TOTP, list[str]]:
    begun = client.post("/auth/second-factor/begin").json()
    device = TOTP(begun["key"])
    confirmed = client.post("/auth/second-factor/confirm", {"code": device.at(client.service.clock.time())})
    assert confirmed.status_code == 200
    client.service.clock.passes(seconds=30)  # that code is used up
    return device, confirmed.json()["recoveryCodes"]


def shown(device: TOTP, service: Service) -> str:
    return device.at(service.clock.time())


def test_a_steward_without_one_may_only_set_it_up(service):
    service.account(STEWARD, roles=["steward"])
    steward = service.client()
    assert steward.sign_in(STEWARD).json()["mustEnrol"] is True
    refused = steward.ask()
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "/auth/second-factor/begin" in refused["errors"][0]["message"]
    assert steward.get("/auth/session").json()["secondFactor"]["mustEnrol"] is True
    enrolled(steward)
    assert steward.user == STEWARD
    assert steward.get("/auth/session").json()["secondFactor"] == {
        "enrolled": True,
        "recoveryCodesLeft": 10,
        "mustEnrol": False,
    }


def test_who_becomes_a_steward_needs_it_from_the_next_request_on(service, nadia):
    from resolvers.accounts import change_account

    assert nadia.user == NADIA
    service.run(change_account(service.executor, NADIA, {"roles": ["steward"]}))
    assert nadia.ask()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    enrolled(nadia)
    assert nadia.user == NADIA


def test_the_operator_s_tokens_need_none(service):
    service.account(STEWARD, roles=["steward"])
    assert signed(service, STEWARD).user == STEWARD


def test_the_code_comes_with_the_password_or_after_it(service, nadia):
    device, _ = enrolled(nadia)
    browser = service.client()
    asked = browser.sign_in(NADIA)
    assert (asked.status_code, code(asked)) == (401, "SECOND_FACTOR_NEEDED")
    assert "set-cookie" not in asked.headers
    ticket = asked.json()["errors"][0]["ticket"]
    told = browser.post("/auth/second-factor", {"ticket": ticket, "code": shown(device, service)})
    assert told.status_code == 200
    browser.csrf = told.json()["csrf"]
    assert browser.user == NADIA
    service.clock.passes(seconds=30)
    assert service.client().sign_in(NADIA, code=shown(device, service)).status_code == 200


def test_the_password_is_looked_at_first(service, nadia):
    device, _ = enrolled(nadia)
    assert code(service.client().sign_in(NADIA, "wrong", code=shown(device, service))) == "SIGN_IN_FAILED"


def test_a_code_is_taken_once_and_none_of_before(service, nadia):
    device, _ = enrolled(nadia)
    now = shown(device, service)
    assert service.client().sign_in(NADIA, code=now).status_code == 200
    assert code(service.client().sign_in(NADIA, code=now)) == "SECOND_FACTOR_FAILED"
    before = device.at(service.clock.time() - 30)
    assert code(service.client().sign_in(NADIA, code=before)) == "SECOND_FACTOR_FAILED"
    assert service.client().sign_in(NADIA, code=device.at(service.clock.time() + 30)).status_code == 200


def test_a_code_used_at_once_in_two_processes_serves_one(service, nadia, run):
    import asyncio

    from resolvers.clients import Client as Place

    device, _ = enrolled(nadia)
    sign_ins = service.secrets.sign_ins
    now = shown(device, service)

    async def at_once() -> list[Any]:
        places = (Place(f"198.51.100.{each}") for each in range(4))
        tries = (sign_ins.by_password(NADIA, PASSWORD, now, place) for place in places)
        return await asyncio.gather(*tries, return_exceptions=True)

    assert sum(not isinstance(one, Exception) for one in run(at_once())) == 1


@pytest.mark.parametrize("wrong", ["000000x", "12345", "abcdef", "١٢٣٤٥٦", "-12345", "1" * 50])
def test_what_is_no_code_is_refused(service, nadia, wrong):
    enrolled(nadia)
    assert code(service.client().sign_in(NADIA, code=wrong)) == "SECOND_FACTOR_FAILED"


def test_codes_are_not_guessed(service, nadia):
    device, _ = enrolled(nadia)
    tried = 0
    for _ in range(8):
        statuses = [
            service.client(f"198.51.100.{each}").sign_in(NADIA, code="0000001").status_code for each in range(6)
        ]
        tried += statuses.count(401)
        assert statuses[-1] == 429
        service.clock.passes(minutes=16)
    assert tried == 20
    assert service.client().sign_in(NADIA, code=shown(device, service)).status_code == 429
    assert nadia.sign_in(NADIA, code=shown(device, service)).status_code == 200
    service.clock.passes(days=1)
    assert service.client().sign_in(NADIA, code=shown(device, service)).status_code == 200


def test_a_ticket_is_good_for_five_minutes_and_for_its_account(service, nadia):
    device, _ = enrolled(nadia)
    browser = service.client()
    ticket = browser.sign_in(NADIA).json()["errors"][0]["ticket"]
    service.clock.passes(minutes=5, seconds=1)
    for given in (ticket, ticket[:-1], browser.cookie("device") or "x"):
        late = browser.post("/auth/second-factor", {"ticket": given, "code": shown(device, service)})
        assert (late.status_code, code(late)) == (401, "SIGN_IN_FAILED")


def test_a_recovery_code_serves_once(service, nadia):
    _, codes = enrolled(nadia)
    assert len(set(codes)) == 10
    browser = service.client()
    assert browser.sign_in(NADIA, code=codes[0].upper().replace("-", " ")).status_code == 200
    assert browser.get("/auth/session").json()["secondFactor"]["recoveryCodesLeft"] == 9
    assert code(service.client().sign_in(NADIA, code=codes[0])) == "SECOND_FACTOR_FAILED"


def test_setting_it_up_ends_the_other_sign_ins(service, nadia):
    other = service.client()
    other.sign_in(NADIA)
    enrolled(nadia)
    assert nadia.user == NADIA
    assert other.user is None


def test_it_is_not_replaced_by_whoever_is_signed_in(service, nadia):
    enrolled(nadia)
    again = nadia.post("/auth/second-factor/begin")
    assert (again.status_code, code(again)) == (409, "CONFLICT")


def test_it_is_set_up_soon_after_signing_in(service, nadia):
    service.clock.passes(minutes=16)
    late = nadia.post("/auth/second-factor/begin")
    assert (late.status_code, code(late)) == (403, "SIGN_IN_AGAIN")


def test_it_counts_once_a_code_confirms_it(service, nadia):
    nothing = nadia.post("/auth/second-factor/confirm", {"code": "123456"})
    assert (nothing.status_code, code(nothing)) == (409, "CONFLICT")
    nadia.post("/auth/second-factor/begin")
    wrong = nadia.post("/auth/second-factor/confirm", {"code": "abcdef"})
    assert (wrong.status_code, code(wrong)) == (422, "VALIDATION_FAILED")
    assert service.client().sign_in(NADIA).status_code == 200


def test_a_steward_removes_it_and_never_his_own(service, nadia):
    service.account(STEWARD, roles=["steward"])
    enrolled(nadia)
    steward = signed(service, STEWARD)
    id = nadia.get("/auth/session").json()["account"]["id"]
    own = steward.get("/auth/session").json()["account"]["id"]
    text = 'mutation { done: removeSecondFactor(id: "%s", reason: "lost it") { __typename } }'
    assert nadia.ask(text % id)["data"]["done"]["__typename"] == "Forbidden"
    assert steward.ask(text % own)["data"]["done"]["__typename"] == "Forbidden"
    assert steward.ask(text % id)["data"]["done"]["__typename"] == "AccountPayload"
    assert nadia.user is None
    assert service.client().sign_in(NADIA).status_code == 200
    rows = service.run(service.executor.database.rows("CYPHER 25 MATCH (e:Entry) RETURN e.operation, e.actor"))
    assert ["enrolSecondFactor", NADIA] in rows and ["removeSecondFactor", STEWARD] in rows


def test_one_steward_does_not_take_an_account_over(service, nadia):
    """Inviting anew gives the password, removing gives the factor: the two are for two."""
    device, _ = enrolled(nadia)
    id = nadia.get("/auth/session").json()["account"]["id"]
    for email in (STEWARD, "other@example.org"):
        service.account(email, roles=["steward"])
    steward, other = signed(service, STEWARD), signed(service, "other@example.org")

    def told(who: Client, command: str) -> str:
        return who.ask(f'mutation {{ done: {command}(id: "{id}") {{ __typename }} }}')["data"]["done"]["__typename"]

    assert told(steward, "inviteAccount") == "InvitationPayload"
    assert told(steward, "removeSecondFactor") == "Forbidden"
    assert code(service.client().sign_in(NADIA)) == "SECOND_FACTOR_NEEDED"
    assert told(other, "removeSecondFactor") == "AccountPayload"
    assert told(other, "inviteAccount") == "Forbidden"
    assert told(steward, "inviteAccount") == "InvitationPayload"
    browser = service.client()
    browser.sign_in(NADIA)
    enrolled(browser)
    assert told(steward, "removeSecondFactor") == "AccountPayload"  # what went before is over: she had it anew


def test_an_invitation_leaves_it(service, nadia):
    from resolvers.secrets import invite

    device, _ = enrolled(nadia)
    token = service.run(invite(service.executor, NADIA)).token
    new = "eleven wicker boats at midnight"
    service.client().post("/auth/invitations/accept", {"token": token, "password": new})
    assert code(service.client().sign_in(NADIA, new)) == "SECOND_FACTOR_NEEDED"
    assert service.client().sign_in(NADIA, new, code=shown(device, service)).status_code == 200


def test_key_and_codes_are_kept_encrypted_and_hashed(service, nadia):
    begun = nadia.post("/auth/second-factor/begin").json()
    assert begun["uri"].startswith("otpauth://totp/Peyman:nadia")
    now = TOTP(begun["key"]).at(service.clock.time())
    codes = nadia.post("/auth/second-factor/confirm", {"code": now}).json()["recoveryCodes"]
    rows = str(service.run(service.executor.database.rows("CYPHER 25 MATCH (n) RETURN properties(n)")))
    for secret in (begun["key"], *codes, *(one.replace("-", "") for one in codes)):
        assert secret not in rows
