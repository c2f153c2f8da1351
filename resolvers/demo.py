"""The three jobs, asked of the running executor as any client would ask them, and shown in the terminal.

The documents are the front-end contract's own (`frontend_contract/operations/`), so what the demo shows is what a
client gets.  Each question is asked as a person who would ask it, and the last table shows what each of them sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from filelock import FileLock, Timeout
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from resolvers.http import Executes
from settings import OperatorError, Settings

if TYPE_CHECKING:
    from auth.viewer import Viewer
    from resolvers.execution import Executor
    from resolvers.identities import Identities

OPERATIONS = Path(__file__).parent.parent / "frontend_contract" / "operations"
WIDEST = 100
"""Columns: wider tables are no easier to read."""

QUERIES_TO_PASTE = (
    "{ stakeholders(first: 5) { totalCount nodes { __typename id name } } }",
    "{ dialogueSessions(first: 5) { nodes { name start { local zone } participations { totalCount } } } }",
    "{ commitments(where: {overdue: {eq: true}}) { totalCount nodes { title makers { nodes { name } } } } }",
)
GROUPS: dict[str, Any] = {"type": {"in": ["CivilSocietyGroup", "YouthNetwork"]}}
ONGOING: dict[str, Any] = {"status": {"eq": "ONGOING"}}
DATED: dict[str, Any] = {"start": {"isNull": False}}
OVERDUE: dict[str, Any] = {"overdue": {"eq": True}}
TRACED: dict[str, Any] = {
    "due": {"isNull": False},
    "origin": {"type": {"in": ["Recommendation", "DialogueSession"]}},
    "milestones": {"some": {}},
    "evidence": {"some": {}},
}
CAPACITIES = {
    "CHAIR": "chair",
    "REQ_PARTICIPANT": "required",
    "OPT_PARTICIPANT": "optional",
    "NON_PARTICIPANT": "for information",
}
COUNTS = """{ stakeholders { totalCount } activities { totalCount } dialogueSessions { totalCount }
  memberships { totalCount } commitments { totalCount } }"""

HOURS = 12
"""How long the tokens of the demo are good."""
MARKER = "demo"
"""A file in a data folder that the demo filled: `--reset` deletes no other folder."""


def mark(settings: Settings) -> None:
    """Remember that the data folder holds the demo's data."""
    if settings.neo4j_uri is None:
        (settings.data_dir / MARKER).write_text("Filled by `peyman demo`; --reset may delete this folder.\n")


def reset(settings: Settings) -> None:
    """Delete the demo's data folder. The embedded server must not run on it."""
    if settings.neo4j_uri is not None:
        raise OperatorError(
            "--reset deletes no served database.", "Unset PEYMAN_NEO4J_URI, or empty that database yourself."
        )
    folder = settings.data_dir
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARKER).exists():
        raise OperatorError(
            f"{folder} was not filled by the demo; --reset leaves it alone.",
            "Give another one with --data-dir.",
        )
    try:
        with FileLock(folder / "server.lock", timeout=0):
            pass
    except Timeout:
        raise OperatorError(
            f"A database runs on {folder}.",
            "End the `peyman` command that started it (Ctrl-C), then try again.",
        ) from None
    shutil.rmtree(folder)


# Who asks


@dataclass(frozen=True)
class Person:
    """Somebody of the demo: a role, the organization of the sample that he acts for, the compartments he is in."""

    role: str
    organization: str | None = None
    compartments: tuple[str, ...] = ()


PEOPLE = (
    Person("reader"),
    Person("contributor", "lawyers-sirwan"),
    Person("coordinator", "tirazh-fund"),
    Person("analyst", "lantern-monitor"),
    Person("mediator", "alder-mediation", ("mediation", "protection")),
    Person("monitor", "lantern-monitor"),
    Person("steward"),
    Person("service"),
)
"""One for each role; the organizations by their keys in the sample."""


def described(person: Person) -> str:
    """For whom a person of the demo acts, and in which compartments he is: ` of Alder Mediation Centre …`."""
    from resolvers.sample_data.stakeholders import STAKEHOLDERS

    names = {entry.key: entry.values["name"]["text"] for entry in STAKEHOLDERS if "name" in entry.values}
    found = f" of {names[person.organization]}" if person.organization else ""
    return found + (f", in the compartments {' and '.join(person.compartments)}" if person.compartments else "")


