"""What importers make of clean and dirty files, and that a second import changes nothing."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from resolvers.importers import mapped_file
from resolvers.importers.drafts import Draft, Mapped, spelling_key
from resolvers.importers.reading import read_table
from settings import OperatorError
from tests.resolvers.importers.files import (
    W3_COLUMNS,
    assert_linked,
    popolo_file,
    table_file,
    upr_file,
    upr_row,
    w3_file,
    w3_row,
)


def upr(folder: Path, *rows: dict[str, str]) -> Mapped:
    return mapped_file("upr", upr_file(folder, *rows))


def w3(folder: Path, *rows: dict[str, str]) -> Mapped:
    return mapped_file("3w", w3_file(folder, *rows))


def popolo(folder: Path, **changed: Any) -> Mapped:
    return mapped_file("popolo", popolo_file(folder, **changed))


def names(drafts: list[Draft]) -> list[str]:
    return sorted(draft.values["name"]["text"] for draft in drafts)


class TestReading:
    @pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_plain_and_gzipped_tables_with_and_without_byte_order_mark_read_alike(
        self, tmp_path: Path, name: str, encoding: str
    ) -> None:
        path = table_file(tmp_path / name, W3_COLUMNS, [w3_row(agency="ڕێکخراو")], encoding)
        assert read_table(path, W3_COLUMNS).rows[0]["agency"] == "ڕێکخراو"

    def test_gzip_is_told_by_content_and_not_by_name(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_bytes(gzip.compress(b"a,b\r\n1,2\r\n"))
        assert read_table(path, ["a"]).rows[0].values == {"a": "1", "b": "2"}

    def test_another_encoding_is_refused_with_the_offset_of_the_byte(self, tmp_path: Path) -> None:
        path = tmp_path / "latin.csv"
        path.write_bytes("a,b\n1,caf\xe9\n".encode("latin-1"))
        with pytest.raises(OperatorError, match=r"0xe9 at offset 9 \(line 2\)"):
            read_table(path, ["a"])

    def test_a_gzip_file_cut_short_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "cut.csv.gz"
        path.write_bytes(gzip.compress(b"a,b\n" * 1000)[:-12])
        with pytest.raises(OperatorError, match="damaged"):
            read_table(path, ["a"])

    def test_a_missing_column_is_named_with_those_that_are_there(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text("a,b\n1,2\n")
        with pytest.raises(OperatorError, match=r"no column c; it has a, b"):
            read_table(path, ["a", "c"])

    def test_semicolons_and_tabs_separate_too(self, tmp_path: Path) -> None:
        for mark in ";\t":
            path = tmp_path / "rows.csv"
            path.write_text(f"a{mark}b\n1{mark}2,3\n")
            assert read_table(path, ["a", "b"]).rows[0]["b"] == "2,3"

    def test_a_row_with_too_few_fields_is_listed_and_the_next_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text('a,b\n"x\ny",1\nonly\n3,4\n')
        table = read_table(path, ["a"])
        assert [(row.line, row["b"]) for row in table.rows] == [(2, "1"), (5, "4")]
        assert [problem.line for problem in table.problems] == [4]
        assert "1 fields where the header has 2" in str(table.problems[0])

    def test_a_quotation_mark_never_closed_swallows_no_row_in_silence(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text('a,b\n1,2\n3,"four\n5,6\n7,8\n')
        table = read_table(path, ["a"])
        assert len(table.rows) == 1
        assert "lines 3 to 5 were read as one row" in str(table.problems[0])

    def test_json_that_is_broken_is_refused_with_its_place(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.json"
        path.write_text('{"persons": [\n}')
        with pytest.raises(OperatorError, match="line 2, column 1"):
            mapped_file("popolo", path)


class TestUpr:
    def test_a_row_is_a_recommendation_with_its_response(self, tmp_path: Path) -> None:
        found = upr(tmp_path, upr_row())
        [said] = found.drafts("Recommendation")
        [answer] = found.drafts("Response")
        assert said.values["actionCategory"] == 4
        assert said.values["issues"] == ["Justice", "Women's rights"]
        assert said.values["date"] == "2010-02-08/2010-02-19"
        assert said.links["receivedBy"] == ["upr-state:examplia"]
        assert said.links["issuedBy"] == ["upr-state:ruritania"]
        assert said.links["cycle"] == ["upr-cycle:7"]
        assert said.links["areas"] == ["cooperation-area:18", "cooperation-area:20"]
        assert answer.values == {"position": "SUPPORTED"}
        assert answer.links == {"recommendation": [said.key], "by": ["upr-state:examplia"]}

    def test_noted_is_another_position(self, tmp_path: Path) -> None:
        assert upr(tmp_path, upr_row(Response="Noted")).drafts("Response")[0].values == {"position": "NOTED"}

    def test_a_voluntary_pledge_is_a_commitment_of_the_state_under_review(self, tmp_path: Path) -> None:
        found = upr(tmp_path, upr_row(Response="Voluntary Pledge", From="Examplia", Text="We shall " * 30))
        [pledge] = found.drafts("Commitment")
        assert pledge.values["kind"] == "PLEDGE"
        assert len(pledge.values["title"]) <= 142
        assert pledge.links["makers"] == ["upr-state:examplia"]
        assert pledge.links["origin"] == ["upr-session:7"]
        assert not found.drafts("Recommendation")
        assert not found.drafts("Response")

    def test_spellings_of_a_state_are_one_and_the_most_used_is_shown(self, tmp_path: Path) -> None:
        rows = [upr_row(), upr_row(To="EXAMPLIA ", Text="Another."), upr_row(Text="A third.")]
        found = upr(tmp_path, *rows)
        assert names(found.drafts("GovernmentBody")) == ["Examplia", "Ruritania"]
        assert found.drafts("GovernmentBody")[0].values["aliases"] == ["EXAMPLIA"]
        assert any("taken as one state" in notice for notice in found.notices)

    def test_a_state_keeps_its_record_when_exports_rename_it(self, tmp_path: Path) -> None:
        found = upr(tmp_path, upr_row(To="Turkey"), upr_row(To="Türkiye"), upr_row(To="Türkiye", Text="Third."))
        state = found.drafts("GovernmentBody")[1]
        assert state.key == "upr-state:tr"
        assert state.values["countryCode"] == "TR"
        assert state.values["aliases"] == ["Turkey"]
        assert state.also == ["iso3166-1:TR"]

    def test_exact_repeats_are_kept_apart_by_their_occurrence(self, tmp_path: Path) -> None:
        keys = [draft.key for draft in upr(tmp_path, upr_row(), upr_row()).drafts("Recommendation")]
        assert [key.rsplit("-", 1)[1] for key in keys] == ["1", "2"]

    def test_a_corrected_answer_keeps_the_key(self, tmp_path: Path) -> None:
        one = upr(tmp_path, upr_row()).drafts("Recommendation")[0].key
        assert upr(tmp_path, upr_row(Response="Noted", Action="2")).drafts("Recommendation")[0].key == one

    def test_an_unknown_recommender_is_left_out_with_a_notice(self, tmp_path: Path) -> None:
        found = upr(tmp_path, upr_row(From="&#40;Unknown&#41;", From_Rgrp="&#40;Unknown&#41;"))
        assert found.drafts("Recommendation")[0].links["issuedBy"] == []
        assert names(found.drafts("GovernmentBody")) == ["Examplia"]
        assert any("name no state that made them" in notice for notice in found.notices)

    def test_html_entities_in_texts_are_read(self, tmp_path: Path) -> None:
        [said] = upr(tmp_path, upr_row(Text="Ratify &#40;soon&#41;")).drafts("Recommendation")
        assert said.values["text"] == "Ratify (soon)"

    def test_groups_and_organizations_have_the_states_as_members_once(self, tmp_path: Path) -> None:
        found = upr(tmp_path, upr_row(), upr_row(Text="Another."))
        assert "League of Arab States" in names(found.drafts("Organization"))
        assert len(found.drafts("Membership")) == 4

    def test_each_thing_wrong_with_a_row_is_listed_and_the_others_are_mapped(self, tmp_path: Path) -> None:
        bad = upr_row(Response="Maybe", Session="VII", Action="9", Text=" ", To="")
        found = upr(tmp_path, upr_row(), bad, upr_row(Text="Third."))
        assert [draft.line for draft in found.drafts("Recommendation")] == [2, 4]
        assert {problem.field for problem in found.problems} == {
            "Response",
            "Session",
            "Action",
            "Text",
            "To",
        }
        assert {problem.line for problem in found.problems} == {3}
        assert found.rows == 3

    def test_a_link_leads_to_what_an_earlier_stage_makes(self, tmp_path: Path) -> None:
        pledge = upr_row(Response="Voluntary Pledge", From="Examplia")
        assert_linked(upr(tmp_path, upr_row(), pledge))


class TestThreeW:
    def test_rows_that_repeat_are_one_activity_with_one_role(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(), w3_row(), w3_row(agency="BLUE HERON "))
        [activity] = found.drafts("Activity")
        assert activity.values["name"]["en"] == "WASH: Water Tankering"
        assert activity.values["sector"] == "WASH"
        assert activity.links == {"areas": ["cooperation-area:16"], "places": ["3w-place:IQ91001"]}
        [role] = found.drafts("ActivityRole")
        assert role.values == {"role": "IMPLEMENTER"}
        assert any(notice.startswith("2 rows repeat") for notice in found.notices)

    def test_spellings_of_a_place_are_one(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(gov="SAMPLEH", district="TESTABAD", d_pcode="iq91001"), w3_row())
        assert names(found.drafts("Place")) == ["Iraq", "Sampleh", "Testabad"]
        assert found.stages[1][0].values["aliases"] == ["SAMPLEH"]
        assert found.stages[2][0].links == {"partOf": ["3w-place:IQ-G91"]}
        assert found.stages[2][0].also == ["pcode:IQ91001"]

    @pytest.mark.parametrize("missing", ["", "#N/A", "n/a"])
    def test_a_missing_p_code_is_taken_from_rows_with_the_same_spelling(self, tmp_path: Path, missing: str) -> None:
        found = w3(tmp_path, w3_row(), w3_row(agency="Other", g_pcode=missing, d_pcode=missing))
        assert {place for draft in found.drafts("Activity") for place in draft.links["places"]} == {"3w-place:IQ91001"}

    def test_a_place_without_any_p_code_is_known_by_its_name_in_its_governorate(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(district="Nowhere", d_pcode="#N/A"))
        [place] = found.stages[2]
        assert place.key == "3w-place:iq/IQ-G91/nowhere"
        assert "pCode" not in place.values
        assert any("no p-code" in notice for notice in found.notices)

    def test_a_district_given_under_two_governorates_is_kept_in_that_of_its_p_code(self, tmp_path: Path) -> None:
        other = w3_row(gov="Faraway", g_pcode="IQ-G92")
        found = w3(tmp_path, other, other, w3_row())
        assert found.stages[2][0].links == {"partOf": ["3w-place:IQ-G91"]}
        assert any("kept there" in notice for notice in found.notices)

    def test_a_district_whose_p_code_no_row_bears_out_stays_where_the_rows_put_it(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(gov="Faraway", g_pcode="IQ-G92"))
        assert found.stages[2][0].links == {"partOf": ["3w-place:IQ-G92"]}

    def test_an_activity_of_a_whole_governorate_takes_place_in_it(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(district="", d_pcode=""))
        assert found.drafts("Activity")[0].links["places"] == ["3w-place:IQ-G91"]

    def test_case_accents_spaces_and_line_breaks_do_not_make_another_agency(self, tmp_path: Path) -> None:
        rows = [w3_row(agency=name) for name in ("Al\nNoor’s Aid", "Al Noor's  aid", "al-Noors Áid")]
        assert len(w3(tmp_path, *rows).drafts("Organization")) == 1

    def test_an_acronym_that_a_row_states_is_the_same_agency(self, tmp_path: Path) -> None:
        rows = [w3_row(agency=name) for name in ("BHR", "Blue Heron Relief (BHR)", "Blue Heron Relief")]
        [agency] = w3(tmp_path, *rows).drafts("Organization")
        assert agency.values["name"]["en"] == "Blue Heron Relief"
        assert agency.values["acronym"] == "BHR"
        assert "BHR" in agency.values["aliases"]

    def test_names_merely_alike_are_reported_and_kept_apart(self, tmp_path: Path) -> None:
        rows = [w3_row(agency=name) for name in ("Ruritan Red Heron", "Ruritas Red Heron", "RRH")]
        found = w3(tmp_path, *rows)
        assert len(found.drafts("Organization")) == 3
        assert sum("possibly one agency" in notice for notice in found.notices) == 3

    def test_a_row_without_agency_is_listed(self, tmp_path: Path) -> None:
        found = w3(tmp_path, w3_row(agency=" "), w3_row())
        assert str(found.problems[0]) == "line 2, agency: it is empty. Write who does it."
        assert len(found.drafts("Activity")) == 1

    def test_a_p_code_that_is_none_is_listed_with_what_was_found(self, tmp_path: Path) -> None:
        assert "'XX1' is no p-code" in str(w3(tmp_path, w3_row(d_pcode="XX1")).problems[0])

    def test_a_link_leads_to_what_an_earlier_stage_makes(self, tmp_path: Path) -> None:
        assert_linked(w3(tmp_path, w3_row(), w3_row(gov="", district="", g_pcode="", d_pcode="")))


class TestPopolo:
    def test_a_person_keeps_her_script_and_has_other_names_as_locales_or_aliases(self, tmp_path: Path) -> None:
        person = popolo(tmp_path).drafts("Person")[0]
        assert person.values["name"] == {"text": "نموونە یەکەم", "en": "Nimuna the First"}
        assert person.values["aliases"] == ["N. First", "Nimûne"]
        assert person.values["birthDate"] == "1970-05"
        assert person.also == ["wikidata:Q00000001"]

    def test_a_membership_has_the_dates_of_its_term_unless_it_has_its_own(self, tmp_path: Path) -> None:
        one, other = popolo(tmp_path).drafts("Membership")
        assert one.values == {"role": "member", "start": "2014", "end": "2018"}
        assert one.links["onBehalfOf"] == ["popolo-organization:party/a"]
        assert one.links["post"] == ["popolo-post:speaker"]
        assert other.values == {"role": "member", "start": "2015-03-01"}

    def test_a_legislature_is_a_government_body_and_a_party_an_organization(self, tmp_path: Path) -> None:
        found = popolo(tmp_path)
        assert [draft.values["branch"] for draft in found.drafts("GovernmentBody")] == ["LEGISLATIVE"]
        assert {draft.values["classification"] for draft in found.drafts("Organization")} == {"party"}

    def test_a_membership_of_somebody_who_is_not_in_the_file_is_listed(self, tmp_path: Path) -> None:
        found = popolo(tmp_path, memberships=[{"person_id": "ghost", "organization_id": "council"}])
        assert not found.drafts("Membership")
        assert "'ghost', which is not among the persons" in str(found.problems[0])

    def test_a_date_that_is_none_is_listed_and_the_person_is_taken(self, tmp_path: Path) -> None:
        found = popolo(tmp_path, persons=[{"id": "p9", "name": "X", "birth_date": "about 1970"}], memberships=[])
        assert "birthDate" not in found.drafts("Person")[0].values
        assert "popolo-person:p9.birth_date" in str(found.problems[0])

    def test_items_without_id_or_name_or_shape_are_listed(self, tmp_path: Path) -> None:
        people = [{"name": "X"}, {"id": "a"}, 7, {"id": "b", "name": "B"}, {"id": "b", "name": "C"}]
        found = popolo(tmp_path, persons=people, memberships=[])
        assert names(found.drafts("Person")) == ["B"]
        assert len(found.problems) == 4

    def test_half_a_character_is_listed_and_the_others_are_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "half.json"
        path.write_text('{"persons": [{"id": "a", "name": "\\ud800"}, {"id": "b", "name": "B"}]}')
        found = mapped_file("popolo", path)
        assert names(found.drafts("Person")) == ["B"]
        assert "persons[1]: it holds half a surrogate pair" in str(found.problems[0])

    def test_a_link_leads_to_what_an_earlier_stage_makes(self, tmp_path: Path) -> None:
        assert_linked(popolo(tmp_path))


def test_arabic_marks_that_tell_words_apart_are_kept_and_latin_accents_are_not() -> None:
    assert spelling_key("Côte d'Ivoire") == spelling_key("COTE D IVOIRE")
    assert spelling_key("Trinidad & Tobago") == spelling_key("Trinidad and Tobago")
    assert spelling_key("کورد") != spelling_key("كرد")


def test_a_format_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="'xls' is no format"):
        mapped_file("xls", tmp_path)
