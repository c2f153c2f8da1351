"""The Universal Periodic Review: recommendations and voluntary pledges, as UPR Info exports them.

Each row is a Recommendation with its Response, or, where the answer is `Voluntary Pledge`, a Commitment of
the state under review.  A row is known by who, to whom, in which session, its words, and its occurrence among
rows that agree in all of these: exact repeats stay apart, and a corrected answer updates its record.
"""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from resolvers.importers.drafts import (
    AREA_SCHEME,
    Draft,
    Mapped,
    Problem,
    digest,
    english,
    spelling_key,
    tidy,
)
from resolvers.importers.reading import Row, Table
from resolvers.importers.states import code_of, state_key

COLUMNS = ("To", "Text", "From", "Response", "Action", "Issue", "Session")
PLEDGE = "voluntary pledge"
POSITIONS = {"accepted": "SUPPORTED", "noted": "NOTED", "pending": "PENDING"}
UNKNOWN = frozenset({"", "unknown"})
INSTRUMENT, PROCESS = "upr:instrument", "upr:working-group"
TITLE_LENGTH = 140

SESSION_DAYS = (
    "2008-04-07/2008-04-18",
    "2008-05-05/2008-05-19",
    "2008-12-01/2008-12-15",
    "2009-02-02/2009-02-13",
    "2009-05-04/2009-05-15",
    "2009-11-30/2009-12-11",
    "2010-02-08/2010-02-19",
    "2010-05-03/2010-05-14",
    "2010-11-01/2010-11-12",
    "2011-01-24/2011-02-04",
    "2011-05-02/2011-05-13",
    "2011-10-03/2011-10-14",
    "2012-05-21/2012-06-04",
    "2012-10-22/2012-11-05",
    "2013-01-21/2013-02-01",
    "2013-04-22/2013-05-03",
    "2013-10-21/2013-11-01",
    "2014-01-27/2014-02-07",
    "2014-04-28/2014-05-09",
    "2014-10-27/2014-11-07",
)
"""When sessions 1 to 20 of the Working Group sat (OHCHR). Of later ones only the number is kept."""
CYCLE_ENDS = (12, 26, 40)
"""The last session of the first, second and third cycle."""

GROUPS = {
    "asia": "Asia-Pacific Group",
    "africa": "African Group",
    "grulac": "Latin American and Caribbean Group",
    "weog": "Western European and Others Group",
    "eeg": "Eastern European Group",
}
ORGANIZATIONS = {
    "oic": "Organisation of Islamic Cooperation",
    "al": "League of Arab States",
    "au": "African Union",
    "eu": "European Union",
    "oas": "Organization of American States",
    "oei": "Organization of Ibero-American States",
    "acs": "Association of Caribbean States",
    "oif": "Organisation internationale de la Francophonie",
    "pif": "Pacific Islands Forum",
    "cis": "Commonwealth of Independent States",
    "asean": "Association of Southeast Asian Nations",
    "commonwealth": "Commonwealth of Nations",
}
AREAS_OF_ISSUES: Mapping[str, tuple[int, ...]] = {
    "asylumseekersrefugees": (16,),
    "civilsociety": (8,),
    "corruption": (17,),
    "disabilities": (15, 20),
    "elections": (26,),
    "humanrightsdefenders": (8,),
    "humanrightseducationandtraining": (2,),
    "impunity": (3,),
    "indigenouspeoples": (15,),
    "internallydisplacedpersons": (16,),
    "internationalhumanitarianlaw": (25,),
    "internationalinstruments": (21,),
    "justice": (18,),
    "migrants": (15,),
    "minorities": (15, 20),
    "nationalplanofaction": (24,),
    "nhri": (14,),
    "racialdiscrimination": (20,),
    "sexualorientationandgenderidentity": (20,),
    "specialprocedures": (12,),
    "technicalassistanceandcooperation": (4, 6),
    "trafficking": (11,),
    "treatybodies": (12, 21),
    "uprprocess": (12, 21),
    "womensrights": (20,),
}
"""Areas of cooperation for the issues where the match is plain; the issues themselves are kept as given."""


