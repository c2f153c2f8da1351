"""Signing in by an OpenID provider: a real one of its own process, and one that lies in every way we know."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from auth import openid
from resolvers.accounts import change_account, end_credentials, make_account, unbind_identities
from tests.fixtures_graph import executor_over
from tests.hostile_provider import HostileProvider, part
from tests.http.conftest import served
from tests.resolvers.browsing import HERE, Browser, application_for

START = f"{HERE}/auth/oidc/start"
WHO = "{ viewer { user roles } }"


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """`oidc-provider-mock` as a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{url}/.well-known/openid-configuration", trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None and time.monotonic() < deadline, "the provider did not start"
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def knows(provider: str, subject: str, **claims: Any) -> None:
    httpx.put(f"{provider}/users/{subject}", json=claims, trust_env=False).raise_for_status()


@pytest.fixture
def browser(executor, run, mock, tmp_path) -> Browser:
    run(make_account(executor, "nadia@example.org", {"roles": ["coordinator"]}))
    return Browser(application_for(executor, tmp_path, mock), run)


def arrive(browser: Browser, subject: str, start: str = START) -> httpx.Response:
    form = browser.get(start)
    assert form.status_code == 200 and "authorize" in str(form.url)
    return browser.fill_in(form, sub=subject)


def code_of(response: httpx.Response) -> str:
    return response.json()["errors"][0]["code"]


def test_somebody_with_an_account_signs_in_by_a_real_provider(browser, mock):
    knows(mock, "n-1", email="Nadia@Example.org", email_verified=True)
    arrived = arrive(browser, "n-1", f"{START}?next=/graphiql%3Fquery%3Dx")
    assert str(arrived.url) == f"{HERE}/graphiql?query=x"
    assert arrived.status_code == 200
    assert browser.asks(WHO)["data"]["viewer"] == {"user": "nadia@example.org", "roles": ["coordinator"]}
    session = browser.get(f"{HERE}/auth/session").json()
    assert session["account"]["email"] == "nadia@example.org"


def test_the_cookie_of_the_way_is_forgotten_and_was_readable_to_no_script(browser, mock):
    knows(mock, "n-1", email="nadia@example.org", email_verified=True)
    set_out = browser.get(START, follow=False).headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=lax", "Path=/auth/oidc", "Max-Age=600"):
        assert word in set_out
    arrive(browser, "n-1")
    assert browser.client.cookies.get("peyman_oidc") is None
    assert browser.signed_in


def test_nobody_is_made_an_account(browser, executor, run, mock):
    knows(mock, "stranger", email="stranger@example.org", email_verified=True)
    answer = arrive(browser, "stranger")
    assert (answer.status_code, code_of(answer)) == (403, "NO_ACCOUNT")
    assert not browser.signed_in
    assert run(executor.database.rows("MATCH (a:Account) RETURN count(a)")) == [[1]]


def test_an_address_that_the_provider_has_not_verified_is_nobodys(browser, mock):
    unverified = {"email": "nadia@example.org"}
    for claims in (unverified, {**unverified, "email_verified": False}, {**unverified, "email_verified": "true"}):
        knows(mock, "n-2", **claims)
        answer = arrive(browser, "n-2")
        assert (answer.status_code, code_of(answer)) == (403, "NO_ACCOUNT")
        assert not browser.signed_in


def test_after_the_first_time_the_subject_counts_and_the_address_no_more(browser, executor, run, mock):
    knows(mock, "n-3", email="nadia@example.org", email_verified=True)
    arrive(browser, "n-3")
    knows(mock, "n-3", email="married@example.org", email_verified=True)
    arrive(browser, "n-3")
    assert browser.asks(WHO)["data"]["viewer"]["user"] == "nadia@example.org"
    knows(mock, "heir", email="nadia@example.org", email_verified=True)
    other = Browser(browser.client._mounts[next(iter(browser.client._mounts))].app, run)
    answer = arrive(other, "heir")
    assert (answer.status_code, code_of(answer)) == (403, "NO_ACCOUNT")
    run(unbind_identities(executor, "nadia@example.org"))
    arrive(other, "heir")
    assert other.signed_in


def test_binding_is_told_in_the_history_of_the_account(browser, executor, run, mock):
    knows(mock, "n-4", email="nadia@example.org", email_verified=True)
    arrive(browser, "n-4")
    arrive(browser, "n-4")
    changes = run(executor.database.rows("MATCH (e:Entry {operation: 'bindIdentity'}) RETURN e.actor, e.after"))
    assert changes == [["nadia@example.org", None]]


def test_a_closed_account_is_not_entered(browser, executor, run, mock):
    knows(mock, "n-5", email="nadia@example.org", email_verified=True)
    arrive(browser, "n-5")
    run(end_credentials(executor, "nadia@example.org", None))
    run(change_account(executor, "nadia@example.org", {"active": False}))
    browser.client.cookies.clear()
    assert arrive(browser, "n-5").status_code == 401
    assert not browser.signed_in


