"""Coverage, gaps and overlaps by brute force: every activity against every line of both axes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from schema.coverage import cell_filter
from tests.reference.graphs import Graph, Item

Line = tuple[str, Item | None]
"""What names a line, and its record where it has one."""
Holds = Callable[[Item, Mapping[str, Any]], bool]


class Matrix:
    def __init__(self, graph: Graph, given: Mapping[str, Any], today: str, holds: Holds) -> None:
        self.graph = graph
        self.given = given
        self.today = today
        where = given.get("where")
        self.chosen = [one for one in graph.of("Activity") if where is None or holds(one, where)]

    def participants(self, activity: Item) -> list[Item]:
        roles = self.graph.into("ROLE_IN", activity)
        return list({end.id: end for role in roles for end in self.graph.out("ROLE_OF", role)}.values())

    def lines(self, axis: str, activity: Item) -> list[Line]:
        match axis:
            case "AREA":
                return [(one.id, one) for one in self.graph.out("ACTIVITY_ON", activity)]
            case "PLACE":
                return [(one.id, one) for one in self.places(activity)]
            case "GROUP":
                return [(one.id, one) for one in self.participants(activity)]
            case "TYPE":
                return [(name, None) for name in {one.type for one in self.participants(activity)}]
            case _:
                return [(activity.values["kind"], None)]

    def places(self, activity: Item) -> list[Item]:
        found = self.graph.out("TAKES_PLACE_IN", activity)
        level = self.given.get("placeKind")
        if level is None:
            return found
        wide = {one.id: one for one in found}
        for _ in range(4):
            wide |= {up.id: up for one in list(wide.values()) for up in self.graph.out("PART_OF", one)}
        return [one for one in wide.values() if one.values["kind"] == level]

    def cells(self, activities: Collection[Item]) -> dict[tuple[str, str], tuple[Line, Line, list[Item]]]:
        """The activities of each cell in which there is any."""
        found: dict[tuple[str, str], tuple[Line, Line, list[Item]]] = {}
        rows, columns = self.given["rows"], self.given["columns"]
        by_whom = {rows, columns} & {"GROUP", "TYPE"}
        for activity in activities:
            for row in self.lines(rows, activity):
                for column in self.lines(columns, activity):
                    if by_whom and not self.whose([activity], (rows, row[0]), (columns, column[0])):
                        continue  # both axes are of participants: a cell is of those who are of both lines
                    found.setdefault((row[0], column[0]), (row, column, []))[2].append(activity)
        return found

    def whose(self, activities: Collection[Item], *lines: tuple[str, str]) -> set[str]:
        """Those who have a part in the activities, and belong to each of the lines that are of participants."""
        return {
            one.id
            for activity in activities
            for one in self.participants(activity)
            if all((axis != "GROUP" or one.id == key) and (axis != "TYPE" or one.type == key) for axis, key in lines)
        }

    def filter(self, row: str, column: str) -> dict[str, Any]:
        within = self.given.get("placeKind") is not None
        names = {"PLACE": "WITHIN" if within else "PLACE"}
        axes = {
            str(at): names.get(axis, axis) for at, axis in enumerate((self.given["rows"], self.given["columns"]), 3)
        }
        return cell_filter(3)({"0": row, "2": column, **axes}, {})

    # Coverage

    def coverage(self) -> dict[str, Any]:
        rows, columns = self.given["rows"], self.given["columns"]
        cells = self.cells(self.chosen)
        inside = distinct(one for *_, its in cells.values() for one in its)
        whose = {
            one for (row, column), (*_, its) in cells.items() for one in self.whose(its, (rows, row), (columns, column))
        }
        if not {rows, columns} & {"GROUP", "TYPE"}:
            whose = self.whose(inside)
        made: list[dict[str, Any]] = []
        for (row_key, column_key), (row, column, its) in cells.items():
            of_row = distinct(one for (key, _), (*_, more) in cells.items() if key == row_key for one in more)
            made.append(
                {
                    "rowKey": row_key,
                    "row": row[1],
                    "columnKey": column_key,
                    "column": column[1],
                    "organizations": len(self.whose(its, (rows, row_key), (columns, column_key))),
                    "activityCount": len(its),
                    **reached(its),
                    "percentOfRow": round(100 * len(its) / len(of_row), 1),
                    "percentOfActivities": round(100 * len(its) / len(inside), 1),
                    "activities": by_id(its),
                    "filter": self.filter(row_key, column_key),
                }
            )
        made.sort(key=lambda one: (-one["organizations"], -one["activityCount"], one["rowKey"], one["columnKey"]))
        sides = [self.side(cells, at, len(inside)) for at in (0, 1)]
        return {
            "activities": len(inside),
            "considered": len(self.chosen),
            "organizations": len(whose),
            **reached(inside),
            "rowCount": len(sides[0]),
            "rows": sides[0],
            "columnCount": len(sides[1]),
            "columns": sides[1],
            "cellCount": len(made),
            "cells": made,
        }

    def side(self, cells: Mapping[tuple[str, str], Any], at: int, total: int) -> list[dict[str, Any]]:
        rows, columns = self.given["rows"], self.given["columns"]
        found: list[dict[str, Any]] = []
        for key in {keys[at] for keys in cells}:
            mine = {keys: cell for keys, cell in cells.items() if keys[at] == key}
            its = distinct(one for cell in mine.values() for one in cell[2])
            whose = {
                one
                for (row, column), cell in mine.items()
                for one in self.whose(cell[2], (rows, row), (columns, column))
            }
            found.append(
                {
                    "key": key,
                    "record": next(iter(mine.values()))[at][1],
                    "organizations": len(whose),
                    "activities": len(its),
                    **reached(its),
                    "percentOfActivities": round(100 * len(its) / total, 1),
                }
            )
        return sorted(found, key=lambda one: (-one["activities"], one["key"]))

    # Gaps

    def gaps(self) -> dict[str, Any]:
        cells = self.cells([one for one in self.chosen if one.values["status"] != "CANCELLED"])
        calls = self.called_for()
        for keys, (row, column, _) in calls.items():
            cells.setdefault(keys, (row, column, []))
        found: list[dict[str, Any]] = []
        for keys, (row, column, its) in cells.items():
            planned = [one for one in its if one.values["status"] == "PLANNED"]
            there = [one for one in its if one.values["status"] != "PLANNED"]
            called = calls[keys][2] if keys in calls else []
            if self.lacking(planned, there):
                found.append(
                    {
                        "rowKey": keys[0],
                        "row": row[1],
                        "columnKey": keys[1],
                        "column": column[1],
                        "organizations": len(self.whose(there)),
                        "activityCount": len(there),
                        "activities": by_id(there),
                        "plannedCount": len(planned),
                        "planned": by_id(planned),
                        "calledForCount": len(called),
                        "calledForBy": called,
                        "filter": self.filter(*keys),
                    }
                )
        found.sort(key=lambda one: (-one["plannedCount"], -one["calledForCount"], one["rowKey"], one["columnKey"]))
        return {"total": len(found), "gaps": found[: self.given["first"]]}

    def lacking(self, planned: list[Item], there: list[Item]) -> bool:
        match self.given["kind"]:
            case "NOBODY":
                return not there
            case "FEWER_THAN":
                return len(self.whose(there)) < self.given["n"]
            case "ENDED":
                return bool(there) and not planned and all(self.over(one) for one in there)
            case _:
                types = {self.graph.items[one].type for one in self.whose(there)}
                return not {one.upper() for one in types} & {one.replace("_", "") for one in self.given["of"]}

    def over(self, activity: Item) -> bool:
        end = activity.values["end"]
        return activity.values["status"] in ("COMPLETED", "SUSPENDED") or (
            end is not None and end["latest"] < self.today
        )

    def called_for(self) -> dict[tuple[str, str], tuple[Line, Line, list[Item]]]:
        if {self.given["rows"], self.given["columns"]} != {"AREA", "PLACE"}:
            return {}
        level = self.given.get("placeKind")
        found: dict[tuple[str, str], tuple[Line, Line, list[Item]]] = {}
        for area in self.graph.of("CooperationArea"):
            open_ones = [
                one
                for one in self.graph.into("COMMITMENT_ON", area)
                if one.values["status"] not in ("KEPT", "WITHDRAWN")
            ]
            called = by_id(open_ones) + by_id(self.graph.into("RECOMMENDATION_ON", area))
            for place in self.graph.of("Place"):
                if called and place.values["kind"] == level:
                    lines: tuple[Line, Line] = ((area.id, area), (place.id, place))
                    row, column = lines if self.given["rows"] == "AREA" else lines[::-1]
                    found[row[0], column[0]] = (row, column, called)
        return found

    # Overlaps

    def overlaps(self) -> dict[str, Any]:
        doing = [one for one in self.chosen if one.values["status"] not in ("CANCELLED", "PLANNED")]
        found: list[dict[str, Any]] = []
        for keys, (row, column, its) in self.cells(doing).items():
            whose = self.whose(its)
            if len(whose) > self.given["moreThan"]:
                found.append(
                    {
                        "rowKey": keys[0],
                        "row": row[1],
                        "columnKey": keys[1],
                        "column": column[1],
                        "organizationCount": len(whose),
                        "activityCount": len(its),
                        "activities": by_id(its),
                        "organizations": [self.graph.items[one] for one in sorted(whose)],
                        "filter": self.filter(*keys),
                    }
                )
        found.sort(key=lambda one: (-one["organizationCount"], -one["activityCount"], one["rowKey"], one["columnKey"]))
        return {"total": len(found), "overlaps": found[: self.given["first"]]}


def distinct(items: Any) -> list[Item]:
    return list({one.id: one for one in items}.values())


def by_id(items: Collection[Item]) -> list[Item]:
    return sorted(items, key=lambda one: one.id)


def reached(activities: Collection[Item]) -> dict[str, int | None]:
    numbers = [one.values["peopleReached"] for one in activities if one.values["peopleReached"] is not None]
    return {"peopleReached": sum(numbers) if numbers else None, "reporting": len(numbers)}
