"""A table of memberships as `peyman import csv` takes it: edges of file 13, read, mapped and written by the ledger."""

from __future__ import annotations

import csv
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loading import lines
from benchmarks.tables import table
from resolvers import importers
from resolvers.execution import Executor
from resolvers.importers import ImportOptions

ROWS = 250_000
BAR = 300
"""Seconds for 1,000,000 relationships."""
MAPPING = """
[[record]]
name = "one"
type = "Organization"
id = { scheme = "debian", column = "source" }
values.name = "{source}"

[[record]]
name = "other"
type = "CivilSocietyGroup"
id = { scheme = "debian-target", column = "target" }
values.name = "{target}"

[[record]]
type = "Membership"
id = { scheme = "debian-edge", columns = ["source", "type", "target"] }
values.role = "{type}"
links.member = "one"
links.organization = "other"
"""
COUNTED = """CYPHER 25
MATCH (n:Record)-[r]->() RETURN count(DISTINCT n) AS records, count(r) AS relationships"""


@dataclass(frozen=True)
class Imported:
    """What was there after an import of so many rows, and how long it took."""

    name: str
    rows: int
    records: int
    relationships: int
    seconds: float


async def measured(executor: Executor, folder: Path, rows: int) -> list[Imported]:
    """The import, and the same file again, which finds all of it there."""
    found = list[Imported]()
    with tempfile.TemporaryDirectory(prefix="peyman-imports-") as made:
        path, mapping = Path(made) / "edges.csv", Path(made) / "edges.toml"
        mapping.write_text(MAPPING, "utf-8")
        with path.open("w", encoding="utf-8", newline="") as opened:
            edges = itertools.islice(lines(folder, "13_debian_network_edges*"), rows)
            csv.writer(opened).writerows([["source", "type", "target"], *edges])
        for name in ("the first time", "again"):
            report = await importers.run(executor, "csv", path, options=ImportOptions(mapping=mapping))
            if report.errors or (found and report.total("created") + report.total("changed")):
                raise RuntimeError(f"the import was not taken whole: {report.errors[:3]}, {report.counts}")
            [[records, relationships]] = await executor.database.rows(COUNTED)
            found.append(Imported(name, report.rows, records, relationships, report.seconds))
    return found


def imports_table(found: list[Imported]) -> str:
    rows = [
        [
            one.name,
            f"{one.rows:,}",
            f"{one.records:,}",
            f"{one.relationships:,}",
            f"{one.seconds:.0f}",
            f"{one.seconds * 1e6 / one.relationships:.0f}",
        ]
        for one in found
    ]
    head = ["Import of a table", "rows", "records", "relationships", "s", f"s for 1,000,000 of these (bar {BAR})"]
    return table(head, rows)
