"""Search by brute force: every record with a name, compared with the text by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.folding import Match, Wanted, folded
from graph.searches import MOST, TYPES
from tests.reference.graphs import Graph, Item


def found(graph: Graph, given: Mapping[str, Any]) -> list[tuple[Item, Match, str]]:
    """(record, how it matches, its folded name), the best first."""
    wanted = Wanted.of(given["text"])
    if not wanted.text.words:
        return []
    hits = [
        (item, match, folded(names(item)[0]))
        for item in graph.items.values()
        if item.type in (TYPES if given.get("types") is None else given["types"])
        and (match := wanted.match(names(item), item.values.get("description"), localized(item, given.get("locale"))))
    ]
    return sorted(hits, key=lambda hit: (-hit[1].score, hit[2], hit[0].id))[:MOST]


def names(item: Item) -> list[str]:
    return list(dict.fromkeys(one for one in written(item) if one))


def written(item: Item) -> Iterator[str | None]:
    """What the record is called, its own name first."""
    values = item.values
    name = values.get("name")
    if isinstance(name, Mapping):
        yield name[""]
        yield from (name.get(locale) for locale in ("en", "ckb", "kmr", "ar"))
    else:
        yield name
    yield values.get("title")
    yield values.get("acronym")
    yield from values.get("aliases") or ()


def localized(item: Item, locale: str | None) -> str | None:
    name = item.values.get("name")
    return name.get(locale) if locale and isinstance(name, Mapping) else None
