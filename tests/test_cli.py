"""The command line as its users meet it: what it prints, how it ends, how fast it answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from resolvers.demo import reset
from settings import OperatorError, Settings

ROOT = Path(__file__).parent.parent


def peyman(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PEYMAN_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env={**clean, "NO_COLOR": "1", "COLUMNS": "120", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_command() -> None:
    done = peyman("--help")
    assert done.returncode == 0
    for name in ("demo", "serve", "migrate", "import", "user", "token", "doctor", "schema", "version"):
        assert f" {name} " in done.stdout


def test_help_loads_no_server_and_no_driver() -> None:
    """They answer at once because nothing heavy is imported."""
    text = (
        "import sys; sys.path.insert(0, '.'); import cli\n"
        "sys.argv = ['peyman', 'token', '--help']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'neo4j', 'strawberry', 'graphql', 'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=ROOT,
        env={**os.environ, "PEYMAN_SECRET": "s" * 32},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_version() -> None:
    assert peyman("version").stdout.strip()[0].isdigit()


def test_an_import_without_its_file_is_told(tmp_path: Path) -> None:
    assert "needs the file" in peyman("import", "upr").stderr
    assert "there is no file" in peyman("import", "3w", str(tmp_path / "none.csv")).stderr


def test_a_wrong_setting_is_named() -> None:
    done = peyman("doctor", PEYMAN_PORT="many")
    assert done.returncode == 1
    assert "PEYMAN_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_ends_before_the_database_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = peyman("serve", "--port", port, "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr


def test_a_served_database_without_a_password_is_told(tmp_path: Path) -> None:
    done = peyman("migrate", PEYMAN_NEO4J_URI="bolt://127.0.0.1:1", PEYMAN_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "PEYMAN_NEO4J_PASSWORD" in done.stderr


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    done = peyman(
        "migrate",
        PEYMAN_NEO4J_URI="bolt://127.0.0.1:1",
        PEYMAN_NEO4J_PASSWORD="password",
        PEYMAN_DATA_DIR=str(tmp_path),
    )
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_how_to_mend(tmp_path: Path) -> None:
    done = peyman(
        "doctor",
        PEYMAN_NEO4J_URI="bolt://127.0.0.1:1",
        PEYMAN_NEO4J_PASSWORD="password",
        PEYMAN_SECRET="short",
        PEYMAN_DATA_DIR=str(tmp_path),
    )
    assert done.returncode == 1
    assert "wrong Signing secret: " in done.stdout
    assert "wrong Neo4j: " in done.stdout
    assert "→" in done.stdout


def test_reset_deletes_only_what_the_demo_filled(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "mine")
    reset(settings)
    settings.data_dir.mkdir()
    (settings.data_dir / "dear").write_text("work of years")
    with pytest.raises(OperatorError, match="not filled by the demo"):
        reset(settings)
    (settings.data_dir / "demo").write_text("")
    reset(settings)
    assert not settings.data_dir.exists()
