"""`peyman import` killed halfway, format by format: the next run goes on, nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph import imports
from graph.embedded import Connection
from resolvers.importers import FORMATS, ImportOptions, mapped_file
from resolvers.importers.exported import HEAD
from tests.fixtures_graph import settings_of
from tests.resolvers.importers.files import (
    meeting_row,
    meetings_file,
    popolo_file,
    register_file,
    register_row,
    table_file,
    upr_file,
    upr_row,
    w3_file,
    w3_row,
)
from tests.resolvers.importers.killing import Parent, parent
from tests.resolvers.importers.test_iati import ACTIVITY, document, file

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

MANY, SOME = range(1_100), range(250)
"""Rows: more than one batch of a file whose records are all of one stage; of others a batch is a stage."""
MAPPING = '[[record]]\ntype = "Organization"\nid = { scheme = "our", column = "id" }\nvalues.name = "{name}"\n'
PAX = ("PP", "PPName", "AgtId", "Agt", "Dat", "Part", "description")
COMMITTED = "CYPHER 25 MATCH (c:Change) WHERE c.key STARTS WITH 'import:' RETURN count(c)"
TYPES = (
    "CYPHER 25 MATCH (n:Record)-[:IDENTIFIED_BY]->(x:ExternalId) WHERE x.key IN $keys RETURN n.type, count(DISTINCT n)"
)
TWICE = """CYPHER 25
MATCH (n:Record)-[:IDENTIFIED_BY]->(x:ExternalId) WHERE x.key IN $keys
WITH x.key AS key, count(DISTINCT n) AS number WHERE number <> 1
RETURN key, number"""


def table(folder: Path, columns: str, *rows: str) -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", "utf-8")
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "csv": lambda folder: table(folder, "id,name", *(f"{n},Heron {n}" for n in MANY)),
    "pax": lambda folder: table_file(
        folder / "pax.csv",
        PAX,
        [
            dict(
                zip(PAX, (f"{n % 9}", f"Process {n % 9}", f"{n}", f"Agreement {n}", "01/02/2003", "A", ""), strict=True)
            )
            for n in SOME
        ],
    ),
    "appg": lambda folder: register_file(
        folder, *(register_row(slug=f"g{n}", title=f"Group {n}", detailed_benefits="[]") for n in SOME)
    ),
    "meetings": lambda folder: meetings_file(
        folder, *(meeting_row(epid=f"{900_000 + n % 40}", title=f"Exchange {n}") for n in SOME)
    ),
    "3w": lambda folder: w3_file(folder, *(w3_row(agency=f"Agency {n}", activity=f"Wells {n}") for n in SOME)),
    "3w-hxl": lambda folder: table(folder, "#org,#activity", *(f"Agency {n},Wells {n}" for n in SOME)),
    "iati": lambda folder: file(
        folder, document(*(ACTIVITY.replace("XM-TEST-1-wells", f"XM-TEST-1-{n}") for n in SOME))
    ),
    "upr": lambda folder: upr_file(folder, *(upr_row(Text=f"Train judges {n}.") for n in MANY)),
    "popolo": lambda folder: popolo_file(
        folder, memberships=[], persons=[{"id": f"p{n}", "name": f"Person {n}"} for n in MANY]
    ),
    "peyman": lambda folder: table(
        folder,
        ",".join([*HEAD, "name"]),
        *(f"01900000-0000-7000-8000-{n:012},Organization,,GREEN,,,,Heron {n}" for n in MANY),
    ),
}


def test_every_format_is_killed() -> None:
    assert set(FILES) == set(FORMATS)


@pytest.fixture(scope="module")
def loaded(neo4j_server: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parent]:
    with parent(settings_of(neo4j_server, tmp_path_factory.mktemp("data"))) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("format", FILES)
def test_killed_halfway_the_next_run_loses_nothing_and_doubles_nothing(
    graph: Graph, loaded: Parent, tmp_path: Path, format: str
) -> None:
    path, options = FILES[format](tmp_path), ImportOptions()
    words = ["import", format, str(path)]
    if format == "csv":
        options = ImportOptions(mapping=tmp_path / "mapping.toml")
        (tmp_path / "mapping.toml").write_text(MAPPING)
        words += ["--mapping", str(options.mapping)]
    told = mapped_file(format, path, graph.executor.assembly.model, options.mapping)
    drafts = {draft.key: draft for stage in told.stages for draft in stage}
    pid = loaded.starts(*words)
    first = 1 if format == "peyman" else 2  # an export brings its sources itself
    while graph.rows(COMMITTED)[0][0] < first:
        assert Path(f"/proc/{pid}").exists(), "it ended by itself"
    os.kill(pid, signal.SIGKILL)
    assert loaded.ended() == -signal.SIGKILL
    [cut] = graph.run(imports.imports(graph.executor.database))
    assert cut.state == "RUNNING"
    done = graph.imported(format, path, options=options)
    assert done.id == cut.id
    assert done.errors == []
    assert done.total("unchanged") > 0
    assert done.total("created") > 0, "there was something left to do"
    given = {"keys": list(drafts)}
    database = graph.executor.database
    assert dict(graph.run(database.rows(TYPES, given))) == Counter(draft.type for draft in drafts.values())
    assert graph.run(database.rows(TWICE, given)) == []
    again = graph.imported(format, path, options=options)
    assert again.total("unchanged") == done.total("unchanged") + done.total("created") + done.total("changed")
    assert again.id is None
