"""Graphs to measure on: file 13 of the public data in Peyman's own records, and a million made ones.

They are written in bulk, as the ledger would store them (a sample record is compared with one of the ledger's), into
embedded servers whose folders stay in the cache from run to run.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uuid_utils

from auth.viewer import SYSTEM
from graph.database import Database
from graph.edits import ChangeHeader, Create
from graph.ledger import Ledger
from graph.model import Model
from graph.searches import derived

NOW = "2026-11-23T12:00:00.000000Z"
BATCH = 20_000
ABOUT = {
    "Person": "Person",
    "Organization": "Organization",
    "Project": "CivilSocietyGroup",
    "Deliverable": "Commitment",
    "Topic": "CooperationArea",
    "Section": "CooperationArea",
}
"""What the nodes of file 13 become: who maintains and builds, stakeholders; what is built, commitments."""
STATUSES = ("NOT_STARTED", "IN_PROGRESS", "KEPT", "BROKEN")


@dataclass
class Drawn:
    """A graph to be written: rows by type, pairs by (type, relationship, type)."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    pairs: dict[tuple[str, str, str], list[list[str]]] = field(
        default_factory=dict[tuple[str, str, str], list[list[str]]]
    )

    @property
    def nodes(self) -> int:
        return sum(map(len, self.rows.values()))

    @property
    def relationships(self) -> int:
        return sum(map(len, self.pairs.values()))


class Drawing:
    """Turns lines of file 13 into a `Drawn`."""

    def __init__(self, model: Model, scope: int) -> None:
        self.model = model
        self.scope = scope
        self.drawn = Drawn()
        self.ids: dict[str, tuple[str, str]] = {}
        self.builder: dict[str, str] = {}
        self.seen: set[tuple[str, str, str]] = set()

    def node(self, key: str, label: str, name: str) -> None:
        number = len(self.ids)
        type_name = ABOUT[label]
        values: dict[str, Any] = {"name": {"text": name, "en": name}}
        if type_name == "Commitment":
            values = {
                "title": name,
                "text": f"The promise to keep {name} in good order.",
                "status": STATUSES[number % 4],
                "made": f"20{10 + number % 10}",
                "due": f"20{24 + number % 4}-{1 + number % 12:02}",
            }
        elif type_name == "CooperationArea":
            values |= {"number": 1000 + number, "code": key}
        self.ids[key] = (type_name, self.record(type_name, values, self.scope))

    def record(self, type_name: str, values: dict[str, Any], scope: int) -> str:
        row = stored(self.model, type_name, values, scope)
        self.drawn.rows.setdefault(type_name, []).append(row)
        return row["id"]

    def edge(self, source: str, kind: str, target: str) -> None:
        """One edge; pairs that say the same are one."""
        if source not in self.ids or target not in self.ids:
            return
        (source_type, one), (target_type, other) = self.ids[source], self.ids[target]
        match source_type, target_type:
            case "Commitment", "Commitment" if target in self.builder:
                self.pair("Commitment", "MADE_TO", "CivilSocietyGroup", one, self.ids[self.builder[target]][1])
            case "Commitment", "CooperationArea":
                self.pair("Commitment", "COMMITMENT_ON", "CooperationArea", one, other)
            case "CivilSocietyGroup", "Commitment" if kind == "BUILDS":
                self.builder.setdefault(target, source)
                self.pair("Commitment", "MADE_BY", "CivilSocietyGroup", other, one)
            case "CivilSocietyGroup", "Commitment":
                self.pair("Commitment", "MADE_TO", "CivilSocietyGroup", other, one)
            case (("Person" | "Organization"), "CivilSocietyGroup"):
                membership = self.record("Membership", {"role": kind.lower(), "start": "2023"}, self.scope)
                self.pair("Membership", "MEMBER", source_type, membership, one)
                self.pair("Membership", "MEMBER_OF", "CivilSocietyGroup", membership, other)
            case _:
                pass

    def pair(self, start: str, relationship: str, end: str, one: str, other: str) -> None:
        if (one, relationship, other) not in self.seen:
            self.seen.add((one, relationship, other))
            self.drawn.pairs.setdefault((start, relationship, end), []).append([one, other])


