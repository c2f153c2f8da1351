"""Random valid operations over the schema: the text once, and values for its variables as often as one likes.

Fields, fragments, filters and orders are drawn from the schema itself; what is drawn is validated and drawn again where
it is no valid document.  Values come from the words of the worlds, so that filters find something.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    parse,
    validate,
)

from tests.reference.operands import ABSENT_VARIABLE, Operands, Pair, Samples, literal

BESIDE = (
    *("Tie", "MutualTie", "PathStep", "NetworkNode", "SessionConflictEdge", "TiePairEdge", "IntroductionEdge"),
    *("TieChangeEdge", "MutualCollaboratorEdge", "Central", "Community", "QuadrantPoint"),
)
"""Types whose records stand beside a node, and lead no deeper."""
DEAR = (
    *("brokers", "collaborators", "communities", "conflicts", "duplicateCandidates", "history", "influence"),
    *("introductions", "mutualCollaborators", "network", "paths", "tieChanges"),
)
"""One of these in an operation."""
FAVOURITES = {
    "collaborators": 16,
    "conflicts": 24,
    "ties": 8,
    "edges": 3,
    "nodes": 3,
    "totalCount": 2,
    "history": 4,
    "coverage": 6,
    "gaps": 6,
    "overlaps": 4,
    "stakeholders": 10,
    "people": 2,
    "dialogueSessions": 7,
    "commitments": 3,
    "activities": 2,
    "memberships": 2,
    "stances": 2,
    "quadrant": 4,
    "node": 2,
    "origin": 3,
    "overdue": 3,
    "name": 3,
    "nameLocale": 2,
    "session": 3,
    "participation": 3,
    "evidence": 4,
    "linked": 6,
    "strength": 4,
    "before": 3,
    "after": 3,
    "sources": 0.25,
    "owner": 0.4,
    "created": 0.3,
    "updated": 0.3,
    "version": 0.4,
    "marking": 0.5,
    "email": 0.2,
    "phone": 0.2,
    "postalAddress": 0.2,
    "mediatorNotes": 0.4,
    "whoCanSee": 0,
    "explainAccess": 0,
    "recoveries": 0,
}
"""How often a field is drawn, where that is not once: what is worked out is drawn more, what every record has less.

