"""Exports as 3W with HXL hashtags: one row per part that an organization has in an activity, and place of it.

Under the header stands a row of hashtags (HXL 1.1), by which HDX and its tools know the columns whatever their names.
Rows come from activity roles, so that a row needs the role, its activity and its organization to be seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from resolvers.exporters.columns import Cell, defused, url_of
from resolvers.exporters.pages import Item, Pages
from resolvers.exporters.tables import line

PLACES = 1_000
ABOVE = "id kind pCode name partOf { id kind pCode name partOf { id kind pCode name partOf { id kind pCode name } } }"
FIELDS = (
    "id",
    "__typename",
    "role",
    "organization { id __typename name acronym }",
    "activity { id name kind status sector beneficiaries peopleReached start { edtf } end { edtf } "
    f"places(first: {PLACES}) {{ nodes {{ {ABOVE} }} }} }}",
)
COLUMNS = (
    ("Organization", "#org+name"),
    ("Acronym", "#org+code+acronym"),
    ("Organization type", "#org+type"),
    ("Role", "#org+role"),
    ("Activity", "#activity+name"),
    ("Kind", "#activity+type"),
    ("Sector", "#sector"),
    ("Status", "#status"),
    ("Start", "#date+start"),
    ("End", "#date+end"),
    ("Country", "#country+name"),
    ("Country p-code", "#country+code"),
    ("Governorate", "#adm1+name"),
    ("Governorate p-code", "#adm1+code"),
    ("District", "#adm2+name"),
    ("District p-code", "#adm2+code"),
    ("Subdistrict", "#adm3+name"),
    ("Subdistrict p-code", "#adm3+code"),
    ("Settlement", "#loc+name"),
    ("Settlement code", "#loc+code"),
    ("Beneficiaries", "#beneficiary"),
    ("People reached", "#reached"),
    ("Record", "#meta+url"),
)
LEVELS = ("COUNTRY", "GOVERNORATE", "DISTRICT", "SUBDISTRICT", "SETTLEMENT")


async def hxl_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    yield b"\xef\xbb\xbf" + line([name for name, _ in COLUMNS]) + line([tag for _, tag in COLUMNS])
    for one in pages:
        async for page in one:
            yield b"".join(line([defused(cell) for cell in row]) for item in page for row in _rows(item, base))


def _rows(item: Item, base: str) -> Iterator[list[Cell]]:
    activity, organization = item.get("activity"), item.get("organization")
    if not activity or not organization:
        return
    who: list[Cell] = [organization["name"], organization["acronym"], organization["__typename"], item["role"]]
    what: list[Cell] = [activity["name"], activity["kind"], activity["sector"], activity["status"]]
    when: list[Cell] = [activity[name]["edtf"] if activity[name] else None for name in ("start", "end")]
    whom: list[Cell] = [activity["beneficiaries"], activity["peopleReached"], url_of(base, activity["id"])]
    for place in activity["places"]["nodes"] or [None]:
        yield [*who, *what, *when, *_where(place), *whom]


def _where(place: dict[str, Any] | None) -> list[Cell]:
    levels: dict[str, dict[str, Any]] = {}
    while place is not None:
        levels.setdefault(place["kind"], place)
        place = place.get("partOf")
    return [levels[kind][name] if kind in levels else None for kind in LEVELS for name in ("name", "pCode")]
