"""Where nobody is, and where too many are: the handwritten sources of `gaps` and `overlaps`, one row each.

They stand on the entries of `graph/coverage.py`.  What counts as needed, and as somebody being there, is said in
docs/decisions/0023-coverage.md.
"""

from __future__ import annotations

from typing import LiteralString

from graph.coverage import HOW_MANY, IN_ORDER, asked, axes, axis_of, entries, key, listed
from graph.model import Fragment

PART: LiteralString = (
    "CASE WHEN activity.status = 'PLANNED' THEN 'PLANNED'"
    " WHEN activity.status IN ['COMPLETED', 'SUSPENDED'] OR activity.end_latest < $today THEN 'OVER' ELSE 'RUNS' END"
)
NOT_CANCELLED: LiteralString = " AND coalesce(activity.status, '') <> 'CANCELLED'"
CALLED: LiteralString = """
  UNION ALL
  MATCH (area:CooperationArea) WHERE area.scope IN $visible
  WITH area, COUNT { MATCH (area)<-[:COMMITMENT_ON]-(open:Commitment)
      WHERE open.scope IN $visible AND NOT open.status IN ['KEPT', 'WITHDRAWN'] }
    + COUNT { MATCH (area)<-[:RECOMMENDATION_ON]-(made:Recommendation) WHERE made.scope IN $visible } AS calls,
    COLLECT { MATCH (area)<-[:COMMITMENT_ON]-(open:Commitment)
      WHERE open.scope IN $visible AND NOT open.status IN ['KEPT', 'WITHDRAWN'] RETURN open ORDER BY open.id }[..100]
    + COLLECT { MATCH (area)<-[:RECOMMENDATION_ON]-(made:Recommendation)
      WHERE made.scope IN $visible RETURN made ORDER BY made.id }[..100] AS called
  WHERE calls > 0
  MATCH (place:Place) WHERE place.scope IN $visible AND place.kind = $placeKind
  RETURN {row} AS row, {column} AS column, null AS activity, null AS some, 'CALLED' AS state, false AS fits,
    calls, called"""
"""An area that a recommendation or an open commitment calls for is needed in every place of the level asked for."""
PLANNED: LiteralString = "size(planned), calls, planned[..100], called"
OF_KIND: LiteralString = """EXISTS {
    UNWIND organizations AS one WITH one WHERE one.scope IN $visible AND one.type IN $of RETURN one
  }"""
GAPS: dict[str, LiteralString] = {
    "NOBODY": "size(there) = 0",
    "FEWER_THAN": "organizations < $n",
    "ENDED": "size(there) > 0 AND running = 0 AND size(planned) = 0",
    "NOBODY_OF_KIND": "fitting = 0",
}


def gaps(present: frozenset[str]) -> LiteralString:
    rows, columns = axes(present)
    called: LiteralString = ""
    if {rows, columns} == {"AREA", "PLACE"} and "placeKind" in present:
        row, column = ("area", "place") if rows == "AREA" else ("place", "area")
        called = CALLED.replace("{row}", row).replace("{column}", column)
    fits: LiteralString = OF_KIND if "of" in present else "false"
    return (
        "\nCALL () {\n  "
        + entries(present, NOT_CANCELLED)
        + IN_ORDER
        + "\n  RETURN row, column, activity, organizations AS some, "
        + PART
        + " AS state, "
        + fits
        + " AS fits, 0 AS calls, null AS called"
        + called
        + """
}
WITH row, column, collect(DISTINCT CASE WHEN state = 'PLANNED' THEN activity END) AS planned,
  collect(DISTINCT CASE WHEN state IN ['RUNS', 'OVER'] THEN activity END) AS there,
  count(CASE WHEN state = 'RUNS' THEN 1 END) AS running,
  collect(CASE WHEN state IN ['RUNS', 'OVER'] THEN some END) AS parties,
  count(CASE WHEN state IN ['RUNS', 'OVER'] AND fits THEN 1 END) AS fitting,
  max(calls) AS calls, coalesce(head(collect(called)), []) AS called
WITH row, column, planned, there, running, fitting, calls, called, """
        + HOW_MANY
        + " AS organizations\nWHERE "
        + GAPS[axis_of(present, "kind", "NOBODY")]
        + found(present, "size(planned) DESC, calls DESC", "planned, calls, called", PLANNED)
        + "\nRETURN total, found[..$first] AS cells"
    )


def found(present: frozenset[str], order: LiteralString, carried: LiteralString, more: LiteralString) -> LiteralString:
    """The cells left, in an order, as `found`, and of how many; `more`: what of `carried` each tells beside."""
    rows, columns = axes(present)
    carried = "row, column, organizations, there, " + carried
    return (
        "\nWITH "
        + carried
        + ", "
        + key(rows, "row")
        + " AS rowKey, "
        + key(columns, "column")
        + " AS columnKey ORDER BY "
        + order
        + ", rowKey, columnKey"
        + "\nWITH collect([rowKey, "
        + listed(rows, "row")
        + ", columnKey, "
        + listed(columns, "column")
        + ", organizations, size(there), there[..100]"
        + asked(present)
        + ", "
        + more
        + "]) AS found\nWITH found, size(found) AS total"
    )


DOERS: LiteralString = """
CALL (found) {
  UNWIND range(0, $first - 1) AS number
  WITH number, found[number] AS cell
  UNWIND cell[-1] AS one
  WITH number, cell, one WHERE one.scope IN $visible
  WITH number, cell, one ORDER BY number, one.id
  WITH number, head(collect(cell)) AS cell, collect(one)[..100] AS first ORDER BY number
  RETURN collect(cell[..-1] + [first]) AS cells
}
RETURN total, cells"""


def overlaps(present: frozenset[str]) -> LiteralString:
    return (
        "\n"
        + entries(present, NOT_CANCELLED + " AND coalesce(activity.status, '') <> 'PLANNED'")
        + IN_ORDER
        + "\nWITH row, column, collect(DISTINCT activity) AS there, collect(organizations) AS parties"
        + "\nWITH row, column, there, coll.distinct(coll.flatten(parties)) AS doers"
        + "\nWITH row, column, there, doers, size(doers) AS organizations"
        + " WHERE organizations > $moreThan AND organizations > 0"
        + found(present, "organizations DESC, size(there) DESC", "doers", "doers")
        + DOERS
    )


def problem(present: frozenset[str]) -> str | None:
    """Why a question about gaps cannot be answered."""
    if axis_of(present, "kind", "") == "NOBODY_OF_KIND" and "of" not in present:
        return "kind: NOBODY_OF_KIND asks for `of`: name the types of stakeholder, such as YOUTH_NETWORK."
    if axis_of(present, "kind", "") == "FEWER_THAN" and "n" not in present:
        return "kind: FEWER_THAN asks for `n`: fewer than how many organizations?"
    return None


GAPS_FOUND = Fragment(
    node="",
    label="Activity",
    text=gaps,
    binds=("total", "cells"),
    cost=50,
    choices=("rows", "columns", "kind"),
    filters="activity",
    problem=problem,
)
OVERLAPS_FOUND = Fragment(
    node="",
    label="Activity",
    text=overlaps,
    binds=("total", "cells"),
    cost=50,
    choices=("rows", "columns"),
    filters="activity",
)
