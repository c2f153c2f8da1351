"""The demo as its user meets it, in a folder that nothing was in; and the commands of a served database."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock
from typer.testing import CliRunner

from cli import commands
from graph.database import Database
from graph.embedded import Connection

ROOT = Path(__file__).parent.parent
PATIENCE = 240
"""Seconds: in CI other tests may have the machine."""
COMMITMENTS = {"query": "{ commitments { totalCount } }"}


def environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PEYMAN_")}
    return {**clean, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}


def peyman(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=PATIENCE)


def text_up_to(path: Path, words: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while words not in (text := path.read_text("utf-8")):
        assert process.poll() is None, text
        assert time.monotonic() < deadline, text
        time.sleep(0.2)
    return text


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demo_answers_serves_shares_its_database_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    command = [sys.executable, "-m", "cli", "demo", "--data-dir", str(data), "--port", "0"]
    with output.open("wb") as out, subprocess.Popen(command, env=environment(), stdout=out, stderr=out) as process:
        try:
            text = text_up_to(output, "Ctrl-C ends it", process)
            answers, introduction = text.split("Peyman answers at")
            assert max(map(len, answers.splitlines())) <= 80
            for job in (
                "who works with whom",
                "where is nobody at work",
                "double-booked",
                "overdue",
                "to the evidence",
            ):
                assert job in answers
            [url] = re.findall(r"http://[^ ;]+/graphql", introduction)
            headers = [json.loads(line) for line in introduction.splitlines() if line.startswith("{")]
            assert len(headers) == 8
            anonymous = httpx.post(url, json=COMMITMENTS).json()["data"]["commitments"]["totalCount"]
            seen = [
                httpx.post(url, json=COMMITMENTS, headers=header).json()["data"]["commitments"]["totalCount"]
                for header in headers
            ]
            assert max(seen) > min(seen) > anonymous > 0
            for query in re.findall(r"^  (\{ .*)$", introduction, re.M):
                [found] = httpx.post(url, json={"query": query}).json()["data"].values()
                assert found["nodes"]
            second = peyman("import", "sample", "--data-dir", str(data))
            assert (second.returncode, second.stdout) == (0, "Sample: loaded already, nothing to do.\n"), second.stderr
        finally:
            for _ in range(6):  # an impatient hand
                process.send_signal(signal.SIGINT)
                time.sleep(0.5)
        assert process.wait(PATIENCE) == 0, output.read_text("utf-8")
    assert "Traceback" not in output.read_text("utf-8")
    with FileLock(data / "server.lock", timeout=0):
        pass


def test_the_commands_of_a_served_database(empty_graph: Database, neo4j_server: Connection, tmp_path: Path) -> None:
    """What docker-compose.yml runs, with its settings: secrets from files."""
    (tmp_path / "password").write_text(f"{neo4j_server.password}\n")
    (tmp_path / "secret").write_text("5" * 64)
    settings: dict[str, Any] = {
        "PEYMAN_NEO4J_URI": neo4j_server.uri,
        "PEYMAN_NEO4J_PASSWORD_FILE": str(tmp_path / "password"),
        "PEYMAN_SECRET_FILE": str(tmp_path / "secret"),
        "PEYMAN_DATA_DIR": str(tmp_path / "data"),
        "COLUMNS": "80",
    }
    run = CliRunner(env=settings)
    migrated = run.invoke(commands, ["migrate"])
    assert (migrated.exit_code, migrated.stdout) == (0, "The database is up to date.\n"), migrated.output
    assert "records loaded" in run.invoke(commands, ["import", "sample"]).stdout
    assert "loaded already" in run.invoke(commands, ["import", "sample"]).stdout
    for arguments, told in (
        (["user", "add", "nadia@example.org", "--role", "steward"], "nadia@example.org has an account"),
        (["user", "set", "Nadia@example.org", "--role", "coordinator", "--compartment", "mediation"], "is changed"),
        (["user", "list"], "coordinator"),
    ):
        done = run.invoke(commands, arguments)
        assert done.exit_code == 0, done.output
        assert told in done.stdout
    for arguments, told in (
        (["user", "add", "nadia@example.org"], "There is an account of this address already."),
        (["user", "add", "nadia"], "is no e-mail address"),
        (["user", "set", "nadia@example.org", "--role", "queen"], "There is no role 'queen': choose of reader"),
        (["token", "rojin@example.org"], "There is no account of rojin@example.org."),
    ):
        refused = run.invoke(commands, arguments)
        assert told in str(getattr(refused.exception, "problem", "")), refused.output
    assert run.invoke(commands, ["token", "nadia@example.org", "--hours", "1"]).stdout.count(".") == 2
    examined = run.invoke(commands, ["doctor", "--port", "0"])
    assert examined.exit_code == 0, examined.output
    assert "Schema: current" in examined.stdout
    assert "wrong" not in examined.stdout
    assert not (tmp_path / "data").exists()
