"""Who does what where: the handwritten source of `coverage`, a matrix of one row with its cells and totals.

Each activity that the filter lets through is put under its row and column keys (areas, places, participants or kind,
which may be several); the pairs are grouped by cell, by row and by column, and what is distinct is counted in each
group, so that totals are no sums.  Places roll up along PART_OF to those of `placeKind` where it is given.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

PLACE_ITSELF: LiteralString = "MATCH (activity)-[:TAKES_PLACE_IN]->(key:Place) WHERE key.scope IN $visible RETURN DISTINCT key.id AS id, key.name AS name"
PLACE_ABOVE: LiteralString = (
    "MATCH (activity)-[:TAKES_PLACE_IN]->(spot:Place)"
    " ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4}"
    " (key:Place) WHERE spot.scope IN $visible AND key.scope IN $visible AND key.kind = $placeKind"
    " RETURN DISTINCT key.id AS id, key.name AS name"
)


def keys(axis: LiteralString, place: LiteralString) -> LiteralString:
    """What the activity stands under on an axis: (id, name) of a record, or (kind, kind)."""
    return (
        "CALL (activity) {\n  WITH activity WHERE " + axis + " = 'AREA'"
        " MATCH (activity)-[:ACTIVITY_ON]->(key:CooperationArea) WHERE key.scope IN $visible"
        " RETURN DISTINCT key.id AS id, key.name AS name\n"
        "  UNION ALL WITH activity WHERE " + axis + " = 'PLACE' " + place + "\n"
        "  UNION ALL WITH activity WHERE " + axis + " = 'GROUP'"
        " MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(key:Stakeholder)"
        " WHERE part.scope IN $visible AND key.scope IN $visible RETURN DISTINCT key.id AS id, key.name AS name\n"
        "  UNION ALL WITH activity WHERE " + axis + " = 'KIND' RETURN activity.kind AS id, activity.kind AS name\n}"
    )


NUMBERS: LiteralString = (
    "size(its), COUNT { UNWIND its AS one UNWIND one[2] AS id RETURN DISTINCT id },"
    " reduce(sum = 0, one IN its | sum + coalesce(one[1], 0)), size([one IN its WHERE one[1] IS NOT NULL]), total"
)
"""Of activities `[id, people reached, ids of participants]`: how many, whose, people reached, by how many of them."""


def coverage(present: frozenset[str]) -> LiteralString:
    place = PLACE_ABOVE if "placeKind" in present else PLACE_ITSELF
    return (
        "CALL () {\n"
        "MATCH (activity:Activity) WHERE activity.scope IN $visible{where}\n"
        "WITH activity, COLLECT { MATCH (activity)<-[:ROLE_IN]-(role:ActivityRole)-[:ROLE_OF]->(who:Stakeholder)"
        " WHERE role.scope IN $visible AND who.scope IN $visible RETURN DISTINCT who.id } AS whose\n"
        "RETURN collect([activity, [activity.id, activity.people_reached, whose]]) AS found\n}\n"
        "WITH found, size(found) AS total\n"
        "CALL (found) {\nUNWIND found AS pair WITH pair[0] AS activity, pair[1] AS entry\n"
        + keys("$rows", place)
        + "\nWITH activity, entry, id AS row, name AS row_name\n"
        + keys("$columns", place)
        + "\nRETURN collect([row, row_name, id, name, entry]) AS placed\n}\n"
        "CALL (placed, total) {\nUNWIND placed AS p WITH p[0] AS row, p[1] AS row_name, p[2] AS col, p[3] AS col_name,"
        " collect(p[4]) AS its, total ORDER BY row_name, row, col_name, col\n"
        "RETURN collect([row, row_name, col, col_name, " + NUMBERS + "]) AS cells\n}\n"
        "CALL (placed, total) {\nUNWIND placed AS p WITH p[0] AS key, p[1] AS name,"
        " collect(DISTINCT p[4]) AS its, total ORDER BY name, key\n"
        "RETURN collect([key, name, " + NUMBERS + "]) AS row_totals\n}\n"
        "CALL (placed, total) {\nUNWIND placed AS p WITH p[2] AS key, p[3] AS name,"
        " collect(DISTINCT p[4]) AS its, total ORDER BY name, key\n"
        "RETURN collect([key, name, " + NUMBERS + "]) AS column_totals\n}\n"
        "CALL (found, placed, total) {\nWITH [pair IN found | pair[1]] AS its, total, placed\n"
        "RETURN ["
        + NUMBERS
        + "] AS whole, total - COUNT { UNWIND placed AS p RETURN DISTINCT p[4][0] } AS outside\n}\n"
        "RETURN cells, row_totals, column_totals, whole[0] AS activities, whole[1] AS organizations,"
        " whole[2] AS reached, whole[3] AS reported, outside"
    )


COVERAGE = Fragment(
    node="",
    label="Activity",
    text=coverage,
    binds=(
        "cells",
        "row_totals",
        "column_totals",
        "activities",
        "organizations",
        "reached",
        "reported",
        "outside",
    ),
    filters=(("where", "activity"),),
    cost=400,
)
