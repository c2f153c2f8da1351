"""A plain interpreter: graphql-core's own executor over dicts, with no guard, no plan and no database.

Collecting fields, the order of keys, coercion and the propagation of nulls are the standard implementation's; what a
field answers is looked up or walked to, one record at a time.  Cursors are readable: `cursor:[order, keys, id]`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    get_named_type,
)

from auth.viewer import Viewer
from graph.model import Link
from tests.reference import cursors, duplicates, searches
from tests.reference.analyses import Analyses
from tests.reference.filters import Filters, fold, overdue
from tests.reference.graphs import Graph, Item
from tests.reference.matrices import Matrix
from tests.reference.merges import preview
from tests.reference.networks import Networks
from tests.reference.paths import Paths
from tests.reference.stances import quadrant
from tests.reference.ties import Ties, among, conflicts, mutual

CURSOR = "cursor:"
Answered = Callable[[str, str, Mapping[str, Any], Any], None]
FALLBACK = {
    "en": ("en", "ckb", "kmr", "ar"),
    "ckb": ("ckb", "kmr", "ar", "en"),
    "kmr": ("kmr", "ckb", "en", "ar"),
    "ar": ("ar", "ckb", "en", "kmr"),
}


@dataclass
class Line:
    """A row of a list: the keys that order it, its record, and what its edge carries beside."""

    keys: tuple[Any, ...]
    item: Item
    edge: Mapping[str, Any]


class Interpreter:
    """Answers operations for one viewer from what he may see."""

    def __init__(
        self, schema: GraphQLSchema, graph: Graph, viewer: Viewer, today: str, answered: Answered | None = None
    ) -> None:
        """`answered` is told of every field that is answered: type, field, arguments, value."""
        self.answered = answered
        self.schema = schema
        self.graph = graph
        self.model = graph.model
        self.viewer = viewer
        self.today = today
        self.filters = Filters(graph, schema, today)

    def answer(self, document: DocumentNode, variables: Mapping[str, Any], name: str | None = None) -> ExecutionResult:
        found = execute_sync(
            self.schema,
            document,
            variable_values=dict(variables),
            operation_name=name,
            field_resolver=self.resolve,
            type_resolver=lambda value, *_: value.type,
        )
        assert isinstance(found, ExecutionResult)
        return found

    def resolve(self, source: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        value = self.value(source, info, self.leading(given) if info.field_name != "nodes" else given)
        if self.answered is not None:
            self.answered(info.parent_type.name, info.field_name, given, value)
        return value

    def value(self, source: Any, info: GraphQLResolveInfo, given: Mapping[str, Any]) -> Any:
        if source is None:
            return self.root(info, given)
        if isinstance(source, Item):
            return self.field(source, info, given)
        value = source[info.field_name]
        return value[: given["first"]] if "first" in given else value

    # Roots

    def root(self, info: GraphQLResolveInfo, given: Mapping[str, Any]) -> Any:
        name = info.field_name
        target = str(get_named_type(info.return_type))
        if name == "viewer":
            return viewer_answer(self.viewer)
        if name == "history":
            led = self.graph.led
            asked = led.get(given["id"], given["id"])
            entries = [
                one for one in self.graph.of("Entry") for id in [one.values["recordId"]] if led.get(id, id) == asked
            ]
            lines = [Line((item.values["time"],), item, {}) for item in entries]
            return self.page(lines, "Entry:entry.time", (True,), False, given)
        if name == "search":
            lines = [
                Line((match.score, named), item, {"score": match.score, "matched": match.text})
                for item, match, named in searches.found(self.graph, given)
            ]
            return self.page(lines, cursors.HITS, (True, False), False, given)
        if name == "duplicateCandidates":
            lines = [
                Line((edge["score"], one.id + edge["other"].id), one, edge)
                for one, edge in duplicates.found(self.graph, given)
            ]
            return self.page(lines, cursors.TWINS, (True, False), False, given)
        if name in ("coverage", "gaps", "overlaps"):
            return getattr(Matrix(self.graph, given, self.today, self.filters.hold), name)()
        if name == "mergePreview":
            return preview(self.graph, *(self.led_by("Record", given[end]) for end in ("keep", "merge")))
        if name == "quadrant":
            return quadrant(self.graph, self.by_id("Record", given["on"]), given)
        if name == "network":
            return Networks(self.graph, given).network()
        if name in ("brokers", "influence", "communities"):
            return getattr(Analyses(self.graph, given), name)()
        if name == "paths":
            return self.paths(given)
        if name in ("introductions", "ties", "mutualCollaborators", "tieChanges"):
            return getattr(self, snake(name))(given)
        if name == "nodes":
            return [self.led_by("Record", id) for id in given["ids"]]
        if target.endswith("Connection"):
            label = target.removesuffix("Connection")
            return self.records(label, self.graph.of(label), given)
        return self.led_by("Record" if name == "node" else target, given["id"])

    def paths(self, given: Mapping[str, Any]) -> dict[str, Any]:
        source, target = (self.by_id("Stakeholder", given[end]) for end in ("from", "to"))
        lines: list[Line] = []
        if source is not None and target is not None and source is not target:
            lines = [
                Line((length, strength, chain), target, {"length": length, "strength": strength, "steps": steps})
                for length, strength, chain, steps in Paths(self.graph, given).between(source, target)
            ]
        return self.page(lines, cursors.PATHS, (False, True, False), False, given)

    def introductions(self, given: Mapping[str, Any]) -> dict[str, Any]:
        target = self.by_id("Stakeholder", given["to"])
        standing = {self.graph.led.get(id, id) for id in self.viewer.organizations}
        own = [one for one in self.graph.of("Stakeholder") if one.id in standing]
        lines: list[Line] = []
        for source in own if target is not None and target not in own else ():
            avoided = {"avoid": [one.id for one in own], "maxLength": given.get("maxLength")}
            for length, strength, chain, steps in Paths(self.graph, avoided).between(source, target):
                edge = {"source": source, "length": length, "strength": strength, "steps": steps}
                lines.append(Line((length, strength, chain), steps[0]["other"][0], edge))
        return self.page(lines, cursors.INTRODUCTIONS, (False, True, False), False, given)

    def ties(self, given: Mapping[str, Any]) -> dict[str, Any]:
        lines = [
            Line(
                (weight, f"{one.id} {other.id}"),
                one,
                {"other": other, "strength": strength, "weight": weight, "ties": ties},
            )
            for one, (other, strength, weight, ties) in among(self.graph, given, self.today)
        ]
        return self.page(lines, cursors.PAIRS, (True, False), False, given)

    def mutual_collaborators(self, given: Mapping[str, Any]) -> dict[str, Any]:
        lines = [
            Line((weakest, weight), other, {"weakest": weakest, "strength": strength, "weight": weight, "ties": ties})
            for weakest, (other, strength, weight, ties) in mutual(self.graph, given, self.today)
        ]
        return self.page(lines, cursors.MUTUAL, (True, True), False, given)

    def tie_changes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        own = self.by_id("Stakeholder", given["of"])
        lines: list[Line] = []
        for other in self.graph.of("Stakeholder") if own is not None else ():
            found = Ties(self.graph, own, given).changed(other)
            if found is not None:
                gained, lost, day = found
                lines.append(Line((day,), other, {"day": day, "gained": gained, "lost": lost}))
        return self.page(lines, cursors.CHANGES, (True,), False, given)

    def led_by(self, type_name: str, id: str) -> Item | None:
        """The record of an id, or that which the id of a merged one leads to."""
        return self.by_id(type_name, self.graph.led.get(id, id))

    def leading(self, given: Any) -> Any:
        """Arguments with the ids of merged records where they lead; each once in a list."""
        if isinstance(given, dict):
            return {name: self.leading(value) for name, value in given.items()}
        if isinstance(given, list):
            led = [self.leading(value) for value in given]
            return led if led == given or isinstance(led[0], dict) else list(dict.fromkeys(led))
        return self.graph.led.get(given, given) if isinstance(given, str) else given

    def by_id(self, type_name: str, id: str) -> Item | None:
        found = self.graph.items.get(id)
        return found if found is not None and self.graph.is_a(found, type_name) else None

    # Fields

    def field(self, item: Item, info: GraphQLResolveInfo, given: Mapping[str, Any]) -> Any:
        name = info.field_name
        if name == "collaborators":
            lines = [
                Line((weight,), other, {"strength": strength, "weight": weight, "ties": ties})
                for other, strength, weight, ties in Ties(self.graph, item, given, self.today).collaborators()
            ]
            return self.page(lines, cursors.TIES, (True,), False, given)
        if name == "conflicts":
            lines = [
                Line((other.values["start"]["utc"], place.id), person, {"session": other, "participation": place})
                for person, other, place in conflicts(self.graph, item)
            ]
            return self.page(lines, cursors.CONFLICTS, (False, False), False, given)
        storage = self.model[item.type].fields[name]
        if isinstance(storage, Link):
            ends = self.graph.linked(item, storage)
            if str(get_named_type(info.return_type)) == "ExternalId":
                return sorted(ends, key=lambda end: end.id)
            if storage.many:
                return self.records(storage.target, ends, given)
            assert len(ends) < 2, f"{item.type}.{name} has {len(ends)} ends"
            return ends[0] if ends else None
        if name == "overdue":
            return overdue(item, self.today)
        if name.endswith("Locale"):
            return localized(item.values[name.removesuffix("Locale")], given.get("locale"))[1]
        value = item.values[name]
        if "locale" in info.parent_type.fields[name].args:
            return localized(value, given.get("locale"))[0]
        return value

    # Lists

    def records(self, label: str, items: Sequence[Item], given: Mapping[str, Any]) -> dict[str, Any]:
        order = given.get("orderBy") or {"field": None, "direction": "ASC"}
        name = camel(order["field"]) if order["field"] else self.model[label].default_order
        descending = order["direction"] == "DESC"
        lines = [Line((key_of(self.schema, label, name, item),), item, {}) for item in items]
        sealed = f"{label}:{name}:{'desc' if descending else 'asc'}"
        return self.page(lines, sealed, (descending,), descending, given)

    def page(
        self, lines: list[Line], name: str, descending: Sequence[bool], id_descending: bool, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        where = given.get("where")
        if where is not None:
            lines = [line for line in lines if self.filters.hold(line.item, where)]
        compare = comparison((*descending, id_descending))
        lines = sorted(lines, key=cmp_to_key(lambda one, other: compare(position(one), position(other))))
        after, before = (opened(given.get(end), name) for end in ("after", "before"))
        window = [
            line
            for line in lines
            if (after is None or compare(position(line), after) > 0)
            and (before is None or compare(position(line), before) < 0)
        ]
        first, last = given.get("first"), given.get("last")
        if last is not None:
            taken = window[len(window) - min(last, len(window)) :]
            further = before is not None and any(compare(position(line), before) >= 0 for line in lines)
            flags = {"hasPreviousPage": len(window) > last, "hasNextPage": further}
        else:
            number = 20 if first is None else first
            taken = window[:number]
            earlier = after is not None and any(compare(position(line), after) <= 0 for line in lines)
            flags = {"hasNextPage": len(window) > number, "hasPreviousPage": earlier}
        sealed = [CURSOR + json.dumps([name, *position(line)], ensure_ascii=False) for line in taken]
        return {
            "edges": [
                {"cursor": cursor, "node": line.item, **line.edge} for cursor, line in zip(sealed, taken, strict=True)
            ],
            "nodes": [line.item for line in taken],
            "totalCount": len(lines),
            "pageInfo": {
                **flags,
                "startCursor": sealed[0] if sealed else None,
                "endCursor": sealed[-1] if sealed else None,
            },
        }


def position(line: Line) -> tuple[Any, ...]:
    return (*line.keys, line.item.id)


def opened(cursor: str | None, name: str) -> tuple[Any, ...] | None:
    if cursor is None:
        return None
    order, *values = json.loads(cursor.removeprefix(CURSOR))
    assert order == name, f"a cursor of {order} was given to {name}"
    return tuple(values)


def comparison(descending: Sequence[bool]) -> Callable[[tuple[Any, ...], tuple[Any, ...]], int]:
    def compare(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
        for down, left, right in zip(descending, one, other, strict=True):
            if left != right:
                return (-1 if left < right else 1) * (-1 if down else 1)
        return 0

    return compare


def key_of(schema: GraphQLSchema, label: str, name: str, item: Item) -> Any:
    """By what a record of a list stands where it stands, ordered by a field."""
    fields: Any = schema.type_map[label]
    kind = "ID" if name == "id" else str(get_named_type(fields.fields[name].type))
    return order_key(kind, item.values.get(name), item)


def order_key(kind: str, value: Any, item: Item) -> Any:
    """What is missing comes last."""
    match kind:
        case "ID":
            return item.id
        case "String":
            text = value[""] if isinstance(value, dict) else value
            return "\U0010ffff" if text is None else fold(text)
        case "Int":
            return 2**62 if value is None else value
        case "Float":
            return 1e300 if value is None else value
        case "FuzzyDate":
            return value["earliest"] if value else "9999-12-31"
        case "ZonedMoment":
            return value["utc"] if value else "9999-12-31"
        case _:
            return value or "~"


def localized(value: Mapping[str, str | None], locale: str | None) -> tuple[str | None, str | None]:
    for one in FALLBACK[locale] if locale else ():
        if value.get(one):
            return value[one], one
    return value[""], None


def viewer_answer(viewer: Viewer) -> dict[str, Any]:
    return {
        "user": viewer.user,
        "organizations": sorted(viewer.organizations),
        "compartments": sorted(viewer.compartments),
        "rooms": sorted(viewer.rooms),
        "roles": sorted(viewer.roles),
        "permissions": sorted(str(one) for one in viewer.permissions),
    }


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def camel(constant: str) -> str:
    first, *rest = constant.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)
