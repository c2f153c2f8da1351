"""Signing in by password: who gets in, what nobody learns, the cookies, and one's own password."""

from __future__ import annotations

import pytest

from app import assembled
from tests.resolvers.signing import PASSWORD, Service, code, service_over

NADIA = "nadia@example.org"


@pytest.fixture
def browser(service: Service):
    service.account(NADIA, roles=["coordinator"])
    return service.client()


def test_a_browser_signs_in_and_is_known(browser):
    response = browser.sign_in(" Nadia@Example.ORG")
    assert response.status_code == 200
    assert set(response.json()) == {"until", "mustEnrol", "csrf"}
    assert browser.user == NADIA
    session = browser.get("/auth/session").json()
    assert session["account"]["email"] == NADIA
    assert session["csrf"] == browser.csrf == browser.cookie("csrf")
    assert session["secondFactor"] == {"enrolled": False, "recoveryCodesLeft": 0, "mustEnrol": False}


def test_a_program_signs_in_and_comes_with_a_bearer(browser):
    told = browser.sign_in(NADIA, bearer=True)
    assert "set-cookie" not in told.headers
    token = told.json()["accessToken"]
    assert browser.user is None
    assert browser.ask(Authorization=f"Bearer {token}", Origin="")["data"]["viewer"]["user"] == NADIA
    assert browser.get("/auth/session", Authorization=f"Bearer {token}").json()["account"]["email"] == NADIA


def test_whoever_cannot_sign_in_learns_nothing(service, browser):
    service.account("closed@example.org", roles=[], active=True)
    service.account("nothing@example.org", None, roles=[])
    from resolvers.accounts import change_account

    service.run(change_account(service.executor, "closed@example.org", {"active": False}))
    answers = [
        browser.sign_in(NADIA, "wrong"),
        browser.sign_in("nobody@example.org"),
        browser.sign_in("closed@example.org"),
        browser.sign_in("nothing@example.org"),
        browser.sign_in(NADIA, "\x00"),
        browser.sign_in("x" * 999),
    ]
    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1
    assert code(answers[0]) == "SIGN_IN_FAILED"


def test_the_work_is_the_same_for_an_unknown_account(service, browser, monkeypatch):
    verified: list[bool] = []
    passwords = service.secrets.sign_ins.passwords
    verify = passwords._hash.verify_and_update

    def counted(password, hash):
        verified.append(True)
        return verify(password, hash)

    monkeypatch.setattr(passwords._hash, "verify_and_update", counted)
    for email in (NADIA, "nobody@example.org"):
        browser.sign_in(email, "wrong")
    assert len(verified) == 2


def test_a_hash_of_older_parameters_is_renewed(service, browser):
    from pwdlib.hashers.argon2 import Argon2Hasher

    from auth.passwords import Passwords

    service.secrets.sign_ins.passwords = Passwords(Argon2Hasher(time_cost=2, memory_cost=8, parallelism=1))
    read = "CYPHER 25 MATCH (s:Secret) RETURN s.password"
    ((before,),) = service.run(service.executor.database.rows(read))
    assert browser.sign_in(NADIA).status_code == 200
    ((after,),) = service.run(service.executor.database.rows(read))
    assert "t=1" in before and "t=2" in after
    assert browser.sign_in(NADIA).status_code == 200


# Cookies


def cookies(response) -> dict[str, str]:
    return {one.partition("=")[0]: one for one in response.headers.get_list("set-cookie")}


def test_the_cookies_over_https_are_bound_to_the_host_and_out_of_reach_of_scripts(service, browser):
    found = cookies(service.client(base="https://peyman.example.org").sign_in(NADIA))
    assert found.keys() == {
        "__Host-peyman_access",
        "__Host-peyman_csrf",
        "__Secure-peyman_refresh",
        "__Secure-peyman_device",
    }
    for name, text in found.items():
        assert "Secure" in text and "SameSite=strict" in text and "Domain" not in text
        assert ("HttpOnly" in text) == ("csrf" not in name)
        assert ("Path=/;" in text) == name.startswith("__Host-")
    assert "Path=/auth;" in found["__Secure-peyman_refresh"]


def test_plain_http_sets_cookies_only_under_a_name_of_the_machine(service, browser):
    found = cookies(browser.sign_in(NADIA))
    assert found.keys() == {"peyman_access", "peyman_csrf", "peyman_refresh", "peyman_device"}
    assert not any("Secure" in text for text in found.values())
    outside = service.client(base="http://peyman.example.org").sign_in(NADIA)
    assert (outside.status_code, code(outside)) == (403, "HTTPS_NEEDED")
    assert not cookies(outside)


