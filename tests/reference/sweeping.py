"""Operations that together ask for all that the schema has: worked out from it, so that a new field is in one of them.

Every root and every linked list forwards, backwards and from a cursor on; every field; every choice of every order;
every field of every filter, with each operator of each kind of filter in turn.  Texts are few and always the same;
what changes is in variables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from graph.model import Model
from tests.reference.coverage import reachable
from tests.reference.interpreter import camel
from tests.reference.operands import ABSENT_VARIABLE, Operands, Sample, Samples
from tests.reference.operations import Operation, Variable
from tests.reference.permitting import permission_of

PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
HANDWRITTEN = (
    *("collaborators", "conflicts", "duplicateCandidates", "introductions", "mutualCollaborators", "paths", "search"),
    *("tieChanges", "ties"),
)
"""Lists of sources of their own, whose orders have no name: `staples.py` asks for them."""
IDS = 6
"""Records asked for at once by id."""
ORDERS, LISTS, FILTERS = 5, 3, 6
"""At most so many orders, linked lists and filters in one operation."""


@dataclass(frozen=True, eq=False)
class Way:
    """How a list is reached: from a root, or from records of `owner` by their ids."""

    owner: str | None
    name: str
    definition: Any

    @property
    def label(self) -> str:
        return get_named_type(self.definition.type).name.removesuffix("Connection")

    def called(self, alias: str, arguments: str, body: str) -> str:
        given = f"({arguments})" if arguments else ""
        return f"{alias}: {self.name}{given} {{ {body} }}"


class Sweeping:
    """Writes the operations of one schema."""

    def __init__(self, schema: GraphQLSchema, model: Model) -> None:
        self.schema = schema
        self.model = model
        self.operands = Operands(schema, random.Random(0), lambda *_: "")
        self.types = {one.name: one for one in reachable(schema)}
        self.ways = list(self._ways())

    def operations(self) -> list[Operation]:
        """All of them, numbered from -1,001 downwards."""
        made = [*self.roots(), *self.records(), *self.lists(), *self.orders(), *self.filters()]
        for index, one in enumerate(made):
            one.seed = -1001 - index
        return made

    def _ways(self) -> Iterator[Way]:
        """Connections whose orders have names; those of an interface stand for those of its types."""
        for type_ in self.types.values():
            if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
                continue
            root = type_ is self.schema.query_type
            if not root and not self.is_record(type_):
                continue
            above = {name for one in type_.interfaces for name in one.fields}
            for name, definition in type_.fields.items():
                returned = get_named_type(definition.type).name
                if returned.endswith("Connection") and name not in above and name not in HANDWRITTEN:
                    yield Way(None if root else type_.name, name, definition)

    def is_record(self, type_: Any) -> bool:
        return type_.name == "Record" or any(one.name == "Record" for one in type_.interfaces)

    # Selections

    def leaves(self, type_: Any) -> str:
        """All that a record says of itself to everybody, and the ids at its single links; of an interface, of all its
        types."""
        parts = [self.said(name, one) for name, one in self.open(type_)]
        if isinstance(type_, GraphQLInterfaceType) and type_.name != "Record":
            for possible in self.schema.get_possible_types(type_):
                own = [self.said(name, one) for name, one in self.open(possible) if name not in type_.fields]
                parts.append(f"... on {possible.name} {{ __typename {' '.join(filter(None, own))} }}")
        return " ".join(filter(None, parts))

    def open(self, type_: Any) -> list[tuple[str, Any]]:
        """The fields of a type that need no permission: one that does has the whole operation refused."""
        types = self.possible(type_.name) or []
        return [
            (name, one)
            for name, one in type_.fields.items()
            if not any(permission_of(self.model, of, name) for of in types)
        ]

    def said(self, name: str, definition: Any) -> str:
        named: Any = get_named_type(definition.type)
        if named.name == "JSON":
            return f"json_{name}: {name}"
        if is_leaf_type(named):
            return f"{name} {name}_ar: {name}(locale: ar)" if "locale" in definition.args else name
        if named.name.endswith("Connection"):
            return ""
        if "id" in named.fields and named.name != "ExternalId":
            return f"{name} {{ id __typename }}"
        inner = [one for one, inner in named.fields.items() if is_leaf_type(get_named_type(inner.type))]
        return f"{name} {{ {' '.join(one for one in inner if one != 'id')} }}"

    # Operations

    def roots(self) -> Iterator[Operation]:
        for way in self.ways:
            if way.owner is not None:
                continue
            node = self.types[way.label]
            cursors = {"c0": self.default_order(way)}
            whole = f"totalCount {PAGE_INFO} edges {{ cursor node {{ {self.leaves(node)} }} }}"
            yield self.swept([(way, "first: $size", whole)], {})
            yield self.swept([(way, "first: $size, after: $c0", f"{PAGE_INFO} edges {{ node {{ id }} }}")], cursors)
            yield self.swept([(way, "last: $size, before: $c0", f"nodes {{ id }} {PAGE_INFO}")], cursors)
        query: Any = self.schema.query_type
        for name, definition in query.fields.items():
            named: Any = get_named_type(definition.type)
            if not named.name.endswith("Connection") and set(definition.args) <= {"id"}:
                body = self.leaves(named) if "id" in definition.args else self.plain(named)
                yield self.swept([(Way(None, name, definition), "", body)], {})

    def plain(self, named: Any) -> str:
        return " ".join(name for name, one in named.fields.items() if is_leaf_type(get_named_type(one.type)))

    def records(self) -> Iterator[Operation]:
        """Each type of record by ids."""
        for type_ in self.types.values():
            if isinstance(type_, GraphQLObjectType) and self.is_record(type_):
                text = (
                    f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_.name} {{ {self.leaves(type_)} }} }} }}"
                )
                yield Operation(0, text, [self.ids(type_.name)])
                for fields in self.confidential(type_):
                    text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_.name} {{ id {fields} }} }} }}"
                    yield Operation(0, text, [self.ids(type_.name)])

    def confidential(self, type_: Any) -> Iterator[str]:
        """The fields of a type for each permission that some of them need."""
        found = dict[str, list[str]]()
        for name in type_.fields:
            if permission := permission_of(self.model, type_.name, name):
                found.setdefault(permission, []).append(name)
        yield from (" ".join(names) for names in found.values())

    def lists(self) -> Iterator[Operation]:
        """The linked lists of each type: from the top, from a cursor on, and backwards from one."""
        whole = f"totalCount {PAGE_INFO} edges {{ cursor node {{ id __typename }} }}"
        part = "nodes { id } pageInfo { hasNextPage hasPreviousPage }"
        for owner in {way.owner: None for way in self.ways if way.owner is not None}:
            ways = [way for way in self.ways if way.owner == owner]
            for start in range(0, len(ways), LISTS):
                chunk = ways[start : start + LISTS]
                cursors = {f"c{index}": self.default_order(way) for index, way in enumerate(chunk)}
                yield self.swept([(way, "first: $size", whole) for way in chunk], {})
                for given in ("first: $size, after", "last: $size, before"):
                    parts = [(way, f"{given}: $c{index}", part) for index, way in enumerate(chunk)]
                    yield self.swept(parts, cursors)

    def orders(self) -> Iterator[Operation]:
        """Every choice of every order, by turns upwards and downwards, from the top and from a cursor on."""
        for way in self.first_ways("orderBy"):
            order: Any = get_named_type(way.definition.args["orderBy"].type)
            choices = list(get_named_type(order.fields["field"].type).values)
            for start in range(0, len(choices), ORDERS):
                parts, cursors = list[tuple[Way, str, str]](), dict[str, str]()
                for index, choice in enumerate(choices[start : start + ORDERS]):
                    direction = ("ASC", "DESC")[(start + index) % 2]
                    given = f"first: $size, orderBy: {{field: {choice}, direction: {direction}}}, after: $c{index}"
                    parts.append((way, given, "pageInfo { hasNextPage endCursor } nodes { id }"))
                    cursors[f"c{index}"] = f"{way.label}:{camel(choice)}:{direction.lower()}"
                yield self.swept(parts, cursors)

    def first_ways(self, argument: str) -> list[Way]:
        """One way for each type of this argument: from a root where there is one, else from one type of record, as each
        type has subqueries of its own."""
        found: dict[str, Way] = {}
        for way in sorted(self.ways, key=lambda one: len(self.possible(one.owner) or ()) if one.owner else 0):
            if argument in way.definition.args:
                found.setdefault(get_named_type(way.definition.args[argument].type).name, way)
        return list(found.values())

    def filters(self) -> Iterator[Operation]:
        """Every field of every filter, with the operators of each kind of filter in turn."""
        turns, uses = dict[str, list[str]](), dict[str, tuple[Way, str]]()
        conditions: list[tuple[Way, str, str | None]] = []
        for way in self.first_ways("where"):
            filter_: Any = get_named_type(way.definition.args["where"].type)
            for name, one in filter_.fields.items():
                kind: Any = get_named_type(one.type)
                if "and" in getattr(kind, "fields", ()):
                    conditions.append((way, name, None))
                    continue
                uses.setdefault(kind.name, (way, name))
                left = turns.setdefault(kind.name, list(kind.fields))
                left.append(left.pop(0))
                conditions.append((way, name, left[-1]))
        used = {(self.kind(way, name).name, operator) for way, name, operator in conditions}
        for kind_name, (way, name) in uses.items():
            lacking = [one for one in self.types[kind_name].fields if (kind_name, one) not in used]
            conditions += [(way, name, one) for one in lacking]
        for way in {way: None for way, *_ in conditions}:
            own = [(name, operator) for of, name, operator in conditions if of is way]
            for start in range(0, len(own), FILTERS):
                yield self.filtered(way, own[start : start + FILTERS], start)

    def kind(self, way: Way, name: str) -> Any:
        filter_: Any = get_named_type(way.definition.args["where"].type)
        return get_named_type(filter_.fields[name].type)

    def filtered(self, way: Way, conditions: Sequence[tuple[str, str | None]], start: int) -> Operation:
        filter_: Any = get_named_type(way.definition.args["where"].type)
        parts, variables = list[tuple[Way, str, str]](), list[Variable]()
        for index, (name, operator) in enumerate(conditions):
            sample = self.condition(filter_, name, operator, start + index)
            variables.append(Variable(f"w{index}", f"{filter_.name}!", sample))
            first = index == 0
            parts.append(
                (way, f"where: $w{index}{', first: $size' if first else ''}", f"totalCount{' nodes { id }' * first}")
            )
        return self.swept(parts, {}, variables)

    def condition(self, filter_: GraphQLInputObjectType, name: str, operator: str | None, seed: int) -> Sample:
        """A filter on one field; its keys come of the seed, its values of each draw."""
        given = filter_.fields[name].type
        kind: Any = get_named_type(given)

        def sample(rng: random.Random, samples: Samples) -> Any:
            shape, depth = random.Random(seed), int(seed % 8 == 0)
            if operator is None:
                members = [self.operands.value(kind, shape, rng, samples, depth) for _ in range(2)]
                return {name: members if name in ("and", "or") else members[0]}
            operand = kind.fields[operator].type
            if isinstance(get_named_type(operand), GraphQLInputObjectType):
                return {name: {operator: self.operands.value(get_named_type(operand), shape, rng, samples, depth)}}
            return {name: {operator: self.operands.operand(kind, operator, operand, rng, samples)}}

        return sample

    # Parts

    def default_order(self, way: Way) -> str:
        label = way.label
        if label not in self.model or "orderBy" not in way.definition.args:
            return "Entry:entry.time"
        return f"{label}:{self.model[label].default_order}:asc"

    def swept(
        self, parts: Sequence[tuple[Way, str, str]], cursors: dict[str, str], variables: Sequence[Variable] = ()
    ) -> Operation:
        """The operation of some lists, each with its arguments and body."""
        found, bodies = list(variables), list[str]()
        for index, (way, given, body) in enumerate(parts):
            for name, argument in way.definition.args.items():
                if is_required_argument(argument):
                    given = f"{given}{', ' if given else ''}{name}: ${name}"
                    found.append(Variable(name, str(argument.type), self.required(way)))
            bodies.append(way.called(f"l{index}", given, body))
        text, owner = " ".join(bodies), parts[0][0].owner
        if owner is not None:
            text = f"nodes(ids: $ids) {{ ... on {owner} {{ id {text} }} }}"
            found.append(self.ids(owner))
        if "$size" in text:
            found.append(Variable("size", "Int!", lambda rng, _: rng.randint(0, 8)))
        found += [Variable(name, "String", cursor(order)) for name, order in cursors.items()]
        unique = {one.name: one for one in found}
        declared = ", ".join(f"${one.name}: {one.declared}" for one in unique.values())
        return Operation(0, f"query {f'({declared})' if declared else ''} {{ {text} }}", list(unique.values()))

    def ids(self, owner: str) -> Variable:
        """One of each type that the owner may be, and more of them up to `IDS`."""
        types = self.possible(owner) or self.possible("Record")
        assert types is not None

        def sample(rng: random.Random, samples: Samples) -> list[str]:
            asked = [*types, *(rng.choice(types) for _ in range(IDS - len(types)))]
            found = [samples.id(rng, [one]) for one in asked]
            rng.shuffle(found)
            return found

        return Variable("ids", "[ID!]!", sample)

    def required(self, way: Way) -> Sample:
        named: Any = get_named_type(way.definition.type)
        types = None if named.name in ("Record", "EntryConnection") else self.possible(named.name)
        return lambda rng, samples: samples.id(rng, types if rng.random() < 0.9 else None)

    def possible(self, name: str) -> list[str] | None:
        type_ = self.types[name]
        return [one.name for one in self.schema.get_possible_types(type_)] if hasattr(type_, "resolve_type") else [name]


def cursor(order: str) -> Sample:
    return lambda rng, samples: samples.cursor(rng, order) or ABSENT_VARIABLE
