"""Filter and order inputs, generated from what each record stores.

Per kind one comparison input (`TextFilter`, `FuzzyDateFilter` …), per record one `…Filter` with `and`, `or`, `not`,
its fields and its links (`some`, `none`, `every`, `single` over links to many), and one `…OrderInput`.  What each
comparison means in Cypher is in `graph/filters.py`, under the same names.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from graph.model import Derived, Embedded, Link, Model, Property, Storage
from schema.declarations import Declaration, Linked

UNSET = strawberry.UNSET


@strawberry.enum(description="Ascending or descending.")
class OrderDirection(enum.Enum):
    ASC = "ASC"
    DESC = "DESC"


def make_input(name: str, fields: Mapping[str, Any], description: str | None = None) -> type:
    """An input type whose fields (GraphQL name → annotation without null) may all be left out."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for graphql_name, annotation in fields.items():
        python_name = f"{graphql_name}_"
        namespace["__annotations__"][python_name] = annotation | None
        namespace[python_name] = strawberry.field(name=graphql_name, default=UNSET)
    return strawberry.input(type(name, (), namespace), name=name, description=description)


def _comparisons(scalar: Any, *operators: str) -> dict[str, Any]:
    special = {"in": list[scalar], "isNull": bool}
    return {operator: special.get(operator, scalar) for operator in operators}


RANGE = ("eq", "in", "lt", "lte", "gt", "gte", "isNull")
COMPARISONS: dict[str, type] = {
    "text": make_input("TextFilter", _comparisons(str, "eq", "in", "contains", "startsWith", "endsWith", "isNull")),
    "id": make_input("IDFilter", _comparisons(strawberry.ID, "eq", "in")),
    "integer": make_input("IntFilter", _comparisons(int, *RANGE)),
    "number": make_input("FloatFilter", _comparisons(float, *RANGE)),
    "boolean": make_input("BooleanFilter", _comparisons(bool, "eq", "isNull")),
    "texts": make_input("TextListFilter", {"has": str, "hasAny": list[str], "isNull": bool}),
    "day": make_input("DateFilter", _comparisons(date, *RANGE)),
    "instant": make_input("DateTimeFilter", _comparisons(datetime, "lt", "lte", "gt", "gte", "isNull")),
    "fuzzy date": make_input(
        "FuzzyDateFilter",
        _comparisons(date, "before", "after", "onOrBefore", "onOrAfter", "on", "isNull"),
        "Comparisons that hold for every day the date can mean, but `on`: the day is one of them.",
    ),
    "moment": make_input("MomentFilter", _comparisons(datetime, "lt", "lte", "gt", "gte", "isNull")),
}
COMPARISONS["names"] = COMPARISONS["text"]


class FilterTypes:
    """The filter and order inputs of all records, made on demand; they refer to one another."""

    def __init__(
        self, model: Model, classes: Mapping[str, type], declarations: Mapping[str, Mapping[str, Declaration]]
    ) -> None:
        self.model = model
        self.classes = classes
        self.declarations = declarations
        self._filters: dict[str, type] = {}
        self._lists: dict[str, type] = {}
        self._orders: dict[str, type | None] = {}
        self._enums: dict[frozenset[str], type] = {}

    def filter(self, name: str) -> type:
        if name in self._filters:
            return self._filters[name]
        record = self.model[name]
        fields: dict[str, Any] = {"and": Linked, "or": Linked, "not": Linked}
        if record.abstract:
            fields["type"] = Linked
        for field_name, declaration in self.declarations[name].items():
            if declaration.filterable and filterable(declaration.storage, self.model):
                fields[field_name] = Linked
        made = self._filters[name] = make_input(f"{name}Filter", fields)
        for made_field in _fields(made):
            key = made_field.graphql_name or ""
            made_field.type_annotation = StrawberryAnnotation(self._annotation(name, key, made) | None)
        return made

    def _annotation(self, name: str, key: str, made: type) -> Any:
        if key in ("and", "or"):
            return list[made]
        if key == "not":
            return made
        if key == "type" and self.model[name].abstract:
            members = {possible: possible for possible in self.model[name].possible}
            choice = strawberry.enum(cast(Any, enum.Enum(f"{name}Type", members)), name=f"{name}Type")
            return make_input(f"{name}TypeFilter", _comparisons(choice, "eq", "in"))
        storage = self.declarations[name][key].storage
        if isinstance(storage, Link):
            return self._list(storage.target) if storage.many else self.filter(storage.target)
        kind = storage.kind
        if kind.name == "enum":
            return self._enum(kind.values, name, key)
        return COMPARISONS[kind.name]

    def _list(self, target: str) -> type:
        if target not in self._lists:
            quantifiers: dict[str, Any] = dict.fromkeys(("some", "none", "every", "single"), Linked)
            made = self._lists[target] = make_input(f"{target}ListFilter", quantifiers)
            for made_field in _fields(made):
                made_field.type_annotation = StrawberryAnnotation(self.filter(target) | None)
        return self._lists[target]

    def _enum(self, values: frozenset[str], name: str, key: str) -> type:
        if values not in self._enums:
            found = next(
                made.type_annotation.annotation
                for made in _fields(self.classes[name])
                if to_camel_case(made.python_name) == key and made.type_annotation
            )
            choice = _enum_of(found)
            self._enums[values] = make_input(f"{choice.__name__}Filter", _comparisons(choice, "eq", "in", "isNull"))
        return self._enums[values]

    def order(self, name: str) -> type | None:
        """`{Name}OrderInput`, or None for a record that nothing orders but its id."""
        if name not in self._orders:
            orders = self.model[name].orders()
            if orders:
                members = {constant(field): field for field in orders}
                choice = strawberry.enum(cast(Any, enum.Enum(f"{name}OrderField", members)), name=f"{name}OrderField")
                namespace = {
                    "__annotations__": {"field": choice, "direction": OrderDirection},
                    "__module__": __name__,
                    "direction": strawberry.field(default=OrderDirection.ASC),
                }
                made = strawberry.input(type(f"{name}OrderInput", (), namespace), name=f"{name}OrderInput")
                self._orders[name] = made
            else:
                self._orders[name] = None
        return self._orders[name]


def filterable(storage: Storage, model: Model) -> bool:
    if isinstance(storage, Link):
        return storage.target in model
    return isinstance(storage, Property | Embedded | Derived)


def constant(field_name: str) -> str:
    """camelCase → CAMEL_CASE, for enum values."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in field_name).upper()


def _enum_of(annotation: Any) -> Any:
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, enum.Enum):
            return candidate
    raise TypeError(f"{annotation!r} holds no enum")


def _fields(cls: type) -> list[StrawberryField]:
    return cast(Any, cls).__strawberry_definition__.fields
