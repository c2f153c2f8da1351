"""Meetings with lobbyists: who met whom, and free text that is parted only where it is certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from resolvers.importers import mapped_file
from resolvers.importers.drafts import Mapped
from resolvers.importers.lobbyists import Lobbyists
from tests.resolvers.importers.files import assert_linked, meeting_row, meetings_file


def meetings(folder: Path, *rows: dict[str, str]) -> Mapped:
    found = mapped_file("meetings", meetings_file(folder, *rows))
    assert_linked(found)
    return found


def test_a_row_is_a_session_with_the_member_and_whom_they_met(tmp_path: Path) -> None:
    found = meetings(tmp_path, meeting_row())
    [session] = found.drafts("DialogueSession")
    assert session.values["start"] == {"local": "2021-10-27T00:00", "zone": "Europe/Brussels"}
    assert session.values["venue"] == "Bruxelles"
    assert session.links == {"place": ["europarl-seat:brussels"]}
    ends = [draft.links["participant"] for draft in found.drafts("Participation")]
    assert ends == [["europarl-member:900001"], ["lobbyist:blueheron"]]
    assert found.drafts("Person")[0].values == {"name": {"text": "Invented ONE"}, "familyName": "ONE"}
    assert found.drafts("AgendaItem")[0].values == {"position": 1, "title": "Rivers directive (Rapporteur, ENVI)"}
    assert found.drafts("Membership")[0].links["organization"] == ["europarl-group:centreparty"]


@pytest.mark.parametrize("location", ["online", "Brussels (video-call)", "Brussels and Strasbourg", "/", "Paris"])
def test_a_meeting_has_a_place_only_where_somebody_went_there(tmp_path: Path, location: str) -> None:
    [session] = meetings(tmp_path, meeting_row(location=location)).drafts("DialogueSession")
    assert session.links == {}


def test_a_dossier_that_is_none_is_no_agenda(tmp_path: Path) -> None:
    assert not meetings(tmp_path, meeting_row(dossier="N/A")).drafts("AgendaItem")


def test_members_of_no_group_belong_to_none(tmp_path: Path) -> None:
    assert not meetings(tmp_path, meeting_row(group="NA")).drafts("Membership")


def test_a_meeting_given_twice_is_two_with_lasting_keys(tmp_path: Path) -> None:
    keys = [draft.key for draft in meetings(tmp_path, meeting_row(), meeting_row()).drafts("DialogueSession")]
    assert [key.rsplit("-", 1)[1] for key in keys] == ["1", "2"]


@pytest.mark.parametrize(("column", "value"), [("date", "2021-10-27"), ("epid", ""), ("mep", " "), ("title", "")])
def test_a_row_that_cannot_be_taken_is_told_with_its_column(tmp_path: Path, column: str, value: str) -> None:
    found = meetings(tmp_path, meeting_row(**{column: value}), meeting_row())
    assert [(problem.line, problem.field) for problem in found.problems] == [(2, column)]
    assert len(found.drafts("DialogueSession")) == 1


def test_what_cannot_be_told_apart_is_listed_and_the_meeting_is_kept(tmp_path: Path) -> None:
    found = meetings(tmp_path, meeting_row(lobbyists="Blue Heron, Jane Invented"), meeting_row())
    assert len(found.drafts("DialogueSession")) == 2
    [problem] = found.problems
    assert (problem.line, problem.field) == (2, "lobbyists")
    assert "Jane Invented" in problem.found
    assert [draft.key for draft in found.drafts("Organization") if "lobbyist" in draft.key] == ["lobbyist:blueheron"]


def met(*texts: str) -> tuple[list[str], list[str]]:
    """Of the first text, with the others in the column: organizations, and what is unclear."""
    found = Lobbyists(texts)
    names = {draft.key: draft.values["name"]["text"] for draft in found.drafts()}
    return [names[key] for key in found.of(texts[0]).keys], list(found.of(texts[0]).unclear)


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("Heron; Stork Association", ["Stork Association"]),
        ("BEUC, WWF", ["BEUC", "WWF"]),
        ("Union of Storks (Head of Office, Advisor)", ["Union of Storks"]),
        ("Union of Storks (Berlin, Paris)", ["Union of Storks (Berlin, Paris)"]),
        ("Stork 12345678901-22, Heron (98765432109-11)", ["Stork", "Heron"]),
        ("Stork, Transparency Register: 12345678901-22", ["Stork"]),
        ("Stork, 12345678901-22", ["Stork"]),
        ("Identification number: 12345678901-22", []),
        ("Ministry of Rivers, Fish and Food Institute", ["Ministry of Rivers", "Fish and Food Institute"]),
        ("Ministry of Rivers, fish and Food", []),
        ("Mr Invented (Stork)", []),
        ("Private person", []),
        ("", []),
    ],
)
def test_parts_that_show_it_are_organizations(text: str, organizations: list[str]) -> None:
    assert met(text)[0] == organizations


def test_a_part_that_stands_alone_elsewhere_is_an_organization() -> None:
    assert met("Heron, Stork", "Stork", "Heron") == (["Heron", "Stork"], [])
    assert met("Heron, Stork", "Stork") == (["Stork"], ["Heron"])


def test_a_name_that_goes_on_after_a_comma_is_not_parted() -> None:
    assert met("Ministry of Rivers, fish and Food") == ([], ["Ministry of Rivers, fish and Food"])


def test_spellings_are_one_organization_under_the_commonest_and_keep_its_number() -> None:
    found = Lobbyists(["Blue Heron", "Blue Heron", "BLUE HERON 12345678901-22"])
    [draft] = found.drafts()
    assert draft.values == {"name": {"text": "Blue Heron"}, "aliases": ["BLUE HERON"]}
    assert draft.also == ["eu-transparency-register:12345678901-22"]


def test_two_names_with_one_number_stay_two_and_are_told() -> None:
    found = Lobbyists(["Heron 12345678901-22", "Stork 12345678901-22", "Stork 12345678901-22"])
    assert [(draft.key, list(draft.also)) for draft in found.drafts()] == [
        ("lobbyist:heron", []),
        ("lobbyist:stork", ["eu-transparency-register:12345678901-22"]),
    ]
    assert "kept apart" in found.notices()[0]
