"""What an import leaves in the database, and that a second one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

import pytest

from resolvers import importers
from resolvers.importers import ImportOptions
from resolvers.importers.batches import Batches
from settings import OperatorError
from tests.resolvers.importers.files import (
    meeting_row,
    meetings_file,
    popolo_file,
    register_file,
    register_row,
    upr_file,
    upr_row,
    w3_file,
    w3_row,
)
from tests.resolvers.importers.test_undoing import merged_by_hand, named, state

VERSIONS = """CYPHER 25
MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record)
RETURN x.key, n.version, n.updated ORDER BY x.key, n.id"""
CHANGES = "CYPHER 25 MATCH (c:Change) RETURN count(c)"
FILES: dict[str, Callable[[Path], Path]] = {
    "upr": lambda folder: upr_file(
        folder,
        upr_row(),
        upr_row(),
        upr_row(Text="Another.", Response="Noted"),
        upr_row(Text="We shall.", Response="Voluntary Pledge", From="Examplia"),
    ),
    "3w": lambda folder: w3_file(folder, w3_row(), w3_row(agency="Other", district="Nowhere", d_pcode="#N/A")),
    "popolo": popolo_file,
    "appg": lambda folder: register_file(folder, register_row(), register_row(slug="rivers")),
    "meetings": lambda folder: meetings_file(
        folder, meeting_row(), meeting_row(), meeting_row(lobbyists="Stork Union, WWF", epid="900002")
    ),
}


@pytest.mark.parametrize("format", FILES)
def test_a_second_import_changes_nothing(graph: Graph, tmp_path: Path, format: str) -> None:
    path = FILES[format](tmp_path)
    first = graph.imported(format, path)
    assert first.complete
    assert first.total("created") > 0
    versions, changes = graph.rows(VERSIONS), graph.rows(CHANGES)
    second = graph.imported(format, path)
    assert second.total("created") == second.total("changed") == second.total("refused") == 0
    assert second.total("unchanged") == first.total("created")
    assert graph.rows(VERSIONS) == versions
    assert graph.rows(CHANGES) == changes


@pytest.mark.parametrize("batch", [1_000, 1])
def test_two_of_a_file_that_were_merged_stay_one_when_it_is_imported_again(
    graph: Graph, tmp_path: Path, batch: int
) -> None:
    path = w3_file(tmp_path, w3_row(), w3_row(agency="Other"))
    graph.imported("3w", path)
    kept, merged = named(graph, "Organization", w3_row()["agency"]), named(graph, "Organization", "Other")
    merged_by_hand(graph, "Organization", kept, merged)
    before = state(graph)
    report = graph.imported("3w", path, options=ImportOptions(batch=batch))
    assert report.complete
    assert report.total("created") == report.total("changed") == 0
    assert state(graph) == before


@pytest.mark.parametrize("format", FILES)
def test_a_dry_run_tells_what_would_be_and_writes_nothing(graph: Graph, tmp_path: Path, format: str) -> None:
    path = FILES[format](tmp_path)
    before = graph.rows(VERSIONS)
    dry = graph.imported(format, path, dry_run=True)
    assert graph.rows(VERSIONS) == before
    assert dry.counts == graph.imported(format, path).counts
    assert any("would be created" in line for line in dry.lines())


def test_a_corrected_row_updates_its_record_alone(graph: Graph, tmp_path: Path) -> None:
    graph.imported("upr", upr_file(tmp_path, upr_row(), upr_row(Text="Another.")))
    report = graph.imported("upr", upr_file(tmp_path, upr_row(Response="Noted"), upr_row(Text="Another.")))
    assert report.total("changed") == 1
    assert report.counts["Response"]["changed"] == 1
    found = graph.rows("CYPHER 25 MATCH (r:Response) WHERE r.version = 2 RETURN r.position")
    assert found == [["NOTED"]]


def test_every_record_cites_the_source_of_the_file(graph: Graph, tmp_path: Path) -> None:
    options = ImportOptions(title="Invented rows", publisher="Nobody", date="2015-01-19")
    graph.imported("3w", FILES["3w"](tmp_path), options=options)
    [[without]] = graph.rows(
        "CYPHER 25 MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record) WHERE x.scheme STARTS WITH '3w-' "
        "AND NOT EXISTS { (n)-[:SOURCED_FROM]->(:Source {title: 'Invented rows'}) } RETURN count(n)"
    )
    assert without == 0


def test_a_place_known_from_elsewhere_keeps_its_name(graph: Graph, tmp_path: Path) -> None:
    graph.imported("3w", w3_file(tmp_path, w3_row()))
    graph.rows(
        "CYPHER 25 MATCH (x:ExternalId {key: '3w-place:IQ91001'})<-[:IDENTIFIED_BY]-(n) "
        "SET n.name = 'By hand' DETACH DELETE x",
        write=True,
    )
    report = graph.imported("3w", w3_file(tmp_path, w3_row(district="Testabaad")))
    assert report.counts["Place"]["created"] == 0
    assert graph.rows("CYPHER 25 MATCH (n:Place {p_code: 'IQ91001'}) RETURN n.name") == [["By hand"]]


def test_a_record_of_another_type_under_the_same_id_is_refused_with_what_depends_on_it(
    graph: Graph, tmp_path: Path
) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    graph.rows(
        "CYPHER 25 MATCH (x:ExternalId {key: 'popolo-person:p1'})<-[:IDENTIFIED_BY]-(n) "
        "SET n.type = 'Organization', n:Organization REMOVE n:Person",
        write=True,
    )
    report = graph.imported("popolo", popolo_file(tmp_path))
    assert report.counts["Person"] == {"refused": 1, "unchanged": 1}
    assert report.counts["Membership"] == {"refused": 1, "unchanged": 1}
    assert "is of the type Organization, not Person" in str(report.errors[0])


def test_a_value_that_cannot_be_stored_holds_back_only_its_record(graph: Graph, tmp_path: Path) -> None:
    people = [{"id": f"p{number}", "name": f"Invented {number}"} for number in range(7)]
    people[3]["name"] = "\x00"
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[], posts=[]))
    assert report.counts["Person"]["created"] == 6
    assert "U+0000" in str(report.errors[0])


def test_a_record_that_the_ledger_refuses_does_not_hold_back_its_batch(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.edits import EditRefused
    from graph.ledger import Ledger

    apply = Ledger.apply

    async def refusing(self: Ledger, tx: Any, header: Any, edits: Any, viewer: Any) -> Any:
        if any(edit.values.get("name") == {"text": "Invented 3"} for edit in edits):
            raise EditRefused("not this one")
        return await apply(self, tx, header, edits, viewer)

    monkeypatch.setattr(Ledger, "apply", refusing)
    people = [{"id": f"p{number}", "name": f"Invented {number}"} for number in range(7)]
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[], posts=[]))
    assert report.counts["Person"] == {"created": 6, "refused": 1}
    assert [str(error) for error in report.errors] == [
        "Person: popolo-person:p3: not this one. Mend it and import the file again."
    ]


def test_a_record_here_under_an_id_of_another_register_is_found_by_it(graph: Graph, tmp_path: Path) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    people = [{"id": "other", "name": "X", "identifiers": [{"scheme": "wikidata", "identifier": "Q00000001"}]}]
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[]))
    assert report.counts["Person"] == {"unchanged": 1}


def test_progress_ends_at_the_number_of_records(graph: Graph, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    graph.imported(
        "upr",
        FILES["upr"](tmp_path),
        dry_run=True,
        progress=lambda done, total: seen.append((done, total)),
        options=ImportOptions(batch=2),
    )
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_a_marking_that_needs_an_owner_is_refused_without_one(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="needs an owner"):
        graph.imported("upr", FILES["upr"](tmp_path), options=ImportOptions(marking="AMBER"))


@pytest.mark.parametrize("corrected", [False, True])
def test_what_others_write_between_look_and_write_is_met_and_not_refused(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corrected: bool
) -> None:
    """As the last batch of a killed run is, which the database commits while the next run begins."""
    if corrected:
        graph.imported("popolo", popolo_file(tmp_path))
    council = {"id": "council", "name": "Council", "classification": "legislature"}
    path = popolo_file(tmp_path, organizations=[council, {"id": "new", "name": "New"}])
    lookup = Batches._lookup  # pyright: ignore[reportPrivateUsage]
    overtaken: list[bool] = []

    async def late(self: Batches, drafts: Any) -> Any:
        found = await lookup(self, drafts)
        if not overtaken and any(draft.type == "Organization" for draft in drafts):
            overtaken.append(True)
            await run_of(graph, path)
        return found

    monkeypatch.setattr(Batches, "_lookup", late)
    report = graph.imported("popolo", path)
    assert overtaken
    assert not [one for one in report.errors if "external id" in one.found or "version" in one.found]
    names = "MATCH (n:Record)-[:IDENTIFIED_BY]->({key: 'popolo-organization:council'}) RETURN n.name"
    assert graph.rows(f"CYPHER 25 {names}") == [["Council"]]
    assert report.counts["Organization"] == report.counts["GovernmentBody"] == {"unchanged": 1}


async def run_of(graph: Graph, path: Path) -> None:
    await importers.run(graph.executor, "popolo", path)
