"""Recommendations made in reviews, and what those who received them answered (OHCHR, UPR Info)."""

import enum

import strawberry

from schema.declarations import Linked, incoming, many, one, outgoing, record, stored
from schema.records import Record
from schema.scalars import FuzzyDate


@strawberry.enum(description="What the receiver of a recommendation answered.")
class ResponsePosition(enum.Enum):
    SUPPORTED = "SUPPORTED"
    NOTED = "NOTED"
    PENDING = "PENDING"


@record(default_order="date")
class Recommendation(Record):
    """What one stakeholder, mostly a state or committee, recommended to another."""

    text: str = stored("Its words.", order=True)
    symbol: str | None = stored("Its number in the report, such as `147.23`.", order=True)
    date: FuzzyDate | None = stored("When it was made.", order=True)
    action_category: int | None = stored(
        "How much action it asks for, 1 (minimal) to 5 (specific), as UPR Info counts.", order=True
    )
    issues: list[str] = stored("The human rights issues it is about, as its source tags them.", default=())
    areas: Linked = many(outgoing("RECOMMENDATION_ON", "CooperationArea"), writable=True)
    issued_by: Linked = one(outgoing("ISSUED_BY", "Stakeholder"))
    received_by: Linked = one(outgoing("RECEIVED_BY", "Stakeholder"))
    cycle: Linked = one(outgoing("MADE_IN_CYCLE", "ReviewCycle"), description="The review in which it was made.")
    responses: Linked = many(incoming("RESPONSE_TO", "Response"))
    commitments: Linked = many(incoming("ORIGINATED_IN", "Commitment"), description="Commitments made in answer to it.")


@record(default_order="date")
class Response(Record):
    """The answer to a recommendation."""

    position: ResponsePosition = stored(order=True)
    text: str | None = stored("The answer's own words.")
    date: FuzzyDate | None = stored(order=True)
    recommendation: Linked = one(outgoing("RESPONSE_TO", "Recommendation"), required=True, hangs=True)
    by: Linked = one(outgoing("RESPONDED_BY", "Stakeholder"), description="Who answered.")