async def viewers(executor: Executor) -> dict[str, Viewer]:
    """For each role somebody who holds it, and it alone."""
    from auth.viewer import SYSTEM, Viewer
    from graph.seeds import known_ids
    from resolvers.sample import SCHEME

    wanted = [(SCHEME, person.organization) for person in PEOPLE if person.organization]
    ids = await known_ids(executor.database, wanted, executor.scopes.visible(SYSTEM).parameter)
    found: dict[str, Viewer] = {}
    for person in PEOPLE:
        own = ids.get((SCHEME, person.organization or ""))
        found[person.role] = Viewer(
            f"{person.role}@demo.example",
            frozenset([own] if own else []),
            frozenset(person.compartments),
            frozenset({person.role}),
        )
    return found


async def sign_ins(executor: Executor, people: Mapping[str, Viewer], identities: Identities) -> dict[str, str]:
    """A bearer token for each role, of an account made for it once."""
    from resolvers.accounts import account_id, make_account

    found: dict[str, str] = {}
    for role, viewer in people.items():
        email = viewer.user or ""
        try:
            id = await account_id(executor, email)
        except OperatorError:
            organizations = sorted(viewer.organizations)
            held = {"roles": [role], "actsForIds": organizations, "admittedTo": sorted(viewer.compartments)}
            id = await make_account(executor, email, held)
        found[role] = await identities.signed_in(id, HOURS * 60, agent="peyman demo")
    return found


# What is asked


def document(name: str) -> str:
    """The text of a document of the front-end contract."""
    return (OPERATIONS / name).read_text("utf-8")


