"""Handwritten sources → rows: their arguments, what those may be, and what Python does before and after the read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from graph.kinds import ValueProblem
from graph.model import Fragment, Model, Prepared
from graph.query import FragmentRows, Row, RowColumn, Value, Variables
from schema.arguments import Argument, Leaf
from schema.collecting import Nodes
from schema.costs import DEFAULT_PAGE, Bounds, PageSize, Span
from schema.declarations import Followed
from schema.drawings import Drawing, drawings
from schema.shapes import LocalShape, OneShape, Shape
from schema.wheres import Refused, where_condition

if TYPE_CHECKING:
    from schema.selection import Place, Selection

PAGED = ("first", "after", "last", "before")
PREPARED = " prepared "
"""Begins the names, which no variable can have, of what is worked out before the statement."""


@dataclass(frozen=True)
class Preparation:
    """Something to be worked out in memory for a field: from its arguments, kept under a name among the variables."""

    prepared: Prepared
    arguments: Mapping[str, Value]
    name: str
    path: str

    def given(self, variables: Variables) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
        """Its arguments, and the parameters of its statement, None: nothing need be read; raises `Refused`."""
        arguments = {name: value.read(variables) for name, value in self.arguments.items()}
        try:
            return arguments, self.prepared.given(arguments)
        except ValueProblem as problem:
            raise Refused(f"{self.path}: {problem}.") from None


class Handwriting:
    """The part of the selection that knows handwritten sources."""

    model: Model
    sizes: list[PageSize | Span]
    preparations: list[Preparation]
    drawings: list[Drawing]

    if TYPE_CHECKING:

        def size(self, argument: Any, path: str, default: int) -> Any: ...

        def plain(self, type_: Any, nodes: Nodes, place: Place) -> Any: ...

        def connection(
            self, source: Any, label: Any, named: Any, nodes: Nodes, arguments: Any, place: Place
        ) -> Any: ...

    def handwritten(
        self,
        fragment: Fragment,
        shape: str,
        named: Any,
        nodes: Nodes,
        arguments: Mapping[str, Argument],
        place: Place,
    ) -> Shape:
        """A connection, or the one row, of a handwritten source."""
        if shape != "connection":
            source = self.asked_of(fragment, arguments, place.path)
            if fragment.prepared is not None:
                value = self.prepare(fragment.prepared, source.arguments, place)
                source = replace(source, arguments={**source.arguments, fragment.prepared.name: value})
            return self.row_of(source, named, nodes, arguments, place)
        given = {key: one for key, one in arguments.items() if key not in PAGED}
        self.bounded(fragment, given, place.path)
        values = {key: value_of(fragment, one) for key, one in given.items() if isinstance(one, Leaf)}
        values |= {key: whole(one) for key, one in given.items() if isinstance(one, Mapping) and key != "where"}
        if fragment.prepared is not None:
            values = {fragment.prepared.name: self.prepare(fragment.prepared, values, place)}
        source = FragmentRows(fragment, values, chosen(fragment, given))
        return self.connection(source, fragment.label, named, nodes, arguments, place)

    def prepare(self, prepared: Prepared, arguments: Mapping[str, Value], place: Place) -> Value:
        """The value that is to be worked out before the statement."""
        wanted = Preparation(prepared, arguments, f"{PREPARED}{len(self.preparations)}", place.path)
        self.preparations.append(wanted)
        place.cost.add(prepared.cost)
        return Value(lambda variables: variables.get(wanted.name))

    def followed(
        self, storage: Followed, named: Any, nodes: Nodes, arguments: Mapping[str, Argument], place: Place
    ) -> LocalShape:
        """Events about what is being prepared, for the arguments that a query for it would have."""
        leaves = {key: one for key, one in arguments.items() if isinstance(one, Leaf)}
        values = {key: leaf.naming() for key, leaf in leaves.items() if key != "of"}
        self.prepare(storage.prepared[leaves["of"].fixed()], values, place)
        return LocalShape(lambda progress: progress, self.plain(named, nodes, place))

    def asked_of(self, fragment: Fragment, arguments: Mapping[str, Argument], path: str) -> FragmentRows:
        """A handwritten source of one row, with its arguments; raises `Refused` where it cannot answer."""
        leaves = {key: value for key, value in arguments.items() if isinstance(value, Leaf)}
        self.bounded(fragment, leaves, path)
        choices = chosen(fragment, leaves)
        problem = fragment.problem(frozenset(leaves) | choices)
        if problem is not None:
            raise Refused(f"{path}.{problem}")
        where, condition = arguments.get("where"), None
        if fragment.filters is not None and where is not None:
            condition = where_condition(
                cast("Selection", self), fragment.label, cast(Mapping[str, Argument], where), f"{path}.where"
            )
        return FragmentRows(
            fragment, {key: value_of(fragment, leaf) for key, leaf in leaves.items()}, choices, condition
        )

    def row_of(
        self, source: FragmentRows, named: Any, nodes: Nodes, arguments: Mapping[str, Argument], place: Place
    ) -> OneShape:
        """The one row of a handwritten source, as an object that is no record; its lists are `first` long at most."""
        row, cost = Row(), place.cost.times(None, source.fragment.cost)
        bounded = any(name == "first" for name, *_ in source.fragment.limits)
        if isinstance(arguments.get("first"), Leaf) and not bounded:
            self.size(arguments["first"], f"{place.path}.first", DEFAULT_PAGE)
        column = place.add(RowColumn(source, row))
        most = source.arguments.get("first")
        inner = replace(place, row=row, cost=cost, types=None, fragment=source.fragment, item_row="", most=most)
        shape = OneShape(place.row, column, self.plain(named, nodes, inner))
        if source.fragment.drawn is not None:
            self.drawings += drawings(source.fragment.drawn, cast(RowColumn, column))
        return shape

    def bounded(self, fragment: Fragment, given: Mapping[str, Argument], path: str) -> None:
        """The arguments of a handwritten source that have bounds are checked at each request, and before a plan."""
        for name, least, most in fragment.limits:
            one = given.get(name)
            members = {f".{key}": member for key, member in one.items()} if isinstance(one, Mapping) else {"": one}
            for key, leaf in members.items():
                if isinstance(leaf, Leaf):
                    counted, bounds = isinstance(leaf.current, list), Bounds(least, most)
                    self.sizes.append(PageSize(leaf.value(), f"{path}.{name}{key}", counted, bounds=bounds))


def value_of(fragment: Fragment, leaf: Leaf) -> Value:
    """An argument's value; ids as they lead on, unless the text does that itself."""
    return leaf.value() if fragment.leads else leaf.naming()


def whole(argument: Mapping[str, Argument]) -> Value:
    """An input object of values as one parameter, a map of those that are given."""
    values = {key: leaf.value() for key, leaf in argument.items() if isinstance(leaf, Leaf)}
    return Value(lambda variables: {key: value.read(variables) for key, value in values.items()})


def chosen(fragment: Fragment, arguments: Mapping[str, Any]) -> frozenset[str]:
    """`argument=VALUE` for each argument whose value chooses the text; from now on part of the plan's key."""
    leaves = {key: arguments.get(key) for key in fragment.choices}
    return frozenset(f"{key}={leaf.fixed()}" for key, leaf in leaves.items() if isinstance(leaf, Leaf))
