"""Who a stakeholder is tied to, how strongly, and by what: the handwritten source of `collaborators`.

One branch per way of being tied yields (other, kind, shared record, first day, last day); the branches are
united, counted per kind and then per stakeholder.  Which branches and conditions stand in the text depends
only on which arguments are present: a branch that cannot meet one (a membership has no area) is left out.  A
session also ties those who are represented in it by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from graph.model import Fragment


@dataclass(frozen=True)
class Branch:
    """One way of being tied: its guarded pattern, its shared record and days; per argument the condition."""

    match: LiteralString
    returns: LiteralString
    via: LiteralString
    since: LiteralString
    until: LiteralString
    area: LiteralString | None = None
    place: LiteralString | None = None

    def text(self, present: frozenset[str]) -> LiteralString | None:
        """The branch with the conditions on the arguments present; None: nothing of it can meet them."""
        found = self.match
        if "via" in present:
            found = found + " AND " + self.via
        if "since" in present:
            found = found + " AND " + self.since
        if "until" in present:
            found = found + " AND " + self.until
        if "area" in present:
            if self.area is None:
                return None
            found = found + " AND " + self.area
        if "place" in present:
            if self.place is None:
                return None
            found = found + " AND " + self.place
        return found + "\n" + self.returns


WITHIN: LiteralString = (
    " ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4}"
    " (whole:Place) WHERE spot.scope IN $visible AND whole.scope IN $visible AND whole.id = $place }"
)
LAST_OF_ACTIVITY: LiteralString = (
    "coalesce(shared.end_latest, CASE shared.status WHEN 'ONGOING' THEN '9999-12-31' END, shared.start_latest)"
)

ACTIVITY = Branch(
    match=(
        "MATCH ({n})<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)\n"
        "WHERE own.scope IN $visible AND shared.scope IN $visible\n"
        "WITH DISTINCT shared\n"
        "MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible"
    ),
    returns=(
        "RETURN other, 'ACTIVITY' AS kind, shared, shared.start_earliest AS first, " + LAST_OF_ACTIVITY + " AS last"
    ),
    via="'ACTIVITY' IN $via",
    since=LAST_OF_ACTIVITY + " >= $since",
    until="coalesce(shared.start_earliest, shared.end_earliest) <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)"
        " WHERE area.scope IN $visible AND area.id = $area }"
    ),
    place="EXISTS { MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place)" + WITHIN,
)
MEMBERSHIP_DAYS: LiteralString = (
    "RETURN other, 'MEMBERSHIP' AS kind, shared, shared.start_earliest AS first,"
    " coalesce(shared.end_latest, '9999-12-31') AS last"
)
SINCE_MEMBERSHIP: LiteralString = (
    "(shared.start_earliest IS NOT NULL OR shared.end_latest IS NOT NULL)"
    " AND coalesce(shared.end_latest, '9999-12-31') >= $since"
)
UNTIL_MEMBERSHIP: LiteralString = (
    "(shared.start_earliest IS NOT NULL OR shared.end_latest IS NOT NULL)"
    " AND coalesce(shared.start_earliest, '0001-01-01') <= $until"
)
MEMBER_OF_OTHER = Branch(
    match=(
        "MATCH ({n})<-[:MEMBER]-(shared:Membership)-[:MEMBER_OF]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"
    ),
    returns=MEMBERSHIP_DAYS,
    via="'MEMBERSHIP' IN $via",
    since=SINCE_MEMBERSHIP,
    until=UNTIL_MEMBERSHIP,
)
OTHER_IS_MEMBER = Branch(
    match=(
        "MATCH ({n})<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"
    ),
    returns=MEMBERSHIP_DAYS,
    via="'MEMBERSHIP' IN $via",
    since=SINCE_MEMBERSHIP,
    until=UNTIL_MEMBERSHIP,
)
FELLOW_MEMBERS = Branch(
    match=(
        "MATCH ({n})<-[:MEMBER]-(own:Membership)-[:MEMBER_OF]->(shared:Stakeholder)\n"
        "WHERE own.scope IN $visible AND shared.scope IN $visible\n"
        "WITH own, shared\n"
        "MATCH (shared)<-[:MEMBER_OF]-(its:Membership)-[:MEMBER]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible\n"
        "WITH other, shared,"
        " [day IN [own.start_earliest, its.start_earliest] WHERE day IS NOT NULL] AS starts,"
        " [day IN [own.end_latest, its.end_latest] WHERE day IS NOT NULL] AS ends\n"
        "WITH other, shared, CASE WHEN starts[1] > starts[0] THEN starts[1] ELSE starts[0] END AS first,"
        " CASE WHEN ends[1] < ends[0] THEN ends[1] ELSE coalesce(ends[0], '9999-12-31') END AS last\n"
        "WHERE coalesce(first, '0001-01-01') <= last"
    ),
    returns="RETURN other, 'MEMBERSHIP' AS kind, shared, first, last",
    via="'MEMBERSHIP' IN $via",
    since="(first IS NOT NULL OR last < '9999-12-31') AND last >= $since",
    until="(first IS NOT NULL OR last < '9999-12-31') AND coalesce(first, '0001-01-01') <= $until",
)
DIALOGUE_SESSION = Branch(
    match=(
        "MATCH ({n})<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)"
        "-[:PARTICIPATION_IN]->(shared:DialogueSession)\n"
        "WHERE own.scope IN $visible AND shared.scope IN $visible AND shared.status <> 'CANCELLED'"
        " AND NOT own.partstat IN ['DECLINED', 'DELEGATED']\n"
        "WITH own, shared\n"
        "MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)"
        "-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND its <> own AND its.scope IN $visible AND other.scope IN $visible"
        " AND NOT its.partstat IN ['DECLINED', 'DELEGATED']"
    ),
    returns=(
        "RETURN other, 'DIALOGUE_SESSION' AS kind, shared, left(shared.start_utc, 10) AS first,"
        " left(coalesce(shared.end_utc, shared.start_utc), 10) AS last"
    ),
    via="'DIALOGUE_SESSION' IN $via",
    since="left(coalesce(shared.end_utc, shared.start_utc), 10) >= $since",
    until="left(shared.start_utc, 10) <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)"
        "-[:DIALOGUE_ON]->(area:CooperationArea)"
        " WHERE process.scope IN $visible AND area.scope IN $visible AND area.id = $area }"
    ),
    place="EXISTS { MATCH (shared)-[:HELD_IN]->(spot:Place)" + WITHIN,
)
COMMITMENT = Branch(
    match=(
        "MATCH ({n})<-[own:MADE_BY|MADE_TO]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"
        " AND 'MADE_BY' IN [type(own), type(its)]"
    ),
    returns=("RETURN other, 'COMMITMENT' AS kind, shared, shared.made_earliest AS first, shared.made_latest AS last"),
    via="'COMMITMENT' IN $via",
    since="shared.made_latest >= $since",
    until="shared.made_earliest <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:COMMITMENT_ON]->(area:CooperationArea)"
        " WHERE area.scope IN $visible AND area.id = $area }"
    ),
)
BRANCHES = (ACTIVITY, MEMBER_OF_OTHER, OTHER_IS_MEMBER, FELLOW_MEMBERS, DIALOGUE_SESSION, COMMITMENT)

COUNTED: LiteralString = """
WITH other, kind, shared, min(first) AS first, max(last) AS last ORDER BY shared.id
WITH other, kind, collect(shared) AS records, min(first) AS first, max(last) AS last
WITH other, kind, size(records) AS number, records, first, last ORDER BY number DESC, kind
WITH other, sum(number) AS strength,
     collect([kind, number, nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records]) AS ties
RETURN other, strength, ties"""


def collaborators(present: frozenset[str]) -> LiteralString:
    """The statement body for the arguments present."""
    united: LiteralString = ""
    for branch in BRANCHES:
        text = branch.text(present)
        if text is not None:
            united = united + ("\nUNION ALL\n" if united else "") + text
    return "CALL ({n}) {\n" + united + "\n}" + COUNTED


COLLABORATORS = Fragment(
    node="other",
    label="Stakeholder",
    text=collaborators,
    binds=("other", "strength", "ties"),
    order=(("strength", True),),
    cost=20,
)
