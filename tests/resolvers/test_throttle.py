"""How often signing in may fail, that nobody locks others out by it, and what operations may cost in a minute."""

from __future__ import annotations

import pytest

from tests.resolvers.signing import Service, code, service_over

NADIA = "nadia@example.org"


@pytest.fixture
def nadia(service: Service) -> str:
    return service.account(NADIA, roles=["reader"])


def fail(client, times: int, email: str = NADIA) -> list[int]:
    return [client.sign_in(email, "wrong").status_code for _ in range(times)]


def test_after_ten_failures_an_address_waits(service, nadia, clock):
    client = service.client()
    assert fail(client, 11) == [401] * 10 + [429]
    refused = client.sign_in(NADIA)
    assert (refused.status_code, code(refused)) == (429, "RATE_LIMITED")
    assert 0 < int(refused.headers["retry-after"]) <= 900
    clock.passes(minutes=16)
    assert client.sign_in(NADIA).status_code == 200


def test_unknown_accounts_are_counted_alike(service, nadia):
    assert fail(service.client(), 11, "nobody@example.org") == fail(service.client("198.51.100.7"), 11)


def test_who_succeeds_is_not_counted(service, nadia):
    client = service.client()
    for _ in range(3):
        fail(client, 6)
        assert client.sign_in(NADIA).status_code == 200


def test_an_attacker_does_not_lock_the_holder_out(service, nadia):
    """From the holder's own network, and from a thousand others."""
    browser = service.client()
    browser.sign_in(NADIA)
    fail(service.client(), 12)
    for last in range(30):
        fail(service.client(f"198.51.100.{last}"), 2)
    slept = len(service.slept)
    assert browser.sign_in(NADIA).status_code == 200
    elsewhere = service.client("192.0.2.77")
    elsewhere.http.cookies = browser.http.cookies
    assert elsewhere.sign_in(NADIA).status_code == 200
    assert len(service.slept) == slept


def test_an_address_betrays_nobody_who_came_from_it(service, nadia):
    """Whoever shares the holder's address sees the same as everywhere: nobody learns where an account is used."""
    service.client("192.0.2.9").sign_in(NADIA)
    for last in range(30):
        fail(service.client(f"198.51.100.{last}"), 1)
    slept = len(service.slept)
    fail(service.client("192.0.2.9"), 1)
    fail(service.client("192.0.2.10"), 1)
    assert len(service.slept) == slept + 2


def test_strangers_wait_while_an_account_is_tried_from_everywhere(service, nadia):
    for last in range(21):
        fail(service.client(f"198.51.100.{last}"), 1)
    assert service.slept == [2.0]
    newcomer = service.client("192.0.2.1")
    assert newcomer.sign_in(NADIA).status_code == 200
    assert service.slept == [2.0, 2.0]


def test_an_address_that_tries_many_accounts_waits(service, nadia):
    client = service.client()
    statuses = [client.sign_in(f"a{each}@example.org", "wrong").status_code for each in range(301)]
    assert statuses == [401] * 300 + [429]
    assert service.client("198.51.100.1").sign_in(NADIA).status_code == 200


def test_the_cookie_of_a_device_serves_one_account_only(service, nadia):
    service.account("rewan@example.org", roles=[])
    browser = service.client()
    browser.sign_in("rewan@example.org")
    assert fail(browser, 11) == [401] * 10 + [429]
    other = service.client()
    other.http.cookies.set("peyman_device", "forged", domain="127.0.0.1", path="/auth")
    assert other.sign_in(NADIA).status_code == 429


def test_a_household_of_ipv6_is_one_address(service, nadia):
    fail(service.client("2001:db8::1"), 10)
    assert service.client("2001:db8::2").sign_in(NADIA).status_code == 429
    assert service.client("2001:db8:0:1::2").sign_in(NADIA).status_code == 200


def test_an_address_in_a_header_is_believed_only_of_a_trusted_proxy(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, trusted_proxies=1)
    service.account(NADIA, roles=[])
    untrusted = service_over(empty_graph, run, clock)
    for found, expected in ((service, [401] * 11), (untrusted, [401] * 10 + [429])):
        client = found.client()
        body = {"email": NADIA, "password": "wrong"}
        forwarded = [f"192.0.2.{each}, 198.51.100.{each}" for each in range(11)]
        assert [
            client.post("/auth/sign-in", body, **{"X-Forwarded-For": one}).status_code for one in forwarded
        ] == expected


# Operations


def test_an_operation_beyond_the_budget_is_refused_before_it_runs(empty_graph, run, clock, monkeypatch):
    service = service_over(empty_graph, run, clock, cost_per_minute=1_000)
    service.account(NADIA, roles=["contributor"])
    token = service.client().sign_in(NADIA, bearer=True).json()["accessToken"]
    client = service.client("192.0.2.1", Authorization=f"Bearer {token}")
    query = {"query": "{ people(first: 100) { nodes { name } } }"}
    answers = [client.post("/graphql", query) for _ in range(12)]
    costs = [
        one.json().get("extensions", {}).get("cost", {}).get("estimated") for one in answers if one.status_code == 200
    ]
    assert 0 < sum(costs) <= 1_000
    refused = answers[-1]
    assert refused.status_code == 429
    error = refused.json()["errors"][0]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert refused.headers["retry-after"] == str(error["extensions"]["retryAfter"])
    assert "data" not in refused.json()
    elsewhere = service.client("198.51.100.3", Authorization=f"Bearer {token}")
    assert elsewhere.post("/graphql", query).status_code == 429
    mutation = {"query": 'mutation { createPerson(input: {name: {text: "x"}}) { __typename } }'}
    for _ in range(2):
        assert client.post("/graphql", mutation).status_code == 429
    assert run(service.executor.database.rows("CYPHER 25 RETURN COUNT { (:Person) }")) == [[0]]
    clock.passes(seconds=61)
    assert client.post("/graphql", query).status_code == 200


def test_whoever_has_no_account_pays_by_his_address(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, cost_per_minute=300)
    query = {"query": "{ people(first: 100) { nodes { name } } }"}
    client = service.client()
    assert {client.post("/graphql", query).status_code for _ in range(6)} == {200, 429}
    assert service.client("198.51.100.3").post("/graphql", query).status_code == 200


def test_a_mutation_of_many_fields_is_refused_as_a_whole(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, cost_per_minute=100)
    service.account(NADIA, roles=["contributor"])
    token = service.client().sign_in(NADIA, bearer=True).json()["accessToken"]
    fields = " ".join(f'p{each}: createPerson(input: {{name: {{text: "x"}}}}) {{ __typename }}' for each in range(10))
    response = service.client().post("/graphql", {"query": f"mutation {{ {fields} }}"}, Authorization=f"Bearer {token}")
    assert response.status_code == 429
    assert run(service.executor.database.rows("CYPHER 25 RETURN COUNT { (:Person) }")) == [[0]]


def test_the_budget_of_the_defaults_is_generous_and_none_is_none(empty_graph, run, clock):
    service = service_over(empty_graph, run, clock, cost_per_minute=0)
    query = {"query": "{ people(first: 100) { nodes { name } } }"}
    assert {service.client().post("/graphql", query).status_code for _ in range(20)} == {200}