def test_whoever_says_no_at_the_provider_is_told_so(browser):
    answer = browser.fill_in(browser.get(START), action="deny")
    assert code_of(answer) == "SIGN_IN_FAILED"
    assert not browser.signed_in


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "graphiql",
        "/a\nb",
        "/\tevil",
        "///evil.example",
        "/x#ticket=mine",
        "/" + "x" * 3_000,
    ],
)
def test_nobody_is_sent_to_another_place(browser, path):
    answer = browser.get(START, follow=False, params={"next": path})
    assert answer.status_code in (400, 422)
    assert "location" not in answer.headers


# A provider that lies


@pytest.fixture
def liar() -> Iterator[HostileProvider]:
    provider = HostileProvider()
    with served(provider.application()) as url:
        provider.url = url
        yield provider


@pytest.fixture
def victim(executor, run, liar, tmp_path) -> Browser:
    run(make_account(executor, "nadia@example.org", {"roles": ["coordinator"]}))
    return Browser(application_for(executor, tmp_path, liar.url), run)


def test_what_the_lies_start_from_is_taken(liar, victim):
    assert victim.get(START).status_code == 200
    assert victim.signed_in
    (asked,) = liar.asked
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"{HERE}/auth/oidc/callback"
    assert asked["response_type"] == "code" and asked["scope"].split()[0] == "openid"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32


STRANGE = RSAKey.generate_key(2048, {"kid": "first"})


def by_hmac(key: bytes) -> Callable[[HostileProvider], None]:
    def lie(liar: HostileProvider) -> None:
        def sign(claims: dict[str, Any]) -> str:
            head = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims)}"
            return f"{head}.{part(hmac.new(key or public_pem(liar), head.encode(), hashlib.sha256).digest())}"

        liar.sign = sign

    return lie


def public_pem(liar: HostileProvider) -> bytes:
    return liar.key.as_pem(private=False)


def claiming(**claims: Any) -> Callable[[HostileProvider], None]:
    return lambda liar: liar.claims.update(claims)


def answering(**values: Any) -> Callable[[HostileProvider], None]:
    return lambda liar: liar.answer.update(values)


def saying(**values: Any) -> Callable[[HostileProvider], None]:
    return lambda liar: liar.metadata.update(values)


def unsigned(liar: HostileProvider) -> None:
    liar.sign = lambda claims: f"{part({'alg': 'none'})}.{part(claims)}."


def by_a_stranger(liar: HostileProvider) -> None:
    liar.keys, liar.key = {"keys": [liar.key.as_dict(private=False)]}, STRANGE


def altered(liar: HostileProvider) -> None:
    def sign(claims: dict[str, Any]) -> str:
        head, _, signature = liar.signed(claims).split(".")
        return f"{head}.{part({**claims, 'sub': 'somebody else'})}.{signature}"

    liar.sign = sign


def its_own_key(liar: HostileProvider) -> None:
    liar.keys = {"keys": [liar.key.as_dict(private=False)]}
    liar.key = STRANGE
    liar.sign = lambda claims: liar.signed(claims, jwk=STRANGE.as_dict(private=False))


