"""Cross-party groups of the United Kingdom's parliaments (mySociety's APPG data): their register, and their members.

Two tables, told apart by their columns; the register comes first, since members name a group by its slug alone.  Slugs
are not unique: a group is known by its parliament and its slug, and the parliament of a member's row is that of the
page it was read from, else of the member's House.  Senedd Cymru's register stands in two languages: each group once.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from resolvers.importers.drafts import Draft, Mapped, Problem, digest, english, listed, spelling_key, tidy
from resolvers.importers.reading import Row, Table, read_table
from settings import OperatorError

REGISTER = ("slug", "title", "purpose", "parliament", "secretariat", "detailed_benefits", "date_of_most_recent_agm")
MEMBERS = ("name", "officer_role", "twfy_id", "canon_name", "appg", "member_type", "source", "url_source", "removed")
PARLIAMENTS = {
    "uk": "All-party parliamentary group",
    "scottish-parliament": "Cross-party group of the Scottish Parliament",
    "senedd": "Cross-party group of Senedd Cymru",
    "ni-assembly": "All-party group of the Northern Ireland Assembly",
}
WELSH = "senedd-cy"
SENEDD = frozenset({"senedd-en", WELSH})
PAGES = {
    "publications.parliament.uk": "uk",
    "data.parliament.scot": "scottish-parliament",
    "www.parliament.scot": "scottish-parliament",
    "business.senedd.wales": "senedd",
    "busnes.senedd.cymru": "senedd",
    "aims.niassembly.gov.uk": "ni-assembly",
}
HOUSES = {"mp": "uk", "lord": "uk", "msp": "scottish-parliament", "ms": "senedd", "mla": "ni-assembly"}
UNVERIFIED = "ai_search"
"""Rows of this source the publisher says not to rely on."""
WARNING = "Members of cross-party groups found by AI search: the publisher says not to rely on them"
SECRETARIAT = re.compile(
    r"(?P<name>.+?)\s+(?:acts|(?P<several>jointly acts?|act)) as the group['’]s secretariat\.?\s*(?P<url>https?://\S+)?",
    re.DOTALL,
)
SUPPORT = re.compile(r"From: (\d\d/\d\d/\d{4})(?: To: (\d\d/\d\d/\d{4}))?")
FOR = re.compile(r"(.+?) [-–] (.+)")
"""A member from outside a parliament: the person, and for whom."""
WORDS_OF_BENEFITS = frozenset({"", "Benefits In Kind", "Financial Benefits"})


def mapped(path: Path, unverified: bool = False) -> Mapped:
    """Drafts of whichever of the two tables the file holds; with `unverified`, of rows that AI search found too."""
    table = read_table(path, ())
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    if set(REGISTER) <= set(table.columns):
        _register(table, result)
    elif set(MEMBERS) <= set(table.columns):
        _members(table, result, unverified)
    else:
        raise OperatorError(
            f"{path} has the columns of no table of cross-party groups.",
            f"It needs {', '.join(REGISTER)}, or {', '.join(MEMBERS)}.",
        )
    return result


def group_key(parliament: str, slug: str) -> str:
    return f"appg-group:{parliament}/{slug}"


def organization_key(name: str) -> str:
    return f"appg-organization:{spelling_key(name)}"


class _Register:
    def __init__(self, result: Mapped) -> None:
        self.result = result
        self.groups: dict[str, Draft] = {}
        self.organizations: dict[str, Draft] = {}
        self.memberships: dict[str, Draft] = {}
        self.sessions: list[Draft] = []
        self.places: list[Draft] = []
        self.activities: dict[str, Draft] = {}
        self.roles: list[Draft] = []
        self.kept = Counter[str]()
        self.in_words: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def wrong(self, row: Row, column: str, found: str, remedy: str) -> None:
        self.result.problems.append(Problem(row.line, column, found, remedy))

    def organization(self, row: Row, name: str, **values: str) -> str:
        """The key of an organization that the register names."""
        key = organization_key(name)
        known = self.organizations.get(key)
        if known is None:
            self.organizations[key] = Draft("Organization", key, {"name": english(name), **values}, line=row.line)
        else:
            self.organizations[key] = replace(known, values={**values, **known.values})
        return key


def _register(table: Table, result: Mapped) -> None:
    found = _Register(result)
    # whoever gives a benefit is an organization: known before the secretariats are read
    for row in sorted(table.rows, key=lambda row: row["parliament"].strip() == WELSH):
        stated, slug, parliament = row["parliament"].strip(), row["slug"].strip(), _parliament(row)
        if parliament not in PARLIAMENTS or not slug or not tidy(row["title"]):
            column = "slug" if not slug else "title" if parliament in PARLIAMENTS else "parliament"
            remedy = f"Write one of {', '.join([*PARLIAMENTS, *sorted(SENEDD)])}." if column == "parliament" else ""
            found.wrong(row, column, f"it is {row[column].strip()[:40]!r}", remedy or "Write it.")
            continue
        if (stated, slug) in found.seen:
            found.wrong(row, "slug", f"{slug} of {stated} stands in an earlier row", "Leave one of them.")
            continue
        found.seen.add((stated, slug))
        key = group_key(parliament, slug)
        if key in found.groups:  # the same group in the other language
            known, title = found.groups[key], tidy(row["title"])
            found.groups[key] = replace(known, values={**known.values, "aliases": [title]})
            continue
        found.groups[key] = _group(row, key, parliament)
        _benefits(found, row, key)
    for row in table.rows:
        key = group_key(_parliament(row), row["slug"].strip())
        if key in found.groups and found.groups[key].line == row.line:
            _secretariat(found, row, key)
            _annual_meeting(found, row, key)
    result.stages = [
        [*found.groups.values(), *found.organizations.values()],
        [*found.memberships.values(), *found.sessions, *found.activities.values()],
        [*found.places, *found.roles],
    ]
    if found.in_words:
        result.notices.append(
            f"{len(found.in_words)} secretariats are several, or may be persons: kept in the words of the group's "
            f"description: {listed(found.in_words)}"
        )
    result.notices.append("registered contacts and public enquiry points are not imported: they are contact details")


def _parliament(row: Row) -> str:
    stated = row["parliament"].strip()
    return "senedd" if stated in SENEDD else stated


def _group(row: Row, key: str, parliament: str) -> Draft:
    deadline = row["next_reporting_deadline"].strip()
    benefits = row["registrable_benefits"].strip()
    said = [
        row["purpose"].strip(),
        f"Topics: {', '.join(row['categories'].split('|'))}." if row["categories"].strip() else "",
        f"Next report of income and expenditure is due on {deadline}." if deadline else "",
        f"Registered benefits: {tidy(benefits)}" if benefits not in WORDS_OF_BENEFITS else "",
    ]
    category = tidy(row["category"])
    values: dict[str, Any] = {
        "name": english(tidy(row["title"])),
        "classification": PARLIAMENTS[parliament] + (f": {category}" if category else ""),
    }
    if text := "\n\n".join(part for part in said if part):
        values["description"] = text
    if row["website"].startswith(("http://", "https://")):
        values["website"] = row["website"].strip()
    return Draft("Organization", key, values, line=row.line)


def _secretariat(found: _Register, row: Row, group: str) -> None:
    """A Membership with the role `secretariat`, where it is certain that one organization is named."""
    if not (text := row["secretariat"].strip()):
        return
    stated = SECRETARIAT.fullmatch(text)
    name = tidy(stated["name"]) if stated else ""
    # somebody without a website who gives no benefit may be a person
    certain = stated and not stated["several"] and (stated["url"] or organization_key(name) in found.organizations)
    if stated is None or not certain or not spelling_key(name):
        known = found.groups[group]
        words = "\n\n".join(part for part in (known.values.get("description"), f"Secretariat: {tidy(text)}") if part)
        found.groups[group] = replace(known, values={**known.values, "description": words})
        found.in_words.append(name or tidy(text)[:60])
        return
    organization = found.organization(row, name, **({"website": stated["url"]} if stated["url"] else {}))
    key = f"appg-secretariat:{digest(group, organization)}"
    ends = {"member": [organization], "organization": [group]}
    found.memberships[key] = Draft("Membership", key, {"role": "secretariat"}, ends, row.line)


def _annual_meeting(found: _Register, row: Row, group: str) -> None:
    """The annual general meeting: the whole day, since only the day is known."""
    if not (text := row["date_of_most_recent_agm"].strip()):
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found.wrong(row, "date_of_most_recent_agm", f"{text[:40]!r} is no date", "Write it as 2026-02-10.")
        return
    start, end = (f"{one.isoformat()}T00:00" for one in (day, day + timedelta(days=1)))
    key = f"appg-agm:{group.partition(':')[2]}/{day.isoformat()}"
    values = {
        "name": english(f"Annual general meeting: {tidy(row['title'])}"),
        "status": "CONFIRMED",
        "start": {"local": start, "zone": "Europe/London"},
        "end": {"local": end, "zone": "Europe/London"},
    }
    found.sessions.append(Draft("DialogueSession", key, values, line=row.line))
    ends = {"session": [key], "participant": [group]}
    found.places.append(
        Draft("Participation", f"appg-agm-place:{key.partition(':')[2]}", {"capacity": "CHAIR"}, ends, row.line)
    )


def _benefits(found: _Register, row: Row, group: str) -> None:
    """Each registered benefit: an activity of the kind FUNDING, of its giver for the group."""
    for benefit in _stated_benefits(found, row):
        said = {name: tidy(str(value)) for name, value in benefit.items()}
        source, received = said.get("Source", ""), said.get("Received", "")
        start = _day(received)
        if not spelling_key(source) or start is None:
            what = f"the date {received[:40]!r}" if spelling_key(source) else "a benefit without its source"
            found.wrong(row, "detailed_benefits", what, "Correct it; the other benefits are imported.")
            continue
        value = next((f"£{text}" for name, text in said.items() if name.startswith("Value")), "")
        kind, words = said.get("benefit_type") or "Benefit", said.get("Description", "")
        base = digest(group, organization_key(source), received, value, words, kind)
        found.kept[base] += 1
        key = f"appg-benefit:{base}-{found.kept[base]}"
        lasting = SUPPORT.search(words)
        begun, ended = (_day(text or "") for text in lasting.groups()) if lasting else (None, None)
        values: dict[str, Any] = {
            "name": english(f"{kind}: {source} to {tidy(row['title'])}"),
            "kind": "FUNDING",
            "start": begun or start,
            "description": ". ".join(part.rstrip(".") for part in (f"Value: {value}" if value else "", words) if part),
        }
        if ended:
            values["end"] = ended
        found.activities[key] = Draft("Activity", key, {k: v for k, v in values.items() if v}, line=row.line)
        for role, organization in (("FUNDER", found.organization(row, source)), ("IMPLEMENTER", group)):
            ends = {"activity": [key], "organization": [organization]}
            role_key = f"appg-benefit-{role.lower()}:{key.partition(':')[2]}"
            found.roles.append(Draft("ActivityRole", role_key, {"role": role}, ends, row.line))


def _stated_benefits(found: _Register, row: Row) -> Iterator[Mapping[str, Any]]:
    if not (text := row["detailed_benefits"].strip()):
        return
    try:
        stated: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        stated = None
    if not isinstance(stated, list) or not all(isinstance(one, dict) for one in cast(list[Any], stated)):
        found.wrong(row, "detailed_benefits", f"{text[:40]!r} is no list of objects in JSON", "Correct it.")
        return
    yield from cast(list[Mapping[str, Any]], stated)


def _day(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date().isoformat()
    except ValueError:
        return None


def _members(table: Table, result: Mapped, unverified: bool) -> None:
    doubtful = [row for row in table.rows if row["source"].strip() == UNVERIFIED]
    rows = table.rows if unverified else [row for row in table.rows if row["source"].strip() != UNVERIFIED]
    persons = _Persons(rows)
    warning = Draft("Source", "appg-source:ai-search", {"title": WARNING, "documentType": "DATASET"})
    organizations: dict[str, Draft] = {}
    memberships: dict[str, Draft] = {}
    repeated = gone = 0
    for row in rows:
        if (group := _group_of(row, result.problems)) is None:
            continue
        if row["removed"].strip().casefold() == "true":
            gone += 1
            continue
        person, whom = persons.of(row, group, result.problems)
        if person is None:
            continue
        key = f"appg-membership:{digest(person, group)}"
        if key in memberships:
            repeated += 1
            continue
        links: dict[str, Sequence[str]] = {"member": [person], "organization": [group]}
        if whom:
            end = organization_key(whom)
            organizations.setdefault(end, Draft("Organization", end, {"name": english(whom)}, line=row.line))
            links["onBehalfOf"] = [end]
        if row["source"].strip() == UNVERIFIED:
            links["sources"] = [warning.key]
        memberships[key] = Draft("Membership", key, {"role": tidy(row["officer_role"]) or "Member"}, links, row.line)
    first = [warning] if unverified and doubtful else []
    result.stages = [first, [*persons.drafts(), *organizations.values()], list(memberships.values())]
    if doubtful and not unverified:
        result.notices.append(
            f"{len(doubtful)} rows of the source {UNVERIFIED} are left out, since their publisher says not to rely on "
            "them: `--unverified` takes them too, each citing that warning"
        )
    for number, remark in (
        (persons.by_name, "rows name a member without an id: known by House and name"),
        (repeated, "rows repeat a member of a group: each is one membership, of the first row"),
        (gone, "rows are of members since removed: left out"),
    ):
        if number:
            result.notices.append(f"{number} {remark}")


def _group_of(row: Row, problems: list[Problem]) -> str | None:
    slug, house = row["appg"].strip(), row["member_type"].strip()
    parliament = PAGES.get(urlsplit(row["url_source"].strip()).hostname or "") or HOUSES.get(house)
    if slug and parliament:
        return group_key(parliament, slug)
    found = f"neither url_source nor member_type {house[:20]!r} tells the parliament of {slug[:40]!r}"
    problems.append(Problem(row.line, "appg", found, f"Name the slug, and write one of {', '.join(HOUSES)}."))
    return None


class _Persons:
    """The members of a table: by their ids, else by House and name; those of no House within their group alone."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.by_name = 0
        self._drafts: dict[str, Draft] = {}
        self._ids = {row["mnis_id"]: key for row in rows if row["mnis_id"].strip() and (key := _twfy(row))}
        named: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            if key := self._identified(row):
                for name in (row["canon_name"], row["name"]):
                    named.setdefault((row["member_type"].strip(), spelling_key(name)), set()).add(key)
        self._named = {name: next(iter(keys)) for name, keys in named.items() if len(keys) == 1}

    def drafts(self) -> list[Draft]:
        return list(self._drafts.values())

    def of(self, row: Row, group: str, problems: list[Problem]) -> tuple[str | None, str | None]:
        """Who the row's member is, and for whom; None, and a problem, where that cannot be told."""
        house, name = row["member_type"].strip(), _name(row["canon_name"]) or _name(row["name"])
        folded = spelling_key(name)
        if not folded:
            problems.append(Problem(row.line, "name", "it is empty", "Write it, or leave the row out."))
            return None, None
        whom: str | None = None
        key = self._identified(row)
        if key is None and house in HOUSES:
            key = self._named.get((house, folded))
            if key is None and " " not in name:  # `Lords`, `n/a`: what the page said instead of a name
                problems.append(Problem(row.line, "name", f"{name[:80]!r} is no whole name", "Write it whole."))
                return None, None
            self.by_name += 1
            key = key or f"appg-person:{house}/{folded}"
        elif key is None:
            stated = FOR.fullmatch(name)
            if stated is None or " " not in stated[1] or not spelling_key(stated[2]):
                found = f"{name[:80]!r} may be a person or an organization"
                problems.append(Problem(row.line, "name", found, "Write `person - organization`, or enter it by hand."))
                return None, None
            name, whom = stated[1], stated[2]
            # outside the Houses, two of one name are not known to be one
            key = f"appg-person:{digest(group, spelling_key(name))}"
        self._note(key, name, row)
        return key, whom

    def _identified(self, row: Row) -> str | None:
        if key := _twfy(row):
            return key
        mnis = row["mnis_id"].strip()
        return self._ids.get(mnis, f"mnis:{mnis}") if mnis else None

    def _note(self, key: str, name: str, row: Row) -> None:
        known = self._drafts.get(key)
        spelling, first = _name(row["name"]), known.values["name"]["text"] if known else name
        aliases: set[str] = set(known.values.get("aliases", ()) if known else ())
        if row["member_type"].strip() in HOUSES and spelling != first:
            aliases.add(spelling)
        values: dict[str, Any] = {"name": english(first), **({"aliases": sorted(aliases)} if aliases else {})}
        mnis = row["mnis_id"].strip()
        also = [f"mnis:{mnis}"] if mnis and key != f"mnis:{mnis}" else list(known.also if known else ())
        self._drafts[key] = Draft("Person", key, values, line=known.line if known else row.line, also=also)


def _name(text: str) -> str:
    """Some pages are quoted with their entities."""
    return tidy(html.unescape(text))


def _twfy(row: Row) -> str | None:
    """TheyWorkForYou knows members by the ids of Public Whip."""
    number = row["twfy_id"].strip().rpartition("/")[2]
    return f"publicwhip-person:{number}" if number else None
