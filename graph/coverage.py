"""Who does what where: the handwritten source of `coverage`, one row; `graph/gaps.py` stands on the same entries.

Activities are spread over two axes (area, place, kind, whoever takes part), one entry per activity and cell with the
list of who takes part; the entries are then counted per cell, per line and in all, so that totals are of distinct
records and never sums.  The axes decide the text, the client's filter of activities stands in it at `{where}`.  What
was measured is said in docs/decisions/0023-coverage.md.
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

MOST_LINES = 1_000
MOST_CELLS = 5_000
"""Lines and cells that are answered, the fullest first; the counts beside them are of all."""

ACTIVITIES: LiteralString = """MATCH (activity:Activity) USING INDEX activity:Activity(scope, id)
  WHERE activity.scope IN $visible AND activity.id IS NOT NULL AND {where}"""
"""Out of an index that holds the scope: to read it of each record takes six times as long."""
PARTICIPANTS: LiteralString = """MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
    WHERE part.scope IN $visible AND organization.scope IN $visible"""
TOGETHER: LiteralString = (
    "\n  WITH activity, COLLECT { " + PARTICIPANTS + "\n    RETURN DISTINCT organization } AS organizations"
)
BY_TYPE: LiteralString = (
    "\n  "
    + PARTICIPANTS
    + "\n  WITH activity, organization.type AS type, collect(DISTINCT organization) AS organizations"
)
ONE_BY_ONE: LiteralString = (
    "\n  "
    + PARTICIPANTS
    + "\n  WITH DISTINCT activity, organization, organization.type AS type, [organization] AS organizations"
)
HOW_MANY: LiteralString = "size(coll.distinct(coll.flatten(parties)))"
"""How many take part in any of several activities, by the lists of each.  (A subquery that counts needs 190 kB for each
cell that it is asked for, all of it until the end.)"""
PLACED: LiteralString = """
  MATCH (activity)-[:TAKES_PLACE_IN]->({axis}:Place) WHERE {axis}.scope IN $visible"""
PLACED_WITHIN: LiteralString = """
  MATCH (activity)-[:TAKES_PLACE_IN]->(spot_{axis}:Place)
    ((near_{axis}:Place)-[:PART_OF]->(wider_{axis}:Place)
      WHERE near_{axis}.scope IN $visible AND wider_{axis}.scope IN $visible){0,4} ({axis}:Place)
  WHERE spot_{axis}.scope IN $visible AND {axis}.scope IN $visible AND {axis}.kind = $placeKind"""
AREAS: LiteralString = """
  MATCH (activity)-[:ACTIVITY_ON]->({axis}:CooperationArea) WHERE {axis}.scope IN $visible"""
RECORDS = ("AREA", "PLACE", "GROUP")
"""Axes whose lines are records; those of the others are words."""
REPORT: LiteralString = "CASE WHEN activity.people_reached IS NOT NULL THEN [activity, activity.people_reached] END"
REACHED: LiteralString = (
    "CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports)"
)
"""How many people were reached by several activities, by the `REPORT` of each, and how many of them say it."""
IN_ORDER: LiteralString = "\n  WITH activity, organizations, row, column ORDER BY activity.id"
"""So that every list made of the entries' activities is in the order of their ids: a hundred at most are answered of
each.  A sort for each cell would be reckoned all that was read before it, and nothing of that given back."""


def axis_of(present: frozenset[str], argument: str, default: str) -> str:
    return next((one.partition("=")[2] for one in present if one.startswith(f"{argument}=")), default)


def axes(present: frozenset[str]) -> tuple[str, str]:
    return axis_of(present, "rows", "AREA"), axis_of(present, "columns", "PLACE")


def spread(axis: str, name: LiteralString, known: LiteralString, within: bool) -> LiteralString:
    """Binds `name` to each line of the axis that the activity belongs to; `known` are the names bound before."""
    match axis:
        case "AREA":
            text = AREAS
        case "PLACE":
            text = PLACED_WITHIN if within else PLACED
        case "KIND":
            return "\n  WITH " + known + ", activity.kind AS " + name
        case "GROUP":
            return "\n  WITH " + known + ", organization AS " + name
        case _:
            return "\n  WITH " + known + ", type AS " + name
    return text.replace("{axis}", name)


def entries(present: frozenset[str], condition: LiteralString = "") -> LiteralString:
    """Clauses that bind activity, organizations (a list: who takes part, of the line where that is of some), row and
    column."""
    rows, columns = axes(present)
    within = "placeKind" in present
    parties, known = TOGETHER, "activity, organizations"
    if "GROUP" in (rows, columns):
        parties, known = ONE_BY_ONE, "activity, organizations, organization, type"
    elif "TYPE" in (rows, columns):
        parties, known = BY_TYPE, "activity, organizations, type"
    return (
        ACTIVITIES
        + condition
        + parties
        + spread(rows, "row", known, within)
        + spread(columns, "column", known + ", row", within)
    )


def key(axis: str, name: LiteralString) -> LiteralString:
    """What names a line: an id, or the word itself."""
    return name + ".id" if axis in RECORDS else name


def listed(axis: str, name: LiteralString) -> LiteralString:
    """The record of a line, in a list of one; or none."""
    return "[" + name + "]" if axis in RECORDS else "[]"


def seen(axis: str, name: LiteralString) -> LiteralString:
    """That a record out of a list may be read."""
    return name + ".scope IN $visible" if axis in RECORDS else "true"


def lines(axis: str, index: LiteralString, name: LiteralString) -> LiteralString:
    """Counts along one axis, as `name`: a row per line, the fullest first; and `nameCount`, of how many."""
    return (
        "\nCALL (entries, activities) {\n  UNWIND entries AS entry\n  WITH activities, entry["
        + index
        + """] AS line, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties,
    collect(DISTINCT entry[4]) AS reports
  WITH activities, line, these, parties, reports WHERE """
        + seen(axis, "line")
        + "\n  WITH activities, line, these, parties, reports, "
        + key(axis, "line")
        + " AS key ORDER BY size(these) DESC, key"
        + """
  WITH activities, collect([key, line, size(these), parties, reports]) AS every
  UNWIND every[..1000] AS one
  WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, one[3] AS parties,
    one[4] AS reports
  RETURN coalesce(max(number), 0) AS """
        + name
        + "Count, collect([key, "
        + listed(axis, "line")
        + ", "
        + HOW_MANY
        + ", ofThese, "
        + REACHED
        + ", activities]) AS "
        + name
        + "Lines\n}"
    )


def coverage(present: frozenset[str]) -> LiteralString:
    rows, columns = axes(present)
    return (
        "\nCALL () {\n  "
        + ACTIVITIES
        + "\n  RETURN count(activity) AS considered\n}\nCALL () {\n  "
        + entries(present)
        + IN_ORDER
        + "\n  RETURN collect([row, column, activity, organizations, "
        + REPORT
        + """]) AS entries
}
CALL (entries) {
  UNWIND entries AS entry
  WITH count(DISTINCT entry[2]) AS activities, collect(DISTINCT entry[4]) AS reports
  RETURN activities, ["""
        + REACHED
        + """] AS reach
}
CALL (entries) {
  UNWIND entries AS entry
  WITH DISTINCT entry[3] AS some
  UNWIND some AS organization
  RETURN count(DISTINCT organization) AS organizations
}"""
        + lines(rows, "0", "row")
        + lines(columns, "1", "column")
        + """
