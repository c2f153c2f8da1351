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

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.accesses import AccessLog
from graph.database import Database
from graph.edits import Create
from resolvers import exporters
from resolvers.execution import Executor
from resolvers.exporters import FORMATS
from resolvers.exporters.columns import defused, fused
from schema.wheres import Refused
from tests.graph.writers import Desk

Run = Callable[[Awaitable[Any]], Any]
MEMBER = Viewer("member@example.org", roles=frozenset({"reader"}))
COORDINATOR = Viewer("coordinator@example.org", roles=frozenset({"coordinator"}))
SVG = "{http://graphml.graphdrawing.org/xmlns}"


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
        text = self.bytes("csv", *types, **given).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def exporting(executor: Executor, run: Run) -> Exporting:
    return Exporting(executor, run)


@pytest.fixture
def desk(empty_graph: Database, model: Any, run: Run) -> Desk:
    return Desk(empty_graph, model, run)


def test_all_of_the_sample_is_exported_in_every_format(sampled: Executor, exporting: Exporting) -> None:
    [[records]] = exporting.run(sampled.database.rows("CYPHER 25 MATCH (n:Record) RETURN count(n)"))
    rows = exporting.rows(size=7)
    assert len(rows) == len({row["id"] for row in rows}) == records
    document = json.loads(exporting.bytes("json-ld", size=7))
    assert {one["id"] for one in document["@graph"]} == {row["url"] for row in rows}
    network = ElementTree.fromstring(exporting.bytes("graphml", size=7))
    nodes = {one.get("id") for one in network.iter(f"{SVG}node")}
    assert nodes == {row["id"] for row in rows}
    edges = list(network.iter(f"{SVG}edge"))
    [[links]] = exporting.run(sampled.database.rows("CYPHER 25 MATCH (:Record)-[r]->(:Record) RETURN count(r)"))
    assert len(edges) == links
    assert all(one.get("source") in nodes and one.get("target") in nodes for one in edges)
    gexf = ElementTree.fromstring(exporting.bytes("gexf", size=7))
    assert len(list(gexf.iter("{http://gexf.net/1.3}node"))) == records
    with zipfile.ZipFile(io.BytesIO(exporting.bytes("xlsx", size=7))) as book:
        assert book.testzip() is None


def test_a_row_has_names_by_language_dates_links_and_its_address(exporting: Exporting, desk: Desk) -> None:
    place = desk.made("Place", marking="CLEAR", name="Examplia", kind="COUNTRY")
    name = {"text": "نموونە", "ckb": "نموونە", "en": "Sample"}
    id = desk.made(
        "Organization", marking="CLEAR", name=name, founded="1999~", aliases=["A", "B, C"], links={"place": [place]}
    )
    (row,) = exporting.rows("Organization", base="https://peyman.example.org")
    assert row["url"] == f"https://peyman.example.org/records/{id}"
    assert (row["name"], row["name_en"], row["name_ckb"], row["name_ar"]) == ("نموونە", "Sample", "نموونە", "")
    assert (row["founded"], row["aliases"], row["place"]) == ("1999~", "A\nB, C", place)
