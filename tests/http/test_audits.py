"""The server audits of the npm package graphql-http: at the endpoint alone, and against the running
application.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from resolvers.http import GraphQLEndpoint
from resolvers.pages import graphiql
from tests.fixtures_graph import settings_of

AUDITS = Path(__file__).parent / "audits"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the pinned audits installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        _missing("Node with npm is not installed")
    if not (AUDITS / "node_modules" / "graphql-http").is_dir():
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        installed = subprocess.run(command, cwd=AUDITS, capture_output=True, text=True, timeout=120)
        if installed.returncode:
            _missing(f"npm ci failed: {installed.stderr[-500:]}")
    return node


def _missing(reason: str) -> Any:
    """Where PEYMAN_CI is set, what is missing is a failure."""
    if os.environ.get("PEYMAN_CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def audit(node: str, url: str) -> None:
    done = subprocess.run([node, "run.mjs", url], cwd=AUDITS, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "61 of 61 audits ok" in done.stdout


def test_the_endpoint_passes_all_audits(node: str, executor: Any, listening: Any) -> None:
    def unused(*_: Any) -> Any:
        raise AssertionError

    endpoint = GraphQLEndpoint(executor, authenticate=unused, seal=unused, unseal=unused, page=graphiql, anonymous=True)
    with listening(Starlette(routes=[Route("/graphql", endpoint)])) as url:
        audit(node, f"{url}/graphql")


@pytest.mark.slow
def test_the_running_application_passes_all_audits(node: str, neo4j_server: Any, tmp_path: Path) -> None:
    environment = settings_of(neo4j_server, tmp_path, PYTHONUNBUFFERED="1")
    peyman = [sys.executable, "-m", "cli"]
    subprocess.run([*peyman, "migrate"], env=environment, check=True, timeout=120, capture_output=True)
    serving = [*peyman, "serve", "--port", "0"]
    with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/graphql", line)
            assert found, line
            audit(node, found[0])
        finally:
            process.terminate()
            process.wait(20)
    assert process.returncode == 0
