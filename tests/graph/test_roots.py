"""A root that finds nothing leaves the others their answers: every root asked for what is absent, beside another."""

from __future__ import annotations

from typing import Any

import pytest

from app import assembled
from auth.viewer import ANONYMOUS, SYSTEM
from schema.declarations import AllOf, ById
from tests.fixtures_graph import clear
from tests.reference.sweeping import HANDWRITTEN

QUERY = assembled().declarations["Query"]
AREAS = "areas: cooperationAreas(first: 1) { nodes { code } }"
NOWHERE = 'area: "no such id"'
NONE: dict[str, Any] = {"totalCount": 0, "nodes": []}
ABSENT = {
    **{
        name: (f'{name}(id: "no such id") {{ id }}', None)
        for name, one in QUERY.items()
        if isinstance(one.storage, ById)
    },
    **{
        name: (
            f'{name}(where: {{id: {{eq: "no such id"}}}}) {{ totalCount nodes {{ id }} }}',
            NONE,
        )
        for name, one in QUERY.items()
        if isinstance(one.storage, AllOf)
    },
    "nodes": ('nodes(ids: ["no such id", "nor this"]) { id }', [None, None]),
    "whoCanSee": ('whoCanSee(id: "no such id") { total people { email } }', None),
    "explainAccess": ('explainAccess(id: "no such id", user: "x@example.org") { sees }', None),
    "search": ('search(text: "no such name") { totalCount nodes { id } }', NONE),
    "duplicateCandidates": (
        'duplicateCandidates(of: ["no such id"]) { totalCount nodes { id } }',
        NONE,
    ),
    "mergePreview": ('mergePreview(keep: "no such id", merge: "nor this") { kept { id } fields { field } }', None),
    "coverage": (
        'coverage(where: {id: {eq: "no such id"}}) { activities cells { rowKey } }',
        {"activities": 0, "cells": []},
    ),
    "gaps": (
        'gaps(kind: ENDED, where: {id: {eq: "no such id"}}) { total gaps { rowKey } }',
        {"total": 0, "gaps": []},
    ),
    "overlaps": (
        'overlaps(where: {id: {eq: "no such id"}}) { total overlaps { rowKey } }',
        {"total": 0, "overlaps": []},
    ),
    "paths": ('paths(from: "no such id", to: "nor this") { totalCount nodes { id } }', NONE),
    "introductions": ('introductions(to: "no such id") { totalCount nodes { id } }', NONE),
    "ties": ('ties(among: ["no such id", "nor this"]) { totalCount nodes { id } }', NONE),
    "mutualCollaborators": ('mutualCollaborators(of: ["no such id"]) { totalCount nodes { id } }', NONE),
    "tieChanges": (
        'tieChanges(of: "no such id", from: "2020-01-01", to: "2026-01-01") { totalCount nodes { id } }',
        NONE,
    ),
    "quadrant": ('quadrant(on: "no such id") { total points { assessments } }', None),
    "network": ('network(around: ["no such id"]) { total nodes { x } }', None),
    "brokers": (f"brokers({NOWHERE}) {{ ties ranked {{ degree }} }}", {"ties": 0, "ranked": []}),
    "influence": (f"influence({NOWHERE}) {{ ties ranked {{ degree }} }}", {"ties": 0, "ranked": []}),
    "communities": (
        f"communities({NOWHERE}) {{ total modularity communities {{ name }} }}",
        {"total": 0, "modularity": None, "communities": []},
    ),
    "history": ('history(id: "no such id") { totalCount nodes { id } }', NONE),
}
"""Root → how it is asked for what is not there, and its answer."""
NEEDING = {name for name, one in QUERY.items() if one.permission is not None}
"""Roots that are refused to whoever lacks a permission."""
SIDE_BY_SIDE = 6
SLOW = pytest.mark.slow
"""Of statements that take Neo4j a second to plan: in CI."""


@pytest.fixture(scope="module", autouse=True)
def nothing_but_the_areas(database: Any, run: Any) -> None:
    run(clear(database))


def test_every_root_is_asked() -> None:
    assert set(ABSENT) | {"viewer"} == set(QUERY)


@pytest.mark.parametrize("name", [pytest.param(one, marks=SLOW) if one in HANDWRITTEN else one for one in ABSENT])
def test_a_root_that_finds_nothing_leaves_its_sibling(name: str, executor: Any, run: Any) -> None:
    text, absent = ABSENT[name]
    for operation in (f"{{ found: {text} {AREAS} }}", f"{{ {AREAS} found: {text} }}"):
        answer = run(executor.execute(operation, None, None, SYSTEM))
        assert not answer.errors
        assert answer.data == {"found": absent, "areas": answer.data["areas"]}
        assert len(answer.data["areas"]["nodes"]) == 1


@pytest.mark.slow
def test_all_roots_that_find_nothing_stand_side_by_side(executor: Any, run: Any) -> None:
    """In a few operations, for the limit of 40 blocks."""
    names = sorted(ABSENT, key=lambda name: name in NEEDING)
    for part in (names[index : index + SIDE_BY_SIDE] for index in range(0, len(names), SIDE_BY_SIDE)):
        text = " ".join(f"{name}: {ABSENT[name][0]}" for name in part)
        for viewer in (ANONYMOUS, SYSTEM) if not NEEDING.intersection(part) else (SYSTEM,):
            answer = run(executor.execute(f"{{ {text} {AREAS} }}", None, None, viewer))
            assert not answer.errors
            assert {name: answer.data[name] for name in part} == {name: ABSENT[name][1] for name in part}
            assert len(answer.data["areas"]["nodes"]) == 1


def test_a_page_after_the_last_row_is_empty_beside_its_total(executor: Any, run: Any) -> None:
    text = """query ($after: String) { cooperationAreas(first: 30, after: $after) {
      totalCount nodes { code } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor } } }"""
    first = run(executor.execute(text, {}, None, SYSTEM)).data["cooperationAreas"]
    last = first["edges"][-1]["cursor"]
    beyond = run(executor.execute(text, {"after": last}, None, SYSTEM)).data["cooperationAreas"]
    page_info = {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None}
    assert beyond == {"totalCount": 26, "nodes": [], "edges": [], "pageInfo": page_info}
