"""Small worlds: records of every type, made from a seed as plain Python values, and written through the ledger.

Names repeat, dates are known to a year or not at all, order keys are equal, records hang on hidden ones: whatever makes
two implementations disagree is frequent here.  Ids are the same in every world, so that the scopes of one serve the
next.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Create, Edit, Outcome
from graph.kinds import Kind
from graph.ledger import Ledger
from graph.model import Link, Model
from graph.scopes import Scopes

NAMES = (
    "Rights Watch",
    "rights watch",
    "RIGHTS WATCH",
    "Bar Association",
    "ڕێکخراوی ئاشتی",
    "منظمة السلام",
    "Cafe\u0301 Dialogue",
    "Café Dialogue",
    "ﬁrst aid",
    "First Aid",
    "Straße",
    "strasse",
    "{n} $visible 'quoted' \\ `tick`",
    '100% "sure"',
    "😀 Youth",
    "\ufffd Youth",
    "Zagros",
    "Nawroz Network",
    "a",
    "A",
)
TEXTS = (
    "",
    "training",
    "Training",
    "rights",
    "UN agency",
    "party",
    "chair",
    "Protection",
    "it's {p} $p0",
    "ئاشتی",
    "9",
    "10",
)
WORDS = ("ckb", "kmr", "ar", "en", "torture", "women's rights", "")
DATES = {
    "2014": ("2014-01-01", "2014-12-31"),
    "2014-02": ("2014-02-01", "2014-02-28"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2014-02-28": ("2014-02-28", "2014-02-28"),
    "2015-06-01": ("2015-06-01", "2015-06-01"),
    "2014-02~": ("2014-02-01", "2014-02-28"),
    "2014?": ("2014-01-01", "2014-12-31"),
    "2014/2016": ("2014-01-01", "2016-12-31"),
    "2014/..": ("2014-01-01", "9999-12-31"),
    "../2015": ("0001-01-01", "2015-12-31"),
    "201X": ("2010-01-01", "2019-12-31"),
    "2015-06/2020": ("2015-06-01", "2020-12-31"),
    "2090": ("2090-01-01", "2090-12-31"),
    "2019-12-31": ("2019-12-31", "2019-12-31"),
}
"""EDTF as written → the earliest and latest day that it can mean, worked out by hand."""
DAYS = ("2010-01-01", "2014-01-01", "2014-02-28", "2014-12-31", "2015-06-01", "2016-02-29", "2020-12-31", "2026-03-02")
ZONES = (("Asia/Baghdad", 3), ("UTC", 0), ("Asia/Tokyo", 9), ("Asia/Dubai", 4))
"""Zones that have had one offset since 2026: the instant can be worked out by hand."""
COMPARTMENTS = ("mediation", "victims")
READERS = ("rojin@example.org", "dara@example.org")
MARKINGS = ("CLEAR",) * 6 + ("GREEN",) * 5 + ("AMBER",) * 4 + ("AMBER_STRICT",) * 2 + ("RED",) * 3
ORGANIZATIONS = ("Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork")
STAKEHOLDERS = (*ORGANIZATIONS, "Person")
COUNTS = {
    "Organization": (2, 3),
    "GovernmentBody": (1, 2),
    "CivilSocietyGroup": (1, 2),
    "YouthNetwork": (1, 2),
    "Person": (2, 4),
    "Place": (1, 5),
    "Source": (1, 2),
    "Post": (1, 2),
    "Membership": (2, 6),
    "Activity": (1, 4),
    "ActivityRole": (2, 7),
    "DialogueProcess": (1, 2),
    "DialogueSession": (1, 4),
    "Participation": (2, 8),
    "AgendaItem": (1, 3),
    "Instrument": (1, 2),
    "ReviewCycle": (1, 2),
    "Recommendation": (1, 3),
    "Response": (1, 2),
    "Commitment": (1, 4),
    "Milestone": (1, 3),
    "ProgressReport": (1, 2),
    "Evidence": (1, 4),
    "SupportCase": (2, 3),
    "Stance": (3, 7),
}
APART = ("Stance",)
"""Drawn when all else is, from a seed of their own, so that the rest of a world stays as it was."""
ENDS = {
    ("Evidence", "proves"): ("Commitment", "Milestone", "ProgressReport"),
    ("Commitment", "origin"): ("Recommendation", "DialogueSession"),
    ("Stance", "on"): ("Recommendation", "Commitment", "CooperationArea", "DialogueProcess"),
}
"""Links whose label says less than the field's description."""


