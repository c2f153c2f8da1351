"""The root of all reads: which lists start where, and the records that can be asked for by id."""

from datetime import date
from typing import Any

import strawberry

from auth.permissions import Permission
from graph.analyses import BROKERS, COMMUNITIES, INFLUENCE
from graph.audiences import AUDIENCE, EXPLANATION
from graph.comparisons import MUTUAL_COLLABORATORS, TIE_CHANGES, TIES_AMONG
from graph.coverage import COVERAGE
from graph.duplicates import DUPLICATES
from graph.gaps import GAPS_FOUND, OVERLAPS_FOUND
from graph.history import HISTORY
from graph.networks import NETWORK
from graph.paths import INTRODUCTIONS, PATHS
from graph.searches import SEARCH
from graph.stances import QUADRANT
from schema.coverage import CoverageAxis, GapAxis, GapKind, PartyType
from schema.declarations import Linked, all_of, by_id, by_ids, fragment, local, row_of
from schema.duplicates import DuplicateType
from schema.merges import MERGE_PREVIEW
from schema.places import PlaceKind
from schema.scalars import Locale
from schema.searches import SearchedType
from schema.stakeholders import NARROWED, NARROWING, TieKind

FROM: dict[str, Any] = {"from": strawberry.ID}
FROM_DAY: dict[str, Any] = {"from": date}
"""Arguments that Python has a word for."""
PROJECTED: dict[str, Any] = {
    "kinds": list[TieKind] | None,
    "area": strawberry.ID | None,
    "place": strawberry.ID | None,
    "since": date | None,
    "until": date | None,
}
"""Which ties are analysed."""
PROJECTION: dict[str, Any] = {**PROJECTED, "first": (int, 20)}
"""And how much of what is found is answered."""
TIED = (
    "Ties are those of `network`: `kinds`, only those; `area`, `place`: only ties of what is tagged with it, or takes"
    " place in it; `since`, `until`: only what overlaps these days. What has no area, place or date does not count"
    " where one is asked for."
)


