"""Where stored data break a promise of the schema, nulls and errors go where graphql-core's executor lets them go.

Records read from the sample lose some of their values; what Peyman makes of them is compared with what graphql-core
makes of the same values, handed to it as a tree by response key.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse, print_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import assembled
from auth.viewer import SYSTEM
from graph.kinds import today
from resolvers import sample
from resolvers.revealing import shaped
from schema.completion import Completion
from schema.shapes import (
    ComputedShape,
    ConnectionShape,
    CursorShape,
    EmbeddedShape,
    FieldShape,
    LeafShape,
    ListShape,
    NodeShape,
    ObjectShape,
    OneShape,
    PageInfoShape,
    RowsShape,
    TotalShape,
    TypeNameShape,
)
from tests.fixtures_graph import clear

OPERATIONS = {
    "names": """{ stakeholders(first: 5) { totalCount nodes { id name version acronym marking } }
      places(first: 3) { nodes { kind name nameLocale partOf { name kind created } } } }""",
    "types": """{ stakeholders(first: 12) { edges { cursor node { __typename name ... on Person { familyName gender }
      ... on GovernmentBody { level branch memberships(first: 2) { nodes { id start { edtf earliest } } } } } } } }""",
    "links": """{ activities(first: 4) { nodes { kind status roles(first: 3) { nodes { role organization { name }
      activity { id } } } areas(first: 2) { nodes { code number } } } pageInfo { hasNextPage endCursor } } }""",
    "dates": """{ commitments(first: 4) { nodes { title status due { edtf earliest latest } overdue
        origin { __typename id } makers(first: 2) { nodes { name version } } } }
      dialogueSessions(first: 3) { nodes { start { local zone utc }
        participations(first: 3) { edges { node { capacity partstat participant { name version } } } } } } }""",
    "ties": """{ stakeholders(first: 3) { nodes { name collaborators(first: 3) { edges { strength node { name }
      ties { kind count firstDate evidence(first: 2) { id version } } } } } } }""",
    "lists": """{ nodes(ids: ["none", "SOME"]) { __typename id version owner { name }
      externalIds { scheme value } } }""",
}


class Reading:
    """A plan's record as a tree by response key, unchecked; `slots` are the places where a stored value stands."""

    def __init__(self, places: dict[int, int]) -> None:
        self.completion = Completion(places, {}, SYSTEM, sealed)
        self.places = places
        self.slots: list[tuple[Any, int, frozenset[str] | None]] = []

    def slot(self, row: Any, column: Any, values: Any, type_name: str | None, allowed: frozenset[str] | None) -> None:
        if id(column) in self.places:
            return
        path = row.position(column, type_name)
        for index in path[:-1]:
            values = values[index]
        self.slots.append((values, path[-1], allowed))

    def fields(self, fields: Sequence[FieldShape], values: Any, type_name: str | None = None) -> dict[str, Any]:
        return {one.key: self.value(one, values, type_name) for one in fields}

    def object(self, shape: ObjectShape, values: Any, type_name: str | None = None) -> dict[str, Any]:
        if shape.variants is None:
            found = self.fields(shape.fields, values, type_name)
            named = [found[one.key] for one in shape.fields if isinstance(one.shape, TypeNameShape)]
            return {**found, " type": named[0] if named else None}
        stored = self.completion.read(shape.row, shape.type_column, values, None)
        return {**self.fields(shape.variants[stored], values, stored), " type": stored}

    def value(self, one: FieldShape, values: Any, type_name: str | None) -> Any:
        read = self.completion.read
        match one.shape:
            case LeafShape(row, column, allowed):
                self.slot(row, column, values, type_name, allowed)
                return read(row, column, values, type_name)
            case TypeNameShape(row, column):
                return read(row, column, values, type_name)
            case ComputedShape(row, columns, arguments, compute):
                given = {key: argument.read({}) for key, argument in arguments.items()}
                return compute({key: read(row, column, values, type_name) for key, column in columns.items()}, given)
            case EmbeddedShape(row, witness, inner):
                self.slot(row, witness, values, type_name, None)
                return None if read(row, witness, values, type_name) is None else self.object(inner, values, type_name)
            case OneShape(row, column, inner):
                found = read(row, column, values, type_name)
                return None if found is None else self.object(inner, found)
            case ListShape(row, column, inner):
                found = read(row, column, values, type_name)
                return [None if each is None else self.object(inner, each) for each in found]
            case ConnectionShape(row, column):
                return self.connection(one.shape, read(row, column, values, type_name))
            case _:
                return None

    def connection(self, shape: ConnectionShape, value: Any) -> dict[str, Any]:
        page, size = shape.page, shape.size.read({})
        rows = value[0][:size] if page.row is not None else []
        more = page.row is not None and len(value[0]) > size
        cursors = [
            sealed(
                shape.order_name, [self.completion.read(page.row, column, row, None) for column in shape.key_columns]
            )
            for row in rows
        ]
        found: dict[str, Any] = {}
        for one in shape.fields:
            match one.shape:
                case TotalShape():
                    found[one.key] = value[int(page.row is not None)]
                case RowsShape(inner):
                    found[one.key] = [self.edge(inner, row, cursor) for row, cursor in zip(rows, cursors, strict=True)]
                case PageInfoShape(fields):
                    ends = {
                        "hasNextPage": more,
                        "hasPreviousPage": False,
                        "endCursor": cursors[-1] if cursors else None,
                    }
                    found[one.key] = {key: ends[name] for key, name in fields}
        return found

    def edge(self, inner: ObjectShape, row: Any, cursor: str) -> dict[str, Any]:
        found = self.object(inner, row)
        for one in inner.fields:
            match one.shape:
                case CursorShape():
                    found[one.key] = cursor
                case NodeShape(node):
                    found[one.key] = self.object(node, row)
        return found