class Asking:
    """The demo's questions to one executor, printed with their answers."""

    def __init__(self, executor: Executes, people: Mapping[str, Viewer], console: Console) -> None:
        self.executor = executor
        self.people = people
        self.console = console

    async def ask(self, role: str, text: str, operation: str | None = None, **variables: Any) -> dict[str, Any]:
        """The data of an operation, asked as the person of a role; `anonymous` is one too."""
        from auth.viewer import ANONYMOUS

        viewer = self.people.get(role, ANONYMOUS)
        answer = await self.executor.execute(text, variables, operation, viewer)
        if answer.errors:
            raise OperatorError(
                f"The {role}'s question failed: {answer.errors[0]['message']}",
                "Run `peyman demo --reset` for a fresh start; if it fails again, report it.",
            )
        return cast("dict[str, Any]", answer.data)

    async def all(self) -> None:
        await self.coordinator()
        await self.frontend()
        await self.analyst()
        await self.sights()

    async def coordinator(self) -> None:
        asked = document("coordinator.graphql")
        data = await self.ask("coordinator", asked, "WhoWorksWithWhom", first=4, where=GROUPS)
        rows: list[tuple[str, ...]] = []
        for one in data["stakeholders"]["nodes"]:
            name = one["name"]
            for edge in one["collaborators"]["edges"]:
                rows.append((name, edge["node"]["name"], ties(edge["ties"])))
                name = ""
        self.show("Coordinator: who works with whom, and on what grounds?", ("Group", "works with", "through"), rows)
        data = await self.ask("coordinator", asked, "WhoDoesWhatWhere", first=4, where=ONGOING)
        rows = [
            (
                listed((role["organization"]["name"] for role in one["roles"]["nodes"]), 2),
                one["name"],
                listed((f"{area['number']} {area['name']}" for area in one["areas"]["nodes"]), 1),
                listed((place["name"] for place in one["places"]["nodes"]), 2),
            )
            for one in data["activities"]["nodes"]
        ]
        title = f"Coordinator: on what, and where? ({len(rows)} of {data['activities']['totalCount']} that go on)"
        self.show(title, ("Who", "does what", "on", "where"), rows)
        gaps = await self.ask("coordinator", asked, "WhereNobodyWorks")
        found = [
            ("districts", listed((one["name"] for one in gaps["places"]["nodes"]), 12)),
            ("areas", listed((f"{one['number']} {one['name']}" for one in gaps["cooperationAreas"]["nodes"]), 6)),
        ]
        self.show("Coordinator: where is nobody at work, nor plans to be?", ("No activity in", ""), found)

    async def frontend(self) -> None:
        data = await self.ask("contributor", document("frontend.graphql"), "Sessions", first=4, where=DATED)
        sessions = data["dialogueSessions"]["nodes"]
        rows: list[tuple[str, ...]] = []
        for one in sessions:
            start = one["start"]
            when = f"{start['local'].replace('T', ' ')} {start['zone']}" if start else ""
            who = listed(held["participant"]["name"] for held in one["participations"]["nodes"])
            clash = listed(f"{edge['node']['name']} ({edge['session']['name']})" for edge in one["conflicts"]["edges"])
            rows.append((when, one["name"], who, clash))
        headings = ("When", "Session", "who takes part", "is elsewhere then")
        self.show("Front end: what is planned, who takes part, and who is double-booked?", headings, rows)
        await self.session(next((one["id"] for one in sessions if one["conflicts"]["edges"]), sessions[0]["id"]))

    async def session(self, id: str) -> None:
        one = (await self.ask("contributor", document("frontend.graphql"), "Session", id=id))["node"]
        process = one["process"]
        rows = [("part of", f"{process['name']} ({spoken(process['kind'])})" if process else "")]
        rows.append(("venue", one["venue"] or one["link"] or "not yet known"))
        rows += [("agenda", item["title"]) for item in one["agenda"]["nodes"]]
        for held in one["participations"]["nodes"]:
            behalf = f" for {held['onBehalfOf']['name']}" if held["onBehalfOf"] else ""
            answer = f"{CAPACITIES[held['capacity']]}: {spoken(held['partstat'])}"
            rows.append(("takes part", f"{held['participant']['name']}{behalf} ({answer})"))
        self.show("Front end: one session, to be planned", ("", one["name"]), rows)

    async def analyst(self) -> None:
        asked = document("analyst.graphql")
        data = await self.ask("analyst", asked, "Commitments", first=6, where=OVERDUE)
        rows: list[tuple[str, ...]] = []
        for one in data["commitments"]["nodes"]:
            to = listed(held["name"] for held in one["addressees"]["nodes"])
            who = f"{listed(held['name'] for held in one['makers']['nodes'])} → {to}"
            proofs = one["evidence"]["totalCount"]
            rows.append((one["title"], who, one["due"]["edtf"] if one["due"] else "", str(proofs)))
        title = f"Analyst: which promises are overdue, and what proves them? ({data['commitments']['totalCount']})"
        self.show(title, ("Commitment", "who to whom", "was due", "proofs"), rows)
        data = await self.ask("analyst", asked, "Commitments", first=1, where=TRACED)
        if data["commitments"]["nodes"]:
            await self.trail(data["commitments"]["nodes"][0]["id"])

    async def trail(self, id: str) -> None:
        one = (await self.ask("analyst", document("analyst.graphql"), "Trail", id=id))["commitment"]
        origin = one["origin"]
        rows = [("promised", one["text"] or one["title"])]
        rows.append(("by", listed(held["name"] for held in one["makers"]["nodes"])))
        rows.append(("to", listed(held["name"] for held in one["addressees"]["nodes"])))
        if origin:
            rows.append(("comes from", origin.get("name") or origin.get("text") or ""))
        for step in one["milestones"]["nodes"]:
            rows.append(("step", f"{step['title']} ({spoken(step['status'])})"))
        for report in one["progress"]["nodes"]:
            rows.append(("reported", f"{report['date']['edtf'] + ': ' if report['date'] else ''}{report['text']}"))
        for proof in one["evidence"]["nodes"]:
            rows.append(("proof", f"{proof['title']} ({spoken(proof['kind'])})"))
        self.show("Analyst: one commitment, from the words to the evidence", ("", one["title"]), rows)

    async def sights(self) -> None:
        rows: list[tuple[str, ...]] = []
        for role in ("anonymous", *self.people):
            data = await self.ask(role, COUNTS)
            rows.append((role, *(str(count["totalCount"]) for count in data.values())))
        headings = ("Who asks", "stakeholders", "activities", "sessions", "memberships", "commitments")
        self.show("And what each of them sees: each counts only what is for him", headings, rows)

    def show(self, title: str, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
        table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in headings:
            table.add_column(heading, overflow="fold", vertical="top")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print(table, width=min(WIDEST, self.console.width))


async def answer_jobs(executor: Executes, people: Mapping[str, Viewer], console: Console) -> None:
    """Ask what the three people ask, and print the answers."""
    await Asking(executor, people, console).all()


def ties(found: Iterable[Mapping[str, Any]]) -> str:
    """The reasons of a collaboration: `2 activities since 2021-03, 1 membership`."""
    parts: list[str] = []
    for tie in found:
        many = tie["count"] != 1
        word = {"ACTIVITY": "activities" if many else "activity", "DIALOGUE_SESSION": "session" + "s" * many}.get(
            tie["kind"], spoken(tie["kind"]) + "s" * many
        )
        since = f" since {tie['firstDate'][:7]}" if tie["firstDate"] else ""
        parts.append(f"{tie['count']} {word}{since}")
    return ", ".join(parts)


def listed(names: Iterable[str], most: int = 3) -> str:
    """Each once, the first few by name and the rest by number."""
    found = list(dict.fromkeys(names))
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")


def spoken(value: str) -> str:
    """An enum value as one says it."""
    return value.replace("_", " ").lower()
