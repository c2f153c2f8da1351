"""The search for chains of records between two, in one statement: the text that `graph/paths.py` stands on.

A link leads from a record over a fact, such as a membership, to another, and is the list of record, relationship, fact,
relationship, record.  Links are gathered in layers, from the source and from the target by turns: for every length one
layer more, on the side where fewer facts lie ahead, and from either side one that joins the two.  So a record on which
thousands hang is walked once, and mostly not at all.  Chains are made of the layers without walking again.  Neo4j's own
SHORTEST walks forth and back over the same fact, and did not end where hubs were in between
(docs/decisions/0017-paths-count-links.md).

The lengths are gone through by `reduce`, the one loop that Cypher has, with subqueries in it: the text, and what the
database plans, is the same for any number of links.
"""

from __future__ import annotations

from typing import LiteralString

KINDS: LiteralString = "MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO"
FACT: LiteralString = """fact.scope IN $visible
    AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])"""
FAR: LiteralString = """far <> one AND far.scope IN $visible
      AND NOT (far:DialogueSession AND far.status = 'CANCELLED')"""
BOTH_WAYS: LiteralString = """NOT (fact:Commitment AND type(own) = 'MADE_TO'
    OR fact:Participation AND type(own) <> 'PARTICIPATION_IN')"""
"""Who promised and whom one promised is linked to all of a commitment; two to whom somebody promised are not to one
another. Likewise a session to all that a place in it links, and those to nothing else."""
WALK: LiteralString = (
    """COLLECT {
    UNWIND {ends} AS one
    MATCH (one)<-[own:"""
    + KINDS
    + """]-(fact:Record) WHERE one.scope IN $visible AND """
    + FACT
    + """{of_facts}
    WITH one, own, fact, {others} AS others, """
    + BOTH_WAYS
    + """ AS free
    CALL (one, fact, others, free) {
      MATCH (fact)-[its:"""
    + KINDS
    + """]->(far:Record) WHERE free AND """
    + FAR
    + """ AND {far}
      RETURN its, far
      UNION ALL
      MATCH (fact)-[its:MADE_BY|PARTICIPATION_IN]->(far:Record) WHERE NOT free AND """
    + FAR
    + """ AND {far}
      RETURN its, far
    }
    RETURN {link}
  }"""
)
"""The links that lead on from `ends`."""
FORTH: LiteralString = "[one, own, fact, its, far]"
BACK: LiteralString = "[far, its, fact, own, one]"
"""Links point from the source to the target, from whichever side they were walked."""
AHEAD: LiteralString = (
    """COUNT {
    UNWIND {ends} AS one
    MATCH (one)<-[:"""
    + KINDS
    + """]-(fact:Record) WHERE one.scope IN $visible AND fact.scope IN $visible RETURN fact LIMIT 5000
  }"""
)
"""How many facts lie ahead, as far as that has to be known."""
ENDS: LiteralString = "COLLECT { UNWIND links AS link WITH DISTINCT {at} AS end RETURN end }"
FROM_SOURCE: LiteralString = "({had}[6] < {had}[7] OR {had}[6] = {had}[7] AND size({had}[0]) <= size({had}[2]))"
GROWN: LiteralString = (
    """CASE WHEN length = 1 THEN had WHEN """
    + FROM_SOURCE.replace("{had}", "had")
    + """ THEN head([links IN [{forth}] | head([ends IN [{last}] |
      [ends, had[1] + [links], had[2], had[3], had[4], had[5], {ahead}, had[7]]])])
    ELSE head([links IN [{back}] | head([ends IN [{first}] |
      [had[0], had[1], ends, [links] + had[3], had[4], had[5], had[6], {ahead}]])]) END"""
)
LED: LiteralString = """reduce(led = [joining], layer IN reverse(grown[1]) | [COLLECT {
      UNWIND led[0] AS link
      WITH collect(DISTINCT link[0]) AS starts
      UNWIND layer AS link
      WITH link, starts WHERE link[4] IN starts
      RETURN link
    }] + led) + grown[3]"""
"""All layers of one length, those from the source without what leads no further."""
SEARCH: LiteralString = """
UNWIND reduce(had = [[source], [], [target], [], [], 0, {of_source}, {of_target}], length IN range(1, {most}) |
  CASE WHEN had[5] = 2 THEN had ELSE head([grown IN [{grown}] | head([joining IN [
    CASE WHEN {from_source} THEN {forth} ELSE {back} END
  ] | head([layers IN [{led}] | head([last IN [{chains}] |
    grown[..4] + [grown[4] + last, grown[5] + CASE last WHEN [] THEN 0 ELSE 1 END, grown[6], grown[7]]
  ])])])]) END
)[4] AS row"""
"""Had are: the outermost records from the source, and the layers to them; those from the target; the rows so far; of
how many lengths they are; how many facts lie ahead of the outermost from the source, and from the target."""


def search(
    most: LiteralString, chains: LiteralString, *, of_facts: LiteralString = "", of_far: LiteralString = ""
) -> LiteralString:
    """From `source` and `target`: rows `row`, out of the chains of the two lowest lengths of at most `most` links.

    `chains` is an expression that makes the rows of one `length` out of `layers`, one for each of its links; it sees to
    it that no record is twice in a chain.  Conditions on what may be told of a `fact` alone and of the `far` end, which
    is never the target here and may be the source, begin with AND.
    """
    walk = WALK.replace("{of_facts}", of_facts)
    inside = walk.replace("{others}", "[source, target]").replace("{far}", "NOT far IN others" + of_far)
    across = walk.replace("{far}", "far IN others")
    grown = (
        GROWN.replace("{forth}", inside.replace("{ends}", "had[0]").replace("{link}", FORTH))
        .replace("{back}", inside.replace("{ends}", "had[2]").replace("{link}", BACK))
        .replace("{last}", ENDS.replace("{at}", "link[4]"))
        .replace("{first}", ENDS.replace("{at}", "link[0]"))
        .replace("{ahead}", AHEAD.replace("{ends}", "ends"))
    )
    forth = across.replace("{ends}", "grown[0]").replace("{others}", "grown[2]").replace("{link}", FORTH)
    back = across.replace("{ends}", "grown[2]").replace("{others}", "grown[0]").replace("{link}", BACK)
    return (
        SEARCH.replace("{of_source}", AHEAD.replace("{ends}", "[source]"))
        .replace("{of_target}", AHEAD.replace("{ends}", "[target]"))
        .replace("{most}", most)
        .replace("{grown}", grown)
        .replace("{from_source}", FROM_SOURCE.replace("{had}", "grown"))
        .replace("{forth}", forth)
        .replace("{back}", back)
        .replace("{led}", LED)
        .replace("{chains}", chains)
    )
