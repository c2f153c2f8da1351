"""Exports as 3W with HXL hashtags: one row per part that an organization has in an activity, and place of it.

Under the header stands a row of hashtags (HXL 1.1), by which HDX and its tools know the columns whatever their names.
Rows come from activity roles, so that a row needs the role, its activity and its organization to be seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from graph.kinds import LOCALES
from resolvers.exporters.columns import Cell, defused, names_of, url_of
from resolvers.exporters.pages import Item, Pages, in_all_locales
from resolvers.exporters.tables import line

PLACES = 1_000
NAMES = in_all_locales("name")
PLACE = f"id kind pCode {NAMES}"
ABOVE = f"{PLACE} partOf {{ {PLACE} partOf {{ {PLACE} partOf {{ {PLACE} partOf {{ {PLACE} }} }} }} }}"
FIELDS = (
    "id",
    "__typename",
    "role",
    f"organization {{ id __typename {NAMES} acronym }}",
    f"activity {{ id {NAMES} kind status sector beneficiaries peopleReached start {{ edtf }} end {{ edtf }} "
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
NAMED = ("#org", "#activity", "#country", "#adm1", "#adm2", "#adm3", "#loc")
"""Hashtags of names: after all other columns, each stands in each language that it is kept in."""
LEVELS = ("COUNTRY", "GOVERNORATE", "DISTRICT", "SUBDISTRICT", "SETTLEMENT")


async def hxl_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    names = {tag.partition("+")[0]: name for name, tag in reversed(COLUMNS)}
    heads = [*COLUMNS, *((f"{names[tag]} ({one})", f"{tag}+name+i_{one}") for tag in NAMED for one in LOCALES)]
    yield b"\xef\xbb\xbf" + line([name for name, _ in heads]) + line([tag for _, tag in heads])
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
        levels = _levels(place)
        where: list[Cell] = [levels.get(kind, {}).get(name) for kind in LEVELS for name in ("name", "pCode")]
        named = [organization, activity, *(levels.get(kind) for kind in LEVELS)]
        yield [*who, *what, *when, *where, *whom, *(cell for one in named for cell in _in_languages(one))]


def _levels(place: Item | None) -> dict[str, Item]:
    """The place and all that it lies in, by their kinds."""
    levels: dict[str, Item] = {}
    while place is not None:
        levels.setdefault(place["kind"], place)
        place = place.get("partOf")
    return levels


def _in_languages(item: Item | None) -> list[Cell]:
    told = names_of(item, "name") if item else {}
    return [told.get(locale) for locale in LOCALES]
