"""Commitments: who promised what to whom, whence it came, its steps, what was reported and what proves it."""

import enum
from typing import LiteralString

import strawberry

from graph.kinds import BOOLEAN
from schema.declarations import Linked, derived, incoming, many, one, outgoing, record, stored
from schema.records import Record
from schema.scalars import FuzzyDate

OVERDUE: LiteralString = (
    "({n}.due_latest IS NOT NULL AND {n}.due_latest < $today AND NOT {n}.status IN ['KEPT', 'WITHDRAWN'])"
)


@strawberry.enum(description="In what form a commitment was made.")
class CommitmentKind(enum.Enum):
    PLEDGE = "PLEDGE"
    ACCEPTED_RECOMMENDATION = "ACCEPTED_RECOMMENDATION"
    AGREEMENT = "AGREEMENT"
    DECISION = "DECISION"
    POLICY = "POLICY"
    STATEMENT = "STATEMENT"
    OTHER = "OTHER"


@strawberry.enum(description="What has become of a commitment.")
class CommitmentStatus(enum.Enum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    WITHDRAWN = "WITHDRAWN"


@strawberry.enum(description="What sort of evidence it is.")
class EvidenceKind(enum.Enum):
    DOCUMENT = "DOCUMENT"
    LEGAL_TEXT = "LEGAL_TEXT"
    BUDGET = "BUDGET"
    STATISTIC = "STATISTIC"
    PHOTOGRAPH = "PHOTOGRAPH"
    TESTIMONY = "TESTIMONY"
    NEWS = "NEWS"
    OBSERVATION = "OBSERVATION"
    OTHER = "OTHER"


@record(default_order="due")
class Commitment(Record):
    """A promise, with its makers, addressees, origin and due date."""

    title: str = stored("The promise in a line.", order=True)
    text: str | None = stored("The words in which it was made.")
    kind: CommitmentKind = stored(order=True, default=CommitmentKind.OTHER)
    status: CommitmentStatus = stored(order=True, default=CommitmentStatus.NOT_STARTED)
    made: FuzzyDate | None = stored("When it was made.", order=True)
    due: FuzzyDate | None = stored("When it is to be kept.", order=True)
    overdue: bool = derived(
        OVERDUE,
        BOOLEAN,
        "Whether the last day that `due` can mean is past and it is neither kept nor withdrawn.",
    )
    makers: Linked = many(outgoing("MADE_BY", "Stakeholder"), writable=True, description="Who made it.")
    addressees: Linked = many(outgoing("MADE_TO", "Stakeholder"), writable=True, description="To whom it was made.")
    origin: Linked = one(
        outgoing("ORIGINATED_IN", "Record"),
        among=("Recommendation", "DialogueSession"),
        room=True,
        description="Where it comes from: a Recommendation or a DialogueSession.",
    )
    areas: Linked = many(outgoing("COMMITMENT_ON", "CooperationArea"), writable=True)
    milestones: Linked = many(incoming("MILESTONE_OF", "Milestone"))
    progress: Linked = many(incoming("REPORTS_ON", "ProgressReport"), description="What was reported about it.")
    evidence: Linked = many(incoming("PROVES", "Evidence"), description="What proves it.")


@record(default_order="due")
class Milestone(Record):
    """A step of a commitment."""

    title: str = stored(order=True)
    due: FuzzyDate | None = stored(order=True)
    status: CommitmentStatus = stored(order=True, default=CommitmentStatus.NOT_STARTED)
    overdue: bool = derived(
        OVERDUE,
        BOOLEAN,
    )
    commitment: Linked = one(outgoing("MILESTONE_OF", "Commitment"), required=True, hangs=True)
    evidence: Linked = many(incoming("PROVES", "Evidence"))


@record(default_order="date")
class ProgressReport(Record):
    """What somebody reported about the keeping of a commitment."""

    text: str = stored()
    date: FuzzyDate | None = stored("When it was reported.", order=True)
    commitment: Linked = one(outgoing("REPORTS_ON", "Commitment"), required=True, hangs=True)
    reported_by: Linked = one(outgoing("REPORTED_BY", "Stakeholder"))
    evidence: Linked = many(incoming("PROVES", "Evidence"))


@record(default_order="date")
class Evidence(Record):
    """What proves that a commitment or milestone was kept, or that a report is true."""

    title: str = stored(order=True)
    kind: EvidenceKind = stored(order=True, default=EvidenceKind.DOCUMENT)
    url: str | None = stored("Where it can be seen.")
    date: FuzzyDate | None = stored(order=True)
    proves: Linked = one(
        outgoing("PROVES", "Record"),
        required=True,
        hangs=True,
        among=("Commitment", "Milestone", "ProgressReport"),
        description="A Commitment, Milestone or ProgressReport.",
    )