def mapped(table: Table) -> Mapped:
    """Drafts of all rows: groups and states, the review and its sessions, then what was said in them."""
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    rows = [row for row in table.rows if _usable(row, result.problems)]
    states = _Names(_clean(row[side]) for row in rows for side in ("To", "From"))
    sessions = sorted({int(row["Session"]) for row in rows})
    organizations, memberships = _affiliations(rows, result)
    result.stages = [
        [_instrument(), _process(), *organizations],
        [_state(states, key) for key in states.display],
        [*(_cycle(number) for number in sessions), *(_session(number) for number in sessions)],
        memberships,
    ]
    said, responses, unknown = _said(rows)
    result.stages += [said, responses]
    if unknown:
        result.notices.append(f"{unknown} recommendations name no state that made them: kept without one")
    repeats = sum(1 for draft in said if not draft.key.endswith("-1"))
    if repeats:
        result.notices.append(f"{repeats} rows repeat another's words, states and session: each is kept")
    result.notices.extend(states.notices())
    return result


class _Names:
    """Spellings of names, folded: the most frequent one of each is shown, the others are aliases."""

    def __init__(self, found: Iterable[str]) -> None:
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name in found:
            if state_key(name) not in UNKNOWN:
                spellings[state_key(name)][name] += 1
        self.display: dict[str, str] = {}
        self.aliases: dict[str, list[str]] = {}
        for key in sorted(spellings):
            first, *rest = sorted(spellings[key], key=lambda name: (-spellings[key][name], name))
            self.display[key], self.aliases[key] = first, rest

    def notices(self) -> list[str]:
        return [
            f"taken as one state: {', '.join([self.display[key], *rest])}" for key, rest in self.aliases.items() if rest
        ]


@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    """As written, without the HTML entities that the export leaves in."""
    return tidy(html.unescape(text))


def _words(row: Row) -> str:
    return html.unescape(row["Text"]).strip()


def _usable(row: Row, problems: list[Problem]) -> bool:
    """Whether the row can be mapped; each thing that is wrong with it is listed."""
    before = len(problems)

    def wrong(field: str, found: str, remedy: str) -> None:
        problems.append(Problem(row.line, field, found, remedy))

    answer = row["Response"].strip().casefold()
    if state_key(_clean(row["To"])) in UNKNOWN:
        wrong("To", f"{row['To']!r} names no state", "Write the state under review.")
    if not _words(row):
        wrong("Text", "it is empty", "Write the words of the recommendation.")
    if answer != PLEDGE and answer not in POSITIONS:
        wrong("Response", f"{row['Response']!r}", "Write Accepted, Noted, Pending or Voluntary Pledge.")
    session = row["Session"].strip()
    if not (session.isascii() and session.isdigit() and 1 <= int(session) <= 999):
        wrong("Session", f"{row['Session']!r} is not a session's number", "Write its number, 1 or more.")
    action = row["Action"].strip()
    if action and action not in {"1", "2", "3", "4", "5"}:
        wrong("Action", f"{row['Action']!r} is no category of action", "Write 1 to 5, or leave it empty.")
    return len(problems) == before


def _instrument() -> Draft:
    values = {"name": english("Universal Periodic Review"), "acronym": "UPR", "kind": "REVIEW_MECHANISM"}
    return Draft("Instrument", INSTRUMENT, values)


def _process() -> Draft:
    name = english("Working Group on the Universal Periodic Review")
    return Draft("DialogueProcess", PROCESS, {"name": name, "kind": "OTHER"})


def _cycle(number: int) -> Draft:
    cycle = next((index for index, end in enumerate(CYCLE_ENDS, 1) if number <= end), len(CYCLE_ENDS) + 1)
    values: dict[str, object] = {
        "name": f"UPR session {number}",
        "number": cycle,
        "sessionNumber": number,
    }
    if days := _days(number):
        values["start"], values["end"] = days.split("/")
    return Draft("ReviewCycle", f"upr-cycle:{number}", values, {"instrument": [INSTRUMENT]})


def _session(number: int) -> Draft:
    """The hours of its sittings are not in the file: a session without a start."""
    values = {
        "name": english(f"UPR Working Group, session {number}"),
        "status": "CONFIRMED",
        "venue": "Geneva",
    }
    return Draft("DialogueSession", f"upr-session:{number}", values, {"process": [PROCESS]})


def _days(number: int) -> str | None:
    return SESSION_DAYS[number - 1] if number <= len(SESSION_DAYS) else None


def _state(states: _Names, key: str) -> Draft:
    values: dict[str, object] = {"name": english(states.display[key]), "level": "STATE"}
    if states.aliases[key]:
        values["aliases"] = states.aliases[key]
    code = code_of(states.display[key])
    if code:
        values["countryCode"] = code
    return Draft("GovernmentBody", f"upr-state:{key}", values, also=[f"iso3166-1:{code}"] if code else [])


