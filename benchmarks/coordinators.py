"""Ten questions of a coordinator on the public files 03, 04, 07, 08 and 09, loaded together into one graph.

    uv run python -m benchmarks.coordinators     # loads them once, asks, writes the page

Each question is a query of the API by somebody who sees all that is CLEAR.  No row of a real person may stand in the
page: the questions select names of organizations alone, and the page is not written where any person's name is in it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import run
from auth.viewer import ANONYMOUS, SYSTEM
from benchmarks.stores import store
from graph.seeds import known_ids
from resolvers import importers
from resolvers.execution import Executor
from resolvers.importers import ImportOptions
from settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "coordinators-real-data.md"
FILES = (
    ("pax", "03_pax_v10_agreements"),
    ("pax", "04_paax_v0.2_actors_with_aliases"),
    ("pax", "04_paax_v0.2_signatories"),
    ("3w", "07_iraq_3w_2015"),
    ("popolo", "07_iraq_council_2014_popolo"),
    ("csv", "07_iraq_council_members_2026"),
    ("appg", "08_uk_appg_register"),
    ("appg", "08_uk_appg_members"),
    ("meetings", "09_mep_lobby_meetings"),
)
COUNCIL = """
[[record]]
name = "bloc"
type = "Organization"
id = { scheme = "iraq-council-bloc", column = "bloc" }
values.name = { ar = "{bloc}", text = "{bloc}" }
values.classification = "parliamentary bloc"

[[record]]
name = "member"
type = "Person"
id = { scheme = "iraq-council-member", column = "member_id" }
values.name = { ar = "{name}", text = "{name}" }

[[record]]
type = "Membership"
when = ["bloc", "member_id"]
id = { scheme = "iraq-council-membership", columns = ["member_id", "bloc"] }
values.role = "{role}"
links.member = "member"
links.organization = "bloc"
"""
"""For the list of the council's members: who belongs to which bloc."""
NAMED = """__typename
      ... on Organization { name }
      ... on GovernmentBody { name }
      ... on CivilSocietyGroup { name }"""
"""Of a stakeholder: its name, unless it is a person."""


@dataclass(frozen=True)
class Question:
    """What a coordinator asks, how, and what of the answer is worth a word; `keys`: variables by external id."""

    asked: str
    query: str
    remark: str
    keys: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    @property
    def text(self) -> str:
        return self.query.replace("NAMED", NAMED)


