"""Scalars, embedded objects and enums that every record shares: markings, locales, dates as they are known, moments."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from graph.kinds import LOCALES
from schema.declarations import part

Locale = NewType("Locale", str)
"""`en`, `ckb` (Sorani), `kmr` (Kurmanji) or `ar`."""

JSON = NewType("JSON", object)


def parse_locale(value: Any) -> str:
    if value == "ku":
        raise GraphQLError('"ku" is ambiguous: use "ckb" (Sorani) or "kmr" (Kurmanji).')
    if value not in LOCALES:
        raise GraphQLError(f"Locale {value!r} is not kept here: use one of {', '.join(LOCALES)}.")
    return value


def parse_day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise GraphQLError(f"Date {value!r} is not a day: write it as 2026-11-23.") from None


def parse_instant(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"DateTime {value!r} is not an instant: write 2026-11-23T11:30:00Z.") from None
    if moment.tzinfo is None:
        raise GraphQLError(f"DateTime {value!r} has no offset: write 2026-11-23T11:30:00Z.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_is(value: Any) -> Any:
    """Stored forms are response forms."""
    return value


SCALARS: dict[object, Any] = {
    Locale: strawberry.scalar(
        name="Locale",
        description="A language: `en`, `ckb` (Sorani), `kmr` (Kurmanji) or `ar`. `ku` alone is ambiguous.",
        serialize=as_is,
        parse_value=parse_locale,
    ),
    date: strawberry.scalar(
        name="Date", description="A day, ISO 8601: 2026-11-23.", serialize=as_is, parse_value=parse_day
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601 with offset: 2026-11-23T11:30:00Z. Answered in UTC.",
        serialize=as_is,
        parse_value=parse_instant,
    ),
    JSON: strawberry.scalar(name="JSON", description="Any JSON value.", serialize=as_is, parse_value=as_is),
}
CONFIG = StrawberryConfig(scalar_map=SCALARS)


@strawberry.enum(description="Traffic Light Protocol 2.0: who may see a record.")
class Marking(enum.Enum):
    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER_STRICT"
    RED = "RED"


@strawberry.type(
    description="A date as far as it is known: EDTF level 1, with the earliest and latest day it can mean."
)
class FuzzyDate:
    edtf: str = part("")
    earliest: date = part("earliest")
    latest: date = part("latest")


@strawberry.type(description="A meeting's time: local wall time and IANA zone, with the instant it falls on.")
class ZonedMoment:
    local: str = part("local")
    zone: str = part("zone")
    utc: datetime = part("utc")
