"""A service over the empty graph, with a clock of its own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.resolvers.signing import Clock, Service, service_over


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("limits.aio.storage.memory.time", SimpleNamespace(time=found.time))
    return found


@pytest.fixture
def service(empty_graph, run, clock) -> Service:
    return service_over(empty_graph, run, clock)
