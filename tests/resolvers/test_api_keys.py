"""API keys: who makes them, what they may do, that they end at once, and what keys of strangers cost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from auth.api_keys import MISTYPED, UNKNOWN, new_api_key
from auth.tokens import TokenRefused
from graph.edits import new_id
from resolvers.accounts import credentials_of, end_credentials, make_key
from resolvers.identities import UNMET_WAITING, TooManyStrangers
from settings import OperatorError
from tests.fixtures_graph import executor_over
from tests.resolvers.signed import Signed, identities_of

KEY = "... on ApiKeyPayload { key credential replayed record { ... on Account { email } } }"
WHO = "{ viewer { user permissions } }"


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
    return Signed(executor, run, "nadia@example.org", roles=["coordinator"])


@pytest.fixture
def robot(executor, run) -> Signed:
    return Signed(executor, run, "robot@example.org", roles=["service"], accountKind="SERVICE")


def made(maker: Signed, account: Signed, more: str = "", **options: Any) -> dict[str, Any]:
    return maker.tell(f'createApiKey(id: "{account.id}", name: "a script", days: 30{more})', more=KEY, **options)


def listed(account: Signed) -> list[dict[str, Any]]:
    text = "{ accounts { nodes { id credentials { nodes { id kind name permissions until } } } } }"
    (own,) = (one for one in account.ask(text)["data"]["accounts"]["nodes"] if one["id"] == account.id)
    return [one for one in own["credentials"]["nodes"] if one["kind"] == "ApiKey"]


def test_a_key_signs_its_account_in(nadia):
    told = made(nadia, nadia)
    assert told["record"] == {"email": "nadia@example.org"}
    answer = nadia.ask(WHO, token=told["key"])["data"]["viewer"]
    assert answer == nadia.ask(WHO)["data"]["viewer"]


def test_a_key_is_listed_without_its_secret(executor, run, nadia):
    told = made(nadia, nadia, ', permissions: ["record:read"]')
    (one,) = listed(nadia)
    assert (one["id"], one["name"], one["permissions"]) == (told["credential"], "a script", ["record:read"])
    secret = told["key"].rpartition("_")[2]
    kept = str(run(executor.database.rows("MATCH (n) RETURN properties(n)")))
    assert told["credential"] in kept
    assert secret[:64] not in kept


def test_a_key_may_do_what_it_is_restricted_to_of_the_roles(nadia):
    key = made(nadia, nadia, ', permissions: ["record:read", "record:create"]')["key"]
    assert nadia.ask(WHO, token=key)["data"]["viewer"]["permissions"] == ["record:create", "record:read"]
    assert nadia.tell('createPerson(input: {name: {text: "P"}})', token=key)["__typename"] == "PersonPayload"
    assert nadia.tell('deleteRecord(id: "x")', token=key)["__typename"] == "Forbidden"


def test_a_key_loses_what_its_account_loses(steward, nadia):
    key = made(nadia, nadia, ', permissions: ["record:create"]')["key"]
    nadia.ask(WHO, token=key)
    steward.tell(f'updateAccount(id: "{nadia.id}", version: 2, input: {{ roles: [] }})')
    assert nadia.ask(WHO, token=key)["data"]["viewer"]["permissions"] == []


def test_a_key_is_no_wider_than_the_roles(nadia):
    problem = made(nadia, nadia, ', permissions: ["record:read", "account:administer"]')
    assert problem["path"] == ["permissions"]
    assert "account:administer" in problem["message"]
    assert listed(nadia) == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ('name: " ", days: 1', "name"),
        ('name: "x", days: 0', "days"),
        ('name: "x", days: 367', "days"),
        ('name: "x", days: 1, permissions: []', "permissions"),
        ('name: "x", days: 1, permissions: ["record:*"]', "permissions"),
    ],
)
def test_what_is_wrong_with_a_key_is_said(nadia, given, path):
    problem = nadia.tell(f'createApiKey(id: "{nadia.id}", {given})')
    assert (problem["__typename"], problem["path"]) == ("ValidationFailed", [path])


def test_a_steward_makes_keys_of_services_and_not_of_people(steward, nadia, robot):
    assert made(steward, robot)["__typename"] == "ApiKeyPayload"
    assert made(steward, nadia)["__typename"] == "Forbidden"
    assert listed(nadia) == []


def test_nobody_makes_keys_of_accounts_that_he_does_not_see(nadia, robot):
    hidden = made(nadia, robot)
    absent = nadia.tell(f'createApiKey(id: "{new_id()}", name: "a script", days: 30)')
    assert hidden["__typename"] == absent["__typename"] == "NotFound"
    assert hidden["path"] == absent["path"] == ["id"]


def test_a_key_makes_no_keys_and_ends_itself_only(nadia):
    told = made(nadia, nadia)
    assert made(nadia, nadia, token=told["key"])["__typename"] == "Forbidden"
    assert nadia.tell(f'endCredentials(id: "{nadia.id}")', token=told["key"])["__typename"] == "Forbidden"
    ended = f'endCredentials(id: "{nadia.id}", credentials: ["{told["credential"]}"])'
    assert nadia.tell(ended, token=told["key"])["__typename"] == "AccountPayload"
    assert nadia.ask(WHO, token=told["key"])["errors"][0]["message"] == UNKNOWN
    assert nadia.ask(WHO)["data"]["viewer"]["user"] == "nadia@example.org"


def test_an_ended_key_is_refused_at_once_in_another_process(executor, run, steward, robot):
    told = made(steward, robot)
    elsewhere = run(executor_over(executor.database))
    identities = identities_of(elsewhere)
    elsewhere.renew = identities.renewed
    viewer = run(identities.viewer(told["key"]))
    assert run(elsewhere.execute(WHO, None, None, viewer)).data["viewer"]["user"] == "robot@example.org"
    steward.tell(f'endCredentials(id: "{robot.id}", credentials: ["{told["credential"]}"])')
    assert run(elsewhere.execute(WHO, None, None, viewer)).errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_an_expired_key_and_one_of_a_closed_account_are_refused(executor, run, steward, robot):
    key = made(steward, robot)["key"]
    robot.ask(WHO, token=key)
    run(executor.database.rows("MATCH (k:Credential {type: 'ApiKey'}) SET k.until = '2020'", write=True))
    assert robot.ask(WHO, token=key)["errors"][0]["message"] == UNKNOWN
    other = made(steward, robot)["key"]
    steward.tell(f'updateAccount(id: "{robot.id}", version: 3, input: {{ active: false }})')
    assert robot.ask(WHO, token=other)["errors"][0]["message"] == UNKNOWN
    assert made(steward, robot)["message"] == "The account is closed: nobody signs in by it."


def test_a_key_is_told_once(nadia):
    first = made(nadia, nadia, idempotency_key="one")
    again = made(nadia, nadia, idempotency_key="one")
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert (again["key"], again["credential"]) == (None, None)
    assert len(listed(nadia)) == 1


def test_forged_keys_are_refused(executor, run, nadia, robot):
    told = made(nadia, nadia)
    others, _ = new_api_key(told["credential"])
    theirs, _ = new_api_key(new_id())
    sign_in = next(one["id"] for one in run(gathered(credentials_of(executor, nadia.email))) if one["kind"] == "SignIn")
    of_a_sign_in, _ = new_api_key(sign_in)
    for forged in (others, theirs, of_a_sign_in):
        assert nadia.ask(WHO, token=forged)["errors"][0]["message"] == UNKNOWN
    assert nadia.ask(WHO, token=told["key"][:-1])["errors"][0]["message"] == MISTYPED


async def gathered(found: Any) -> list[Any]:
    return [one async for one in found]


def counting(executor: Any, monkeypatch: pytest.MonkeyPatch, gate: asyncio.Event | None = None) -> dict[str, int]:
    """Lookups of keys: how many in all, and how many at a time at most."""
    count = {"all": 0, "now": 0, "most": 0}
    read = executor.database.read

    async def counted(statement: str, *given: Any, **more: Any) -> Any:
        if "held.hash" not in statement:
            return await read(statement, *given, **more)
        count["all"] += 1
        count["now"] += 1
        count["most"] = max(count["most"], count["now"])
        try:
            if gate is not None:
                await gate.wait()
            return await read(statement, *given, **more)
        finally:
            count["now"] -= 1

    monkeypatch.setattr(executor.database, "read", counted)
    return count


def test_a_key_that_is_nobodys_is_looked_up_once(executor, run, nadia, monkeypatch):
    count = counting(executor, monkeypatch)
    strange, _ = new_api_key(new_id())
    for _ in range(20):
        assert nadia.ask(WHO, token=strange)["errors"][0]["message"] == UNKNOWN
        assert nadia.ask(WHO, token=strange[:-1])["errors"][0]["message"] == MISTYPED
    assert count["all"] == 1


def test_many_strange_keys_are_looked_up_few_at_a_time_while_known_ones_go_on(executor, run, nadia, monkeypatch):
    key = made(nadia, nadia)["key"]
    nadia.ask(WHO, token=key)
    strange = [new_api_key(new_id())[0] for _ in range(UNMET_WAITING + 50)]

    async def storm() -> tuple[list[Any], Any]:
        gate = asyncio.Event()
        count.update(counting(executor, monkeypatch, gate))
        asked = [asyncio.create_task(nadia.identities.viewer(one)) for one in strange]
        await asyncio.sleep(0)
        known = await nadia.identities.viewer(key)
        gate.set()
        return await asyncio.gather(*asked, return_exceptions=True), known

    count: dict[str, int] = {}
    outcomes, known = run(storm())
    assert known.user == "nadia@example.org"
    assert sum(isinstance(one, TooManyStrangers) for one in outcomes) == 50
    assert sum(isinstance(one, TokenRefused) for one in outcomes) == UNMET_WAITING


def test_lookups_of_strange_keys_come_two_at_a_time(executor, run, nadia, monkeypatch):
    count = counting(executor, monkeypatch)
    strange = [new_api_key(new_id())[0] for _ in range(30)]

    async def storm() -> None:
        await asyncio.gather(*(nadia.identities.viewer(one) for one in strange), return_exceptions=True)

    run(storm())
    assert (count["all"], count["most"]) == (30, 2)


def test_the_operator_makes_lists_and_ends_them(executor, run, robot):
    key = run(make_key(executor, robot.email, {"name": "nightly", "days": 7, "permissions": ["record:read"]}))
    assert robot.ask(WHO, token=key)["data"]["viewer"]["permissions"] == ["record:read"]
    one = run(gathered(credentials_of(executor, robot.email)))[0]
    assert (one["kind"], one["name"]) == ("ApiKey", "nightly")
    run(end_credentials(executor, robot.email, [one["id"]]))
    assert robot.ask(WHO, token=key)["errors"][0]["message"] == UNKNOWN
    with pytest.raises(OperatorError, match="no sign-in or key"):
        run(end_credentials(executor, robot.email, ["x"]))
    with pytest.raises(OperatorError, match="no permission"):
        run(make_key(executor, robot.email, {"name": "nightly", "days": 7, "permissions": ["all"]}))
