"""What importers make of clean and dirty files, and that a second import changes nothing."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.embedded import Connection
from resolvers import importers
from resolvers.importers import ImportOptions, ImportReport, mapped_file
from resolvers.importers.drafts import Draft, Mapped, spelling_key
from resolvers.importers.reading import read_table
from settings import OperatorError
from tests.resolvers.importer_fixtures import (
    UPR_COLUMNS,
    W3_COLUMNS,
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

    def test_utf_16_is_refused_by_name(self, tmp_path: Path) -> None:
        path = tmp_path / "wide.csv"
        path.write_bytes("a,b\n".encode("utf-16"))
        with pytest.raises(OperatorError, match="UTF-16"):
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


def assert_linked(found: Mapped) -> None:
    """All links lead to an earlier stage or to the seeded areas; no key is used twice."""
    earlier: set[str] = set()
    for stage in found.stages:
        for draft in stage:
            for keys in draft.links.values():
                assert all(key in earlier or key.startswith("cooperation-area:") for key in keys), draft
        keys = [draft.key for draft in stage]
        assert len(set(keys)) == len(keys)
        assert not earlier & set(keys)
        earlier.update(keys)


def test_arabic_marks_that_tell_words_apart_are_kept_and_latin_accents_are_not() -> None:
    assert spelling_key("Côte d'Ivoire") == spelling_key("COTE D IVOIRE")
    assert spelling_key("Trinidad & Tobago") == spelling_key("Trinidad and Tobago")
    assert spelling_key("کورد") != spelling_key("كرد")


def test_a_format_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="'xls' is no format"):
        mapped_file("xls", tmp_path)


# In the database

Import = Callable[..., ImportReport]
OWN_RECORDS = """CYPHER 25
MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n)
WHERE x.scheme STARTS WITH 'upr' OR x.scheme STARTS WITH '3w-' OR x.scheme STARTS WITH 'popolo-'
  OR x.scheme = 'import-source'
OPTIONAL MATCH (n)-[:IDENTIFIED_BY]->(y:ExternalId)
DETACH DELETE n, x, y"""
VERSIONS = """CYPHER 25
MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record)
RETURN x.key, n.version, n.updated ORDER BY x.key, n.id"""
CHANGES = "CYPHER 25 MATCH (c:Change) RETURN count(c)"


class Graph:
    """The test server's graph as the importers see it; each call runs in an event loop of its own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def call(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        from graph.database import Database

        async def within() -> Any:
            database = Database(self.connection.uri, self.connection.user, self.connection.password)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(within())

    def rows(self, statement: str, *, write: bool = False) -> list[list[Any]]:
        return self.call(lambda database: database.rows(statement, write=write))

    def imported(self, format: str, path: Path, **given: Any) -> ImportReport:
        import schema.records  # noqa: F401  (declares every record)
        from graph.ledger import Ledger
        from graph.scopes import Scopes
        from schema.assembly import assemble_records

        model = assemble_records().model

        async def work(database: Any) -> ImportReport:
            scopes = Scopes(database)
            ledger = Ledger(model, scopes)
            return await importers.run(
                format, path, database=database, ledger=ledger, scopes=scopes, model=model, **given
            )

        return self.call(work)


@pytest.fixture(scope="module")
def migrated(neo4j_server: Connection) -> Graph:
    import schema.records  # noqa: F401
    from graph import migrations
    from schema.assembly import assemble_records

    graph = Graph(neo4j_server)
    graph.call(lambda database: migrations.apply(database, assemble_records().model))
    return graph


@pytest.fixture
def graph(migrated: Graph) -> Iterator[Graph]:
    """The graph without any record of an earlier import."""
    migrated.rows(OWN_RECORDS, write=True)
    yield migrated
    migrated.rows(OWN_RECORDS, write=True)


FILES: dict[str, Callable[[Path], Path]] = {
    "upr": lambda folder: upr_file(
        folder,
        upr_row(),
        upr_row(),
        upr_row(Text="Another.", Response="Noted"),
        upr_row(Text="We shall.", Response="Voluntary Pledge", From="Examplia"),
    ),
    "3w": lambda folder: w3_file(folder, w3_row(), w3_row(agency="Other", district="Nowhere", d_pcode="#N/A")),
    "popolo": popolo_file,
}


@pytest.mark.parametrize("format", FILES)
def test_a_second_import_changes_nothing(graph: Graph, tmp_path: Path, format: str) -> None:
    path = FILES[format](tmp_path)
    first = graph.imported(format, path)
    assert first.complete
    assert first.total("created") > 0
    versions, changes = graph.rows(VERSIONS), graph.rows(CHANGES)
    second = graph.imported(format, path)
    assert second.total("created") == second.total("changed") == second.total("refused") == 0
    assert second.total("unchanged") == first.total("created")
    assert graph.rows(VERSIONS) == versions
    assert graph.rows(CHANGES) == changes


