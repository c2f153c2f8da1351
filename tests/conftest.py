"""One embedded database for each process of a test run; it starts when the first test there asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from graph.embedded import Connection, EmbeddedServer
from settings import Settings

# How long an example takes is the machine's affair, and no test's.
hypothesis.settings.register_profile("peyman", deadline=None)
hypothesis.settings.load_profile("peyman")

# Images set this.  Without bytecode each command that a test starts compiles all that it imports, which takes 2 s.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = ["tests.fixtures_graph", "tests.fixtures_sample", "tests.fixtures_signing"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what a marker reserves for a machine that has the time, or the files."""
    for marker, variable in (("slow", "PEYMAN_CI"), ("realdata", "PEYMAN_REAL_DATA")):
        if not os.environ.get(variable):
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=f"{marker}: set {variable}"))


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    """The user's own cache: the jars are downloaded once per machine, not per run."""
    return Settings().cache_dir


@pytest.fixture(scope="session")
def neo4j_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("neo4j")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_data_dir: Path, cache_dir: Path) -> Iterator[Connection]:
    from tests.fixtures_graph import PLANNED_ONCE

    with EmbeddedServer(settings=PLANNED_ONCE) as server:
        yield server.start(neo4j_data_dir, cache_dir)
