"""Exports: what a viewer sees and nothing else, in every format, page by page."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.accesses import AccessLog
from graph.database import Database
from resolvers import exporters
from resolvers.execution import Executor
from resolvers.exporters import FORMATS
from resolvers.exporters.columns import defused, fused
from resolvers.exporters.pages import exportable
from schema.wheres import Refused
from tests.graph.writers import Desk

Run = Callable[[Awaitable[Any]], Any]
MEMBER = Viewer("member@example.org", roles=frozenset({"reader"}))
COORDINATOR = Viewer("coordinator@example.org", roles=frozenset({"coordinator"}))
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://gexf.net/1.3}"


class Exporting:
    """Exports of one executor, whole."""

    def __init__(self, executor: Executor, run: Run) -> None:
        self.executor = executor
        self.run = run

    def bytes(self, format: str, *types: str, viewer: Viewer = SYSTEM, **given: Any) -> bytes:
        async def whole() -> bytes:
            found = await exporters.prepared(self.executor, viewer, format, types, **given)
            return b"".join([chunk async for chunk in found.chunks])

        return self.run(whole())

    def rows(self, *types: str, **given: Any) -> list[dict[str, str]]:
        return table(self.bytes("csv", *types, **given))

    def ids(self, viewer: Viewer, *types: str, **given: Any) -> set[str]:
        return {row["id"] for row in self.rows(*types, viewer=viewer, **given)}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def exporting(executor: Executor, run: Run) -> Exporting:
    return Exporting(executor, run)


@pytest.fixture
def desk(empty_graph: Database, model: Any, run: Run) -> Desk:
    return Desk(empty_graph, model, run)


@pytest.mark.slow
def test_all_of_the_sample_is_exported_in_every_format(sampled: Executor, exporting: Exporting) -> None:
    [[records]] = exporting.run(sampled.database.rows("CYPHER 25 MATCH (n:Record) RETURN count(n)"))
    [[links]] = exporting.run(sampled.database.rows("CYPHER 25 MATCH (:Record)-[r]->(:Record) RETURN count(r)"))
    rows = exporting.rows(size=50)
    assert len(rows) == len({row["id"] for row in rows}) == records
    document = json.loads(exporting.bytes("json-ld"))
    assert {one["id"] for one in document["@graph"]} == {row["record"] for row in rows}
    network = ElementTree.fromstring(exporting.bytes("graphml"))
    nodes = {one.get("id") for one in network.iter(f"{GRAPHML}node")}
    assert nodes == {row["id"] for row in rows}
    edges = list(network.iter(f"{GRAPHML}edge"))
    assert len(edges) == links
    assert all(one.get("source") in nodes and one.get("target") in nodes for one in edges)
    gexf = ElementTree.fromstring(exporting.bytes("gexf"))
    assert len(list(gexf.iter(f"{GEXF}node"))) == records
    assert len(list(gexf.iter(f"{GEXF}edge"))) == links


def test_a_row_has_names_by_language_dates_lists_links_and_its_address(exporting: Exporting, desk: Desk) -> None:
    place = desk.made("Place", name="Examplia", kind="COUNTRY")
    name = {"text": "نموونە", "ckb": "نموونە", "en": "Sample"}
    id = desk.made("Organization", name=name, founded="1999~", aliases=["A", "B, C"], links={"place": place})
    (row,) = exporting.rows("Organization", base="https://peyman.example.org")
    assert row["record"] == f"https://peyman.example.org/records/{id}"
    assert (row["name"], row["name_en"], row["name_ckb"], row["name_ar"]) == ("نموونە", "Sample", "نموونە", "")
    assert (row["founded"], row["aliases"], row["place"]) == ("1999~", "A\nB, C", place)


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "3w-hxl"])
def test_no_byte_differs_for_what_the_viewer_may_not_see(exporting: Exporting, desk: Desk, format: str) -> None:
    place = desk.made("Place")
    desk.made("Organization", name="Seen", links={"place": place})
    types = ("Organization", "Place", "Membership")
    before = exporting.bytes(format, *types, viewer=ANONYMOUS)
    hidden = desk.made("Organization", name="Hidden", marking="GREEN", links={"place": place})
    desk.made("Membership", links={"member": hidden, "organization": hidden}, marking="CLEAR")
    after = exporting.bytes(format, *types, viewer=ANONYMOUS)
    if format == "xlsx":  # which says when it was made
        before, after = (sheets(one) for one in (before, after))
    assert after == before
    assert hidden in str(exporting.bytes("csv", *types, viewer=MEMBER))


def sheets(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in sorted(book.namelist()) if "sheet" in name)


def test_pages_join_without_gap_or_repetition(exporting: Exporting, desk: Desk) -> None:
    ids = {desk.made("Place", name="The same") for _ in range(7)}
    rows = exporting.rows("Place", size=3)
    assert [row["id"] for row in rows] == sorted(ids)


def test_the_filter_of_a_query_is_the_filter_of_an_export(exporting: Exporting, desk: Desk) -> None:
    wanted = desk.made("Organization", name="Wanted", classification="party")
    desk.made("Organization", name="Other", classification="university")
    assert exporting.ids(SYSTEM, "Organization", where={"classification": {"eq": "party"}}) == {wanted}


@pytest.mark.parametrize(
    ("format", "types", "more", "told"),
    [
        ("pdf", (), {}, "format: 'pdf'"),
        ("csv", ("Nothing",), {}, "type: 'Nothing'"),
        ("csv", ("Account",), {}, "type: 'Account'"),
        ("csv", (), {"where": {}}, "where: a filter is of one type"),
        ("csv", ("Place",), {"where": {"nothing": {}}}, "nothing"),
        ("3w-hxl", ("Place",), {}, "leave the type out"),
    ],
)
def test_what_may_not_be_is_refused_before_anything_is_written(
    exporting: Exporting, desk: Desk, format: str, types: tuple[str, ...], more: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        exporting.run(exporters.prepared(exporting.executor, SYSTEM, format, types, **more))


def test_confidential_fields_are_for_those_who_may_read_them_and_ask(sampled: Executor, exporting: Exporting) -> None:
    text = (
        'mutation { createOrganization(input: {name: {text: "X"}, marking: CLEAR, email: "x@example.org"}) '
        "{ __typename } }"
    )
    assert not exporting.run(sampled.execute(text, None, None, SYSTEM)).errors
    plain = exporting.bytes("csv", "Organization", viewer=COORDINATOR)
    asked = exporting.bytes("csv", "Organization", viewer=COORDINATOR, confidential=True)
    unpermitted = exporting.bytes("csv", "Organization", viewer=MEMBER, confidential=True)
    assert b"x@example.org" in asked
    assert b"x@example.org" not in plain + unpermitted
    assert b"email" not in plain + unpermitted


def test_what_is_noted_of_a_query_is_noted_of_an_export(executor: Executor, desk: Desk, run: Run) -> None:
    red = desk.made("Person", marking="RED", readers=[f"user:{MEMBER.user}"])
    desk.made("Person")
    logged = replace(executor, access=AccessLog(executor.database, executor.scopes))
    rows = Exporting(logged, run).rows("Person", viewer=MEMBER)
    assert len(rows) == 2
    assert desk.rows("CYPHER 25 MATCH (a:Access) RETURN a.user, a.record, a.operation") == [
        [MEMBER.user, red, "ExportPerson"]
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_cells_that_a_spreadsheet_would_work_out_are_defused(exporting: Exporting, desk: Desk, format: str) -> None:
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "harmless"):
        desk.made("Organization", name=name)
    content = exporting.bytes(format, "Organization")
    text = content.decode("utf-8-sig") if format == "csv" else sheets(content).decode()
    for wanted in ("'=1+1", "'+1", "'-1", "'@SUM(A1)", "''=1"):
        assert wanted in text
    assert "<f>" not in text
    assert "'harmless" not in text


@hypothesis.given(st.text(st.sampled_from("'=+-@\t\rab"), max_size=6))
def test_a_defused_cell_is_read_back_as_it_was(text: str) -> None:
    assert fused(str(defused(text))) == text


def test_what_xml_cannot_hold_breaks_no_network(exporting: Exporting, desk: Desk) -> None:
    desk.made("Organization", name='a\x01<b> & "c" \ufffe')
    for format in ("graphml", "gexf"):
        assert "<b> & " in "".join(
            str(one.attrib) + (one.text or "")
            for one in ElementTree.fromstring(exporting.bytes(format, "Organization")).iter()
        )


def test_3w_has_a_row_for_each_part_and_place_under_hashtags(exporting: Exporting, desk: Desk) -> None:
    country = desk.made("Place", name="Examplia", kind="COUNTRY", pCode="EX")
    district = desk.made("Place", name="Testabad", kind="DISTRICT", pCode="EX01", links={"partOf": country})
    activity = desk.made("Activity", name="Wells", sector="WASH", links={"places": [country, district]})
    organization = desk.made("Organization", name="Blue Heron")
    desk.made("ActivityRole", role="IMPLEMENTER", links={"activity": activity, "organization": organization})
    tags, *rows = table(exporting.bytes("3w-hxl"))
    assert tags["Organization"] == "#org+name"
    assert tags["District p-code"] == "#adm2+code"
    assert {(row["Country"], row["District p-code"], row["Sector"]) for row in rows} == {
        ("Examplia", "", "WASH"),
        ("Examplia", "EX01", "WASH"),
    }
    assert exporting.bytes("3w-hxl", viewer=ANONYMOUS) == exporting.bytes("3w-hxl")


def test_every_record_type_but_those_of_administration_is_exported(model: Any) -> None:
    left = {one.name for one in model.concrete()} - set(exportable(model))
    assert left == {"Access", "Account", "Credential", "Entry", "ExternalId", "Import", "Recovery"}
