"""Declarations → the GraphQL schema and the engine's model.

Runs once at start: infers the kind of each stored value from its annotation, gives every link its connection type
and arguments, generates filters and orders from what is stored, and remembers per GraphQL field how it is stored.
"""

from __future__ import annotations

import enum
import sys
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Union, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from auth.permissions import Permission
from graph import kinds
from graph.kinds import Kind
from graph.model import CONFIDENTIAL_PREFIX, Confidential, Embedded, Fragment, Link, Model, Property, Record
from schema import filters
from schema.connections import edge_type, page_arguments
from schema.declarations import RECORDS, STORAGE, AllOf, Declaration, Linked, Plain
from schema.scalars import CONFIG, FuzzyDate, Locale, ZonedMoment

KINDS: Mapping[Any, Kind] = {
    str: kinds.TEXT,
    int: kinds.INTEGER,
    float: kinds.NUMBER,
    bool: kinds.BOOLEAN,
    date: kinds.DAY,
    datetime: kinds.INSTANT,
    strawberry.ID: kinds.IDENTITY,
    FuzzyDate: kinds.FUZZY_DATE,
    ZonedMoment: kinds.MOMENT,
    list[str]: kinds.TEXTS,
}


@dataclass
class Assembly:
    """The finished schema: what plans, writes and migrations are made from."""

    model: Model
    classes: dict[str, type]
    declarations: dict[str, dict[str, Declaration]] = field(default_factory=dict[str, dict[str, Declaration]])
    """GraphQL type name → field name → its declaration, with storage resolved."""
    strawberry: strawberry.Schema | None = None
    commands: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Mutation field → its `schema.inputs.CommandSpec`."""

    @property
    def schema(self) -> GraphQLSchema:
        assert self.strawberry is not None
        return cast(GraphQLSchema, cast(Any, self.strawberry)._schema)

    def declaration(self, type_name: str, field_name: str) -> Declaration | None:
        return self.declarations.get(type_name, {}).get(field_name)


def assemble_records() -> Assembly:
    """The model of every `@record` class that has been imported."""
    classes: dict[str, type] = {name: registered.cls for name, registered in RECORDS.items()}
    found: list[Record] = []
    declarations: dict[str, dict[str, Declaration]] = {}
    for name, registered in RECORDS.items():
        table = declarations[name] = {}
        for made in fields_of(registered.cls):
            declaration = made.metadata.get(STORAGE)
            if declaration is not None:
                table[graphql_name(made)] = _resolved(declaration, made)
        record = Record(
            cast(Any, name),
            registered.abstract,
            tuple(cast(Any, base) for base in _interfaces(registered.cls, name)),
            {key: value.storage for key, value in table.items()},
            registered.source,
            registered.default_order,
            registered.administered,
            markings=registered.markings,
            marking=registered.marking,
            either=registered.either,
        )
        found.append(record)
    return Assembly(Model(found), classes, declarations)


def complete(
    assembly: Assembly,
    query: type,
    mutation: type | None = None,
    extra: Iterable[type] = (),
    subscription: type | None = None,
) -> Assembly:
    """Fill in the types and arguments of all declared fields, then build the Strawberry schema."""
    made_filters = filters.FilterTypes(assembly.model, assembly.classes, assembly.declarations)
    pending: list[type] = [*assembly.classes.values(), query, *extra, FuzzyDate, ZonedMoment]
    pending += [subscription] if subscription is not None else []
    seen: set[int] = set()
    types_seen: set[str] = set()
    while pending:
        cls = pending.pop()
        table = assembly.declarations.setdefault(type_name(cls), {})
        types_seen.add(type_name(cls))
        for made in fields_of(cls):
            declaration: Declaration | None = made.metadata.get(STORAGE)
            if declaration is None:
                continue
            declaration = table.setdefault(graphql_name(made), _resolved(declaration, made))
            if id(made) in seen:
                continue
            seen.add(id(made))
            arguments = [_argument(name, spec) for name, spec in declaration.arguments.items()]
            if declaration.shape != "value" and declaration.target is not None:
                target = assembly.classes.get(declaration.target) or plain_class(declaration.target)
                if target.__name__ not in types_seen and declaration.target not in assembly.classes:
                    pending.append(target)
                annotation, more, edge = _typed(declaration, target, made_filters)
                made.type_annotation = StrawberryAnnotation(annotation)
                arguments += more
                if edge is not None and edge.__name__ not in types_seen:
                    pending.append(edge)
            if isinstance(declaration.storage, Property) and declaration.storage.kind is kinds.NAMES:
                arguments.append(argument("locale", Locale | None))
            made.arguments = arguments
    assembly.strawberry = strawberry.Schema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=[*(cls for name, cls in assembly.classes.items() if not assembly.model[name].abstract), *extra],
        config=CONFIG,
    )
    return assembly


def _typed(
    declaration: Declaration, target: type, made_filters: filters.FilterTypes
) -> tuple[Any, list[StrawberryArgument], type | None]:
    match declaration.shape:
        case "connection":
            connection, edge = edge_type(target, plain_class(declaration.edge) if declaration.edge else None)
            is_record = declaration.target in made_filters.model
            where = made_filters.filter(declaration.target or "") if is_record and declaration.where else None
            ordered = isinstance(declaration.storage, Link | AllOf)
            order = made_filters.order(declaration.target or "") if ordered and is_record else None
            return connection, page_arguments(where, order), edge
        case "list":
            return list[target], [], None
        case "maybes":
            return list[Union[target, None]], [], None  # noqa: UP007
        case "maybe":
            return Union[target, None], [], None  # noqa: UP007
        case _:
            storage = declaration.storage
            if isinstance(storage, Fragment) and storage.filters is not None:
                return target, [filter_argument(made_filters.filter(storage.label))], None
            return target, [], None


def filter_argument(where: type) -> StrawberryArgument:
    """The argument `where` of what is no list of records."""
    return next(one for one in page_arguments(where, None) if one.python_name == "where")


def argument(name: str, annotation: Any, default: Any = strawberry.UNSET) -> StrawberryArgument:
    return StrawberryArgument(name, name, StrawberryAnnotation(annotation), default=default)


def _argument(name: str, spec: Any) -> StrawberryArgument:
    annotation, default = cast(Any, spec) if isinstance(spec, tuple) else (spec, strawberry.UNSET)
    return argument(to_camel_case(name), annotation, default)


def fields_of(cls: type) -> list[StrawberryField]:
    return cast(Any, cls).__strawberry_definition__.fields


def type_name(cls: type) -> str:
    return cast(Any, cls).__strawberry_definition__.name


def graphql_name(made: StrawberryField) -> str:
    return made.graphql_name or to_camel_case(made.python_name)


def plain_class(name: str) -> type:
    """An object type that is no record (a tie, an edge), by name, from the schema's modules."""
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(("schema.", "resolvers.")):
            found = getattr(module, name, None)
            if isinstance(found, type) and hasattr(found, "__strawberry_definition__"):
                return found
    raise LookupError(f"no type {name!r} is declared in schema/")


