"""Reads all records of a type that a viewer sees, page by page, by the same plans as any query.

An export's page is a connection of the GraphQL schema with every stored value and outgoing link selected, compiled by
the planner under the viewer's permissions and guarded like any other; only the limits on size, which are for what
somebody waits for, are left aside.  Pages go by id, which never changes, so that no record comes twice or is passed
over while others write.  What has to be noted in the access log is noted before a page is handed on.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from graphql import FieldNode, OperationDefinitionNode, get_variable_values, parse

from auth.permissions import Permission
from auth.rates import RateLimited
from auth.viewer import Viewer
from graph.accesses import Asked, NotNoted
from graph.holdings import RENEWALS, HoldingsChanged
from graph.kinds import LOCALES
from graph.model import Confidential, Link, Model, Record, Stored
from graph.query import AllRecords, Root, Row
from resolvers import answers
from resolvers.accesses import ADDRESS
from resolvers.charging import charge
from resolvers.execution import Executor
from resolvers.revealing import shaped
from schema.collecting import named_type
from schema.planning import Document
from schema.selection import Place, Selected, Selection
from schema.shapes import FieldShape
from schema.wheres import Refused

PAGE = 500
LINKS = 10_000
"""Of one record, over one link."""
LONGEST_WAIT = 60
"""Seconds that an export waits at once where its payer's budget of the minute is spent."""
Item = Mapping[str, Any]


class TooManyLinks(Exception):
    """A record has more links than an export can hold."""


@dataclass(frozen=True)
class Wanted:
    """What is exported of one type: the fields of its records and the filter that they pass."""

    type: str
    where: Mapping[str, Any] | None = None
    confidential: bool = False
    fields: tuple[str, ...] = field(default=())
    """GraphQL selections beside what every record has; none: all that is stored, and the links that point from it."""


def exportable(model: Model) -> list[str]:
    """The types that can be exported: records, but not those of administration."""
    return [one.name for one in model.concrete() if "marking" in one.fields and one.administered is None]


def values_of(record: Record, permissions: frozenset[Permission], confidential: bool) -> list[tuple[str, Stored]]:
    """The stored values of a type that an export shows a viewer, in the order in which they are declared."""
    return [
        (name, stored)
        for name, stored in record.stored()
        if stored.writable
        and (not isinstance(stored, Confidential) or (confidential and stored.permission in permissions))
    ]


def links_of(record: Record) -> list[tuple[str, Link]]:
    """The links that point from a record, the owner apart: the others are told by the records at their other end."""
    return [
        (name, link)
        for name, link in record.links()
        if name != "owner" and link.writable and len(link.hops) == 1 and link.hops[0].outgoing
    ]


def selection_of(record: Record, permissions: frozenset[Permission], confidential: bool) -> str:
    """The GraphQL fields of an export's records."""
    parts = ["id", "__typename", "marking", "compartments", "created", "updated"]
    parts += ["owner { id }", "externalIds { scheme value }"]
    for name, stored in values_of(record, permissions, confidential):
        match stored.kind.name:
            case "names":
                parts.append(in_all_locales(name))
            case "fuzzy date":
                parts.append(f"{name} {{ edtf }}")
            case "moment":
                parts.append(f"{name} {{ local zone }}")
            case _:
                parts.append(name)
    for name, link in links_of(record):
        parts.append(
            f"{name}(first: {LINKS}) {{ pageInfo {{ hasNextPage }} nodes {{ id }} }}"
            if link.many
            else f"{name} {{ id }}"
        )
    return " ".join(parts)


def in_all_locales(name: str) -> str:
    """The GraphQL fields of a text as it was entered and in each locale, and in which locale that is."""
    each = (
        f'{name}_{locale}: {name}(locale: "{locale}") {name}_{locale}_in: {name}Locale(locale: "{locale}")'
        for locale in LOCALES
    )
    return " ".join((name, *each))


