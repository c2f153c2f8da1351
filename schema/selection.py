"""Selection → query model and response shape.

Walks a validated operation with the declarations of every field beside it, and builds two trees at once: what to read
(`graph.query`) and how the rows become the response (`schema.shapes`).  Fields are collected per concrete type as the
specification says (section 6.3.2); what all possible types share is read once, outside the CASE on type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.type import get_named_type  # pyright: ignore[reportUnknownVariableType]

from auth.permissions import Permission
from graph import kinds
from graph.model import Bound, Computed, Derived, Embedded, Fragment, Item, Link, Part, Property, Unwound
from graph.query import (
    AllRecords,
    BoundColumn,
    BoundRecord,
    Column,
    DerivedColumn,
    FragmentRows,
    ItemColumn,
    ItemRecords,
    Linked,
    ListColumn,
    ManyRecords,
    OneRecord,
    PageColumn,
    PropertyColumn,
    Root,
    Row,
    RowColumn,
    Source,
    UnwoundRows,
    Value,
)
from schema.arguments import Argument, Leaf, Planning
from schema.assembly import Assembly
from schema.costs import Cost, PageSize
from schema.declarations import AllOf, ById, ByIds, Declaration, Local, Written
from schema.paging import Paging
from schema.shapes import (
    ComputedShape,
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
    Shape,
    TotalShape,
    TypeNameShape,
)
from schema.wheres import Refused, where_condition

Nodes = list[FieldNode]
Collected = dict[str, Nodes]
TYPE = PropertyColumn("type")
WRITTEN_ID = " written"
"""Under this name, which no variable can have, a mutation's variables hold the id of the record it wrote."""
WRITTEN = Value(lambda variables: variables[WRITTEN_ID])


@dataclass
class Place:
    """Where a field is being planned: its parent's row and cost, and the types its columns are read for."""

    row: Row
    cost: Cost
    types: tuple[str, ...] | None
    path: str
    fragment: Fragment | None = None
    item_row: str = ""

    def add(self, column: Column) -> Column:
        self.row.add(column, self.types)
        return column


@dataclass
class Selected:
    """What a selection comes to: the roots to read, the response's shape, and what to check per request."""

    fields: list[FieldShape] = field(default_factory=list[FieldShape])
    roots: list[Root] = field(default_factory=list[Root])
    cost: Cost = field(default_factory=Cost)
    sizes: list[PageSize] = field(default_factory=list[PageSize])


