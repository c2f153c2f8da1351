"""`/export` over HTTP: who asks, what is refused with which status, and an end where the client hangs up."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from auth.viewer import ANONYMOUS
from graph.database import Database
from resolvers.clients import Client
from resolvers.exports import ExportEndpoint
from tests.graph.writers import Desk
from tests.resolvers.signing import Clock, Service, service_over

Run = Callable[[Awaitable[Any]], Any]


@pytest.fixture
def service(empty_graph: Database, run: Run) -> Service:
    return service_over(empty_graph, run, Clock(), public_url="http://127.0.0.1:8000")


@pytest.fixture
def desk(service: Service, empty_graph: Database, model: Any, run: Run) -> Desk:
    return Desk(empty_graph, model, run)


def ids(content: bytes) -> set[str]:
    return {row["id"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))}


def test_each_sees_what_he_sees(service: Service, desk: Desk) -> None:
    clear = desk.made("Place")
    green = desk.made("Organization", marking="GREEN")
    service.account("dara@example.org", roles=["reader"])
    client = service.client()
    path = "/export?format=csv&type=Organization&type=Place"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="peyman-records.csv"'
    assert ids(answer.content) == {clear}
    client.sign_in("dara@example.org")
    assert ids(client.get(path).content) == {clear, green}


def test_a_record_s_address_leads_to_the_query_for_it(service: Service, desk: Desk) -> None:
    place = desk.made("Place")
    hidden = desk.made("Organization", marking="GREEN")
    client = service.client()
    [row] = csv.DictReader(io.StringIO(client.get("/export?format=csv&type=Place").text.lstrip("\ufeff")))

    def found(path: str) -> Any:
        return client.get(client.get(path).headers["location"]).json()["data"]

    assert found(row["record"].removeprefix("http://127.0.0.1:8000"))["node"]["id"] == place
    assert found(f"/records/{hidden}") == found("/records/00000000-0000-7000-8000-000000000000") == {"node": None}


def test_a_post_filters_and_needs_what_forgers_lack(service: Service, desk: Desk) -> None:
    wanted = desk.made("Organization", name="Wanted")
    desk.made("Organization", name="Other")
    service.account("dara@example.org", roles=["reader"])
    client = service.client()
    client.sign_in("dara@example.org")
    asked = {"format": "csv", "type": "Organization", "where": {"name": {"eq": "Wanted"}}}
    assert ids(client.post("/export", asked).content) == {wanted}
    refused = client.post("/export", asked, **{"X-CSRF-Token": "", "Origin": "https://elsewhere.example"})
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "CSRF")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/export", 400),
        ("/export?format=pdf", 400),
        ("/export?format=csv&type=Nothing", 400),
        ("/export?format=csv&type=Place&where=%7B", 400),
        ("/export?format=csv&type=Place&where=%7B%22x%22%3A1%7D", 400),
        ("/export?format=csv&format=csv", 400),
        ("/export?format=csv&nothing=1", 400),
        ("/export?format=csv&confidential=yes", 400),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_with_a_status(service: Service, path: str, status: int) -> None:
    answer = service.client().get(path)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


def test_a_token_that_is_none_is_refused(service: Service) -> None:
    assert service.client().get("/export?format=csv", Authorization="Bearer nothing").status_code == 401


def test_a_client_that_hangs_up_ends_its_export(service: Service, desk: Desk, run: Run) -> None:
    for _ in range(3):
        desk.made("Place")
    sent: list[dict[str, Any]] = []
    begun = asyncio.Event()

    async def viewer(*_: Any) -> Any:
        return ANONYMOUS

    async def receive() -> dict[str, Any]:
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        begun.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    endpoint = ExportEndpoint(service.executor, viewer, lambda *_: None, lambda _: Client("", "http", "h"), "")
    scope = {"type": "http", "method": "GET", "headers": [], "query_string": b"format=json-ld"}
    run(asyncio.wait_for(endpoint(scope, receive, send), 60))
    assert sent[0]["status"] == 200
    assert sent[-1].get("more_body", True)
    again: list[Any] = []

    async def keep(message: Any) -> None:
        again.append(message)

    async def wait() -> Any:
        await asyncio.Event().wait()

    run(endpoint({**scope, "query_string": b"format=json-ld&type=Place"}, wait, keep))
    assert len(json.loads(b"".join(one.get("body", b"") for one in again))["@graph"]) == 3
