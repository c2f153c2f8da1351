"""What a filter holds for, in plain Python over the reference's records.

Two-valued: a comparison with a missing value, or with null, is false, and `not` is its opposite.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLSchema, get_named_type

from graph.model import Link
from tests.reference.graphs import Graph, Item


class Filters:
    def __init__(self, graph: Graph, schema: GraphQLSchema, today: str) -> None:
        self.graph = graph
        self.schema = schema
        self.today = today

    def hold(self, item: Item, where: Mapping[str, Any]) -> bool:
        return all(self.member(item, name, given) for name, given in where.items() if given is not None)

    def member(self, item: Item, name: str, given: Any) -> bool:
        match name:
            case "and":
                return all(self.hold(item, one) for one in given)
            case "or":
                return any(self.hold(item, one) for one in given)
            case "not":
                return not self.hold(item, given)
            case "type" if self.schema.type_map[item.type].fields.get("type") is None:
                return all(compared(item.type, operator, value) for operator, value in given.items())
        storage = self.graph.model[item.type].fields[name]
        if isinstance(storage, Link):
            ends = self.graph.linked(item, storage)
            if not storage.many:
                return any(self.hold(end, given) for end in ends)
            return all(self.quantified(ends, word, inner) for word, inner in given.items() if inner is not None)
        scalar = str(get_named_type(self.schema.type_map[item.type].fields[name].type))
        return all(self.operator(item, name, scalar, operator, value) for operator, value in given.items())

    def quantified(self, ends: list[Item], word: str, inner: Mapping[str, Any]) -> bool:
        number = sum(self.hold(end, inner) for end in ends)
        return {"some": number > 0, "none": number == 0, "every": number == len(ends), "single": number == 1}[word]

    def operator(self, item: Item, name: str, scalar: str, operator: str, operand: Any) -> bool:
        value = self.value(item, name)
        if operator == "isNull":
            return operand is None or (value is None) == operand
        if value is None or operand is None:
            return False
        if scalar == "FuzzyDate":
            return fuzzy(value, operator, operand)
        if scalar == "ZonedMoment":
            value = value["utc"]
        if scalar in ("ZonedMoment", "DateTime"):
            operand = datetime.fromisoformat(operand).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if isinstance(value, dict):
            value = value[""]
        return compared(value, operator, composed(operand))

    def value(self, item: Item, name: str) -> Any:
        return overdue(item, self.today) if name == "overdue" else item.values[name]


def overdue(item: Item, today: str) -> bool:
    """The last day that `due` can mean is past, and the promise is neither kept nor withdrawn."""
    due = item.values["due"]
    return due is not None and due["latest"] < today and item.values["status"] not in ("KEPT", "WITHDRAWN")


def composed(operand: Any) -> Any:
    """However a letter with its mark was typed, it is the letter that is kept (Unicode normalization form C)."""
    if isinstance(operand, list):
        return [composed(one) for one in operand]
    return unicodedata.normalize("NFC", operand) if isinstance(operand, str) else operand


def fuzzy(value: Mapping[str, str], operator: str, day: str) -> bool:
    match operator:
        case "before":
            return value["latest"] < day
        case "onOrBefore":
            return value["latest"] <= day
        case "after":
            return value["earliest"] > day
        case "onOrAfter":
            return value["earliest"] >= day
        case "on":
            return value["earliest"] <= day <= value["latest"]
        case other:
            raise LookupError(other)


def compared(value: Any, operator: str, operand: Any) -> bool:
    if value is None or operand is None:
        return False
    match operator:
        case "eq":
            return value == operand
        case "in":
            return value in operand
        case "lt":
            return value < operand
        case "lte":
            return value <= operand
        case "gt":
            return value > operand
        case "gte":
            return value >= operand
        case "contains":
            return operand in value
        case "startsWith":
            return value.startswith(operand)
        case "endsWith":
            return value.endswith(operand)
        case "has":
            return operand in value
        case "hasAny":
            return any(one in operand for one in value)
        case other:
            raise LookupError(other)


def fold(text: str | None) -> str:
    """The key by which text is ordered: letters that have no place of their own come before the higher planes."""
    key = unicodedata.normalize("NFKC", text or "").casefold()[:200]
    return "".join("\ud7ff" if "\ue000" <= letter <= "\uffff" else letter for letter in key)
