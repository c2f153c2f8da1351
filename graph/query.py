"""The query model: what one operation asks of the graph, as a small typed tree.

Source → where → order → page → projection.  `schema/selection.py` builds it from GraphQL, `graph/compiler.py` turns it
into Cypher.  Values never stand in the tree: each is a `Value`, a recipe that finds it in a request's variables, so
that one tree, and one text, serves every request of the same shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from graph.model import Fragment, Hop

Variables = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Value:
    """A recipe: the variables of a request → a parameter. Compared by identity; equal recipes may share a slot."""

    read: Callable[[Variables], Any]


def constant(value: Any) -> Value:
    return Value(lambda _: value)


# Columns: what is read from one record variable. Each is one element of its row.


@dataclass(frozen=True)
class PropertyColumn:
    prop: str


@dataclass(frozen=True)
class DerivedColumn:
    cypher: LiteralString


@dataclass(frozen=True)
class BoundColumn:
    """A scalar bound by the enclosing source under `name`."""

    name: LiteralString


@dataclass(frozen=True)
class ItemColumn:
    """An element of the list `row` that an unwound source binds."""

    row: str
    index: int


@dataclass(eq=False)
class RowColumn:
    """One record, or null: a link to one, or a record that the enclosing fragment bound."""

    source: Source
    row: Row


@dataclass(eq=False)
class ListColumn:
    """All rows of a source as a list (`limit` at most)."""

    source: Source
    row: Row
    limit: Value | None = None


@dataclass(eq=False)
class PageColumn:
    """A connection: `[rows, total, before]`, each only if wanted."""

    page: Page


Column = PropertyColumn | DerivedColumn | BoundColumn | ItemColumn | RowColumn | ListColumn | PageColumn


@dataclass(eq=False)
class Row:
    """A projection: `columns` of every record, and per concrete type `cases` of its own."""

    columns: list[Column] = field(default_factory=list[Column])
    cases: dict[str, list[Column]] = field(default_factory=dict[str, list[Column]])

    def add(self, column: Column, types: tuple[str, ...] | None = None) -> None:
        """`types`: the concrete types for which it is read; None for all."""
        if types is None:
            if column not in self.columns:
                self.columns.append(column)
            return
        for name in types:
            case = self.cases.setdefault(name, [])
            if column not in case:
                case.append(column)

    def position(self, column: Column, type_name: str | None = None) -> tuple[int, ...]:
        """Where a column stands once the row is `settled`: (index,) or (index of the case, index in it)."""
        if column in self.columns:
            return (self.columns.index(column),)
        assert type_name is not None
        return (len(self.columns), self.cases[type_name].index(column))


# Sources: where rows come from.


@dataclass(frozen=True, eq=False)
class AllRecords:
    label: LiteralString


@dataclass(frozen=True, eq=False)
class OneRecord:
    label: LiteralString
    id: Value
    led: bool = False
    """Whether an id that was merged into another leads to that."""


@dataclass(frozen=True, eq=False)
class ManyRecords:
    label: LiteralString
    ids: Value


@dataclass(frozen=True, eq=False)
class Linked:
    hops: tuple[Hop, ...]
    many: bool


@dataclass(frozen=True, eq=False)
class FragmentRows:
    fragment: Fragment
    arguments: Mapping[str, Value]
    choices: frozenset[str] = frozenset()
    """`argument=VALUE` for each of the fragment's choices."""
    where: Condition | None = None
    """What holds for the records that the fragment filters."""


@dataclass(frozen=True, eq=False)
class BoundRecord:
    """The record that the enclosing fragment bound under `name`."""

    name: LiteralString


@dataclass(frozen=True, eq=False)
class UnwoundRows:
    """The rows of a list that the enclosing fragment bound; scalars only, or records by `ItemRecords`."""

    name: LiteralString
    row: str
    order: LiteralString = ""
    text: LiteralString = ""
    """Clauses that make the rows, `{row}`, of the list, `{list}`; empty: its elements are the rows."""


@dataclass(frozen=True, eq=False)
class ItemRecords:
    row: str
    index: int
    order: LiteralString = ""


Source = AllRecords | OneRecord | ManyRecords | Linked | FragmentRows | BoundRecord | UnwoundRows | ItemRecords


# Conditions. Two-valued: a comparison with a missing value is false.


@dataclass(frozen=True, eq=False)
class Compare:
    """`expression` (over `{n}`) by the template of an operator; `{e}` and `{p}` in it."""

    expression: LiteralString
    template: LiteralString
    value: Value


@dataclass(frozen=True, eq=False)
class Missing:
    expression: LiteralString
    missing: bool


@dataclass(frozen=True, eq=False)
class Both:
    members: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class Either:
    members: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class Not:
    member: Condition


@dataclass(frozen=True, eq=False)
class Quantified:
    """A link's records of which `some`, `none`, `every` or a `single` one fulfil the condition."""

    link: Linked
    quantifier: str
    condition: Condition | None


Condition = Compare | Missing | Both | Either | Not | Quantified


@dataclass(frozen=True, eq=False)
class Order:
    """A stored key, or a column that a fragment bound; ties by id."""

    key: str
    descending: bool = False
    bound: bool = False


@dataclass(frozen=True, eq=False)
class Position:
    """A cursor, opened: one value per order, and the id."""

    keys: tuple[Value, ...]
    id: Value


@dataclass(eq=False)
class Page:
    """Rows of a source from a position on.  `limit` is one more than asked for, to know whether more follow."""

    source: Source
    orders: tuple[Order, ...]
    where: Condition | None = None
    limit: Value | None = None
    backward: bool = False
    after: Position | None = None
    before: Position | None = None
    row: Row | None = None
    """None if only counted."""
    cursors: bool = False
    total: bool = False
    other_side: bool = False
    """Whether rows exist on the other side of the position is wanted."""


@dataclass(eq=False)
class Root:
    """One root field's column: exactly one row comes of it, whatever is found."""

    column: RowColumn | ListColumn | PageColumn
