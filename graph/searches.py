"""Search over the names of records: candidates by index, ranked in memory by how well each record itself matches.

One statement reads every record that can match and that the viewer sees: those whose own name begins so, in the order
of their names, out of a range index; those of which a name is the text, and unless the first fill the page already all
others, out of a full-text index that serves as an inverted index of exact keys.  Its score, which depends on hidden
records, is not read, and every cut stands after the guard.  `graph/folding.py` ranks; the operation's own statement
then reads what was selected of the best (docs/decisions/0019-search.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

from graph.database import Database
from graph.folding import LOCALES, LONGEST, SEARCHED, Match, Wanted, keys_of, ranked, texts_of
from graph.kinds import ValueProblem
from graph.model import Fragment, Prepared

MOST = 200
"""Hits of a search."""
MOST_OTHERS = 1_000
"""Records that are compared beside those whose own name begins so; of more, those of the shortest names."""
WORDS = 8
TYPES = (
    *("Activity", "AgendaItem", "CivilSocietyGroup", "Commitment", "CooperationArea", "DialogueProcess"),
    *("DialogueSession", "Evidence", "GovernmentBody", "Instrument", "Milestone", "Organization", "Person", "Place"),
    *("Post", "ReviewCycle", "Source", "YouthNetwork"),
)
"""What is found by search: the records that have a name or a title, and are none of accounts."""

ROW: LiteralString = (
    "[n.id, n.search_name, [n.name, n.title, n.name_en, n.name_ckb, n.name_kmr, n.name_ar, n.acronym],"
    " coalesce(n.aliases, []), substring(n.description, 0, 2000)]"
)
CANDIDATES: LiteralString = (
    """CYPHER 25
CALL () {
  MATCH (n:Record) USING INDEX n:Record(search_name, id, scope)
  WHERE n.search_name STARTS WITH $name AND n.id IS NOT NULL AND n.scope IN $visible AND n.type IN $types
  WITH n ORDER BY n.search_name, n.id LIMIT 200
  RETURN collect("""
    + ROW
    + """) AS own
}
CALL () {
  CALL db.index.fulltext.queryNodes('search_keys', $same) YIELD node AS n
  WITH n WHERE n.scope IN $visible AND n.type IN $types
  WITH n ORDER BY n.search_name, n.id LIMIT 1000
  RETURN collect("""
    + ROW
    + """) AS same
}
CALL (own) {
  WITH own WHERE size(own) < 200
  CALL db.index.fulltext.queryNodes('search_keys', $others) YIELD node AS n
  WITH n WHERE n.scope IN $visible AND n.type IN $types
  WITH n ORDER BY size(n.search_name), n.search_name, n.id LIMIT 1000
  RETURN collect("""
    + ROW
    + """) AS others
}
RETURN own + same + others AS found"""
)
FOUND: LiteralString = """
UNWIND $hits AS hit
MATCH (found:Record {id: hit[0]}) WHERE found.scope IN $visible
RETURN found, hit[1] AS score, hit[2] AS matched, hit[3] AS named
"""
NOTHING = ["", 0.0, "", ""]
"""Fills up the hits: Neo4j plans anew for lists of other sizes."""


def given(arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters of `CANDIDATES`; None where nothing can match. Raises `ValueProblem`."""
    text = arguments["text"]
    if len(text) > LONGEST:
        raise ValueProblem(f"the text has {len(text):,} characters, the limit is {LONGEST}: search for a part of it")
    wanted = Wanted.of(text)
    if len(wanted.text.words) > WORDS:
        raise ValueProblem(f"the text has {len(wanted.text.words)} words, the limit is {WORDS}: leave some out")
    if not wanted.text.words:
        return None
    return {
        "name": wanted.text.folded,
        "same": wanted.same,
        "others": wanted.others,
        "types": TYPES if arguments.get("types") is None else arguments["types"],
    }


def hits(arguments: Mapping[str, Any], candidates: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The best of the candidates as [id, score, text, name]."""
    wanted, locale = Wanted.of(arguments["text"]), arguments.get("locale")
    once = {row[0]: row for row in candidates}
    found = [(id, name, matched(wanted, locale, row)) for id, name, *row in once.values()]
    best = ranked(found, MOST)
    return best + [NOTHING] * (MOST - len(best))


def matched(wanted: Wanted, locale: str | None, row: Sequence[Any]) -> Match | None:
    (name, title, en, ckb, kmr, ar, acronym), aliases, description = row
    properties = {"name": name, "title": title, "acronym": acronym, "aliases": aliases}
    properties |= {"name_en": en, "name_ckb": ckb, "name_kmr": kmr, "name_ar": ar}
    localized = properties[LOCALES[locale]] if locale else None
    return wanted.match(texts_of(properties), description, localized)


SEARCH = Fragment(
    node="found",
    label="Record",
    text=lambda present: FOUND,
    binds=("found", "score", "matched", "named"),
    order=(("score", True), ("named", False)),
    cost=1,
    prepared=Prepared("hits", lambda present: CANDIDATES, given, hits, cost=100),
)


def derived(type_name: str, properties: Mapping[str, Any]) -> dict[str, str | None]:
    """What is stored with a record so that it is found."""
    return keys_of(properties) if type_name in TYPES else {}


def renewed(type_name: str, properties: Mapping[str, Any], changed: Iterable[str]) -> dict[str, str | None]:
    """The same after a change, where it touches what a record is found by."""
    return {} if NAMING.isdisjoint(changed) else derived(type_name, properties)


NAMING = frozenset({*SEARCHED, "aliases", "description"})
"""A change of these changes what a record is found by."""

# The migration

INDEXES = (
    "CREATE FULLTEXT INDEX search_keys IF NOT EXISTS FOR (n:Record) ON EACH [n.search_keys] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}",
    "CREATE INDEX search_name IF NOT EXISTS FOR (n:Record) ON (n.search_name, n.id, n.scope)",
)
UNSEARCHED = """CYPHER 25
MATCH (n:Record) WHERE n.id > $after AND n.type IN $types
WITH n ORDER BY n.id LIMIT 2000
RETURN n.id, n {.name, .title, .name_en, .name_ckb, .name_kmr, .name_ar, .acronym, .aliases, .description,
  .search_name, .search_keys}"""
DERIVE = "CYPHER 25 UNWIND $rows AS row MATCH (n:Record {id: row.id}) SET n += row.values"


async def make_searchable(database: Database) -> None:
    """The indexes, and the keys of records that have none or old ones."""
    for statement in INDEXES:
        await database.rows(f"CYPHER 25 {statement}", write=True)
    after = ""
    while page := await database.rows(UNSEARCHED, {"after": after, "types": TYPES}):
        after = page[-1][0]
        keys = {id: keys_of(properties) for id, properties in page}
        rows = [{"id": id, "values": keys[id]} for id, properties in page if not keys[id].items() <= properties.items()]
        if rows:
            await database.rows(DERIVE, {"rows": rows}, write=True)
