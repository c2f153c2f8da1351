"""Filters that name a linked record: begun at that record, they answer what walking the whole list answers."""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from resolvers import sample

ALL = """{ activities(first: 100) { nodes {
  id status places(first: 20) { nodes { id } } areas(first: 20) { nodes { id } }
  externalIds { scheme value } } } }"""
FILTERED = """query ($where: ActivityFilter, $after: String) {
  activities(first: 3, after: $after, where: $where, orderBy: {field: NAME, direction: DESC}) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { id } } }"""


@pytest.fixture
def ask(empty_graph: Any, executor: Any, run: Any) -> Any:
    run(sample.load(executor.database, executor.ledger, executor.scopes))

    def asked(text: str, viewer: Viewer, **variables: Any) -> Any:
        answer = run(executor.execute(text, variables, None, viewer))
        assert not answer.errors
        return answer.data["activities"]

    return asked


def pages(ask: Any, viewer: Viewer, where: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = ask(FILTERED, viewer, where=where, after=after)
        found += [node["id"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


def linked(nodes: list[Any], field: str) -> dict[str, set[str]]:
    """Far end → the rows that lead to it."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        for end in node[field]["nodes"]:
            found.setdefault(end["id"], set()).add(node["id"])
    return found


def test_pages_by_a_linked_record_hold_its_rows_and_no_others(ask: Any) -> None:
    for viewer in (ANONYMOUS, SYSTEM):
        nodes = ask(ALL, viewer)["nodes"]
        places = linked(nodes, "places")
        assert len(places) > 3
        for place, rows in places.items():
            found = pages(ask, viewer, {"places": {"some": {"id": {"eq": place}}}})
            assert len(found) == len(set(found))
            assert set(found) == rows
        two = sorted(places, key=lambda place: -len(places[place]))[:2]
        both = pages(ask, viewer, {"places": {"some": {"id": {"in": two}}}})
        assert sorted(both) == sorted(places[two[0]] | places[two[1]])


def test_what_else_the_filter_asks_still_holds(ask: Any) -> None:
    nodes = ask(ALL, SYSTEM)["nodes"]
    areas, places = linked(nodes, "areas"), linked(nodes, "places")
    place, rows = max(places.items(), key=lambda item: len(item[1]))
    assert (
        set(pages(ask, SYSTEM, {"not": {"places": {"some": {"id": {"eq": place}}}}}))
        == {node["id"] for node in nodes} - rows
    )
    for area, of_area in areas.items():
        where = {"places": {"some": {"id": {"eq": place}}}, "areas": {"some": {"id": {"eq": area}}}}
        assert set(pages(ask, SYSTEM, where)) == rows & of_area
    ongoing = {node["id"] for node in nodes if node["status"] == "ONGOING"}
    where = {"and": [{"status": {"eq": "ONGOING"}}, {"places": {"some": {"id": {"eq": place}}}}]}
    assert set(pages(ask, SYSTEM, where)) == rows & ongoing
    either = {"or": [{"status": {"eq": "ONGOING"}}, {"places": {"some": {"id": {"eq": place}}}}]}
    assert set(pages(ask, SYSTEM, either)) == rows | ongoing


def test_a_record_is_found_by_its_id_in_another_register(ask: Any) -> None:
    nodes = ask(ALL, SYSTEM)["nodes"]
    given = [(node["id"], one) for node in nodes for one in node["externalIds"]]
    assert given
    for id, one in given[:5]:
        exact = {"scheme": {"eq": one["scheme"]}, "value": {"eq": one["value"]}}
        assert pages(ask, SYSTEM, {"externalIds": {"some": exact}}) == [id]
        assert pages(ask, SYSTEM, {"externalIds": {"some": {**exact, "scheme": {"eq": "none"}}}}) == []


def test_a_hidden_record_named_is_as_one_that_is_not(ask: Any) -> None:
    seen = linked(ask(ALL, ANONYMOUS)["nodes"], "places")
    hidden = {node["id"] for node in ask(ALL, SYSTEM)["nodes"]} - {node["id"] for node in ask(ALL, ANONYMOUS)["nodes"]}
    assert hidden
    everywhere = {"places": {"some": {"id": {"in": sorted(linked(ask(ALL, SYSTEM)["nodes"], "places"))}}}}
    assert not hidden & set(pages(ask, ANONYMOUS, everywhere))
    assert set(pages(ask, ANONYMOUS, everywhere)) == set().union(*seen.values())
