"""Who does what where: a matrix of activities over two axes, its gaps, and where many do the same.

What stands in a cell is counted in `graph/coverage.py` and `graph/gaps.py`; here are its words, its percentages, and
the filter by which a client gets all activities of a cell.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import strawberry

from graph.coverage import MOST_CELLS, MOST_LINES
from schema.declarations import Linked, bound, item, item_record, item_records, unwound, worded
from schema.scalars import JSON


@strawberry.enum(
    description="An axis of the matrix: AREA of cooperation, PLACE, GROUP (each stakeholder that has a part), TYPE of "
    "stakeholder, KIND of activity."
)
class CoverageAxis(enum.Enum):
    AREA = "AREA"
    PLACE = "PLACE"
    GROUP = "GROUP"
    TYPE = "TYPE"
    KIND = "KIND"


@strawberry.enum(description="An axis along which something may be lacking: AREA, PLACE, KIND of activity.")
class GapAxis(enum.Enum):
    AREA = "AREA"
    PLACE = "PLACE"
    KIND = "KIND"


@strawberry.enum(
    description="What is lacking. NOBODY: something is planned or needed, and no activity was ever there. FEWER_THAN: "
    "fewer than `n` organizations are or were there. ENDED: all that was there is over, and nothing is planned. "
    "NOBODY_OF_KIND: nobody of the types in `of` is or was there."
)
class GapKind(enum.Enum):
    NOBODY = "NOBODY"
    FEWER_THAN = "FEWER_THAN"
    ENDED = "ENDED"
    NOBODY_OF_KIND = "NOBODY_OF_KIND"


@strawberry.enum(description="A type of stakeholder, whose absence is asked for.")
class PartyType(enum.Enum):
    ORGANIZATION = "Organization"
    GOVERNMENT_BODY = "GovernmentBody"
    CIVIL_SOCIETY_GROUP = "CivilSocietyGroup"
    YOUTH_NETWORK = "YouthNetwork"
    PERSON = "Person"


PARTS_DEEP = 4
"""A settlement is part of a subdistrict, that of a district, a governorate, a country."""


def percent(part: int, index: int) -> Any:
    """Of the activities at `index`, those at `part`, to a tenth of a percent."""

    def share(values: Mapping[str, Any], _: Mapping[str, Any]) -> float:
        return round(100 * values[str(part)] / values[str(index)], 1)

    return share


def axis_filter(axis: str, key: str) -> dict[str, Any]:
    """An `ActivityFilter` for the activities of a line."""
    match axis:
        case "AREA":
            return {"areas": {"some": {"id": {"eq": key}}}}
        case "PLACE":
            return {"places": {"some": {"id": {"eq": key}}}}
        case "WITHIN":
            place: dict[str, Any] = {"id": {"eq": key}}
            within = [place]
            for _ in range(PARTS_DEEP):
                place = {"partOf": place}
                within.append(place)
            return {"places": {"some": {"or": within}}}
        case "KIND":
            return {"kind": {"eq": key}}
        case "GROUP":
            return {"organizations": {"some": {"id": {"eq": key}}}}
        case _:
            return {"organizations": {"some": {"type": {"eq": key}}}}


def cell_filter(axes: int) -> Any:
    """The filter of a cell whose axes are named from the index `axes` on."""

    def filtered(values: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
        lines = ((values[str(axes)], values["0"]), (values[str(axes + 1)], values["2"]))
        return {"and": [axis_filter(axis, key) for axis, key in lines]}

    return filtered


FILTER = (
    "An `ActivityFilter`: `activities(where: …)` with it, and with what was asked with here, gives all that are in the "
    "cell, whatever their status."
)
ORGANIZATIONS = "How many distinct stakeholders have a part in these activities."
REACHED = (
    "How many people were reached, as far as activities report it; null: none does. An activity that is in several "
    "cells counts in each with all that it reports, and once in a total. Whole; a Float, as sums outgrow an Int."
)
REPORTING = "How many of the activities report how many people they reached."
KEY = "What names its line: an id, a kind of activity or a type of stakeholder."


@strawberry.type(
    description="A line of the matrix, with its total: distinct, so that it may be less than its cells' sum."
)
class CoverageLine:
    key: str = item(0, KEY)
    record: Linked = item_record(1, "Record", "The area, place or stakeholder; null where the axis has none.")
    organizations: int = item(2, ORGANIZATIONS)
    activities: int = item(3)
    people_reached: float | None = item(4, REACHED)
    reporting: int = item(5, REPORTING)
    percent_of_activities: float = worded(
        [3, 6], percent(3, 6), "Its activities, of the distinct activities in the whole matrix."
    )


@strawberry.type(description="A cell of the matrix in which there is any activity.")
class CoverageCell:
    row_key: str = item(0, KEY)
    row: Linked = item_record(1, "Record")
    column_key: str = item(2, KEY)
    column: Linked = item_record(3, "Record")
    organizations: int = item(4, ORGANIZATIONS)
    activity_count: int = item(5)
    people_reached: float | None = item(6, REACHED)
    reporting: int = item(7, REPORTING)
    percent_of_row: float = worded([5, 8], percent(5, 8), "Its activities, of the distinct activities of its row.")
    percent_of_activities: float = worded(
        [5, 9], percent(5, 9), "Its activities, of the distinct activities in the whole matrix."
    )
    activities: Linked = item_records(10, "Activity", "The first of the activities.")
    filter: JSON = worded([0, 2, 11, 12], cell_filter(11), FILTER)


@strawberry.type(description="Who does what where: activities over two axes. All counts are of distinct records.")
class Coverage:
    activities: int = bound("activities", "How many activities have a place in the matrix.")
    considered: int = bound(
        "considered", "How many activities `where` holds for; those that an axis says nothing of are in no cell."
    )
    organizations: int = bound("organizations", ORGANIZATIONS)
    people_reached: float | None = bound("reached", REACHED)
    reporting: int = bound("reporting", REPORTING)
    row_count: int = bound("rowCount", "How many rows have any activity.")
    rows: Linked = unwound("rowLines", "CoverageLine", f"The fullest first, {MOST_LINES:,} at most.")
    column_count: int = bound("columnCount", "How many columns have any activity.")
    columns: Linked = unwound("columnLines", "CoverageLine", f"The fullest first, {MOST_LINES:,} at most.")
    cell_count: int = bound("cellCount", "How many cells have any activity.")
    cells: Linked = unwound(
        "cells", "CoverageCell", f"Those with any activity, the most organizations first, {MOST_CELLS:,} at most."
    )


@strawberry.type(description="A cell in which something is lacking, with what shows it.")
class Gap:
    row_key: str = item(0, KEY)
    row: Linked = item_record(1, "Record")
    column_key: str = item(2, KEY)
    column: Linked = item_record(3, "Record")
    organizations: int = item(4, "How many stakeholders are or were there, in what is neither planned nor cancelled.")
    activity_count: int = item(5, "How many activities are or were there, neither planned nor cancelled.")
    activities: Linked = item_records(6, "Activity", "The first of those.")
    planned_count: int = item(9, "How many activities are planned.")
    planned: Linked = item_records(11, "Activity", "The first of those planned.")
    called_for_count: int = item(10, "How many recommendations and open commitments call for the area.")
    called_for_by: Linked = item_records(12, "Record", "The first of those: commitments, then recommendations.")
    filter: JSON = worded([0, 2, 7, 8], cell_filter(7), FILTER)


@strawberry.type(description="Where something is lacking.")
class Gaps:
    total: int = bound("total", "How many there are.")
    gaps: Linked = unwound("cells", "Gap", "What is planned first, then what is most called for; `first` of them.")


@strawberry.type(description="A cell in which many do the same, with what shows it.")
class Overlap:
    row_key: str = item(0, KEY)
    row: Linked = item_record(1, "Record")
    column_key: str = item(2, KEY)
    column: Linked = item_record(3, "Record")
    organization_count: int = item(4, ORGANIZATIONS)
    activity_count: int = item(5)
    activities: Linked = item_records(6, "Activity", "The first of the activities, neither planned nor cancelled.")
    organizations: Linked = item_records(9, "Stakeholder", "The first of those who have a part in them.")
    filter: JSON = worded([0, 2, 7, 8], cell_filter(7), FILTER)


@strawberry.type(description="Where many do the same.")
class Overlaps:
    total: int = bound("total", "How many there are.")
    overlaps: Linked = unwound("cells", "Overlap", "The most organizations first; `first` of them.")
