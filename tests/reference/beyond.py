"""What of the schema the reference does not answer, each with its reason; everything else must be compared.

A type or a field (`Type.field`) named here is taken out of the schema before operations are drawn from it, with all
that exists only for it: its connection, edge, filters and orders, and every field and input that would lead to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from graphql import (
    DocumentNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
)

BEYOND: Mapping[str, str] = {
    "Account": "who signs in, seen by its holder and by permission: tests/resolvers/test_accounts.py",
    "Audience": "who sees a record, from accounts: tests/resolvers/test_audiences.py",
    "AccessExplanation": "why somebody sees a record, in words: tests/resolvers/test_audiences.py",
    "Recovery": "what stewards ask for, whatever there is: tests/resolvers/test_recoveries.py",
    "Access": "who read what, by permission: tests/resolvers/test_accesses.py",
    "Import": "a file brought in, seen by whoever did it: tests/resolvers/test_imports.py",
    "Subscription": "no read but what is told of one: tests/resolvers/test_subscriptions.py",
    "Credential": "a sign-in, seen with its account: tests/resolvers/test_accounts.py",
}
"""A type or `Type.field` → why answers to it are not compared with the reference, and what tests it instead."""

OF_A_TYPE = ("", "Connection", "Edge", "Filter", "ListFilter", "Order", "OrderInput")
Node = TypeVar("Node", bound=Any)


def compared_schema(text: str, beyond: Mapping[str, str] = BEYOND) -> GraphQLSchema:
    """The schema of this text without what is beyond the reference; raises `LookupError` for an entry of nothing."""
    document = parse(text)
    defined = {one.name.value: one for one in document.definitions if hasattr(one, "name")}
    for name in beyond:
        owner, _, field = name.partition(".")
        fields = {one.name.value for one in getattr(defined.get(owner), "fields", ())}
        if owner not in defined or (field and field not in fields):
            raise LookupError(f"The table names {name!r}, which the schema has not: take it out.")
    types = {name + suffix for name in beyond if "." not in name for suffix in OF_A_TYPE}
    definitions = [kept(one, types, beyond) for one in document.definitions if not named(one, types)]
    return build_ast_schema(DocumentNode(definitions=tuple(definitions)))


def named(definition: Any, types: set[str]) -> bool:
    return getattr(getattr(definition, "name", None), "value", None) in types


def kept(definition: Node, types: set[str], beyond: Mapping[str, str]) -> Node:
    """A definition without the fields that are beyond, and those that lead to such types."""
    match definition:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode() | InputObjectTypeDefinitionNode():
            owner = definition.name.value
            fields = [
                one
                for one in definition.fields or ()
                if type_name(one.type) not in types and f"{owner}.{one.name.value}" not in beyond
            ]
            return with_(definition, fields=tuple(fields))
        case UnionTypeDefinitionNode():
            return with_(definition, types=tuple(one for one in definition.types or () if one.name.value not in types))
        case _:
            return definition


def with_(definition: Node, **changed: Any) -> Node:
    """A copy of a definition with other parts."""
    parts = {key: getattr(definition, key) for key in definition.keys if hasattr(definition, key)}
    return type(definition)(**{**parts, **changed})


def type_name(node: TypeNode) -> str:
    found: Any = node
    while hasattr(found, "type"):
        found = found.type
    return found.name.value