def stored(model: Model, type_name: str, values: dict[str, Any], scope: int) -> dict[str, Any]:
    """A record's properties as the ledger stores them."""
    row: dict[str, Any] = {}
    for name, storage in model[type_name].stored():
        if storage.writable:
            row |= storage.kind.stored(storage.prop, values.get(name, storage.default), ordered=storage.order)
    found = {key: value for key, value in row.items() if value is not None}
    return (
        found
        | {key: value for key, value in derived(type_name, found).items() if value is not None}
        | {
            "id": str(uuid_utils.uuid7()),
            "type": type_name,
            "scope": scope,
            "marking": "CLEAR",
            "compartments": [],
            "version": 1,
            "created": NOW,
            "updated": NOW,
            "order_created": NOW,
            "order_updated": NOW,
        }
    )


async def check_stored(database: Database, ledger: Ledger, model: Model) -> None:
    """Fails where the bulk rows are not what the ledger writes."""
    values = {"title": "A promise", "text": "words", "due": "2026-03"}
    create = Create("Commitment", values=values, marking="CLEAR")

    async def work(tx: Any) -> Any:
        outcome = await ledger.apply(tx, ChangeHeader("benchmarks", "check"), [create], SYSTEM)
        record = await (await tx.run("MATCH (n:Commitment {id: $id}) RETURN properties(n) AS p", id=create.id)).single()
        return outcome, record["p"]

    (outcome, written), _ = await database.write(work)
    ledger.scopes.learn(outcome.scopes)
    drawn = stored(model, "Commitment", values, written["scope"])
    for key in ("id", "created", "updated", "order_created", "order_updated", "lock"):
        written.pop(key, None)
        drawn.pop(key, None)
    assert drawn == written, f"the bulk loader writes another record than the ledger: {drawn} and {written}"
    await database.rows("CYPHER 25 MATCH (n:Commitment {id: $id}) DETACH DELETE n", {"id": create.id}, write=True)


def network(model: Model, scope: int, folder: Path, most_edges: int | None = None) -> Drawn:
    """File 13; with `most_edges` only so many of its edges, evenly spread, and the nodes that they need."""
    return drawn_of(Drawing(model, scope), folder, most_edges)


def drawn_of(drawing: Drawing, folder: Path, most_edges: int | None) -> Drawn:
    """What a drawing makes of the file."""
    edges = sorted(lines(folder, "13_debian_network_edges*"), key=lambda line: line[1] != "BUILDS")
    if most_edges is not None and most_edges < len(edges):
        step = len(edges) / most_edges
        edges = [edges[int(index * step)] for index in range(most_edges)]
    needed = {end for source, _, target in edges for end in (source, target)}
    for key, label, name in lines(folder, "13_debian_network_nodes*"):
        if most_edges is None or key in needed:
            drawing.node(key, label, name)
    for source, kind, target in edges:
        drawing.edge(source, kind, target)
    return drawing.drawn


def lines(folder: Path, pattern: str) -> Iterator[list[str]]:
    path = next(iter(sorted(folder.glob(pattern))))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        next(reader)
        yield from reader


async def write(database: Database, model: Model, drawn: Drawn) -> float:
    """Write a graph; seconds that it took."""
    began = time.monotonic()
    for type_name, rows in drawn.rows.items():
        labels = ":".join(model[type_name].labels)
        for batch in batches(rows):
            await database.rows(
                f"CYPHER 25 UNWIND $rows AS row CREATE (n:{labels}) SET n = row", {"rows": batch}, write=True
            )
    for (start, relationship, end), pairs in drawn.pairs.items():
        for batch in batches(pairs):
            await database.rows(
                f"CYPHER 25 UNWIND $pairs AS pair MATCH (a:{start} {{id: pair[0]}}) MATCH (b:{end} {{id: pair[1]}}) "
                f"CREATE (a)-[:{relationship}]->(b)",
                {"pairs": batch},
                write=True,
            )
    return time.monotonic() - began


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def made(model: Model, scopes: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Organizations without links, one for each scope given, in an order of names that mixes the scopes."""
    for number, scope in enumerate(scopes):
        mixed = hashlib.blake2b(str(number).encode(), digest_size=6).hexdigest()
        yield stored(model, "Organization", {"name": {"text": f"Organization {mixed}"}}, scope)
