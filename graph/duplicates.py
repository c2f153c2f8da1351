"""Pairs of records that may be the same: found by blocking, scored in memory by their names and ids, then by ties.

One statement reads of every record of the types asked for that the viewer sees the forms of its names that search keeps
(`graph/folding.py`), and its external ids.  Records that share a block (`blocks_of`) are compared, off the event loop;
the operation's own statement then counts what the best of them are both tied to, and reads what was selected of them.
`Evidence` says what a score is made of (docs/decisions/0020-merging.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import combinations, product
from typing import Any, LiteralString, NamedTuple

from rapidfuzz import fuzz

from graph.folding import WHOLE, skeleton_of, text_of
from graph.kinds import ValueProblem
from graph.leads import named
from graph.model import Fragment, Prepared

ORGANIZATIONS = ("Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork")
KINDS = {**dict.fromkeys(ORGANIZATIONS, "Organization"), "Person": "Person", "Place": "Place", "Source": "Source"}
"""Type → what it is compared within: whether a body is entered as one sort of organization or another often differs."""
STAKEHOLDERS = (*ORGANIZATIONS, "Person")
MOST = 1_000
"""Pairs that are answered."""
MOST_IN_BLOCK = 50
"""A block of more records tells them not apart: none are compared for its sake."""
MOST_COMPARED = 100_000
"""Pairs that are compared, those of the smallest blocks first."""
MOST_FORMS = 20
"""Forms of its names by which a record is compared: two of each name."""
MOST_IDS = 1_000
ALIKE = 0.7
"""Names less alike than this say nothing."""
SAME_NAME, SAME_ID, SAME_ACRONYM, INITIALS, TIE = 0.95, 0.95, 0.6, 0.4, 0.1
"""What the evidence of each sort counts for at most; a tie: each of the first three."""
OTHER_ID = 0.5
"""What a score is multiplied with where both have an id of one scheme, and none the same."""
MOST_TIES = 3

PROJECTION: LiteralString = """CYPHER 25
MATCH (n:Record) USING INDEX n:Record(search_name, id, scope)
WHERE n.search_name IS NOT NULL AND n.id IS NOT NULL AND n.scope IN $visible AND n.type IN $types
  AND ($among IS NULL OR n.id IN $among)
WITH n ORDER BY n.id
RETURN collect([n.id, n.type, n.search_name, [key IN split(n.search_keys, ' ') WHERE key STARTS WITH '0'], n.acronym,
  [n.name, n.title, n.name_en, n.name_ckb, n.name_kmr, n.name_ar], coalesce(n.aliases, []),
  COLLECT { MATCH (n)-[:IDENTIFIED_BY]->(x:ExternalId) WHERE x.scope IN $visible RETURN x.key ORDER BY x.key }]
) AS found"""
PAIRS: LiteralString = """
UNWIND $pairs AS pair
MATCH (one:Record {id: pair[0]}) WHERE one.scope IN $visible
MATCH (other:Record {id: pair[1]}) WHERE other.scope IN $visible
CALL (one, other) {
  CALL (one, other) {
    MATCH (one)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
      <-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other)
    WHERE own.scope IN $visible AND shared.scope IN $visible AND its.scope IN $visible
    RETURN shared
    UNION
    MATCH (one)<-[:MEMBER]-(own:Membership)-[:MEMBER_OF]->(shared:Stakeholder)
      <-[:MEMBER_OF]-(its:Membership)-[:MEMBER]->(other)
    WHERE own.scope IN $visible AND shared.scope IN $visible AND its.scope IN $visible
    RETURN shared
    UNION
    MATCH (one)<-[:MEMBER_OF]-(own:Membership)-[:MEMBER]->(shared:Stakeholder)
      <-[:MEMBER]-(its:Membership)-[:MEMBER_OF]->(other)
    WHERE own.scope IN $visible AND shared.scope IN $visible AND its.scope IN $visible
    RETURN shared
  }
  WITH shared ORDER BY shared.id
  RETURN collect(shared) AS ties
}
WITH one, other, pair, ties, CASE WHEN size(ties) < 3 THEN size(ties) ELSE 3 END AS number
WITH one, other, pair, ties, number, pair[2][number] AS score WHERE score IS NOT NULL
RETURN one, other, score, pair[0] + pair[1] AS pair,
  [reason IN pair[3] | [reason[0], reason[1], reason[2], reason[3], []]]
  + CASE number WHEN 0 THEN [] ELSE [['TIES', null, null, [0.1, 0.2, 0.3][number - 1], ties]] END AS reasons
