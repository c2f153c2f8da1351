"""How long it takes to find the scopes that a viewer sees, among as many as a large service would have.

uv run python -m benchmarks.scopes
"""

from __future__ import annotations

import random
import time

from auth.protection import Protection, clauses_of
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.scopes import NEVER, Scopes

SCOPES = 11_000
VIEWERS = {
    "sees all": SYSTEM,
    "anonymous": ANONYMOUS,
    "of no organization": Viewer("nobody@example.org"),
    "of three organizations": Viewer("u1", frozenset({"o1", "o2", "o3"}), frozenset({"c1", "c2"})),
    "of 300 organizations": Viewer("u1", frozenset(f"o{n}" for n in range(300)), frozenset(f"c{n}" for n in range(20))),
}


def protections(count: int) -> dict[Protection, int]:
    """Distinct protections: organizations, those they share with, named readers, compartments."""
    pick, found = random.Random(1), dict[Protection, int]()
    while len(found) < count:
        made = clauses_of(
            pick.choice(("GREEN", "AMBER", "AMBER", "AMBER_STRICT", "RED")),
            f"o{pick.randrange(2_000)}",
            [f"o{pick.randrange(2_000)}" for _ in range(pick.randrange(4))],
            [f"u{pick.randrange(3_000)}" for _ in range(pick.randrange(1, 4))],
            [f"c{pick.randrange(20)}" for _ in range(pick.randrange(3))],
        )
        found.setdefault(made, len(found))
    return found


def measure(count: int = SCOPES) -> dict[str, tuple[int, float]]:
    """Viewer → how many scopes he sees, and milliseconds to find them when they are not cached."""
    made, found = protections(count), dict[str, tuple[int, float]]()
    for name, viewer in VIEWERS.items():
        times: list[float] = []
        seen: int = 0
        for _ in range(5):
            scopes = Scopes(None)  # pyright: ignore[reportArgumentType]  # asks no database
            scopes.learn(made)
            begun = time.perf_counter()
            seen = sum(number != NEVER for number in scopes.visible(viewer).parameter)
            times.append(1e3 * (time.perf_counter() - begun))
        found[name] = seen, sorted(times)[len(times) // 2]
    return found


if __name__ == "__main__":
    for name, (seen, milliseconds) in measure().items():
        print(f"{name:24} sees {seen:6,} of {SCOPES:,}: {milliseconds:6.1f} ms")