CALL (entries, activities) {
  UNWIND entries AS entry
  WITH activities, entry[0] AS row, collect(entry) AS inside, count(DISTINCT entry[2]) AS ofRow
  CALL (inside) {
    UNWIND inside AS entry
    WITH entry[1] AS column, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties,
      collect(DISTINCT entry[4]) AS reports
    RETURN column, these, reports, """
        + HOW_MANY
        + " AS organizations\n  }\n  WITH activities, row, ofRow, column, organizations, these, reports WHERE "
        + seen(rows, "row")
        + " AND "
        + seen(columns, "column")
        + "\n  WITH activities, row, ofRow, column, organizations, these, reports, "
        + key(rows, "row")
        + " AS rowKey, "
        + key(columns, "column")
        + " AS columnKey ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey"
        + """
  WITH activities, collect([rowKey, row, columnKey, column, organizations, size(these), these[..100], reports, ofRow])
    AS every
  UNWIND every[..5000] AS one
  WITH activities, size(every) AS number, one[0] AS rowKey, one[1] AS row, one[2] AS columnKey, one[3] AS column,
    one[4] AS organizations, one[5] AS ofThese, one[6] AS these, one[7] AS reports, one[8] AS ofRow
  RETURN coalesce(max(number), 0) AS cellCount, collect([rowKey, """
        + listed(rows, "row")
        + ", columnKey, "
        + listed(columns, "column")
        + ", organizations, ofThese, "
        + REACHED
        + ", ofRow, activities, these"
        + asked(present)
        + "]) AS cells\n}\n"
        + "RETURN considered, organizations, activities, reach[0] AS reached, reach[1] AS reporting, rowCount,"
        + " rowLines, columnCount, columnLines, cellCount, cells"
    )


AXES: dict[str, LiteralString] = {
    "AREA": ", 'AREA'",
    "PLACE": ", 'PLACE'",
    "KIND": ", 'KIND'",
    "GROUP": ", 'GROUP'",
    "TYPE": ", 'TYPE'",
}


def asked(present: frozenset[str]) -> LiteralString:
    """Of a cell, what its filter is made from beside its keys: the axes; WITHIN, where a place stands for its parts."""
    rows, columns = axes(present)
    known = AXES[rows] + AXES[columns]
    return known.replace("'PLACE'", "'WITHIN'") if "placeKind" in present else known


COVERAGE = Fragment(
    node="",
    label="Activity",
    text=coverage,
    binds=(
        "considered",
        "organizations",
        "activities",
        "reached",
        "reporting",
        "rowCount",
        "rowLines",
        "columnCount",
        "columnLines",
        "cellCount",
        "cells",
    ),
    cost=50,
    choices=("rows", "columns"),
    filters="activity",
)
