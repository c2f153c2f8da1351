"""Who does what where: the matrix of `coverage`, its cells and totals, and percentages that say of what.

The source (`graph/coverage.py`) counts; here its rows get names, and shares of all activities counted.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import strawberry

from schema.declarations import Linked, bound, item, unwound, worded


@strawberry.enum(description="What stands along a side of the matrix.")
class CoverageAxis(enum.Enum):
    AREA = "AREA"
    PLACE = "PLACE"
    GROUP = strawberry.enum_value("GROUP", description="The stakeholders that take part.")
    KIND = strawberry.enum_value("KIND", description="The kind of the activity.")


def share(count: int, total: int) -> float:
    return round(100 * count / total, 1) if total else 0.0


def of_cell(values: Mapping[str, Any], _: Mapping[str, Any]) -> float:
    return share(values["4"], values["8"])


def of_total(values: Mapping[str, Any], _: Mapping[str, Any]) -> float:
    return share(values["2"], values["6"])


OF_ALL = "Percent of all activities that `where` lets through (the matrix's `activities`)."
REACHED = "People reached, added up over the activities that report a number; one person may be in several."
REPORTED = "How many of the activities report a number of people reached."


@strawberry.type(description="What is done under one row and one column; a cell of nothing is left out.")
class CoverageCell:
    row_id: strawberry.ID = item(0, "Id of the row's record; the kind's name where the rows are kinds.")
    row: str = item(1)
    column_id: strawberry.ID = item(2, "As `rowId`.")
    column: str = item(3)
    activities: int = item(4)
    organizations: int = item(5, "Different stakeholders with a role in them.")
    reached: int = item(6, REACHED)
    reported: int = item(7, REPORTED)
    percent_of_activities: float = worded([4, 8], of_cell, OF_ALL)


@strawberry.type(
    description="All that is done under one row, or one column: each activity once, each stakeholder once."
)
class CoverageTotal:
    id: strawberry.ID = item(0, "Id of the record; the kind's name where it is a kind.")
    name: str = item(1)
    activities: int = item(2)
    organizations: int = item(3, "Different stakeholders with a role in them.")
    reached: int = item(4, REACHED)
    reported: int = item(5, REPORTED)
    percent_of_activities: float = worded([2, 6], of_total, OF_ALL)


@strawberry.type(description="Who does what where. Totals count what is different, and are no sums of the cells.")
class Coverage:
    cells: Linked = unwound("cells", "CoverageCell", "By name of row, then of column.")
    row_totals: Linked = unwound("row_totals", "CoverageTotal")
    column_totals: Linked = unwound("column_totals", "CoverageTotal")
    activities: int = bound("activities", "All activities that `where` lets through.")
    organizations: int = bound("organizations", "Different stakeholders with a role in them.")
    reached: int = bound("reached", REACHED)
    reported: int = bound("reported", REPORTED)
    outside: int = bound("outside", "How many of the activities are in no cell: without a row, or without a column.")
