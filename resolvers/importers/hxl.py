"""Who does what where in any table with HXL hashtags (HXL 1.1), as HDX has them and `peyman export` writes.

A row of hashtags within the first 25 says what the columns are, whatever their names; tags and attributes are matched
as the standard has it, so that unknown attributes do no harm.  Read by our own reader, since libhxl brings a dozen
packages and fetches what a file names.  A row is one part of an organization in an activity in one place; rows of one
activity, known by its record's address or code, else by who does what there and when, are one activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from graph.kinds import LOCALES, ValueProblem, edtf_days
from resolvers.exporters.columns import fused
from resolvers.importers.drafts import Draft, Mapped, Problem, bracketed, digest, spelling_key, told
from resolvers.importers.placing import Chain, Places, Said
from resolvers.importers.reading import Row, Table, filled, lines_of
from settings import OperatorError

HEAD = 25
"""Rows within which the hashtags must stand (HXL 1.1)."""
TAG = re.compile(r"#\w+(?:\s*\+\w+)*\s*", re.ASCII)
LEVELS: Sequence[tuple[str, str]] = (
    ("COUNTRY", "#country"),
    ("GOVERNORATE", "#adm1"),
    ("DISTRICT", "#adm2"),
    ("SUBDISTRICT", "#adm3"),
    ("SETTLEMENT", "#loc"),
)
TYPES = ("Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork", "Person")
ROLES = ("FUNDER", "PROGRAMMING", "IMPLEMENTER", "PARTNER")
ROLE_ATTRIBUTES = {"funder": "FUNDER", "prog": "PROGRAMMING", "impl": "IMPLEMENTER", "partner": "PARTNER"}
KINDS = (
    *("TRAINING", "AWARENESS", "ADVOCACY", "LEGAL_AID", "TECHNICAL_SUPPORT", "MONITORING", "RESEARCH", "DIALOGUE"),
    *("PSYCHOSOCIAL_SUPPORT", "HUMANITARIAN_RESPONSE", "PROTECTION", "FUNDING", "OTHER"),
)
BESIDE_NAMES = frozenset({"acronym", "code", "type", "role"})
"""Attributes of columns that tell something of an organization other than its name."""
NOT_OF_PLACES = ("code", "lat", "lon")
STATUSES = ("PLANNED", "ONGOING", "COMPLETED", "SUSPENDED", "CANCELLED")
RECORD = re.compile(r"(?:^|[/:])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
"""How the address of a record of a Peyman ends."""


@dataclass(frozen=True)
class Column:
    """A column by its hashtag: `#org +name +i_en` is the tag `#org` with the attributes name and en."""

    name: str
    tag: str
    attributes: frozenset[str]


def mapped(path: Path) -> Mapped:
    """Drafts of places, organizations, activities and roles in a tagged table."""
    table, columns = read(path)
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    if not any(column.tag == "#org" for column in columns):
        raise OperatorError(f"{path} has no column #org.", "Tag the column that says who does it.")
    if not any(column.tag in ("#activity", "#sector", "#subsector") for column in columns):
        raise OperatorError(f"{path} has no column #activity or #sector.", "Tag the column that says what is done.")
    reader = _Reader(columns, result.problems)
    said = [found for row in table.rows if (found := reader.said(row))]
    places = Places("hxl-place", [kind for kind, _ in LEVELS], ((one.line, one.places) for one in said))
    drafts = _Drafts(places)
    for one in said:
        drafts.add(one)
    result.notices.extend(places.notices())
    result.notices.extend(drafts.notices())
    result.stages = [stage for stage in (*places.stages(), *drafts.stages()) if stage]
    return result


def read(path: Path) -> tuple[Table, list[Column]]:
    """The table under the hashtags; the columns without one are left out."""
    lines = lines_of(path)
    for _, values, _ in islice(lines, HEAD):
        tags = [_column(number, cell) for number, cell in enumerate(values)]
        cells = [cell for cell in values if cell.strip()]
        # most of what is filled must be a tag: a text that mentions one is none
        if cells and sum(tag is not None for tag in tags) * 2 > len(cells):
            names = tuple(tag.name if tag else f"untagged {number}" for number, tag in enumerate(tags))
            return filled(Table(names), lines, padded=True), [tag for tag in tags if tag]
    raise OperatorError(
        f"{path} has no row of HXL hashtags among its first {HEAD}.",
        "Add one such as #org,#activity,#adm1+name under the header, or import it as csv with a mapping.",
    )


def _column(number: int, cell: str) -> Column | None:
    text = cell.strip().lower()
    if not TAG.fullmatch(text):
        return None
    tag, *attributes = (part.strip() for part in text.split("+"))
    return Column(f"{number}: {text}", tag, frozenset(one.removeprefix("i_") for one in attributes))


@dataclass(frozen=True)
class _Part:
    """An organization that a row names, and what it does there."""

    key: str
    type: str
    values: Mapping[str, Any]
    code: str
    role: str


@dataclass(frozen=True)
class _Said:
    """What a row says, where nothing is wrong with it."""

    line: int
    key: str
    values: Mapping[str, Any]
    parts: Sequence[_Part]
    places: Chain


@dataclass
class _Reader:
    columns: Sequence[Column]
    problems: list[Problem]
    _fit: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = field(default_factory=dict[Any, list[str]])

    def said(self, row: Row) -> _Said | None:
        before = len(self.problems)
        parts = self._parts(row)
        values = self._activity(row)
        if not parts and len(self.problems) == before:
            self._wrong(row, "#org", "it is empty", "Write who does it.")
        if "name" not in values:
            self._wrong(row, "#activity", "it and #sector are empty", "Write what is done.")
        if len(self.problems) > before:
            return None
        return _Said(row.line, self._key(row, values, parts), values, parts, self._places(row))

    def _wrong(self, row: Row, column: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(row.line, column, found, remedy))

    def _cell(self, row: Row, tag: str, *having: str, lacking: Sequence[str] = ()) -> str:
        """The first filled cell of a column with the tag that has all attributes, and none of those lacking."""
        for name in self._fitting(tag, having, tuple(lacking)):
            if text := told(fused(row[name])):
                return text
        return ""

    def _fitting(self, tag: str, having: tuple[str, ...], lacking: tuple[str, ...]) -> list[str]:
        """Names of the columns with the tag, all the attributes, and none of those lacking: the same for every row."""
        asked = (tag, having, lacking)
        if asked not in self._fit:
            self._fit[asked] = [
                column.name
                for column in self.columns
                if column.tag == tag and column.attributes.issuperset(having) and column.attributes.isdisjoint(lacking)
            ]
        return self._fit[asked]

    def _names(self, row: Row, tag: str, *having: str, lacking: Sequence[str]) -> dict[str, str]:
        """What the first filled column has, and what those of a language have; empty where none is filled."""
        text = self._cell(row, tag, *having, lacking=lacking)
        names = {locale: self._cell(row, tag, locale, *having, lacking=lacking) for locale in LOCALES}
        return {"text": text, **{locale: name for locale, name in names.items() if name}} if text else {}

    def _parts(self, row: Row) -> list[_Part]:
        """Each column of names is an organization: by the role of its attribute, or that of the row."""
        seen = set[str]()
        stated = self._cell(row, "#org", "role").upper()
        if stated and stated not in ROLES:
            self._wrong(row, "#org+role", f"{stated[:40]!r} is no role", f"Write one of {', '.join(ROLES)}.")
            return []
        found: list[_Part] = []
        for column in self.columns:
            if column.tag != "#org" or column.attributes & BESIDE_NAMES:
                continue
            if spelling_key(told(fused(row[column.name]))):
                group = next((one for one in sorted(column.attributes) if one in ROLE_ATTRIBUTES), "")
                if group in seen:  # the same in another language
                    continue
                seen.add(group)
                role = ROLE_ATTRIBUTES.get(group) or stated or "IMPLEMENTER"
                found.append(self._part(row, group, role))
        return found

    def _part(self, row: Row, group: str, role: str) -> _Part:
        beside = (group,) if group else ()
        others = () if group else tuple(ROLE_ATTRIBUTES)
        name = self._names(row, "#org", *beside, lacking=(*BESIDE_NAMES, *others))
        code = self._cell(row, "#org", "code", *beside, lacking=("acronym", *others))
        type_name = self._cell(row, "#org", "type", *beside, lacking=others)
        acronym = self._cell(row, "#org", "acronym", *beside, lacking=others)
        values: dict[str, Any] = {"name": name, **({"acronym": acronym} if acronym else {})}
        if type_name and type_name not in TYPES:
            values["classification"] = type_name
        told_type = type_name if type_name in TYPES else "Organization"
        return _Part(f"hxl-org:{spelling_key(name['text'])}", told_type, values, code, role)

    def _places(self, row: Row) -> Chain:
        """The places that the row names, from the largest."""
        named = (
            Said(kind, self._cell(row, tag, "code"), tuple(self._names(row, tag, lacking=NOT_OF_PLACES).items()))
            for kind, tag in LEVELS
        )
        return tuple(one for one in named if one.code or spelling_key(one.name))

    def _activity(self, row: Row) -> dict[str, Any]:
        sector = self._cell(row, "#sector", lacking=("code",)) or self._cell(row, "#subsector", lacking=("code",))
        doing = self._names(row, "#activity", lacking=("code", "type", "id"))
        values: dict[str, Any] = {}
        if doing or sector:
            values["name"] = doing or {"text": sector}
        kind = self._cell(row, "#activity", "type").upper().replace(" ", "_")
        values["kind"] = kind if kind in KINDS else "HUMANITARIAN_RESPONSE"
        if sector:
            values["sector"] = sector
        if status := self._cell(row, "#status"):
            chosen = status.upper()
            if chosen in STATUSES:
                values["status"] = chosen
            else:
                self._wrong(row, "#status", f"{status[:40]!r} is no status", f"Write one of {', '.join(STATUSES)}.")
        for bound in ("start", "end"):
            if text := self._cell(row, "#date", bound):
                try:
                    edtf_days(text)
                    values[bound] = text
                except ValueProblem as problem:
                    self._wrong(row, f"#date+{bound}", str(problem), "Write it as 2014-02-28 or 2014-02.")
        if whom := self._cell(row, "#beneficiary", lacking=("num",)):
            values["beneficiaries"] = whom
        if reached := self._cell(row, "#reached"):
            number = reached.replace(",", "").replace(" ", "")
            if number.isascii() and number.isdecimal():
                values["peopleReached"] = int(number)
            else:
                self._wrong(row, "#reached", f"{reached[:40]!r} is no whole number", "Write digits alone.")
        return values

    def _key(self, row: Row, values: Mapping[str, Any], parts: Sequence[_Part]) -> str:
        if found := RECORD.search(self._cell(row, "#meta", "url")):
            return f"peyman:{found[1]}"
        if code := self._cell(row, "#activity", "code") or self._cell(row, "#activity", "id"):
            return f"hxl-activity:{code}"
        said = (values["name"]["text"], values.get("sector", ""), str(values.get("start", "")))
        return f"hxl-activity:{digest(parts[0].key, *(spelling_key(one) for one in said))}"


@dataclass
class _Drafts:
    places: Places
    organizations: dict[str, Draft] = field(default_factory=dict[str, Draft])
    activities: dict[str, Draft] = field(default_factory=dict[str, Draft])
    roles: dict[str, Draft] = field(default_factory=dict[str, Draft])
    repeated: int = 0

    def add(self, said: _Said) -> None:
        known = self.activities.get(said.key)
        place = self.places.of(said.places)
        places = [*known.links.get("places", ())] if known else []
        fresh = known is None
        if place and place not in places:
            fresh = True
            places.append(place)
        self.activities[said.key] = Draft(
            "Activity",
            said.key,
            {**said.values, **(known.values if known else {})},
            {"places": places} if places else {},
            known.line if known else said.line,
        )
        for part in said.parts:
            self._name(part, said.line)
            key = f"hxl-role:{digest(said.key, part.key, part.role)}"
            fresh = fresh or key not in self.roles
            ends = {"activity": [said.key], "organization": [part.key]}
            self.roles.setdefault(key, Draft("ActivityRole", key, {"role": part.role}, ends, said.line))
        self.repeated += not fresh

    def _name(self, part: _Part, line: int) -> None:
        """The first row that names an organization tells of it; a later one that tells its type adds to that."""
        known = self.organizations.get(part.key)
        if known is None or part.type != "Organization":
            values = {**(known.values if known else {}), **part.values}
            also = [f"org-code:{part.code}"] if part.code else list(known.also if known else ())
            self.organizations[part.key] = Draft(part.type, part.key, values, {}, line, also)

    def notices(self) -> Iterator[str]:
        if self.repeated:
            yield f"{self.repeated} rows repeat a part in an activity and place: each is one"
        names = [draft.values["name"]["text"] for draft in self.organizations.values()]
        known = {spelling_key(name): name for name in names}
        for name in names:
            if (found := bracketed(name)) and (short := known.get(spelling_key(found[1]))):
                yield f"possibly one organization, kept apart: {name!r} and {short!r}"

    def stages(self) -> Iterator[list[Draft]]:
        for drafts in (self.organizations, self.activities, self.roles):
            yield [*drafts.values()]
