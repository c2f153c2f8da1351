"""The application put together: health, GraphiQL's files, origins, tokens and bookmarks end to end, the
port, the secret.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import create_app
from auth.secret import signing_secret
from auth.tokens import Claims, KeyRing, Tokens, key_of
from auth.viewer import Viewer
from resolvers.answers import Answer
from resolvers.listening import address, listening_socket
from resolvers.pages import GRAPHIQL
from settings import OperatorError, Settings

NADIA = Viewer("nadia@example.org", frozenset({"org-1"}), frozenset({"shelter"}), frozenset({"coordinator"}))


CLAIMS = Claims("account-of-nadia", "sign-in-of-nadia")


class Acquaintances:
    """Knows one sign-in; the real ones are in `tests/resolvers/test_accounts.py`."""

    def __init__(self, settings: Settings) -> None:
        self.tokens = Tokens(KeyRing(key_of(signing_secret(settings))))

    async def viewer(self, token: str) -> Viewer:
        assert self.tokens.verify(token) == CLAIMS
        return NADIA


@dataclass
class ClosingDatabase:
    closed: bool = False

    async def close(self) -> None:
        self.closed = True


@dataclass
class EchoExecutor:
    """Answers with who asked, and with the bookmarks that came."""

    database: ClosingDatabase = field(default_factory=ClosingDatabase)
    access: None = None

    async def execute(self, text: str, variables: Any, name: Any, viewer: Viewer, **options: Any) -> Answer:
        return Answer({"user": viewer.user, "came": options["bookmarks"]}, bookmarks=["mark-2", "mark-1"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", neo4j_uri=None)


async def is_ready() -> str | None:
    return None


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    application = create_app(settings, EchoExecutor(), is_ready, identities=Acquaintances(settings))
    with TestClient(application) as client:
        yield client


def test_it_is_live_and_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_it_is_not_ready_while_the_database_is_not(settings: Settings) -> None:
    async def unreachable() -> str | None:
        return "the database cannot be reached"

    response = TestClient(create_app(settings, EchoExecutor(), unreachable)).get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "reason": "the database cannot be reached"}


def test_a_readiness_check_that_fails_tells_no_secret(settings: Settings) -> None:
    async def broken() -> str | None:
        raise RuntimeError("bolt://neo4j:hunter2@db")

    response = TestClient(create_app(settings, EchoExecutor(), broken)).get("/health/ready")
    assert response.status_code == 503
    assert "hunter2" not in response.text


def test_closing_the_application_closes_the_database(settings: Settings) -> None:
    executor = EchoExecutor()
    with TestClient(create_app(settings, executor, is_ready)):
        assert not executor.database.closed
    assert executor.database.closed


def test_a_token_signs_its_viewer_in(client: TestClient, settings: Settings) -> None:
    token = Acquaintances(settings).tokens.issue(CLAIMS)
    asked = client.post("/graphql", json={"query": "{ x }"}, headers={"Authorization": f"Bearer {token}"})
    assert asked.json()["data"]["user"] == NADIA.user


@pytest.mark.parametrize("change", [lambda token: token[:-2] + "xx", lambda token: token.swapcase(), lambda _: "é"])
def test_a_changed_token_is_refused(client: TestClient, settings: Settings, change: Any) -> None:
    token = change(Acquaintances(settings).tokens.issue(CLAIMS))
    headers = {b"authorization": f"Bearer {token}".encode()}
    response = client.post("/graphql", json={"query": "{ x }"}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_an_expired_token_is_refused(client: TestClient, settings: Settings) -> None:
    token = Acquaintances(settings).tokens.issue(CLAIMS, minutes=-1)
    response = client.post("/graphql", json={"query": "{ x }"}, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401


def test_bookmarks_leave_sealed_and_come_back_opened(client: TestClient) -> None:
    sealed = client.post("/graphql", json={"query": "{ x }"}).headers["peyman-bookmark"]
    assert "mark" not in sealed
    again = client.post("/graphql", json={"query": "{ x }"}, headers={"Peyman-Bookmark": sealed})
    assert sorted(again.json()["data"]["came"]) == ["mark-1", "mark-2"]


def test_a_changed_bookmark_is_refused(client: TestClient) -> None:
    sealed = client.post("/graphql", json={"query": "{ x }"}).headers["peyman-bookmark"]
    for broken in (sealed[:-1], "x" + sealed, sealed[: len(sealed) // 2], "é"):
        headers = {b"peyman-bookmark": broken.encode()}
        response = client.post("/graphql", json={"query": "{ x }"}, headers=headers)
        assert response.status_code == 400


def test_graphiql_is_served_whole_from_this_package(client: TestClient) -> None:
    page = client.get("/graphiql").text
    for name in (
        "react.production.min.js",
        "react-dom.production.min.js",
        "graphiql.min.js",
        "graphiql.min.css",
        "start.js",
    ):
        assert f'"/graphiql/{name}"' in page
        asset = client.get(f"/graphiql/{name}")
        assert asset.status_code == 200
        assert asset.headers["x-content-type-options"] == "nosniff"
    assert client.get("/graphiql/../../app.py").status_code == 404


def test_the_built_files_are_those_that_were_copied() -> None:
    for line in (GRAPHIQL / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((GRAPHIQL / name).read_bytes()).hexdigest() == digest


def test_no_other_origin_may_call_unless_it_is_set(client: TestClient, settings: Settings) -> None:
    headers = {"Origin": "https://console.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.options("/graphql", headers=headers).headers
    allowing = settings.model_copy(update={"cors_origins": ("https://console.example",)})
    with TestClient(create_app(allowing, EchoExecutor(), is_ready)) as allowed:
        answer = allowed.options("/graphql", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://console.example"
        other = allowed.options("/graphql", headers={**headers, "Origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYMAN_CORS_ORIGINS", "https://a.example/, https://b.example")
    assert Settings().cors_origins == ("https://a.example", "https://b.example")


def test_port_0_picks_a_free_one() -> None:
    with listening_socket("127.0.0.1", 0) as bound:
        assert address(bound).startswith("http://127.0.0.1:")
        assert not address(bound).endswith(":0")


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OperatorError) as error:
        listening_socket("127.0.0.1", taken.getsockname()[1])
    assert "is taken" in error.value.problem
    assert "--port" in error.value.remedy


def test_the_secret_is_made_once_and_owner_only(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: signing_secret(settings), range(16)))
    assert len(made) == 1
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret"]
    if os.name == "posix":
        assert (settings.data_dir / "secret").stat().st_mode & 0o077 == 0


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="32"):
        signing_secret(Settings(data_dir=tmp_path, secret="short"))  # pyright: ignore[reportArgumentType]


def test_a_secret_file_wins(tmp_path: Path) -> None:
    path = tmp_path / "mounted"
    path.write_text("m" * 40 + "\n")
    settings = Settings(data_dir=tmp_path, secret="s" * 40, secret_file=path)  # pyright: ignore[reportArgumentType]
    assert signing_secret(settings) == "m" * 40


def test_the_page_to_sign_in_is_served_and_calls_routes_that_there_are(client: TestClient) -> None:
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for name in re.findall(r'(?:src|href)="(/sign-in/[^"]+)"', page.text):
        assert client.get(name).status_code == 200, name
    script = client.get("/sign-in/start.js").text
    called = set(re.findall(r'send\("([^"]+)"', script))
    assert {
        "sign-in",
        "sign-out",
        "invitations/accept",
        "second-factor",
        "second-factor/begin",
        "second-factor/confirm",
    } == called
    for path in called:
        assert client.get(f"/auth/{path}").status_code == 405, path
    assert not re.findall(r"innerHTML|eval\(|localStorage|sessionStorage", script)


def test_a_role_that_is_none_does_not_pass_for_one_with_a_second_factor(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, second_factor_roles=("stewards",))
    with pytest.raises(OperatorError, match="'stewards', which is no role"):
        create_app(settings, EchoExecutor(), is_ready)
