"""Stakeholders: organizations and people, what they take part in, and whom they are tied to."""

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry

from auth.permissions import Permission
from graph.ties import BY_COUNT, COLLABORATORS, TIES
from schema.declarations import (
    Linked,
    bound,
    confidential,
    fragment,
    incoming,
    item,
    item_records,
    many,
    names,
    one,
    outgoing,
    record,
    stored,
    unwound,
)
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import FuzzyDate, Locale


@strawberry.enum(
    description="What ties two stakeholders. A record is of one kind for two roles in it. ACTIVITY: a role of each in "
    "an activity. FUNDING: the role of a funder, and another's that is none. MEMBERSHIP: one belongs to the other, or "
    "both to a third. SECRETARIAT: a membership or post whose role is `secretariat`. DIALOGUE_SESSION: a session of a "
    "process. MEETING: a session of none. COMMITMENT: made together, or by one to the other. AGREEMENT: one of the "
    "kind AGREEMENT that both made."
)
class TieKind(enum.Enum):
    ACTIVITY = "ACTIVITY"
    FUNDING = "FUNDING"
    MEMBERSHIP = "MEMBERSHIP"
    SECRETARIAT = "SECRETARIAT"
    DIALOGUE_SESSION = "DIALOGUE_SESSION"
    MEETING = "MEETING"
    COMMITMENT = "COMMITMENT"
    AGREEMENT = "AGREEMENT"


@strawberry.enum(
    description="Who of two funds, or is the secretariat of, whom. FORTH: the first the second; BACK: the second the "
    "first; BOTH: each the other."
)
class TieDirection(enum.Enum):
    FORTH = "FORTH"
    BACK = "BACK"
    BOTH = "BOTH"


@strawberry.input(description="How much a record of each kind counts, 0 to 1,000; 1 where it is not given.")
class TieWeights:
    activity: float | None = strawberry.UNSET
    funding: float | None = strawberry.UNSET
    membership: float | None = strawberry.UNSET
    secretariat: float | None = strawberry.UNSET
    dialogue_session: float | None = strawberry.UNSET
    meeting: float | None = strawberry.UNSET
    commitment: float | None = strawberry.UNSET
    agreement: float | None = strawberry.UNSET


NARROWED: Mapping[str, Any] = {
    "via": list[TieKind] | None,
    "area": strawberry.ID | None,
    "place": strawberry.ID | None,
    "since": date | None,
    "until": date | None,
    "weights": TieWeights | None,
    "half_life": float | None,
    "as_of": date | None,
}
"""Arguments of all that asks who is tied to whom, and how strongly."""
NARROWING = (
    " `area`: only what is tagged with it. `place`: only what takes place in it or in a place within it. `since`,"
    " `until`: only what overlaps these days. What has no area, place or date does not count where one is asked for."
    " `halfLife`: years after which a record that is over weighs half, as of `asOf` or today; what lasts, or has no"
    " date, weighs whole."
)
WEIGHT = "`strength` with `weights` and `halfLife`, to six places; `strength` where neither is given."


@strawberry.type(description="One kind of tie between two stakeholders, with the records that show it.")
class Tie:
    kind: TieKind = item(0)
    count: int = item(1, "How many distinct records show it.")
    first_date: date | None = item(2, "The earliest day that any of them may have begun; null: unknown.")
    last_date: date | None = item(3, "The latest day that any of them may have lasted to; null: unknown, or it lasts.")
    evidence: Linked = item_records(
        4,
        "Record",
        "The activities, memberships (or the organization that both belong to), sessions and commitments.",
        order="{n}.id",
    )
    weight: float = item(5, "`count` with `weights` and `halfLife`, to six places.")
    direction: TieDirection | None = item(6, "Of FUNDING and SECRETARIAT; null for other kinds.")


@strawberry.type
class CollaboratorEdge:
    strength: int = bound("strength", "How many distinct records tie the two, over all kinds asked for.")
    weight: float = bound("weight", WEIGHT)
    ties: Linked = unwound("ties", "Tie", "The ties by kind, the most frequent first.", BY_COUNT, TIES)


