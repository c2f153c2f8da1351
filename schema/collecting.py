"""Which fields a selection comes to for one concrete type, fragments applied, `@skip` and `@include` obeyed.

As the specification says (section 6.3.2), on the syntax alone; a plan that looked at the variable of a directive
depends on it from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
)
from graphql.type import get_named_type  # pyright: ignore[reportUnknownVariableType]

from graph.model import Model
from schema.arguments import Leaf, Planning

Nodes = list[FieldNode]
Collected = dict[str, Nodes]
"""Response key → the field nodes that give it, in the order of the selection."""


class Collecting:
    """The half of the selection that knows fragments and directives."""

    model: Model
    schema: GraphQLSchema
    planning: Planning
    fragments: Mapping[str, FragmentDefinitionNode]

    def collect(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Collected:
        """Response key → field nodes, for one concrete type, fragments applied, `@skip` and `@include` obeyed."""
        found: Collected = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set, found, visited)
        return found

    def _collect(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, found: Collected, visited: set[str]
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_):
                    self._collect(type_, selection.selection_set, found, visited)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in visited:
                    continue
                visited.add(name)
                fragment = self.fragments[name]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set, found, visited)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        return (
            condition == type_.name
            or any(one.name == condition for one in type_.interfaces)
            or (self._in_union(condition, type_))
        )

    def _in_union(self, condition: str, type_: GraphQLObjectType) -> bool:
        named: Any = self.schema.type_map.get(condition)
        return named is not None and hasattr(named, "types") and type_ in named.types

    def _included(self, selection: Any) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                continue
            definition: Any = self.schema.get_directive(name)
            argument = self.planning.literal(directive.arguments[0].value, definition.args["if"].type)
            if cast(Leaf, argument).fixed() == (name == "skip"):
                return False
        return True

    def possible(self, type_: Any) -> Sequence[str]:
        """The concrete types of an abstract one."""
        if type_.name in self.model:
            return self.model[type_.name].possible
        return sorted(one.name for one in self.schema.get_possible_types(type_))


def identities(collected: Collected) -> set[tuple[str, tuple[int, ...]]]:
    """What two types' collected fields are compared by: keys, and the very nodes behind them."""
    return {(key, tuple(map(id, nodes))) for key, nodes in collected.items()}


def named_type(type_: Any) -> Any:
    """The type within lists and non-nulls."""
    return get_named_type(type_)  # pyright: ignore[reportUnknownVariableType]