LIES: dict[str, Callable[[HostileProvider], None]] = {
    "another issuer": claiming(iss="https://other.example"),
    "no issuer": claiming(iss=...),
    "another audience": claiming(aud="another-client"),
    "no audience": claiming(aud=...),
    "several audiences without a party": claiming(aud=["peyman", "another-client"]),
    "another authorized party": claiming(azp="another-client"),
    "expired": claiming(exp=int(time.time()) - 3600),
    "no expiry": claiming(exp=...),
    "issued in the future": claiming(iat=int(time.time()) + 3600),
    "not yet valid": claiming(nbf=int(time.time()) + 3600),
    "another nonce": claiming(nonce="of another sign-in"),
    "no nonce": claiming(nonce=...),
    "no subject": claiming(sub=...),
    "subject no text": claiming(sub=7),
    "subject too long": claiming(sub="x" * 300),
    "another access token": claiming(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "alg none": unsigned,
    "HS256 by the client's secret": by_hmac(b"of the client"),
    "HS256 by the public key": by_hmac(b""),
    "by a stranger's key": by_a_stranger,
    "by a key that it brings": its_own_key,
    "altered after it was signed": altered,
    "no ID token": lambda liar: liar.token.update(id_token=...),
    "an ID token that is none": lambda liar: liar.token.update(id_token="x.y.z"),
    "an ID token that is a list": lambda liar: liar.token.update(id_token=["x"]),
    "an ID token without end": lambda liar: liar.token.update(id_token="x" * 50_000),
    "another state": answering(state="of another sign-in"),
    "no state": answering(state=...),
    "no code": answering(code=...),
    "a code that it did not give": answering(code="guessed"),
    "an answer of another issuer": answering(iss="https://other.example"),
    "an error beside a code": answering(error="access_denied"),
    "no issuer in the answer, though it promised one": saying(authorization_response_iss_parameter_supported=True),
    "UserInfo of another subject": lambda liar: (
        liar.claims.update(email=..., email_verified=...),
        liar.userinfo.update(sub="another", email="nadia@example.org", email_verified=True),
    ),
    "discovery of another issuer": saying(issuer="https://other.example"),
    "tokens over a line that others read": saying(token_endpoint="http://login.example/token"),
    "keys over a line that others read": saying(jwks_uri="http://login.example/keys"),
    "no authorization endpoint": saying(authorization_endpoint=...),
    "no PKCE with S256": saying(code_challenge_methods_supported=["plain"]),
    "keys that are none": lambda liar: setattr(liar, "keys", {"keys": [{"kty": "RSA"}]}),
    "keys that are a list": lambda liar: setattr(liar, "keys", []),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signs_nobody_in(liar, victim, lie):
    LIES[lie](liar)
    answer = victim.get(START)
    assert answer.status_code in (400, 401, 403, 502), answer.text
    assert "errors" in answer.json()
    assert not victim.signed_in


def test_a_refusal_says_nothing_of_the_token(liar, victim, caplog):
    liar.claims["aud"] = "another-client"
    text = victim.get(START).text + caplog.text
    assert "another-client" not in text and "subject-of-nadia" not in text and "nadia@" not in text


def test_an_answer_counts_once_and_in_the_browser_that_began(liar, victim, run):
    authorize = victim.get(START, follow=False).headers["location"]
    answer = victim.get(authorize, follow=False).headers["location"]
    kept = dict(victim.client.cookies)
    other = Browser(victim.client._mounts[next(iter(victim.client._mounts))].app, run)
    assert code_of(other.get(answer)) == "SIGN_IN_FAILED"
    assert victim.get(answer).status_code == 200
    victim.client.cookies.clear()
    assert code_of(victim.get(answer)) == "SIGN_IN_FAILED"
    for name, value in kept.items():  # a browser that forgets no cookie, and another code for the same state
        victim.client.cookies.set(name, value)
    again = victim.get(authorize, follow=False).headers["location"]
    assert code_of(victim.get(again)) == "SIGN_IN_FAILED"
    assert not victim.signed_in


def test_a_code_of_another_sign_in_is_refused_by_pkce(liar, victim, run):
    """Code injection: a stolen code put into one's own sign-in has another challenge (RFC 9700, 4.5)."""
    other = Browser(victim.client._mounts[next(iter(victim.client._mounts))].app, run)
    stolen = httpx.URL(
        victim.get(victim.get(START, follow=False).headers["location"], follow=False).headers["location"]
    )
    own = httpx.URL(other.get(other.get(START, follow=False).headers["location"], follow=False).headers["location"])
    answer = other.get(str(own.copy_set_param("code", stolen.params["code"])))
    assert code_of(answer) == "SIGN_IN_FAILED"
    assert not other.signed_in


def test_a_sealed_cookie_that_was_altered_or_is_too_old_is_none(liar, victim, monkeypatch):
    answer = victim.get(victim.get(START, follow=False).headers["location"], follow=False).headers["location"]
    cookie = victim.client.cookies["peyman_oidc"]
    victim.client.cookies.clear()
    victim.client.cookies.set("peyman_oidc", cookie[:-4] + "AAAA")
    assert code_of(victim.get(answer)) == "SIGN_IN_FAILED"
    monkeypatch.setattr("resolvers.openid.SECONDS", -1)
    victim.client.cookies.clear()
    victim.client.cookies.set("peyman_oidc", cookie)
    assert code_of(victim.get(answer)) == "SIGN_IN_FAILED"


def test_a_verified_address_may_come_from_userinfo(liar, victim):
    liar.claims.update(email=..., email_verified=...)
    liar.userinfo.update(email="nadia@example.org", email_verified=True)
    assert victim.get(START).status_code == 200
    assert victim.signed_in


def test_keys_are_fetched_once_and_again_for_one_that_is_new(liar, victim, monkeypatch):
    for _ in range(3):
        victim.get(START)
    assert sorted(liar.fetched) == ["discovery", "jwks"]
    monkeypatch.setattr(openid, "AGAIN", 0.0)
    liar.key = RSAKey.generate_key(2048, {"kid": "second"})
    victim.client.cookies.clear()
    victim.get(START)
    assert victim.signed_in
    assert liar.fetched.count("jwks") == 2


def test_unknown_keys_do_not_have_the_keys_fetched_each_time(liar, victim):
    liar.sign = lambda claims: liar.signed(claims, kid="unknown")
    for _ in range(4):
        assert victim.get(START).status_code == 401
    assert liar.fetched.count("jwks") == 1


def test_a_role_that_needs_two_factors_takes_the_providers_word_for_them(executor, run, liar, victim):
    run(change_account(executor, "nadia@example.org", {"roles": ["steward"]}))
    victim.get(START)
    assert "second factor" in json.dumps(victim.asks(WHO))
    victim.client.cookies.clear()
    liar.claims["amr"] = ["pwd", "mfa"]
    victim.get(START)
    assert victim.asks(WHO)["data"]["viewer"]["roles"] == ["steward"]


def test_a_provider_that_is_away_is_told_and_nothing_breaks(executor, run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        away = f"http://127.0.0.1:{free.getsockname()[1]}"
    answer = Browser(application_for(executor, tmp_path, away), run).get(START)
    assert (answer.status_code, code_of(answer)) == (502, "PROVIDER_FAILED")
