"""Who does what where: the handwritten source of `coverage`, one row; `graph/gaps.py` stands on the same entries.

Activities are spread over two axes (area, place, kind, whoever takes part), one entry per activity and cell with the
list of who takes part.  The entries are gathered into cells once; lines and totals are of the distinct records of their
cells, and never sums.  The axes decide the text, the client's filter of activities stands in it at `{where}`.  What
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


INTO_CELLS: LiteralString = (
    """
  WITH row, column, collect(DISTINCT activity) AS these,
    coll.distinct(coll.flatten(collect(organizations))) AS doers, collect(DISTINCT """
    + REPORT
    + """) AS reports
  RETURN collect([row, column, these, doers, reports]) AS cells
}"""
)


def of_all(cells: LiteralString, text: LiteralString) -> LiteralString:
    """`text` with the distinct `{these}` activities, `{doers}` and `{reports}` of several cells together."""
    column: LiteralString = "coll.distinct(coll.flatten([cell IN " + cells + " | cell[{column}]]))"
    text = text.replace("{these}", column.replace("{column}", "2")).replace("{doers}", column.replace("{column}", "3"))
    return text.replace("{reports}", column.replace("{column}", "4"))


TOTALS: LiteralString = of_all(
    "cells",
    "\nWITH considered, cells, size({these}) AS activities, size({doers}) AS organizations, {reports} AS reports",
)


def lines(axis: str, index: LiteralString, name: LiteralString) -> LiteralString:
    """Counts along one axis, as `name`: a row per line, the fullest first; and `nameCount`, of how many."""
    return (
        "\nCALL (cells, activities) {\n  UNWIND cells AS cell\n  WITH activities, cell["
        + index
        + "] AS line, collect(cell) AS inside\n  WITH activities, line, inside, "
        + of_all("inside", "size({these}) AS ofThese WHERE ")
        + seen(axis, "line")
        + "\n  WITH activities, line, inside, ofThese, "
        + key(axis, "line")
        + " AS key ORDER BY ofThese DESC, key"
        + """
  WITH activities, collect([key, line, ofThese, inside]) AS every
  UNWIND every[..1000] AS one
  WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, """
        + of_all("one[3]", "size({doers}) AS organizations,\n    {reports} AS reports")
        + "\n  RETURN coalesce(max(number), 0) AS "
        + name
        + "Count, collect([key, "
        + listed(axis, "line")
        + ", organizations, ofThese, "
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
        + INTO_CELLS
        + TOTALS
        + "\nWITH considered, cells, activities, organizations, ["
        + REACHED
        + "] AS reach"
        + lines(rows, "0", "row")
        + lines(columns, "1", "column")
        + """
CALL (cells, activities) {
  UNWIND cells AS cell
  WITH activities, cell[0] AS row, collect(cell) AS inside
  WITH activities, row, """
        + of_all("inside", "inside, size({these}) AS ofRow")
        + """
  UNWIND inside AS cell
  WITH activities, row, ofRow, cell[1] AS column, cell[2] AS these, size(cell[3]) AS organizations, cell[4] AS reports
  WHERE """
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
        + "]) AS shown\n}\n"
        + "RETURN considered, organizations, activities, reach[0] AS reached, reach[1] AS reporting, rowCount,"
        + " rowLines, columnCount, columnLines, cellCount, shown AS cells"
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