@strawberry.type(
    description="Everything that can be read. A record that you may not see and one that never was are the same."
)
class Query:
    node: Linked = by_id("Record", "The record with this id, of whatever type.")
    nodes: Linked = by_ids("Record", "The records with these ids, in their order; null where there is none.")
    viewer: Linked = local(lambda viewer: viewer, "Who asks.", target="ViewerType")

    stakeholder: Linked = by_id("Stakeholder")
    stakeholders: Linked = all_of("Stakeholder", "Organizations, government bodies, groups, networks and people.")
    organizations: Linked = all_of("Organization")
    government_bodies: Linked = all_of("GovernmentBody")
    civil_society_groups: Linked = all_of("CivilSocietyGroup")
    youth_networks: Linked = all_of("YouthNetwork")
    people: Linked = all_of("Person")
    posts: Linked = all_of("Post")
    memberships: Linked = all_of("Membership")

    paths: Linked = fragment(
        PATHS,
        edge="PathEdge",
        description=(
            "Chains of stakeholders from one to another: the shortest and the next-shortest, by length, then the"
            " strongest first. `maxLength`: how many links at most, 4 if not given, never more than 6. `avoid`: records"
            " that no chain passes."
        ),
        **FROM,
        to=strawberry.ID,
        via=list[TieKind] | None,
        maxLength=int | None,
        avoid=list[strawberry.ID] | None,
    )
    introductions: Linked = fragment(
        INTRODUCTIONS,
        edge="IntroductionEdge",
        where=False,
        description=(
            "Whom to ask for an introduction: chains to a stakeholder from the organizations that you act for, the"
            " shortest and the next-shortest from each, by length, then the strongest first; `node` is the first on the"
            " way, to be asked. None if you act for no organization. `maxLength`: as in `paths`."
        ),
        to=strawberry.ID,
        maxLength=int | None,
    )
    ties: Linked = fragment(
        TIES_AMONG,
        edge="TiePairEdge",
        where=False,
        description="Who of these, 50 at most, works with whom: pairs, the strongest first." + NARROWING,
        among=list[strawberry.ID],
        **NARROWED,
    )
    mutual_collaborators: Linked = fragment(
        MUTUAL_COLLABORATORS,
        edge="MutualCollaboratorEdge",
        description=(
            "Who works with every one of these, 10 at most, and is none of them: whose weakest tie is the strongest"
            " first." + NARROWING
        ),
        of=list[strawberry.ID],
        **NARROWED,
    )
    tie_changes: Linked = fragment(
        TIE_CHANGES,
        edge="TieChangeEdge",
        where=False,
        description=(
            "With whom a stakeholder gained or lost ties between two days, the latest change first. A kind of tie is"
            " gained when the first of its records begins after `from` and by `to`; lost, of activities, funding,"
            " memberships and secretariats, when the last of those there on `from` ends before `to`. What has no date"
            " does not count."
        ),
        of=strawberry.ID,
        **FROM_DAY,
        to=date,
        via=list[TieKind] | None,
    )
    network: Linked = row_of(
        NETWORK,
        "Network",
        "Who stands around these stakeholders, and how they are tied, with positions for a picture; null if you see"
        " none of them. `depth`: how many ties away, 1 to 3. `area`, `place`: only ties of what is tagged with it, or"
        " takes place in it. `first`: how many stakeholders at most, 1 to 200; the weakest are left out.",
        around=list[strawberry.ID],
        depth=(int, 1),
        via=list[TieKind] | None,
        area=strawberry.ID | None,
        place=strawberry.ID | None,
        first=(int, 200),
    )
    brokers: Linked = row_of(
        BROKERS,
        "Ranking",
        "Who stands between others: by betweenness, among all who are tied to anybody. " + TIED,
        always=True,
        **PROJECTION,
    )
    influence: Linked = row_of(
        INFLUENCE,
        "Ranking",
        "Who is tied to those of weight: by PageRank, among all who are tied to anybody. " + TIED,
        always=True,
        **PROJECTION,
    )
    communities: Linked = row_of(
        COMMUNITIES,
        "Communities",
        "Who belongs together: everybody who is tied to anybody, in communities named for what they are about. " + TIED,
        always=True,
        **PROJECTION,
    )

    place: Linked = by_id("Place")
    places: Linked = all_of("Place")
    cooperation_area: Linked = by_id("CooperationArea")
    cooperation_areas: Linked = all_of("CooperationArea", "The 26 areas of cooperation.")
    activity: Linked = by_id("Activity")
    activities: Linked = all_of("Activity", "Who does what, where, when, for whom.")

    dialogue_process: Linked = by_id("DialogueProcess")
    dialogue_processes: Linked = all_of("DialogueProcess")
    dialogue_session: Linked = by_id("DialogueSession")
    dialogue_sessions: Linked = all_of("DialogueSession")

    instruments: Linked = all_of("Instrument")
    review_cycles: Linked = all_of("ReviewCycle")
    recommendation: Linked = by_id("Recommendation")
    recommendations: Linked = all_of("Recommendation")
    commitment: Linked = by_id("Commitment")
    commitments: Linked = all_of("Commitment", "Promises, with their makers, addressees, origin and evidence.")
    sources: Linked = all_of("Source")

    stances: Linked = all_of("Stance", "Where stakeholders stand on what, as somebody assessed it.")
    quadrant: Linked = row_of(
        QUADRANT,
        "Quadrant",
        "Who stands where on a record, by influence and interest: of each stakeholder the latest stance of each"
        " assessor; null if you do not see the record. `at`: only of what may have been assessed by that day; what has"
        " no date does not count then.",
        on=strawberry.ID,
        at=date | None,
        first=(int, 100),
    )

    support_case: Linked = by_id("SupportCase")
    support_cases: Linked = all_of("SupportCase", "Help to people; each seen by few.")

    account: Linked = by_id("Account")
    accounts: Linked = all_of("Account", "Accounts: one's own, and for those who may read accounts all.")

    recoveries: Linked = all_of(
        "Recovery",
        "Requests for other readers of RED records whose readers are gone.",
        permission=Permission.RECOVERY_ACT,
    )

    search: Linked = fragment(
        SEARCH,
        edge="SearchEdge",
        where=False,
        description=(
            "Records by their names, aliases, acronyms, titles and descriptions, the best match first, 200 at most. "
            "Sorani, Kurmanji, Arabic and Latin spellings find each other, the last word is completed, and a typing "
            "error is forgiven in words of four letters, two from eight. `locale`: in which language it is told what "
            "matched, where several names match alike."
        ),
        text=str,
        types=list[SearchedType] | None,
        locale=Locale | None,
    )
    duplicate_candidates: Linked = fragment(
        DUPLICATES,
        edge="DuplicateCandidateEdge",
        where=False,
        permission=Permission.RECORD_MERGE,
        description=(
            "Pairs of records that may be the same, the likeliest first, 1,000 at most. Organizations of whatever type "
            "are compared with one another, people, places and sources each among themselves, where they share a word, "
            "an acronym, or an external id that few have. `types`: stakeholders if not given. `among`: both are of "
            "these; `of`: one is. `atLeast`: the least score."
        ),
        types=list[DuplicateType] | None,
        among=list[strawberry.ID] | None,
        of=list[strawberry.ID] | None,
        atLeast=(float, 0.6),
    )
    merge_preview: Linked = row_of(
        MERGE_PREVIEW,
        "MergePreview",
        "What merging the record `merge` into `keep` would do, field by field; null unless you see both.",
        permission=Permission.RECORD_MERGE,
        keep=strawberry.ID,
        merge=strawberry.ID,
    )
    history: Linked = fragment(
        HISTORY,
        description="What was changed on a record, newest first, deletion included.",
        id=strawberry.ID,
    )

    coverage: Linked = row_of(
        COVERAGE,
        "Coverage",
        "Who does what where: the activities for which `where` holds, over two axes. `placeKind`: places count as the "
        "place of that level that they are or lie in, such as districts as their governorate.",
        always=True,
        rows=(CoverageAxis, CoverageAxis.AREA),
        columns=(CoverageAxis, CoverageAxis.PLACE),
        place_kind=PlaceKind | None,
    )
    gaps: Linked = row_of(
        GAPS_FOUND,
        "Gaps",
        "Where something is lacking. Needed is an area, in every place of `placeKind`, that a recommendation or a "
        "commitment neither kept nor withdrawn calls for; planned, whatever an activity with the status PLANNED says.",
        always=True,
        kind=GapKind,
        n=int | None,
        of=list[PartyType] | None,
        rows=(GapAxis, GapAxis.AREA),
        columns=(GapAxis, GapAxis.PLACE),
        place_kind=(PlaceKind, PlaceKind.GOVERNORATE),
        first=(int, 20),
    )
    overlaps: Linked = row_of(
        OVERLAPS_FOUND,
        "Overlaps",
        "Where more than `moreThan` stakeholders do the same in the same place.",
        always=True,
        more_than=(int, 1),
        rows=(GapAxis, GapAxis.AREA),
        columns=(GapAxis, GapAxis.PLACE),
        place_kind=PlaceKind | None,
        first=(int, 20),
    )

    who_can_see: Linked = row_of(
        AUDIENCE,
        "Audience",
        "Who can see a record that you answer for; null if you do not, or there is none.",
        permission=Permission.MARKING_EXPLAIN,
        id=strawberry.ID,
    )
    explain_access: Linked = row_of(
        EXPLANATION,
        "AccessExplanation",
        "Why somebody sees a record, or does not: `user` is the address of your own account, or of one that you see; "
        "null if there is no such account, or no such record, that you see.",
        permission=Permission.MARKING_EXPLAIN,
        id=strawberry.ID,
        user=str,
    )
    imports: Linked = all_of(
        "Import",
        "The files that you brought in, by POST /import (raw bytes, not a mutation); `undoImport` takes one back. The"
        " oldest first, if not ordered otherwise.",
        permission=Permission.IMPORT_RUN,
    )
    access_log: Linked = all_of(
        "Access",
        "Who was shown which AMBER_STRICT and RED records, and what was refused to whom.",
        permission=Permission.ACCESS_READ,
    )
