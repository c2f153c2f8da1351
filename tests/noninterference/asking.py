"""Every place of the schema's roots where an id, a cursor or a unique key can be given, and what to ask there.

Worked out from the schema: each `Place` is a root field with the way to one value in its arguments; all else that the
field requires is filled with what fits.  A new root field, argument or input is a place by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

Way = tuple[str, ...]
CURSORS = ("after", "before")
SOMEBODY = "somebody-else@example.org"
WRITTEN = {"field": "areas", "user": SOMEBODY, **dict.fromkeys(("date", "start", "end", "due"), "2014")}
"""Arguments and input fields for which not every text will do."""
ALSO = {"CreateStanceInput": {"issue": "x", "marking": "GREEN"}}
"""What an input must have though its type does not say so: without it all would be refused alike."""
DEPTH = 2
"""Objects within objects of an answer that are asked for."""


@dataclass(frozen=True)
class Place:
    """`kind` of value: an `id`, a `cursor`, or the value of an `external id`."""

    operation: str
    field: str
    way: Way
    kind: str

    def __str__(self) -> str:
        return f"{self.field}({'.'.join(self.way)})"


def places(schema: GraphQLSchema) -> list[Place]:
    return [
        Place(operation, name, way, kind)
        for operation, root in (("query", schema.query_type), ("mutation", schema.mutation_type))
        for name, definition in (root.fields if root is not None else {}).items()
        for argument, one in definition.args.items()
        for way, kind in within(argument, one.type, (argument,), 1)
    ]


def within(name: str, type_: Any, way: Way, depth: int) -> Iterator[tuple[Way, str]]:
    """The places in an argument or an input field; filters are followed to the ids of linked records."""
    named: Any = get_named_type(type_)
    if named.name == "ID":
        yield way, "id"
    elif named.name == "String" and name in CURSORS:
        yield way, "cursor"
    elif named.name == "ExternalIdInput":
        yield (*way, "value"), "external id"
    elif named.name == "ExternalIdFilter":
        yield (*way, "value", "eq"), "external id"
    elif isinstance(named, GraphQLInputObjectType):
        for inner, one in named.fields.items():
            further = depth - int("and" in getattr(get_named_type(one.type), "fields", ()))
            if inner not in ("and", "or", "not", "in", "none", "every", "single") and further >= 0:
                yield from within(inner, one.type, (*way, inner), further)


class Asking:
    """Writes the operation of a place and its variables.

    `record`: a place and the name of what is to be an id → that of a record that is seen there; `version`: a place →
    the version that the record is at which the operation changes.
    """

    def __init__(
        self, schema: GraphQLSchema, record: Callable[[Place, str], str], version: Callable[[Place], int]
    ) -> None:
        self.schema = schema
        self.record = record
        self.version = version

    def text(self, place: Place) -> str:
        definition = self.definition(place)
        given = [
            name for name in definition.args if name == place.way[0] or is_required_argument(definition.args[name])
        ]
        declared = ", ".join(f"${name}: {definition.args[name].type}" for name in given)
        arguments = ", ".join(f"{name}: ${name}" for name in given)
        returned: Any = get_named_type(definition.type)
        body = self.body(returned, DEPTH if place.operation == "query" else 1)
        if place.way[0] == "where" and "nodes" in returned.fields:
            body = "totalCount nodes { __typename }"
        return f"{place.operation} ({declared}) {{ it: {place.field}({arguments}){f' {{ {body} }}' if body else ''} }}"

    def variables(self, place: Place, value: Any) -> dict[str, Any]:
        definition = self.definition(place)
        found: dict[str, Any] = {}
        for name, one in definition.args.items():
            if name == place.way[0]:
                found[name] = self.with_value(place, name, one.type, place.way[1:], value)
            elif is_required_argument(one):
                found[name] = self.filled(place, name, one.type)
        return found

    def definition(self, place: Place) -> Any:
        root: Any = self.schema.query_type if place.operation == "query" else self.schema.mutation_type
        return root.fields[place.field]

    def with_value(self, place: Place, name: str, type_: Any, way: Way, value: Any) -> Any:
        """What is given for an argument, with the value at the place in it."""
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(bare, GraphQLList):
            return [self.with_value(place, name, bare.of_type, way, value)]
        if not way:
            return value
        named: Any = get_named_type(bare)
        found = {
            inner: self.filled(place, inner, one.type)
            for inner, one in named.fields.items()
            if is_required_input_field(one)
        }
        found |= ALSO.get(named.name, {})
        found[way[0]] = self.with_value(place, way[0], named.fields[way[0]].type, way[1:], value)
        if way[0] == "value" and "scheme" in found:
            found["scheme"] = "test"
        return found

    def filled(self, place: Place, name: str, type_: Any) -> Any:
        """Something valid."""
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(bare, GraphQLList):
            return [self.filled(place, name, bare.of_type)]
        named: Any = get_named_type(bare)
        if isinstance(named, GraphQLEnumType):
            return next(iter(named.values))
        if isinstance(named, GraphQLInputObjectType):
            if named.name == "LocalizedTextInput":
                return {"text": "x"}
            if named.name == "ZonedMomentInput":
                return {"local": "2026-03-01T09:00", "zone": "UTC"}
            required = {inner: one for inner, one in named.fields.items() if is_required_input_field(one)}
            return {inner: self.filled(place, inner, one.type) for inner, one in required.items()}
        match named.name:
            case "ID":
                return self.record(place, name)
            case "Int":
                return self.version(place) if name == "version" else 1
            case "Float":
                return 1.0
            case "Boolean":
                return True
            case "Date":
                return "2026-03-01"
            case _:
                return WRITTEN.get(name, "x")

    def body(self, type_: Any, depth: int) -> str:
        """All leaves of an answer, but ids that each answer makes anew, and objects within it."""
        if is_leaf_type(type_):
            return ""
        if isinstance(type_, GraphQLUnionType):
            parts = [f"... on {one.name} {{ {self.body(one, depth)} }}" for one in type_.types]
            return f"__typename {' '.join(parts)}"
        parts, fresh = ["__typename"], type_.name.endswith("Payload")
        for name, one in type_.fields.items():
            named: Any = get_named_type(one.type)
            alias = f"{type_.name}_{name}: {name}"
            if is_leaf_type(named):
                parts += [] if fresh and name in ("changeId", "id") else [alias]
            elif depth > 0 and not any(is_required_argument(argument) for argument in one.args.values()):
                inner = (
                    "__typename" if fresh else self.body(named, depth - 1 - (depth > 1 and "edges" not in named.fields))
                )
                parts.append(f"{alias} {{ {inner} }}")
        return " ".join(parts)
