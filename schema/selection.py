"""Selection → query model and response shape.

Walks a validated operation with the declarations of every field beside it, and builds two trees at once: what to read
(`graph.query`) and how the rows become the response (`schema.shapes`).  Fields are collected per concrete type as the
specification says (section 6.3.2); what all possible types share is read once, outside the CASE on type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)

from auth.permissions import Permission
from graph import kinds
from graph.accesses import shown
from graph.merging import mergeable
from graph.model import (
    Bound,
    Computed,
    Confidential,
    Derived,
    Embedded,
    Fragment,
    Item,
    Link,
    Part,
    Property,
    Unwound,
    Worded,
)
from graph.query import (
    AllRecords,
    BoundColumn,
    BoundRecord,
    Column,
    DerivedColumn,
    ItemColumn,
    ItemRecords,
    Linked,
    ListColumn,
    ManyRecords,
    OneRecord,
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
from schema.collecting import Collected, Collecting, Nodes, identities, named_type
from schema.costs import SPANS, Cost, PageSize, Span
from schema.declarations import AllOf, ById, ByIds, Declaration, Followed, Local, Written
from schema.drawings import Drawing
from schema.handwriting import Handwriting, Preparation
from schema.paging import Paging
from schema.shapes import (
    ComputedShape,
    ConfidentialShape,
    ConstantShape,
    EmbeddedShape,
    FieldShape,
    LeafShape,
    ListShape,
    LocalShape,
    ObjectShape,
    OneShape,
    Shape,
    TypeNameShape,
)
from schema.wheres import Refused

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
    most: Value | None = None
    """How many rows a list of the enclosing fragment may have, where that is asked for."""

    def add(self, column: Column) -> Column:
        self.row.add(column, self.types)
        return column


@dataclass
class Selected:
    """What a selection comes to: the roots to read, the response's shape, and what to check per request."""

    fields: list[FieldShape] = field(default_factory=list[FieldShape])
    roots: list[Root] = field(default_factory=list[Root])
    cost: Cost = field(default_factory=Cost)
    sizes: list[PageSize | Span] = field(default_factory=list[PageSize | Span])
    preparations: list[Preparation] = field(default_factory=list["Preparation"])
    drawings: list[Drawing] = field(default_factory=list["Drawing"])