class Selection(Paging):
    """Plans one operation for one set of permissions."""

    def __init__(
        self,
        assembly: Assembly,
        planning: Planning,
        fragments: Mapping[str, FragmentDefinitionNode],
        permissions: frozenset[Permission],
        open_cursor: Callable[[str, str, int], list[Any]],
    ) -> None:
        self.assembly = assembly
        self.model = assembly.model
        self.schema: GraphQLSchema = assembly.schema
        self.planning = planning
        self.fragments = fragments
        self.permissions = permissions
        self.open_cursor = open_cursor
        self.sizes: list[PageSize] = []

    def operation(self, operation: OperationDefinitionNode, skip: tuple[str, ...] = ()) -> Selected:
        """Plan an operation's root fields, but those named in `skip`."""
        root = cast(GraphQLObjectType, self.schema.get_root_type(operation.operation))
        selected = Selected(sizes=self.sizes)
        for key, nodes in self.collect(root, [operation.selection_set]).items():
            if nodes[0].name.value not in skip:
                self.root_field(root, key, nodes, selected)
        return selected

    def root_field(self, root: GraphQLObjectType, key: str, nodes: Nodes, selected: Selected) -> None:
        if nodes[0].name.value == "__typename":
            selected.fields.append(FieldShape(key, ConstantShape(root.name), True, f"{root.name}.__typename"))
            return
        holder = Row()
        shape = self.field(root, key, nodes, Place(holder, selected.cost, None, key))
        for column in holder.columns:
            selected.roots.append(Root(cast(Any, column)))
        selected.fields.append(shape)

    def payload(self, member: str, nodes: Nodes) -> Selected:
        """Plan a mutation's payload, once it is known which member of the union it is."""
        type_ = cast(GraphQLObjectType, self.schema.type_map[member])
        selected, holder = Selected(sizes=self.sizes), Row()
        sets = [node.selection_set for node in nodes if node.selection_set]
        place = Place(holder, selected.cost, None, nodes[0].name.value)
        selected.fields = self._fields(type_, self.collect(type_, sets), place)
        selected.roots = [Root(cast(Any, column)) for column in holder.columns]
        return selected

    # Collecting fields

    def collect(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Collected:
        """Response key → field nodes, for one concrete type, fragments applied, `@skip` and `@include` obeyed."""
        found: Collected = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set, found, visited)
        return found

    def _collect(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, found: Collected, visited: set[str]
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_):
                    self._collect(type_, selection.selection_set, found, visited)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in visited:
                    continue
                visited.add(name)
                fragment = self.fragments[name]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set, found, visited)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        return (
            condition == type_.name
            or any(one.name == condition for one in type_.interfaces)
            or (self._in_union(condition, type_))
        )

    def _in_union(self, condition: str, type_: GraphQLObjectType) -> bool:
        named: Any = self.schema.type_map.get(condition)
        return named is not None and hasattr(named, "types") and type_ in named.types

    def _included(self, selection: Any) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                continue
            definition: Any = self.schema.get_directive(name)
            argument = self.planning.literal(directive.arguments[0].value, definition.args["if"].type)
            if cast(Leaf, argument).fixed() == (name == "skip"):
                return False
        return True

    # Objects

    def record(self, type_: Any, nodes: Nodes, row: Row, cost: Cost, path: str) -> ObjectShape:
        """The shape of a record of a concrete or abstract type, whose columns go to `row`."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        if isinstance(type_, GraphQLObjectType):
            return ObjectShape(self._fields(type_, self.collect(type_, sets), Place(row, cost, None, path)), row=row)
        concrete = [cast(GraphQLObjectType, self.schema.type_map[name]) for name in self._possible(type_)]
        collected = {one.name: self.collect(one, sets) for one in concrete}
        first = collected[concrete[0].name]
        same = all(_identity(one) == _identity(first) for one in collected.values())
        interface = cast(GraphQLInterfaceType, type_)
        shared: dict[tuple[str, tuple[int, ...]], FieldShape] = {}
        for key, field_nodes in first.items():
            identity = (key, tuple(map(id, field_nodes)))
            name = field_nodes[0].name.value
            if (name == "__typename" or name in interface.fields) and all(
                identity in _identity(one) for one in collected.values()
            ):
                shared[identity] = self._one(interface, key, field_nodes, Place(row, cost, None, path))
        if same and len(shared) == len(first):
            return ObjectShape([shared[key, tuple(map(id, one))] for key, one in first.items()], row=row)
        row.add(TYPE)
        variants: dict[str, list[FieldShape]] = {}
        for one in concrete:
            fields: list[FieldShape] = []
            for key, field_nodes in collected[one.name].items():
                known = shared.get((key, tuple(map(id, field_nodes))))
                place = Place(row, cost, (one.name,), path)
                fields.append(known or self._one(one, key, field_nodes, place))
            variants[one.name] = fields
        return ObjectShape([], variants, row, TYPE)

    def _possible(self, type_: Any) -> Sequence[str]:
        if type_.name in self.model:
            return self.model[type_.name].possible
        return sorted(one.name for one in self.schema.get_possible_types(type_))

    def plain(self, type_: Any, nodes: Nodes, place: Place) -> ObjectShape:
        """The shape of an object that is no record: its fields read the enclosing row."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        return ObjectShape(self._fields(type_, self.collect(type_, sets), place), row=place.row)

    def _fields(self, type_: GraphQLObjectType, collected: Collected, place: Place) -> list[FieldShape]:
        return [self._one(type_, key, nodes, place) for key, nodes in collected.items()]

    def _one(self, type_: Any, key: str, nodes: Nodes, place: Place) -> FieldShape:
        if nodes[0].name.value == "__typename":
            if isinstance(type_, GraphQLObjectType):
                return FieldShape(key, ConstantShape(type_.name), True, f"{type_.name}.__typename")
            return FieldShape(key, TypeNameShape(place.row, place.add(TYPE)), True, f"{type_.name}.__typename")
        return self.field(type_, key, nodes, place)

    # Fields

    def field(self, type_: Any, key: str, nodes: Nodes, place: Place) -> FieldShape:
        name = nodes[0].name.value
        definition = type_.fields[name]
        declaration = self.assembly.declaration(type_.name, name)
        if declaration is None:
            raise LookupError(f"{type_.name}.{name} says nothing of how it is stored")
        self.permit(declaration, type_.name, name)
        path = f"{place.path}.{key}" if place.path != key else key
        inner = Place(place.row, place.cost, place.types, path, place.fragment, place.item_row)
        shape = self.shape(declaration, definition, nodes, inner)
        return FieldShape(key, shape, isinstance(definition.type, GraphQLNonNull), f"{type_.name}.{name}")

    def permit(self, declaration: Declaration, type_name: str, name: str) -> None:
        """Refuse a field that needs a permission the viewer lacks, whatever the data (DESIGN section 5)."""
        if declaration.permission is not None and Permission(declaration.permission) not in self.permissions:
            raise Refused(f"{type_name}.{name} needs the permission {declaration.permission}.", "FORBIDDEN")

    def shape(self, declaration: Declaration, definition: Any, nodes: Nodes, place: Place) -> Shape:
        storage = declaration.storage
        named = named_type(definition.type)
        arguments = self.planning.arguments(definition.args, nodes[0])
        match storage:
            case Property(prop, kind):
                if kind is kinds.NAMES and arguments.get("locale") is not None:
                    return self.localized(prop, arguments, place)
                return self.leaf(PropertyColumn(prop), named, place)
            case Part(suffix):
                return self.leaf(PropertyColumn(kinds.part_name(place.item_row, suffix)), named, place)
            case Derived(cypher, _):
                return self.leaf(DerivedColumn(cypher), named, place)
            case Bound(bound, None):
                return self.leaf(BoundColumn(bound), named, place)
            case Item(index, None):
                return self.leaf(ItemColumn(place.item_row, index), named, place)
            case Computed(needs, compute):
                columns = {prop: place.add(PropertyColumn(prop)) for prop in needs}
                values = {key: value.value() for key, value in arguments.items() if isinstance(value, Leaf)}
                return ComputedShape(place.row, columns, values, compute)
            case Embedded(prop):
                witness = place.add(PropertyColumn(storage.witness))
                inside = Place(place.row, place.cost, place.types, place.path, None, prop)
                return EmbeddedShape(place.row, witness, self.plain(named, nodes, inside))
            case Local(compute):
                composite = isinstance(named, GraphQLObjectType)
                return LocalShape(compute, self.plain(named, nodes, place) if composite else None)
            case Link(hops, many) if declaration.shape == "list":
                return self.list_of(Linked(hops, many), named, nodes, place)
            case Link(hops, False):
                return self.one(Linked(hops, False), named, nodes, place)
            case Bound(bound, _):
                return self.one(BoundRecord(bound), named, nodes, place)
            case ById(label, argument):
                return self.one(OneRecord(label, cast(Leaf, arguments[argument]).value()), named, nodes, place)
            case Written(label):
                return self.one(OneRecord(label, WRITTEN), named, nodes, place)
            case ByIds(label):
                return self.by_ids(label, cast(Leaf, arguments["ids"]), named, nodes, place)
            case Unwound(bound):
                row, rows, cost = f"@{bound}", Row(), place.cost.times(None, 4)
                column = place.add(ListColumn(UnwoundRows(bound, row), rows))
                inner = self.plain(named, nodes, Place(rows, cost, None, place.path, None, row))
                return ListShape(place.row, column, inner)
            case Item(index, _):
                size = self.size(arguments.get("first"), f"{place.path}.first", 5)
                rows, cost = Row(), place.cost.times(size.value)
                column = place.add(ListColumn(ItemRecords(place.item_row, index), rows, size.value))
                return ListShape(place.row, column, self.record(named, nodes, rows, cost, place.path))
            case AllOf(label):
                return self.connection(AllRecords(label), label, named, nodes, arguments, place)
            case Link(hops, True):
                return self.connection(Linked(hops, True), hops[-1].label, named, nodes, arguments, place)
            case Fragment():
                values = {
                    key: value.value()
                    for key, value in arguments.items()
                    if isinstance(value, Leaf) and key not in ("first", "after", "last", "before")
                }
                return self.connection(FragmentRows(storage, values), storage.label, named, nodes, arguments, place)
            case _:
                raise LookupError(f"no plan for {storage!r}")

    def leaf(self, column: Column, named: Any, place: Place) -> LeafShape:
        values = frozenset(named.values) if isinstance(named, GraphQLEnumType) else None
        return LeafShape(place.row, place.add(column), values)

    def localized(self, prop: str, arguments: Mapping[str, Argument], place: Place) -> ComputedShape:
        columns = {part: place.add(PropertyColumn(kinds.part_name(prop, part))) for part in kinds.NAMES.parts}
        locale = cast(Leaf, arguments["locale"]).value()
        return ComputedShape(
            place.row,
            columns,
            {"locale": locale},
            lambda values, given: kinds.localized(values, given["locale"])[0],
        )

    def one(self, source: Source, named: Any, nodes: Nodes, place: Place) -> OneShape:
        row = Row()
        column = place.add(RowColumn(source, row))
        return OneShape(place.row, column, self.record(named, nodes, row, place.cost.times(None), place.path))

    def list_of(self, source: Source, named: Any, nodes: Nodes, place: Place) -> ListShape:
        row = Row()
        column = place.add(ListColumn(source, row))
        return ListShape(place.row, column, self.record(named, nodes, row, place.cost.times(None, 2), place.path))

    def by_ids(self, label: Any, ids: Leaf, named: Any, nodes: Nodes, place: Place) -> ListShape:
        row, value = Row(), ids.value()
        self.sizes.append(PageSize(value, f"{place.path}.ids", counted=True))
        column = place.add(ListColumn(ManyRecords(label, value), row))
        cost = place.cost.times(value)
        return ListShape(place.row, column, self.record(named, nodes, row, cost, place.path), nullable_items=True)

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
            page.where = where_condition(self, label, cast(Mapping[str, Argument], condition), f"{place.path}.where")
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
                        name, named, inner_nodes, shape, Place(row, cost, None, place.path, fragment)
                    ),
                    True,
                    f"{named.name}.{name}",
                )
            )
        if page.row is not None:
            page.row = row
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
                fields.append(self._one(named, key, inner, place))
        return RowsShape(ObjectShape(fields, row=place.row))


def _identity(collected: Collected) -> set[tuple[str, tuple[int, ...]]]:
    return {(key, tuple(map(id, nodes))) for key, nodes in collected.items()}


def named_type(type_: Any) -> Any:
    """The type within lists and non-nulls."""
    return get_named_type(type_)  # pyright: ignore[reportUnknownVariableType]
