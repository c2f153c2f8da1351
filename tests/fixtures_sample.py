"""The sample in the graph under test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.database import Database
from resolvers import sample
from resolvers.execution import Executor


@pytest.fixture
def sampled(empty_graph: Database, executor: Executor, run: Callable[[Awaitable[Any]], Any]) -> Executor:
    """The executor over a graph that holds the sample and nothing else."""
    run(sample.load(executor.database, executor.ledger, executor.scopes))
    return executor
