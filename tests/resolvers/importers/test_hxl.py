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


def test_a_place_is_one_whether_its_row_gives_the_code_or_the_name_alone(tmp_path: Path) -> None:
    tags = "#org,#activity,#adm1+name,#adm1+code,#adm2+name,#adm2+code"
    found = mapped(
        tmp_path,
        tags,
        "Heron,Wells,Sampleh,XX1,Testabad,xx11",
        "Heron,Pumps,SAMPLEH,,Testabad,#N/A",
        "Heron,Pipes,,,Testabad,",  # which of the two?
        "Heron,Paint,,,Mocktown,",
        "Heron,Lamps,Elsewhere,,Mocktown,XX21",
        "Heron,Tents,Elsewhere,,Testabad,",
        "Heron,Roads,Sampleh,#N/A,Mockdan,#N/A",
    )
    named = {(place.values["name"]["text"], place.values.get("pCode")): place for place in found.drafts("Place")}
    assert set(named) == {
        ("Sampleh", "XX1"),
        ("Elsewhere", None),
        ("Testabad", "XX11"),
        ("Testabad", None),
        ("Mocktown", "XX21"),
        ("Mockdan", None),
    }
    assert len(found.drafts("Place")) == 7
    assert "aliases" not in named["Sampleh", "XX1"].values
    where = {draft.values["name"]["text"]: draft.links["places"] for draft in found.drafts("Activity")}
    assert where["Wells"] == where["Pumps"] == [named["Testabad", "XX11"].key]
    assert where["Paint"] == where["Lamps"] == [named["Mocktown", "XX21"].key]
    assert where["Tents"] != where["Pipes"]


def test_a_place_is_kept_where_most_rows_have_it(tmp_path: Path) -> None:
    tags = "#org,#activity,#adm1,#adm2,#adm2+code"
    rows = ("Heron,Wells,A,Testabad,XX11", "Heron,Pumps,B,Testabad,XX11", "Heron,Pipes,B,Testa Bad City,XX11")
    found = mapped(tmp_path, tags, *rows)
    [place] = (draft for draft in found.drafts("Place") if draft.values["kind"] == "DISTRICT")
    [kept] = place.links["partOf"]
    assert next(draft.values["name"]["text"] for draft in found.drafts("Place") if draft.key == kept) == "B"
    assert place.values["aliases"] == ["Testa Bad City"]
    assert found.notices == ["Testabad (XX11) is given within A in 1 rows, within B in 2: kept there"]


def test_two_places_that_rows_have_within_each_other_make_no_circle(tmp_path: Path) -> None:
    tags = "#org,#activity,#adm1,#adm1+code,#adm2,#adm2+code"
    found = mapped(tmp_path, tags, "Heron,Wells,A,X1,B,X2", "Heron,Wells,B,X2,A,X1", "Heron,Wells,A,X1,A,X1")
    assert [place.links for place in found.drafts("Place")] == [{}, {}]


def test_names_stand_in_the_languages_that_the_attributes_tell(tmp_path: Path) -> None:
    tags = "#org+name,#activity+name+i_ckb,#adm1+name,#adm1+code,#org+name+i_ar,#adm1+name+en,#activity+name+i_de"
    found = mapped(tmp_path, tags, "Heron,بیر,هەولێر,X1,بلشون,Erbil,Brunnen", "Heron,,Erbil,X1,,,Brunnen")
    assert found.drafts("Organization")[0].values["name"] == {"text": "Heron", "ar": "بلشون"}
    names = [draft.values["name"] for draft in found.drafts("Activity")]
    assert names == [{"text": "بیر", "ckb": "بیر"}, {"text": "Brunnen"}]
    [place] = found.drafts("Place")
    assert place.values["name"] == {"text": "هەولێر", "en": "Erbil"}


def test_what_tables_write_for_no_value_is_none(tmp_path: Path) -> None:
    tags = "#org,#org+type,#sector,#activity,#loc"
    found = mapped(tmp_path, tags, "Heron,#N/A,None,Wells,-", "n/a,NGO,WASH,Wells,A", "Heron,NGO,,#REF!,A")
    assert [problem.field for problem in found.problems] == ["#org", "#activity"]
    [activity] = found.drafts("Activity")
    assert activity.values == {"name": {"text": "Wells"}, "kind": "HUMANITARIAN_RESPONSE"}
    assert "classification" not in found.drafts("Organization")[0].values
    assert not found.drafts("Place")


def test_a_row_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    found = mapped(tmp_path, TAGS, "Stork,,Wells,A,,,many", "Heron,,Wells,B,,,")
    assert [draft.values["name"]["text"] for draft in found.drafts("Organization")] == ["Heron"]
    assert [draft.values["name"]["text"] for draft in found.drafts("Place")] == ["B"]


def test_an_organization_that_may_be_the_acronym_of_another_is_told(tmp_path: Path) -> None:
    found = mapped(tmp_path, TAGS, "Blue Heron Relief (BHR),,Wells,,,,", "BHR,,Wells,,,,", "Stork (Basra),,Wells,,,,")
    assert len(found.drafts("Organization")) == 3
    assert found.notices == ["possibly one organization, kept apart: 'Blue Heron Relief (BHR)' and 'BHR'"]


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