class Selection(Collecting, Paging, Handwriting):
    """Plans one operation for one set of permissions."""

    def __init__(
        self,
        assembly: Assembly,
        planning: Planning,
        fragments: Mapping[str, FragmentDefinitionNode],
        permissions: frozenset[Permission],
        open_cursor: Callable[[str, str, int], list[Any]],
        watched: bool = False,
    ) -> None:
        self.assembly = assembly
        self.model = assembly.model
        self.schema: GraphQLSchema = assembly.schema
        self.planning = planning
        self.fragments = fragments
        self.permissions = permissions
        self.open_cursor = open_cursor
        self.watched = watched
        """Whether the answer may show records whose reading is noted (`graph/accesses.py`)."""
        self.sizes: list[PageSize | Span] = []
        self.preparations: list[Preparation] = []
        self.drawings: list[Drawing] = []

    def operation(self, operation: OperationDefinitionNode, skip: tuple[str, ...] = ()) -> Selected:
        """Plan an operation's root fields, but those named in `skip`."""
        root = cast(GraphQLObjectType, self.schema.get_root_type(operation.operation))
        selected = Selected(sizes=self.sizes, preparations=self.preparations, drawings=self.drawings)
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

    # Objects

    def record(self, type_: Any, nodes: Nodes, row: Row, cost: Cost, path: str) -> ObjectShape:
        """The shape of a record of a concrete or abstract type, whose columns go to `row`."""
        shape = self._record(type_, nodes, row, cost, path)
        expression = shown(self.model[type_.name]) if self.watched else None
        if expression is not None:
            shape.shown = DerivedColumn(expression)
            row.add(shape.shown)
        return shape

    def _record(self, type_: Any, nodes: Nodes, row: Row, cost: Cost, path: str) -> ObjectShape:
        sets = [node.selection_set for node in nodes if node.selection_set]
        if isinstance(type_, GraphQLObjectType):
            return ObjectShape(self._fields(type_, self.collect(type_, sets), Place(row, cost, None, path)), row=row)
        concrete = [cast(GraphQLObjectType, self.schema.type_map[name]) for name in self.possible(type_)]
        collected = {one.name: self.collect(one, sets) for one in concrete}
        first = collected[concrete[0].name]
        same = all(identities(one) == identities(first) for one in collected.values())
        interface = cast(GraphQLInterfaceType, type_)
        shared: dict[tuple[str, tuple[int, ...]], FieldShape] = {}
        for key, field_nodes in first.items():
            identity = (key, tuple(map(id, field_nodes)))
            name = field_nodes[0].name.value
            if (name == "__typename" or name in interface.fields) and all(
                identity in identities(one) for one in collected.values()
            ):
                shared[identity] = self.field_of(interface, key, field_nodes, Place(row, cost, None, path))
        if same and len(shared) == len(first):
            return ObjectShape([shared[key, tuple(map(id, one))] for key, one in first.items()], row=row)
        row.add(TYPE)
        variants: dict[str, list[FieldShape]] = {}
        for one in concrete:
            fields: list[FieldShape] = []
            for key, field_nodes in collected[one.name].items():
                known = shared.get((key, tuple(map(id, field_nodes))))
                place = Place(row, cost, (one.name,), path)
                fields.append(known or self.field_of(one, key, field_nodes, place))
            variants[one.name] = fields
        return ObjectShape([], variants, row, TYPE)

    def plain(self, type_: Any, nodes: Nodes, place: Place) -> ObjectShape:
        """The shape of an object that is no record: its fields read the enclosing row."""
        sets = [node.selection_set for node in nodes if node.selection_set]
        return ObjectShape(self._fields(type_, self.collect(type_, sets), place), row=place.row)

    def _fields(self, type_: GraphQLObjectType, collected: Collected, place: Place) -> list[FieldShape]:
        return [self.field_of(type_, key, nodes, place) for key, nodes in collected.items()]

    def field_of(self, type_: Any, key: str, nodes: Nodes, place: Place) -> FieldShape:
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
        inner = Place(place.row, place.cost, place.types, path, place.fragment, place.item_row, place.most)
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
        self.ordered(definition.args, arguments, place.path)
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
            case Worded(indices, compute):
                items = {str(index): place.add(ItemColumn(place.item_row, index)) for index in indices}
                return ComputedShape(place.row, items, {}, compute)
            case Confidential(prop):
                id, column = place.add(PropertyColumn("id")), place.add(PropertyColumn(prop))
                return ConfidentialShape(place.row, id, column, prop)
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
                source = OneRecord(label, cast(Leaf, arguments[argument]).value(), led=mergeable(self.model, label))
                return self.one(source, named, nodes, place)
            case Written(label):
                return self.one(OneRecord(label, WRITTEN), named, nodes, place)
            case ByIds(label):
                return self.by_ids(label, cast(Leaf, arguments["ids"]), named, nodes, place)
            case Unwound(bound, order, text):
                row, rows = f"@{bound}", Row()
                cost = place.cost.times(None, 4) if place.most is None else place.cost.times(place.most)
                column = place.add(ListColumn(UnwoundRows(bound, row, order, text), rows))
                inner = self.plain(named, nodes, Place(rows, cost, None, place.path, None, row))
                return ListShape(place.row, column, inner)
            case Item(index, _) if declaration.shape == "maybe":
                return self.one(ItemRecords(place.item_row, index), named, nodes, place)
            case Item(index, _, order):
                size = self.size(arguments.get("first"), f"{place.path}.first", 5)
                rows, cost = Row(), place.cost.times(size.value)
                column = place.add(ListColumn(ItemRecords(place.item_row, index, order), rows, size.value))
                return ListShape(place.row, column, self.record(named, nodes, rows, cost, place.path))
            case AllOf(label):
                return self.connection(AllRecords(label), label, named, nodes, arguments, place)
            case Link(hops, True):
                return self.connection(Linked(hops, True), hops[-1].label, named, nodes, arguments, place)
            case Followed():
                return self.followed(storage, named, nodes, arguments, place)
            case Fragment():
                return self.handwritten(storage, declaration.shape, named, nodes, arguments, place)
            case _:
                raise LookupError(f"no plan for {storage!r}")

    def ordered(self, definitions: Mapping[str, Any], arguments: Mapping[str, Argument], path: str) -> None:
        """Of two arguments that are the first day and the last, it is checked at each request that they are."""
        for names in SPANS:
            days = [arguments.get(name) for name in names if named_type_of(definitions, name) == "Date"]
            first, last = days if len(days) == 2 else (None, None)
            if isinstance(first, Leaf) and isinstance(last, Leaf):
                self.sizes.append(Span(path, names, (first.value(), last.value())))

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


def named_type_of(definitions: Mapping[str, Any], name: str) -> str | None:
    return named_type(definitions[name].type).name if name in definitions else None
