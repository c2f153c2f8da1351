"""A page of 20 of a million records for viewers who see nothing, 0.1 %, half, and all of them."""

from __future__ import annotations

from typing import Any

from auth.viewer import SYSTEM, Viewer
from benchmarks.measuring import Figure, in_turns
from benchmarks.stores import GROUPS
from resolvers.execution import Executor

PAGE = "{ organizations(first: 20) { nodes { id name } } }"


def viewer(*organizations: str) -> Viewer:
    return Viewer("somebody@example.org", frozenset(organizations), frozenset(), frozenset({"reader"}))


def viewers() -> dict[str, Viewer]:
    """What each sees → who."""
    large = [f"large-{index}" for index in range(4)]
    small = [f"small-{index}" for index in range(GROUPS)]
    return {
        "nothing": viewer("none"),
        "0.1 %, one scope": viewer("rare"),
        "half, four scopes": viewer(*large),
        "half, 1,268 scopes": viewer(*large[:2], *small[:1266]),
        "all": SYSTEM,
    }


async def measured(executor: Executor, rounds: int) -> dict[str, tuple[Figure, int]]:
    """What each viewer sees → figures, and how many rows the page had."""
    sizes: dict[str, int] = {}
    calls: dict[str, Any] = {}
    for name, one in viewers().items():

        async def ask(one: Viewer = one) -> Any:
            answer = await executor.execute(PAGE, None, None, one)
            assert not answer.errors, answer.errors
            return answer.data

        sizes[name] = len((await ask())["organizations"]["nodes"])
        calls[name] = ask
    figures = await in_turns(calls, rounds)
    return {name: (figure, sizes[name]) for name, figure in figures.items()}
