"""What another site's page cannot do with the cookies of a sign-in."""

from __future__ import annotations

import pytest

from auth.tokens import Claims
from tests.resolvers.signing import PASSWORD, Service, code, service_over

NADIA = "nadia@example.org"


@pytest.fixture
def browser(service: Service):
    service.account(NADIA, roles=["coordinator"])
    return service.client()


FORGED = [
    {"X-CSRF-Token": ""},
    {"X-CSRF-Token": "0" * 64},
    {"X-CSRF-Token": "é"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "https://127.0.0.1:8000"},
]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/graphql", {"query": "{ viewer { user } }"}),
        ("/auth/refresh", {}),
        ("/auth/sign-out", {}),
        ("/auth/password", {"password": PASSWORD, "newPassword": "another one of nine words here"}),
        ("/auth/second-factor/begin", {}),
        ("/auth/second-factor/confirm", {"code": "123456"}),
    ],
)
def test_a_request_that_another_site_may_have_made_is_refused(browser, path, body):
    browser.sign_in(NADIA)
    for headers in FORGED:
        response = browser.post(path, body, **{name: value.encode() for name, value in headers.items()})
        error = response.json()["errors"][0]
        assert (response.status_code, error.get("code") or error["extensions"]["code"]) == (403, "CSRF"), headers
    assert browser.user == NADIA


def test_the_csrf_token_of_another_sign_in_does_not_serve(service, browser):
    other = service.client()
    other.sign_in(NADIA)
    browser.sign_in(NADIA)
    assert browser.post("/graphql", {"query": "{ viewer { user } }"}, **{"X-CSRF-Token": other.csrf}).status_code == 403


def test_sec_fetch_site_serves_for_the_origin(browser):
    browser.sign_in(NADIA)
    assert browser.ask(Origin="", **{"Sec-Fetch-Site": "same-origin"})["data"]["viewer"]["user"] == NADIA


def test_another_site_signs_nobody_in(browser):
    response = browser.post("/auth/sign-in", {"email": NADIA, "password": PASSWORD}, Origin="https://evil.example")
    assert (response.status_code, code(response)) == (403, "CSRF")


def test_reading_by_get_needs_the_cookie_alone_and_writes_nothing(browser):
    browser.sign_in(NADIA)
    assert browser.get("/graphql?query={viewer{user}}").json()["data"]["viewer"]["user"] == NADIA
    mutation = 'mutation{createPerson(input:{name:{text:"x"}}){__typename}}'
    assert browser.get(f"/graphql?query={mutation}").status_code == 405


def test_a_foreign_origin_that_may_call_gets_no_credentials(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, cors_origins=("https://front.example",))
    service.account(NADIA, roles=[])
    client = service.client()
    told = client.post(
        "/auth/sign-in", {"email": NADIA, "password": PASSWORD, "bearer": True}, Origin="https://front.example"
    )
    assert told.status_code == 200
    assert told.headers["access-control-allow-origin"] == "https://front.example"
    assert "access-control-allow-credentials" not in told.headers
    plain = client.post("/auth/sign-in", {"email": NADIA, "password": PASSWORD}, Origin="https://front.example")
    assert plain.status_code == 403


def test_a_bearer_needs_no_csrf_token_and_wins_over_cookies(service, browser):
    service.account("rewan@example.org", roles=[])
    token = service.client().sign_in("rewan@example.org", bearer=True).json()["accessToken"]
    browser.sign_in(NADIA)
    headers = {"Origin": "https://front.example", "X-CSRF-Token": "", "Authorization": f"Bearer {token}"}
    assert browser.ask(**headers)["data"]["viewer"]["user"] == "rewan@example.org"


def test_a_stale_cookie_is_an_error_and_not_anonymous(service, browser):
    browser.sign_in(NADIA)
    old = service.identities.tokens.issue(Claims("a", "b"), minutes=-1)
    browser.http.headers["Cookie"] = f"peyman_access={old}"
    response = browser.post("/graphql", {"query": "{ viewer { user } }"})
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