def _interfaces(cls: type, name: str) -> list[str]:
    return [base.__name__ for base in cls.__mro__ if base.__name__ in RECORDS and base.__name__ != name]


def _resolved(declaration: Declaration, made: StrawberryField) -> Declaration:
    plain = declaration.storage
    if not isinstance(plain, Plain):
        return declaration
    annotation = made.type_annotation.annotation if made.type_annotation else None
    base, optional = unwrapped(annotation)
    prop = plain.prop or made.python_name
    if plain.confidential:
        needed = Permission(declaration.permission or "")
        return replace(declaration, storage=Confidential(f"{CONFIDENTIAL_PREFIX}{prop}", needed))
    if plain.names:
        kind = kinds.NAMES
    elif plain.scale is not None:
        kind = kinds.scale(*plain.scale)
    elif isinstance(base, type) and issubclass(base, enum.Enum):
        kind = kinds.enumeration(frozenset(str(member.value) for member in base))
    elif base in KINDS:
        kind = KINDS[base]
    else:
        raise TypeError(f"{made.python_name}: no kind of stored value for the annotation {annotation!r}")
    made_from = Embedded if kind in (kinds.FUZZY_DATE, kinds.MOMENT) else Property
    default = getattr(plain.default, "value", plain.default)
    storage = made_from(prop, kind, plain.order, plain.writable, not optional, default)
    return replace(declaration, storage=storage)


def unwrapped(annotation: Any) -> tuple[Any, bool]:
    """The annotation without its None, and whether it had one."""
    if typing.get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in typing.get_args(annotation) if member is not type(None)]
        return members[0], len(members) < len(typing.get_args(annotation))
    return annotation, annotation is Linked
