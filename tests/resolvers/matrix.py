"""The table of matrix.toml against the schema: what each field and command needs, and how each is asked for.

A row names a type, or by a pattern a family of generated types; a type has its interfaces' rows too.  Every object type
is reached by the shortest way from the roots; arguments that must be given have stand-ins that name nothing there is.
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_composite_type,
)

FILE = Path(__file__).with_name("matrix.toml")
STAND_INS = {"ID": '"none"', "String": '"x"', "Int": "1", "Boolean": "true", "Date": '"2024-01-01"'}
GIVEN = {
    "email": '"new@example.org"',
    "readers": '["reader@example.org"]',
    "reason": '"why"',
    "roles": "[]",
    "user": '"reader@example.org"',
    "name": '{text: "x"}',
}
"""Arguments and input fields whose value must be of a sort, by name; `name` where it is text in several languages."""


ALSO = {
    "CreateSupportCaseInput": frozenset({"ownerId"}),
    "CreateStanceInput": frozenset({"ownerId", "issue"}),
}
"""What an input must have though its type does not say so."""


@dataclass(frozen=True)
class Matrix:
    """The table as it is written: role → permissions; permission ("" for none) → type or pattern → fields."""

    roles: Mapping[str, frozenset[str]]
    rows: Mapping[str, Mapping[str, frozenset[str]]]

    def needs(self, schema: GraphQLSchema, type_name: str, field: str) -> set[str]:
        """What the rows say that a field needs; empty: there is no row."""
        type_: Any = schema.type_map[type_name]
        names = [type_name, *(one.name for one in getattr(type_, "interfaces", ()))]
        return {
            permission
            for permission, table in self.rows.items()
            for pattern, fields in table.items()
            if field in fields and any(fnmatch.fnmatchcase(name, pattern) for name in names)
        }

    def allowed(self, role: str, permission: str) -> bool:
        return all(one in self.roles[role] for one in permission.split())


def matrix() -> Matrix:
    found = tomllib.loads(FILE.read_text("utf-8"))
    roles = {role: frozenset(held.split()) for role, held in found.pop("roles").items()}
    anyone = {name: frozenset(fields.split()) for name, fields in found.pop("anyone").items()}
    rows = {
        permission: {name: frozenset(fields.split()) for name, fields in table.items()}
        for permission, table in found.items()
    }
    return Matrix(roles, {"": anyone, **rows})


def fields(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Every field of every object type and interface."""
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            yield from ((name, field) for field in type_.fields)


# Documents


@dataclass(frozen=True)
class Way:
    """How a type is reached: an operation's beginning, `{ stakeholder(id: "none") { collaborators { edges { `."""

    words: str
    fields: tuple[tuple[str, str], ...] = ()
    """Those on the way, each with its type."""


def ways(schema: GraphQLSchema) -> dict[str, Way]:
    """Type → the shortest way to it."""
    root: Any = schema.query_type
    found = {root.name: Way("{ ")}
    waiting = deque([root])
    while waiting:
        type_ = waiting.popleft()
        for name, definition in type_.fields.items():
            target: Any = get_named_type(definition.type)
            if not is_composite_type(target):
                continue
            near = found[type_.name]
            way = f"{near.words}{name}{arguments(definition)} {{ "
            nearer = list(schema.get_possible_types(target)) if isinstance(target, GraphQLInterfaceType) else []
            for one, words in ((target, way), *((one, f"{way}... on {one.name} {{ ") for one in nearer)):
                if one.name not in found:
                    found[one.name] = Way(words, (*near.fields, (type_.name, name)))
                    waiting.append(one)
    return found


def closed(words: str) -> str:
    """An operation with every brace closed."""
    return words + " }" * (words.count("{") - words.count("}"))


def asked(definition: Any, name: str) -> str:
    """A field as it is selected: as little of it as can be, since Neo4j plans every text anew."""
    text, target = f"{name}{arguments(definition)}", get_named_type(definition.type)
    if not is_composite_type(target):
        return text
    return f"{text} {{ {'totalCount' if str(target).endswith('Connection') else '__typename'} }}"


def command(schema: GraphQLSchema, name: str) -> str:
    """A mutation field, with what its payload has beside records."""
    root: Any = schema.mutation_type
    definition = root.fields[name]
    union: Any = get_named_type(definition.type)
    assert isinstance(union, GraphQLUnionType)
    payload: Any = union.types[0]
    selected = " ".join(name for name, one in payload.fields.items() if not is_composite_type(get_named_type(one.type)))
    return f"{name}{arguments(definition)} {{ __typename ... on UserError {{ message }} ... on {payload.name} {{ {selected} }} }}"  # noqa: E501


def arguments(definition: Any) -> str:
    given = members(definition.args)
    return f"({given})" if given else ""


def members(definitions: Mapping[str, Any], also: frozenset[str] = frozenset({"reason"})) -> str:
    wanted = {
        name: value(name, one.type)
        for name, one in definitions.items()
        if name in also or (isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined)
    }
    return ", ".join(f"{name}: {text}" for name, text in wanted.items())


def value(name: str, type_: Any) -> str:
    inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if name in GIVEN and (name != "name" or str(inner) == "LocalizedTextInput"):
        return GIVEN[name]
    if isinstance(inner, GraphQLList):
        return f"[{value('', inner.of_type)}]"
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        return f"{{{members(inner.fields, ALSO.get(inner.name, frozenset()))}}}"
    return STAND_INS[str(inner)]
