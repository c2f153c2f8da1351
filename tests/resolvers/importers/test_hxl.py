"""Tables with HXL hashtags: under whatever header, matched by tag and attribute, rows of one activity made one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from resolvers.importers import mapped_file
from resolvers.importers.drafts import Mapped
from settings import OperatorError
from tests.resolvers.importers.files import assert_linked

TAGS = "#org,#sector,#activity +name,#adm1+name,#adm1+code,#adm2 +name +en,#reached"


def mapped(folder: Path, *lines: str) -> Mapped:
    path = folder / "3w.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = mapped_file("3w-hxl", path)
    assert_linked(found)
    return found


def test_a_row_is_a_part_in_an_activity_in_a_place(tmp_path: Path) -> None:
    found = mapped(
        tmp_path, "Published by Nobody", "Who,,What,,,,", TAGS, 'Heron,WASH,Wells,Sampleh,XX01,Testabad,"1,200"'
    )
    [activity] = found.drafts("Activity")
    assert activity.values["name"] == {"text": "Wells"}
    assert (activity.values["sector"], activity.values["peopleReached"]) == ("WASH", 1200)
    governorate, district = found.drafts("Place")
    assert governorate.values == {"name": {"text": "Sampleh"}, "kind": "GOVERNORATE", "pCode": "XX01"}
    assert governorate.also == ["pcode:XX01"]
    assert district.links == {"partOf": [governorate.key]}
    assert activity.links == {"places": [district.key]}
    [role] = found.drafts("ActivityRole")
    assert role.values == {"role": "IMPLEMENTER"}


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Who", "What"], ["#org", "#activity"], ["Heron", "Wells"]):
        book.worksheets[0].append(row)
    path = tmp_path / "3w.xlsx"
    book.save(path)
    assert len(mapped_file("3w-hxl", path).drafts("Activity")) == 1


def test_an_activity_in_two_places_is_one(tmp_path: Path) -> None:
    found = mapped(tmp_path, TAGS, "Heron,WASH,Wells,A,,,", "Heron,WASH,Wells,B,,,", "Heron,WASH,Wells,B,,,")
    [activity] = found.drafts("Activity")
    assert len(activity.links["places"]) == 2
    assert found.notices == ["1 rows repeat a part in an activity and place: each is one"]


def test_columns_of_several_organizations_have_their_roles(tmp_path: Path) -> None:
    found = mapped(tmp_path, "#org+funder,#org+impl,#org+impl+code,#activity", "Giver,Heron,H-1,Wells")
    names = {draft.key: draft for draft in found.drafts("Organization")}
    roles = {draft.values["role"]: names[draft.links["organization"][0]] for draft in found.drafts("ActivityRole")}
    assert roles["FUNDER"].values["name"] == {"text": "Giver"}
    assert roles["FUNDER"].also == []
    assert roles["IMPLEMENTER"].also == ["org-code:H-1"]


def test_the_same_place_name_in_two_governorates_is_two_places(tmp_path: Path) -> None:
    found = mapped(tmp_path, TAGS, "Heron,,Wells,A,,Testabad,", "Heron,,Wells,B,,Testabad,")
    assert len([draft for draft in found.drafts("Place") if draft.values["kind"] == "DISTRICT"]) == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",WASH,Wells,,,,", "#org"),
        ("Heron,,,,,,", "#activity"),
        ("Heron,,Wells,,,,many", "#reached"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_hashtag(tmp_path: Path, row: str, column: str) -> None:
    found = mapped(tmp_path, TAGS, row, "Heron,WASH,Wells,,,,")
    assert [(problem.line, problem.field) for problem in found.problems] == [(2, column)]
    assert len(found.drafts("Activity")) == 1


@pytest.mark.parametrize(
    ("tags", "row", "column"),
    [
        ("#org,#org+role,#activity", "Heron,boss,Wells", "#org+role"),
        ("#org,#status,#activity", "Heron,soon,Wells", "#status"),
        ("#org,#date+start,#activity", "Heron,yesterday,Wells", "#date+start"),
    ],
)
def test_a_value_that_is_none_of_those_known_is_told(tmp_path: Path, tags: str, row: str, column: str) -> None:
    found = mapped(tmp_path, tags, row)
    assert [problem.field for problem in found.problems] == [column]
    assert not found.drafts("Activity")


def test_a_table_without_hashtags_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no row of HXL hashtags"):
        mapped(tmp_path, "org,activity", "Heron,Wells", "a #org here,")


@pytest.mark.parametrize(("tags", "lacking"), [("#activity,#adm1", "#org"), ("#org,#adm1", "#activity")])
def test_a_table_that_lacks_who_or_what_is_refused(tmp_path: Path, tags: str, lacking: str) -> None:
    with pytest.raises(OperatorError, match=f"no column {lacking}"):
        mapped(tmp_path, tags, "a,b")
