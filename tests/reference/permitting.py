"""Which permissions an operation needs: by its text and variables alone, whatever there is to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_composite_type,
    is_object_type,
    value_from_ast_untyped,
)

from graph.model import Confidential, Model


class Needs:
    """Walks an operation's selections with the concrete types that can stand where it is."""

    def __init__(self, schema: GraphQLSchema, model: Model, document: DocumentNode, variables: Mapping[str, Any]):
        self.schema, self.model, self.variables = schema, model, dict(variables)
        self.fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self.found: set[str] = set()
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode):
                self.walk(one.selection_set, {schema.query_type.name})

    def walk(self, selections: Any, types: set[str]) -> None:
        for node in selections.selections:
            if not types or not self.included(node):
                continue
            if isinstance(node, FieldNode):
                self.field(node, types)
                continue
            inner = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            on = inner.type_condition
            self.walk(inner.selection_set, types & self.possible(on.name.value) if on else types)

    def field(self, node: FieldNode, types: set[str]) -> None:
        name = node.name.value
        for one in types:
            storage = self.model[one].fields.get(name) if one in self.model else None
            if isinstance(storage, Confidential):
                self.found.add(str(storage.permission))
            definition = self.schema.type_map[one].fields.get(name)
            named = get_named_type(definition.type) if definition is not None else None
            if node.selection_set is not None and is_composite_type(named):
                self.walk(node.selection_set, self.possible(named.name))

    def possible(self, name: str) -> set[str]:
        type_ = self.schema.type_map[name]
        return {name} if is_object_type(type_) else {one.name for one in self.schema.get_possible_types(type_)}

    def included(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = value_from_ast_untyped(directive.arguments[0].value, self.variables)
                if value == (directive.name.value == "skip"):
                    return False
        return True
