"""Small invented files in the formats that importers read: no state, agency or person in them exists."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from resolvers.importers.drafts import Mapped

UPR_COLUMNS = [
    "To",
    "To-Rgrp",
    "To-Org",
    "Text",
    "From",
    "From-Rgrp",
    "From-Org",
    "Response",
    "Action",
    "Issue",
    "Session",
]
W3_COLUMNS = ["category", "gov", "district", "agency", "activity", "g_pcode", "d_pcode"]


def upr_row(**given: str) -> dict[str, str]:
    """A recommendation of Ruritania to Examplia, accepted, but for what is given."""
    row = {
        "To": "Examplia",
        "To-Rgrp": "Asia",
        "To-Org": "OIC, AL",
        "Text": "Train judges on fair trial.",
        "From": "Ruritania",
        "From-Rgrp": "EEG",
        "From-Org": "",
        "Response": "Accepted",
        "Action": "4",
        "Issue": "Justice,Women's rights",
        "Session": "7",
    }
    return row | {name.replace("_", "-"): value for name, value in given.items()}


def w3_row(**given: str) -> dict[str, str]:
    """Blue Heron's water tankering in the district of Testabad, but for what is given."""
    row = {
        "category": "WASH",
        "gov": "Sampleh",
        "district": "Testabad",
        "agency": "Blue Heron",
        "activity": "Water Tankering",
        "g_pcode": "IQ-G91",
        "d_pcode": "IQ91001",
    }
    return row | given


def table_file(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], encoding: str = "utf-8") -> Path:
    """Writes rows as CSV, gzipped where the name ends in .gz."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def upr_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    return table_file(folder / "upr.csv", UPR_COLUMNS, rows)


def w3_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    return table_file(folder / "3w.csv.gz", W3_COLUMNS, rows)


def popolo_file(folder: Path, **changed: Any) -> Path:
    """A council with two parties, two members and a post, but for the sections that are given."""
    content: dict[str, Any] = {
        "persons": [
            {
                "id": "p1",
                "name": "نموونە یەکەم",
                "other_names": [
                    {"lang": "en", "name": "Nimuna the First"},
                    {"lang": "ku", "name": "Nimûne"},
                    {"name": "N. First"},
                ],
                "gender": "female",
                "birth_date": "1970-05",
                "identifiers": [{"scheme": "wikidata", "identifier": "Q00000001"}],
            },
            {"id": "p2", "name": "مثال الثاني", "gender": "male"},
        ],
        "organizations": [
            {"id": "council", "name": "Council of Examplia", "classification": "legislature"},
            {"id": "party/a", "name": "حزب المثال", "classification": "party"},
            {"id": "party/b", "name": "Party B", "classification": "party"},
        ],
        "posts": [{"id": "speaker", "label": "Speaker", "organization_id": "council"}],
        "events": [{"id": "term/1", "start_date": "2014", "end_date": "2018"}],
        "memberships": [
            {
                "person_id": "p1",
                "organization_id": "council",
                "on_behalf_of_id": "party/a",
                "post_id": "speaker",
                "role": "member",
                "legislative_period_id": "term/1",
            },
            {"person_id": "p2", "organization_id": "council", "role": "member", "start_date": "2015-03-01"},
        ],
    }
    path = folder / "popolo.json"
    path.write_text(json.dumps(content | changed, ensure_ascii=False), encoding="utf-8")
    return path


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


REGISTER_COLUMNS = [
    "slug",
    "title",
    "purpose",
    "category",
    "parliament",
    "registrable_benefits",
    "categories",
    "secretariat",
    "website",
    "detailed_benefits",
    "date_of_most_recent_agm",
    "next_reporting_deadline",
]
MEMBERS_COLUMNS = [
    "name",
    "officer_role",
    "twfy_id",
    "mnis_id",
    "canon_name",
    "appg",
    "member_type",
    "source",
    "url_source",
    "removed",
]
MEETINGS_COLUMNS = [
    "committees",
    "country",
    "date",
    "dossier",
    "epid",
    "group",
    "lobbyists",
    "location",
    "mep",
    "role",
    "title",
]
BENEFIT = {
    "Source": "Blue Heron",
    "Description": "Blue Heron is paid by Others to act as the group's secretariat. From: 16/10/2025 To: 15/10/2026",
    "Value £s In bands of £1,500": "1,501-3,000",
    "Received": "16/10/2025",
    "Registered": "16/02/2026",
    "benefit_type": "Benefits In Kind",
}


def register_row(**given: str) -> dict[str, str]:
    """The group on bridges, with Blue Heron as its secretariat and giver, but for what is given."""
    row = {
        "slug": "bridges",
        "title": "Group on Bridges",
        "purpose": "To look at bridges.",
        "category": "Subject Group",
        "parliament": "uk",
        "registrable_benefits": "Benefits In Kind",
        "categories": "Roads|Rivers",
        "secretariat": "Blue Heron acts as the group's secretariat.https://heron.example",
        "website": "None",
        "detailed_benefits": json.dumps([BENEFIT]),
        "date_of_most_recent_agm": "2026-02-10",
        "next_reporting_deadline": "2027-02-28",
    }
    return row | given


def member_row(**given: str) -> dict[str, str]:
    """A chair of the group on bridges, but for what is given."""
    row = {
        "name": "Sir Invented One",
        "officer_role": "Chair",
        "twfy_id": "uk.org.publicwhip/person/90001",
        "mnis_id": "91",
        "canon_name": "Invented One",
        "appg": "bridges",
        "member_type": "mp",
        "source": "parliament",
        "url_source": "https://publications.parliament.uk/x.htm",
        "removed": "",
    }
    return row | given


def meeting_row(**given: str) -> dict[str, str]:
    """An invented member met Blue Heron in Brussels, but for what is given."""
    row = {
        "committees": "['ENVI']",
        "country": "Examplia",
        "date": "27-10-2021",
        "dossier": "Rivers directive",
        "epid": "900001",
        "group": "Centre Party",
        "lobbyists": "Blue Heron",
        "location": "Bruxelles",
        "mep": "Invented ONE",
        "role": "Rapporteur",
        "title": "Exchange of views",
    }
    return row | given


def register_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    return table_file(folder / "register.csv.gz", REGISTER_COLUMNS, rows)


def members_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    return table_file(folder / "members.csv.gz", MEMBERS_COLUMNS, rows)


def meetings_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    return table_file(folder / "meetings.csv.gz", MEETINGS_COLUMNS, rows)
