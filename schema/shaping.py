"""A plan's shape → one generated Python function: the record's lists in, the response's dicts out.

Generated once per plan.  It checks what the schema promises (non-null, enum values) and raises `BrokenPromise` at the
first breach; then the slow walk of `schema/completion.py` says which field it was and propagates its null.
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

Shaper = Callable[[Sequence[Any], Mapping[str, Any], Any, Seal, set[str]], dict[str, Any]]
"""(record's values, variables, viewer, seal of a cursor, ids of records to be noted as shown) → data."""


class Generator:
    """Writes the source of a plan's shaper; every object of the response is one function of its row.

    `watched`: the functions hand on the set of ids to be noted; where nothing is, they are spared it.
    """

    def __init__(self, places: Mapping[int, int], watched: bool = False) -> None:
        self.rest = "seal, seen" if watched else "seal"
        self.given = f"v, w, {self.rest}"
        self.places = places
        """Root column (by identity) → index of its value in the record."""
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {"BrokenPromise": BrokenPromise}
        self._count = 0
        self._functions: dict[tuple[int, str | None], str] = {}

    def generate(self, fields: list[FieldShape]) -> Shaper:
        name = self.function(fields, "root", None)
        self.lines.append(f"def shape(r, v, w, seal, seen=None):\n    return {name}(r, {self.given})")
        source = "\n".join(self.lines)
        exec(compile(source, "<shaper>", "exec"), self.constants)  # noqa: S102  # source is made of constants only
        return self.constants["shape"]

    def name(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def constant(self, value: Any) -> str:
        name = self.name("k")
        self.constants[name] = value
        return name

    def at(self, row: Row | None, column: Column, type_name: str | None) -> str:
        """The expression that reads a column out of `r`."""
        if id(column) in self.places:
            return f"r[{self.places[id(column)]}]"
        assert row is not None
        return "r" + "".join(f"[{index}]" for index in row.position(column, type_name))

    def function(self, fields: list[FieldShape], stem: str, type_name: str | None) -> str:
        """A function (row, variables, viewer, seal) → dict for these fields; raises where one may not be null."""
        name = self.name(stem)
        body: list[str] = []
        pairs: list[str] = []
        must: list[str] = []
        for one in fields:
            variable = self.name("x")
            body.append(f"    {variable} = {self.value(one, type_name, body, variable)}")
            if isinstance(one.shape, LeafShape) and one.shape.values is not None:
                values = self.constant(one.shape.values)
                body.append(f"    if {variable} is not None and {variable} not in {values}: raise BrokenPromise")
            if one.non_null and not isinstance(one.shape, ConstantShape | TotalShape | RowsShape | ConnectionShape):
                must.append(variable)
            pairs.append(f"{one.key!r}: {variable}")
        if must:
            body.append(f"    if {' or '.join(f'{variable} is None' for variable in must)}: raise BrokenPromise")
        self.lines.append("\n".join([f"def {name}(r, {self.given}):", *body, f"    return {{{', '.join(pairs)}}}"]))
        return name

    def object(self, shape: ObjectShape, type_name: str | None = None) -> str:
        """A function for an object, which notes it as shown where that is wanted."""
        made = self._object(shape, type_name)
        if shape.shown is None:
            return made
        name, read = self.name("n"), self.at(shape.row, shape.shown, None)
        self.lines.append(
            f"def {name}(r, {self.given}):\n    if (i := {read}) is not None: seen.add(i)\n"
            f"    return {made}(r, {self.given})"
        )
        return name

    def _object(self, shape: ObjectShape, type_name: str | None) -> str:
        """A function for an object that may be of several types."""
        if shape.variants is None:
            return self.function(shape.fields, "o", type_name)
        table = self.constant(dict[str, Any]())
        assert shape.row is not None and shape.type_column is not None
        for variant, fields in shape.variants.items():
            self.lines_after(table, variant, self.function(fields, "o", variant))
        name = self.name("d")
        read = self.at(shape.row, shape.type_column, None)
        self.lines.append(
            f"def {name}(r, {self.given}):\n    try: f = {table}[{read}]\n"
            f"    except KeyError: raise BrokenPromise from None\n    return f(r, {self.given})"
        )
        return name

    def lines_after(self, table: str, variant: str, function: str) -> None:
        self.lines.append(f"{table}[{variant!r}] = {function}")

    def value(self, one: FieldShape, type_name: str | None, body: list[str], variable: str) -> str:
        match one.shape:
            case ConstantShape(value):
                return repr(value)
            case LeafShape(row, column) | TypeNameShape(row, column):
                return self.at(row, column, type_name)
            case ComputedShape(row, columns, arguments, compute):
                function = self.constant(compute)
                values = ", ".join(f"{key!r}: {self.at(row, column, type_name)}" for key, column in columns.items())
                given = ", ".join(f"{key!r}: {self.constant(value.read)}(v)" for key, value in arguments.items())
                return f"{function}({{{values}}}, {{{given}}})"
            case ConfidentialShape(row, id, column, prop):
                record, text = self.at(row, id, type_name), self.at(row, column, type_name)
                return f"seal.reveal({record}, {prop!r}, {text})"
            case LocalShape(compute, inner):
                function = self.constant(compute)
                return f"{function}(w)" if inner is None else f"{self.object(inner)}(r, v, {function}(w), {self.rest})"
            case EmbeddedShape(row, witness, inner):
                made = self.object(inner, type_name)
                return f"None if {self.at(row, witness, type_name)} is None else {made}(r, {self.given})"
            case OneShape(row, column, inner):
                made, read = self.object(inner), self.at(row, column, type_name)
                return f"None if (c := {read}) is None else {made}(c, {self.given})"
            case ListShape(row, column, inner, nullable):
                made, read = self.object(inner), self.at(row, column, type_name)
                item = f"None if c is None else {made}(c, {self.given})" if nullable else f"{made}(c, {self.given})"
                return f"None if {read} is None else [{item} for c in {read}]"
            case ConnectionShape():
                return (
                    f"{self.connection(one.shape)}({self.at(one.shape.row, one.shape.column, type_name)}, {self.given})"
                )
            case _:
                raise LookupError(f"{one.owner} stands outside a connection")

    def connection(self, shape: ConnectionShape) -> str:
        """A function of `[rows, total, other side]`."""
        page, name = shape.page, self.name("c")
        body: list[str] = []
        if page.row is not None:
            body += [
                f"    rows = r[0]; n = {self.constant(shape.size.read)}(v); more = len(rows) > n",
                "    if more: rows = rows[:n]",
            ]
            if page.backward:
                body.append("    rows = rows[::-1]")
        total = "r[1]" if page.row is not None else "r[0]"
        other = f"r[{int(page.row is not None) + int(page.total)}]" if page.other_side else "False"
        cursor = ""
        if page.cursors and page.row is not None:
            keys = ", ".join(self.at(page.row, column, None) for column in shape.key_columns)
            cursor = self.name("s")
            self.lines.append(f"def {cursor}(r, seal):\n    return seal({shape.order_name!r}, [{keys}])")
        pairs: list[str] = []
        for one in shape.fields:
            match one.shape:
                case TotalShape():
                    text = total
                case ConstantShape(value):
                    text = repr(value)
                case PageInfoShape(fields):
                    text = self.page_info(fields, page.backward, other, cursor)
                case RowsShape(inner):
                    made = self.edge(inner, cursor)
                    text = f"[{made}(c, {self.given}) for c in rows]"
                case _:
                    raise LookupError(one.owner)
            pairs.append(f"{one.key!r}: {text}")
        self.lines.append("\n".join([f"def {name}(r, {self.given}):", *body, f"    return {{{', '.join(pairs)}}}"]))
        return name

    def edge(self, inner: ObjectShape, cursor: str) -> str:
        if inner.variants is not None or not any(
            isinstance(one.shape, CursorShape | NodeShape) for one in inner.fields
        ):
            return self.object(inner)
        name, body, pairs, rest = self.name("e"), list[str](), list[str](), list[FieldShape]()
        for one in inner.fields:
            match one.shape:
                case CursorShape():
                    pairs.append(f"{one.key!r}: {cursor}(r, seal)")
                case NodeShape(node):
                    pairs.append(f"{one.key!r}: {self.object(node)}(r, {self.given})")
                case _:
                    rest.append(one)
                    pairs.append(f"{one.key!r}: m[{one.key!r}]")
        if rest:
            body.append(f"    m = {self.function(rest, 'm', None)}(r, {self.given})")
        self.lines.append("\n".join([f"def {name}(r, {self.given}):", *body, f"    return {{{', '.join(pairs)}}}"]))
        return name

    def page_info(self, fields: list[tuple[str, str]], backward: bool, other: str, cursor: str) -> str:
        ahead, behind = ("hasPreviousPage", "hasNextPage") if backward else ("hasNextPage", "hasPreviousPage")
        texts = {
            ahead: "more",
            behind: other,
            "startCursor": f"({cursor}(rows[0], seal) if rows else None)",
            "endCursor": f"({cursor}(rows[-1], seal) if rows else None)",
            "__typename": "'PageInfo'",
        }
        return f"{{{', '.join(f'{key!r}: {texts[name]}' for key, name in fields)}}}"
