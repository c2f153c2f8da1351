"""Quadrants by brute force: for each stakeholder every stance on a thing, the latest of each assessor kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.reference.graphs import Graph, Item

POSITIONS = ("STRONGLY_OPPOSED", "OPPOSED", "NEUTRAL", "SUPPORTIVE", "STRONGLY_SUPPORTIVE")
FIELDS = {
    (True, True): "MANAGE_CLOSELY",
    (True, False): "KEEP_SATISFIED",
    (False, True): "KEEP_INFORMED",
    (False, False): "MONITOR",
}
"""(much influence, much interest) → the field of the matrix."""


def quadrant(graph: Graph, topic: Item | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    if topic is None:
        return None
    points = [
        (holder, kept) for holder in graph.of("Stakeholder") if (kept := latest(graph, topic, holder, given.get("at")))
    ]
    points.sort(key=lambda one: (-exact(one[1], "influence"), -exact(one[1], "interest"), one[0].id))
    return {"total": len(points), "points": [point(*one) for one in points[: given["first"]]]}


def latest(graph: Graph, topic: Item, holder: Item, at: str | None) -> list[Item]:
    """Of each assessor, and of nobody, the latest stance of the holder on the topic; the latest first."""
    kept: dict[str | None, Item] = {}
    for stance in sorted(graph.into("STANCE_ON", topic), key=moment):
        if holder not in graph.out("STANCE_OF", stance):
            continue
        assessed = stance.values["assessed"]
        if at is None or (assessed is not None and assessed["earliest"] <= at):
            assessors = graph.out("ASSESSED_BY", stance)
            kept[assessors[0].id if assessors else None] = stance
    return sorted(kept.values(), key=moment, reverse=True)


def moment(stance: Item) -> tuple[str, str, str]:
    assessed = stance.values["assessed"] or {"earliest": "", "latest": ""}
    return assessed["earliest"], assessed["latest"], stance.id


def numbers(stances: list[Item], name: str) -> list[int]:
    return [one.values[name] for one in stances if one.values[name] is not None]


def exact(stances: list[Item], name: str) -> float:
    values = numbers(stances, name)
    return sum(values) / len(values) if values else 0


def mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def spread(values: list[int]) -> float | None:
    if not values:
        return None
    middle = sum(values) / len(values)
    return round((sum((one - middle) ** 2 for one in values) / len(values)) ** 0.5, 2)


def point(holder: Item, stances: list[Item]) -> dict[str, Any]:
    influences, interests = (numbers(stances, name) for name in ("influence", "interest"))
    positions = [POSITIONS.index(one.values["position"]) - 2 for one in stances if one.values["position"]]
    much = (exact(stances, "influence") >= 3, exact(stances, "interest") >= 3)
    return {
        "stakeholder": holder,
        "stances": stances,
        "assessments": len(stances),
        "influence": mean(influences),
        "influenceSpread": spread(influences),
        "interest": mean(interests),
        "interestSpread": spread(interests),
        "position": mean(positions),
        "positionSpread": spread(positions),
        "engagement": FIELDS[much] if influences and interests else None,
    }
