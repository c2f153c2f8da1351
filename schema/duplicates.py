"""Two records that may be the same, and why: what an edge of `duplicateCandidates` says beside its node."""

import enum
from typing import Any, cast

import strawberry

from graph.duplicates import KINDS
from schema.declarations import Linked, bound, bound_record, item, item_records, unwound

DuplicateType: type[enum.Enum] = strawberry.enum(
    cast(Any, enum.Enum("DuplicateType", {name: name for name in KINDS})),
    name="DuplicateType",
    description="The types of record of which duplicates are looked for.",
)


@strawberry.enum(description="What speaks for two records being the same.")
class DuplicateReasonKind(enum.Enum):
    NAME = "NAME"
    ACRONYM = "ACRONYM"
    EXTERNAL_ID = "EXTERNAL_ID"
    TIES = "TIES"


@strawberry.type(description="One reason why two records may be the same.")
class DuplicateReason:
    kind: DuplicateReasonKind = item(0)
    one: str | None = item(1, "Which name, acronym or external id of the one; null for ties.")
    other: str | None = item(2, "Which of the other.")
    weight: float = item(3, "What it counts for, from 0 to 1.")
    evidence: Linked = item_records(4, "Record", "The activities, organizations and members that both are tied to.")


@strawberry.type
class DuplicateCandidateEdge:
    other: Linked = bound_record("other", "Record", "The other record; the node is the one with the lesser id.")
    score: float = bound(
        "score",
        "From 0 to 1: 1 - (1 - weight) multiplied over all reasons; half of it where both "
        "have an external id of one scheme, and none the same.",
    )
    reasons: Linked = unwound("reasons", "DuplicateReason", "What speaks for it.")
