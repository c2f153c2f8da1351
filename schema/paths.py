"""Chains from one stakeholder to another, each step with the records that show it and a sentence.

The source (`graph/paths.py`) gives of each step its kind, its two ends, its records, and the words that the sentence
is made of here.
"""

from collections.abc import Mapping
from typing import Any

import strawberry

from graph.paths import IN_ORDER, STEPS
from schema.declarations import Linked, bound, bound_record, item, item_records, unwound, worded
from schema.stakeholders import TieKind

UNNAMED = {
    "ACTIVITY": "an activity",
    "FUNDING": "an activity",
    "DIALOGUE_SESSION": "a dialogue session",
    "MEETING": "a meeting",
    "COMMITMENT": "a commitment",
    "AGREEMENT": "an agreement",
}


def reason(step: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """Why a step is one, by the first of its records."""
    kind, one, other, word, name, number = (step[index] for index in ("0", "4", "5", "6", "7", "8"))
    further = "" if number == 1 else f", and {number - 1} more"
    if kind == "MEMBERSHIP":
        member, whole = (one, other) if word == "FORTH" else (other, one)
        return f"{member} belongs or belonged to {whole}{f' as {name}' if name else ''}{further}."
    first, second = (other, one) if word == "BACK" else (one, other)
    if kind == "SECRETARIAT":
        return f"{first} is or was the secretariat of {second}{further}."
    what = name or UNNAMED[kind]
    match kind:
        case "FUNDING":
            return f"{first} funds or funded {what}, in which {second} has a part{further}."
        case "AGREEMENT":
            return f"{first} and {second} both signed {what}{further}."
        case "COMMITMENT" if word == "BOTH":
            return f"{first} and {second} both made the commitment {what}{further}."
        case "COMMITMENT":
            return f"{first} made the commitment {what} to {second}{further}."
        case _:
            return f"{first} and {second} both took part in {what}{further}."


@strawberry.type(description="One step of a path, from a stakeholder to the next.")
class PathStep:
    kind: TieKind = item(0)
    one: Linked = item_records(1, "Stakeholder", "Where the step begins: one stakeholder.")
    other: Linked = item_records(2, "Stakeholder", "Where it leads: one stakeholder.")
    evidence: Linked = item_records(3, "Record", "The memberships, activities, sessions or commitments that show it.")
    reason: str = worded([0, 4, 5, 6, 7, 8], reason, "Why it is one, in a sentence about the first of its records.")


@strawberry.type
class PathEdge:
    length: int = bound(
        "length", "How many links: a membership or commitment is one, an activity or session two (to it, and from it)."
    )
    strength: int = bound("strength", "In how many ways the records show this chain; 2,147,483,647 at most.")
    steps: Linked = unwound("steps", "PathStep", "From the one to the other.", IN_ORDER, STEPS)


@strawberry.type
class IntroductionEdge(PathEdge):
    source: Linked = bound_record("source", "Stakeholder", "The organization, of those you act for, that begins it.")
