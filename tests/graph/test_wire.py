"""One read operation is one statement and one round trip: counted on the wire, before the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from auth.viewer import SYSTEM
from graph.database import Database
from resolvers import sample
from resolvers.execution import Executor
from tests.fixtures_graph import executor_over
from tests.graph.bolt_proxy import BoltProxy
from tests.graph.case import Case
from tests.graph.cases import CASES
from tests.graph.contract import contract_cases

LEVELS = """{ dialogueProcesses(first: 2) { nodes { sessions(first: 2) { nodes { participations(first: 2) { nodes {
  participant { memberships(first: 2) { nodes { organization { name } } } } } } } } } } }"""
OPERATIONS: dict[str, Case] = {
    name: CASES[name]
    for name in (
        "root_node",
        "root_nodes",
        "root_viewer_beside_data",
        "root_stakeholder",
        "root_stakeholders_seek",
        "root_history",
        "root_history_with_touched_records",
        "page_of_default_size",
        "page_with_total",
        "page_total_alone",
        "page_info_alone",
        "page_edges_with_cursors",
        "page_backwards",
        "page_ordered_descending",
        "page_ordered_by_id",
        "links_to_one_nested",
        "links_to_many_of_two_hops",
        "links_to_many_counted",
        "links_as_list",
        "totals_on_three_levels",
        "stored_dates_and_moments",
        "aliases_of_one_link",
        "fragments_on_concrete_types",
        "fragments_with_a_link_of_one_type",
        "abstract_type_of_two_levels",
        "several_roots",
        "eight_roots",
        "links_to_one",
        "links_to_many",
        "conflicts",
        "filter_and_or_not",
        "filter_links_within_links",
        "filter_by_a_linked_record",
    )
} | {"six_levels_deep": Case(LEVELS), **contract_cases()}
SIGN_IN = ["> HELLO", "> LOGON", "< SUCCESS", "< SUCCESS"]
"""What opens a connection, once; the statement follows on it."""


@pytest.fixture(scope="module")
def wire(neo4j_server: Any, database: Database, executor: Executor, run: Any) -> Iterator[tuple[BoltProxy, Executor]]:
    """An executor whose every byte to the database passes the proxy, over the sample."""
    run(sample.load(database, executor.ledger, executor.scopes))
    proxy = run(BoltProxy(neo4j_server.uri).__aenter__())
    behind = Database(proxy.uri, neo4j_server.user, neo4j_server.password)
    try:
        reader = run(executor_over(behind))
        yield proxy, reader
    finally:
        run(behind.close())
        run(proxy.__aexit__())


def test_thirty_operations_are_counted() -> None:
    assert len(OPERATIONS) >= 30


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_read_is_one_round_trip(name: str, wire: tuple[BoltProxy, Executor], run: Any) -> None:
    proxy, reader = wire
    proxy.heard.clear()
    case = OPERATIONS[name]
    answer = run(reader.execute(case.text, dict(case.variables), None, SYSTEM))
    assert not answer.errors
    assert proxy.heard[-5:] == ["> RUN", "> PULL", "< SUCCESS", "< RECORD", "< SUCCESS"]
    assert proxy.heard[:-5] in ([], SIGN_IN)


def test_what_reads_no_record_sends_nothing(wire: tuple[BoltProxy, Executor], run: Any) -> None:
    proxy, reader = wire
    proxy.heard.clear()
    answer = run(reader.execute("{ __typename viewer { user } __schema { queryType { name } } }", {}, None, SYSTEM))
    assert not answer.errors and proxy.heard == []


def test_what_is_refused_sends_nothing(wire: tuple[BoltProxy, Executor], run: Any) -> None:
    proxy, reader = wire
    proxy.heard.clear()
    for text in (
        "{ nothing }",
        "{",
        "{ places(first: 101) { nodes { id } } }",
        '{ places(after: "x") { nodes { id } } }',
    ):
        assert not run(reader.execute(text, {}, None, SYSTEM)).executed
    assert proxy.heard == []


def test_sequential_reads_share_one_connection(wire: tuple[BoltProxy, Executor], run: Any) -> None:
    proxy, reader = wire
    before = proxy.connections
    for _ in range(5):
        run(reader.execute("{ viewer { user } places(first: 1) { nodes { id } } }", {}, None, SYSTEM))
    assert proxy.connections == before >= 1
