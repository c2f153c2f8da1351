"""Values for arguments, filters and variables, from the words, days and ids of a world."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
)

from graph.ties import KINDS
from tests.reference.worlds import ABSENT, DAYS, NAMES, TEXTS, WORDS

ABSENT_VARIABLE = object()
"""The variable is left out of the request."""
MOMENTS = (
    "2026-03-01T09:00:00Z",
    "2026-03-01T12:00:00+03:00",
    "2026-03-01T10:30:00.000Z",
    "2026-03-02T00:00:00-05:00",
    "2000-01-01T00:00:00Z",
    "2999-01-01T00:00:00Z",
)
HALF_LIVES = (0.5, 1, 3.25, 10)
TIED = ("Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork", "Person")
TOPICS = ("Recommendation", "Commitment", "CooperationArea", "DialogueProcess")
Sample = Callable[[random.Random, "Samples"], Any]


@dataclass(frozen=True)
class Pair:
    """A cursor: as the API sealed it, and as the reference wrote it."""

    sealed: str | None
    plain: str | None


@dataclass
class Samples:
    """What a world has to offer: ids by type, and the cursors met so far by the order that they belong to."""

    ids: dict[str, list[str]]
    cursors: dict[str, list[Pair]] = field(default_factory=dict[str, list[Pair]])

    def id(self, rng: random.Random, types: Sequence[str] | None = None) -> str:
        if rng.random() < 0.08:
            return ABSENT
        pool = [id for name, ids in self.ids.items() if types is None or name in types for id in ids]
        return rng.choice(pool) if pool else ABSENT

    made: Callable[[random.Random, str], Pair | None] = lambda rng, order: None
    """A cursor of an order that no answer gave: at a record of the world, seen or not."""

    def cursor(self, rng: random.Random, order: str) -> Pair | None:
        known = self.cursors.get(order)
        return rng.choice(known) if known and rng.random() < 0.6 else self.made(rng, order)

    def learn(self, sealed: str, plain: str) -> None:
        order = json.loads(plain.removeprefix("cursor:"))[0]
        known = self.cursors.setdefault(order, [])
        if len(known) < 40 and all(one.plain != plain for one in known):
            known.append(Pair(sealed, plain))


def nullable(rng: random.Random, value: Any) -> Any:
    chance = rng.random()
    return None if chance < 0.05 else ABSENT_VARIABLE if chance < 0.09 else value


class Operands:
    """Writes values into a document, as literals or as variables."""

    def __init__(self, schema: GraphQLSchema, rng: random.Random, variable: Callable[[str, Sample], str]) -> None:
        self.schema = schema
        self.random = rng
        self.variable = variable

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def size(self, declared: str, most: int, required: bool = True) -> str:
        if self.chance(0.4):
            return str(self.random.randint(0 if self.chance(0.2) else 1, most))
        if declared == "Int!":
            return self.variable(declared, lambda rng, _: rng.randint(0, most))
        default = " = 2" if self.chance(0.3) else ""

        def sample(rng: random.Random, _: Samples) -> Any:
            if not required and rng.random() < 0.1:
                return None
            return ABSENT_VARIABLE if (default or not required) and rng.random() < 0.2 else rng.randint(0, most)

        return self.variable(f"Int{default}", sample)

    def cursor(self, order: str) -> str:
        def sample(rng: random.Random, samples: Samples) -> Any:
            found = samples.cursor(rng, order)
            if found is None or rng.random() < 0.1:
                return None if rng.random() < 0.5 else ABSENT_VARIABLE
            return found

        return self.variable("String", sample)

    def ordering(self, rng: random.Random, fields: Sequence[str]) -> Any:
        value: dict[str, Any] = {"field": rng.choice(fields)}
        if rng.random() < 0.7:
            value["direction"] = rng.choice(("ASC", "DESC"))
        return nullable(rng, value)

    def argument(self, owner: str, field_name: str, argument: str, type_: Any) -> str:
        """An argument that is none of a page's."""
        named: Any = get_named_type(type_)
        if argument == "locale":
            return self.written(type_, lambda rng, _: rng.choice(("en", "ckb", "kmr", "ar")))
        if argument == "text":
            return self.written(type_, lambda rng, _: sought(rng))
        if argument == "on":
            return self.written(type_, lambda rng, samples: samples.id(rng, TOPICS))
        if argument in ("keep", "merge"):
            types = self.random.choice((["Place"], ["Person"], ["Organization"], ["Membership"], None))
            return self.written(type_, lambda rng, samples: samples.id(rng, types))
        if argument == "ids":
            return self.written(type_, lambda rng, samples: [samples.id(rng) for _ in range(rng.randint(0, 4))])
        if argument == "among" or (argument == "of" and field_name in ("duplicateCandidates", "mutualCollaborators")):
            return self.written(type_, lambda rng, samples: [samples.id(rng, TIED) for _ in range(rng.randint(0, 5))])
        if argument == "atLeast":
            return self.written(type_, lambda rng, _: rng.choice((0.0, 0.3, 0.6, 0.95)))
        if argument == "weights":
            return self.written(type_, lambda rng, _: weights(rng))
        if argument == "halfLife":
            return self.written(type_, lambda rng, _: rng.choice(HALF_LIVES))
        if argument == "around":
            return self.written(type_, lambda rng, samples: [samples.id(rng, TIED) for _ in range(rng.randint(0, 3))])
        if named.name == "Int":
            return self.written(type_, lambda rng, _: rng.randint(1, 3))
        if isinstance(named, GraphQLEnumType):
            values = list(named.values)
            if not isinstance(unwrapped(type_), GraphQLList):
                return self.written(type_, lambda rng, _: rng.choice(values))
            return self.written(type_, lambda rng, _: rng.sample(values, rng.randint(0, len(values))))
        if named.name == "Int":
            return self.written(type_, lambda rng, _: rng.randint(0, 3))
        if named.name == "Date":
            return self.written(type_, lambda rng, _: rng.choice(DAYS))
        types = {
            ("Query", "id"): None if field_name in ("node", "history") else [pascal(field_name)],
            ("Stakeholder", "area"): ["CooperationArea"],
            ("Stakeholder", "place"): ["Place"],
        }.get((owner if owner == "Query" else "Stakeholder", argument))
        if types == ["Stakeholder"]:
            types = ["Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork", "Person"]
        return self.written(type_, lambda rng, samples: samples.id(rng, types if rng.random() < 0.9 else None))

    def written(self, type_: Any, sample: Sample) -> str:
        """A variable of the type: values change, the text does not."""
        required = isinstance(type_, GraphQLNonNull)
        return self.variable(
            str(type_), sample if required else lambda rng, samples: nullable(rng, sample(rng, samples))
        )

    # Filters

    def where(self, type_: Any) -> str:
        """A filter: whole as a variable, or its structure written out with variables at the leaves."""
        named: Any = get_named_type(type_)
        if self.chance(0.25):
            shape = self.random.getrandbits(32)
            return self.variable(
                named.name,
                lambda rng, samples: nullable(rng, self.value(named, random.Random(shape), rng, samples, 2)),
            )
        return self.filter_text(named, 2)

    def fields(self, type_: GraphQLInputObjectType, rng: random.Random, depth: int) -> list[str]:
        """Some fields of a filter, those that lead on only where there is depth left."""
        names, weights = list[str](), list[int]()
        for name, one in type_.fields.items():
            named: Any = get_named_type(one.type)
            leads = isinstance(named, GraphQLInputObjectType) and self.leads(named)
            if depth > 0 or not leads:
                names.append(name)
                weights.append(3 if leads else 2)
        picked = rng.choices(names, weights, k=rng.choice((1, 1, 2)))
        return list(dict.fromkeys(picked))

    def leads(self, type_: GraphQLInputObjectType) -> bool:
        return "and" in type_.fields or "some" in type_.fields

    def filter_text(self, type_: GraphQLInputObjectType, depth: int) -> str:
        parts: list[str] = []
        for name in self.fields(type_, self.random, depth):
            given = type_.fields[name].type
            named: Any = get_named_type(given)
            if not isinstance(named, GraphQLInputObjectType):
                parts.append(f"{name}: {self.leaf(type_, name, given)}")
            elif isinstance(unwrapped(given), GraphQLList):
                members = [self.filter_text(named, depth - 1) for _ in range(self.random.choice((0, 1, 2, 2)))]
                parts.append(f"{name}: [{', '.join(members)}]")
            else:
                parts.append(
                    f"{name}: {self.filter_text(named, depth if named.name.endswith('ListFilter') else depth - 1)}"
                )
        return f"{{ {', '.join(parts)} }}" if not self.chance(0.02) else "{ }"

    def leaf(self, type_: GraphQLInputObjectType, name: str, given: Any) -> str:
        shape = self.random.getrandbits(32)
        if self.chance(0.3) or name == "isNull":
            rng = random.Random(shape)
            return literal(self.operand(type_, name, given, rng, Samples({})), given)
        return self.variable(
            str(given), lambda rng, samples: nullable(rng, self.operand(type_, name, given, rng, samples))
        )

    def value(
        self, type_: GraphQLInputObjectType, shape: random.Random, rng: random.Random, samples: Samples, depth: int
    ) -> dict[str, Any]:
        """A filter as a value; `shape` decides its keys, so that one operation's plans are few."""
        found: dict[str, Any] = {}
        for name in self.fields(type_, shape, depth):
            given = type_.fields[name].type
            named: Any = get_named_type(given)
            if not isinstance(named, GraphQLInputObjectType):
                found[name] = self.operand(type_, name, given, rng, samples)
            elif isinstance(unwrapped(given), GraphQLList):
                number = shape.choice((0, 1, 2, 2))
                found[name] = [self.value(named, shape, rng, samples, depth - 1) for _ in range(number)]
            else:
                further = depth if named.name.endswith("ListFilter") else depth - 1
                found[name] = self.value(named, shape, rng, samples, further)
        return found

    def operand(
        self, type_: GraphQLInputObjectType, name: str, given: Any, rng: random.Random, samples: Samples
    ) -> Any:
        if name in ("in", "hasAny"):
            return [self.scalar(given, rng, samples) for _ in range(rng.randint(0, 3))]
        value = self.scalar(given, rng, samples)
        if name in ("contains", "startsWith", "endsWith") and value:
            middle = rng.randint(0, len(value))
            return {"contains": value[middle : middle + 3], "startsWith": value[:middle]}.get(name, value[middle:])
        return value

    def scalar(self, given: Any, rng: random.Random, samples: Samples) -> Any:
        named: Any = get_named_type(given)
        if isinstance(named, GraphQLEnumType):
            return rng.choice(list(named.values))
        match named.name:
            case "ID":
                return samples.id(rng)
            case "String":
                return rng.choice((*NAMES, *TEXTS, *WORDS, "wikidata", "Person0"))
            case "Int":
                return rng.choice((-4, 0, 1, 2, 3, 5, 18))
            case "Float":
                return rng.choice((36.19, 44, -3.5, 0.0))
            case "Boolean":
                return rng.random() < 0.5
            case "Date":
                return rng.choice(DAYS)
            case "DateTime":
                return rng.choice(MOMENTS)
            case other:
                raise LookupError(other)