def test_a_proxy_that_is_trusted_says_that_it_is_https(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, trusted_proxies=1)
    service.account(NADIA, roles=[])
    client = service.client(base="http://peyman.example.org")
    headers = {"X-Forwarded-Proto": "https", "Origin": "https://peyman.example.org"}
    response = client.post("/auth/sign-in", {"email": NADIA, "password": PASSWORD}, **headers)
    assert "__Host-peyman_access" in cookies(response)


def test_the_public_url_says_that_it_is_https(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, public_url="https://peyman.example.org/")
    service.account(NADIA, roles=[])
    origin = "https://peyman.example.org"
    response = service.client().post("/auth/sign-in", {"email": NADIA, "password": PASSWORD}, Origin=origin)
    assert "__Host-peyman_access" in cookies(response)


# Form


POSTS = [
    "/auth/sign-in",
    "/auth/second-factor",
    "/auth/refresh",
    "/auth/sign-out",
    "/auth/invitations/accept",
    "/auth/password",
    "/auth/second-factor/begin",
    "/auth/second-factor/confirm",
]


def test_what_is_no_json_object_is_refused(service):
    for path in POSTS:
        check_form(service, path)


def check_form(service: Service, path: str) -> None:
    client = service.client()
    for content, media, status in (
        (b"{}", "text/plain", 415),
        (b"email=x", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"[{}, {}]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b'{"x": "' + b"x" * 10_000 + b'"}', "application/json", 413),
        (b"x" * 200_000, "application/json", 413),
    ):
        response = service.run(client.http.post(path, content=content, headers={"Content-Type": media}))
        assert response.status_code == status, content[:20]
        assert code(response)
    for method in ("GET", "PUT", "DELETE"):
        response = service.run(client.http.request(method, path))
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert code(response)


WRONG = [
    ({}, "email"),
    ({"email": 1, "password": "x"}, "email"),
    ({"email": "x", "password": ""}, "password"),
    ({"email": "x", "password": ["x"]}, "password"),
    ({"email": "x", "password": "x" * 1001}, "password"),
    ({"email": "x", "password": "x", "code": "1" * 51}, "code"),
    ({"email": "x", "password": "x", "bearer": "yes"}, "bearer"),
]


def test_a_wrong_field_is_named(service):
    for body, path in WRONG:
        response = service.client().post("/auth/sign-in", body)
        assert (response.status_code, code(response)) == (422, "VALIDATION_FAILED")
        assert response.json()["errors"][0]["path"] == [path]


@pytest.mark.parametrize("path", ["/auth/password", "/auth/second-factor/begin", "/auth/second-factor/confirm"])
def test_nobody_does_anything_to_an_account_without_being_signed_in(service, path):
    response = service.client().post(path, {"password": "x", "newPassword": "y", "code": "123456"})
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert service.client().get("/auth/session").status_code == 401


def test_answers_are_kept_by_no_cache(browser):
    assert browser.sign_in(NADIA).headers["cache-control"] == "no-store"


# Aliases and batches


def test_no_field_of_the_schema_takes_a_password_code_or_token():
    """Sign-in is no GraphQL field, so that no alias and no batch multiplies a try."""
    schema = assembled().schema
    words = ("password", "secret", "code", "token", "signin", "login", "ticket")
    for root in (schema.query_type, schema.mutation_type):
        for name, field in root.fields.items():
            for argument in field.args:
                assert not any(word in argument.lower() for word in words), f"{root.name}.{name}({argument})"
    inputs = [one for one in schema.type_map.values() if type(one).__name__ == "GraphQLInputObjectType"]
    assert inputs
    for one in inputs:
        for name in one.fields.keys() - {"secretariat"}:
            assert not any(word in name.lower() for word in ("password", "secret", "token", "ticket")), f"{one}.{name}"


def test_a_batch_of_sign_ins_is_not_taken(browser):
    batch = [{"email": NADIA, "password": "x"}] * 10
    response = browser.post("/auth/sign-in", batch)
    assert response.status_code == 400


# The password of one's own


def test_a_new_password_ends_the_other_sign_ins(service, browser):
    other = service.client()
    other.sign_in(NADIA)
    browser.sign_in(NADIA)
    new = "eleven wicker boats at midnight"
    assert browser.post("/auth/password", {"password": PASSWORD, "newPassword": new}).json() == {"changed": True}
    assert browser.user == NADIA
    assert other.get("/auth/session").status_code == 401
    assert other.post("/auth/refresh").status_code == 401
    assert code(service.client().sign_in(NADIA)) == "SIGN_IN_FAILED"
    assert service.client().sign_in(NADIA, new).status_code == 200


def test_the_old_password_is_needed_and_tries_are_counted(browser):
    browser.sign_in(NADIA)
    body = {"password": "wrong", "newPassword": "eleven wicker boats at midnight"}
    answers = [browser.post("/auth/password", body) for _ in range(11)]
    assert [one.status_code for one in answers] == [401] * 10 + [429]


WEAK = ["short", "password1234", NADIA, "Nadia1example", "a" * 16, "x" * 257, "nul\x00byte password"]


def test_a_weak_password_is_refused_with_the_reason(browser):
    browser.sign_in(NADIA)
    for new in WEAK:
        response = browser.post("/auth/password", {"password": PASSWORD, "newPassword": new})
        assert (response.status_code, code(response)) == (422, "VALIDATION_FAILED"), new
        assert response.json()["errors"][0]["path"] == ["newPassword"]
        assert new not in response.text


def test_a_change_of_password_is_on_the_ledger_without_it(service, browser):
    browser.sign_in(NADIA)
    new = "eleven wicker boats at midnight"
    browser.post("/auth/password", {"password": PASSWORD, "newPassword": new})
    rows = service.run(
        service.executor.database.rows("CYPHER 25 MATCH (e:Entry) RETURN e.operation, e.actor, properties(e)")
    )
    assert ["changePassword", NADIA] in [row[:2] for row in rows]
    assert new not in str(rows) and "argon2" not in str(rows)


# Signing out


def test_signing_out_ends_the_sign_in_and_takes_the_cookies(service, browser):
    browser.sign_in(NADIA)
    token = browser.cookie("access")
    response = browser.post("/auth/sign-out")
    assert response.json() == {"signedOut": True}
    assert all("Max-Age=0" in one for one in response.headers.get_list("set-cookie"))
    assert browser.cookie("access") is None
    asked = service.client().ask(Authorization=f"Bearer {token}")
    assert asked["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert browser.post("/auth/sign-out").status_code == 200


def test_a_program_signs_out_by_either_token(service, browser):
    for name in ("accessToken", "refreshToken"):
        told = browser.sign_in(NADIA, bearer=True).json()
        headers = {"Authorization": f"Bearer {told['accessToken']}"} if name == "accessToken" else {}
        browser.post("/auth/sign-out", {"refreshToken": told[name]} if name == "refreshToken" else {}, **headers)
        assert code(browser.post("/auth/refresh", {"refreshToken": told["refreshToken"]})) == "UNAUTHENTICATED"


def test_another_process_knows_at_once(service, browser, run, clock):
    elsewhere = service_over(service.executor.database, run, clock)
    browser.sign_in(NADIA)
    there = elsewhere.client()
    there.http.cookies, there.csrf = browser.http.cookies, browser.csrf
    assert there.user == NADIA
    browser.post("/auth/sign-out")
    there.http.cookies = browser.http.cookies
    assert there.user is None


# What is kept


def test_a_deleted_account_leaves_no_secret(service, browser):
    from auth.viewer import SYSTEM

    browser.sign_in(NADIA)
    read = "CYPHER 25 RETURN COUNT { (:Secret) } AS secrets, COUNT { (:Credential) } AS credentials"
    assert service.run(service.executor.database.rows(read)) == [[1, 1]]
    id = browser.get("/auth/session").json()["account"]["id"]
    text = f'mutation {{ deleteRecord(id: "{id}") {{ __typename }} }}'
    answer = service.run(service.executor.execute(text, None, None, SYSTEM))
    assert answer.data == {"deleteRecord": {"__typename": "DeletePayload"}}
    assert service.run(service.executor.database.rows(read)) == [[0, 0]]


def test_tokens_are_kept_as_hashes_only(service, browser):
    told = browser.sign_in(NADIA, bearer=True).json()
    rows = str(service.run(service.executor.database.rows("CYPHER 25 MATCH (n) RETURN properties(n)")))
    for secret in (told["accessToken"], told["refreshToken"], PASSWORD):
        assert secret not in rows
