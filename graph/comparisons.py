"""Ties of several stakeholders, or at two dates: the sources of `ties`, `mutualCollaborators` and `tieChanges`.

They ask the branches of `collaborators` (`graph/ties.py`) of each of those named, with a condition on the other more,
so that they know the same ties by the same days and kinds.  A stakeholder that is not seen is as one that never was:
nobody works with all where one of them is.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment
from graph.ties import LIMITS, WORDS, called, counted

MOST_AMONG, MOST_OF = 50, 10

NAMED: LiteralString = """
MATCH (named:Stakeholder) WHERE named.id IN {ids} AND named.scope IN $visible
"""
MUTUAL: LiteralString = """WITH other, wanted, min(weight) AS weakest, sum(strength) AS strength,
  round(sum(weight), 6) AS weight, collect([tie IN ties | tie + [named]]) AS each
WHERE size(each) = wanted
RETURN other, weakest, strength, weight, reduce(every = [], these IN each | every + these) AS ties"""
CHANGED: LiteralString = (
    """
WITH other, kind, shared, min(first) AS first, max(last) AS last, max(way = 'FORTH') AS forth,
  max(way = 'BACK') AS back, count(*) AS shows, count(first) AS begun, count(last) AS over
WITH other, kind, collect(shared) AS records, min(first) AS first, max(last) AS last, toFloat(count(*)) AS weight,
  max(forth) AS forth, max(back) AS back, sum(begun) = sum(shows) AS begins, sum(over) = sum(shows) AS ends
WITH other, kind, first, last, begins AND first > $from AS later, ends,
  """
    + WORDS
    + """ AS tie
WITH other, tie, CASE WHEN later AND first <= $to THEN first END AS gained,
  CASE WHEN NOT later AND ends AND last >= $from AND last < $to
    AND kind IN ['ACTIVITY', 'FUNDING', 'MEMBERSHIP', 'SECRETARIAT'] THEN last END AS lost
WHERE gained IS NOT NULL OR lost IS NOT NULL
RETURN other, max(coalesce(gained, lost)) AS day, collect(CASE WHEN gained IS NOT NULL THEN tie END) AS gained,
  collect(CASE WHEN lost IS NOT NULL THEN tie END) AS lost"""
)


def among(present: frozenset[str]) -> LiteralString:
    """The statement body of `ties` for the arguments present."""
    return (
        NAMED.replace("{ids}", "$among")
        + counted(present, "named", " AND other.id IN $among", "named, ")
        + "WITH named, other, strength, weight, ties WHERE named.id < other.id\n"
        + "RETURN named AS one, other, named.id + ' ' + other.id AS pair, strength, weight, ties"
    )


def mutual(present: frozenset[str]) -> LiteralString:
    """The statement body of `mutualCollaborators` for the arguments present."""
    number: LiteralString = "WITH named, COUNT { UNWIND $of AS id RETURN DISTINCT id } AS wanted\n"
    found = NAMED.replace("{ids}", "$of") + number
    return found + counted(present, "named", " AND NOT other.id IN $of", "named, wanted, ") + MUTUAL


def changes(present: frozenset[str]) -> LiteralString:
    """The statement body of `tieChanges` for the arguments present."""
    return NAMED.replace("{ids}", "[$of]") + called(present, "named", dated=True) + CHANGED


TIES_AMONG = Fragment(
    node="one",
    label="Stakeholder",
    text=among,
    binds=("one", "other", "pair", "strength", "weight", "ties"),
    order=(("weight", True), ("pair", False)),
    cost=20,
    limits=(("among", 0, MOST_AMONG), *LIMITS),
)
MUTUAL_COLLABORATORS = Fragment(
    node="other",
    label="Stakeholder",
    text=mutual,
    binds=("other", "weakest", "strength", "weight", "ties"),
    order=(("weakest", True), ("weight", True)),
    cost=20,
    limits=(("of", 0, MOST_OF), *LIMITS),
)
TIE_CHANGES = Fragment(
    node="other",
    label="Stakeholder",
    text=changes,
    binds=("other", "day", "gained", "lost"),
    order=(("day", True),),
    cost=20,
)
