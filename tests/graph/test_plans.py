"""PROFILE of every page that starts at a label: read from its index, nothing scanned, nothing sorted but what is taken.

The graph is made for it: a few hundred records of every type, in four scopes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import neo4j
import pytest

from app import assembled
from graph.model import Record
from schema.declarations import AllOf
from schema.filters import constant
from schema.planning import Planner
from tests.fixtures_graph import clear
from tests.graph.case import Case
from tests.graph.compiling import TODAY, planned, planner

EACH = 200
"""Records of every concrete type."""
SCOPES = 4
PAGE = 20
VISIBLE = {"seek": [*range(SCOPES - 1), -1], "walk": [*range(SCOPES), *[-1] * 97]}
"""A viewer of few scopes, and one of over a hundred, as `Scopes` pads them."""
SCANS = ("AllNodesScan", "NodeByLabelScan", "ByLabelsScan", "ByLabelScan", "RelationshipTypeScan")
CREATE = "CYPHER 25 UNWIND $rows AS row CREATE (n:$(row.labels)) SET n = row.properties"
LABELS = {
    name: declaration.storage.label
    for name, declaration in assembled().declarations["Query"].items()
    if isinstance(declaration.storage, AllOf)
}
"""Root field → the label whose pages it gives."""
SHOWN = ("stakeholders", "commitments")
"""An interface and a type: what a plain run plans."""


@dataclass(frozen=True)
class Operator:
    name: str
    rows: int
    hits: int
    taken: int
    """Rows of what stands below it."""


def operators(plan: dict[str, Any]) -> Iterator[Operator]:
    children = plan.get("children", ())
    yield Operator(
        plan["operatorType"].split("@")[0],
        plan["args"].get("Rows", 0),
        plan["args"].get("DbHits", 0),
        max((child["args"].get("Rows", 0) for child in children), default=0),
    )
    for child in children:
        yield from operators(child)


def row(record: Record, number: int) -> dict[str, Any]:
    """One record: keys and ids spread against one another, so that no order is that of another."""
    spread = (number * 7919) % 10_007
    properties: dict[str, Any] = {
        "id": f"{record.name}-{spread:05d}",
        "scope": number % SCOPES,
        "type": record.name,
        "version": 1,
    }
    for _, stored in record.stored():
        if stored.order and stored.prop != "id":
            key = (number * 31 + len(stored.prop) * 17) % 997
            properties[f"order_{stored.prop}"] = key if stored.kind.name == "integer" else f"{key:04d}"
    return {"labels": [*record.labels, "Record"], "properties": properties}


@pytest.fixture(scope="module")
def plans() -> Planner:
    return planner()


@pytest.fixture(scope="module")
def profile(neo4j_server: Any, database: Any, run: Any) -> Iterator[Callable[[str, dict[str, Any]], list[Operator]]]:
    run(clear(database))
    rows = [row(record, number) for record in assembled().model.concrete() if record.source for number in range(EACH)]
    run(database.rows(CREATE, {"rows": rows}, write=True))
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        driver.execute_query("CALL db.clearQueryCaches()", database_="neo4j")

        def profiled(text: str, parameters: dict[str, Any]) -> list[Operator]:
            with driver.session(database="neo4j") as session:
                plan = session.run(text.replace("CYPHER 25", "CYPHER 25 PROFILE", 1), parameters).consume().profile
                assert plan is not None
                return list(operators(plan))

        yield profiled
    run(clear(database))


def orders(label: str) -> list[str]:
    return [constant(name) for name in assembled().model[label].orders()]


def page_cases() -> Iterator[Any]:
    """Every root page by every order; all but a few of the roots only where there is time."""
    for field, label in LABELS.items():
        marks = [] if field in SHOWN else [pytest.mark.slow]
        for order in orders(label):
            for way in VISIBLE:
                yield pytest.param(field, order, way, marks=marks)


def check(found: list[Operator], hits: int, rows: int) -> None:
    """No scan of a label, no sort of more than `rows`, at most `hits` reads of the store."""
    names = [one.name for one in found]
    assert not [name for name in names if name in SCANS]
    assert not [one for one in found if one.name in ("Sort", "PartialSort")]
    assert not [one for one in found if "Top" in one.name and one.taken > rows]
    assert sum(one.hits for one in found) <= hits, sorted(found, key=lambda one: -one.hits)[:5]


@pytest.mark.parametrize(("field", "order", "way"), list(page_cases()))
def test_a_page_is_read_from_an_index(field: str, order: str, way: str, profile: Any, plans: Planner) -> None:
    """Each direction, from the start and from a cursor on, in one statement of four pages."""
    pages = " ".join(
        f"{direction}{number}: {field}(first: $first, {after}orderBy: {{field: {order}, direction: {direction}}}) "
        f"{{ nodes {{ id }} {'pageInfo { hasPreviousPage }' if after else ''} }}"
        for direction in ("ASC", "DESC")
        for number, after in enumerate(("", "after: $after, "))
    )
    text = f"query ($first: Int!, $after: String) {{ {pages} }}"
    key = 500 if is_number(LABELS[field], order) else "0500"
    middle = "M-0500" if order == "ID" else key
    case = Case(text, {"first": PAGE, "after": json.dumps([middle, "M-0500"])}, way)
    plan, variables = planned(plans, case)
    found = profile(plan.statement.text, plan.statement.parameters(variables, VISIBLE[way], TODAY))
    rows = (PAGE + 1) * (SCOPES if way == "seek" else 1)
    check(found, hits=4 * rows * 12 + 500, rows=rows)


def is_number(label: str, order: str) -> bool:
    model = assembled().model[label]
    return any(constant(name) == order and stored.kind.name == "integer" for name, stored in model.stored())


@pytest.mark.parametrize("field", LABELS)
def test_a_page_backwards_is_the_page_of_the_other_direction(field: str, plans: Planner) -> None:
    for way in VISIBLE:
        for order in orders(LABELS[field]):
            one = page(field, f"last: 20, orderBy: {{field: {order}}}", way)
            other = page(field, f"first: 20, orderBy: {{field: {order}, direction: DESC}}", way)
            assert planned(plans, one)[0].statement.text == planned(plans, other)[0].statement.text


def page(field: str, arguments: str, way: str) -> Case:
    return Case(f"{{ {field}({arguments}) {{ nodes {{ id }} }} }}", way=way)


@pytest.mark.parametrize("way", VISIBLE)
@pytest.mark.parametrize(
    "field", [pytest.param(name, marks=[] if name in SHOWN else [pytest.mark.slow]) for name in LABELS]
)
def test_a_total_and_named_records_scan_no_label(field: str, way: str, profile: Any, plans: Planner) -> None:
    text = f'{{ all: {field} {{ totalCount }} named: {field}(where: {{id: {{in: ["a", "b"]}}}}) {{ nodes {{ id }} }} }}'
    plan, variables = planned(plans, Case(text, way=way))
    found = profile(plan.statement.text, plan.statement.parameters(variables, VISIBLE[way], TODAY))
    assert not [one.name for one in found if one.name in SCANS]
