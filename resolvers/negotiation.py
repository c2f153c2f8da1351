"""Which media type a request may send and which it gets back (GraphQL over HTTP, 4 to 6; RFC 9110, 12.5.1).

Without an `Accept` header, and for `*/*`, the answer is `application/json`;
`application/graphql-response+json` wins wherever it is named with at least the same weight; a browser that
asks for a page first gets GraphiQL.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"

Medium = Literal["application/graphql-response+json", "application/json", "text/html"]


@lru_cache(256)
def accepted(header: str) -> Medium | None:
    """The medium for an `Accept` header; None: nothing that Peyman writes is accepted."""
    weights = _weights(header)
    exact: list[tuple[Medium, float]] = [(GRAPHQL, _of(weights, GRAPHQL)), (JSON, _of(weights, JSON))]
    best, weight = exact[0] if GRAPHQL in weights and exact[0][1] >= exact[1][1] else exact[1]
    if best == JSON and weight <= 0:
        best, weight = exact[0]
    if weights.get(HTML, 0.0) > weight or (weights.get(HTML, 0.0) == weight > 0 and _first(weights) == HTML):
        return HTML
    return best if weight > 0 else None


def _of(weights: dict[str, float], media: str) -> float:
    for name in (media, "application/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0


def _first(weights: dict[str, float]) -> str | None:
    return next(iter(weights), None)


def _weights(header: str) -> dict[str, float]:
    """Media range → quality, in the order written; parameters other than `q` are let through."""
    weights: dict[str, float] = {}
    for entry in header.split(",")[:50]:
        media, *parameters = (piece.strip().lower() for piece in entry.split(";"))
        if not media:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        weights[media] = quality
    return weights or {"*/*": 1.0}


@lru_cache(64)
def readable(content_type: str) -> bool:
    """Whether a body of this content type can be read: JSON in UTF-8."""
    media, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            return False
    return media == JSON
