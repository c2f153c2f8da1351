"""Signing in by an OpenID provider: a real one of its own process, and one that lies in every way we know."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from resolvers.accounts import change_account, end_credentials, make_account, unbind_identities
from tests.fixtures_graph import executor_over
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
    other = browser.another()
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
