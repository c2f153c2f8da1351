"""Who does what where in any table with HXL hashtags (HXL 1.1), as HDX has them and `peyman export` writes.

A row of hashtags within the first 25 says what the columns are, whatever their names; tags and attributes are matched
as the standard has it, so that unknown attributes do no harm.  Read by our own reader, since libhxl brings a dozen
packages and fetches what a file names.  A row is one part of an organization in an activity in one place; rows of one
activity, known by its record's address or code, else by who does what there and when, are one activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from graph.kinds import ValueProblem, edtf_days
from resolvers.exporters.columns import fused
from resolvers.importers.drafts import Draft, Mapped, Problem, digest, spelling_key, tidy
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
STATUSES = ("PLANNED", "ONGOING", "COMPLETED", "SUSPENDED", "CANCELLED")
RECORD = re.compile(r"(?:^|[/:])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
"""How the address of a record of a Peyman ends."""


@dataclass(frozen=True)
class Column:
    """A column by its hashtag: `#org +name +en` is the tag `#org` with the attributes name and en."""

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
    rows = _Rows(columns, result)
    for row in table.rows:
        rows.add(row)
    result.stages = [
        *rows.stages_of_places(),
        [*rows.organizations.values()],
        [*rows.activities.values()],
        [*rows.roles.values()],
    ]
    result.stages = [stage for stage in result.stages if stage]
    if rows.repeated:
        result.notices.append(f"{rows.repeated} rows repeat a part in an activity and place: each is one")
    return result


def read(path: Path) -> tuple[Table, list[Column]]:
    """The table under the hashtags; the columns without one are left out."""
    lines = lines_of(path)
    for _, values, _ in islice(lines, HEAD):
        tags = [_column(number, cell) for number, cell in enumerate(values)]
        told = [cell for cell in values if cell.strip()]
        # most of what is filled must be a tag: a text that mentions one is none
        if told and sum(tag is not None for tag in tags) * 2 > len(told):
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
    return Column(f"{number}: {text}", tag, frozenset(attributes))


@dataclass
class _Rows:
    columns: Sequence[Column]
    result: Mapped
    places: dict[str, Draft] = field(default_factory=dict[str, Draft])
    organizations: dict[str, Draft] = field(default_factory=dict[str, Draft])
    activities: dict[str, Draft] = field(default_factory=dict[str, Draft])
    roles: dict[str, Draft] = field(default_factory=dict[str, Draft])
    repeated: int = 0

    def add(self, row: Row) -> None:
        before = len(self.result.problems)
        parts = self._organizations(row)
        place = self._place(row)
        values = self._activity(row)
        if not parts and len(self.result.problems) == before:
            self._wrong(row, "#org", "it is empty", "Write who does it.")
        if "name" not in values:
            self._wrong(row, "#activity", "it and #sector are empty", "Write what is done.")
        if len(self.result.problems) > before:
            return
        key = self._key(row, values, parts)
        known = self.activities.get(key)
        fresh = known is None
        places = [*(known.links.get("places", ()) if known else ()), *([place] if place else [])]
        links = {"places": list(dict.fromkeys(places))} if places else {}
        merged = {**values, **(known.values if known else {})}
        self.activities[key] = Draft("Activity", key, merged, links, known.line if known else row.line)
        added = known is not None and len(links.get("places", ())) > len(known.links.get("places", ()))
        for organization, role in parts:
            part = f"hxl-role:{digest(key, organization, role)}"
            fresh = fresh or part not in self.roles
            ends = {"activity": [key], "organization": [organization]}
            self.roles.setdefault(part, Draft("ActivityRole", part, {"role": role}, ends, row.line))
        self.repeated += not fresh and not added

    def stages_of_places(self) -> Iterator[list[Draft]]:
        for kind, _ in LEVELS:
            yield [draft for draft in self.places.values() if draft.values["kind"] == kind]

    def _wrong(self, row: Row, column: str, found: str, remedy: str) -> None:
        self.result.problems.append(Problem(row.line, column, found, remedy))

    def _cell(self, row: Row, tag: str, *having: str, lacking: Sequence[str] = ()) -> str:
        """The first filled cell of a column with the tag that has all attributes, and none of those lacking."""
        for column in self.columns:
            fits = column.attributes >= set(having) and not column.attributes & set(lacking)
            if column.tag == tag and fits and (text := tidy(fused(row[column.name]))):
                return text
        return ""

    def _organizations(self, row: Row) -> list[tuple[str, str]]:
        """Each column of names is an organization: by the role of its attribute, or that of the row."""
        seen = set[str]()
        stated = self._cell(row, "#org", "role").upper()
        if stated and stated not in ROLES:
            self._wrong(row, "#org+role", f"{stated[:40]!r} is no role", f"Write one of {', '.join(ROLES)}.")
            return []
        found: list[tuple[str, str]] = []
        for column in self.columns:
            if column.tag != "#org" or column.attributes & {"acronym", "code", "type", "role"}:
                continue
            name = tidy(fused(row[column.name]))
            if spelling_key(name):
                group = next((one for one in sorted(column.attributes) if one in ROLE_ATTRIBUTES), "")
                if group in seen:  # the same in another language
                    continue
                seen.add(group)
                found.append(
                    (self._organization(row, name, group), ROLE_ATTRIBUTES.get(group) or stated or "IMPLEMENTER")
                )
        return found

    def _organization(self, row: Row, name: str, group: str) -> str:
        beside = (group,) if group else ()
        others = () if group else tuple(ROLE_ATTRIBUTES)
        code = self._cell(row, "#org", "code", *beside, lacking=("acronym", *others))
        type_name = self._cell(row, "#org", "type", *beside, lacking=others)
        acronym = self._cell(row, "#org", "acronym", *beside, lacking=others)
        key = f"hxl-org:{spelling_key(name)}"
        values: dict[str, Any] = {"name": {"text": name}, **({"acronym": acronym} if acronym else {})}
        told = type_name if type_name in TYPES else "Organization"
        if type_name and type_name not in TYPES:
            values["classification"] = type_name
        if told != "Organization" or key not in self.organizations:
            known = self.organizations.get(key)
            also = [f"org-code:{code}"] if code else list(known.also if known else ())
            self.organizations[key] = Draft(
                told, key, {**(known.values if known else {}), **values}, {}, row.line, also
            )
        return key

    def _place(self, row: Row) -> str | None:
        """The smallest place that the row names, each within the next larger."""
        within: str | None = None
        for kind, tag in LEVELS:
            code = self._cell(row, tag, "code")
            name = self._cell(row, tag, lacking=("code", "lat", "lon"))
            if not code and not spelling_key(name):
                continue
            key = f"hxl-place:{code.upper()}" if code else f"hxl-place:{digest(within or '', spelling_key(name))}"
            if key not in self.places:
                values = {"name": {"text": name or code}, "kind": kind, **({"pCode": code} if code else {})}
                links = {"partOf": [within]} if within else {}
                also = [f"pcode:{code}"] if code else []
                self.places[key] = Draft("Place", key, values, links, row.line, also)
            elif name and self.places[key].values["name"]["text"] == code:
                known = self.places[key]
                self.places[key] = replace(known, values={**known.values, "name": {"text": name}})
            within = key
        return within

    def _activity(self, row: Row) -> dict[str, Any]:
        sector = self._cell(row, "#sector", lacking=("code",)) or self._cell(row, "#subsector", lacking=("code",))
        doing = self._cell(row, "#activity", lacking=("code", "type", "id"))
        values: dict[str, Any] = {}
        if name := doing or sector:
            values["name"] = {"text": name}
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

    def _key(self, row: Row, values: Mapping[str, Any], parts: Sequence[tuple[str, str]]) -> str:
        if found := RECORD.search(self._cell(row, "#meta", "url")):
            return f"peyman:{found[1]}"
        if code := self._cell(row, "#activity", "code") or self._cell(row, "#activity", "id"):
            return f"hxl-activity:{code}"
        said = (values["name"]["text"], values.get("sector", ""), str(values.get("start", "")))
        return f"hxl-activity:{digest(parts[0][0], *(spelling_key(one) for one in said))}"
