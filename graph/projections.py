"""Who is tied to whom among all that a viewer sees, read in one statement, and the measures of it that are kept.

One row per stakeholder: its id, the ids of those tied to it that come after it, with the number of records that show
it, and its areas and places; who is tied to nobody is then left out.  The ties are those of `network`
(docs/decisions/0018-the-network.md).
`graph/centrality.py` and `graph/communities.py` measure what was read; nothing of it is kept longer than the ledger
stands still, and for nobody who sees something else (`resolvers/analyses.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import RLock
from typing import Any, LiteralString

from graph.centrality import Centrality, Ties
from graph.communities import Community, found_in
from graph.ties import DIRECT, united

PROJECTED: LiteralString = """CYPHER 25
MATCH (n:Stakeholder) WHERE n.scope IN $visible
CALL (n) {
  CALL (n) {
{branches}
  }
  WITH DISTINCT n, other, kind, shared WHERE n.id < other.id
  WITH other, count(*) AS number
  RETURN collect([other.id, number]) AS tied
}
RETURN collect([n.id, tied,
  COLLECT { MATCH (n)-[:WORKS_ON]->(area:CooperationArea) WHERE area.scope IN $visible RETURN area.id },
  COLLECT { MATCH (n)-[:BASED_IN]->(place:Place) WHERE place.scope IN $visible RETURN place.id }]) AS found"""


def projected(present: frozenset[str]) -> LiteralString:
    """The statement for the arguments present; `kinds` are what the branches call `via`."""
    asked = present - {"kinds"} | ({"via"} if "kinds" in present else set[str]())
    branches = united(asked, DIRECT).replace("{n}", "n")
    return PROJECTED.replace("{branches}", branches)


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of the statement."""
    found = {name: value for name, value in arguments.items() if name not in ("first", "kinds")}
    return found | ({"via": sorted(set(arguments["kinds"]))} if "kinds" in arguments else {})


class Projection:
    """What was read, and what has been worked out of it so far; used by several threads at once."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self.ties = Ties.of({id: dict(tied) for id, tied, *_ in rows})
        known = set(self.ties.ids)
        self.areas = {id: areas for id, _, areas, _ in rows if areas and id in known}
        self.places = {id: places for id, _, _, places in rows if id in known and places}
        self.share: float | None = None
        """What share of the paths has been counted; null: not known, or none are to be."""
        self._lock = RLock()

    def __len__(self) -> int:
        """What it weighs where it is kept."""
        return len(self.ties.ids) + self.ties.pairs + 1

    @property
    def size(self) -> tuple[int, int]:
        """How many stakeholders are tied, and how many pairs of them."""
        return len(self.ties.ids), self.ties.pairs

    @cached_property
    def _centrality(self) -> Centrality:
        try:
            return Centrality(self.ties, tell=self._told)
        finally:
            self.share = None

    def _told(self, share: float) -> None:
        self.share = share

    @property
    def centrality(self) -> Centrality:
        with self._lock:
            return self._centrality

    @cached_property
    def _communities(self) -> tuple[list[Community], float | None]:
        return found_in(self.ties, self._centrality.pagerank, self.areas, self.places)

    @property
    def communities(self) -> tuple[list[Community], float | None]:
        """The greatest first, and the modularity of the whole."""
        with self._lock:
            return self._communities