@pytest.mark.parametrize("format", FILES)
def test_a_dry_run_tells_what_would_be_and_writes_nothing(graph: Graph, tmp_path: Path, format: str) -> None:
    path = FILES[format](tmp_path)
    before = graph.rows(VERSIONS)
    dry = graph.imported(format, path, dry_run=True)
    assert graph.rows(VERSIONS) == before
    assert dry.counts == graph.imported(format, path).counts
    assert any("would be created" in line for line in dry.lines())


def test_a_corrected_row_updates_its_record_alone(graph: Graph, tmp_path: Path) -> None:
    graph.imported("upr", upr_file(tmp_path, upr_row(), upr_row(Text="Another.")))
    report = graph.imported("upr", upr_file(tmp_path, upr_row(Response="Noted"), upr_row(Text="Another.")))
    assert report.total("changed") == 1
    assert report.counts["Response"]["changed"] == 1
    found = graph.rows("CYPHER 25 MATCH (r:Response) WHERE r.version = 2 RETURN r.position")
    assert found == [["NOTED"]]


def test_every_record_cites_the_source_of_the_file(graph: Graph, tmp_path: Path) -> None:
    options = ImportOptions(title="Invented rows", publisher="Nobody", date="2015-01-19")
    graph.imported("3w", FILES["3w"](tmp_path), options=options)
    [[without]] = graph.rows(
        "CYPHER 25 MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record) WHERE x.scheme STARTS WITH '3w-' "
        "AND NOT EXISTS { (n)-[:SOURCED_FROM]->(:Source {title: 'Invented rows'}) } RETURN count(n)"
    )
    assert without == 0


def test_a_place_known_from_elsewhere_keeps_its_name(graph: Graph, tmp_path: Path) -> None:
    graph.imported("3w", w3_file(tmp_path, w3_row()))
    graph.rows(
        "CYPHER 25 MATCH (x:ExternalId {key: '3w-place:IQ91001'})<-[:IDENTIFIED_BY]-(n) "
        "SET n.name = 'By hand' DETACH DELETE x",
        write=True,
    )
    report = graph.imported("3w", w3_file(tmp_path, w3_row(district="Testabaad")))
    assert report.counts["Place"]["created"] == 0
    assert graph.rows("CYPHER 25 MATCH (n:Place {p_code: 'IQ91001'}) RETURN n.name") == [["By hand"]]


def test_a_record_of_another_type_under_the_same_id_is_refused_with_what_depends_on_it(
    graph: Graph, tmp_path: Path
) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    graph.rows(
        "CYPHER 25 MATCH (x:ExternalId {key: 'popolo-person:p1'})<-[:IDENTIFIED_BY]-(n) "
        "SET n.type = 'Organization', n:Organization REMOVE n:Person",
        write=True,
    )
    report = graph.imported("popolo", popolo_file(tmp_path))
    assert report.counts["Person"] == {"refused": 1, "unchanged": 1}
    assert report.counts["Membership"] == {"refused": 1, "unchanged": 1}
    assert "is of the type Organization, not Person" in str(report.errors[0])


def test_a_value_that_cannot_be_stored_holds_back_only_its_record(graph: Graph, tmp_path: Path) -> None:
    people = [{"id": f"p{number}", "name": f"Invented {number}"} for number in range(7)]
    people[3]["name"] = "\x00"
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[], posts=[]))
    assert report.counts["Person"]["created"] == 6
    assert "U+0000" in str(report.errors[0])


def test_a_record_that_the_ledger_refuses_does_not_hold_back_its_batch(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.edits import EditRefused
    from graph.ledger import Ledger

    apply = Ledger.apply

    async def refusing(self: Ledger, tx: Any, header: Any, edits: Any, viewer: Any) -> Any:
        if any(edit.values.get("name") == {"text": "Invented 3"} for edit in edits):
            raise EditRefused("not this one")
        return await apply(self, tx, header, edits, viewer)

    monkeypatch.setattr(Ledger, "apply", refusing)
    people = [{"id": f"p{number}", "name": f"Invented {number}"} for number in range(7)]
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[], posts=[]))
    assert report.counts["Person"] == {"created": 6, "refused": 1}
    assert [str(error) for error in report.errors] == [
        "Person: popolo-person:p3: not this one. Mend it and import the file again."
    ]


def test_a_record_here_under_an_id_of_another_register_is_found_by_it(graph: Graph, tmp_path: Path) -> None:
    graph.imported("popolo", popolo_file(tmp_path))
    people = [{"id": "other", "name": "X", "identifiers": [{"scheme": "wikidata", "identifier": "Q00000001"}]}]
    report = graph.imported("popolo", popolo_file(tmp_path, persons=people, memberships=[]))
    assert report.counts["Person"] == {"unchanged": 1}


