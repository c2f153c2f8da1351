"""PA-X, the peace agreements database: its agreements, and the actors who signed or stood by them (PAA-X).

Three tables, told apart by their columns, in any order: a record that one tells of in passing gains links from it and
keeps the words of the other.  A process is a DialogueProcess, an agreement a Commitment of those who signed it as
parties, made on an occasion, a DialogueSession of the whole day (only the day is known), at which third parties were
present without being bound.  Signatories in free text are not read: the table of signatories has them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from resolvers.importers.drafts import Draft, Mapped, Problem, english, tidy
from resolvers.importers.reading import Row, Table, read_table
from resolvers.importers.states import code_of, state_key
from settings import OperatorError

AGREEMENTS = ("PP", "PPName", "AgtId", "Agt", "Dat", "Part", "description")
SIGNATORIES = ("AgtId", "agt_name", "signatory_type", "actor_id", "actor_name", "actor_type", "agreement_date")
ACTORS = ("actor_id", "actor_name", "actor_type", "abbreviation", "alternative_names")
STATES = frozenset({"Country/State"})
GOVERNMENT = frozenset({"Government/state", "Military"})
CAPACITIES = {"party": "REQ_PARTICIPANT", "third party": "NON_PARTICIPANT"}


def mapped(path: Path) -> Mapped:
    """Drafts of whichever of the three tables the file holds."""
    table = read_table(path, ())
    for required, drafts in ((AGREEMENTS, _agreements), (SIGNATORIES, _signatories), (ACTORS, _actors)):
        if set(required) <= set(table.columns):
            result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
            drafts(table, result)
            return result
    raise OperatorError(
        f"{path} has the columns of no table of PA-X.", f"It needs {', '.join(AGREEMENTS)}, or those of PAA-X."
    )


def _agreements(table: Table, result: Mapped) -> None:
    processes: dict[str, Draft] = {}
    occasions: dict[str, Draft] = {}
    agreements: dict[str, Draft] = {}
    for row in table.rows:
        day = _day(row, "Dat", "%d/%m/%Y", result)
        if not _filled(row, ("PP", "PPName", "AgtId", "Agt"), result) or day is None:
            continue
        process, id = f"pax-process:{row['PP'].strip()}", row["AgtId"].strip()
        if f"pax-agreement:{id}" in agreements:
            result.problems.append(Problem(row.line, "AgtId", f"{id} stands in an earlier row", "Leave one of them."))
            continue
        values = {"name": english(tidy(row["PPName"])), "kind": "MEDIATION_TRACK"}
        processes.setdefault(process, Draft("DialogueProcess", process, values, line=row.line))
        occasion, agreement = _agreement(id, tidy(row["Agt"]), day, row)
        occasions[occasion.key] = replace(occasion, links={"process": [process]})
        text = row["description"].strip()
        agreements[agreement.key] = replace(agreement, values={**agreement.values, **({"text": text} if text else {})})
    result.stages = [list(processes.values()), list(occasions.values()), list(agreements.values())]
    result.notices.append("signatories in free text are not read: import the table of signatories (PAA-X) too")


def _agreement(id: str, title: str, day: date, row: Row) -> tuple[Draft, Draft]:
    """The occasion of an agreement, and the agreement."""
    start, end = (f"{one.isoformat()}T00:00" for one in (day, day + timedelta(days=1)))
    occasion = Draft(
        "DialogueSession",
        f"pax-occasion:{id}",
        {
            "name": english(title),
            "status": "CONFIRMED",
            "start": {"local": start, "zone": "UTC"},
            "end": {"local": end, "zone": "UTC"},
        },
        line=row.line,
    )
    values = {"title": title, "kind": "AGREEMENT", "made": day.isoformat()}
    return occasion, Draft("Commitment", f"pax-agreement:{id}", values, {"origin": [occasion.key]}, row.line)


def _signatories(table: Table, result: Mapped) -> None:
    actors: dict[str, Draft] = {}
    occasions: dict[str, Draft] = {}
    agreements: dict[str, Draft] = {}
    makers: dict[str, dict[str, None]] = {}
    places: dict[str, Draft] = {}
    repeated = 0
    for row in sorted(table.rows, key=lambda row: row["signatory_type"]):  # whoever is both is a party
        day = _day(row, "agreement_date", "%Y-%m-%d", result)
        if not _filled(row, ("AgtId", "agt_name", "actor_id", "actor_name"), result) or day is None:
            continue
        capacity = CAPACITIES.get(row["signatory_type"].strip())
        if capacity is None:
            found = f"{row['signatory_type'][:40]!r} is neither party nor third party"
            result.problems.append(Problem(row.line, "signatory_type", found, "Write one of them."))
            continue
        actor, id = _actor(row), row["AgtId"].strip()
        actors.setdefault(actor.key, replace(actor, gains=True))
        occasion, agreement = _agreement(id, tidy(row["agt_name"]), day, row)
        occasions.setdefault(occasion.key, replace(occasion, gains=True))
        agreements.setdefault(agreement.key, replace(agreement, gains=True))
        if capacity == "REQ_PARTICIPANT":
            makers.setdefault(agreement.key, {})[actor.key] = None
        key = f"pax-signatory:{id}-{row['actor_id'].strip()}"
        repeated += key in places
        values = {"capacity": capacity, "partstat": "ACCEPTED", "attended": True}
        links = {"session": [occasion.key], "participant": [actor.key]}
        places.setdefault(key, Draft("Participation", key, values, links, row.line))
    signed = [
        replace(draft, links={**draft.links, "makers": list(makers.get(draft.key, ()))})
        for draft in agreements.values()
    ]
    result.stages = [list(actors.values()), list(occasions.values()), signed, list(places.values())]
    if repeated:
        result.notices.append(f"{repeated} rows repeat an actor of an agreement: each has one place, as a party if one")


def _actors(table: Table, result: Mapped) -> None:
    actors: dict[str, Draft] = {}
    for row in table.rows:
        if not _filled(row, ("actor_id", "actor_name"), result):
            continue
        draft = _actor(row)
        if draft.key in actors:
            result.problems.append(Problem(row.line, "actor_id", f"{draft.key} stands in an earlier row", "Leave one."))
            continue
        name = tidy(row["actor_name"])
        aliases = dict.fromkeys(tidy(one) for one in row["alternative_names"].split("|"))
        told = sorted(one for one in aliases if one and one != name)
        actors[draft.key] = replace(draft, values={**draft.values, **({"aliases": told} if told else {})})
    result.stages = [list(actors.values())]


def _actor(row: Row) -> Draft:
    key, name, kind = f"pax-actor:{row['actor_id'].strip()}", tidy(row["actor_name"]), row["actor_type"].strip()
    values: dict[str, object] = {"name": english(name)}
    if acronym := tidy(row["abbreviation"]):
        values["acronym"] = acronym
    if kind in STATES:
        values["level"] = "STATE"
        code = code_of(name)
        if code is not None:
            return Draft(
                "GovernmentBody",
                key,
                {**values, "countryCode": code},
                line=row.line,
                also=[f"upr-state:{state_key(name)}"],
            )
        return Draft("GovernmentBody", key, values, line=row.line)
    if kind in GOVERNMENT:
        return Draft("GovernmentBody", key, values, line=row.line)
    if kind == "Civil Society":
        return Draft("CivilSocietyGroup", key, values, line=row.line)
    return Draft("Organization", key, {**values, **({"classification": kind} if kind else {})}, line=row.line)


def _filled(row: Row, columns: Iterable[str], result: Mapped) -> bool:
    empty = [column for column in columns if not tidy(row[column])]
    for column in empty:
        result.problems.append(Problem(row.line, column, "it is empty", "Write it, or leave the row out."))
    return not empty


def _day(row: Row, column: str, form: str, result: Mapped) -> date | None:
    text = row[column].strip()
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        found = f"{text[:40]!r} is no date of the form {form}"
        result.problems.append(Problem(row.line, column, found, "Correct it."))
        return None
