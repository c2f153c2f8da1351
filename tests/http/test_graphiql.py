"""GraphiQL in a real browser that reaches no other host, and the introspection by which it and other tools live."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app import assembled
from auth.sealing import Sealer
from auth.viewer import ANONYMOUS
from graph.database import Database
from graph.ledger import Ledger
from graph.scopes import Scopes
from resolvers.execution import Executor
from resolvers.http import GraphQLEndpoint
from resolvers.pages import GRAPHIQL, SecurityHeaders, graphiql

ASKED = get_introspection_query(
    descriptions=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
)


@pytest.fixture
def peyman() -> Executor:
    """Peyman's own executor; introspection must not need the database, so there is none behind it."""
    database = Database("bolt://127.0.0.1:1", "nobody", "nothing")
    scopes = Scopes(database)
    assembly = assembled()
    return Executor(
        assembly=assembly,
        database=database,
        scopes=scopes,
        ledger=Ledger(assembly.model, scopes),
        sealer=Sealer("of no use here"),
        commands=assembly.commands,
    )


def test_the_introspection_of_tools_is_answered(peyman: Executor, run: Any) -> None:
    answer = run(peyman.execute(ASKED, None, None, ANONYMOUS))
    assert not answer.errors
    assert {one["name"] for one in answer.data["__schema"]["types"]} >= {"Stakeholder", "Commitment", "Query"}


def test_introspection_that_unfolds_itself_is_refused(peyman: Executor, run: Any) -> None:
    unfolded = "name"
    for _ in range(4):
        unfolded = f"fields {{ type {{ {unfolded} }} }}"
    answer = run(peyman.execute(f"{{ __schema {{ types {{ {unfolded} }} }} }}", None, None, ANONYMOUS))
    assert answer.errors
    assert not answer.data
    deep = "name"
    for _ in range(20):
        deep = f"ofType {{ {deep} }}"
    answer = run(peyman.execute(f'{{ __type(name: "Query") {{ {deep} }} }}', None, None, ANONYMOUS))
    assert "the limit is 16" in answer.errors[0]["message"]


@pytest.fixture
def url(peyman: Executor, listening: Any) -> Iterator[str]:
    def unused(*_: Any) -> Any:
        raise AssertionError

    endpoint = GraphQLEndpoint(peyman, authenticate=unused, seal=unused, unseal=unused, page=graphiql, anonymous=True)
    routes = [
        Route("/graphql", endpoint),
        Route("/graphiql", graphiql),
        Mount("/graphiql", StaticFiles(directory=GRAPHIQL)),
    ]
    with listening(Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])) as url:
        yield url


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        assert not os.environ.get("PEYMAN_CI"), "CI needs a browser: .ci/run installs chromium"
        pytest.skip("there is no chromium on this machine")
    return found


def test_graphiql_shows_itself_and_learns_the_schema_offline(url: str, chromium: str, tmp_path: Path) -> None:
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--virtual-time-budget=15000",
        "--dump-dom",
        f"{url}/graphiql",
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert "graphiql-execute-button" in shown
    assert "Show Documentation Explorer" in shown
    assert "graphiql-spinner" not in shown
    result = shown[shown.index('class="result-window"') :]
    assert "errors" not in result
    assert "Error" not in result
