"""Where the nodes of a network stand in a picture: springs between those that are tied, all else pushed apart.

Every node begins at a place that its own id gives it, and the springs (Fruchterman and Reingold, by rustworkx) are let
go for a fixed number of steps: the same network is laid out the same from call to call, and one that changed a little
looks much as it did.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any

import rustworkx

STEPS = 50
PLACES = 4
"""Decimals of a position: what lies beyond differs between processors."""


def draw(drawing: Sequence[Any]) -> list[tuple[int, float, float]]:
    """(degree, x, y) of each node, between -1 and 1, of `[ids, links]`; a link begins with its two ids."""
    ids, links = drawing
    numbers = {id: number for number, id in enumerate(ids)}
    strengths: dict[tuple[int, int], int] = {}
    for one, other, _, strength, *_ in links:
        pair = numbers[one], numbers[other]
        strengths[pair] = strengths.get(pair, 0) + strength
    # Taken in the order of ids, so that positions do not depend on who is in the middle.
    order = sorted(range(len(ids)), key=lambda number: ids[number])
    graph: Any = rustworkx.PyGraph(multigraph=False)
    nodes = dict(zip(order, graph.add_nodes_from(order), strict=True))
    for (one, other), strength in sorted(strengths.items(), key=lambda pair: (ids[pair[0][0]], ids[pair[0][1]])):
        graph.add_edge(nodes[one], nodes[other], 1 + math.log(strength))
    placed: Any = rustworkx.spring_layout(
        graph,
        pos={nodes[number]: begun(id) for number, id in enumerate(ids)},
        num_iter=STEPS,
        weight_fn=float,
        seed=0,
    )
    return [(graph.degree(nodes[number]), *rounded(placed[nodes[number]])) for number in range(len(ids))]


def begun(id: str) -> tuple[float, float]:
    """A place that depends on nothing but the id."""
    digest = hashlib.sha256(id.encode()).digest()
    x, y = (int.from_bytes(digest[start : start + 4]) / 2**31 - 1 for start in (0, 4))
    return x, y


def rounded(position: Sequence[float]) -> tuple[float, float]:
    return round(position[0], PLACES) + 0.0, round(position[1], PLACES) + 0.0