@record(abstract=True, default_order="name")
class Stakeholder(Record):
    """An organization or person with a part in the work: Organization, GovernmentBody, CivilSocietyGroup, YouthNetwork, Person."""  # noqa: E501

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    aliases: list[str] = stored("Other names and spellings, former ones too.", default=())
    acronym: str | None = stored(order=True)
    description: str | None = stored()
    website: str | None = stored()
    email: str | None = confidential("Where it is written to.", permission=Permission.CONTACT_READ)
    phone: str | None = confidential("Where it is called.", permission=Permission.CONTACT_READ)
    postal_address: str | None = confidential("Where it gets letters.", permission=Permission.CONTACT_READ)
    areas: Linked = many(
        outgoing("WORKS_ON", "CooperationArea"),
        writable=True,
        description="The areas of cooperation it works on.",
    )
    place: Linked = one(outgoing("BASED_IN", "Place"), description="Where it is based.")
    memberships: Linked = many(incoming("MEMBER", "Membership"), description="What it belongs to.")
    members: Linked = many(incoming("MEMBER_OF", "Membership"), description="Who belongs to it.")
    posts: Linked = many(incoming("POST_IN", "Post"), description="The posts that exist in it.")
    activity_roles: Linked = many(incoming("ROLE_OF", "ActivityRole"), description="Its roles in activities.")
    activities: Linked = many(
        incoming("ROLE_OF", "ActivityRole"),
        outgoing("ROLE_IN", "Activity"),
        description="The activities that it has any role in.",
    )
    participations: Linked = many(
        incoming("PARTICIPANT", "Participation"), description="Its places in dialogue sessions."
    )
    representations: Linked = many(
        incoming("PARTICIPATES_FOR", "Participation"),
        description="Others' places in sessions, taken on its behalf.",
    )
    processes_convened: Linked = many(incoming("CONVENED_BY", "DialogueProcess"))
    recommendations_issued: Linked = many(incoming("ISSUED_BY", "Recommendation"))
    recommendations_received: Linked = many(incoming("RECEIVED_BY", "Recommendation"))
    commitments_made: Linked = many(incoming("MADE_BY", "Commitment"))
    commitments_received: Linked = many(
        incoming("MADE_TO", "Commitment"), description="Commitments of others that are addressed to it."
    )
    stances: Linked = many(
        incoming("STANCE_OF", "Stance"), description="Where it stands on what, as others assessed it."
    )
    collaborators: Linked = fragment(
        COLLABORATORS,
        edge="CollaboratorEdge",
        description=(
            "Who it works with, the strongest tie first: those with whom it shares an activity, a membership,"
            " a dialogue session or a commitment." + NARROWING
        ),
        **NARROWED,
    )


@record(default_order="name")
class Organization(Stakeholder):
    """An organization that is neither a government body, a civil society group nor a youth network: an agency, university, donor, party, company …"""  # noqa: E501

    classification: str | None = stored("What sort it is, such as `UN agency`, `university`, `party`.", order=True)
    founded: FuzzyDate | None = stored(order=True)
    dissolved: FuzzyDate | None = stored(order=True)


@strawberry.enum(description="The level of government that a body belongs to.")
class GovernmentLevel(enum.Enum):
    STATE = "STATE"
    FEDERAL = "FEDERAL"
    REGIONAL = "REGIONAL"
    GOVERNORATE = "GOVERNORATE"
    DISTRICT = "DISTRICT"
    MUNICIPAL = "MUNICIPAL"
    INTERGOVERNMENTAL = "INTERGOVERNMENTAL"


@strawberry.enum(description="The branch of government that a body belongs to.")
class GovernmentBranch(enum.Enum):
    LEGISLATIVE = "LEGISLATIVE"
    EXECUTIVE = "EXECUTIVE"
    JUDICIAL = "JUDICIAL"
    INDEPENDENT = "INDEPENDENT"


@record(default_order="name")
class GovernmentBody(Stakeholder):
    """A state or a body of one: parliament, ministry, court, directorate, independent commission, council."""

    level: GovernmentLevel | None = stored("STATE: the state itself, as in a review of its human rights.", order=True)
    branch: GovernmentBranch | None = stored(order=True)
    country_code: str | None = stored("The state's code, ISO 3166-1 alpha-2.", order=True)
    founded: FuzzyDate | None = stored(order=True)
    dissolved: FuzzyDate | None = stored(order=True)


@record(default_order="name")
class CivilSocietyGroup(Stakeholder):
    """A group of civil society: association, union, women's, faith or community group, registered or not."""

    registration_number: str | None = stored("As given by the authority that registers associations.")
    founded: FuzzyDate | None = stored(order=True)
    dissolved: FuzzyDate | None = stored(order=True)


@record(default_order="name")
class YouthNetwork(Stakeholder):
    """A group or network of young people."""

    age_from: int | None = stored("The youngest age of members, in years.")
    age_to: int | None = stored("The oldest age of members, in years.")
    founded: FuzzyDate | None = stored(order=True)
    dissolved: FuzzyDate | None = stored(order=True)


@strawberry.enum(description="As the person gives it.")
class Gender(enum.Enum):
    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"


@record(default_order="name")
class Person(Stakeholder):
    """A person (Popolo Person)."""

    given_name: str | None = stored()
    family_name: str | None = stored(order=True)
    honorific: str | None = stored("A title used before the name, such as `Dr`.")
    gender: Gender | None = stored()
    birth_date: FuzzyDate | None = stored(order=True)
    languages: list[str] = stored("Languages spoken, BCP 47: `ckb`, `kmr`, `ar`, `en` …", default=())
