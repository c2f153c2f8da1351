"""Relay connections: one connection and one edge type per target, and the arguments that page them."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument


@strawberry.type(description="Where a page stands in its list (Relay Cursor Connections).")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


_made: dict[str, tuple[type, type]] = {}


def edge_type(target: type, handwritten: type | None) -> tuple[type, type]:
    """The connection type over `target` and the type of its edges."""
    name = handwritten.__name__.removesuffix("Edge") if handwritten else target.__name__
    if name not in _made:
        edge = _object(f"{name}Edge", {"cursor": str, "node": target}, (handwritten,) if handwritten else ())
        connection = _object(
            f"{name}Connection",
            {"edges": list[edge], "nodes": list[target], "page_info": PageInfo, "total_count": int},
            description="A page of a list. `totalCount` counts what you may see, and is computed only if selected.",
        )
        _made[name] = connection, edge
    return _made[name]


def _object(
    name: str, annotations: dict[str, Any], bases: tuple[type, ...] = (), description: str | None = None
) -> type:
    cls = type(name, bases, {"__annotations__": annotations, "__module__": __name__})
    return strawberry.type(cls, description=description)


def page_arguments(where: type | None, order: type | None) -> list[StrawberryArgument]:
    """`first`/`after`, `last`/`before`, and where the target has them `where` and `orderBy`."""
    wanted: list[tuple[str, Any, str]] = [
        (
            "first",
            int | None,
            "How many from the start: 0 to 100; 20 if neither `first` nor `last` is given.",
        ),
        ("after", str | None, "The cursor after which to begin."),
        ("last", int | None, "How many from the end: 0 to 100."),
        ("before", str | None, "The cursor before which to end."),
    ]
    if where is not None:
        wanted.append(("where", where | None, "Only records for which this holds."))
    if order is not None:
        wanted.append(("orderBy", order | None, "Another order; equal keys follow their ids."))
    return [
        StrawberryArgument(name, name, StrawberryAnnotation(annotation), default=strawberry.UNSET, description=text)
        for name, annotation, text in wanted
    ]