def weights(rng: random.Random) -> dict[str, Any]:
    """How much some kinds of ties count."""
    names = [camel(kind) for kind in KINDS]
    return {name: rng.choice((0, 0.25, 1, 2, 1_000, None)) for name in rng.sample(names, rng.randint(0, 4))}


def camel(constant: str) -> str:
    first, *rest = constant.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def sought(rng: random.Random) -> str:
    """What somebody types: a name or a part of one, at times with an error."""
    text = rng.choice((*NAMES, *TEXTS, *WORDS, "transparency", "Person0", "no such name"))
    if isinstance(text, dict):
        text = rng.choice(list(text.values()))
    text = text[: rng.choice((1, 3, 5, 40, 200))]
    if len(text) > 3 and rng.random() < 0.4:
        place = rng.randrange(len(text))
        text = text[:place] + rng.choice(("", "x", "e")) + text[place + 1 :]
    return " ".join(text.split()[:8])


def unwrapped(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def literal(value: Any, type_: Any) -> str:
    """A value in GraphQL's own notation."""
    named: Any = get_named_type(type_)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(one, named.fields[key].type)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(one, type_) for one in value) + "]"
    if isinstance(named, GraphQLEnumType) and value is not None:
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def pascal(field_name: str) -> str:
    return field_name[0].upper() + field_name[1:]
