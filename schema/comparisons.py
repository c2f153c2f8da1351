"""Ties of several stakeholders beside one another, and of one at two dates."""

from datetime import date

import strawberry

from graph.ties import BY_COUNT, TIES
from schema.declarations import Linked, bound, bound_record, item_record, unwound
from schema.stakeholders import WEIGHT, Tie

RECORDS = "How many records show these ties."


@strawberry.type
class TiePairEdge:
    other: Linked = bound_record("other", "Stakeholder", "The other of the two: the one with the greater id.")
    strength: int = bound("strength", RECORDS)
    weight: float = bound("weight", WEIGHT)
    ties: Linked = unwound(
        "ties", "Tie", "The ties by kind, the most frequent first; from `node` to `other`.", BY_COUNT, TIES
    )


@strawberry.type(description="One kind of tie between a mutual collaborator and one of those asked about.")
class MutualTie(Tie):
    stakeholder: Linked = item_record(7, "Stakeholder", "Which of those asked about; a direction is from it.")


@strawberry.type
class MutualCollaboratorEdge:
    weakest: float = bound("weakest", "The least weight of the ties to any of those asked about.")
    strength: int = bound("strength", RECORDS)
    weight: float = bound("weight", WEIGHT)
    ties: Linked = unwound(
        "ties",
        "MutualTie",
        "The ties by stakeholder, then by kind, the most frequent first.",
        "{row}[7][0].id, " + BY_COUNT,
        TIES,
    )


@strawberry.type
class TieChangeEdge:
    day: date = bound("day", "The day of the latest of these changes.")
    gained: Linked = unwound(
        "gained", "Tie", "Kinds of ties all of whose records begin after `from`, one by `to`.", BY_COUNT
    )
    lost: Linked = unwound(
        "lost", "Tie", "Kinds of ties that were there on `from` and whose records have all ended before `to`.", BY_COUNT
    )
