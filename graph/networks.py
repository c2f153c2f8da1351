"""Who stands around some stakeholders, and how they are tied to one another: the handwritten source of `network`.

Level by level: of all who are tied to those of the level before, the strongest are kept, until there are as many as
asked for; once any had to be left out, nothing further out is looked for, so that `total` is whole where nothing is.
A last pass finds the ties among those that are kept: of activities and sessions from the lesser end, of memberships and
commitments from whoever belongs or promises.  What two promised together is found from both and counted once.

The ties are those of `collaborators`, but that two members of one organization are tied through it
(docs/decisions/0018-the-network.md).  `graph/pictures.py` lays them out.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Drawn, Fragment
from graph.pictures import draw
from graph.ties import DIRECT, DIRECTION, FROM_ONE_END, STRENGTH, united

MOST_AROUND, MOST_DEEP, MOST_SHOWN = 50, 3, 200

AROUND: LiteralString = """
CALL () {
  MATCH (center:Stakeholder) WHERE center.id IN $around AND center.scope IN $visible
  WITH center ORDER BY center.id
  RETURN collect(center) AS found
}
WITH found[..$first] AS shown, found[..$first] AS fresh, size(found) AS total, [size(found[..$first])] AS levels
"""
TIED: LiteralString = """
    CALL (n) {
{branches}
    }
"""
LEVEL: LiteralString = (
    """CALL (shown, fresh, total) {
  UNWIND CASE WHEN size(shown) = total THEN fresh ELSE [] END AS n
  WITH n WHERE n.scope IN $visible
  CALL (n) {"""
    + TIED
    + """    WITH other, collect(tie) AS ties
    RETURN other, """
    + STRENGTH
    + """
  }
  WITH other, strength WHERE NOT other IN shown
  WITH other, sum(strength) AS number ORDER BY number DESC, other.id
  RETURN collect(other) AS found
}
WITH shown + found[..$first - size(shown)] AS shown, found[..$first - size(shown)] AS fresh,
  total + size(found) AS total, levels + [size(shown + found[..$first - size(shown)])] AS levels
"""
)
LINKED: LiteralString = (
    """CALL (shown) {
  UNWIND shown AS n
  WITH n, shown WHERE n.scope IN $visible
  CALL (n, shown) {
    CALL (n, shown) {
{branches}
    }
    WITH n, other, kind, shared, way WHERE shared:Commitment OR shared:Membership OR n.id < other.id
    WITH other, kind, shared, max(way = 'FORTH') AS forth, max(way = 'BACK') AS back
    RETURN other, kind, CASE WHEN shared:Commitment OR shared:Membership THEN shared END AS fact,
      count(*) AS number, max(forth) AS forth, max(back) AS back
  }
  WITH n.id AS near, other.id AS far, kind, fact, number, forth, back
  WITH CASE WHEN near < far THEN [near, far, forth, back] ELSE [far, near, back, forth] END AS ends, kind, fact, number
  WITH ends[0] AS one, ends[1] AS another, kind, fact, number, ends[2] AS forth, ends[3] AS back
  WITH one, another, kind, fact, max(number) AS number, max(forth) AS forth, max(back) AS back
  WITH one, another, kind, sum(number) AS number, max(forth) AS forth, max(back) AS back
  WITH one, another, kind, number, """
    + DIRECTION
    + """ AS direction
  ORDER BY number DESC, one, another, kind
  RETURN collect([one, another, kind, number, direction]) AS every
}
CALL (shown) {
  UNWIND shown AS n
  WITH n WHERE n.scope IN $visible
  RETURN collect(n.id) AS ids
}
WITH shown, total, levels, every, every[..2000] AS links, ids
MATCH (center:Stakeholder {id: ids[0]}) WHERE center.scope IN $visible
RETURN center, total, size(shown) AS shown, size(every) AS links_total, links, [ids, links] AS drawing,
  [i IN range(0, size(shown) - 1) |
    [i, [shown[i]], size([level IN levels WHERE level <= i]), null, null, null]] AS nodes
"""
)


def network(present: frozenset[str]) -> LiteralString:
    """The statement body for the arguments present, as many levels of it as are asked for."""
    branches = united(present, DIRECT, listed=True).replace("{n}", "n")
    deep = next((int(one.removeprefix("depth=")) for one in present if one.startswith("depth=")), 1)
    text = AROUND
    for _ in range(max(1, min(deep, MOST_DEEP))):
        text = text + LEVEL.replace("{branches}", branches)
    return text + LINKED.replace("{branches}", united(present, FROM_ONE_END, " AND other IN shown").replace("{n}", "n"))


NETWORK = Fragment(
    node="center",
    label="Stakeholder",
    text=network,
    binds=("center", "total", "shown", "links_total", "links", "nodes", "drawing"),
    cost=MOST_SHOWN,
    choices=("depth",),
    limits=(("around", 0, MOST_AROUND), ("depth", 1, MOST_DEEP), ("first", 0, MOST_SHOWN)),
    drawn=Drawn(rows="nodes", needs="drawing", items=(3, 4, 5), draw=draw),
)
