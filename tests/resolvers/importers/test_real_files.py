"""The importers on the public files, where PEYMAN_REAL_DATA tells where they are."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

import pytest

from resolvers.importers import mapped_file
from resolvers.importers.drafts import Mapped, spelling_key
from resolvers.importers.reading import read_table
from tests.resolvers.importers.files import (
    UPR_COLUMNS,
    assert_linked,
    table_file,
)

HXL_OF_3W = {
    "agency": "#org+name",
    "activity": "#activity+name",
    "category": "#sector",
    "gov": "#adm1+name",
    "district": "#adm2+name",
    "g_pcode": "#adm1+code",
    "d_pcode": "#adm2+code",
}


@pytest.fixture(scope="module")
def real_data() -> Path:
    folder = os.environ.get("PEYMAN_REAL_DATA")
    if not folder:
        pytest.skip("PEYMAN_REAL_DATA does not say where the public files are")
    return Path(folder)


def file_of(folder: Path, pattern: str) -> Path:
    return next(folder.glob(pattern))


def _who_is_where(found: Mapped) -> dict[str, set[str]]:
    """P-code of a place, or its name where it has none → the organizations there, by their folded names."""
    places = {draft.key: draft.values for draft in found.drafts("Place")}
    activities = {draft.key: draft.links.get("places", ()) for draft in found.drafts("Activity")}
    there: defaultdict[str, set[str]] = defaultdict(set)
    for part in found.drafts("ActivityRole"):
        for key in activities[part.links["activity"][0]]:
            place = places[key].get("pCode") or spelling_key(places[key]["name"]["text"])
            there[place].add(part.links["organization"][0].partition(":")[2])
    return there


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

    def test_the_same_rows_with_hashtags_say_who_is_where(self, real_data: Path, tmp_path: Path) -> None:
        table = read_table(file_of(real_data, "07_iraq_3w*"), HXL_OF_3W)
        tags = {column: HXL_OF_3W.get(column, "") for column in table.columns}
        path = table_file(tmp_path / "tagged.csv", table.columns, [tags, *(row.values for row in table.rows)])
        plain, tagged = mapped_file("3w", file_of(real_data, "07_iraq_3w*")), mapped_file("3w-hxl", path)
        assert_linked(tagged)
        assert len(tagged.problems) == len(plain.problems)
        assert len(tagged.drafts("Organization")) == len(plain.drafts("Organization")) + 2
        assert len(tagged.drafts("Place")) == len(plain.drafts("Place"))
        assert len([notice for notice in tagged.notices if notice.startswith("possibly one organization")]) == 1
        known, found = _who_is_where(plain), _who_is_where(tagged)
        assert len(known) == 106
        names = {"pwj": "peacewindsjapan", "peacewindsjapanpwj": "peacewindsjapan"}  # told, and kept apart
        assert {place: {names.get(one, one) for one in there} for place, there in found.items()} == known

    def test_the_council_has_its_members_and_parties(self, real_data: Path) -> None:
        found = mapped_file("popolo", file_of(real_data, "07_iraq_council_2014*"))
        assert len(found.drafts("Person")) == 328
        assert len(found.drafts("Membership")) == 328
        parties = [draft for draft in found.drafts("Organization") if draft.values["classification"] == "party"]
        assert len(parties) == 30
        assert not found.problems
        assert_linked(found)

    def test_no_agreement_signatory_or_actor_of_pa_x_is_lost(self, real_data: Path) -> None:
        agreements = mapped_file("pax", file_of(real_data, "03_pax*"))
        assert not agreements.problems
        assert_linked(agreements)
        assert (len(agreements.drafts("DialogueProcess")), len(agreements.drafts("Commitment"))) == (184, 2_257)
        signed = mapped_file("pax", file_of(real_data, "04_paax*signatories*"))
        assert not signed.problems
        assert_linked(signed)
        assert len(signed.drafts("Commitment")) == 1_770
        known = {draft.key for draft in agreements.drafts("Commitment")}
        assert {draft.key for draft in signed.drafts("Commitment")} <= known
        actors = mapped_file("pax", file_of(real_data, "04_paax*actors*"))
        assert not actors.problems
        assert len(actors.stages[0]) == 1_525
        assert {draft.key for draft in signed.stages[0]} <= {draft.key for draft in actors.stages[0]}
        assert sum(len(draft.values.get("aliases", ())) > 0 for draft in actors.stages[0]) > 500

    def test_every_member_of_a_cross_party_group_is_taken_or_told(self, real_data: Path) -> None:
        register = mapped_file("appg", file_of(real_data, "08_uk_appg_register*"))
        assert not register.problems
        assert_linked(register)
        groups = {draft.key for draft in register.drafts("Organization") if draft.key.startswith("appg-group:")}
        assert len(groups) == 966 - 91  # those of the Senedd stand in two languages
        assert len(register.drafts("DialogueSession")) == 624
        members = mapped_file("appg", file_of(real_data, "08_uk_appg_members*"))
        memberships = members.drafts("Membership")
        assert {draft.links["organization"][0] for draft in memberships} <= groups
        repeated = 7
        assert len(memberships) + len(members.problems) + repeated == 14_103 - 4_760
        assert len(members.problems) < 100

    def test_no_meeting_is_lost_and_most_of_those_met_are_told_apart(self, real_data: Path) -> None:
        found = mapped_file("meetings", file_of(real_data, "09_mep*"))
        assert_linked(found)
        assert found.rows == len(found.drafts("DialogueSession")) == 23_050
        assert len(found.drafts("Person")) == 397
        assert {problem.field for problem in found.problems} == {"lobbyists"}
        met = [draft for draft in found.drafts("Participation") if "lobbyist:" in draft.links["participant"][0]]
        assert len({draft.links["session"][0] for draft in met}) > 21_500

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
