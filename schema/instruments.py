"""Instruments (treaties, laws, policies, plans) and the cycles in which they are reviewed."""

import enum

import strawberry

from schema.declarations import Linked, incoming, many, names, one, outgoing, record, stored
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import FuzzyDate, Locale


@strawberry.enum(description="What sort of instrument it is.")
class InstrumentKind(enum.Enum):
    TREATY = "TREATY"
    REVIEW_MECHANISM = "REVIEW_MECHANISM"
    CONSTITUTION = "CONSTITUTION"
    LAW = "LAW"
    POLICY = "POLICY"
    ACTION_PLAN = "ACTION_PLAN"
    RESOLUTION = "RESOLUTION"
    OTHER = "OTHER"


@record(default_order="name")
class Instrument(Record):
    """A treaty, law, policy or plan, or a mechanism such as the Universal Periodic Review."""

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    acronym: str | None = stored(order=True)
    kind: InstrumentKind = stored(order=True, default=InstrumentKind.OTHER)
    adopted: FuzzyDate | None = stored("When it was adopted.", order=True)
    url: str | None = stored("Where its text can be read.")
    cycles: Linked = many(incoming("REVIEW_OF", "ReviewCycle"), description="The reviews made under it.")


@record(default_order="name")
class ReviewCycle(Record):
    """One round of reviews under an instrument, or one session of it."""

    name: str = stored("Such as `Third cycle`.", order=True)
    number: int | None = stored("The cycle's number.", order=True)
    session_number: int | None = stored("The session's number, where the review was one of a session.", order=True)
    start: FuzzyDate | None = stored(order=True)
    end: FuzzyDate | None = stored(order=True)
    instrument: Linked = one(outgoing("REVIEW_OF", "Instrument"))
    recommendations: Linked = many(incoming("MADE_IN_CYCLE", "Recommendation"))
