"""What a hit of a search says of itself, and which types of record can be searched for."""

import enum
from typing import Any, cast

import strawberry

from graph.searches import TYPES
from schema.declarations import bound

SearchedType: type[enum.Enum] = strawberry.enum(
    cast(Any, enum.Enum("SearchedType", {name: name for name in TYPES})),
    name="SearchedType",
    description="The types of record that are found by their names.",
)


@strawberry.type
class SearchEdge:
    score: float = bound("score", "How well it matches, from 0 to 1: 1 is the name itself.")
    matched: str = bound("matched", "Which of its names matched, or the part of its description that did.")
