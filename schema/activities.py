"""Activities: who does what, where, when, for whom (3W / 5W), with one role per participant."""

import enum

import strawberry

from schema.declarations import Linked, incoming, many, names, one, outgoing, record, stored
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import FuzzyDate, Locale


@strawberry.enum(description="What is done.")
class ActivityKind(enum.Enum):
    TRAINING = "TRAINING"
    AWARENESS = "AWARENESS"
    ADVOCACY = "ADVOCACY"
    LEGAL_AID = "LEGAL_AID"
    TECHNICAL_SUPPORT = "TECHNICAL_SUPPORT"
    MONITORING = "MONITORING"
    RESEARCH = "RESEARCH"
    DIALOGUE = "DIALOGUE"
    PSYCHOSOCIAL_SUPPORT = "PSYCHOSOCIAL_SUPPORT"
    HUMANITARIAN_RESPONSE = "HUMANITARIAN_RESPONSE"
    PROTECTION = "PROTECTION"
    FUNDING = "FUNDING"
    OTHER = "OTHER"


@strawberry.enum(description="How far an activity is (IATI activity status).")
class ActivityStatus(enum.Enum):
    PLANNED = "PLANNED"
    ONGOING = "ONGOING"
    COMPLETED = "COMPLETED"
    SUSPENDED = "SUSPENDED"
    CANCELLED = "CANCELLED"


@strawberry.enum(description="What a participant does in an activity (5W, IATI participating-org).")
class ParticipantRole(enum.Enum):
    FUNDER = "FUNDER"
    PROGRAMMING = "PROGRAMMING"
    IMPLEMENTER = "IMPLEMENTER"
    PARTNER = "PARTNER"


@record(default_order="name")
class Activity(Record):
    """A project, programme, campaign or service: what is done, where, when, for whom, by whom."""

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    description: str | None = stored()
    kind: ActivityKind = stored(order=True, default=ActivityKind.OTHER)
    status: ActivityStatus | None = stored(order=True)
    start: FuzzyDate | None = stored(order=True)
    end: FuzzyDate | None = stored(order=True)
    sector: str | None = stored("The sector or cluster as the report names it, such as `Protection`.", order=True)
    beneficiaries: str | None = stored("For whom: such as `internally displaced women`.")
    people_reached: int | None = stored("How many people, as reported.", order=True)
    areas: Linked = many(outgoing("ACTIVITY_ON", "CooperationArea"), writable=True)
    places: Linked = many(outgoing("TAKES_PLACE_IN", "Place"), writable=True)
    roles: Linked = many(incoming("ROLE_IN", "ActivityRole"), description="Who takes part, in which role.")
    organizations: Linked = many(
        incoming("ROLE_IN", "ActivityRole"),
        outgoing("ROLE_OF", "Stakeholder"),
        description="Whoever has any role in it.",
    )


@record(default_order="role")
class ActivityRole(Record):
    """The part that one stakeholder has in an activity."""

    role: ParticipantRole = stored(order=True)
    activity: Linked = one(outgoing("ROLE_IN", "Activity"), required=True, hangs=True)
    organization: Linked = one(
        outgoing("ROLE_OF", "Stakeholder"), required=True, hangs=True, description="Who has the role."
    )
