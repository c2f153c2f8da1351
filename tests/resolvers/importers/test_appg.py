"""Cross-party groups: groups of several parliaments under one slug, secretariats, benefits, and doubtful members."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

import pytest

from resolvers.importers import ImportOptions, mapped_file
from resolvers.importers.drafts import Mapped
from settings import OperatorError
from tests.resolvers.importers.files import (
    BENEFIT,
    assert_linked,
    member_row,
    members_file,
    register_file,
    register_row,
)

GROUP = "appg-group:uk/bridges"


def register(folder: Path, *rows: dict[str, str]) -> Mapped:
    found = mapped_file("appg", register_file(folder, *rows))
    assert_linked(found)
    return found


def members(folder: Path, *rows: dict[str, str], unverified: bool = False) -> Mapped:
    return mapped_file("appg", members_file(folder, *rows), unverified=unverified)


def test_a_group_is_an_organization_with_its_purpose_and_deadline(tmp_path: Path) -> None:
    found = {draft.key: draft for draft in register(tmp_path, register_row()).drafts("Organization")}
    group = found[GROUP].values
    assert group["classification"] == "All-party parliamentary group: Subject Group"
    assert group["description"] == (
        "To look at bridges.\n\nTopics: Roads, Rivers.\n\nNext report of income and expenditure is due on 2027-02-28."
    )
    assert "website" not in group


def test_groups_of_two_parliaments_under_one_slug_stay_two(tmp_path: Path) -> None:
    found = register(tmp_path, register_row(), register_row(parliament="ni-assembly", title="Another"))
    groups = [draft.key for draft in found.drafts("Organization") if draft.key.startswith("appg-group")]
    assert groups == [GROUP, "appg-group:ni-assembly/bridges"]


def test_a_group_of_the_senedd_is_one_in_both_languages(tmp_path: Path) -> None:
    welsh = register_row(parliament="senedd-cy", title="Pontydd", secretariat="", detailed_benefits="")
    found = register(tmp_path, welsh, register_row(parliament="senedd-en", secretariat="", detailed_benefits=""))
    [group] = found.drafts("Organization")
    assert group.key == "appg-group:senedd/bridges"
    assert group.values["name"]["text"] == "Group on Bridges"
    assert group.values["aliases"] == ["Pontydd"]
    assert len(found.drafts("DialogueSession")) == 1


def test_the_same_slug_of_the_same_parliament_twice_is_told(tmp_path: Path) -> None:
    [problem] = register(tmp_path, register_row(), register_row()).problems
    assert (problem.line, problem.field) == (3, "slug")


@pytest.mark.parametrize(("changed", "column"), [("parliament", "parliament"), ("slug", "slug"), ("title", "title")])
def test_a_row_without_what_it_needs_is_told_with_its_column(tmp_path: Path, changed: str, column: str) -> None:
    found = register(tmp_path, register_row(**{changed: ""}), register_row())
    assert [(problem.line, problem.field) for problem in found.problems] == [(2, column)]
    assert GROUP in {draft.key for draft in found.drafts("Organization")}


def test_a_secretariat_is_a_membership_with_that_role(tmp_path: Path) -> None:
    [membership] = register(tmp_path, register_row()).drafts("Membership")
    assert membership.values == {"role": "secretariat"}
    assert membership.links == {"member": ["appg-organization:blueheron"], "organization": [GROUP]}


@pytest.mark.parametrize(
    "text",
    [
        "Somebody Invented acts as the group's secretariat.",
        "Heron and Stork jointly act as the group's secretariat.https://heron.example",
        "Heron and Stork act as the group's secretariat.https://heron.example",
        "Ask the chair",
    ],
)
def test_a_secretariat_that_may_be_a_person_or_several_stays_words(tmp_path: Path, text: str) -> None:
    found = register(tmp_path, register_row(secretariat=text, detailed_benefits=""))
    assert not found.drafts("Membership")
    [group] = found.drafts("Organization")
    assert group.values["description"].endswith(f"Secretariat: {text}")
    assert any("kept in the words" in notice for notice in found.notices)


def test_a_benefit_is_funding_of_its_giver_for_the_group(tmp_path: Path) -> None:
    found = register(tmp_path, register_row())
    [activity] = found.drafts("Activity")
    assert activity.values["kind"] == "FUNDING"
    assert (activity.values["start"], activity.values["end"]) == ("2025-10-16", "2026-10-15")
    assert activity.values["description"].startswith("Value: £1,501-3,000. Blue Heron is paid")
    roles = {draft.values["role"]: draft.links["organization"] for draft in found.drafts("ActivityRole")}
    assert roles == {"FUNDER": ["appg-organization:blueheron"], "IMPLEMENTER": [GROUP]}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "3",
        "[3]",
        json.dumps([{**BENEFIT, "Source": ""}]),
        json.dumps([{**BENEFIT, "Received": "yesterday"}]),
        json.dumps([{**BENEFIT, "Source": None, "Received": None}]),
    ],
)
def test_a_benefit_that_cannot_be_read_is_told_and_the_group_is_kept(tmp_path: Path, text: str) -> None:
    found = register(tmp_path, register_row(detailed_benefits=text))
    assert [problem.field for problem in found.problems] == ["detailed_benefits"]
    assert GROUP in {draft.key for draft in found.drafts("Organization")}


def test_the_annual_meeting_is_a_session_of_the_group(tmp_path: Path) -> None:
    found = register(tmp_path, register_row())
    [session] = found.drafts("DialogueSession")
    assert session.values["start"] == {"local": "2026-02-10T00:00", "zone": "Europe/London"}
    assert found.drafts("Participation")[0].links == {"session": [session.key], "participant": [GROUP]}


def test_a_member_has_a_role_in_the_group_of_the_page_it_was_read_from(tmp_path: Path) -> None:
    elsewhere = member_row(url_source="https://aims.niassembly.gov.uk/x", officer_role="")
    found = members(tmp_path, member_row(), elsewhere)
    assert [draft.key for draft in found.drafts("Person")] == ["publicwhip-person:90001"]
    assert found.drafts("Person")[0].values["aliases"] == ["Sir Invented One"]
    assert found.drafts("Person")[0].also == ["mnis:91"]
    assert [(draft.values["role"], draft.links["organization"]) for draft in found.drafts("Membership")] == [
        ("Chair", [GROUP]),
        ("Member", ["appg-group:ni-assembly/bridges"]),
    ]


@pytest.mark.parametrize(("house", "parliament"), [("lord", "uk"), ("msp", "scottish-parliament"), ("ms", "senedd")])
def test_without_a_page_the_house_tells_the_parliament(tmp_path: Path, house: str, parliament: str) -> None:
    found = members(tmp_path, member_row(url_source="", member_type=house))
    assert found.drafts("Membership")[0].links["organization"] == [f"appg-group:{parliament}/bridges"]


def test_rows_that_the_publisher_warns_of_are_left_out_and_counted(tmp_path: Path) -> None:
    found = members(tmp_path, member_row(), member_row(source="ai_search", twfy_id="x/2", canon_name="Two"))
    assert len(found.drafts("Membership")) == 1
    assert any("1 rows of the source ai_search" in notice for notice in found.notices)


def test_taken_all_the_same_they_cite_the_warning(graph: Graph, tmp_path: Path) -> None:
    graph.imported("appg", register_file(tmp_path, register_row()))
    path = members_file(tmp_path, member_row(), member_row(source="ai_search", twfy_id="x/2", mnis_id="92"))
    assert graph.imported("appg", path, options=ImportOptions(unverified=True)).complete
    cited = graph.rows(
        "CYPHER 25 MATCH (m:Membership)-[:SOURCED_FROM]->(s:Source) WHERE s.title CONTAINS 'not to rely' "
        "MATCH (m)-[:MEMBER]->(p), (m)-[:SOURCED_FROM]->(t) RETURN p.name, count(t)"
    )
    assert cited == [["Invented One", 2]]


def test_no_other_format_has_unverified_rows(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="unverified"):
        mapped_file("upr", tmp_path / "x", unverified=True)


def test_a_member_without_an_id_is_known_by_house_and_name(tmp_path: Path) -> None:
    unknown = member_row(twfy_id="", mnis_id="", canon_name="", name="Lord Two", member_type="lord")
    same = member_row(twfy_id="", mnis_id="", canon_name="", appg="rivers", name="Sir Invented One")
    found = members(tmp_path, member_row(), unknown, {**unknown, "appg": "rivers"}, same)
    assert [draft.key for draft in found.drafts("Person")] == ["publicwhip-person:90001", "appg-person:lord/lordtwo"]
    assert len(found.drafts("Membership")) == 4


def test_somebody_from_outside_belongs_for_an_organization_or_is_told(tmp_path: Path) -> None:
    other = member_row(twfy_id="", mnis_id="", canon_name="", member_type="other", source="official")
    found = members(tmp_path, {**other, "name": "Invented Three &ndash; Blue Heron"}, {**other, "name": "Four"})
    [membership] = found.drafts("Membership")
    assert membership.links["onBehalfOf"] == ["appg-organization:blueheron"]
    assert [(problem.line, problem.field) for problem in found.problems] == [(3, "name")]


@pytest.mark.parametrize("name", ["Lords", "n/a", "Member - Blue Heron"])
def test_what_a_page_said_instead_of_a_name_is_told(tmp_path: Path, name: str) -> None:
    house = "other" if "-" in name else "lord"
    found = members(tmp_path, member_row(twfy_id="", mnis_id="", canon_name="", name=name, member_type=house))
    assert not found.drafts("Person")
    assert [problem.field for problem in found.problems] == ["name"]


def test_a_member_of_a_group_that_is_not_here_is_refused_alone(graph: Graph, tmp_path: Path) -> None:
    graph.imported("appg", register_file(tmp_path, register_row()))
    report = graph.imported("appg", members_file(tmp_path, member_row(), member_row(appg="nowhere")))
    assert report.counts["Membership"] == {"created": 1, "refused": 1}
    assert "appg-group:uk/nowhere, which was not imported" in str(report.errors[0])


def test_a_table_of_something_else_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(OperatorError, match="no table of cross-party groups"):
        mapped_file("appg", path)
