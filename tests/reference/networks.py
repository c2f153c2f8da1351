"""Networks by brute force: every pair of stakeholders with the records that tie them, and rings drawn around some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from graph.pictures import draw
from tests.reference.graphs import Graph, Item
from tests.reference.ties import OUT, Ties, direction, is_secretariat, kind_of_session, kinds_of_commitment

MOST_LINKS = 2_000
ANYBODY: Any = None
"""Whose ties they are does not matter to what is asked of their days, areas and places."""
BACK: Mapping[str | None, str] = {"FORTH": "BACK", "BACK": "FORTH"}
"""What the way of a tie is from its other end."""
Tied = dict[tuple[str, str, str], set[str]]
"""(one, other, kind) → the records that show it, in both directions."""


class Networks:
    def __init__(self, graph: Graph, given: Mapping[str, Any]) -> None:
        self.graph = graph
        self.given = {name: value for name, value in given.items() if value is not None}
        self.tied: Tied = {}
        self.ways: dict[tuple[str, str, str], set[str | None]] = {}
        for kind, record, one, other, way in self.pairs():
            if one is not other and kind in self.given.get("via", [kind]):
                for pair, its in (((one.id, other.id), way), ((other.id, one.id), BACK.get(way))):
                    self.tied.setdefault((*pair, kind), set()).add(record.id)
                    self.ways.setdefault((*pair, kind), set()).add(its)

    def network(self) -> dict[str, Any] | None:
        stakeholders = {one.id: one for one in self.graph.of("Stakeholder")}
        first = self.given["first"]
        around = sorted(id for id in set(self.given["around"]) if id in stakeholders)
        total, rings = len(around), [around[:first]]
        for _ in range(self.given["depth"]):
            shown = [id for ring in rings for id in ring]
            strength: dict[str, int] = {}
            for (one, other, _), records in self.tied.items():
                if one in rings[-1] and other not in shown:
                    strength[other] = strength.get(other, 0) + len(records)
            if total > len(shown):
                break
            found = sorted(strength, key=lambda one: (-strength[one], one))
            rings.append(found[: first - len(shown)])
            total += len(found)
        shown = [id for ring in rings for id in ring]
        if not shown:
            return None
        every: list[Any] = sorted(
            (
                [one, other, kind, len(records), direction(kind, set(self.ways[one, other, kind]))]
                for (one, other, kind), records in self.tied.items()
                if one < other and one in shown and other in shown
            ),
            key=weakest_last,
        )
        links = every[:MOST_LINKS]
        distances = {id: distance for distance, ring in enumerate(rings) for id in ring}
        return {
            "total": total,
            "shown": len(shown),
            "linksTotal": len(every),
            "links": [dict(zip(("a", "b", "kind", "strength", "direction"), link, strict=True)) for link in links],
            "nodes": [
                {"stakeholder": stakeholders[id], "distance": distances[id], "degree": degree, "x": x, "y": y}
                for id, (degree, x, y) in zip(shown, draw([shown, links]), strict=True)
            ],
        }

    def pairs(self) -> Iterator[tuple[str, Item, Item, Item, str | None]]:
        """(kind, record, one, other, way), each pair in whatever direction, and perhaps more than once."""
        graph, asked = self.graph, Ties(self.graph, ANYBODY, self.given).asked
        bare = {"area", "place"} & self.given.keys()
        for activity in graph.of("Activity"):
            parts = [
                (end, role.values["role"] == "FUNDER")
                for role in graph.into("ROLE_IN", activity)
                for end in graph.out("ROLE_OF", role)
            ]
            if asked(None, None, graph.out("ACTIVITY_ON", activity), graph.out("TAKES_PLACE_IN", activity)):
                for (one, mine), (other, its) in product(parts, parts):
                    yield "ACTIVITY" if mine == its else "FUNDING", activity, one, other, "FORTH" if mine else "BACK"
        for one in () if bare else graph.of("Membership"):
            ends = product(graph.out("MEMBER", one), graph.out("MEMBER_OF", one))
            kind = "SECRETARIAT" if is_secretariat(graph, one) else "MEMBERSHIP"
            yield from ((kind, one, *pair, "FORTH") for pair in ends)
        for session in graph.of("DialogueSession"):
            areas = [area for one in graph.out("SESSION_OF", session) for area in graph.out("DIALOGUE_ON", one)]
            if session.values["status"] != "CANCELLED" and asked(None, None, areas, graph.out("HELD_IN", session)):
                taking = [one for one in graph.into("PARTICIPATION_IN", session) if one.values["partstat"] not in OUT]
                for one, its in product(taking, taking):
                    if one is not its:
                        ends = product(self.present(one), self.present(its))
                        yield from ((kind_of_session(graph, session), session, *pair, None) for pair in ends)
        for commitment in () if "place" in bare else graph.of("Commitment"):
            makers = graph.out("MADE_BY", commitment)
            if asked(None, None, graph.out("COMMITMENT_ON", commitment)):
                both = (*makers, *graph.out("MADE_TO", commitment))
                for one, other in product(makers, both):
                    kinds = kinds_of_commitment(graph, commitment, one, other)
                    yield from ((kind, commitment, one, other, None) for kind in kinds)

    def present(self, participation: Item) -> list[Item]:
        return [end for name in ("PARTICIPANT", "PARTICIPATES_FOR") for end in self.graph.out(name, participation)]


def weakest_last(link: list[Any]) -> tuple[Any, ...]:
    return (-link[3], *link[:3])
