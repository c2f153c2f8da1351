"""Meetings of members of the European Parliament with lobbyists, as Integrity Watch EU publishes them.

A row is a DialogueSession of the whole day (only the day is known) with the member and those met as participants.  Whom
a member met is free text: its parts are told apart in `lobbyists`, and a part that may be a person, or a piece of a
name, is listed and left out; the meeting is imported without it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from resolvers.importers.drafts import Draft, Mapped, Problem, digest, english, spelling_key, tidy
from resolvers.importers.lobbyists import Lobbyists
from resolvers.importers.reading import Row, Table

COLUMNS = ("date", "epid", "mep", "group", "lobbyists", "location", "title", "role", "dossier", "committees")
SEATS: dict[str, Sequence[str]] = {
    "Brussels": ("Bruxelles", "Brüssel", "Brussel", "Bryssel", "Bruselas", "Bruxelas", "Bruksela"),
    "Strasbourg": ("Straßburg", "Strassburg", "Strasburg", "Straatsburg", "Estrasburgo", "Strasburgo"),
}
"""Where the parliament sits: most meetings with a place are there."""
REMOTE = re.compile(
    r"online|on-line|remote|distan|video|visio|virtu|digit|zoom|teams|webex|call|skype|phone|telef|télé|ligne|web",
    re.IGNORECASE,
)
NOTHING = frozenset({"", "na", "none", "noreport", "no", "nil", "nodossier"})
GROUPLESS = frozenset({"", "na", "ni"})


def mapped(table: Table) -> Mapped:
    """Drafts of members, their political groups, those they met, the meetings and who took part in them."""
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    rows = [(row, day) for row in table.rows if (day := _usable(row, result.problems)) is not None]
    lobbyists = Lobbyists([row["lobbyists"] for row, _ in rows])
    meetings = _Meetings(result, lobbyists)
    for row, day in rows:
        meetings.add(row, day)
    result.stages = [
        [*_seats(), *meetings.persons.values(), *meetings.groups.values(), *lobbyists.drafts()],
        [*meetings.memberships.values(), *meetings.sessions],
        [*meetings.places, *meetings.items],
    ]
    if meetings.alone:
        result.notices.append(f"{meetings.alone} meetings have nobody but the member: whom they met cannot be told")
    result.notices.extend(lobbyists.notices())
    return result


def _usable(row: Row, problems: list[Problem]) -> date | None:
    """The row's day; None, and problems, where it cannot be taken."""
    before = len(problems)
    for column in ("epid", "mep", "title"):
        if not tidy(row[column]):
            problems.append(Problem(row.line, column, "it is empty", "Write it, or leave the row out."))
    try:
        day = datetime.strptime(row["date"].strip(), "%d-%m-%Y").date()
    except ValueError:
        found = f"{row['date'].strip()[:40]!r} is no date of the form 31-12-2021"
        problems.append(Problem(row.line, "date", found, "Correct it."))
        return None
    return day if len(problems) == before else None


class _Meetings:
    def __init__(self, result: Mapped, lobbyists: Lobbyists) -> None:
        self.result = result
        self.lobbyists = lobbyists
        self.persons: dict[str, Draft] = {}
        self.groups: dict[str, Draft] = {}
        self.memberships: dict[str, Draft] = {}
        self.sessions: list[Draft] = []
        self.places: list[Draft] = []
        self.items: list[Draft] = []
        self.alone = 0
        self._told = Counter[str]()

    def add(self, row: Row, day: date) -> None:
        person = self._person(row)
        title = tidy(row["title"])
        met = self.lobbyists.of(row["lobbyists"])
        for part in met.unclear:
            remedy = "Write organizations alone, a semicolon between them; the meeting is imported without it."
            self.result.problems.append(Problem(row.line, "lobbyists", f"{part[:120]!r} cannot be told apart", remedy))
        self.alone += not met.keys
        content = digest(person, day.isoformat(), title, tidy(row["lobbyists"]), row["role"].strip())
        self._told[content] += 1  # the file may hold one meeting twice
        key = f"mep-meeting:{content}-{self._told[content]}"
        self._session(row, key, title, day)
        for end in dict.fromkeys((person, *met.keys)):
            place = f"mep-meeting-place:{digest(key, end)}"
            values = {"capacity": "REQ_PARTICIPANT", "partstat": "ACCEPTED", "attended": True}
            links = {"session": [key], "participant": [end]}
            self.places.append(Draft("Participation", place, values, links, row.line))

    def _session(self, row: Row, key: str, title: str, day: date) -> None:
        start, end = (f"{one.isoformat()}T00:00" for one in (day, day + timedelta(days=1)))
        values: dict[str, Any] = {
            "name": {"text": title},
            "status": "CONFIRMED",
            "start": {"local": start, "zone": "Europe/Brussels"},
            "end": {"local": end, "zone": "Europe/Brussels"},
        }
        venue = tidy(row["location"])
        if spelling_key(venue):
            values["venue"] = venue
        seat = _seat(venue)
        links = {"place": [seat]} if seat else {}
        self.sessions.append(Draft("DialogueSession", key, values, links, row.line))
        if about := _about(row):
            item = f"mep-meeting-item:{key.partition(':')[2]}"
            self.items.append(Draft("AgendaItem", item, {"position": 1, "title": about}, {"session": [key]}, row.line))

    def _person(self, row: Row) -> str:
        id, name, group = row["epid"].strip(), tidy(row["mep"]), tidy(row["group"])
        key = f"europarl-member:{id}"
        if key not in self.persons:
            family = " ".join(word for word in name.split() if word == word.upper() and len(word) > 1)
            values: dict[str, Any] = {"name": {"text": name}, **({"familyName": family} if family else {})}
            self.persons[key] = Draft("Person", key, values, line=row.line)
        if spelling_key(group) not in GROUPLESS:
            organization = f"europarl-group:{spelling_key(group)}"
            values = {"name": english(group), "classification": "political group of the European Parliament"}
            self.groups.setdefault(organization, Draft("Organization", organization, values, line=row.line))
            membership = f"europarl-membership:{digest(key, organization)}"
            ends = {"member": [key], "organization": [organization]}
            values = {"role": "member"}
            self.memberships.setdefault(membership, Draft("Membership", membership, values, ends, row.line))
        return key


def _about(row: Row) -> str:
    """The file that a meeting was about, and in which role, for which committees, the member met on it."""
    dossier, role = tidy(row["dossier"]), tidy(row["role"])
    committees = _committees(row["committees"])
    if spelling_key(dossier) in NOTHING:
        return ""
    said = ", ".join(part for part in (role if role != "Member" else "", *committees) if part)
    return f"{dossier} ({said})" if said else dossier


def _committees(text: str) -> list[str]:
    """They are written as a Python list."""
    try:
        found: Any = ast.literal_eval(text.strip() or "[]")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    return [tidy(str(one)) for one in cast(list[Any], found)] if isinstance(found, list) else []


def _seats() -> list[Draft]:
    values = {"kind": "SETTLEMENT"}
    return [
        Draft(
            "Place", f"europarl-seat:{spelling_key(name)}", {**values, "name": english(name), "aliases": list(others)}
        )
        for name, others in SEATS.items()
    ]


def _seat(venue: str) -> str | None:
    """The one seat that the words name, unless they say that nobody went there."""
    words = {spelling_key(word) for word in re.split(r"[\W_]+", venue)}
    named = [name for name, others in SEATS.items() if words & {spelling_key(spelling) for spelling in (name, *others)}]
    return f"europarl-seat:{spelling_key(named[0])}" if len(named) == 1 and not REMOTE.search(venue) else None