def test_progress_ends_at_the_number_of_records(graph: Graph, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    graph.imported(
        "upr",
        FILES["upr"](tmp_path),
        dry_run=True,
        progress=lambda done, total: seen.append((done, total)),
        options=ImportOptions(batch=2),
    )
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_a_marking_that_needs_an_owner_is_refused_without_one(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="needs an owner"):
        graph.imported("upr", FILES["upr"](tmp_path), options=ImportOptions(marking="AMBER"))


# On real data, where PEYMAN_REAL_DATA tells where it is


@pytest.fixture(scope="module")
def real_data() -> Path:
    folder = os.environ.get("PEYMAN_REAL_DATA")
    if not folder:
        pytest.skip("PEYMAN_REAL_DATA does not say where the public files are")
    return Path(folder)


def file_of(folder: Path, pattern: str) -> Path:
    return next(folder.glob(pattern))


@pytest.fixture(scope="module")
def review(real_data: Path) -> Mapped:
    return mapped_file("upr", file_of(real_data, "01_upr*"))


@pytest.mark.realdata
class TestRealData:
    def test_no_recommendation_or_pledge_is_lost(self, review: Mapped) -> None:
        assert review.rows == 42_013
        assert len(review.drafts("Recommendation")) == 41_066
        assert len(review.drafts("Response")) == 41_066
        assert len(review.drafts("Commitment")) == 947
        assert not review.problems
        assert_linked(review)

    def test_the_figures_of_iraq_are_those_of_the_publisher(self, review: Mapped) -> None:
        iraq = "upr-state:iq"
        said = {draft.key: draft for draft in review.drafts("Recommendation")}
        received = [draft for draft in said.values() if draft.links["receivedBy"] == [iraq]]
        assert len(received) == 421
        answers = Counter(
            draft.values["position"] for draft in review.drafts("Response") if draft.links["by"] == [iraq]
        )
        assert answers == {"SUPPORTED": 311, "NOTED": 110}
        assert sum(draft.links["makers"] == [iraq] for draft in review.drafts("Commitment")) == 9
        assert sum(draft.links["issuedBy"] == [iraq] for draft in said.values()) == 152
        assert sum(draft.links["issuedBy"] == ["upr-state:us"] for draft in received) == 10
        assert {draft.links["cycle"][0] for draft in received} == {"upr-cycle:7", "upr-cycle:20"}

    def test_the_code_of_every_state_is_known(self, review: Mapped) -> None:
        states = review.drafts("GovernmentBody")
        assert len({draft.values["countryCode"] for draft in states}) == len(states) == 195

    def test_sessions_are_one_to_twenty(self, review: Mapped) -> None:
        numbers = sorted(draft.values["sessionNumber"] for draft in review.drafts("ReviewCycle"))
        assert numbers == list(range(1, 21))

    def test_who_does_what_where_folds_places_and_agencies(self, real_data: Path) -> None:
        found = mapped_file("3w", file_of(real_data, "07_iraq_3w*"))
        assert found.rows == 4_948
        governorates = [draft for draft in found.drafts("Place") if draft.values["kind"] == "GOVERNORATE"]
        diyala = [draft for draft in governorates if "diyala" in draft.values["name"]["en"].casefold()]
        assert [draft.key for draft in diyala] == ["3w-place:IQ-G10"]
        assert len(governorates) == 18
        assert {problem.field for problem in found.problems} == {"agency"}
        assert len(found.drafts("Organization")) < 145
        assert_linked(found)

    def test_the_council_has_its_members_and_parties(self, real_data: Path) -> None:
        found = mapped_file("popolo", file_of(real_data, "07_iraq_council_2014*"))
        assert len(found.drafts("Person")) == 328
        assert len(found.drafts("Membership")) == 328
        parties = [draft for draft in found.drafts("Organization") if draft.values["classification"] == "party"]
        assert len(parties) == 30
        assert not found.problems
        assert_linked(found)

    def test_a_slice_of_the_review_goes_into_the_database_and_again_changes_nothing(
        self, graph: Graph, real_data: Path, tmp_path: Path
    ) -> None:
        table = read_table(file_of(real_data, "01_upr*"), UPR_COLUMNS)
        rows = [row.values for row in table.rows if row["To"] == "Iraq"]
        path = table_file(tmp_path / "slice.csv.gz", table.columns, rows)
        first = graph.imported("upr", path)
        assert first.counts["Recommendation"] == {"created": 421}
        assert first.counts["Commitment"] == {"created": 9}
        [[noted]] = graph.rows(
            "CYPHER 25 MATCH (:GovernmentBody {name: 'Iraq'})<-[:RESPONDED_BY]-(r:Response) "
            "WHERE r.position = 'NOTED' RETURN count(r)"
        )
        assert noted == 110
        second = graph.imported("upr", path)
        assert second.total("created") == second.total("changed") == 0