def fixed_id(type_name: str, index: int) -> str:
    """An id that looks like any other; its order says nothing of the type or the index."""
    text = hashlib.sha256(f"{type_name} {index}".encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-7{text[12:15]}-8{text[15:18]}-{text[18:30]}"


ABSENT = fixed_id("nothing", 0)


@dataclass
class Noted:
    """What the ledger has to say of one record in one change."""

    id: str
    record: str
    type: str
    time: str
    operation: str
    version: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    touched: list[str]
    link: bool
    """A link or unlink: told only to those who see the other end."""
    seers: frozenset[str | None]
    """Users who saw the record then (None: anonymous)."""


@dataclass
class World:
    """What was given to the ledger, and the times and entry ids that it gave back."""

    seed: int
    creates: dict[str, Create] = field(default_factory=dict[str, Create])
    created: dict[str, str] = field(default_factory=dict[str, str])
    updated: dict[str, str] = field(default_factory=dict[str, str])
    version: dict[str, int] = field(default_factory=dict[str, int])
    tombs: dict[str, frozenset[str | None]] = field(default_factory=dict[str, frozenset[str | None]])
    """Deleted records, and who saw them last."""
    kept: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Record → deleted sessions in whose room one has to have been: nobody learns more by a deletion."""
    led: dict[str, str] = field(default_factory=dict[str, str])
    """Id of a merged record → the one that it leads to."""
    entries: list[Noted] = field(default_factory=list["Noted"])
    external_ids: dict[str, str] = field(default_factory=dict[str, str])
    """scheme:value → the id of its node, by which lists of them are ordered."""
    areas: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The seeded areas as they are stored: their ids are the database's own."""

    def ids(self) -> list[str]:
        return [*self.creates, *(area["id"] for area in self.areas[:4])]


def viewers() -> dict[str, Viewer]:
    """Who asks: the same in every world, because the ids of organizations are."""
    first, second = fixed_id("Organization", 0), fixed_id("CivilSocietyGroup", 0)
    room = frozenset({fixed_id("DialogueSession", 0)})
    return {
        "anonymous": ANONYMOUS,
        "plain member": Viewer("plain@example.org", roles=frozenset({"reader"})),
        "of an organization": Viewer("a@example.org", frozenset({first}), roles=frozenset({"contributor"})),
        "with compartments": Viewer(
            "b@example.org", frozenset({second}), frozenset(COMPARTMENTS), frozenset({"mediator"}), rooms=room
        ),
        "named reader": Viewer(
            "rojin@example.org", frozenset({first, second}), frozenset({"mediation"}), frozenset({"coordinator"})
        ),
        "sees all": SYSTEM,
    }


class Maker:
    """Makes one world from its seed."""

    def __init__(self, model: Model, seed: int, area_ids: Iterable[str]) -> None:
        self.model = model
        self.random = random.Random(seed)
        self.world = World(seed)
        self.area_ids = list(area_ids)[:4]
        self.open = self.random.choice((0.0, 0.0, 0.0, 0.7, 0.8, 0.97))
        """How much is seen by all: hidden ends hide so much that little would be left to compare."""
        self.broken = self.random.random() < 0.35
        """Whether required links may be missing, so that promises of the schema are broken."""

    def made(self) -> World:
        self.entered([name for name in COUNTS if name not in APART])
        for create in self.world.creates.values():
            self.linked(create)
        if self.random.random() < 0.5:
            self.double_booked()
        self.secretariats(random.Random(f"secretariats {self.world.seed}"))
        self.random = random.Random(f"stances {self.world.seed}")
        self.stances()
        return self.world

    def entered(self, types: Iterable[str]) -> None:
        """Records of these types, without links."""
        owners = [fixed_id(name, index) for name in ORGANIZATIONS for index in range(COUNTS[name][0])]
        asked = [fixed_id(name, 0) for name in ("Organization", "CivilSocietyGroup")]  # viewers act for these
        for name in types:
            for index in range(self.random.randint(*COUNTS[name])):
                create = Create(name, fixed_id(name, index), self.values(name), {}, self.marking(name))
                if self.model[name].markings:
                    create.owner = self.random.choice((*asked, self.random.choice(owners)))
                elif self.random.random() < 0.6:
                    create.owner = self.random.choice(owners)
                create.compartments = [one for one in COMPARTMENTS if self.random.random() < 0.06 * (self.open < 0.9)]
                create.shared = [one for one in owners if self.random.random() < 0.2]
                create.readers = [one for one in READERS if self.random.random() < 0.5]
                create.external_ids = [
                    (scheme, f"{name}{index}") for scheme in ("wikidata", "pcode") if self.random.random() < 0.25
                ]
                self.world.creates[create.id] = create

    def linked(self, create: Create) -> None:
        for name, link in self.links(create.type):
            ends = self.ends(create, name, link)
            if ends:
                create.links = {**create.links, name: ends}

    def stances(self) -> None:
        """Many on one thing and of one stakeholder, so that there are assessors to compare, and former stances."""
        others = list(self.world.creates.values())
        topics = [*(one.id for one in others if one.type in ENDS["Stance", "on"]), *self.area_ids]
        topic, holder = (
            self.random.choice(topics),
            self.random.choice([one for one in others if one.type in ORGANIZATIONS]),
        )
        self.entered(APART)
        for create in self.world.creates.values():
            if create.type != "Stance":
                continue
            self.linked(create)
            if self.random.random() < 0.7:
                create.links = {**create.links, "on": [topic]}
            if self.random.random() < 0.5 and "stakeholder" in create.links:
                create.links = {**create.links, "stakeholder": [holder.id]}
            if "on" not in create.links and not create.values.get("issue"):
                create.values = {**create.values, "issue": "water"}

    def secretariats(self, rng: random.Random) -> None:
        """Some memberships and posts are a secretariat's: drawn apart, so that the rest of a world stays as it was."""
        for create in self.world.creates.values():
            if create.type in ("Membership", "Post") and rng.random() < 0.3:
                create.values = {**create.values, "role": rng.choice(("secretariat", " Secretariat", "secretary"))}

    def double_booked(self) -> None:
        """Somebody is in two sessions at one time; chance alone has that seldom."""
        creates = list(self.world.creates.values())
        sessions, places = (
            [one for one in creates if one.type == name] for name in ("DialogueSession", "Participation")
        )
        people = [one for one in creates if one.type in STAKEHOLDERS]
        if len(sessions) < 2 or len(places) < 2:
            return
        person = self.random.choice(people)
        for hour, session, place in zip((9, 10), sessions, places, strict=False):
            start, end = ({"local": f"2026-03-01T{one:02}:00", "zone": "UTC"} for one in (hour, hour + 2))
            session.values = {**session.values, "start": start, "end": end, "status": "CONFIRMED"}
            session.marking, session.compartments, session.links = "CLEAR", [], {}
            person.marking, person.compartments = "CLEAR", []
            place.values = {**place.values, "partstat": "ACCEPTED"}
            place.links = {"session": [session.id], "participant": [person.id]}

    def marking(self, name: str) -> str:
        if self.model[name].markings:
            return self.random.choice(self.model[name].markings)
        if name == "Place" or self.random.random() < self.open:
            return "CLEAR"
        return self.random.choice(MARKINGS)

    def values(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field_name, stored in self.model[name].stored():
            if not stored.writable:
                continue
            if stored.default is not None and self.random.random() < 0.2:
                continue
            if not stored.required and self.random.random() < 0.35:
                if self.random.random() < 0.2:
                    found[field_name] = None
                continue
            found[field_name] = self.value(stored.kind)
        return found

    def value(self, kind: Kind) -> Any:
        pick = self.random.choice
        match kind.name:
            case "names":
                locales = {locale: pick(NAMES) for locale in ("en", "ckb", "kmr", "ar") if self.random.random() < 0.4}
                if not locales or self.random.random() < 0.5:
                    return {"text": pick(NAMES), **locales} if self.random.random() < 0.7 else pick(NAMES)
                return locales
            case "text" | "confidential":
                return pick(TEXTS) if self.random.random() < 0.6 else pick(NAMES)
            case "enum":
                return pick(sorted(kind.values))
            case "integer" if kind.bounds is not None:
                return self.random.randint(*kind.bounds)
            case "integer":
                return pick((0, 1, 2, 2, 3, 5, 18, -4, 2_000_000_000))
            case "number":
                return pick((36.19, 44.0, -3.5, 0.0, 36.19))
            case "boolean":
                return self.random.random() < 0.5
            case "texts":
                return [pick(WORDS) for _ in range(self.random.randint(0, 3))]
            case "fuzzy date":
                return pick(list(DATES))
            case "moment":
                hours = timedelta(hours=pick((0, 1, 2, 3, 4, 24, 26)), minutes=pick((0, 0, 30)))
                zone, offset = pick(ZONES)
                local = datetime(2026, 3, 1, 9) + hours + timedelta(hours=offset)  # local on purpose
                return {"local": local.isoformat(timespec="minutes"), "zone": zone}
            case other:
                raise LookupError(other)

    def links(self, name: str) -> list[tuple[str, Link]]:
        return [(one, link) for one, link in self.model[name].links() if link.writable and one != "owner"]

    def ends(self, create: Create, name: str, link: Link) -> list[str]:
        if link.required:
            if self.broken and self.random.random() < 0.4:
                return []
        elif self.random.random() < (0.3 if link.hangs else 0.4):
            return []
        if link.target == "CooperationArea":
            candidates = self.area_ids
        else:
            types = ENDS.get((create.type, name)) or self.model[link.target].possible
            candidates = [one.id for one in self.world.creates.values() if one.type in types and one is not create]
            candidates += self.area_ids if "CooperationArea" in types and create.type in APART else []
            if create.type == "Place":
                candidates = candidates[: list(self.world.creates).index(create.id)]
                candidates = [one for one in candidates if one < create.id]
        if not candidates:
            return []
        taken = {end for ends in create.links.values() for end in ends}
        candidates = [one for one in candidates if one not in taken]
        number = self.random.randint(1, 3) if link.many else 1
        return self.random.sample(candidates, min(number, len(candidates)))


async def areas(database: Database) -> list[dict[str, Any]]:
    rows = await database.rows("CYPHER 25 MATCH (a:CooperationArea) RETURN properties(a) ORDER BY a.number")
    return [row[0] for row in rows]


async def apply(database: Database, ledger: Ledger, scopes: Scopes, operation: str, edits: list[Edit]) -> Outcome:
    async def work(tx: Transaction) -> Outcome:
        return await ledger.apply(tx, ChangeHeader("tests", operation, reason="a world"), edits, SYSTEM)

    outcome, _ = await database.write(work)
    scopes.learn(outcome.scopes)
    return outcome
