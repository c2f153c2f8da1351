"""Refresh tokens: one current token per sign-in, whatever is tried with the others, in whatever order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from auth.tokens import TokenRefused
from resolvers.clients import Client as Place
from resolvers.sign_ins import GRACE, Admitted
from tests.resolvers.signing import Clock, Service, code, service_over

NADIA = "nadia@example.org"
HOME, AWAY = Place("203.0.113.5", "browser"), Place("198.51.100.7", "browser")


@pytest.fixture
def browser(service: Service):
    service.account(NADIA, roles=[])
    found = service.client()
    found.sign_in(NADIA)
    return found


def test_a_refresh_gives_new_tokens_and_moves_the_end(service, browser, clock):
    refresh = browser.cookie("refresh")
    until = browser.get("/auth/session").json()["signIn"]["until"]
    clock.passes(days=3)
    assert browser.post("/auth/refresh").status_code == 200
    assert browser.cookie("refresh") != refresh
    assert browser.get("/auth/session").json()["signIn"]["until"] > until
    assert browser.user == NADIA


def test_a_program_refreshes_by_json(service):
    service.account(NADIA, roles=[])
    program = service.client()
    told = program.sign_in(NADIA, bearer=True).json()
    response = program.post("/auth/refresh", {"refreshToken": told["refreshToken"]}, Origin="")
    assert response.json().keys() >= {"accessToken", "refreshToken", "expiresIn"}
    assert "set-cookie" not in response.headers


def test_an_older_token_ends_the_whole_sign_in(service, browser, clock):
    stolen = browser.cookie("refresh")
    browser.post("/auth/refresh")
    browser.post("/auth/refresh")
    thief = service.client("198.51.100.7")
    response = thief.post("/auth/refresh", {"refreshToken": stolen})
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert browser.user is None
    ended = browser.post("/auth/refresh")
    assert ended.status_code == 401
    assert all("Max-Age=0" in one for one in ended.headers.get_list("set-cookie"))


def test_the_token_before_serves_another_client_not_even_for_a_moment(service, browser):
    stolen = browser.cookie("refresh")
    browser.post("/auth/refresh")
    assert service.client("198.51.100.7").post("/auth/refresh", {"refreshToken": stolen}).status_code == 401
    assert browser.user is None


def test_what_was_never_given_out_ends_nothing(service, browser):
    cookies = (browser.cookie("refresh")[:-2], browser.cookie("access"), browser.cookie("device"))
    for text in ("x", "A" * 100, *cookies):
        assert browser.post("/auth/refresh", {"refreshToken": text}).status_code in (401, 422)
    assert browser.user == NADIA


def test_refreshes_at_the_same_moment_get_the_same_token(service, browser):
    sign_ins = service.secrets.sign_ins
    text = browser.cookie("refresh")

    async def at_once():
        return await asyncio.gather(*(sign_ins.refreshed(text, HOME) for _ in range(8)))

    found = service.run(at_once())
    assert len({one.refresh for one in found}) == 1
    assert service.run(sign_ins.refreshed(found[0].refresh, HOME)).refresh != found[0].refresh


def test_two_clients_at_the_same_moment_end_the_sign_in(service, browser):
    sign_ins = service.secrets.sign_ins
    text = browser.cookie("refresh")

    async def at_once():
        both = (sign_ins.refreshed(text, place) for place in (HOME, AWAY))
        return await asyncio.gather(*both, return_exceptions=True)

    found = service.run(at_once())
    assert sum(isinstance(one, TokenRefused) for one in found) == 1
    assert browser.user is None


def test_a_sign_in_ends_when_nobody_uses_it_and_at_last_in_any_case(service, browser, clock):
    for _ in range(4):
        clock.passes(days=6)
        assert browser.post("/auth/refresh").status_code == 200
    clock.passes(days=6)
    until = browser.post("/auth/refresh")
    assert until.status_code == 401
    service.client().sign_in(NADIA)
    other = service.client()
    other.sign_in(NADIA)
    clock.passes(days=7, seconds=1)
    assert other.post("/auth/refresh").status_code == 401


def test_a_closed_account_is_not_refreshed(service, browser):
    from resolvers.accounts import change_account

    service.run(change_account(service.executor, NADIA, {"active": False}))
    assert browser.post("/auth/refresh").status_code == 401


def test_a_token_rotated_in_one_process_is_old_in_another(service, browser, run, clock):
    elsewhere = service_over(service.executor.database, run, clock)
    text = browser.cookie("refresh")
    browser.post("/auth/refresh")
    browser.post("/auth/refresh")
    with pytest.raises(TokenRefused):
        run(elsewhere.secrets.sign_ins.refreshed(text, HOME))
    assert browser.user is None


class RefreshChain(RuleBasedStateMachine):
    """A sign-in with all its tokens ever given out, in the order of their generations."""

    service: Service
    account: str

    @initialize()
    def signs_in(self) -> None:
        found = self.service.run(
            self.service.secrets.sign_ins.admitted(self.account, client=HOME, proven=frozenset({"password"}))
        )
        assert isinstance(found, Admitted)
        self.first = found
        self.chain = [found.refresh]
        self.rotated: tuple[float, Place] | None = None
        self.open = True

    @property
    def clock(self) -> Clock:
        return self.service.clock

    def refreshed(self, text: str, place: Place) -> Admitted | None:
        try:
            return self.service.run(self.service.secrets.sign_ins.refreshed(text, place))
        except TokenRefused:
            return None

    @precondition(lambda self: self.open)
    @rule(place=st.sampled_from([HOME, AWAY]))
    def the_current_one(self, place: Place) -> None:
        found = self.refreshed(self.chain[-1], place)
        assert found is not None and found.credential == self.first.credential
        assert found.refresh not in self.chain
        self.chain.append(found.refresh)
        self.rotated = (self.clock.time(), place)

    @precondition(lambda self: self.open and len(self.chain) > 1)
    @rule(place=st.sampled_from([HOME, AWAY]), waits=st.booleans())
    def the_one_before(self, place: Place, waits: bool) -> None:
        assert self.rotated is not None
        if waits:
            self.clock.passes(seconds=GRACE.total_seconds() + 1)
        found = self.refreshed(self.chain[-2], place)
        if not waits and place == self.rotated[1] and self.clock.time() - self.rotated[0] < GRACE.total_seconds() - 5:
            assert found is not None and found.refresh == self.chain[-1]
        elif waits or place != self.rotated[1]:
            assert found is None
            self.open = False

    @precondition(lambda self: self.open and len(self.chain) > 2)
    @rule(data=st.data())
    def an_older_one(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.chain) - 3))
        assert self.refreshed(self.chain[at], HOME) is None
        self.open = False

    @precondition(lambda self: self.open)
    @rule()
    def signs_out(self) -> None:
        self.service.run(self.service.secrets.sign_ins.ended(self.first.credential))
        self.open = False

    @precondition(lambda self: not self.open)
    @rule(data=st.data())
    def any_of_an_ended_one(self, data: st.DataObject) -> None:
        assert self.refreshed(data.draw(st.sampled_from(self.chain)), HOME) is None

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes: int) -> None:
        self.clock.passes(minutes=minutes)
        self.rotated = None if self.rotated is None else (0.0, Place("192.0.2.1", "nobody"))

    @invariant()
    def one_token_at_most_is_current(self) -> None:
        assert len(set(self.chain)) == len(self.chain)


def test_a_chain_of_refreshes_never_forks(service):
    RefreshChain.service, RefreshChain.account = service, service.account(NADIA, None, roles=[])
    run_state_machine_as_test(
        RefreshChain, settings=settings(max_examples=12, stateful_step_count=15, deadline=timedelta(seconds=60))
    )
