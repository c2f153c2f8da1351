"""What a viewer may not see, taken out: the world that is left needs no guard.

Worked out from the table of required ends in DESIGN section 5 as it is written there, from each record's own marking,
owner, readers and compartments; no scope, no clause of the product's is looked at.
"""

from __future__ import annotations

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
}


def restrict(graph: Graph, viewer: Viewer) -> Graph:
    """The graph without the records that the viewer may not see, and without the links to them."""
    if viewer.sees_all:
        return graph
    kept = {id: item for id, item in graph.items.items() if sees(viewer, graph, item)}
    return Graph(kept, {edge for edge in graph.edges if edge[1] in kept and edge[2] in kept}, graph.model)


def sees(viewer: Viewer, graph: Graph, item: Item) -> bool:
    if item.about is not None:
        return sees(viewer, graph, graph.items[item.about])
    return sees_own(viewer, item) and all(
        sees(viewer, graph, graph.items[end]) for name in REQUIRED_ENDS.get(item.type, ()) for end in item.links.get(name, ())
    )


def sees_own(viewer: Viewer, item: Item) -> bool:
    """By the record's own marking and compartments alone."""
    if not viewer.compartments.issuperset(item.compartments):
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
