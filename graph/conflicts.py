"""Who of a session's participants is in another session at that time: the handwritten source of `conflicts`.

Two sessions overlap when each begins before the other ends: intervals are half open, so that one may begin as
the other ends.  One row per participant and other session; the rows' order ends in the id of the other
participation, because one participant can be in several.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

OVERLAPPING: LiteralString = """
MATCH ({n})<-[:PARTICIPATION_IN]-(own:Participation)-[:PARTICIPANT]->(person:Stakeholder)
      <-[:PARTICIPANT]-(participation:Participation)-[:PARTICIPATION_IN]->(other_session:DialogueSession)
WHERE other_session <> {n} AND {n}.status <> 'CANCELLED' AND other_session.status <> 'CANCELLED'
  AND own.scope IN $visible AND person.scope IN $visible AND participation.scope IN $visible
  AND other_session.scope IN $visible
  AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
  AND NOT participation.partstat IN ['DECLINED', 'DELEGATED']
  AND other_session.start_utc < {n}.end_utc AND {n}.start_utc < other_session.end_utc
RETURN DISTINCT person, other_session, participation, other_session.start_utc AS starts,
       participation.id AS participation_id"""


def conflicts(_present: frozenset[str]) -> LiteralString:
    """The statement body; there are no arguments."""
    return OVERLAPPING


SESSION_CONFLICTS = Fragment(
    node="person",
    label="Stakeholder",
    text=conflicts,
    binds=("person", "other_session", "participation", "starts", "participation_id"),
    order=(("starts", False), ("participation_id", False)),
    cost=4,
)
