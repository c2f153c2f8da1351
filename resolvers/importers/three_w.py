"""Who does what where (3W): one row per agency, activity and district, as humanitarian dashboards export it.

A place is known by its p-code where any row gives one for that spelling, else by its name within its
governorate; an agency by its name without case, accents, punctuation and spaces, or by an acronym that a row
states in brackets.  Names that are merely alike, as those of Iran's and
Iraq's Red Crescent are, are reported and never merged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from resolvers.importers.drafts import (
    AREA_SCHEME,
    Draft,
    Mapped,
    Problem,
    bracketed,
    digest,
    english,
    initials,
    listed,
    spelling_key,
    tidy,
    told,
)
from resolvers.importers.reading import Row, Table

COLUMNS = ("category", "gov", "district", "agency", "activity", "g_pcode", "d_pcode")
HUMANITARIAN_CRISIS_MANAGEMENT = f"{AREA_SCHEME}:16"
COUNTRY = "3w-place:IQ"
GOVERNORATE_CODE = re.compile(r"IQ-G(\d{2})")
DISTRICT_CODE = re.compile(r"IQ(\d{2})\d{3}")
ALIKE = 0.9


def mapped(table: Table) -> Mapped:
    """Drafts of places (country, governorates, districts), agencies, activities and the agencies' roles."""
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    rows = [row for row in table.rows if _usable(row, result.problems)]
    places = Places(rows, result.notices)
    agencies = Agencies([row["agency"] for row in rows], result.notices)
    activities: dict[str, Draft] = {}
    roles: list[Draft] = []
    repeated = nowhere = unnamed = 0
    for row in rows:
        sector, doing = tidy(row["category"]), tidy(row["activity"])
        place = places.of(row)
        key = "3w-activity:" + digest(
            agencies.key(row["agency"]), spelling_key(sector), spelling_key(doing), place or ""
        )
        if key in activities:
            repeated += 1
            continue
        nowhere += place is None
        unnamed += not doing
        values: dict[str, object] = {
            "name": english(": ".join(part for part in (sector, doing) if part)),
            "kind": "HUMANITARIAN_RESPONSE",
        }
        if sector:
            values["sector"] = sector
        links = {"areas": [HUMANITARIAN_CRISIS_MANAGEMENT], "places": [place] if place else []}
        activities[key] = Draft("Activity", key, values, links, row.line)
        ends = {"activity": [key], "organization": [agencies.key(row["agency"])]}
        roles.append(Draft("ActivityRole", key.replace("activity", "role", 1), {"role": "IMPLEMENTER"}, ends, row.line))
    result.stages = [*places.stages(), agencies.drafts(), list(activities.values()), roles]
    for number, remark in (
        (repeated, "rows repeat an agency, activity and place: each is one activity"),
        (nowhere, "activities have no place"),
        (unnamed, "activities are named by their sector alone: the row has no activity"),
    ):
        if number:
            result.notices.append(f"{number} {remark}")
    return result


def _usable(row: Row, problems: list[Problem]) -> bool:
    before = len(problems)
    if not spelling_key(row["agency"]):
        problems.append(Problem(row.line, "agency", "it is empty", "Write who does it."))
    if not tidy(row["category"]) and not tidy(row["activity"]):
        problems.append(Problem(row.line, "activity", "it and category are empty", "Write what is done."))
    for column in ("g_pcode", "d_pcode"):
        if _code(row[column]) is None and told(row[column]).casefold() not in {"", "na"}:
            found = f"{row[column]!r} is no p-code of Iraq"
            problems.append(Problem(row.line, column, found, "Write one such as IQ-G11 or IQ11071, or #N/A."))
    return len(problems) == before


def _code(text: str) -> str | None:
    code = text.strip().upper()
    return code if GOVERNORATE_CODE.fullmatch(code) or DISTRICT_CODE.fullmatch(code) else None


def _governorate_of(code: str) -> str:
    """IQ-G11 or IQ11071 → IQ-G11: a district's p-code begins with its governorate's number."""
    found = DISTRICT_CODE.fullmatch(code)
    return f"IQ-G{found[1]}" if found else code


@dataclass
class _Place:
    key: str
    code: str | None
    parent: str
    kind: str
    spellings: Counter[str] = field(default_factory=Counter[str])


