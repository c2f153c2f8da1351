"""An import taken back as a whole: all of it goes, but for what others have built on since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph import imports
from graph.edits import ChangeHeader, Connect, Create, Edit, Merge, Unmerge, Update, new_id
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


def by_hand(graph: Graph, *edits: Edit) -> None:
    ledger, database = graph.executor.ledger, graph.executor.database
    header = ChangeHeader(actor="somebody", operation="update", reason="by hand")

    async def work(tx: Any) -> Any:
        return await ledger.apply(tx, header, edits, importers.SYSTEM)

    done, _ = graph.run(database.write(work))
    graph.executor.scopes.learn(done.scopes)


def changed_by_hand(graph: Graph, type_name: str, id: str, **values: Any) -> None:
    by_hand(graph, Update(type_name, id, values))


def made_by_hand(graph: Graph, type_name: str, **values: Any) -> str:
    id = new_id()
    by_hand(graph, Create(type_name, id, values))
    return id


def version_of(graph: Graph, id: str) -> int:
    return graph.rows(f"CYPHER 25 MATCH (n:Record {{id: '{id}'}}) RETURN n.version")[0][0]


def merged_by_hand(graph: Graph, type_name: str, kept: str, merged: str) -> None:
    by_hand(graph, Merge(type_name, kept, merged, version_of(graph, kept), version_of(graph, merged)))


def taken_out_by_hand(graph: Graph, kept: str, merged: str) -> None:
    by_hand(graph, Unmerge("Record", merged, version_of(graph, kept)))


def named(graph: Graph, type_name: str, name: str) -> str:
    return graph.rows(f"CYPHER 25 MATCH (n:{type_name} {{name: '{name}'}}) RETURN n.id")[0][0]


def said(report: Any) -> str:
    return " ".join(one.found for one in report.errors)


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


def test_what_was_merged_into_an_earlier_record_stays_there_until_it_is_taken_out(graph: Graph, tmp_path: Path) -> None:
    """The post leads to the council by a link that is the earlier post's now: neither goes."""
    earlier = new_id()
    elsewhere = made_by_hand(graph, "Organization", name="Elsewhere")
    by_hand(graph, Create("Post", earlier, {"name": "Chair"}, {"organization": [elsewhere]}))
    before = state(graph)
    report = graph.imported("popolo", popolo_file(tmp_path))
    imported = state(graph)
    post, council = named(graph, "Post", "Speaker"), named(graph, "Record", "Council of Examplia")
    merged_by_hand(graph, "Post", earlier, post)
    merged = state(graph)
    dry = graph.undone(report.id, dry_run=True)
    assert state(graph) == merged
    undone = graph.undone(report.id)
    assert dry.counts == undone.counts
    assert f"{post} was merged into {earlier} since" in said(undone)
    assert graph.rows(f"CYPHER 25 MATCH (n:Record {{id: '{council}'}}) RETURN n.id") == [[council]]
    taken_out_by_hand(graph, earlier, post)
    found = {row[0]: row for row in state(graph)}
    assert all(found[row[0]] == row for row in imported if row[0] in (post, council))
    assert graph.undone(report.id).complete
    assert state(graph) == before


def test_what_an_earlier_record_was_merged_into_stays_until_that_is_taken_out(graph: Graph, tmp_path: Path) -> None:
    earlier = made_by_hand(graph, "Person", name="Earlier", aliases=["E."])
    before = state(graph)
    report = graph.imported("popolo", popolo_file(tmp_path))
    kept = graph.rows("CYPHER 25 MATCH (p:Person)<-[:MEMBER]-(m)-[:HOLDS_POST]->() RETURN p.id")[0][0]
    merged_by_hand(graph, "Person", kept, earlier)
    undone = graph.undone(report.id)
    assert f"{kept} has had another record merged into it" in said(undone)
    [[aliases]] = graph.rows(f"CYPHER 25 MATCH (n:Person {{id: '{kept}'}}) RETURN n.aliases")
    assert {"Earlier", "E."} <= set(aliases)
    taken_out_by_hand(graph, kept, earlier)
    assert graph.undone(report.id).complete
    assert state(graph) == before


@pytest.mark.parametrize("stays", [True, False])
def test_what_an_import_changed_stays_as_it_is_once_merged_until_it_is_taken_out(
    graph: Graph, tmp_path: Path, stays: bool
) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    other = made_by_hand(graph, "Person", name="Other")
    before = state(graph)
    people = [{"id": "p2", "name": "A new name", "gender": "female"}]
    second = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[]))
    assert second.total("changed") == 1
    id = named(graph, "Person", "A new name")
    kept, merged = (id, other) if stays else (other, id)
    merged_by_hand(graph, "Person", kept, merged)
    held = state(graph)
    undone = graph.undone(second.id)
    assert undone.total("kept") == 1
    assert f"Person {id} " in said(undone)
    assert state(graph) == held
    taken_out_by_hand(graph, kept, merged)
    assert graph.undone(second.id).complete
    assert state(graph) == before


@pytest.mark.parametrize("both", [True, False])
def test_a_link_to_what_was_merged_since_stays_until_it_is_taken_out(graph: Graph, both: bool) -> None:
    """With another link to the other end it is one since, and nobody can tell whose."""
    one, other = (made_by_hand(graph, "Place", name=name, kind="DISTRICT") for name in ("One", "Other"))
    activity = new_id()
    by_hand(graph, Create("Activity", activity, {"name": "Wells"}, {"places": [other] if both else []}))
    before = state(graph)
    database, scopes = graph.executor.database, graph.executor.scopes
    id = graph.run(imports.begin(database, scopes, "system", "test", "a file", "its sum"))
    header = ChangeHeader(actor="system", operation="import", key=imports.key_of(id), hash="-")

    async def work(tx: Any) -> Any:
        return await graph.executor.ledger.apply(
            tx, header, [Connect("Activity", activity, "places", [one])], importers.SYSTEM
        )

    graph.run(database.write(work))
    graph.run(imports.end(database, id, "DONE", {}))
    for kept, merged in ((other, one), *([(one, other)] if both else [])):
        merged_by_hand(graph, "Place", kept, merged)
        held = state(graph)
        undone = graph.undone(id)
        assert f"places of Activity {activity}" in said(undone)
        assert state(graph) == held
        taken_out_by_hand(graph, kept, merged)
    assert graph.undone(id).complete
    assert state(graph) == before
