"""Fields collected per concrete type are those that graphql-core's executor collects, node for node, in its order."""

from __future__ import annotations

import random
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    get_variable_values,
    parse,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from hypothesis import given, settings
from hypothesis import strategies as st

from app import assembled
from schema.arguments import Planning
from schema.selection import Selection

CONDITIONS = ("Record", "Stakeholder", "Person", "Organization", "YouthNetwork", "Place", "Commitment")
TYPES = ("Person", "Organization", "GovernmentBody", "Place", "Commitment")
NAMES = ("A", "B", "C", "D")

DIRECTIVES = ("", "", "", "@skip(if: $a)", "@include(if: $a)", "@include(if: $b) @skip(if: $a)", "@skip(if: false)")


def selection(chance: random.Random, depth: int = 3) -> str:
    """Fields under colliding keys, spreads, and inline fragments on types that may or may not apply."""
    return " ".join(part(chance, depth) for _ in range(chance.randint(1, 4)))


def part(chance: random.Random, depth: int) -> str:
    directive = chance.choice(DIRECTIVES)
    match chance.randrange(4 if depth else 2):
        case 0:
            key, name = chance.choice(("", "x: ", "y: ", "id: ")), chance.choice(("id", "version", "__typename"))
            return f"{key}{name} {directive}"
        case 1:
            return f"...{chance.choice(NAMES)} {directive}"
        case 2:
            condition = chance.choice(("", *(f"on {name}" for name in CONDITIONS)))
            return f"... {condition} {directive} {{ {selection(chance, depth - 1)} }}"
        case _:
            link = chance.choice(("owner", "o: owner", "sources"))
            return f"{link} {directive} {{ {selection(chance, depth - 1)} }}"


@settings(max_examples=200, deadline=None)
@given(
    type_name=st.sampled_from(TYPES),
    seed=st.integers(0, 2**32),
    a=st.booleans(),
    b=st.booleans(),
)
def test_fields_are_collected_as_graphql_core_does(type_name: str, seed: int, a: bool, b: bool) -> None:
    chance = random.Random(seed)
    top, inner, on = selection(chance), [selection(chance) for _ in NAMES], [chance.choice(CONDITIONS) for _ in NAMES]
    assembly = assembled()
    fragments = " ".join(
        f"fragment {name} on {condition} {{ {body} }}" for name, condition, body in zip(NAMES, on, inner, strict=True)
    )
    document = parse(f"query ($a: Boolean!, $b: Boolean!) {{ {top} }} {fragments}")
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    named = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    variables: Any = get_variable_values(assembly.schema, operation.variable_definitions, {"a": a, "b": b})
    type_: Any = assembly.schema.type_map[type_name]

    theirs = collect_fields(
        assembly.schema, {name: FragmentDetails(one) for name, one in named.items()}, variables, type_, operation
    )
    ours = Selection(assembly, Planning(variables.coerced), named, frozenset(), lambda *_: []).collect(
        type_, [operation.selection_set]
    )
    expected = {key: [one.node for one in found] for key, found in theirs.grouped_field_set.items()}
    assert list(ours) == list(expected)
    assert {key: list(map(id, nodes)) for key, nodes in ours.items()} == {
        key: list(map(id, nodes)) for key, nodes in expected.items()
    }