@dataclass
class Pages:
    """The records of one type for one viewer."""

    executor: Executor
    viewer: Viewer
    wanted: Wanted
    size: int = PAGE

    @cached_property
    def record(self) -> Record:
        return self.executor.assembly.model[self.wanted.type]

    @cached_property
    def text(self) -> str:
        name = self.wanted.type
        fields = " ".join(self.wanted.fields) or selection_of(
            self.record, self.viewer.permissions, self.wanted.confidential
        )
        return (
            f"query Export{name}($first: Int!, $after: String, $where: {name}Filter) {{ rows(first: $first, "
            f"after: $after, where: $where, orderBy: {{field: ID}}) {{ pageInfo {{ hasNextPage endCursor }} "
            f"nodes {{ {fields} }} }} }}"
        )

    @cached_property
    def document(self) -> Document:
        """Parsed, not validated: `rows` is no field of the schema, and all else is made from the declarations."""
        ast = parse(self.text)
        operation = cast(OperationDefinitionNode, ast.definitions[0])
        return Document(self.text, ast, [], {None: operation}, {})

    def check(self) -> None:
        """Raises `Refused` or `GraphQLError` for a filter that may not be, before anything is sent."""
        self.plan(self.variables(None))

    async def __aiter__(self) -> AsyncIterator[Sequence[Item]]:
        after: str | None = None
        while True:
            page = await self.page(after)
            nodes = page["nodes"]
            for node in nodes:
                self.whole(node)
            if nodes:
                yield nodes
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def whole(self, node: Item) -> None:
        for name, link in links_of(self.record):
            if link.many and isinstance(node.get(name), Mapping) and node[name].get("pageInfo", {}).get("hasNextPage"):
                raise TooManyLinks(f"{self.wanted.type} {node['id']} has over {LINKS} {name}")

    def variables(self, after: str | None) -> dict[str, Any]:
        given: dict[str, Any] = {"first": self.size}
        if after is not None:
            given["after"] = after
        if self.wanted.where is not None:
            given["where"] = self.wanted.where
        definitions = self.document.operation(None).variable_definitions or ()
        found = get_variable_values(self.executor.schema, definitions, given, 20)
        if isinstance(found, list):
            raise Refused(f"where: {found[0].message}")
        return found.coerced

    def plan(self, variables: Mapping[str, Any]) -> Any:
        executor = self.executor
        return executor.planner.plan(
            self.document,
            self.document.operation(None),
            variables,
            self.viewer.permissions,
            executor.scopes.visible(self.viewer).way,
            self.selected,
            ("export", self.wanted.type),
            watched=executor.access is not None and executor.scopes.watched(self.viewer),
        )

    def selected(self, selection: Selection) -> Selected:
        """The page as the only root, though the schema has no such field for every type."""
        name = self.wanted.type
        node = cast(FieldNode, self.document.operation(None).selection_set.selections[0])
        definition = connection_field(self.executor, name)
        selected, row = Selected(sizes=selection.sizes), Row()
        arguments = selection.planning.arguments(definition.args, node)
        place = Place(row, selected.cost, None, "rows")
        shape = selection.connection(
            AllRecords(cast(Any, name)), name, named_type(definition.type), [node], arguments, place
        )
        selected.fields = [FieldShape("rows", shape, True, "Query.rows")]
        selected.roots = [Root(cast(Any, column)) for column in row.columns]
        return selected

    async def page(self, after: str | None) -> Item:
        for _ in range(RENEWALS):
            try:
                return await self.read(after)
            except HoldingsChanged:
                self.viewer = await self.executor.renewed(self.viewer)
                self.__dict__.pop("text", None)
                self.__dict__.pop("document", None)
        raise Refused("What you hold keeps changing: try again shortly.", answers.OVERLOADED)

    async def read(self, after: str | None) -> Item:
        executor, viewer = self.executor, self.viewer
        variables = self.variables(after)
        plan = self.plan(variables)
        await paid(self.size)
        record, variables = await executor.read(plan, variables, viewer, None)
        seen = set[str]()
        data, errors = await shaped(plan, record, variables, viewer, executor.seal_cursor, executor.vault, seen)
        if errors or data is None:
            raise Refused("A value could not be read: the export ends here.", answers.INTERNAL)
        if seen and executor.access is not None:
            document = hashlib.sha256(self.text.encode()).hexdigest()
            asked = Asked(viewer.user, f"Export{self.wanted.type}", document, ADDRESS.get())
            try:
                await executor.access.read(asked, seen)
            except NotNoted:
                raise Refused("The access log cannot be written now: try again shortly.", answers.UNAVAILABLE) from None
        return data["rows"]


def connection_field(executor: Executor, type_name: str) -> Any:
    """A field of the schema that leads to a connection of this type, for its arguments."""
    wanted = f"{type_name}Connection"
    for type_ in executor.schema.type_map.values():
        for found in getattr(type_, "fields", {}).values():
            if getattr(named_type(found.type), "name", "") == wanted and "orderBy" in getattr(found, "args", {}):
                return found
    raise Refused(f"{type_name} is no type that is exported.")


async def paid(cost: int) -> None:
    """Take a page off the payer's budget; where that is spent, wait: nobody waits for an export to end at once."""
    while True:
        try:
            await charge(cost)
            return
        except RateLimited as limited:
            await asyncio.sleep(min(limited.retry_after, LONGEST_WAIT))
