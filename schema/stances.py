"""Stances: where a stakeholder stands on something, with what influence and interest, as somebody assessed it.

Each assessment is a record of its own, so that those of several assessors stand side by side and older ones stay: the
list by date is how a stance changed.  What `quadrant` makes of them is in `graph/stances.py`; here are its words, and
the means and spreads that Python works out of the values read.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from statistics import fmean, pstdev
from typing import Any

import strawberry

from graph.stances import MOST_STANCES
from schema.declarations import (
    Linked,
    bound,
    item,
    item_record,
    item_records,
    one,
    outgoing,
    record,
    stored,
    unwound,
    worded,
)
from schema.records import Record
from schema.scalars import FuzzyDate

SCALE = (1, 5)
HIGH = 3
"""The middle of the scale: from here on a mean is high."""
SCORES: Mapping[str, int] = {
    "STRONGLY_OPPOSED": -2,
    "OPPOSED": -1,
    "NEUTRAL": 0,
    "SUPPORTIVE": 1,
    "STRONGLY_SUPPORTIVE": 2,
}


@strawberry.enum(description="Where somebody stands on something.")
class StancePosition(enum.Enum):
    STRONGLY_OPPOSED = "STRONGLY_OPPOSED"
    OPPOSED = "OPPOSED"
    NEUTRAL = "NEUTRAL"
    SUPPORTIVE = "SUPPORTIVE"
    STRONGLY_SUPPORTIVE = "STRONGLY_SUPPORTIVE"


@strawberry.enum(description="How sure the assessor is.")
class Confidence(enum.Enum):
    LOW = "LOW"
    MODERATE = "MODERATE"
    HIGH = "HIGH"


@strawberry.enum(
    description="The four fields of the matrix of influence and interest (Mendelow), each mean high from 3 on. "
    "MANAGE_CLOSELY: both are. KEEP_SATISFIED: influence alone. KEEP_INFORMED: interest alone. MONITOR: neither."
)
class Engagement(enum.Enum):
    MANAGE_CLOSELY = "MANAGE_CLOSELY"
    KEEP_SATISFIED = "KEEP_SATISFIED"
    KEEP_INFORMED = "KEEP_INFORMED"
    MONITOR = "MONITOR"


@record(default_order="assessed", marking="AMBER", either=("on", "issue"))
class Stance(Record):
    """Where a stakeholder stands on something, as somebody assessed it on a day. AMBER without another word."""

    stakeholder: Linked = one(
        outgoing("STANCE_OF", "Stakeholder"), required=True, hangs=True, description="Whose stance it is."
    )
    on: Linked = one(
        outgoing("STANCE_ON", "Record"),
        hangs=True,
        among=("Recommendation", "Commitment", "CooperationArea", "DialogueProcess"),
        description="On what: a Recommendation, Commitment, CooperationArea or DialogueProcess.",
    )
    issue: str | None = stored("On what, in words: where there is no record of it, or which side of it.", order=True)
    position: StancePosition | None = stored("Null: not known.")
    influence: int | None = stored("What it can bring about or stop, 1 (little) to 5 (much).", order=True, scale=SCALE)
    interest: int | None = stored("How much it cares, 1 (little) to 5 (much).", order=True, scale=SCALE)
    assessed: FuzzyDate | None = stored("When it was assessed.", order=True)
    assessed_by: Linked = one(outgoing("ASSESSED_BY", "Stakeholder"), description="Who assessed it.")
    confidence: Confidence | None = stored("How sure the assessor is.")
    reasoning: str | None = stored("What the assessment is based on, in words.")


Computation = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


def mean(values: list[int]) -> float | None:
    return round(fmean(values), 2) if values else None


def spread(values: list[int]) -> float | None:
    return round(pstdev(values), 2) if values else None


def of(index: int, compute: Callable[[list[int]], float | None]) -> Computation:
    return lambda values, _: compute(values[str(index)])


def of_positions(index: int, compute: Callable[[list[int]], float | None]) -> Computation:
    return lambda values, _: compute([SCORES[position] for position in values[str(index)]])


def engagement(influences: list[int], interests: list[int]) -> str | None:
    if not influences or not interests:
        return None
    influential, interested = fmean(influences) >= HIGH, fmean(interests) >= HIGH
    if influential:
        return "MANAGE_CLOSELY" if interested else "KEEP_SATISFIED"
    return "KEEP_INFORMED" if interested else "MONITOR"


SPREAD = "How far the assessors are apart: the standard deviation; 0: they agree. Null: nobody says."


@strawberry.type(description="A stakeholder in the quadrant: its latest stances, one of each assessor.")
class QuadrantPoint:
    stakeholder: Linked = item_record(0, "Stakeholder")
    stances: Linked = item_records(
        1,
        "Stance",
        f"The latest of each assessor, the latest first, {MOST_STANCES} at most; those by nobody named are as of one.",
    )
    assessments: int = item(2, "How many stances these are.")
    influence: float | None = worded([3], of(3, mean), "Mean of the assessors who say; null: none does.")
    influence_spread: float | None = worded([3], of(3, spread), SPREAD)
    interest: float | None = worded([4], of(4, mean), "Mean of the assessors who say; null: none does.")
    interest_spread: float | None = worded([4], of(4, spread), SPREAD)
    position: float | None = worded(
        [5], of_positions(5, mean), "Mean, from -2, STRONGLY_OPPOSED, to 2, STRONGLY_SUPPORTIVE; null: nobody says."
    )
    position_spread: float | None = worded([5], of_positions(5, spread), SPREAD)
    engagement: Engagement | None = worded(
        [3, 4],
        lambda values, _: engagement(values["3"], values["4"]),
        "In which of the four fields it stands; null: influence or interest is not known.",
    )


@strawberry.type(description="Who stands where on something: influence and interest, for a picture of two by two.")
class Quadrant:
    total: int = bound("total", "How many stakeholders have a stance on it.")
    points: Linked = unwound("points", "QuadrantPoint", "The most influence first, then the most interest; `first`.")
