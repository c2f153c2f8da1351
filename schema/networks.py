"""A network as a picture shows it: nodes with positions, and the links between them."""

import strawberry

from schema.declarations import Linked, bound, item, item_record, unwound
from schema.stakeholders import TieDirection, TieKind


@strawberry.type(description="A stakeholder in a network.")
class NetworkNode:
    stakeholder: Linked = item_record(1, "Stakeholder")
    distance: int = item(2, "How many ties from the nearest of those in the middle; 0: it is one of them.")
    degree: int = item(3, "To how many of those shown it is tied.")
    x: float = item(4, "From left, -1, to right, 1.")
    y: float = item(5, "From -1 to 1. The same network is laid out the same each time.")


@strawberry.type(description="One kind of tie between two stakeholders of a network.")
class NetworkLink:
    a: strawberry.ID = item(0, "The id of one of them, the lesser.")
    b: strawberry.ID = item(1, "The id of the other.")
    kind: TieKind = item(2)
    strength: int = item(3, "How many distinct records show it.")
    direction: TieDirection | None = item(4, "Of FUNDING and SECRETARIAT, of `a` to `b`; null for other kinds.")


@strawberry.type(
    description="Stakeholders around some, the nearest first and of those as near the strongest, and their ties. "
    "`shown` of the `total` that were found; where some are left out, nothing further out is looked for."
)
class Network:
    total: int = bound("total", "How many were found.")
    shown: int = bound("shown", "How many of them are shown.")
    links_total: int = bound("links_total", "How many links there are between those shown; 2,000 of them at most are.")
    nodes: Linked = unwound("nodes", "NetworkNode", "The nearest first, then the strongest.")
    links: Linked = unwound("links", "NetworkLink", "The strongest first.")
