"""What was compared, of what the schema has to compare: worked out from the schema, so that nothing is forgotten.

The reference tells of every field that it answers, with its arguments (`Coverage.answered`); `wanted` lists what each
sort of viewer must have met, `found` what must have had something in it, and `once` what anybody must have met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

ERRORS = "an error answer"
PAGE = ("first", "last", "after", "before", "where", "orderBy")


class Coverage:
    """Counts per sort of viewer."""

    def __init__(self, schema: GraphQLSchema, beyond: Callable[[str, str], bool] = lambda *_: False) -> None:
        """`beyond`: whether a sort of viewer never gets an answer to something, whatever he asks."""
        self.schema = schema
        self.beyond = beyond
        self.met: dict[str, Counter[str]] = {}

    def by(self, viewer: str) -> Callable[[str, str, Mapping[str, Any], Any], None]:
        """What to tell the interpreter that answers for a sort of viewer."""
        met = self.met.setdefault(viewer, Counter())

        def answered(owner: str, name: str, given: Mapping[str, Any], value: Any) -> None:
            field = f"{owner}.{name}"
            met[field] += 1
            if something(value):
                met[f"{field}, found"] += 1
            if not given:
                return
            definition: Any = self.schema.type_map[owner]
            returned = get_named_type(definition.fields[name].type).name
            for argument, one in given.items():
                if one is None:
                    continue
                met[f"{field}({argument})"] += 1
                met[f"{returned}({argument})"] += 1
                type_: Any = get_named_type(definition.fields[name].args[argument].type)
                if isinstance(type_, GraphQLInputObjectType):
                    met.update(inputs(type_, one))

        return answered

    def error(self, viewer: str) -> None:
        self.met.setdefault(viewer, Counter())[ERRORS] += 1

    def missing(self, viewers: Iterator[str] | list[str]) -> list[str]:
        """What was not compared, for people to read; nothing where all was."""
        per_viewer, once = {*wanted(self.schema), *found(self.schema), ERRORS}, set(anybody(self.schema))
        lacking = [
            f"{viewer}: {one}"
            for viewer in viewers
            for one in per_viewer - set(self.met.get(viewer, ()))
            if not self.beyond(viewer, one)
        ]
        together = {one for met in self.met.values() for one in met}
        return sorted([*lacking, *(f"anybody: {one}" for one in once - together)])


def something(value: Any) -> bool:
    """Whether an answer holds anything: of a connection, a row; of a list, a member that is not null."""
    if isinstance(value, dict) and "pageInfo" in value:
        return bool(value["edges"])
    if isinstance(value, list):
        return any(one is not None for one in value)
    return value is not None


def inputs(type_: GraphQLInputObjectType, given: Mapping[str, Any]) -> Iterator[str]:
    """A filter or an order as it was given: its types, fields and choices, all the way down."""
    yield type_.name
    for name, value in given.items():
        field = type_.fields[name]
        named: Any = get_named_type(field.type)
        yield f"{type_.name}.{name}"
        if value is None:
            continue
        if isinstance(named, GraphQLInputObjectType):
            for one in value if isinstance(value, list) else [value]:
                yield from inputs(named, one)
        elif isinstance(named, GraphQLEnumType) and type_.name.endswith("OrderInput"):
            yield f"{type_.name}.{name}: {value}"


# What there is


def reachable(schema: GraphQLSchema, but: str = "") -> list[Any]:
    """The object and input types that a query can come to; `but`: by another root than this."""
    known, fresh = dict[str, Any](), [schema.query_type]
    while fresh:
        type_: Any = fresh.pop()
        if type_.name in known or not hasattr(type_, "fields"):
            continue
        known[type_.name] = type_
        fields = [one for name, one in type_.fields.items() if type_ is not schema.query_type or name != but]
        fresh += [get_named_type(one.type) for one in fields]
        for one in fields:
            fresh += [get_named_type(argument.type) for argument in getattr(one, "args", {}).values()]
        fresh += schema.get_possible_types(type_) if hasattr(type_, "resolve_type") else []
    return list(known.values())


def wanted(schema: GraphQLSchema) -> Iterator[str]:
    """Every field, every argument of a root and of a connection's type, every type of filter and order."""
    for type_ in reachable(schema):
        if isinstance(type_, GraphQLInputObjectType):
            yield type_.name
        elif isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}"
                returned = get_named_type(field.type).name
                for argument in field.args:
                    if type_ is schema.query_type:
                        yield f"{type_.name}.{name}({argument})"
                    if returned.endswith("Connection"):
                        yield f"{returned}({argument})"


def found(schema: GraphQLSchema) -> Iterator[str]:
    """Roots that each sort of viewer must have seen something of: a comparison of two empty lists shows little."""
    assert schema.query_type is not None
    for name in schema.query_type.fields:
        yield f"Query.{name}, found"


def anybody(schema: GraphQLSchema) -> Iterator[str]:
    """Every field of every filter, every choice of every order, every argument that is none of a page's."""
    for type_ in reachable(schema):
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}"
                named: Any = get_named_type(field.type)
                if isinstance(named, GraphQLEnumType) and type_.name.endswith("OrderInput"):
                    yield from (f"{type_.name}.{name}: {value}" for value in named.values)
        elif isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                yield from (f"{type_.name}.{name}({argument})" for argument in field.args if argument not in PAGE)


def is_list(type_: Any) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)
