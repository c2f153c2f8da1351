"""Brokers, influence and communities by brute force: every pair of stakeholders, and networkx over those that are tied.

Which communities there are depends on Leiden's drawing of lots, and so they are found by the same function, of ties
and tags that were found here; that they are good ones is tested in tests/graph/test_communities.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

import networkx

from graph.centrality import Ties as Matrix
from graph.centrality import rounded
from graph.communities import found_in
from tests.reference.graphs import Graph, Item
from tests.reference.ties import Ties


class Analyses:
    def __init__(self, graph: Graph, given: Mapping[str, Any]) -> None:
        self.graph = graph
        self.first = given["first"]
        asked = {"via" if name == "kinds" else name: value for name, value in given.items() if value is not None}
        self.tied = networkx.Graph()
        for one, other in combinations(sorted(graph.of("Stakeholder"), key=lambda item: item.id), 2):
            shown = {
                (way.kind, way.record.id)
                for way in Ties(graph, one, asked).shown(other)
                if way.kind in asked.get("via", [way.kind]) and not fellows(way)
            }
            if shown:
                self.tied.add_edge(one.id, other.id, weight=len(shown))

    def brokers(self) -> dict[str, Any]:
        return self.ranking("betweenness")

    def influence(self) -> dict[str, Any]:
        return self.ranking("pageRank")

    @cached_property
    def page_rank(self) -> Mapping[str, float]:
        return networkx.pagerank(self.tied, tol=1e-15, max_iter=5_000) if self.tied else {}

    def ranking(self, by: str) -> dict[str, Any]:
        if not self.tied:
            return {**self.counted(), "approximate": False, "sampled": None, "ranked": []}
        measures = {
            "betweenness": networkx.betweenness_centrality(self.tied),
            "closeness": networkx.closeness_centrality(self.tied),
            "pageRank": self.page_rank,
            "constraint": networkx.constraint(self.tied, weight="weight"),
        }
        rows = [
            {
                "stakeholder": self.graph.items[id],
                "degree": self.tied.degree[id],
                **{name: rounded(values[id]) for name, values in measures.items()},
            }
            for id in self.tied
        ]
        rows.sort(key=lambda row: (-row[by], row["stakeholder"].id))
        return {**self.counted(), "approximate": False, "sampled": None, "ranked": rows[: self.first]}

    def counted(self) -> dict[str, int]:
        return {"stakeholders": self.tied.number_of_nodes(), "ties": self.tied.number_of_edges()}

    def communities(self) -> dict[str, Any]:
        pairs: dict[str, dict[str, int]] = {}
        for one, other, weight in self.tied.edges(data="weight"):
            pairs.setdefault(min(one, other), {})[max(one, other)] = weight
        matrix = Matrix.of(pairs)
        tags = [
            {id: [end.id for end in self.graph.out(name, self.graph.items[id])] for id in self.tied}
            for name in ("WORKS_ON", "BASED_IN")
        ]
        found, modularity = found_in(matrix, [self.page_rank[id] for id in matrix.ids], *tags)
        shown = [
            {
                "size": len(one.members),
                "areas": self.items(one.areas),
                "places": self.items(one.places),
                "members": self.items(one.members[:100]),
            }
            for one in found[: self.first]
        ]
        return {
            **self.counted(),
            "total": len(found),
            "modularity": modularity,
            "communities": [{**one, "name": name_of(one)} for one in shown],
        }

    def items(self, ids: Any) -> list[Item]:
        return [self.graph.items[id] for id in ids]


def fellows(way: Any) -> bool:
    """That two belong to one organization ties both to it, not to each other."""
    return way.kind == "MEMBERSHIP" and way.record.type != "Membership"


def name_of(community: Mapping[str, Any]) -> str:
    tags = [", ".join(one.values["name"][""] for one in community[kind]) for kind in ("areas", "places")]
    return " · ".join(tag for tag in tags if tag) or f"Around {community['members'][0].values['name']['']}"