"""
NOTHING: list[Any] = ["", "", [None] * (MOST_TIES + 1), []]
"""Fills up the pairs: Neo4j plans anew for lists of other sizes."""


class Named(NamedTuple):
    """A record as it is compared."""

    id: str
    kind: str
    names: tuple[str, ...]
    """The folded and Latin forms of its names and aliases, their words parted by a space."""
    acronyms: frozenset[str]
    texts: tuple[str, ...]
    short: tuple[str, ...]
    """Its acronym, if it has one."""
    ids: frozenset[str]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Named:
        id, type_name, own, keys, acronym, names, aliases, ids = row
        short = forms_of(acronym) if acronym else frozenset[str]()
        forms = (key.removeprefix(WHOLE).replace("_", " ") for key in keys)
        kept = tuple(one for one in forms if one and (one not in short or one == own))[:MOST_FORMS]
        texts = tuple(dict.fromkeys(one for one in (*names, *aliases) if one))
        return cls(id, KINDS[type_name], kept, short, texts, (acronym,) if acronym else (), frozenset(ids))


@lru_cache(maxsize=50_000)
def forms_of(entered: str) -> frozenset[str]:
    text = text_of(entered)
    return frozenset(one for one in (text.folded, text.latin) if one)


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    return skeleton_of(word) if len(word) > 1 else ""


def initials_of(form: str) -> str:
    """The first letters of a name of three words or more."""
    words = form.split()
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def blocks_of(record: Named) -> Iterator[str]:
    """What a record shares with those that it is compared with, of its own kind.

    A name written as one word; how a word of a name sounds; its initials, or an acronym or name of one word that may
    be another's; an external id.
    """
    for form in (*record.names, *record.acronyms):
        words = form.split()
        yield f"{record.kind} name {''.join(words)}"
        yield from (f"{record.kind} word {sound}" for word in words if (sound := sound_of(word)))
        yield f"{record.kind} initials {initials_of(form) or ''.join(words)}"
    yield from (f"{record.kind} id {id}" for id in record.ids)


def compared(records: Sequence[Named], of: Set[str] | None) -> Iterator[tuple[int, int]]:
    """The pairs of records, by their places, that share a block: those of the smallest first. `of`: one is of these."""
    asked = {place for place, record in enumerate(records) if of is None or record.id in of}
    blocks: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        for block in dict.fromkeys(blocks_of(record)):
            blocks.setdefault(block, []).append(place)
    found = set[tuple[int, int]]()
    for _, places in sorted((len(places), places) for places in blocks.values() if 1 < len(places) <= MOST_IN_BLOCK):
        for pair in combinations(places, 2):
            if pair not in found and not asked.isdisjoint(pair):
                if len(found) == MOST_COMPARED:
                    return
                found.add(pair)
                yield pair


class Evidence(NamedTuple):
    """That two records are one.  The score is 1 - (1 - N)(1 - A)(1 - X)(1 - T), halved by ids that differ.

    N: 0.95 times how far the two names that are most alike are beyond 0.7, of 0.3: rapidfuzz's `token_sort_ratio` of
    their folded or Latin forms, which forgives another order of the words.  A: 0.6 for an
    acronym that both have or that is a name of the other, 0.4 for one (or a name of one word) that is the initials of
    the other's name.  X: 0.95 for an external id that both have.  T: 0.1 for each, of three at most, of the activities,
    organizations and members that both are tied to.  Both with ids of one scheme, and none the same: half of it.
    """

    name: float
    acronym: float
    id: float
    differ: bool

    @classmethod
    def of(cls, one: Named, other: Named) -> Evidence:
        alike = likeness(one.names, other.names)
        name = SAME_NAME * max(0.0, alike - ALIKE) / (1 - ALIKE)
        shared = one.ids & other.ids
        schemes = {id.partition(":")[0] for id in one.ids} & {id.partition(":")[0] for id in other.ids}
        return cls(name, shortened(one, other), SAME_ID if shared else 0.0, bool(schemes) and not shared)

    def score(self, ties: int) -> float:
        rest = (1 - self.name) * (1 - self.acronym) * (1 - self.id) * (1 - TIE * ties)
        return round((1 - rest) * (OTHER_ID if self.differ else 1), 4)


def likeness(names: Iterable[str], others: Sequence[str]) -> float:
    """How alike the two most alike of them are, from 0 to 1."""
    best = 0.0
    for name in names:
        for other in others:
            if name == other:
                return 1.0
            best = max(best, fuzz.token_sort_ratio(name, other, score_cutoff=100 * ALIKE) / 100)
    return best


def shortened(one: Named, other: Named) -> float:
    if one.acronyms & other.acronyms or one.acronyms & {*other.names} or other.acronyms & {*one.names}:
        return SAME_ACRONYM
    for short, long in ((one, other), (other, one)):
        words = {form for form in (*short.acronyms, *short.names) if " " not in form}
        if words & {initials_of(form) for form in long.names}:
            return INITIALS
    return 0.0


def reasons(one: Named, other: Named, evidence: Evidence) -> list[list[Any]]:
    """[kind, what one has, what the other has, what it counts for], but for ties."""
    found: list[list[Any]] = []
    if evidence.id:
        shared = min(one.ids & other.ids)
        found.append(["EXTERNAL_ID", shared, shared, evidence.id])
    if evidence.name:
        first, second = most(one.texts, other.texts, likeness)
        found.append(["NAME", first, second, round(evidence.name, 4)])
    if evidence.acronym:
        first, second = most((*one.texts, *one.short), (*other.texts, *other.short), shortens)
        found.append(["ACRONYM", first, second, evidence.acronym])
    return found


def most(texts: Sequence[str], others: Sequence[str], measure: Any) -> tuple[str, str]:
    """The two texts that measure most, of those that measure alike the first."""
    forms = {text: sorted(forms_of(text)) for text in (*texts, *others)}
    return max(product(texts, others), key=lambda pair: measure(forms[pair[0]], forms[pair[1]]))


def shortens(forms: Sequence[str], others: Sequence[str]) -> int:
    """Whether one of two texts is the other, or its initials."""
    if {*forms} & {*others}:
        return 2
    initials = {initials_of(one) for one in forms} & {*others} | {initials_of(one) for one in others} & {*forms}
    return 1 if initials else 0


def candidates(arguments: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The best pairs as [id, other id, score by the number of ties (null: too little), reasons]."""
    records = [Named.of(row) for row in rows]
    of = None if arguments.get("of") is None else {*arguments["of"]}
    found: list[tuple[list[float], Named, Named, Evidence]] = []
    for first, second in compared(records, of):
        one, other = records[first], records[second]
        evidence = Evidence.of(one, other)
        scores = [evidence.score(ties) for ties in range(MOST_TIES + 1)]
        if scores[0] > 0 and scores[-1] >= arguments["atLeast"]:
            found.append((scores, one, other, evidence))
    found.sort(key=lambda pair: (-pair[0][0], pair[1].id, pair[2].id))
    kept: list[list[Any]] = []
    for scores, one, other, evidence in found[:MOST]:
        enough = [score if score >= arguments["atLeast"] else None for score in scores]
        kept.append([one.id, other.id, enough, reasons(one, other, evidence)])
    return kept + [NOTHING] * (MOST - len(kept))


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `PROJECTION`; raises `ValueProblem`."""
    least: float = arguments["atLeast"]
    if not 0 <= least <= 1:
        raise ValueProblem(f"atLeast is {least}: it is from 0 to 1")
    for name in ("among", "of"):
        if len(arguments.get(name) or ()) > MOST_IDS:
            raise ValueProblem(f"{name} has {len(arguments[name])} ids, the limit is {MOST_IDS}")
    types, among = arguments.get("types"), arguments.get("among")
    return {
        "types": list(STAKEHOLDERS) if types is None else types,
        "among": None if among is None else named(among),
    }


DUPLICATES = Fragment(
    node="one",
    label="Record",
    text=lambda present: PAIRS,
    binds=("one", "other", "score", "pair", "reasons"),
    order=(("score", True), ("pair", False)),
    cost=2,
    prepared=Prepared("pairs", lambda present: PROJECTION, given, candidates, cost=1_000, apart=True),
)
