"""IATI activities: roles, org-ids, dates, places; XML that is cut short, bloated or made to do harm."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

import pytest

from resolvers.importers import iati, mapped_file
from resolvers.importers.drafts import Mapped
from settings import OperatorError
from tests.resolvers.importers.files import assert_linked

ACTIVITY = """<iati-activity>
 <iati-identifier>XM-TEST-1-wells</iati-identifier>
 <title><narrative xml:lang="en">Wells</narrative><narrative xml:lang="ar">آبار</narrative></title>
 <description><narrative>Wells for all</narrative></description>
 <participating-org ref="XM-TEST-1" role="1" type="10"><narrative>Ministry of Invention</narrative></participating-org>
 <participating-org role="4" type="22"><narrative>Blue Heron</narrative></participating-org>
 <activity-status code="2"/>
 <activity-date type="1" iso-date="2020-01-01"/><activity-date type="2" iso-date="2020-02-01"/>
 <activity-date type="3" iso-date="2021-01-01"/>
 <recipient-country code="XZ"><narrative>Examplia</narrative></recipient-country>
 <location><name><narrative>Testabad</narrative></name><point><pos>36.1 44.0</pos></point></location>
 <sector code="14030"><narrative>Basic drinking water supply</narrative></sector>
</iati-activity>"""


def document(*activities: str, version: str = "2.03") -> bytes:
    return f'<iati-activities version="{version}">{"".join(activities)}</iati-activities>'.encode()


def file(folder: Path, content: bytes) -> Path:
    path = folder / "activities.xml"
    path.write_bytes(content)
    return path


def mapped(folder: Path, *activities: str) -> Mapped:
    found = mapped_file("iati", file(folder, document(*activities)))
    assert_linked(found)
    return found


def test_an_activity_has_its_names_dates_and_status(tmp_path: Path) -> None:
    [activity] = mapped(tmp_path, ACTIVITY).drafts("Activity")
    assert activity.key == "iati:XM-TEST-1-wells"
    assert activity.values == {
        "name": {"text": "Wells", "en": "Wells", "ar": "آبار"},
        "description": "Wells for all",
        "status": "ONGOING",
        "start": "2020-02-01",
        "end": "2021-01-01",
        "sector": "Basic drinking water supply",
    }


def test_organizations_are_known_by_org_id_or_name_and_are_of_their_type(tmp_path: Path) -> None:
    found = mapped(tmp_path, ACTIVITY)
    assert [draft.key for draft in found.drafts("GovernmentBody")] == ["org-id:XM-TEST-1"]
    assert [draft.key for draft in found.drafts("CivilSocietyGroup")] == ["iati-organization:blueheron"]
    assert [draft.values["role"] for draft in found.drafts("ActivityRole")] == ["FUNDER", "IMPLEMENTER"]


def test_a_location_is_a_place_within_the_country(tmp_path: Path) -> None:
    country, place = mapped(tmp_path, ACTIVITY).drafts("Place")
    assert country.also == ["pcode:XZ"]
    assert place.links == {"partOf": [country.key]}
    assert (place.values["latitude"], place.values["longitude"]) == (36.1, 44.0)


@pytest.mark.parametrize(
    ("old", "new", "field", "kept"),
    [
        ("XM-TEST-1-wells", " ", "iati-identifier", 0),
        ("Wells", "", "title", 1),
        ('code="2"', 'code="9"', "activity-status", 1),
        ("2020-02-01", "2020-02-31", "activity-date", 1),
        ('role="4"', 'role="7"', "participating-org", 1),
        ("Blue Heron", "", "participating-org", 1),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, field: str, kept: int) -> None:
    broken = ACTIVITY.replace(f"{old}<", f"{new}<") if old == "Wells" else ACTIVITY.replace(old, new)
    found = mapped(tmp_path, broken.replace('"ar">آبار', '"ar">') if old == "Wells" else broken)
    assert [(problem.line, problem.field) for problem in found.problems] == [(1, f"iati-activity[1]/{field}")]
    assert len(found.drafts("Activity")) == (0 if field == "title" else kept)


def test_an_identifier_twice_is_told(tmp_path: Path) -> None:
    assert [problem.line for problem in mapped(tmp_path, ACTIVITY, ACTIVITY).problems] == [2]


def test_a_gzipped_file_is_read_and_a_second_import_changes_nothing(graph: Graph, tmp_path: Path) -> None:
    path = file(tmp_path, gzip.compress(document(ACTIVITY)))
    assert graph.imported("iati", path).complete
    again = graph.imported("iati", path)
    assert (again.total("created"), again.total("changed")) == (0, 0)
    [[place]] = graph.rows("CYPHER 25 MATCH (:Activity {name: 'Wells'})-[:TAKES_PLACE_IN]->(p) RETURN p.name")
    assert place == "Testabad"


@pytest.mark.parametrize("kept", [20, 300, -5])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int, packed: bool) -> None:
    content = document(*[ACTIVITY.replace("wells", str(number)) for number in range(9)])
    cut = gzip.compress(content)[:kept] if packed else content[:kept]
    with pytest.raises(OperatorError, match=r"cut short|is gzipped and damaged|is not XML"):
        mapped_file("iati", file(tmp_path, cut))


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, head: bytes) -> None:
    with pytest.raises(OperatorError, match="document type"):
        mapped_file("iati", file(tmp_path, head + document(ACTIVITY.replace("Wells", "&amp;"))))


def test_what_unpacks_to_too_much_is_refused_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati, "LARGEST", 1_000_000)
    bomb = gzip.compress(document("<x>" + " " * 5_000_000 + "</x>"))
    with pytest.raises(OperatorError, match="holds more than"):
        mapped_file("iati", file(tmp_path, bomb))


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1256"])
def test_an_encoding_that_the_file_names_is_read(tmp_path: Path, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>' + document(ACTIVITY).decode()
    found = mapped_file("iati", file(tmp_path, content.encode(encoding, "xmlcharrefreplace")))
    assert found.drafts("Activity")[0].values["name"]["ar"] == "آبار"


def test_an_encoding_that_it_does_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="is not XML"):
        mapped_file("iati", file(tmp_path, document(ACTIVITY).decode().encode("windows-1256", "replace")))


@pytest.mark.parametrize(
    ("content", "found"), [(b"<iati-organisations/>", "holds <iati-organisations>"), (document(version="1.05"), "1.05")]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    with pytest.raises(OperatorError, match=found):
        mapped_file("iati", file(tmp_path, content))
