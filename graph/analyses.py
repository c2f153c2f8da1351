"""Brokers, influence and communities among all that a viewer sees: three handwritten sources over a kept projection.

What is answered is worked out in memory (`graph/projections.py`), one hundred of it at most, and handed to the
operation's own statement as a list, which reads what was selected of the records in it, guarded once more
(docs/decisions/0026-analyses.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from graph.centrality import MOST_RANKED
from graph.communities import MOST_COMMUNITIES, MOST_MEMBERS, Community
from graph.model import Fragment, Prepared
from graph.projections import Projection, given, projected

COST = 500
"""Records that an analysis is reckoned to touch: a fair share of an operation's, and of a minute's."""

RANKED: LiteralString = """
CALL () {
  UNWIND range(0, size($analysis[1]) - 1) AS place
  WITH place, $analysis[1][place] AS row
  MATCH (found:Stakeholder {id: row[0]}) WHERE found.scope IN $visible
  WITH found, row, place ORDER BY place
  RETURN collect([[found], row[1], row[2], row[3], row[4], row[5]]) AS ranked
}
RETURN $analysis[0][0] AS stakeholders, $analysis[0][1] AS ties, $analysis[0][2] IS NOT NULL AS approximate,
  $analysis[0][2] AS sampled, ranked[..$first] AS ranked"""
NOBODY = ["", 0.0, 0.0, 0, 0.0, 0.0]
"""Fills up the rows: Neo4j plans anew for lists of other sizes."""
DIVIDED: LiteralString = """
CALL () {
  UNWIND range(0, size($analysis[1]) - 1) AS place
  WITH place, $analysis[1][place] AS row WHERE row[0] > 0 AND place < $first
  WITH place, row,
    COLLECT { UNWIND row[1] AS id
      MATCH (area:CooperationArea {id: id}) WHERE area.scope IN $visible RETURN area } AS areas,
    COLLECT { UNWIND row[2] AS id MATCH (spot:Place {id: id}) WHERE spot.scope IN $visible RETURN spot } AS places,
    COLLECT { UNWIND range(0, size(row[3]) - 1) AS number
      WITH number, row[3][number] AS id
      MATCH (member:Stakeholder {id: id}) WHERE member.scope IN $visible
      RETURN member ORDER BY number } AS members
  ORDER BY place
  RETURN collect([row[0], areas, places, members,
    COLLECT { UNWIND areas AS area WITH area WHERE area.scope IN $visible RETURN area.name },
    COLLECT { UNWIND places AS spot WITH spot WHERE spot.scope IN $visible RETURN spot.name },
    COLLECT { UNWIND members[..1] AS member WITH member WHERE member.scope IN $visible RETURN member.name }])
    AS communities
}
RETURN $analysis[0][0] AS stakeholders, $analysis[0][1] AS ties, $analysis[0][2] AS total,
  $analysis[0][3] AS modularity, communities"""
NONE = [0, [""], [""], [""]]


def brokers(_: Mapping[str, Any], kept: Projection) -> list[Any]:
    return ranked(kept, kept.centrality.brokers)


def influence(_: Mapping[str, Any], kept: Projection) -> list[Any]:
    return ranked(kept, kept.centrality.influence)


def ranked(kept: Projection, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """[[stakeholders, pairs, from how many paths were counted], rows]."""
    summary = [*kept.size, kept.centrality.sampled]
    return [summary, [*rows, *[NOBODY] * (MOST_RANKED - len(rows))]]


def communities(_: Mapping[str, Any], kept: Projection) -> list[Any]:
    """[[stakeholders, pairs, communities, modularity], rows]."""
    found, quality = kept.communities
    rows = [row_of(one) for one in found[:MOST_COMMUNITIES]]
    summary = [*kept.size, len(found), quality]
    return [summary, [*rows, *[NONE] * (MOST_COMMUNITIES - len(rows))]]


def row_of(community: Community) -> list[Any]:
    members = community.members
    return [len(members), list(community.areas), list(community.places), list(members[:MOST_MEMBERS])]


SUMMARY = ("stakeholders", "ties", "approximate", "sampled", "ranked")
LIMITS = (("first", 0, MOST_RANKED),)


def prepared(work: Any) -> Prepared:
    return Prepared("analysis", projected, given, work, cost=COST, kept=Projection)


BROKERS = Fragment(
    node="",
    label="Stakeholder",
    text=lambda present: RANKED,
    binds=SUMMARY,
    limits=LIMITS,
    prepared=prepared(brokers),
)
INFLUENCE = Fragment(
    node="",
    label="Stakeholder",
    text=lambda present: RANKED,
    binds=SUMMARY,
    limits=LIMITS,
    prepared=prepared(influence),
)
COMMUNITIES = Fragment(
    node="",
    label="Stakeholder",
    text=lambda present: DIVIDED,
    binds=("stakeholders", "ties", "total", "modularity", "communities"),
    limits=(("first", 0, MOST_COMMUNITIES),),
    prepared=prepared(communities),
)
