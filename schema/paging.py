"""The arguments of a connection → a page: size, order, position, and what of `pageInfo` has to be read.

Cursors are sealed `(order keys …, id)`; the seal names the label and the order, so that a cursor of another list is
refused rather than misread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from graph.model import Model, Property, order_key
from graph.query import (
    BoundColumn,
    Column,
    FragmentRows,
    Order,
    Page,
    PageColumn,
    Position,
    PropertyColumn,
    Row,
    Source,
    Value,
    Variables,
)
from schema.arguments import Argument, Leaf
from schema.collecting import Collected, Nodes, named_type
from schema.costs import DEFAULT_PAGE, Cost, PageSize, Span
from schema.shapes import (
    ConnectionShape,
    ConstantShape,
    CursorShape,
    FieldShape,
    NodeShape,
    ObjectShape,
    PageInfoShape,
    RowsShape,
    Shape,
    TotalShape,
)
from schema.wheres import Refused, where_condition

if TYPE_CHECKING:
    from graphql import SelectionSetNode

    from schema.declarations import Declaration
    from schema.selection import Place


class Paging:
    """The half of the selection that knows connections and their pages."""

    model: Model
    sizes: list[PageSize | Span]
    open_cursor: Callable[[str, str, int], list[Any]]

    if TYPE_CHECKING:

        def permit(self, declaration: Declaration, type_name: str, name: str) -> None: ...
        def collect(self, type_: Any, sets: Sequence[SelectionSetNode]) -> Collected: ...
        def record(self, type_: Any, nodes: Nodes, row: Row, cost: Cost, path: str) -> ObjectShape: ...
        def field_of(self, type_: Any, key: str, nodes: Nodes, place: Place) -> FieldShape: ...

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

    # Connections

    def connection(
        self,
        source: Source,
        label: str,
        named: Any,
        nodes: Nodes,
        arguments: Mapping[str, Argument],
        place: Place,
    ) -> ConnectionShape:
        page, size, order_name = self.page(source, label, arguments, place.path)
        condition = arguments.get("where")
        if condition is not None:
            page.where = where_condition(
                cast(Any, self), label, cast(Mapping[str, Argument], condition), f"{place.path}.where"
            )
        shape = ConnectionShape(place.row, PageColumn(page), page, size.value, [], order_name)
        row = Row()
        fragment = source.fragment if isinstance(source, FragmentRows) else None
        weight = fragment.cost if fragment else 1
        cost = place.cost.times(size.value, weight)
        sets = [node.selection_set for node in nodes if node.selection_set]
        for key, inner_nodes in self.collect(named, sets).items():
            name = inner_nodes[0].name.value
            shape.fields.append(
                FieldShape(
                    key,
                    self.connection_field(
                        name,
                        named,
                        inner_nodes,
                        shape,
                        replace(place, row=row, cost=cost, types=None, fragment=fragment, item_row=""),
                    ),
                    True,
                    f"{named.name}.{name}",
                )
            )
        if page.row is not None:
            page.row = row
        else:
            size.cursors = tuple(position.id for position in (page.after, page.before) if position is not None)
        place.add(shape.column)
        if page.cursors:
            shape.key_columns = self.key_columns(page, row)
        return shape

    def connection_field(self, name: str, connection: Any, nodes: Nodes, shape: ConnectionShape, place: Place) -> Shape:
        page = shape.page
        if name == "__typename":
            return ConstantShape(connection.name)
        if name == "totalCount":
            page.total = True
            place.cost.add(1)
            return TotalShape()
        page.row = place.row
        named: Any = named_type(connection.fields[name].type)
        sets = [node.selection_set for node in nodes if node.selection_set]
        if name == "nodes":
            return RowsShape(self.record(named, nodes, place.row, place.cost, f"{place.path}.nodes"))
        if name == "pageInfo":
            wanted = [(key, one[0].name.value) for key, one in self.collect(named, sets).items()]
            self.page_info(page, {field_name for _, field_name in wanted})
            return PageInfoShape(wanted)
        fields: list[FieldShape] = []
        for key, inner in self.collect(named, sets).items():
            field_name = inner[0].name.value
            if field_name == "cursor":
                page.cursors = True
                fields.append(FieldShape(key, CursorShape(), True, f"{named.name}.cursor"))
            elif field_name == "node":
                node_type: Any = named_type(named.fields["node"].type)
                path = f"{place.path}.edges.{key}"
                node = self.record(node_type, inner, place.row, place.cost, path)
                fields.append(FieldShape(key, NodeShape(node), True, f"{named.name}.node"))
            else:
                fields.append(self.field_of(named, key, inner, place))
        return RowsShape(ObjectShape(fields, row=place.row))
