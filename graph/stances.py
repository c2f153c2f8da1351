"""Who stands where on something: the handwritten source of `quadrant`, one row.

Of all stances on a record the latest per stakeholder and assessor are kept, by the first day that `assessed` can mean,
then by its last, then by id; what has no date is before all that has one, and does not count where a day is asked for.
The values of each stakeholder's stances come as lists, of which `schema/stances.py` makes means and spreads; the mean
here, by which points are ordered, is one division of whole numbers, the same wherever it is worked out.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

MOST_STANCES = 100
"""Stances of a point that are answered; the count beside them and the means are of all."""
LATEST: LiteralString = """
MATCH (topic:Record) WHERE topic.id = $on AND topic.scope IN $visible
CALL (topic) {
  MATCH (topic)<-[:STANCE_ON]-(stance:Stance)-[:STANCE_OF]->(holder:Stakeholder)
  WHERE stance.scope IN $visible AND holder.scope IN $visible{dated}
  OPTIONAL MATCH (stance)-[:ASSESSED_BY]->(assessor:Stakeholder) WHERE assessor.scope IN $visible
  WITH holder, assessor, stance
    ORDER BY coalesce(stance.assessed_earliest, '') DESC, coalesce(stance.assessed_latest, '') DESC, stance.id DESC
  WITH holder, assessor, head(collect(stance)) AS latest
  WITH holder, latest WHERE latest.scope IN $visible
  WITH holder, latest
    ORDER BY coalesce(latest.assessed_earliest, '') DESC, coalesce(latest.assessed_latest, '') DESC, latest.id DESC
  WITH holder, collect(latest) AS stances, collect(latest.influence) AS influences,
    collect(latest.interest) AS interests, collect(latest.position) AS positions,
    CASE count(latest.influence) WHEN 0 THEN 0.0
      ELSE toFloat(sum(latest.influence)) / count(latest.influence) END AS influence,
    CASE count(latest.interest) WHEN 0 THEN 0.0
      ELSE toFloat(sum(latest.interest)) / count(latest.interest) END AS interest
  WITH holder, stances, influences, interests, positions, influence, interest
    ORDER BY influence DESC, interest DESC, holder.id
  WITH collect([[holder], stances[..100], size(stances), influences, interests, positions]) AS every
  RETURN size(every) AS total, every[..$first] AS points
}
RETURN topic, total, points"""
DATED: LiteralString = " AND stance.assessed_earliest <= $at"
"""That it may have been made by then."""


def quadrant(present: frozenset[str]) -> LiteralString:
    return LATEST.replace("{dated}", DATED if "at" in present else "")


QUADRANT = Fragment(
    node="topic",
    label="Record",
    text=quadrant,
    binds=("topic", "total", "points"),
    cost=50,
)
