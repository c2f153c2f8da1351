"""Who a stakeholder is tied to, how strongly, and by what: the handwritten sources of `collaborators` and of its kin.

One branch per way of being tied yields the other and, as columns or as one list, kind, shared record, first day, last
day and way; the branches are united and counted per stakeholder, and only of those that are shown is it told by what
(`TIES`).  Which branches and conditions stand in the text depends only on which arguments are present: a branch that
cannot meet one (a membership has no area) is left out.  `graph/comparisons.py` asks the same branches of several
stakeholders.

A session also ties those who are represented in it by somebody else.  A record is of one kind for two roles in it: a
funder's role beside another is FUNDING, two others ACTIVITY; what two made together that is an agreement is AGREEMENT
(docs/decisions/0025-kinds-of-ties.md).

A record weighs `weights[kind]` (1 if not given) times 0.5 ^ (years from its last day to `asOf`, or today, over
`halfLife`): whole while it lasts, where its last day is not known, and without `halfLife`.  A year is 365.25 days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import LiteralString

from graph.model import Fragment

KINDS = (
    *("ACTIVITY", "FUNDING", "MEMBERSHIP", "SECRETARIAT"),
    *("DIALOGUE_SESSION", "MEETING", "COMMITMENT", "AGREEMENT"),
)
"""The kinds of ties, of `paths` and `network` too; `schema/stakeholders.py` has words for each."""


@dataclass(frozen=True)
class Branch:
    """One way of being tied: its guarded pattern, shared record, kind and days; per argument the condition.

    `label`: of the shared record, where that alone tells the days, so that they can be read later.  `way`: in kinds
    that have a direction, FORTH from the one asked about to the other, or BACK.
    """

    match: LiteralString
    kind: LiteralString
    first: LiteralString
    last: LiteralString
    since: LiteralString
    until: LiteralString
    way: LiteralString = "null"
    label: LiteralString | None = None
    area: LiteralString | None = None
    place: LiteralString | None = None

    def text(self, present: frozenset[str], besides: LiteralString, dated: bool, listed: bool) -> LiteralString | None:
        """The branch with the conditions on the arguments present, and more; None: nothing of it can meet them.

        Not `dated`: without the days that can be read later.  `listed`: all but the other as `tie`, a list, with
        what it weighs.
        """
        found = self.match + besides
        if "via" in present:
            found = found + " AND " + self.kind + " IN $via"
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
        first, last = (self.first, self.last) if dated or self.label is None else ("null", "null")
        if listed:
            days = first + ", " + last + ", "
            return found + "\nRETURN other, [" + self.kind + ", shared, " + days + self.way + ", 1.0] AS tie"
        days = first + " AS first, " + last + " AS last, "
        return found + "\nRETURN other, " + self.kind + " AS kind, shared, " + days + self.way + " AS way"


def united(
    present: frozenset[str],
    branches: tuple[Branch, ...],
    besides: LiteralString = "",
    dated: bool = False,
    listed: bool = False,
) -> LiteralString:
    """The branches that can meet the arguments present; where none can, one that finds nothing.

    `dated`: with the days of all, which `halfLife` needs, too.
    """
    found: LiteralString = ""
    for branch in branches:
        text = branch.text(present, besides, dated or "halfLife" in present, listed)
        if text is not None:
            found = found + ("\nUNION ALL\n" if found else "") + text
    return found


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
        "WITH DISTINCT shared, own.role = 'FUNDER' AS funds\n"
        "MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible"
    ),
    kind="CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END",
    first="shared.start_earliest",
    last=LAST_OF_ACTIVITY,
    way="CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END",
    label="Activity",
    since=LAST_OF_ACTIVITY + " >= $since",
    until="coalesce(shared.start_earliest, shared.end_earliest) <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)"
        " WHERE area.scope IN $visible AND area.id = $area }"
    ),
    place="EXISTS { MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place)" + WITHIN,
)
IS_SECRETARIAT: LiteralString = (
    "IN ['secretariat', 'joint secretariat', 'sekretariat', 'secrétariat', 'سکرتاریەت', 'سكرتارية', 'الأمانة العامة']"
)
"""A role, in small letters, that says that its holder is the secretariat; one who works in it is a member."""
SECRETARIAT: LiteralString = (
    "(coalesce(toLower(trim({m}.role)), '') "
    + IS_SECRETARIAT
    + " OR EXISTS { MATCH ({m})-[:HOLDS_POST]->(post:Post)"
    + " WHERE post.scope IN $visible AND toLower(trim(post.role)) "
    + IS_SECRETARIAT
    + " })"
)
"""Whether the membership `{m}`, or the post that is held by it, is the secretariat's."""
MEMBERSHIP_KIND: LiteralString = (
    "CASE WHEN " + SECRETARIAT.replace("{m}", "shared") + " THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END"
)
LAST_OF_MEMBERSHIP: LiteralString = "coalesce(shared.end_latest, '9999-12-31')"
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
    kind=MEMBERSHIP_KIND,
    first="shared.start_earliest",
    last=LAST_OF_MEMBERSHIP,
    way="'FORTH'",
    label="Membership",
    since=SINCE_MEMBERSHIP,
    until=UNTIL_MEMBERSHIP,
)
OTHER_IS_MEMBER = Branch(
    match=(
        "MATCH ({n})<-[:MEMBER_OF]-(shared:Membership)-[:MEMBER]->(other:Stakeholder)\n"
        "WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"
    ),
    kind=MEMBERSHIP_KIND,
    first="shared.start_earliest",
    last=LAST_OF_MEMBERSHIP,
    way="'BACK'",
    label="Membership",
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
    kind="'MEMBERSHIP'",
    first="first",
    last="last",
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
    kind=(
        "CASE WHEN EXISTS { MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)"
        " WHERE series.scope IN $visible } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END"
    ),
    first="left(shared.start_utc, 10)",
    last="left(coalesce(shared.end_utc, shared.start_utc), 10)",
    label="DialogueSession",
    since="left(coalesce(shared.end_utc, shared.start_utc), 10) >= $since",
    until="left(shared.start_utc, 10) <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)"
        "-[:DIALOGUE_ON]->(area:CooperationArea)"
        " WHERE process.scope IN $visible AND area.scope IN $visible AND area.id = $area }"
    ),
    place="EXISTS { MATCH (shared)-[:HELD_IN]->(spot:Place)" + WITHIN,
)
COMMITTED: LiteralString = "WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"
PROMISER = Branch(
    match="MATCH ({n})<-[own:MADE_BY]-(shared:Commitment)-[its:MADE_BY|MADE_TO]->(other:Stakeholder)\n" + COMMITTED,
    kind="CASE WHEN shared.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END",
    first="shared.made_earliest",
    last="shared.made_latest",
    label="Commitment",
    since="shared.made_latest >= $since",
    until="shared.made_earliest <= $until",
    area=(
        "EXISTS { MATCH (shared)-[:COMMITMENT_ON]->(area:CooperationArea)"
        " WHERE area.scope IN $visible AND area.id = $area }"
    ),
)
ADDRESSEE = replace(
    PROMISER,
    match="MATCH ({n})<-[:MADE_TO]-(shared:Commitment)-[:MADE_BY]->(other:Stakeholder)\n" + COMMITTED,
    kind="'COMMITMENT'",
)
"""Apart, so that of those to whom one thing was promised, of whom there may be thousands, none is walked to another."""
DIRECT = (ACTIVITY, MEMBER_OF_OTHER, OTHER_IS_MEMBER, DIALOGUE_SESSION, PROMISER, ADDRESSEE)
"""Those that one record shows; two members of one organization are tied by two."""
FROM_ONE_END = (ACTIVITY, MEMBER_OF_OTHER, DIALOGUE_SESSION, PROMISER)
"""Those that show each tie between two of several from one of its ends at least: what thousands promised to one of them
need not be walked from that one."""
BRANCHES = (*DIRECT, FELLOW_MEMBERS)