def _affiliations(rows: list[Row], result: Mapped) -> tuple[list[Draft], list[Draft]]:
    """The regional groups and organizations of states, and that each state belongs to them."""
    organizations: dict[str, Draft] = {}
    memberships: dict[str, Draft] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        for side in ("To", "From"):
            state = state_key(_clean(row[side]))
            affiliated = (state, row[f"{side}-Rgrp"], row[f"{side}-Org"])
            if state in UNKNOWN or affiliated in seen:
                continue
            seen.add(affiliated)
            groups = [(name, GROUPS, "UN regional group") for name in row[f"{side}-Rgrp"].split(",")]
            others = [(name, ORGANIZATIONS, "intergovernmental organization") for name in row[f"{side}-Org"].split(",")]
            for written, known, classification in groups + others:
                code = tidy(html.unescape(written))
                short = spelling_key(code)
                if short in UNKNOWN or short == "observer":  # an observer is in no regional group
                    continue
                key = f"upr-organization:{short}"
                if key not in organizations:
                    values = {
                        "name": english(known.get(short, code)),
                        "acronym": code,
                        "classification": classification,
                    }
                    organizations[key] = Draft("Organization", key, values, line=row.line)
                    if short not in known:
                        result.notices.append(f"{code!r} is no group known here: kept by that name")
                member = f"upr-membership:{state}/{short}"
                if member not in memberships:
                    links = {"member": [f"upr-state:{state}"], "organization": [key]}
                    memberships[member] = Draft("Membership", member, {"role": "member"}, links, row.line)
    return list(organizations.values()), list(memberships.values())


def _said(rows: list[Row]) -> tuple[list[Draft], list[Draft], int]:
    said: list[Draft] = []
    responses: list[Draft] = []
    unknown = 0
    occurrences: Counter[str] = Counter()
    for row in rows:
        to, by = state_key(_clean(row["To"])), state_key(_clean(row["From"]))
        session, words = int(row["Session"]), _words(row)
        answer = row["Response"].strip().casefold()
        name = digest("pledge" if answer == PLEDGE else "recommendation", to, by, str(session), words)
        occurrences[name] += 1
        name = f"{name}-{occurrences[name]}"
        if answer == PLEDGE:
            said.append(_pledge(row.line, name, to, session, words, _issues(row)))
            continue
        draft = _recommendation(row, name, to, by, session, words)
        unknown += by in UNKNOWN
        said.append(draft)
        links = {"recommendation": [draft.key], "by": [f"upr-state:{to}"]}
        responses.append(Draft("Response", f"upr-response:{name}", {"position": POSITIONS[answer]}, links, row.line))
    return said, responses, unknown


def _pledge(line: int, name: str, to: str, session: int, words: str, issues: list[str]) -> Draft:
    title = tidy(words)
    if len(title) > TITLE_LENGTH:
        title = title[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
    values: dict[str, object] = {"title": title, "text": words, "kind": "PLEDGE"}
    if days := _days(session):
        values["made"] = days
    links = {
        "makers": [f"upr-state:{to}"],
        "origin": [f"upr-session:{session}"],
        "areas": _areas(issues),
    }
    return Draft("Commitment", f"upr-row:{name}", values, links, line)


def _recommendation(row: Row, name: str, to: str, by: str, session: int, words: str) -> Draft:
    issues = _issues(row)
    values: dict[str, object] = {"text": words, "issues": issues}
    if days := _days(session):
        values["date"] = days
    if action := row["Action"].strip():
        values["actionCategory"] = int(action)
    links = {
        "receivedBy": [f"upr-state:{to}"],
        "issuedBy": [] if by in UNKNOWN else [f"upr-state:{by}"],
        "cycle": [f"upr-cycle:{session}"],
        "areas": _areas(issues),
    }
    return Draft("Recommendation", f"upr-row:{name}", values, links, row.line)


def _issues(row: Row) -> list[str]:
    found = (_clean(issue) for issue in row["Issue"].split(","))
    return list(dict.fromkeys(issue for issue in found if issue))


def _areas(issues: list[str]) -> list[str]:
    numbers = {number for issue in issues for number in AREAS_OF_ISSUES.get(spelling_key(issue), ())}
    return [f"{AREA_SCHEME}:{number}" for number in sorted(numbers)]