class Places:
    """The places of a table: `of(row)` is the key of the row's district, or of its governorate."""

    def __init__(self, rows: list[Row], notices: list[str]) -> None:
        self._places: dict[str, _Place] = {}
        self._governorates = self._governorate_codes(rows)
        self._districts = self._district_codes(rows)
        self._parents = self._district_parents(rows)
        self._of: dict[tuple[str, str, str, str], str | None] = {}
        elsewhere: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            key = self._placed(row)
            self._of[_where(row)] = key
            place = self._places.get(key or "")
            named = self._governorate_key(row)
            if place and place.kind == "DISTRICT" and named and place.parent != named:
                elsewhere[tidy(row["district"]), tidy(row["gov"]), place.parent] += 1
        for place in self._places.values():
            if len(place.spellings) > 1:
                notices.append(f"taken as one place: {listed(_ranked(place.spellings))}")
        for (district, governorate, parent), number in sorted(elsewhere.items()):
            kept = _ranked(self._places[parent].spellings)[:1] or [parent]
            notices.append(
                f"{district} is given under {governorate} in {number} rows, but its p-code is of {kept[0]}: kept there"
            )
        uncoded = sorted(place.spellings.most_common(1)[0][0] for place in self._places.values() if not place.code)
        if uncoded:
            notices.append(f"{len(uncoded)} places have no p-code: {listed(uncoded)}")

    def of(self, row: Row) -> str | None:
        return self._of[_where(row)]

    def stages(self) -> list[list[Draft]]:
        """The country, then governorates, then districts: each links to one of the stage before."""
        values = {"name": english("Iraq"), "kind": "COUNTRY", "pCode": "IQ"}
        iraq = Draft(
            "Place",
            COUNTRY,
            values,
            also=_register("IQ"),
        )
        return [
            [iraq],
            [self._draft(place) for place in self._places.values() if place.kind == "GOVERNORATE"],
            [self._draft(place) for place in self._places.values() if place.kind == "DISTRICT"],
        ]

    def _draft(self, place: _Place) -> Draft:
        names = _ranked(place.spellings) or [place.code or place.key]
        parent = self._places.get(place.parent)
        governorate = parent.spellings if parent else Counter[str]()
        if len(names) > 1 and spelling_key(names[0]) in {spelling_key(name) for name in governorate}:
            # `Anbar` written for one of Anbar's districts: a spelling that is not alike is the district's own
            unlike = [name for name in names if _likeness(spelling_key(name), spelling_key(names[0])) < 0.5]
            names = unlike[:1] + [name for name in names if name not in unlike[:1]]
        values: dict[str, object] = {"name": english(names[0]), "kind": place.kind}
        if len(names) > 1:
            values["aliases"] = names[1:]
        if place.code:
            values["pCode"] = place.code
        return Draft("Place", place.key, values, {"partOf": [place.parent]}, also=_register(place.code))

    def _governorate_codes(self, rows: list[Row]) -> dict[str, str]:
        """Spelling of a governorate → its p-code, where all rows that tell agree."""
        given: defaultdict[str, set[str]] = defaultdict(set)
        implied: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            name = spelling_key(row["gov"])
            if name and (code := _code(row["g_pcode"])):
                given[name].add(_governorate_of(code))
            elif name and (code := _code(row["d_pcode"])):
                implied[name].add(_governorate_of(code))
        found = {name: next(iter(codes)) for name, codes in given.items() if len(codes) == 1}
        for name, codes in implied.items():
            if name not in given and len(codes) == 1:
                found[name] = next(iter(codes))
        return found

    def _district_codes(self, rows: list[Row]) -> dict[tuple[str, str], str]:
        """(governorate or "", spelling of a district) → its p-code, where all rows that tell agree."""
        given: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            code, name = _code(row["d_pcode"]), spelling_key(row["district"])
            if name and code and DISTRICT_CODE.fullmatch(code):
                given[self._governorate_key(row) or "", name].add(code)
                given["", name].add(code)
        return {name: next(iter(codes)) for name, codes in given.items() if len(codes) == 1}

    def _district_parents(self, rows: list[Row]) -> dict[str, str]:
        """P-code of a district → its governorate: its p-code's if any row names it, else the most named.

        Some data sets number districts of Baghdad within Anbar, so the p-code alone is not believed.
        """
        named: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            code, governorate = _code(row["d_pcode"]), self._governorate_key(row)
            if code and governorate:
                named[code][governorate] += 1
        found: dict[str, str] = {}
        for code, governorates in named.items():
            coded = f"3w-place:{_governorate_of(code)}"
            found[code] = coded if coded in governorates else min(governorates, key=lambda g: (-governorates[g], g))
        return found

    def _governorate_key(self, row: Row) -> str | None:
        name = spelling_key(row["gov"])
        code = self._governorates.get(name) or _code(row["g_pcode"])
        if code:
            return f"3w-place:{_governorate_of(code)}"
        return f"3w-place:iq/{name}" if name else None

    def _placed(self, row: Row) -> str | None:
        district, given = tidy(row["district"]), _code(row["d_pcode"])
        governorate = self._governorate_key(row)
        if governorate:
            self._saw(governorate, COUNTRY, "GOVERNORATE", tidy(row["gov"]))
        if not district or (given and GOVERNORATE_CODE.fullmatch(given)):
            return governorate
        name = spelling_key(district)
        code = given or self._districts.get((governorate or "", name))
        if code is None and governorate is None:
            code = self._districts.get(("", name))
        if code:
            parent = self._parents.get(code, f"3w-place:{_governorate_of(code)}")
            self._saw(parent, COUNTRY, "GOVERNORATE", "")
            return self._saw(f"3w-place:{code}", parent, "DISTRICT", district)
        parent = governorate or COUNTRY
        return self._saw(f"3w-place:iq/{parent.partition(':')[2]}/{name}", parent, "DISTRICT", district)

    def _saw(self, key: str, parent: str, kind: str, spelling: str) -> str:
        place = self._places.setdefault(key, _Place(key, _code(key.partition(":")[2]), parent, kind))
        if spelling:
            place.spellings[spelling] += 1
        return key


