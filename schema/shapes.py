"""The response's shape: for each selected field, which column it reads and what it must be.

A plan's shape is walked once to generate a fast function (`schema/shaping.py`) and, where a response breaks a promise
of the schema, walked again slowly to say which field did and to propagate its null (`schema/completion.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph.query import Column, Page, Row, Value


class Seal(Protocol):
    """What a response needs keys for: cursors are sealed, confidential values revealed."""

    def __call__(self, order: str, values: list[Any], /) -> str: ...

    def reveal(self, record: str, prop: str, text: str | None, /) -> str | None:
        """The value of a stored ciphertext; raises `BrokenPromise` where it cannot be read."""
        ...


class BrokenPromise(Exception):
    """The data break a promise of the schema; nothing is known but that."""


@dataclass(eq=False)
class LeafShape:
    """A scalar or enum out of one column."""

    row: Row
    column: Column
    values: frozenset[str] | None = None


@dataclass(eq=False)
class ConstantShape:
    value: Any


@dataclass(eq=False)
class TypeNameShape:
    """`__typename` of a record of an abstract type."""

    row: Row
    column: Column


@dataclass(eq=False)
class ComputedShape:
    """A Python function over stored properties and arguments."""

    row: Row
    columns: Mapping[str, Column]
    arguments: Mapping[str, Value]
    compute: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(eq=False)
class ConfidentialShape:
    """A value that is decrypted with the key of its record."""

    row: Row
    id: Column
    column: Column
    prop: str


@dataclass(eq=False)
class LocalShape:
    """A value that needs no database: of the viewer."""

    compute: Callable[[Any], Any]
    inner: ObjectShape | None = None


@dataclass(eq=False)
class EmbeddedShape:
    """An object stored within its record; null when the witness column is."""

    row: Row
    witness: Column
    inner: ObjectShape


@dataclass(eq=False)
class OneShape:
    """A record in a column of the row that encloses it (`row` None: a root)."""

    row: Row | None
    column: Column
    inner: ObjectShape


@dataclass(eq=False)
class ListShape:
    row: Row | None
    column: Column
    inner: ObjectShape
    nullable_items: bool = False


@dataclass(eq=False)
class ConnectionShape:
    """A page: `fields` are those of the connection type, `size` how many were asked for."""

    row: Row | None
    column: Column
    page: Page
    size: Value
    fields: list[FieldShape]
    order_name: str = ""
    key_columns: tuple[Column, ...] = ()


@dataclass(eq=False)
class RowsShape:
    """`edges` or `nodes` of a connection: every row of its page through `inner`."""

    inner: ObjectShape


@dataclass(eq=False)
class NodeShape:
    """`node` of an edge: the edge's own row."""

    inner: ObjectShape


@dataclass(eq=False)
class CursorShape:
    """`cursor` of an edge."""


@dataclass(eq=False)
class PageInfoShape:
    """`pageInfo`: response key → one of the four fields, or a constant for `__typename`."""

    fields: list[tuple[str, str]]


@dataclass(eq=False)
class TotalShape:
    """`totalCount`."""


Shape = (
    LeafShape
    | ConstantShape
    | TypeNameShape
    | ComputedShape
    | ConfidentialShape
    | LocalShape
    | EmbeddedShape
    | OneShape
    | ListShape
    | ConnectionShape
    | RowsShape
    | NodeShape
    | CursorShape
    | PageInfoShape
    | TotalShape
)


@dataclass(eq=False)
class FieldShape:
    """One key of a response object."""

    key: str
    shape: Shape
    non_null: bool
    owner: str
    """`Type.field`, for the message when a promise is broken."""


@dataclass(eq=False)
class ObjectShape:
    """The fields of an object: the same for every type it can have, or by `variants`, told by `type_column`."""

    fields: list[FieldShape] = field(default_factory=list[FieldShape])
    variants: dict[str, list[FieldShape]] | None = None
    row: Row | None = None
    type_column: Column | None = None
    shown: Column | None = None
    """Holds the id of a record that whoever is shown it is noted in the access log; null otherwise."""
