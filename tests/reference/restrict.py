"""What a viewer may not see, taken out: the world that is left needs no guard.

Worked out from the table of required ends in DESIGN section 5 as it is written there, from each record's own marking,
owner, readers and compartments; no scope, no clause of the product's is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from auth.viewer import Viewer
from tests.reference.graphs import Graph, Item

REQUIRED_ENDS = {
    "Membership": ("member", "organization", "post"),
    "Participation": ("session", "participant", "onBehalfOf"),
    "ActivityRole": ("activity", "organization"),
    "AgendaItem": ("session",),
    "DialogueSession": ("process",),
    "Response": ("recommendation",),
    "Milestone": ("commitment",),
    "ProgressReport": ("commitment",),
    "Evidence": ("proves",),
    "Stance": ("stakeholder", "on"),
}

ROOMS = {"Participation": ("session",), "Commitment": ("origin",)}
"""Links into a session: while it is under the Chatham House rule, the record is for those in its room."""


def restrict(graph: Graph, viewer: Viewer) -> Graph:
    """The graph without the records that the viewer may not see, and without the links to them."""
    kept = {id: item for id, item in graph.items.items() if viewer.sees_all or sees(viewer, graph, item)}
    for id, item in list(kept.items()):
        if item.link and not any(edge[0] == "TOUCHES" and edge[1] == id and edge[2] in kept for edge in graph.edges):
            del kept[id]
    return Graph(kept, {edge for edge in graph.edges if edge[1] in kept and edge[2] in kept}, graph.model, graph.led)


def seers(graph: Graph, id: str, viewers: Iterable[Viewer]) -> frozenset[str | None]:
    """The users who see the record."""
    return frozenset(one.user for one in viewers if one.sees_all or sees(one, graph, graph.items[id]))


def sees(viewer: Viewer, graph: Graph, item: Item) -> bool:
    if item.seers is not None and viewer.user not in item.seers:
        return False
    if item.about is not None:
        return sees(viewer, graph, graph.items[item.about])
    for name in ROOMS.get(item.type, ()):
        for end in item.links.get(name, ()):
            if graph.items[end].values.get("chathamHouse") and end not in viewer.rooms:
                return False
    return sees_own(viewer, item) and all(
        sees(viewer, graph, graph.items[end])
        for name in REQUIRED_ENDS.get(item.type, ())
        for end in item.links.get(name, ())
    )


def sees_own(viewer: Viewer, item: Item) -> bool:
    """By the record's own marking and compartments alone."""
    if not viewer.compartments.issuperset(item.compartments) or not viewer.rooms.issuperset(item.kept):
        return False
    match item.marking:
        case "CLEAR":
            return True
        case "GREEN":
            return viewer.user is not None
        case "AMBER":
            return bool(viewer.organizations & ({item.owner} | set(item.shared)))
        case "AMBER_STRICT":
            return item.owner in viewer.organizations
        case "RED":
            return viewer.user in item.readers
        case other:
            raise LookupError(other)
