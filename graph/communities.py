"""Which stakeholders are tied more to one another than to the rest: communities, and what each is about.

Leiden (Traag, Waltman and van Eck 2019; graspologic-native), by modularity, with a fixed seed, over pairs in the order
of their ids.  A community is named for the areas and places that are most distinctive of its members: those by which
the members differ most from all (each one's share of the divergence of Kullback and Leibler).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import graspologic_native  # pyright: ignore[reportMissingTypeStubs]

from graph.centrality import Ties, rounded, sparse

leiden: Any = cast(Any, graspologic_native).leiden

RESOLUTION, RANDOMNESS, ITERATIONS, SEED = 1.0, 0.001, 3, 1
TRIALS, THOROUGH, FEW = 8, 32, 10_000
"""Of so many the best is kept; of more where no more than a few pairs are tied: there one alone gets stuck most."""
AREAS, PLACES = 2, 1
"""How many of each a community is named for."""
MOST_COMMUNITIES = 100
MOST_MEMBERS = 100
"""Members that are shown of each, those of the highest PageRank."""


@dataclass(frozen=True)
class Community:
    """The members' ids, the most influential first, and the ids of the areas and places that they stand out by."""

    members: Sequence[str]
    areas: Sequence[str]
    places: Sequence[str]


def partition(ties: Ties) -> tuple[list[list[str]], float | None]:
    """Everybody in one part, and the modularity of that; None: nobody is tied to anybody."""
    upper: Any = sparse.triu(ties.strengths, format="coo")
    names = [str(number) for number in range(len(ties.ids))]
    edges: list[tuple[str, str, float]] = [
        (names[one], names[other], float(weight))
        for one, other, weight in zip(*(part.tolist() for part in (*upper.coords, upper.data)), strict=True)
    ]
    if not edges:
        return [], None
    quality, found = leiden(
        edges,
        starting_communities=None,
        resolution=RESOLUTION,
        randomness=RANDOMNESS,
        iterations=ITERATIONS,
        use_modularity=True,
        seed=SEED,
        trials=THOROUGH if len(edges) <= FEW else TRIALS,
    )
    parts: dict[int, list[str]] = {}
    for number, id in enumerate(ties.ids):
        parts.setdefault(found[names[number]], []).append(id)
    return list(parts.values()), rounded(quality)


def found_in(
    ties: Ties,
    pagerank: Any,
    areas: Mapping[str, Sequence[str]],
    places: Mapping[str, Sequence[str]],
) -> tuple[list[Community], float | None]:
    """The communities, the greatest first."""
    parts, quality = partition(ties)
    ranks = {id: rounded(rank) for id, rank in zip(ties.ids, pagerank, strict=True)}
    whole = [(of, frequency(of, ties.ids), count) for of, count in ((areas, AREAS), (places, PLACES))]
    found: list[Community] = []
    for part in sorted(parts, key=lambda part: (-len(part), part[0])):
        members = sorted(part, key=lambda member: (-ranks[member], member))
        named = [distinctive(frequency(of, part), all_, len(part), len(ties.ids))[:most] for of, all_, most in whole]
        found.append(Community(members, *named))
    return found, quality


def frequency(of: Mapping[str, Sequence[str]], members: Sequence[str]) -> Counter[str]:
    return Counter(tag for id in members for tag in of.get(id, ()))


def distinctive(here: Counter[str], everywhere: Counter[str], members: int, all_: int) -> list[str]:
    """The tags that members have more often than all, those that tell most first."""
    told = {
        tag: rounded(number / members * math.log((number / members) / (everywhere[tag] / all_)))
        for tag, number in here.items()
    }
    if members == all_:
        # Nothing else to differ from: what is most frequent.
        told = {tag: float(number) for tag, number in here.items()}
    return sorted((tag for tag, told_by in told.items() if told_by > 0), key=lambda tag: (-told[tag], tag))