def _register(code: str | None) -> list[str]:
    """The key under which a place with this p-code may be here from elsewhere."""
    return [f"pcode:{code}"] if code else []


def _where(row: Row) -> tuple[str, str, str, str]:
    return row["gov"], row["district"], row["g_pcode"], row["d_pcode"]


def _ranked(spellings: Counter[str]) -> list[str]:
    """The most used first, but those in capitals alone after the others."""
    return sorted(spellings, key=lambda name: (name.isupper(), -spellings[name], name))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


class Agencies:
    """The agencies of a table, spellings folded."""

    def __init__(self, names: list[str], notices: list[str]) -> None:
        self._spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._acronyms: dict[str, str] = {}
        self._same: dict[str, str] = {}
        cleaned = [tidy(name) for name in names]
        for name in sorted(set(cleaned)):
            if stated := bracketed(name):
                written, acronym = stated
                whole = spelling_key(written)
                self._acronyms[whole] = acronym
                self._same[spelling_key(name)] = self._same[spelling_key(acronym)] = whole
                self._spellings[whole][written] += 0
        for name in cleaned:
            self._spellings[self._folded(name)][name] += 1
        for key, spellings in sorted(self._spellings.items()):
            if len(spellings) > 1:
                notices.append(f"taken as one agency: {listed(self._names(key))}")
        notices.extend(self._alike())

    def key(self, name: str) -> str:
        return f"3w-agency:{self._folded(name)}"

    def drafts(self) -> list[Draft]:
        found: list[Draft] = []
        for key in sorted(self._spellings):
            first, *others = self._names(key)
            values: dict[str, object] = {"name": english(first)}
            if others:
                values["aliases"] = others
            if key in self._acronyms:
                values["acronym"] = self._acronyms[key]
            found.append(Draft("Organization", f"3w-agency:{key}", values))
        return found

    def _folded(self, name: str) -> str:
        key = spelling_key(name)
        return self._same.get(key, key)

    def _names(self, key: str) -> list[str]:
        """Its spellings; first the whole name where an acronym is stated, else the commonest."""
        spellings = self._spellings[key]

        def rank(name: str) -> tuple[bool, int, str]:
            return (key in self._acronyms and spelling_key(name) != key, -spellings[name], name)

        return sorted(spellings, key=rank)

    def _alike(self) -> list[str]:
        """Names to be looked at by a person: alike in letters, or one with the initials of another."""
        keys = sorted(self._spellings)
        found: list[str] = []
        for position, key in enumerate(keys):
            for other in keys[position + 1 :]:
                long_enough = min(len(key), len(other)) >= 6
                names = self._names(key)[0], self._names(other)[0]
                if (long_enough and _likeness(key, other) >= ALIKE) or any(
                    len(short) >= 3 and initials(whole) == spelling_key(short) for short, whole in (names, names[::-1])
                ):
                    found.append(f"possibly one agency, kept apart: {names[0]!r} and {names[1]!r}")
        joint = sorted(self._names(key)[0] for key in keys if re.search(r"[/&,]", self._names(key)[0]))
        if joint:
            found.append(f"names that may stand for several agencies, kept as written: {listed(joint)}")
        return found
