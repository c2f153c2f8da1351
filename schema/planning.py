"""From a document to a plan, and the two caches that make a known operation cheap.

A document is parsed, measured and validated once per text.  A plan is made once per (document, operation,
permissions, way of taking pages, shape of the variables); see `schema/arguments.py` for what shape means.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)

from auth.permissions import Permission
from graph.compiler import Compiler, Statement
from graph.leads import named
from graph.query import Root, Value, Variables
from schema.arguments import Path, Planning, at, shape
from schema.assembly import Assembly
from schema.costs import MAX_COST, Cost, PageSize, Span
from schema.drawings import Drawing
from schema.limits import MAX_BLOCKS, MAX_TOKENS, Measuring, too_much
from schema.selection import Preparation, Selected, Selection
from schema.shapes import FieldShape
from schema.shaping import Generator, Shaper
from schema.wheres import Refused

INTROSPECTION = ("__schema", "__type")
"""Root fields that graphql-core answers."""
TOO_DEEP = "The document is nested too deeply to be read. Ask for the inner part by its id."
OpenCursor = Callable[[str, str, int], list[Any]]


@dataclass(eq=False)
class Plan:
    """One operation, ready to run: what to send, how to answer, what to check."""

    statement: Statement | None
    fields: list[FieldShape]
    places: dict[int, int]
    shaper: Shaper
    cost: Cost
    sizes: list[PageSize | Span]
    preparations: list[Preparation] = field(default_factory=list[Preparation])
    drawings: list[Drawing] = field(default_factory=list[Drawing])
    """What Python adds once the record is read."""
    watched: bool = False
    """Whether it reads, of each record, if showing it is to be noted."""
    named: tuple[Value, ...] = ()
    """The ids in filters and arguments, which may lead on since a merge (`graph/leads.py`)."""

    @property
    def naming(self) -> bool:
        """Whether there are such ids, the organizations of whoever asks among them."""
        return bool(self.named) or (self.statement is not None and self.statement.asks)

    def names(self, variables: Variables, asker: Mapping[str, Any] | None = None) -> list[str]:
        """These ids in a request, as a parameter."""
        own = [asker["standing"]] if asker is not None else []
        return named([*own, *(one.read(variables) for one in self.named)])

    def check(self, variables: Variables) -> int:
        """The cost of a request; raises `Refused` where a page size, a span or the cost is not within its limits."""
        for size in self.sizes:
            size.check(variables)
        cost = self.cost.evaluate(variables)
        if cost > MAX_COST:
            raise too_much("estimated records (cost)", MAX_COST, cost, self.fields[0].owner if self.fields else "")
        return cost


@dataclass(eq=False)
class Document:
    """A parsed and valid document, with what its plans came to depend on."""

    text: str
    ast: DocumentNode
    errors: list[GraphQLError]
    operations: dict[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    structural: dict[str | None, set[Path]] = field(default_factory=dict[str | None, set[Path]])

    def operation(self, name: str | None) -> OperationDefinitionNode:
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            known = ", ".join(str(one) for one in self.operations)
            raise Refused(f"The document has several operations ({known}): name one in `operationName`.")
        if name not in self.operations:
            known = ", ".join(str(one) for one in self.operations if one) or "one without a name"
            raise Refused(f"The document has no operation {name!r}, only {known}.")
        return self.operations[name]


class Planner:
    """Plans operations of one schema. Both caches are bounded; what falls out is made again."""

    def __init__(self, assembly: Assembly, open_cursor: OpenCursor, documents: int = 1_000, plans: int = 2_000) -> None:
        self.assembly = assembly
        self.open_cursor = open_cursor
        self._documents: LRUCache[str, Document] = LRUCache(documents)
        self._plans: LRUCache[Any, Plan] = LRUCache(plans)

    def document(self, text: str) -> Document:
        """Raises `Refused` for a broken limit, `GraphQLSyntaxError` for text that is no GraphQL."""
        known = self._documents.get(text)
        if known is None:
            try:
                ast = parse(text, no_location=False, max_tokens=MAX_TOKENS)
            except GraphQLSyntaxError as error:
                if "Document contains more" in error.message:
                    place = error.locations[0] if error.locations else None
                    where = f"line {place.line}, column {place.column}" if place else "its end"
                    raise Refused(
                        f"Too many tokens: number {MAX_TOKENS + 1:,} stands at {where}, the limit is {MAX_TOKENS:,}. "
                        "Ask for less, or in several requests.",
                        "LIMIT_EXCEEDED",
                        limit=MAX_TOKENS,
                        value=MAX_TOKENS + 1,
                    ) from None
                if "nested too deeply" in error.message:
                    raise Refused(TOO_DEEP, "LIMIT_EXCEEDED") from None
                raise
            except RecursionError:
                raise Refused(TOO_DEEP, "LIMIT_EXCEEDED") from None
            Measuring(ast).check(ast)
            errors = validate(self.assembly.schema, ast, max_errors=20)
            operations: dict[str | None, OperationDefinitionNode] = {}
            fragments: dict[str, FragmentDefinitionNode] = {}
            for definition in ast.definitions:
                if isinstance(definition, OperationDefinitionNode):
                    operations[definition.name.value if definition.name else None] = definition
                elif isinstance(definition, FragmentDefinitionNode):
                    fragments[definition.name.value] = definition
            known = self._documents[text] = Document(text, ast, errors, operations, fragments)
        return known

    def plan(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        permissions: frozenset[Permission],
        way: str,
        selected: Callable[[Selection], Selected] | None = None,
        extra: Any = None,
        watched: bool = False,
    ) -> Plan:
        """The plan of an operation; `selected` plans a part of it (a mutation's payload), told apart by `extra`.

        `watched`: its answer tells which records of those it showed are to be noted.
        """
        name = operation.name.value if operation.name else None
        structural = document.structural.setdefault(name, set())
        values = shape(dict(variables))

        def key() -> Any:
            looked_at = tuple(sorted(((path, at(variables, path)) for path in structural), key=lambda one: str(one[0])))
            return (document.text, name, permissions, way, values, looked_at, extra, watched)

        known = self._plans.get(key())
        if known is None:
            planning = Planning(variables)
            selection = Selection(self.assembly, planning, document.fragments, permissions, self.open_cursor, watched)
            chosen = selected(selection) if selected else selection.operation(operation, INTROSPECTION)
            known = self.compiled(chosen, way, watched, tuple(planning.named.values()))
            structural |= planning.structural
            self._plans[key()] = known
        return known

    def compiled(self, selected: Selected, way: str, watched: bool = False, named: tuple[Value, ...] = ()) -> Plan:
        compiler = Compiler(self.assembly.model, way)
        statement, places = None, dict[int, int]()
        if selected.roots:
            roots: list[Root] = selected.roots
            statement = compiler.compile(roots)
            if statement.blocks > MAX_BLOCKS:
                raise too_much("subqueries (lists, links, counts)", MAX_BLOCKS, statement.blocks, "the operation")
            places = {id(root.column): compiler.places[index] for index, root in enumerate(roots)}
        shaper = Generator(places, watched).generate(selected.fields)
        return Plan(
            statement,
            selected.fields,
            places,
            shaper,
            selected.cost,
            selected.sizes,
            selected.preparations,
            selected.drawings,
            watched,
            named,
        )


def cursor_bytes(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
