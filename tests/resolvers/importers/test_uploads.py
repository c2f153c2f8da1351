"""`/import` over HTTP: who may, what is refused with which status, and that nothing is written half."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from auth.permissions import ROLES
from graph.database import Database
from tests.graph.writers import Desk
from tests.resolvers.importers.files import popolo_file
from tests.resolvers.signing import Clock, Service, service_over

Run = Callable[[Awaitable[Any]], Any]
FORBIDDEN_ROLES = sorted(set(ROLES) - {"steward"})
MAPPING = """
[[record]]
type = "Organization"
id = { scheme = "our", column = "id" }
values.name = "{name}"
"""


@pytest.fixture
def service(empty_graph: Database, run: Run) -> Service:
    return service_over(empty_graph, run, Clock(), import_limit=20_000, second_factor_roles=())


@pytest.fixture
def steward(service: Service) -> Any:
    return signed_in(service, "steward")


def signed_in(service: Service, role: str) -> Any:
    service.account(f"{role}@example.org", roles=[role])
    client = service.client()
    client.sign_in(f"{role}@example.org")
    return client


def sent(client: Any, content: bytes, headers: dict[str, str] | None = None, **given: str) -> Any:
    told = {"Content-Type": "application/octet-stream", **(headers or {})}
    return client.post_bytes(f"/import?{urlencode(given)}", content, **told)


def names(service: Service, run: Run) -> list[str]:
    rows = run(service.executor.database.rows("CYPHER 25 MATCH (n:Organization) RETURN n.name ORDER BY n.name"))
    return [name for [name] in rows]


def test_a_file_is_imported_and_reported(steward: Any, service: Service, run: Run, tmp_path: Path) -> None:
    content = gzip.compress(popolo_file(tmp_path).read_bytes())
    tried = sent(steward, content, format="popolo", name="../x/council.json.gz", dryRun="true")
    assert tried.status_code == 200, tried.text
    assert (tried.json()["id"], names(service, run)) == (None, [])
    done = sent(steward, content, format="popolo", name="../x/council.json.gz").json()
    assert done["file"] == "council.json.gz"
    assert done["counts"]["Organization"] == {"created": 2} == tried.json()["counts"]["Organization"]
    assert done["errors"] == []
    listed = steward.get("/imports").json()["imports"]
    assert [(one["id"], one["state"]) for one in listed] == [(done["id"], "DONE")]
    undone = steward.post_bytes(f"/imports/{done['id']}/undo", b"")
    assert undone.json()["counts"]["Organization"] == {"deleted": 2}
    assert names(service, run) == []


def test_a_table_comes_with_its_mapping_and_marking(steward: Any, service: Service, run: Run) -> None:
    answer = sent(steward, b"id,name\n1,Heron\n,Stork\n", format="csv", mapping=MAPPING, marking="GREEN").json()
    assert answer["errorCount"] == 1
    assert answer["errors"][0]["line"] == 3
    rows = run(service.executor.database.rows("CYPHER 25 MATCH (n:Organization) RETURN n.name, n.marking"))
    assert rows == [["Heron", "GREEN"]]


@pytest.mark.parametrize("role", FORBIDDEN_ROLES)
def test_who_lacks_the_permissions_is_refused_before_the_body(service: Service, role: str) -> None:
    may = {"service"}
    answer = sent(signed_in(service, role), b"{}", format="popolo", dryRun="true")
    assert answer.status_code == (200 if role in may else 403)


def test_strangers_and_other_sites_are_refused(service: Service, steward: Any) -> None:
    assert sent(service.client(), b"{}", format="popolo").status_code == 403
    forged = sent(steward, b"{}", {"X-CSRF-Token": "", "Origin": "https://elsewhere.example"}, format="popolo")
    assert (forged.status_code, forged.json()["errors"][0]["extensions"]["code"]) == (403, "CSRF")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_what_a_form_can_send_is_refused(steward: Any, media_type: str) -> None:
    assert sent(steward, b"{}", {"Content-Type": media_type}, format="popolo").status_code == 415


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400),
        ({"format": "peyman"}, 400),
        ({"format": "popolo", "nothing": "1"}, 400),
        ({"format": "popolo", "dryRun": "yes"}, 400),
        ({"format": "popolo", "marking": "RED"}, 400),
        ({"format": "popolo", "date": "yesterday"}, 400),
        ({"format": "popolo", "marking": "AMBER"}, 422),
        ({"format": "popolo", "unverified": "true"}, 422),
        ({"format": "csv"}, 422),
        ({"format": "csv", "mapping": "["}, 422),
        ({"format": "upr"}, 422),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_with_a_status(
    steward: Any, given: dict[str, str], status: int
) -> None:
    answer = sent(steward, b"{}", **given)
    assert answer.status_code == status, answer.text
    assert "/tmp" not in answer.text


def test_a_file_too_large_is_refused_with_limit_and_size(steward: Any, service: Service, run: Run) -> None:
    answer = sent(steward, b"x" * 20_001, format="popolo")
    assert answer.status_code == 413
    assert "20,001 bytes; the limit is 20,000" in answer.json()["errors"][0]["message"]
    assert sent(steward, b"", format="popolo").status_code == 400


def test_the_import_of_another_is_as_one_that_is_none(service: Service, steward: Any, tmp_path: Path) -> None:
    id = sent(steward, popolo_file(tmp_path).read_bytes(), format="popolo").json()["id"]
    service.account("other@example.org", roles=["steward"])
    other = service.client()
    other.sign_in("other@example.org")
    assert other.get("/imports").json() == {"imports": []}
    hidden, absent = (other.post_bytes(f"/imports/{one}/undo", b"") for one in (id, "nothing"))
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 404


def test_an_owner_that_is_hidden_is_as_one_that_is_none(
    service: Service, steward: Any, empty_graph: Database, model: Any, run: Run, tmp_path: Path
) -> None:
    desk = Desk(empty_graph, model, run)
    hidden = desk.made("Organization", marking="RED", readers=["user:a@example.org"])
    content = popolo_file(tmp_path, persons=[], memberships=[], posts=[]).read_bytes()
    one, other = (
        sent(steward, content, format="popolo", marking="AMBER", owner=owner).text.replace(owner, "")
        for owner in (hidden, "00000000-0000-7000-8000-000000000000")
    )
    assert one == other
    assert '"created"' not in one