QUESTIONS = (
    Question(
        "With whom has the Republic of Iraq made agreements or met over them, most often first?",
        """query ($id: ID!) {
  stakeholder(id: $id) {
    ... on GovernmentBody { name commitmentsMade { totalCount } }
    collaborators(via: [AGREEMENT, DIALOGUE_SESSION], first: 6) {
      totalCount
      edges { strength ties { kind count firstDate lastDate } node {
      NAMED
      } }
    }
  }
}""",
        "Ties come with their kinds and dates; states, parties and mediators stand side by side.",
        {"id": ("pax-actor", "75")},
    ),
    Question(
        "Which agreements has the Republic of Iraq made since 2005?",
        """{
  commitments(
    where: { kind: { eq: AGREEMENT }, makers: { some: { name: { eq: "Iraq" } } }, made: { onOrAfter: "2005-01-01" } }
    orderBy: { field: MADE, direction: DESC }
    first: 5
  ) {
    totalCount
    nodes { title made { edtf } makers(first: 4) { nodes {
      NAMED
    } } }
  }
}""",
        "Agreements of PA-X, each with those who are bound by it.",
    ),
    Question(
        "At which agreements did the United Nations stand by, and between whom?",
        """query ($id: ID!) {
  stakeholder(id: $id) {
    participations(where: { capacity: { eq: NON_PARTICIPANT } }, first: 4) {
      totalCount
      nodes { session { name start { local } commitments(first: 1) { nodes { makers(first: 4) { totalCount nodes {
      NAMED
      } } } } } }
    }
  }
}""",
        "A third party is present at the occasion of an agreement without being bound by it.",
        {"id": ("pax-actor", "49")},
    ),
    Question(
        "Where does the group for the Kurdistan Region in the UK's parliament lead: who is within two steps?",
        """query ($id: ID!) {
  network(around: [$id], depth: 2, via: [MEMBERSHIP], first: 12) {
    total
    shown
    linksTotal
    nodes { distance degree stakeholder {
      NAMED
    } }
  }
}""",
        "Members are persons: the page shows of them only that they are there; groups that share them follow.",
        {"id": ("appg-group", "uk/kurdistan-region-in-iraq")},
    ),
    Question(
        "Through whom can the group for the Kurdistan Region reach the Centre for Kurdish Progress?",
        """query ($from: ID!, $to: ID!) {
  paths(from: $from, to: $to, maxLength: 6, first: 1) {
    edges {
      length
      strength
      steps { kind one(first: 1) {
      NAMED
      } other(first: 1) {
      NAMED
      } }
    }
  }
}""",
        "Chains go by members whom two groups share, and by the group whose secretariat the Centre is.",
        {
            "from": ("appg-group", "uk/kurdistan-region-in-iraq"),
            "to": ("appg-organization", "centreforkurdishprogress"),
        },
    ),
    Question(
        "Which groups of parliament does Policy Connect run, and what does it give them?",
        """query ($id: ID!) {
  stakeholder(id: $id) {
    memberships(where: { role: { eq: "secretariat" } }, first: 10) { totalCount nodes { organization {
      NAMED
    } } }
    activityRoles(where: { role: { eq: FUNDER } }, first: 2) {
      totalCount
      nodes { activity { description start { edtf } end { edtf } } }
    }
  }
}""",
        "The secretariat is a membership, each registered benefit an activity with its giver as the funder.",
        {"id": ("appg-organization", "policyconnect")},
    ),
    Question(
        "Who met members of the European Parliament about Kurds or Kurdistan?",
        """{
  dialogueSessions(
    where: {
      venue: { isNull: false }
      or: [
        { name: { contains: "Kurd" } }
        { participations: { some: { participant: { name: { contains: "Kurd" } } } } }
      ]
    }
    orderBy: { field: START, direction: DESC }
    first: 8
  ) {
    totalCount
    nodes { start { local } participations { totalCount nodes { participant {
      NAMED
      } } } }
  }
}""",
        "Of the members of parliament only that they were there; the organizations by name.",
    ),
    Question(
        "Who does what where in Iraq: how many organizations and activities by governorate?",
        """{
  coverage(rows: TYPE, columns: PLACE, placeKind: GOVERNORATE) {
    considered
    activities
    organizations
    columns { record { ... on Place { name } } organizations activities percentOfActivities }
  }
}""",
        "One statement over the whole of the 3W; percentages are of the activities considered.",
    ),
    Question(
        "In which districts of Iraq do fewer than two organizations work, and where do most do the same?",
        """{
  gaps(kind: FEWER_THAN, n: 2, placeKind: DISTRICT, first: 5) {
    total
    gaps { organizations activityCount row { ... on CooperationArea { name } } column { ... on Place { name } } }
  }
  overlaps(moreThan: 20, placeKind: GOVERNORATE, first: 5) {
    total
    overlaps { organizationCount activityCount column { ... on Place { name } } }
  }
}""",
        "Gaps and overlaps in one request, each with the records behind it at hand.",
    ),
    Question(
        "What is here under “Hewlêr”, “دهوك” and “Kurdistan Demokrat Party”?",
        """{
  hewler: search(text: "Hewlêr", types: [Place], first: 2) { totalCount nodes { ... on Place { name } } }
  duhok: search(text: "دهوك", types: [Place], first: 2) { totalCount nodes { ... on Place { name } } }
  party: search(text: "Kurdistan Demokrat Party", types: [Organization], first: 3) {
    totalCount
    nodes { ... on Organization { name } }
  }
}""",
        "Found under the spellings that files have: none has Erbil's Kurdish name, and Duhok stands in two. "
        "(The mission's own names add what is missing; duplicates are for a person to merge.)",
    ),
)


async def loaded(executor: Executor, folder: Path, into: list[str]) -> tuple[float, int, int]:
    """Imports all files; a line of each goes into the table."""
    began = time.monotonic()
    mapping = executor_folder() / "council.toml"
    mapping.write_text(COUNCIL, "utf-8")
    created = 0
    files = await asyncio.to_thread(lambda: list(folder.iterdir()))
    for format, name in FILES:
        [path] = (one for one in files if one.name.startswith(name))
        report = await importers.run(
            executor, format, path, options=ImportOptions(title=name, mapping=mapping if format == "csv" else None)
        )
        made, refused = report.total("created"), len(report.errors)
        created += made
        into.append(f"| {name} | {report.rows:,} | {made:,} | {refused:,} | {report.seconds:.0f} s |")
        print(into[-1], file=sys.stderr, flush=True)
    return time.monotonic() - began, created, 0