LIMITS = (("weights", 0, 1_000), ("halfLife", 0.01, 1_000))
DECAYED: LiteralString = (
    "0.5 ^ ((datetime({day}).epochMillis - datetime(last).epochMillis) / 31557600000.0 / $halfLife)"
)
DIRECTION: LiteralString = """CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null
      WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END"""
WORDS: LiteralString = (
    """[kind, size(records), nullIf(first, '0001-01-01'), nullIf(last, '9999-12-31'), records,
    round(weight, 6), """
    + DIRECTION
    + "]"
)
"""A tie as the row that `schema.stakeholders.Tie` is read from."""


def day(of: LiteralString) -> LiteralString:
    """The first or the last day of `shared`, by what it is."""
    found: LiteralString = "CASE"
    for branch in FROM_ONE_END:
        if branch.label is not None:
            found = found + " WHEN shared:" + branch.label + " THEN " + (branch.first if of == "first" else branch.last)
    return "coalesce(" + of + ", " + found + " END) AS " + of


TIES: LiteralString = (
    """UNWIND {list} AS one
  WITH one[0] AS kind, one[1] AS shared, min(one[2]) AS first, max(one[3]) AS last, one[6..] AS more,
    max(one[4] IN ['FORTH', 'BOTH']) AS forth, max(one[4] IN ['BACK', 'BOTH']) AS back,
    max(one[5]) AS weight
  WHERE shared.scope IN $visible
  WITH kind, shared, forth, back, weight, more, """
    + day("first")
    + ", "
    + day("last")
    + """
  WITH kind, more, collect(shared) AS records, min(first) AS first, max(last) AS last, max(forth) AS forth,
    max(back) AS back, sum(weight) AS weight
  RETURN """
    + WORDS
    + " + [more] AS {row}"
)
"""The ties of one stakeholder by kind, out of `counted`'s list of what shows them, in which a record may come twice."""
BY_COUNT: LiteralString = "{row}[1] DESC, {row}[0]"
"""Ties as they are shown: the most frequent kind first."""


