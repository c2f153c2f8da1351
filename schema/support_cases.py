"""Support cases: help to a person who was harmed or is in danger; always restricted (Primero case management).

Who the person is and what happened is confidential even for those who see the case; what is counted and planned with
(kind, status, dates, place, areas) is not.
"""

import enum

import strawberry

from auth.permissions import Permission
from schema.declarations import Linked, confidential, many, one, outgoing, record, stored
from schema.records import Record
from schema.scalars import FuzzyDate


@strawberry.enum(description="What sort of help is given.")
class SupportKind(enum.Enum):
    LEGAL_AID = "LEGAL_AID"
    PSYCHOSOCIAL = "PSYCHOSOCIAL"
    MEDICAL = "MEDICAL"
    SHELTER = "SHELTER"
    PROTECTION = "PROTECTION"
    FINANCIAL = "FINANCIAL"
    REFERRAL = "REFERRAL"
    OTHER = "OTHER"


@strawberry.enum(description="How far a support case is.")
class SupportStatus(enum.Enum):
    OPEN = "OPEN"
    REFERRED = "REFERRED"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


@record(default_order="opened", markings=("AMBER_STRICT", "RED"))
class SupportCase(Record):
    """Help to one person. AMBER_STRICT or RED, with an owner, always: the organization that answers for it, or named readers alone, see it."""  # noqa: E501

    reference: str | None = stored("Its number in the files of whoever helps; no name.", order=True)
    kind: SupportKind = stored(order=True, default=SupportKind.OTHER)
    status: SupportStatus = stored(order=True, default=SupportStatus.OPEN)
    opened: FuzzyDate | None = stored(order=True)
    closed: FuzzyDate | None = stored(order=True)
    person_name: str | None = confidential("Who is helped.", permission=Permission.CASE_READ)
    person_contact: str | None = confidential(
        "How the person is reached without putting them in danger.", permission=Permission.CASE_READ
    )
    account: str | None = confidential(
        "What happened, in the person's words or the case worker's.", permission=Permission.CASE_READ
    )
    areas: Linked = many(outgoing("SUPPORT_ON", "CooperationArea"), writable=True)
    place: Linked = one(outgoing("SUPPORT_IN", "Place"), description="Where help is given; not where the person lives.")
    organization: Linked = one(outgoing("SUPPORT_BY", "Stakeholder"), description="Who helps.")
