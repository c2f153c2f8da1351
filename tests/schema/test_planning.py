"""Nothing that a client can send is an exception or an internal error: token soups, broken operations, odd values."""

from __future__ import annotations

import gc
import json
import random
import re
import weakref
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.viewer import ANONYMOUS, SYSTEM
from resolvers.answers import INTERNAL
from tests.fixtures_graph import clear
from tests.graph.cases import CASES
from tests.graph.compiling import planner

SOUP = (
    '{ } ( ) [ ] ! : = @ $ & | ... " """ # , query mutation subscription fragment on true false null place places id '
    "node nodes name first where orderBy after edges cursor pageInfo totalCount __typename __schema __type @skip if "
    'Place Record Stakeholder $a 1 -1 1.5 1e999 0x1 "x" "\\u0000" "\\uD800" 99999999999999999999 eq in and or not '
    "PLANET createPlace \x00 \ufeff \u202e \U0001f600 extend type schema input enum @include"
)
TOKENS = SOUP.split(" ")
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[$@]?\w+|\S')
fuzz = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**18, 10**30)
    | st.floats()
    | st.text(max_size=20)
    | st.text(st.characters(categories=["Cs", "Cc", "Cn"]), max_size=5)
    | st.sampled_from(["\x00", "\ud800", "x" * 70_000, "COUNTRY", "2026-01-01", "ckb", float("nan")]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["eq", "in", "and", "or", "not", "name", "kind", "field", "id"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module", autouse=True)
def nothing_to_write_to(database: Any, run: Any) -> None:
    run(clear(database))


def harmless(answer: Any) -> None:
    """An answer of our own: with data, or refused for what the client sent."""
    codes = {error.get("extensions", {}).get("code") for error in answer.errors}
    assert INTERNAL not in codes
    assert answer.executed or codes
    json.dumps(answer.document(), ensure_ascii=True)


@fuzz
@given(st.lists(st.sampled_from(TOKENS), max_size=60).map(" ".join))
def test_a_soup_of_tokens_is_refused(executor: Any, run: Any, text: str) -> None:
    harmless(run(executor.execute(text, None, None, ANONYMOUS)))


@fuzz
@given(st.text(max_size=200))
def test_any_text_is_refused(executor: Any, run: Any, text: str) -> None:
    harmless(run(executor.execute(text, None, None, ANONYMOUS)))


@fuzz
@given(st.sampled_from(sorted(CASES)), st.integers(0, 2**32), st.integers(1, 3))
def test_a_broken_operation_is_refused_or_answered(executor: Any, run: Any, name: str, seed: int, times: int) -> None:
    chance = random.Random(seed)  # a seed, so that hypothesis can repeat it
    words = WORD.findall(CASES[name].text)
    for _ in range(times):
        at = chance.randrange(len(words))
        match chance.randrange(4):
            case 0:
                del words[at]
            case 1:
                words.insert(at, words[chance.randrange(len(words))])
            case 2:
                words[at] = chance.choice(TOKENS)
            case _:
                other = chance.randrange(len(words))
                words[at], words[other] = words[other], words[at]
        if not words:
            break
    document_of(executor, " ".join(words))


def document_of(executor: Any, text: str) -> None:
    """Plans as `execute` does; the database would only slow it down."""
    from graphql import GraphQLError, get_variable_values

    from schema.wheres import Refused

    try:
        document = executor.planner.document(text)
        if document.errors:
            return
        operation = document.operation(None)
        values = get_variable_values(executor.schema, operation.variable_definitions or (), {})
        if isinstance(values, list) or operation.operation.value != "query":
            return
        plan = executor.planner.plan(document, operation, values.coerced, SYSTEM.permissions, "seek")
        plan.check(values.coerced)
        if plan.statement is not None:
            plan.statement.parameters(values.coerced, [0, 1], "2026-11-23")
    except (Refused, GraphQLError) as refused:
        assert str(refused)


ODD = """query ($id: ID!, $first: Int, $after: String, $where: PlaceFilter, $order: PlaceOrderInput, $locale: Locale,
  $yes: Boolean!) {
  place(id: $id) { id name(locale: $locale) @include(if: $yes) }
  places(first: $first, after: $after, where: $where, orderBy: $order) { nodes { id } }
}"""


@fuzz
@given(
    st.fixed_dictionaries(
        {"id": odd | st.just("x"), "yes": odd | st.just(True)},
        optional={"first": odd, "after": odd, "where": odd, "order": odd, "locale": odd, "else": odd},
    )
)
def test_odd_variables_are_refused_or_answered(executor: Any, run: Any, variables: dict[str, Any]) -> None:
    harmless(run(executor.execute(ODD, variables, None, SYSTEM)))


@pytest.mark.parametrize(
    "value",
    ["", "\x00", "x" * 60_000, "\ud800", "\udfff\ud800", "\U0010ffff", "رێبین", "'; MATCH (n) DETACH DELETE n //"],
)
def test_odd_text_reaches_the_database_or_is_refused(executor: Any, run: Any, value: str) -> None:
    text = """query ($id: ID!, $text: String!) { place(id: $id) { id } nodes(ids: [$id]) { id }
      places(where: {name: {eq: $text}, pCode: {in: [$text]}}) { nodes { id } } history(id: $id) { totalCount } }"""
    answer = run(executor.execute(text, {"id": value, "text": value}, None, SYSTEM))
    harmless(answer)
    assert not answer.executed or answer.data == {
        "place": None,
        "nodes": [None],
        "places": {"nodes": []},
        "history": {"totalCount": 0},
    }


def test_a_number_of_thousands_of_digits_is_refused(executor: Any, run: Any) -> None:
    for variables in ({"id": 10**5_000}, {"id": "x", "first": 10**5_000}):
        answer = run(executor.execute(ODD, {"yes": True, **variables}, None, SYSTEM))
        harmless(answer)
        assert not answer.executed


def test_a_plan_keeps_nothing_of_the_request_that_it_was_made_for() -> None:
    class Sent(dict[str, Any]):
        """Variables that can be watched."""

    text = """query ($id: ID!, $ids: [ID!]!, $where: StakeholderFilter) { ties(among: [$id, "r1"]) { totalCount }
      network(around: $ids) { total } stakeholder(id: $id) { name } stakeholders(where: $where) { totalCount } }"""
    plans, sent = planner(), Sent(id="r1", ids=["r2"], where={"id": {"eq": "r3"}, "name": {"in": ["a"]}})
    document = plans.document(text)
    plan = plans.plan(document, document.operation(None), sent, ANONYMOUS.permissions, "walk")
    assert plan.names(sent) == ["r1", "r2", "r3", *[""] * 7]
    watched = weakref.ref(sent)
    del sent
    gc.collect()
    assert watched() is None
