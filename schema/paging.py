"""The arguments of a connection → a page: size, order, position, and what of `pageInfo` has to be read.

Cursors are sealed `(order keys …, id)`; the seal names the label and the order, so that a cursor of another list is
refused rather than misread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from graph.model import Model, Property, order_key
from graph.query import (
    BoundColumn,
    Column,
    FragmentRows,
    Order,
    Page,
    Position,
    PropertyColumn,
    Row,
    Source,
    Value,
    Variables,
)
from schema.arguments import Argument, Leaf
from schema.costs import DEFAULT_PAGE, PageSize
from schema.wheres import Refused

if TYPE_CHECKING:
    from schema.declarations import Declaration


class Paging:
    """The half of the selection that knows pages."""

    model: Model
    sizes: list[PageSize]
    open_cursor: Callable[[str, str, int], list[Any]]

    if TYPE_CHECKING:

        def permit(self, declaration: Declaration, type_name: str, name: str) -> None: ...

        assembly: Any

    def page(
        self, source: Source, label: str, arguments: Mapping[str, Argument], path: str
    ) -> tuple[Page, PageSize, str]:
        """The page that the arguments ask for, how many rows it may hold, and the name of its order."""
        first, last = arguments.get("first"), arguments.get("last")
        if first is not None and last is not None:
            raise Refused(f"{path}: give `first` or `last`, not both.")
        backward = last is not None
        size = self.size(last if backward else first, f"{path}.{'last' if backward else 'first'}", DEFAULT_PAGE)
        limit = Value(lambda variables: size.value.read(variables) + 1)
        orders, name = self.orders(source, label, arguments.get("orderBy"))
        page = Page(source, orders, limit=limit, backward=backward)
        page.after = self.position(arguments.get("after"), name, len(orders), f"{path}.after")
        page.before = self.position(arguments.get("before"), name, len(orders), f"{path}.before")
        return page, size, name

    def size(self, argument: Argument, path: str, default: int) -> PageSize:
        value = argument.value() if isinstance(argument, Leaf) else Value(lambda _: default)
        size = PageSize(value, path)
        self.sizes.append(size)
        return size

    def orders(self, source: Source, label: str, argument: Argument) -> tuple[tuple[Order, ...], str]:
        """The orders of a page, and the name under which its cursors are sealed."""
        if isinstance(source, FragmentRows):
            fragment = source.fragment
            return (
                tuple(Order(column, descending, bound=True) for column, descending in fragment.order),
                f"{label}:{'.'.join(fragment.binds)}",
            )
        record = self.model[label]
        field_name, descending = record.default_order, False
        if argument is not None:
            order = cast(Mapping[str, Leaf], argument)
            field_name, descending = order["field"].fixed(), order["direction"].fixed() == "DESC"
            self.permit(self.assembly.declarations[label][field_name], label, field_name)
        storage = record.fields.get(field_name)
        key = order_key(cast(Property, storage)) if storage is not None else "id"
        return (Order(key, descending),), f"{label}:{field_name}:{'desc' if descending else 'asc'}"

    def position(self, argument: Argument, name: str, orders: int, path: str) -> Position | None:
        if not isinstance(argument, Leaf):
            return None
        sealed = argument.value()

        def part(index: int) -> Value:
            def read(variables: Variables) -> Any:
                text = sealed.read(variables)
                try:
                    return self.open_cursor(name, text, orders + 1)[index]
                except ValueError:
                    raise Refused(
                        f"{path}: {text[:40]!r} is no cursor of this list and order; take one from it."
                    ) from None

            return Value(read)

        return Position(tuple(part(index) for index in range(orders)), part(orders))

    def page_info(self, page: Page, wanted: set[str]) -> None:
        """Note on the page what the selected fields of `pageInfo` need."""
        if wanted & {"startCursor", "endCursor"}:
            page.cursors = True
        ahead, behind = "hasNextPage", "hasPreviousPage"
        if page.backward:
            ahead, behind = behind, ahead
        if behind in wanted and (page.before if page.backward else page.after) is not None:
            page.other_side = True

    def key_columns(self, page: Page, row: Row) -> tuple[Column, ...]:
        """The columns that a row's cursor is made of."""
        columns: list[Column] = []
        for order in page.orders:
            columns.append(BoundColumn(cast(Any, order.key)) if order.bound else PropertyColumn(order.key))
        columns.append(PropertyColumn("id"))
        for column in columns:
            row.add(column)
        return tuple(columns)
