"""Coverage, gaps and overlaps of file 07, by brute force over what its rows came to."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from auth.viewer import ANONYMOUS
from resolvers.importers import mapped_file
from resolvers.importers.drafts import Draft

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

ASKED = """query ($level: PlaceKind!, $n: Int!) {
  coverage(rows: PLACE, columns: KIND, placeKind: $level) { cells { organizations activityCount } }
  gaps(rows: PLACE, columns: KIND, placeKind: $level, kind: FEWER_THAN, n: $n, first: 100) {
    total gaps { organizations activityCount } }
  overlaps(rows: PLACE, columns: KIND, placeKind: $level, moreThan: $n, first: 100) {
    total overlaps { organizations: organizationCount activityCount } } }"""
Cells = dict[tuple[str, str], tuple[set[str], set[str]]]
"""Place and kind → the organizations there, and the activities."""


class Rows:
    """What the file's rows came to, as plain Python has it."""

    def __init__(self, path: Path) -> None:
        found = mapped_file("3w", path)
        self.places = {draft.key: draft for draft in found.drafts("Place")}
        self.activities = {draft.key: draft for draft in found.drafts("Activity")}
        self.parts = found.drafts("ActivityRole")

    def around(self, key: str) -> Iterator[Draft]:
        """The place and all that it lies in."""
        while True:
            yield self.places[key]
            if not (wider := self.places[key].links.get("partOf")):
                return
            (key,) = wider

    def cells(self, level: str) -> Cells:
        found: Cells = defaultdict(lambda: (set[str](), set[str]()))
        for part in self.parts:
            [key] = part.links["activity"]
            activity = self.activities[key]
            for spot in activity.links.get("places", ()):
                for place in self.around(spot):
                    if place.values["kind"] == level:
                        organizations, activities = found[place.key, activity.values["kind"]]
                        organizations.update(part.links["organization"])
                        activities.add(key)
        return found


@pytest.mark.realdata
def test_coverage_gaps_and_overlaps_are_those_of_the_rows(graph: Graph) -> None:
    path = next(Path(os.environ["PEYMAN_REAL_DATA"]).glob("07_iraq_3w*"))
    graph.imported("3w", path)
    graph.run(graph.executor.scopes.refresh())
    rows = Rows(path)
    for level in ("COUNTRY", "GOVERNORATE", "DISTRICT"):
        every = [(len(organizations), len(activities)) for organizations, activities in rows.cells(level).values()]
        for n in (2, 5, 20):
            answer = graph.run(graph.executor.execute(ASKED, {"level": level, "n": n}, None, ANONYMOUS))
            assert not answer.errors, answer.errors
            few, many = ([one for one in every if one[0] < n], [one for one in every if one[0] > n])
            gaps, overlaps = answer.data["gaps"], answer.data["overlaps"]
            assert numbers(answer.data["coverage"]["cells"]) == sorted(every)
            assert (gaps["total"], numbers(gaps["gaps"])) == (len(few), sorted(few))
            assert (overlaps["total"], numbers(overlaps["overlaps"])) == (len(many), sorted(many))
    assert len(rows.cells("DISTRICT")) == 92


def numbers(cells: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return sorted((cell["organizations"], cell["activityCount"]) for cell in cells)
