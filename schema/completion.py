"""The slow walk over a plan's shape: which promise of the schema the data broke, and where its null goes.

Follows section 6.4.4 of the GraphQL specification: a null where none may be is an error with its path, and the nearest
field that may be null becomes null.  Runs only after the generated shaper met a breach; otherwise its data are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.query import Column, Row
from schema.shapes import (
    BrokenPromise,
    ComputedShape,
    ConfidentialShape,
    ConnectionShape,
    ConstantShape,
    CursorShape,
    EmbeddedShape,
    FieldShape,
    LeafShape,
    ListShape,
    LocalShape,
    NodeShape,
    ObjectShape,
    OneShape,
    PageInfoShape,
    RowsShape,
    Seal,
    TotalShape,
    TypeNameShape,
)

Path = tuple[str | int, ...]


class NullHere(Exception):
    """A null that may not stand where it is; its error is noted already."""


class Completion:
    """One response: collects errors while it builds data."""

    def __init__(
        self,
        places: Mapping[int, int],
        variables: Mapping[str, Any],
        viewer: Any,
        seal: Seal,
        seen: set[str] | None = None,
    ) -> None:
        self.places = places
        self.variables = variables
        self.viewer = viewer
        self.seal = seal
        self.seen: set[str] = set() if seen is None else seen
        """Ids of records to be noted as shown: of those, too, that a null above them takes out again."""
        self.errors: list[dict[str, Any]] = []

    def complete(self, fields: list[FieldShape], record: Sequence[Any]) -> dict[str, Any] | None:
        try:
            return self.fields(fields, record, (), None, self.viewer)
        except NullHere:
            return None

    def fail(self, message: str, path: Path) -> NullHere:
        self.errors.append({"message": message, "path": list(path)})
        return NullHere()

    def read(self, row: Row | None, column: Column, values: Sequence[Any], type_name: str | None) -> Any:
        if id(column) in self.places:
            return values[self.places[id(column)]]
        assert row is not None
        found: Any = values
        for index in row.position(column, type_name):
            found = found[index]
        return found

    def fields(
        self, fields: list[FieldShape], values: Sequence[Any], path: Path, type_name: str | None, viewer: Any
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in fields:
            here = (*path, one.key)
            try:
                value = self.value(one, values, here, type_name, viewer)
                if value is None and one.non_null:
                    raise self.fail(f"Cannot return null for non-nullable field {one.owner}.", here)
            except NullHere:
                if one.non_null:
                    raise
                value = None
            found[one.key] = value
        return found

    def object(
        self, shape: ObjectShape, values: Sequence[Any], path: Path, type_name: str | None, viewer: Any
    ) -> dict[str, Any]:
        if shape.shown is not None and (id := self.read(shape.row, shape.shown, values, None)) is not None:
            self.seen.add(id)
        if shape.variants is None:
            return self.fields(shape.fields, values, path, type_name, viewer)
        assert shape.row is not None and shape.type_column is not None
        stored = self.read(shape.row, shape.type_column, values, None)
        if stored not in shape.variants:
            raise self.fail(f"A record of the type {stored!r} stands where none may.", path)
        return self.fields(shape.variants[stored], values, path, stored, viewer)

    def value(self, one: FieldShape, values: Sequence[Any], path: Path, type_name: str | None, viewer: Any) -> Any:
        match one.shape:
            case ConstantShape(value):
                return value
            case LeafShape(row, column, allowed):
                found = self.read(row, column, values, type_name)
                if found is not None and allowed is not None and found not in allowed:
                    raise self.fail(f"{one.owner} holds {found!r}, which is not one of its values.", path)
                return found
            case TypeNameShape(row, column):
                return self.read(row, column, values, type_name)
            case ComputedShape(row, columns, arguments, compute):
                return compute(
                    {key: self.read(row, column, values, type_name) for key, column in columns.items()},
                    {key: value.read(self.variables) for key, value in arguments.items()},
                )
            case ConfidentialShape(row, id, column, prop):
                record, text = (self.read(row, stored, values, type_name) for stored in (id, column))
                try:
                    return self.seal.reveal(record, prop, text)
                except BrokenPromise:
                    raise self.fail(
                        f"{one.owner} cannot be read: its key is not here, or it was altered.", path
                    ) from None
            case LocalShape(compute, inner):
                found = compute(viewer)
                return found if inner is None else self.object(inner, values, path, None, found)
            case EmbeddedShape(row, witness, inner):
                present = self.read(row, witness, values, type_name) is not None
                return self.object(inner, values, path, type_name, viewer) if present else None
            case OneShape(row, column, inner):
                found = self.read(row, column, values, type_name)
                return None if found is None else self.object(inner, found, path, None, viewer)
            case ListShape(row, column, inner, nullable):
                found = self.read(row, column, values, type_name)
                return None if found is None else self.items(inner, found, path, nullable, viewer)
            case ConnectionShape(row, column):
                return self.connection(one.shape, self.read(row, column, values, type_name), path, viewer)
            case _:
                raise LookupError(f"{one.owner} stands outside a connection")

    def items(self, inner: ObjectShape, rows: Sequence[Any], path: Path, nullable: bool, viewer: Any) -> list[Any]:
        found: list[Any] = []
        for index, row in enumerate(rows):
            try:
                found.append(None if row is None else self.object(inner, row, (*path, index), None, viewer))
            except NullHere:
                if not nullable:
                    raise
                found.append(None)
        return found

    def connection(self, shape: ConnectionShape, value: Sequence[Any], path: Path, viewer: Any) -> dict[str, Any]:
        page, rows, more = shape.page, list[Any](), False
        if page.row is not None:
            size = shape.size.read(self.variables)
            rows, more = list(value[0][:size]), len(value[0]) > size
            if page.backward:
                rows.reverse()
        other = value[int(page.row is not None) + int(page.total)] if page.other_side else False

        def cursor(row: Sequence[Any]) -> str:
            return self.seal(shape.order_name, [self.read(page.row, column, row, None) for column in shape.key_columns])

        found: dict[str, Any] = {}
        for one in shape.fields:
            here = (*path, one.key)
            match one.shape:
                case TotalShape():
                    found[one.key] = value[int(page.row is not None)]
                case ConstantShape(constant):
                    found[one.key] = constant
                case PageInfoShape(fields):
                    ahead, behind = (
                        ("hasPreviousPage", "hasNextPage") if page.backward else ("hasNextPage", "hasPreviousPage")
                    )
                    info = {
                        ahead: more,
                        behind: other,
                        "startCursor": cursor(rows[0]) if rows and page.cursors else None,
                        "endCursor": cursor(rows[-1]) if rows and page.cursors else None,
                        "__typename": "PageInfo",
                    }
                    found[one.key] = {key: info[name] for key, name in fields}
                case RowsShape(inner):
                    found[one.key] = [
                        self.edge(inner, row, (*here, index), cursor, viewer) for index, row in enumerate(rows)
                    ]
                case _:
                    raise LookupError(one.owner)
        return found

    def edge(
        self,
        inner: ObjectShape,
        row: Sequence[Any],
        path: Path,
        cursor: Callable[[Sequence[Any]], str],
        viewer: Any,
    ) -> dict[str, Any]:
        if inner.variants is not None or not any(
            isinstance(one.shape, CursorShape | NodeShape) for one in inner.fields
        ):
            return self.object(inner, row, path, None, viewer)
        found: dict[str, Any] = {}
        for one in inner.fields:
            match one.shape:
                case CursorShape():
                    found[one.key] = cursor(row)
                case NodeShape(node):
                    found[one.key] = self.object(node, row, (*path, one.key), None, viewer)
                case _:
                    found.update(self.fields([one], row, path, None, viewer))
        return found
