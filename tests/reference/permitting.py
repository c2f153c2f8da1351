"""Which permissions an operation needs: by its text and variables alone, whatever there is to see.

And what of the schema a sort of viewer gets no answer to, whatever he asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

from auth.viewer import Viewer
from graph.model import Confidential, Model
from tests.reference.coverage import reachable
from tests.reference.worlds import READERS

ROOTS = {"duplicateCandidates": "record:merge", "mergePreview": "record:merge"}
"""Root → the permission that it needs."""


def permission_of(model: Model, type_name: str, field: str) -> str | None:
    """What one must be permitted to ask for a field; None: nothing."""
    if type_name == "Query" and field in ROOTS:
        return ROOTS[field]
    storage = model[type_name].fields.get(field) if type_name in model else None
    return str(storage.permission) if isinstance(storage, Confidential) else None


def out_of_reach(model: Model, schema: GraphQLSchema, viewers: Mapping[str, Viewer]) -> Callable[[str, str], bool]:
    """Whether a sort of viewer never gets an answer to something, in the words of `coverage.py`.

    Two reasons: a field that he has no permission for; a type whose every marking keeps him out, as no organization
    of his owns one and none names him.
    """

    needed = {
        type_.name: needs
        for root, needs in ROOTS.items()
        for type_ in {*reachable(schema)} - {*reachable(schema, root)}
    }

    def keeps_out(markings: tuple[str, ...], viewer: Viewer) -> bool:
        named = viewer.sees_all or viewer.organizations or f"user:{viewer.user}" in READERS
        return bool(markings) and not named and not {"CLEAR", "GREEN"} & set(markings)

    def beyond(name: str, what: str) -> bool:
        viewer, (owner, _, field) = viewers[name], what.removesuffix(", found").partition(".")
        field, owner = field.partition("(")[0], owner.partition("(")[0]
        if not viewer.organizations and (owner == "IntroductionEdge" or what == "Query.introductions, found"):
            return True  # he acts for nobody
        permission = needed.get(owner) or permission_of(model, owner, field)
        if permission is not None and permission not in viewer.permissions:
            return True
        if what.endswith(", found"):
            owner = get_named_type(schema.type_map[owner].fields[field].type).name
        record = owner.removesuffix("Connection" if what.endswith(", found") else "Edge")
        return record in model and keeps_out(model[record].markings, viewer)

    return beyond


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
            if permission := permission_of(self.model, one, name):
                self.found.add(permission)
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
