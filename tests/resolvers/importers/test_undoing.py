"""An import taken back as a whole: all of it goes, but for what others have built on since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph import imports
from graph.edits import ChangeHeader, Update
from resolvers import importers
from resolvers.importers.batches import Batches
from tests.resolvers.importers.files import popolo_file, upr_file, upr_row, w3_file, w3_row

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

STATE = """CYPHER 25
MATCH (n:Record) WHERE NOT n:Change
RETURN n.id, properties(n) AS held,
  COLLECT { MATCH (n)-[r]->(m:Record) RETURN type(r) + m.id ORDER BY type(r) + m.id } ORDER BY n.id"""
FILES: dict[str, Callable[[Path], Path]] = {
    "upr": lambda folder: upr_file(folder, upr_row(), upr_row(Response="Voluntary Pledge", From="Examplia")),
    "3w": lambda folder: w3_file(folder, w3_row(), w3_row(agency="Other")),
    "popolo": popolo_file,
}


def state(graph: Graph) -> list[Any]:
    """All records, but for what tells only that they were written to."""
    return [
        [id, {name: value for name, value in held.items() if name not in ("version", "updated", "order_updated")}, ends]
        for id, held, ends in graph.rows(STATE)
    ]


def changed_by_hand(graph: Graph, type_name: str, id: str, **values: Any) -> None:
    ledger, database = graph.executor.ledger, graph.executor.database
    header = ChangeHeader(actor="somebody", operation="update")

    async def work(tx: Any) -> Any:
        return await ledger.apply(tx, header, [Update(type_name, id, values)], importers.SYSTEM)

    graph.run(database.write(work))


@pytest.mark.parametrize("format", FILES)
def test_undone_an_import_leaves_the_graph_as_it_was(graph: Graph, tmp_path: Path, format: str) -> None:
    before = state(graph)
    report = graph.imported(format, FILES[format](tmp_path))
    assert state(graph) != before
    undone = graph.undone(report.id)
    assert state(graph) == before
    assert undone.complete
    assert undone.total("deleted") == report.total("created")


def test_values_and_links_of_earlier_records_are_as_they_were(graph: Graph, tmp_path: Path) -> None:
    graph.imported("upr", upr_file(tmp_path, upr_row(), upr_row(Text="Another.")))
    before = state(graph)
    second = graph.imported("upr", upr_file(tmp_path, upr_row(Response="Noted", Action="1"), upr_row(Text="A third.")))
    assert second.total("changed") > 0
    assert second.total("created") > 0
    assert graph.undone(second.id).complete
    assert state(graph) == before


def test_what_others_have_changed_since_stays_with_what_it_needs(graph: Graph, tmp_path: Path) -> None:
    report = graph.imported("popolo", popolo_file(tmp_path))
    [[id, person]] = graph.rows(
        "CYPHER 25 MATCH (m:Membership)-[:HOLDS_POST]->() MATCH (m)-[:MEMBER]->(p) RETURN m.id, p.id"
    )
    changed_by_hand(graph, "Membership", id, role="elder")
    undone = graph.undone(report.id)
    assert undone.errors
    assert graph.rows("CYPHER 25 MATCH (m:Membership) RETURN m.id, m.role") == [[id, "elder"]]
    assert graph.rows("CYPHER 25 MATCH (p:Person) RETURN p.id") == [[person]]
    [found] = graph.run(imports.imports(graph.executor.database, report.id))
    assert found.state == "PARTLY_UNDONE"


def test_a_value_that_others_have_changed_since_stays(graph: Graph, tmp_path: Path) -> None:
    graph.imported("upr", upr_file(tmp_path, upr_row()))
    second = graph.imported("upr", upr_file(tmp_path, upr_row(Response="Noted")))
    [[id]] = graph.rows("CYPHER 25 MATCH (r:Response) RETURN r.id")
    changed_by_hand(graph, "Response", id, position="PENDING")
    assert graph.undone(second.id).errors
    assert graph.rows("CYPHER 25 MATCH (r:Response) RETURN r.position") == [["PENDING"]]


def test_a_dry_run_of_an_undoing_writes_nothing_and_tells_the_same(graph: Graph, tmp_path: Path) -> None:
    report = graph.imported("popolo", popolo_file(tmp_path))
    before = state(graph)
    dry = graph.undone(report.id, dry_run=True)
    assert state(graph) == before
    assert dry.counts == graph.undone(report.id).counts


def test_undone_twice_and_imported_again_it_is_there_once(graph: Graph, tmp_path: Path) -> None:
    first = graph.imported("popolo", popolo_file(tmp_path))
    graph.undone(first.id)
    assert graph.undone(first.id).total("deleted") == 0
    again = graph.imported("popolo", popolo_file(tmp_path))
    assert again.counts == first.counts
    assert again.id != first.id


def test_an_import_that_changes_nothing_is_no_entry(graph: Graph, tmp_path: Path) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    assert graph.imported("popolo", popolo_file(tmp_path)).id is None
    assert len(graph.run(imports.imports(graph.executor.database))) == 1


def test_an_import_cut_short_goes_on_under_its_id_and_is_undone_whole(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(graph)
    path = popolo_file(tmp_path)
    whole = Batches._batch  # pyright: ignore[reportPrivateUsage]
    calls: list[int] = []

    async def killed(self: Batches, drafts: Any, source: str | None) -> None:
        calls.append(len(drafts))
        if len(calls) == 3:
            raise KeyboardInterrupt
        await whole(self, drafts, source)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Batches, "_batch", killed)
        graph.imported("popolo", path)
    [cut] = graph.run(imports.imports(graph.executor.database))
    assert cut.state == "RUNNING"
    assert state(graph) != before
    report = graph.imported("popolo", path)
    assert report.id == cut.id
    assert report.total("unchanged") > 0
    graph.undone(report.id)
    assert state(graph) == before
