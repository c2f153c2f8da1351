"""The orders of handwritten lists, and cursors of them that no answer gave: positions, at records seen or not.

Such an order has no name in the schema; its cursors are sealed under the columns that its source binds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.reference.graphs import Graph

TIES = "Stakeholder:other.strength.weight.ties"
PAIRS = "Stakeholder:one.other.pair.strength.weight.ties"
MUTUAL = "Stakeholder:other.weakest.strength.weight.ties"
CHANGES = "Stakeholder:other.day.gained.lost"
PATHS = "Stakeholder:target.length.strength.chain.steps"
INTRODUCTIONS = "Stakeholder:contact.source.length.strength.chain.steps"
CONFLICTS = "Stakeholder:person.other_session.participation.starts.participation_id"
HITS = "Record:found.score.matched.named"
TWINS = "Record:one.other.score.pair.reasons"

Draw = Callable[[random.Random, Graph], Any]


def one_of(*values: Any) -> Draw:
    return lambda rng, _: rng.choice(values)


def id_of(label: str) -> Draw:
    return lambda rng, graph: rng.choice(graph.of(label)).id


def ids(between: str) -> Draw:
    return lambda rng, graph: between.join(rng.choice(graph.of("Stakeholder")).id for _ in range(2))


def start(rng: random.Random, graph: Graph) -> str:
    return rng.choice([one.values["start"]["utc"] for one in graph.of("DialogueSession") if one.values["start"]])


WEIGHT, SCORE = one_of(0.25, 1.0, 2.0, 3.0, 4.5), one_of(0.3, 0.65, 0.9, 1.0)
STEPS = (one_of(1, 2, 3, 4), one_of(1, 2, 3), ids(" "))
KEYS: dict[str, tuple[Draw, ...]] = {
    TIES: (WEIGHT,),
    PAIRS: (WEIGHT, ids(" ")),
    MUTUAL: (WEIGHT, WEIGHT),
    CHANGES: (one_of("2013-04-01", "2014-03-01", "2015-07-01"),),
    PATHS: STEPS,
    INTRODUCTIONS: STEPS,
    CONFLICTS: (start, id_of("Participation")),
    HITS: (SCORE, one_of("Organ", "Person")),
    TWINS: (SCORE, ids("")),
}


def position(rng: random.Random, graph: Graph, order: str) -> list[Any] | None:
    """Keys at a place of a handwritten order, and the id that ends them; None where the world has nothing there."""
    try:
        return [*(draw(rng, graph) for draw in KEYS[order]), id_of("Stakeholder")(rng, graph)]
    except IndexError:
        return None
