"""The test server's graph as the importers see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from graph.database import Database
from resolvers import importers
from resolvers.execution import Executor
from resolvers.importers import ImportReport


class Graph:
    """Runs statements and imports on the run's event loop."""

    def __init__(self, executor: Executor, run: Callable[[Awaitable[Any]], Any]) -> None:
        self.executor = executor
        self.run = run

    def rows(self, statement: str, *, write: bool = False) -> list[list[Any]]:
        return self.run(self.executor.database.rows(statement, write=write))

    def imported(self, format: str, path: Path, **given: Any) -> ImportReport:
        return self.run(importers.run(self.executor, format, path, **given))

    def undone(self, id: str | None, **given: Any) -> ImportReport:
        assert id is not None
        found = self.run(importers.undo(self.executor, id, **given))
        assert found is not None
        return found


@pytest.fixture
def graph(empty_graph: Database, executor: Executor, run: Callable[[Awaitable[Any]], Any]) -> Graph:
    return Graph(executor, run)