def worth(present: frozenset[str]) -> LiteralString:
    """What a record weighs that shows a tie of `kind` until `last`; empty where each weighs 1."""
    found: LiteralString = ""
    if "weights" in present:
        found = """coalesce(CASE kind WHEN 'ACTIVITY' THEN $weights.activity WHEN 'FUNDING' THEN $weights.funding
  WHEN 'MEMBERSHIP' THEN $weights.membership WHEN 'SECRETARIAT' THEN $weights.secretariat
  WHEN 'DIALOGUE_SESSION' THEN $weights.dialogueSession WHEN 'MEETING' THEN $weights.meeting
  WHEN 'COMMITMENT' THEN $weights.commitment WHEN 'AGREEMENT' THEN $weights.agreement END, 1.0)"""
    if "halfLife" in present:
        day: LiteralString = "$asOf" if "asOf" in present else "$today"
        decayed = DECAYED.replace("{day}", day)
        fresh = "CASE WHEN last IS NULL OR last >= " + day + " THEN 1.0 ELSE " + decayed + " END"
        found = found + (" * " if found else "") + fresh
    return found


STRENGTH: LiteralString = """CASE size(ties) WHEN 1 THEN 1
    ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength"""
"""How many records, each under its kind, show the ties; of most stakeholders one does."""


def called(
    present: frozenset[str],
    of: LiteralString,
    besides: LiteralString = "",
    dated: bool = False,
    listed: bool = False,
) -> LiteralString:
    """All branches, of the stakeholder that is called `of`."""
    branches = united(present, BRANCHES, besides, dated, listed)
    return "CALL (" + of + ") {\n" + branches.replace("{n}", of) + "\n}"


def counted(
    present: frozenset[str], of: LiteralString, besides: LiteralString = "", one: LiteralString = ""
) -> LiteralString:
    """The branches, and what their rows come to per stakeholder; `one`: what else they are of, as `named, `.

    `ties` is of what shows them, as `TIES` takes it: lists of kind, record, first day, last day, way and weight; the
    days are in it only where they had to be read or worked out.  It is gathered in one go where all weigh the same.
    """
    worthy = worth(present)
    found = called(present, of, besides, listed=not worthy) + "\nWITH " + one
    if not worthy:
        strength: LiteralString = "other, collect(tie) AS ties\nWITH " + one + "other, ties, " + STRENGTH
        return found + strength + "\nWITH " + one + "other, ties, strength, toFloat(strength) AS weight\n"
    return (
        found
        + "other, kind, shared, min(first) AS first, max(last) AS last, max(way = 'FORTH') AS forth,\n"
        + "  max(way = 'BACK') AS back\nWITH "
        + one
        + "other, kind, shared, first, last, CASE WHEN forth AND back THEN 'BOTH' WHEN forth THEN 'FORTH'"
        + " WHEN back THEN 'BACK' END AS way, "
        + worthy
        + " AS weight\nWITH "
        + one
        + "other, count(*) AS strength, round(sum(weight), 6) AS weight,\n"
        + "  collect([kind, shared, first, last, way, weight]) AS ties\n"
    )


def collaborators(present: frozenset[str]) -> LiteralString:
    """The statement body for the arguments present.

    Ranked here, before the ids, which order those of one rank, are read: Neo4j then reads those of the ranks that fill
    the page alone.  To read the ids of 14,000 takes a seventh of the whole.
    """
    ranked: LiteralString = "WITH other, strength, weight, ties ORDER BY weight DESC\n"
    return counted(present, "{n}") + ranked + "RETURN other, strength, weight, ties"


COLLABORATORS = Fragment(
    node="other",
    label="Stakeholder",
    text=collaborators,
    binds=("other", "strength", "weight", "ties"),
    order=(("weight", True),),
    cost=20,
    limits=LIMITS,
)
