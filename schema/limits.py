"""What a document may hold, checked on its syntax alone, before validation.

Every fragment is measured once, so that fragments that spread one another a hundred levels deep cost nothing to
refuse.  Each refusal names the limit, the value found and where.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.wheres import Refused

MAX_TOKENS = 1_000
MAX_DEPTH = 12
MAX_INTROSPECTION_DEPTH = 16
"""Tools ask for nine levels of `ofType`; validation (MaxIntrospectionDepthRule) bounds what may repeat itself there."""
MAX_REPEATS = 15
MAX_DIRECTIVES = 50
MAX_FIELDS = 1_000
MAX_BLOCKS = 40


@dataclass
class Measure:
    """Of a selection set with its fragments: how deep, how many fields in all, and how often each name stands in it."""

    depth: int = 0
    fields: int = 0
    names: Counter[str] = field(default_factory=Counter[str])
    deepest: str = ""


class Measuring:
    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self.known: dict[str, Measure] = {}
        self.directives = 0

    def check(self, document: DocumentNode) -> None:
        """Raises `Refused` for the first limit that an operation or fragment of the document breaks."""
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.directives += len(definition.directives or ())
                self.bounded(self.measure(definition.selection_set, definition.operation.value))
            elif isinstance(definition, FragmentDefinitionNode):
                self.fragment(definition.name.value)
        if self.directives > MAX_DIRECTIVES:
            raise too_much("directives", MAX_DIRECTIVES, self.directives, "the document")

    def bounded(self, measure: Measure, limit: int = MAX_DEPTH) -> Measure:
        if measure.depth > limit:
            raise too_much("depth", limit, measure.depth, measure.deepest)
        if measure.fields > MAX_FIELDS:
            raise too_much("fields, fragments written out,", MAX_FIELDS, measure.fields, measure.deepest)
        return measure

    def fragment(self, name: str) -> Measure:
        if name not in self.known:
            self.known[name] = Measure()  # a cycle measures nothing: validation refuses it
            definition = self.fragments.get(name)
            if definition is not None:
                self.directives += len(definition.directives or ())
                about = definition.type_condition.name.value
                limit = MAX_INTROSPECTION_DEPTH if about.startswith("__") else MAX_DEPTH
                self.known[name] = self.measure(definition.selection_set, f"fragment {name}", limit)
        return self.known[name]

    def measure(self, selections: SelectionSetNode, place: str, limit: int = MAX_DEPTH) -> Measure:
        found = Measure(deepest=place)
        for selection in selections.selections:
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                name = selection.name.value
                found.names[name] += 1
                inner = Measure(deepest=name)
                if selection.selection_set:
                    about_schema = name in ("__schema", "__type")
                    inner = self.measure(
                        selection.selection_set, name, MAX_INTROSPECTION_DEPTH if about_schema else limit
                    )
                    if about_schema:
                        inner.depth = 0
                self._add(found, Measure(inner.depth + 1, inner.fields + 1, Counter(), inner.deepest))
            elif isinstance(selection, InlineFragmentNode):
                self._add(found, self.measure(selection.selection_set, place, limit))
            elif isinstance(selection, FragmentSpreadNode):
                self._add(found, self.fragment(selection.name.value))
        name, repeats = found.names.most_common(1)[0] if found.names else ("", 0)
        if repeats > MAX_REPEATS:
            raise too_much(f"aliases or repeats of one field ({name})", MAX_REPEATS, repeats, place)
        return self.bounded(found, limit)

    @staticmethod
    def _add(found: Measure, inner: Measure) -> None:
        if inner.depth > found.depth:
            found.depth, found.deepest = inner.depth, inner.deepest
        found.fields += inner.fields
        found.names.update(inner.names)


def too_much(what: str, limit: int, value: int, where: str) -> Refused:
    return Refused(
        f"Too many {what}: {value} at {where}, the limit is {limit}. Ask for less, or in several requests."
        if what != "depth"
        else f"Too deep: {value} levels down to {where}, the limit is {limit}. Ask for the inner part by its id.",
        "LIMIT_EXCEEDED",
        limit=limit,
        value=value,
    )
