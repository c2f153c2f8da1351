"""The search for chains of records between two, in one statement: the text that `graph/paths.py` stands on.

A link leads from a record over a fact, such as a membership, to another.  From the target the records are gathered that
are one, two and three links away; from the source chains are made a link at a time, and go only where the target can
still be reached with the links that are left.  So each length is looked through only where the two do meet, and a
record on which thousands hang is walked once and not once for every way to it.  Neo4j's own SHORTEST walks forth and
back over the same fact, and did not end where hubs were in between (docs/decisions/0017-paths-count-links.md).

The lengths are gone through by `reduce`, the one loop that Cypher has, with subqueries in it: the text, and what the
database plans, is the same for any number of links.  A chain is a flat list: record, relationship, fact, relationship,
record, and so on.
"""

from __future__ import annotations

from typing import LiteralString

KINDS: LiteralString = "MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO"
FACT: LiteralString = """fact.scope IN $visible
    AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])"""
FAR: LiteralString = "far.scope IN $visible AND NOT (far:DialogueSession AND far.status = 'CANCELLED')"
BOTH_WAYS: LiteralString = """NOT (fact:Commitment AND type(own) = 'MADE_TO'
    OR fact:Participation AND type(own) <> 'PARTICIPATION_IN')"""
"""Who promised and whom one promised is linked to all of a commitment; two to whom somebody promised are not to one
another. Likewise a session to all that a place in it links, and those to nothing else."""
OVER: LiteralString = (
    """
      MATCH (fact)-[its:"""
    + KINDS
    + """]->(far:Record) WHERE free AND """
    + FAR
    + """{narrowed}
      RETURN its, far
      UNION ALL
      MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record) WHERE NOT free AND """
    + FAR
    + """{narrowed}
      RETURN its, far"""
)
REACH: LiteralString = (
    """COLLECT {
    UNWIND had[0][-1] AS one
    MATCH (one)<-[own:"""
    + KINDS
    + """]-(fact:Record) WHERE one.scope IN $visible AND """
    + FACT
    + """{of_facts}
    WITH DISTINCT fact, """
    + BOTH_WAYS
    + """ AS free
    CALL (fact, free) {"""
    + OVER
    + """
    }
    RETURN DISTINCT far
  }"""
)
"""The records a link further from the target."""
STEP: LiteralString = (
    """COLLECT {
    UNWIND {begun} AS row
    WITH row[-1] AS one, collect(row) AS rows
    MATCH (one)<-[own:"""
    + KINDS
    + """]-(fact:Record) WHERE one.scope IN $visible AND """
    + FACT
    + """{of_facts}
    WITH one, rows, own, fact, {within} AS within, """
    + BOTH_WAYS
    + """ AS free
    CALL (one, own, fact, within, free) {"""
    + OVER
    + """
    }{of_links}
    UNWIND rows AS row
    WITH row, own, fact, its, far WHERE NOT far IN row AND NOT fact IN row
    RETURN row + [own, fact, its, far]
  }"""
)
"""The chains that were begun, a link longer; to records within reach, or to all if that is null."""
SEARCH: LiteralString = """
UNWIND reduce(had = [[[target]], [[source]], [], 0], length IN range(1, {most}) |
  CASE WHEN had[3] = 2 THEN had ELSE head([near IN [
    CASE length % 2 WHEN 0 THEN had[0] + [had[0][-1] + {reach}] ELSE had[0] END
  ] | head([ways IN [
    CASE WHEN length % 2 = 1 AND length > 1 THEN {further} ELSE had[1] END
  ] | head([last IN [{last}] | [near, ways, had[2] + last, had[3] + CASE last WHEN [] THEN 0 ELSE 1 END]])])]) END
)[2] AS row"""
"""Had are the records within none, one, two links of the target, chains from the source, those that reached the target,
and of how many lengths.  Every second length the target's side grows, and the source's every second from the third on.
"""
LAST: LiteralString = "reduce(begun = ways, at IN range((length + 1) / 2, length) | {step})"


def search(
    most: LiteralString,
    *,
    of_facts: LiteralString = "",
    of_far: LiteralString = "",
    of_links: LiteralString = "",
    of_chains: LiteralString = "",
) -> LiteralString:
    """From `source` and `target`: rows `row`, the chains of the two lowest lengths of at most `most` links.

    No record is twice in one.  Conditions on what may be told of a `fact` alone and of the `far` end begin with AND;
    of a link (`one`, `own`, `fact`, `its`, `far`) it is clauses that keep `rows` too, of a whole chain (`row`) one
    condition.
    """
    reach = REACH.replace("{narrowed}", of_far)
    step = STEP.replace("{narrowed}", " AND (within IS NULL OR far IN within)" + of_far)
    step = step.replace("{of_links}", of_links)
    further = step.replace("{within}", "NULL").replace("{begun}", "had[1]")
    step = step.replace("{within}", "near[length - at]").replace("{begun}", "begun")
    last: LiteralString = "[row IN " + LAST + " WHERE " + of_chains + "]" if of_chains else LAST
    text = SEARCH.replace("{last}", last).replace("{most}", most).replace("{reach}", reach)
    return text.replace("{further}", further).replace("{step}", step).replace("{of_facts}", of_facts)
