"""Places: administrative areas with their p-codes, each part of a larger one."""

import enum

import strawberry

from schema.declarations import Linked, incoming, many, names, one, outgoing, record, stored
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import Locale


@strawberry.enum(description="The administrative level of a place (OCHA common operational data sets).")
class PlaceKind(enum.Enum):
    COUNTRY = "COUNTRY"
    GOVERNORATE = "GOVERNORATE"
    DISTRICT = "DISTRICT"
    SUBDISTRICT = "SUBDISTRICT"
    SETTLEMENT = "SETTLEMENT"


@record(default_order="name")
class Place(Record):
    """A country, governorate, district, subdistrict or settlement. Places are seen by everyone."""

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    aliases: list[str] = stored("Other spellings in use.", default=())
    kind: PlaceKind = stored(order=True)
    p_code: str | None = stored("Its p-code in the common operational data set.", order=True)
    latitude: float | None = stored("Degrees north, WGS 84.")
    longitude: float | None = stored("Degrees east, WGS 84.")
    part_of: Linked = one(outgoing("PART_OF", "Place"), description="The next larger place.")
    parts: Linked = many(incoming("PART_OF", "Place"), description="The places directly within it.")
    stakeholders: Linked = many(incoming("BASED_IN", "Stakeholder"), description="Who is based there.")
    activities: Linked = many(incoming("TAKES_PLACE_IN", "Activity"))
    dialogue_sessions: Linked = many(incoming("HELD_IN", "DialogueSession"))
