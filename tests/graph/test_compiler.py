"""Query model → Cypher, as text: what operations compile to, and that nothing of a client ever stands in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from schema.planning import Planner
from tests.graph.case import Case
from tests.graph.cases import CASES
from tests.graph.compiling import collapsed, laid_out, planned, planner, statement_text, written


class CypherFile(SingleFileSnapshotExtension):
    """One readable file per case."""

    file_extension = "cypher"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **_: Any) -> str:
        return data


@pytest.fixture(scope="module")
def plans() -> Planner:
    return planner()


@pytest.mark.parametrize("name", CASES)
def test_compiled(name: str, plans: Planner, snapshot: SnapshotAssertion) -> None:
    assert written(plans, CASES[name]) == snapshot(extension_class=CypherFile)


@pytest.mark.parametrize("name", CASES)
def test_the_layout_changes_no_statement(name: str, plans: Planner) -> None:
    text = statement_text(plans, CASES[name]) or ""
    assert collapsed(laid_out(text)) == collapsed(text)


def test_sixty_cases_and_every_root_are_among_them(plans: Planner) -> None:
    texts = " ".join(case.text for case in CASES.values())
    assert len(CASES) >= 60
    assert [name for name in plans.assembly.schema.query_type.fields if not re.search(rf"\b{name}\b", texts)] == []


@pytest.mark.parametrize("name", CASES)
def test_a_statement_is_of_one_dialect_and_names_only_its_own_parameters(name: str, plans: Planner) -> None:
    statement = planned(plans, CASES[name])[0].statement
    if statement is None:
        return
    assert statement.text.startswith("CYPHER 25\n")
    used = set(re.findall(r"\$(\w+)", statement.text))
    assert used - {"visible", "today", "asker"} == {f"p{index}" for index in range(len(statement.values))}


SHAPES = [
    ("query ($id: ID!) { place(id: $id) { name } }", {"id": "a"}, {"id": "b"}),
    ("query ($n: Int) { places(first: $n) { nodes { id } } }", {"n": 1}, {"n": 99}),
    (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": ["a"]},
        {"ids": ["b", "c", "d"]},
    ),
    (
        "query ($w: PlaceFilter) { places(where: $w) { nodes { id } } }",
        {"w": {"name": {"contains": "a"}, "kind": {"in": ["COUNTRY"]}}},
        {"w": {"name": {"contains": "'b"}, "kind": {"in": ["DISTRICT", "COUNTRY"]}}},
    ),
    (
        "query ($w: CommitmentFilter) { commitments(where: $w) { totalCount } }",
        {"w": {"or": [{"overdue": {"eq": True}}, {"due": {"before": "2026-01-01"}}]}},
        {"w": {"or": [{"overdue": {"eq": False}}, {"due": {"before": "2020-02-29"}}]}},
    ),
    (
        "query ($a: String) { places(after: $a) { nodes { id } } }",
        {"a": '["a", "b"]'},
        {"a": '["c", "d"]'},
    ),
    (
        "query ($via: [TieKind!], $since: Date) { stakeholder(id: 1) { collaborators(via: $via, since: $since) "
        "{ totalCount } } }",
        {"via": ["ACTIVITY"], "since": "2020-01-01"},
        {"via": ["COMMITMENT", "MEMBERSHIP"], "since": "2021-01-01"},
    ),
    (
        "query ($l: Locale) { place(id: 1) { name(locale: $l) } }",
        {"l": "ckb"},
        {"l": "ar"},
    ),
]


@pytest.mark.parametrize(("text", "one", "other"), SHAPES)
def test_values_of_the_same_shape_share_one_plan(
    text: str, one: dict[str, Any], other: dict[str, Any], plans: Planner
) -> None:
    assert planned(plans, Case(text, one))[0] is planned(plans, Case(text, other))[0]


STRUCTURES = [
    ("query ($b: Boolean!) { place(id: 1) { id name @include(if: $b) } }", {"b": True}, {"b": False}),
    (
        "query ($o: PlaceOrderInput) { places(orderBy: $o) { nodes { id } } }",
        {"o": {"field": "NAME"}},
        {"o": {"field": "NAME", "direction": "DESC"}},
    ),
    (
        "query ($w: CommitmentFilter) { commitments(where: $w) { nodes { id } } }",
        {"w": {"due": {"isNull": True}}},
        {"w": {"due": {"isNull": False}}},
    ),
    (
        "query ($w: CommitmentFilter) { commitments(where: $w) { nodes { id } } }",
        {"w": {"or": [{"title": {"eq": "a"}}]}},
        {"w": {"or": [{"title": {"eq": "a"}}, {"title": {"eq": "b"}}]}},
    ),
    ("query ($a: String) { places(after: $a) { nodes { id } } }", {"a": '["a", "b"]'}, {"a": None}),
    ("query ($n: Int, $m: Int) { places(first: $n, last: $m) { nodes { id } } }", {"n": 1}, {"m": 1}),
]


@pytest.mark.parametrize(("text", "one", "other"), STRUCTURES)
def test_what_shapes_a_statement_makes_another(
    text: str, one: dict[str, Any], other: dict[str, Any], plans: Planner
) -> None:
    texts = {statement_text(plans, Case(text, variables)) for variables in (one, other, one)}
    assert len(texts) == 2


VARIED = """query ($text: String!, $id: ID!, $number: Int!, $list: [String!]) {
  activities(first: 3, where: {sector: {eq: $text, in: $list, contains: LITERAL}, peopleReached: {lt: $number}}) {
    nodes { id ALIAS: name places(first: 2, where: {pCode: {startsWith: $text}}) { nodes { name(locale: CKB) } } } }
  nodes(ids: [$id, LITERAL]) { id }
  people(first: 1, where: {languages: {has: LITERAL, hasAny: [LITERAL, $text]}}) { totalCount }
  stakeholder(id: LITERAL) { collaborators(area: $id, place: LITERAL) { totalCount } }
  history(id: LITERAL) { nodes { reason } }
}"""


def varied(plans: Planner, value: str, number: int, alias: str) -> str | None:
    text = VARIED.replace("ALIAS", alias).replace("CKB", '"ckb"').replace("LITERAL", json.dumps(value))
    case = Case(text, {"text": value, "id": value, "number": number, "list": [value, value]}, "walk")
    return statement_text(plans, case)


@settings(max_examples=60, deadline=None)
@given(
    value=st.text(max_size=40)
    | st.sampled_from(["' OR 1=1 //", "}) DETACH DELETE n //", "$visible", "{n}", "`", "\\"]),
    number=st.integers(-(2**31), 2**31 - 1),
    alias=st.from_regex(r"\A[a-zA-Z][A-Za-z0-9_]{0,12}\Z"),
)
def test_nothing_of_a_client_is_part_of_a_text(plans: Planner, value: str, number: int, alias: str) -> None:
    alias = f"x{alias}"
    assert varied(plans, value, number, alias) == varied(plans, "plain", 1, "alias")


@settings(max_examples=40, deadline=None)
@given(
    order=st.permutations(["name", "kind", "version", "partOf { name kind }", "parts(first: 3) { totalCount }"]),
    aliases=st.lists(st.integers(0, 99), min_size=5, max_size=5, unique=True),
)
def test_a_text_knows_neither_aliases_nor_their_order(plans: Planner, order: list[str], aliases: list[int]) -> None:
    renamed = " ".join(f"a{alias}: {one}" for alias, one in zip(aliases, order, strict=True))
    plain = "{ place(id: 1) { name kind version partOf { name kind } parts(first: 3) { totalCount } } }"
    assert statement_text(plans, Case(f"{{ place(id: 1) {{ {renamed} }} }}")) == statement_text(plans, Case(plain))


def test_a_stored_value_under_several_aliases_is_read_once(plans: Planner) -> None:
    text = statement_text(plans, CASES["stored_value_under_several_aliases"]) or ""
    assert text.count("n1.name") == text.count("n1.version") == text.count("n1.kind") == 1


def test_what_all_types_share_stands_once(plans: Planner) -> None:
    text = statement_text(plans, CASES["fragments_share_a_link"]) or ""
    assert text.count("[:WORKS_ON]") == 1
    assert text.index("[:WORKS_ON]") < text.index("CASE n1.type")
