"""Arguments as a plan sees them: their structure now, their values at each request.

An argument becomes a tree of dicts and lists of `Leaf`s.  Keys present, lengths of lists of inputs and nulls are
structure and may shape a plan.  A leaf is a recipe over the variables; a plan that must look at the value itself (a
direction, an `isNull`) asks `Leaf.fixed`, which makes that variable part of the plan's key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_input_object_type,
)
from graphql.utilities import value_from_ast  # pyright: ignore[reportUnknownVariableType]

from graph.leads import led_on
from graph.query import Value, Variables

Path = tuple[str | int, ...]
WAYS = " led"
"""Under this name, which no variable can have, the variables hold which ids lead to which since a merge."""


@dataclass(eq=False)
class Leaf:
    """A scalar, enum, or list of them: `path` in the variables, or a constant where it has none."""

    current: Any
    path: Path | None
    planning: Planning
    read: Callable[[Variables], Any]
    identity: bool = False
    """Whether it is an id, or ids."""

    def fixed(self) -> Any:
        """The value, from now on part of the plan's key."""
        if self.path is not None:
            self.planning.structural.add(self.path)
        return self.current

    def value(self) -> Value:
        """The recipe; one `Value` per path, so that a value used twice is one parameter."""
        if self.path is None:
            return Value(self.read)
        return self.planning.values.setdefault(self.path, Value(self.read))

    def naming(self) -> Value:
        """The recipe of what names records: ids as they lead on, noted for the plan; of anything else the value."""
        if not self.identity:
            return self.value()
        return self.planning.named.setdefault(self.path or self, Value(leading(self.read)))


Argument = Mapping[str, "Argument"] | Sequence["Argument"] | Leaf | None