def executor_folder() -> Path:
    folder = Settings().cache_dir / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def page(executor: Executor, table: list[str], seconds: float) -> str:
    parts = [
        "# Ten questions on real data\n",
        "The public files 03, 04, 07, 08 and 09 of the project's data, loaded together by `peyman import` "
        f"({seconds:,.0f} s), and asked over the API by somebody who is not signed in. Made by\n"
        "`uv run python -m benchmarks.coordinators`. They are claims of their publishers, not of ours; of persons "
        "nothing is shown.\n",
        "| File | Rows | Records made | Listed as not taken, whole or in part | Time |\n|---|---:|---:|---:|---:|",
        *table,
        "",
    ]
    visible = list(executor.scopes.visible(SYSTEM).parameter)
    for number, question in enumerate(QUESTIONS, 1):
        ids = await known_ids(executor.database, question.keys.values(), visible)
        variables = {name: ids[key] for name, key in question.keys.items()}
        text = question.text
        first = await executor.execute(text, variables, None, ANONYMOUS)
        began = time.perf_counter()
        answer = await executor.execute(text, variables, None, ANONYMOUS)
        took = (time.perf_counter() - began) * 1_000
        if first.errors or answer.errors:
            raise SystemExit(f"question {number}: {answer.errors or first.errors}")
        shown = json.dumps(answer.data, ensure_ascii=False, indent=1)
        given = f"with {json.dumps({n: ':'.join(k) for n, k in question.keys.items()})}, " if question.keys else ""
        parts += [
            f"## {number}. {question.asked}\n",
            f"{question.remark} ({given}{took:.0f} ms when asked again)\n",
            f"```gql\n{text}\n```\n",
            f"```json\n{compact(shown)}\n```\n",
        ]
    found = "\n".join(parts)
    await nobody_in(executor, found, visible)
    return found


def compact(text: str) -> str:
    """JSON with short objects on one line."""
    value = json.loads(text)

    def written(one: Any, depth: int) -> str:
        line = json.dumps(one, ensure_ascii=False)
        if len(line) + depth <= 140 or not isinstance(one, dict | list):
            return line
        inner = " " * (depth + 1)
        if isinstance(one, dict):
            rows = [f"{inner}{json.dumps(name)}: {written(part, depth + 1)}" for name, part in one.items()]
            return "{\n" + ",\n".join(rows) + f"\n{' ' * depth}}}"
        return "[\n" + ",\n".join(inner + written(part, depth + 1) for part in one) + f"\n{' ' * depth}]"

    return written(value, 0)


async def nobody_in(executor: Executor, text: str, visible: list[int]) -> None:
    """Ends the run where a person's name stands in the text."""
    rows = await executor.database.rows(
        "CYPHER 25 MATCH (p:Person) WHERE p.scope IN $visible RETURN p.name, p.aliases", {"visible": visible}
    )
    names = {name for row in rows for name in (row[0], *(row[1] or ())) if name and " " in name}
    if named := [name for name in names if name in text]:
        raise SystemExit(f"{len(named)} persons are named in the page: it is not written")


async def main() -> None:
    settings = Settings()
    folder = Path(os.environ.get("PEYMAN_REAL_DATA") or ROOT.parent / "shared" / "data")
    if "--anew" in sys.argv:
        shutil.rmtree(settings.cache_dir / "benchmarks" / "coordinators", ignore_errors=True)
    lines = executor_folder() / "coordinators.txt"

    async def fill(executor: Executor) -> tuple[float, int, int]:
        table: list[str] = []
        found = await loaded(executor, folder, table)
        lines.write_text("\n".join(table), "utf-8")
        return found

    async with store(settings, "coordinators", fill) as (executor, filled):
        found = await page(executor, lines.read_text("utf-8").splitlines(), filled["seconds"])
    PAGE.write_text(found, "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(found):,} characters")


if __name__ == "__main__":
    run(main())
