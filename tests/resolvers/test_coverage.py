"""Coverage, gaps and overlaps of the sample: what a cell says is what its filter finds, and what is refused says why.

Every answer is compared with a brute-force count, for every viewer, in tests/noninterference.
"""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import SYSTEM
from graph.edits import Create
from resolvers.execution import Executor
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk

CELLS = """query ($rows: CoverageAxis!, $columns: CoverageAxis!, $level: PlaceKind) {
  coverage(rows: $rows, columns: $columns, placeKind: $level) {
    activities considered rows { key activities } cells { rowKey columnKey activityCount filter } } }"""
COUNT = "query ($where: ActivityFilter!) { activities(where: $where) { totalCount } }"


def answered(sampled: Executor, run: Any, text: str, variables: dict[str, Any] | None = None) -> Any:
    answer = run(sampled.execute(text, variables or {}, None, SYSTEM))
    assert not answer.errors, answer.errors
    return answer.data


@pytest.mark.parametrize(
    ("rows", "columns", "level"),
    [("AREA", "PLACE", "GOVERNORATE"), ("TYPE", "KIND", None), ("GROUP", "AREA", None)],
)
def test_the_filter_of_a_cell_finds_its_activities(
    sampled: Executor, run: Any, rows: str, columns: str, level: str | None
) -> None:
    given = {"rows": rows, "columns": columns, "level": level}
    cells = answered(sampled, run, CELLS, given)["coverage"]["cells"]
    assert cells
    for cell in cells[:6]:
        found = answered(sampled, run, COUNT, {"where": cell["filter"]})["activities"]["totalCount"]
        assert found == cell["activityCount"]


def test_a_total_is_of_distinct_activities_and_no_sum(sampled: Executor, run: Any) -> None:
    found = answered(sampled, run, CELLS, {"rows": "AREA", "columns": "PLACE", "level": None})["coverage"]
    assert found["activities"] < sum(cell["activityCount"] for cell in found["cells"])
    assert all(line["activities"] <= found["activities"] <= found["considered"] for line in found["rows"])


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("kind: NOBODY_OF_KIND", "gaps.kind: NOBODY_OF_KIND asks for `of`"),
        ("kind: FEWER_THAN", "gaps.kind: FEWER_THAN asks for `n`"),
        ("kind: NOBODY, first: 101", "gaps.first: 101 is over the limit of 100"),
    ],
)
def test_a_question_that_lacks_something_is_refused_with_what_to_add(
    executor: Executor, run: Any, question: str, says: str
) -> None:
    answer = run(executor.execute(f"{{ gaps({question}) {{ total }} }}", {}, None, SYSTEM))
    assert answer.data is None
    assert answer.errors[0]["message"].startswith(says)


def test_an_area_called_for_is_needed_in_every_governorate_where_nobody_is(sampled: Executor, run: Any) -> None:
    text = """{ gaps(kind: NOBODY, first: 100) { total gaps { activityCount plannedCount calledForCount
      calledForBy(first: 1) { __typename } column { ... on Place { kind } } } } }"""
    found = answered(sampled, run, text)["gaps"]
    assert found["gaps"]
    for gap in found["gaps"]:
        assert gap["activityCount"] == 0
        assert gap["plannedCount"] or gap["calledForBy"]
        assert gap["column"]["kind"] == "GOVERNORATE"


@pytest.mark.slow
def test_of_a_large_matrix_the_fullest_cells_are_answered_and_all_counted(
    empty_graph: Any, model: Any, run: Any
) -> None:
    executor = run(executor_over(empty_graph))
    desk = Desk(executor.database, model, run)
    areas = [desk.made("CooperationArea", number=one, code=f"A-{one}", name="One") for one in range(101, 173)]
    parties = sorted(desk.made("Organization") for _ in range(72))
    for number in range(1, 73):
        place = desk.made("Place", name="Somewhere", kind="DISTRICT")
        links = {"areas": areas, "places": [place]}
        activity = Create("Activity", values={"name": "One"}, links=links, marking="CLEAR")
        parts = [{"activity": [activity.id], "organization": [one]} for one in parties[:number]]
        role = {"values": {"role": "FUNDER"}, "marking": "CLEAR"}
        desk.apply(activity, *(Create("ActivityRole", links=part, **role) for part in parts))
    text = """{ coverage(rows: AREA, columns: PLACE) { cellCount cells { organizations activityCount } }
      overlaps(moreThan: 1, rows: AREA, columns: PLACE, first: 30) { total overlaps {
        organizations(first: 72) { id } } } }"""
    run(executor.scopes.refresh())
    found = answered(executor, run, text)
    assert found["coverage"]["cellCount"] == 72 * 72
    counts = [{"organizations": number, "activityCount": 1} for number in range(72, 0, -1) for _ in areas][:5000]
    assert found["coverage"]["cells"] == counts
    assert found["overlaps"]["total"] == 72 * 71
    assert found["overlaps"]["overlaps"] == [{"organizations": [{"id": one} for one in parties]}] * 30