@dataclass
class Planning:
    """The variables of the request that is being planned, and which of them the plan came to depend on."""

    variables: Mapping[str, Any]
    structural: set[Path] = field(default_factory=set[Path])
    values: dict[Path, Value] = field(default_factory=dict[Path, Value])
    named: dict[Path | Leaf, Value] = field(default_factory=dict[Path | Leaf, Value])
    """The ids by which the request names records, beside those that it asks for by id."""

    def arguments(self, definitions: Mapping[str, Any], node: FieldNode) -> dict[str, Argument]:
        """Arguments by name; one that is absent and has no default is left out, one that is null is None."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found: dict[str, Argument] = {}
        for name, definition in definitions.items():
            ast = given.get(name)
            if self._absent(ast, definition):
                default: Any = definition.default_value
                if default is not Undefined:
                    found[name] = self._constant(definition.type, default)
            else:
                found[name] = self.literal(cast(ValueNode, ast), definition.type)
        return found

    def evaluated(self, definitions: Mapping[str, Any], node: FieldNode) -> dict[str, Any]:
        """The arguments' values in this request, for a command."""
        return {name: self._plain(argument) for name, argument in self.arguments(definitions, node).items()}

    def _plain(self, argument: Argument) -> Any:
        if isinstance(argument, Leaf):
            return argument.read(self.variables)
        if isinstance(argument, Mapping):
            return {name: self._plain(inner) for name, inner in argument.items()}
        return None if argument is None else [self._plain(inner) for inner in argument]

    def literal(self, ast: ValueNode, type_: Any) -> Argument:
        if isinstance(ast, VariableNode):
            name = ast.name.value
            if self.variables.get(name) is None and isinstance(type_, GraphQLNonNull):
                # Valid as a document, since the variable has a default; a request may send null all the same.
                raise GraphQLError(f"Variable '${name}' is null where {type_} is wanted: give it a value.", ast)
            return self._expand(type_, self.variables.get(name), (name,))
        if isinstance(ast, NullValueNode):
            return None
        bare: Any = nullable(type_)
        if isinstance(ast, ObjectValueNode) and is_input_object_type(bare):
            given = {entry.name.value: entry.value for entry in ast.fields}
            found: dict[str, Argument] = {}
            for name, definition in bare.fields.items():
                entry = given.get(name)
                if self._absent(entry, definition):
                    default: Any = definition.default_value
                    if default is not Undefined:
                        found[name] = self._constant(definition.type, default)
                else:
                    found[name] = self.literal(cast(ValueNode, entry), definition.type)
            return found
        if isinstance(bare, GraphQLList):
            inner: Any = cast(Any, bare).of_type
            entries = ast.values if isinstance(ast, ListValueNode) else (ast,)
            if is_input_object_type(nullable(inner)):
                return [self.literal(entry, inner) for entry in entries]
            members = [self.literal(entry, inner) for entry in entries]
            leaves = [member for member in members if isinstance(member, Leaf)]
            if all(leaf.path is None for leaf in leaves):
                return self._leaf([leaf.current for leaf in leaves], None, type_)
            values = [leaf.current for leaf in leaves]
            # A list literal with variables in it: read member by member; plans never look inside such a list.
            reads = [leaf.read for leaf in leaves]
            return Leaf(values, None, self, lambda variables: [read(variables) for read in reads], is_identity(type_))
        value = value_from_ast(ast, type_)
        if value is Undefined:
            # Validation lets through what the scalar then cannot read: a whole number of 5,000 digits as an ID.
            raise GraphQLError(f"A value of the type {type_} cannot be read; write another.", ast)
        return self._constant(type_, value)

    def _absent(self, ast: ValueNode | None, definition: Any) -> bool:
        """Whether an argument or input field is left out: or null, where its default must then stand for it."""
        if not isinstance(ast, VariableNode):
            return ast is None
        defaulted = isinstance(definition.type, GraphQLNonNull) and definition.default_value is not Undefined
        return ast.name.value not in self.variables or (defaulted and self.variables[ast.name.value] is None)

    def _constant(self, type_: Any, value: Any) -> Argument:
        return self._expand(type_, value, None)

    def _expand(self, type_: Any, value: Any, path: Path | None) -> Argument:
        if value is None or value is Undefined:
            return None
        bare: Any = nullable(type_)
        if is_input_object_type(bare) and isinstance(value, Mapping):
            fields = bare.fields
            mapping = cast(Mapping[str, Any], value)
            return {
                key: self._expand(fields[key].type, inner, None if path is None else (*path, key))
                for key, inner in mapping.items()
                if key in fields
            }
        if isinstance(bare, GraphQLList) and isinstance(value, list):
            inner: Any = nullable(cast(Any, bare).of_type)
            if is_input_object_type(inner):
                members = cast(list[Any], value)
                return [
                    self._expand(inner, member, None if path is None else (*path, index))
                    for index, member in enumerate(members)
                ]
        return self._leaf(value, path, type_)

    def _leaf(self, value: Any, path: Path | None, type_: Any) -> Leaf:
        if path is None:
            plain = stored_form(value)
            return Leaf(plain, None, self, lambda _: plain, is_identity(type_))
        return Leaf(stored_form(value), path, self, reader(path), is_identity(type_))


def nullable(type_: Any) -> Any:
    """An input type without its non-null."""
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def leading(read: Callable[[Variables], Any]) -> Callable[[Variables], Any]:
    """Ids as they lead on."""
    return lambda variables: led_on(read(variables), variables.get(WAYS, {}))


def is_identity(type_: Any) -> bool:
    return get_named_type(type_) is GraphQLID


def reader(path: Path) -> Callable[[Variables], Any]:
    def read(variables: Variables) -> Any:
        found: Any = variables
        for step in path:
            found = found[step]
        return stored_form(found)

    return read


def stored_form(value: Any) -> Any:
    """Enum members by their value, text composed as it is stored; everything else as it was coerced."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [stored_form(member) for member in cast(list[Any], value)]
    return value


def shape(value: Any) -> Any:
    """What of a variable's value may shape a plan without being looked at: keys, lengths of inputs, nulls."""
    if value is None:
        return None
    if isinstance(value, dict):
        return tuple((key, shape(inner)) for key, inner in cast(dict[str, Any], value).items())
    if isinstance(value, list) and value and isinstance(value[0], (dict, type(None))):
        return tuple(shape(member) for member in cast(list[Any], value))
    return ""


def at(variables: Mapping[str, Any], path: Path) -> Any:
    """The value at a path, or None where the request has nothing there."""
    found: Any = variables
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tuple(cast(list[Any], found)) if isinstance(found, list) else found