def sealed(order: str, values: list[Any]) -> str:
    return json.dumps([order, values])


@pytest.fixture(scope="module")
def records(executor: Any, database: Any, run: Any) -> dict[str, tuple[str, Any, list[Any]]]:
    """Operation → its text, plan and record."""
    run(clear(database))
    run(sample.load(database, executor.ledger, executor.scopes))
    found: dict[str, tuple[str, Any, list[Any]]] = {}
    some = run(executor.execute("{ stakeholders(first: 1) { nodes { id } } }", None, None, SYSTEM))
    for name, written in OPERATIONS.items():
        text = written.replace("SOME", some.data["stakeholders"]["nodes"][0]["id"])
        document = executor.planner.document(text)
        assert not document.errors
        visible = executor.scopes.visible(SYSTEM)
        plan = executor.planner.plan(document, document.operation(None), {}, SYSTEM.permissions, visible.way)
        parameters = plan.statement.parameters({}, visible.parameter, today())
        found[name] = (text, plan, run(database.read(plan.statement.text, parameters, timeout=60)))
    return found


@pytest.fixture(scope="module")
def theirs() -> Callable[[str, dict[str, Any]], tuple[Any, list[Any]]]:
    """graphql-core's executor over a tree by response key; the schema has no resolvers, its scalars keep values."""
    schema: Any = build_schema(print_schema(assembled().schema))

    def kind(value: Any, info: Any, abstract: Any) -> str:
        return value[" type"] or sorted(one.name for one in info.schema.get_possible_types(abstract))[0]

    def executed(text: str, tree: dict[str, Any]) -> tuple[Any, list[Any]]:
        result: Any = execute_sync(
            schema,
            parse(text),
            root_value=tree,
            field_resolver=lambda source, info, **_: source[info.path.key],
            type_resolver=kind,
        )
        return result.data, [(error.path, error.message) for error in result.errors or ()]

    return executed


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nulls_propagate_as_in_graphql_core(
    name: str, data: st.DataObject, records: Any, theirs: Any, executor: Any, run: Any
) -> None:
    text, plan, whole = records[name]
    record = copy.deepcopy(whole)
    reading = Reading(plan.places)
    reading.fields(plan.fields, record)
    count = len(reading.slots)
    assert count > 3
    for number in data.draw(st.sets(st.integers(0, count - 1), max_size=5)):
        row, index, allowed = reading.slots[number]
        row[index] = data.draw(st.sampled_from([None, "NO SUCH VALUE"])) if allowed else None
    expected, errors = theirs(text, Reading(plan.places).fields(plan.fields, record))
    found, own_errors = run(shaped(plan, record, {}, SYSTEM, executor.seal_cursor, None, None))
    assert json.dumps(without_cursors(found)) == json.dumps(without_cursors(expected))
    assert [error["path"] for error in own_errors] == [path for path, _ in errors]
    for own, (_, message) in zip(own_errors, errors, strict=True):
        # Of a field that several types share, Peyman names the interface: it need not have read the type.
        assert own["message"].rsplit(".", 2)[1:] == message.rsplit(".", 2)[1:] or "NO SUCH VALUE" in message


def without_cursors(value: Any) -> Any:
    """Cursors are sealed, each time another way; that they are there is enough here."""
    if isinstance(value, dict):
        return {key: key if "ursor" in key else without_cursors(inner) for key, inner in value.items()}
    return [without_cursors(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_slow_walk_answers_what_the_generated_function_does(name: str, records: Any) -> None:
    _, plan, record = records[name]
    completion = Completion(plan.places, {}, SYSTEM, sealed)
    fast = plan.shaper(record, {}, SYSTEM, sealed)
    assert json.dumps(completion.complete(plan.fields, record)) == json.dumps(fast)
    assert completion.errors == []