Never: what tells of accounts (docs/decisions/0014-who-can-see.md), of which the worlds have none.
"""
DEAR = ("brokers", "collaborators", "communities", "conflicts", "history", "influence", "network", "paths")
"""Of these an operation has one."""


@dataclass
class Variable:
    """One variable of an operation: how it is declared, and a value for it."""

    name: str
    declared: str
    sample: Callable[[random.Random, Samples], Any]


@dataclass
class Operation:
    """A document of one operation, and its variables."""

    seed: int
    text: str
    variables: list[Variable]

    def draw(self, rng: random.Random, samples: Samples) -> tuple[dict[str, Any], dict[str, Any]]:
        """Values for the API and for the reference: they differ in cursors only, which the API seals."""
        api, reference = dict[str, Any](), dict[str, Any]()
        for variable in self.variables:
            value = variable.sample(rng, samples)
            if value is ABSENT_VARIABLE:
                continue
            if isinstance(value, Pair):
                api[variable.name], reference[variable.name] = value.sealed, value.plain
            else:
                api[variable.name] = reference[variable.name] = value
        return api, reference


@dataclass
class Drawing:
    """One attempt at an operation."""

    schema: GraphQLSchema
    random: random.Random
    default_orders: Mapping[str, str]
    levels: int
    composites: int
    variables: list[Variable] = field(default_factory=list[Variable])
    fragments: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    dear: int = 0

    def __post_init__(self) -> None:
        self.operands = Operands(self.schema, self.random, self.variable)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def variable(self, declared: str, sample: Callable[[random.Random, Samples], Any]) -> str:
        name = f"v{len(self.variables)}"
        self.variables.append(Variable(name, declared, sample))
        return f"${name}"

    def operation(self) -> str:
        root: Any = self.schema.query_type
        count = self.random.choice((1, 1, 1, 2, 3))
        body = self.chosen(root, list(root.fields), count, 0)
        declared = ", ".join(f"${one.name}: {one.declared}" for one in self.variables)
        fragments = "".join(f"\nfragment {name} on {on} {{ {text} }}" for name, on, text in self.fragments)
        return f"query{f' ({declared})' if declared else ''} {{ {body} }}{fragments}"

    # Selections

    def selection(self, type_: Any, level: int) -> str:
        """What is selected of a composite type; never empty."""
        parts: list[str] = []
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            leaves = [name for name, one in type_.fields.items() if not is_composite_type(get_named_type(one.type))]
            inner = [name for name, one in type_.fields.items() if name not in leaves]
            if type_.name.endswith(("Connection", "Edge")) or type_.name == "Tie":
                parts.append(self.chosen(type_, list(type_.fields), self.random.choice((1, 2, 2, 3)), level))
            else:
                if leaves:
                    parts.append(self.chosen(type_, leaves, self.random.choice((1, 2, 3)), level))
                if inner and self.composites > 0 and self.chance(0.9 if not leaves else 0.8 / (level + 1) + 0.15):
                    parts.append(self.chosen(type_, inner, self.random.choice((1, 1, 2)), level))
        if self.chance(0.1):
            parts.append("__typename" if self.chance(0.7) else "kind_of: __typename")
        narrower = self.overlapping(type_)
        if narrower and self.chance(0.45 if isinstance(type_, GraphQLInterfaceType) else 0.06):
            parts += [self.fragment(self.random.choice(narrower), level) for _ in range(self.random.choice((1, 1, 2)))]
        self.random.shuffle(parts)
        return " ".join(part for part in parts if part) or "__typename"

    def overlapping(self, type_: Any) -> list[Any]:
        """The types that a fragment may be on where a `type_` stands."""
        if isinstance(type_, GraphQLInterfaceType):
            possible = list(self.schema.get_possible_types(type_))
            return [*possible, type_, *{one for each in possible for one in each.interfaces}]
        return [type_, *type_.interfaces]

    def fragment(self, type_: Any, level: int) -> str:
        known = [name for name, on, _ in self.fragments if on == type_.name]
        if known and self.chance(0.4):
            return f"... {self.random.choice(known)}{self.directive()}"
        text = self.selection(type_, level)
        if self.chance(0.4):
            name = f"F{len(self.fragments)}"
            self.fragments.append((name, type_.name, text))
            return f"... {name}{self.directive()}"
        return f"... on {type_.name}{self.directive()} {{ {text} }}"

    def chosen(self, type_: Any, names: list[str], count: int, level: int) -> str:
        weights = [FAVOURITES.get(name, 1) for name in names]
        picked = [self.random.choices(names, weights)[0] for _ in range(count)]
        return " ".join(text for name in picked if (text := self.field(type_, name, level)))

    def field(self, type_: Any, name: str, level: int) -> str:
        definition = type_.fields[name]
        named: Any = get_named_type(definition.type)
        composite = is_composite_type(named)
        record = composite and (named.name.endswith("Connection") or "id" in getattr(named, "fields", ()))
        if record and name != "node" and type_.name not in BESIDE:
            if self.composites <= 0 or level >= self.levels:
                return ""
            self.composites -= 1
        if name in DEAR or (name == "ties" and level == 0):
            self.dear += 1
            if self.dear > 1:
                return ""
        alias = ""
        if named.name == "JSON":
            alias = f"json{self.random.randint(0, 9)}: "
        elif definition.args or self.chance(0.1):
            alias = f"a{self.random.randint(0, 99)}: " if self.chance(0.7) else ""
        arguments = self.arguments(type_, name, definition, level)
        text = f"{alias}{name}{arguments}{self.directive()}"
        if not composite:
            return text
        deeper = level + (1 if record and name not in ("node", "nodes") else 0)
        if self.chance(0.07) and "$" not in arguments:
            # Selected twice: the two selections become one.
            first, second = self.selection(named, deeper), self.selection(named, deeper)
            return f"{text} {{ {first} }} {alias}{name}{arguments} {{ {second} }}"
        return f"{text} {{ {self.selection(named, deeper)} }}"

    def directive(self) -> str:
        if not self.chance(0.04):
            return ""
        word = self.random.choice(("skip", "include"))
        if self.chance(0.3):
            return f" @{word}(if: {self.random.choice(('true', 'false'))})"
        return f" @{word}(if: {self.variable('Boolean!', lambda rng, _: rng.random() < 0.5)})"

    # Arguments

    def arguments(self, type_: Any, name: str, definition: Any, level: int) -> str:
        given: dict[str, str] = {}
        for argument, one in definition.args.items():
            if name == "gaps" and argument in ("n", "of"):
                given[argument] = self.operands.argument(type_.name, name, argument, GraphQLNonNull(one.type))
            elif argument not in ("first", "last", "after", "before", "where", "orderBy"):
                required = str(one.type).endswith("!") and one.default_value is not None
                if required or self.chance(0.35):
                    given[argument] = self.operands.argument(type_.name, name, argument, one.type)
        if "after" in definition.args:
            given |= self.page(definition, level)
        elif "first" in definition.args and (name == "network" or self.chance(0.6)):
            given["first"] = self.operands.size("Int!", 4)
        if "where" in definition.args and "after" not in definition.args and self.chance(0.4):
            given["where"] = self.operands.where(definition.args["where"].type)
        if not given:
            return ""
        shuffled = list(given.items())
        self.random.shuffle(shuffled)
        return f"({', '.join(f'{key}: {value}' for key, value in shuffled)})"

    def page(self, definition: Any, level: int) -> dict[str, str]:
        """`first`/`after`, `last`/`before`, `where` and `orderBy` of a connection."""
        given: dict[str, str] = {}
        label = str(get_named_type(definition.type)).removesuffix("Connection")
        most = (6, 4, 3, 2)[min(level, 3)]
        backward = self.chance(0.3)
        if level > 0 or backward or self.chance(0.8):
            given["last" if backward else "first"] = self.operands.size("Int", most, required=level > 0 or backward)
            if self.chance(0.05):
                given["first" if backward else "last"] = "null"
        order = self.order(definition, label, given)
        if order is not None:
            for end, probability in (
                (("before", 0.3), ("after", 0.08)) if backward else (("after", 0.35), ("before", 0.08))
            ):
                if self.chance(probability):
                    given[end] = self.operands.cursor(order)
        if "where" in definition.args and self.chance(0.45 if level == 0 else 0.25):
            given["where"] = self.operands.where(definition.args["where"].type)
        return given

    def order(self, definition: Any, label: str, given: dict[str, str]) -> str | None:
        """Writes `orderBy` where there is one; the name of the order, if it is known before the variables are."""
        bound = {
            "Collaborator": "Stakeholder:other.strength.weight.ties",
            "DuplicateCandidate": "Record:one.other.score.pair.reasons",
            "Search": "Record:found.score.matched.named",
            "Entry": None,
        }.get(label)
        if label == "SessionConflict":
            return "Stakeholder:person.other_session.participation.starts.participation_id"
        if bound is not None:
            return bound
        default = f"{label}:{self.default_orders.get(label, 'id')}:asc"
        if "orderBy" not in definition.args:
            return "Entry:entry.time" if "id" in definition.args else default
        if not self.chance(0.45):
            return default
        type_: Any = get_named_type(definition.args["orderBy"].type)
        fields: Any = get_named_type(type_.fields["field"].type)
        assert isinstance(fields, GraphQLEnumType)
        choice, direction = self.random.choice(list(fields.values)), self.random.choice((None, "ASC", "DESC", "DESC"))
        if self.chance(0.25):
            given["orderBy"] = self.variable(
                type_.name, lambda rng, _: self.operands.ordering(rng, list(fields.values))
            )
            return None
        written = {"field": choice, **({"direction": direction} if direction else {})}
        given["orderBy"] = literal(written, type_)
        from tests.reference.interpreter import camel

        return f"{label}:{camel(choice)}:{'desc' if direction == 'DESC' else 'asc'}"


def operation(schema: GraphQLSchema, default_orders: Mapping[str, str], seed: int) -> Operation:
    """The operation of a seed."""
    rng = random.Random(seed)
    while True:
        drawing = Drawing(
            schema, rng, default_orders, rng.choice((1, 2, 2, 3)), composites=rng.choice((1, 2, 2, 3, 3, 5))
        )
        text = drawing.operation()
        if "{  }" in text:
            continue
        document = parse(text)
        if not validate(schema, document):
            used = [one for one in drawing.variables if f"${one.name}" in text.split("{", 1)[1]]
            if len(used) == len(drawing.variables):
                return Operation(seed, text, drawing.variables)
