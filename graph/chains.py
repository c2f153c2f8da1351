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

TAKING_PART: LiteralString = " AND NOT fact.partstat IN ['DECLINED', 'DELEGATED']"
TAKES_PLACE: LiteralString = " AND far.status <> 'CANCELLED'"
LINKS: tuple[tuple[LiteralString, LiteralString, LiteralString, LiteralString], ...] = (
    ("MADE_BY", "Commitment", "MADE_BY|MADE_TO", ""),
    ("MADE_TO", "Commitment", "MADE_BY", ""),
    ("MEMBER", "Membership", "MEMBER_OF", ""),
    ("MEMBER_OF", "Membership", "MEMBER", ""),
    ("ROLE_OF", "ActivityRole", "ROLE_IN", ""),
    ("ROLE_IN", "ActivityRole", "ROLE_OF", ""),
    ("PARTICIPANT|PARTICIPATES_FOR", "Participation", "PARTICIPATION_IN", TAKING_PART + TAKES_PLACE),
    ("PARTICIPATION_IN", "Participation", "PARTICIPANT|PARTICIPATES_FOR", TAKING_PART),
)
"""What leads from a record to a fact, the fact, what leads on, and conditions; each link stands in it from both ends.

Who promised and whom one promised is linked to all of a commitment; two to whom somebody promised are not to one
another.
"""
LINK: LiteralString = """
      MATCH (one)<-[own:{own}]-(fact:{fact})-[its:{its}]->(far:Record)
      WHERE one.scope IN $visible AND fact.scope IN $visible AND far.scope IN $visible AND far <> one
        AND {far}{of_facts}{besides}
      RETURN own, fact, its, far"""
WALK: LiteralString = """COLLECT {
    UNWIND CASE WHEN forth THEN {had}[0] ELSE {had}[2] END AS one
    WITH one, {others} AS others
    CALL (one, others) {{links}
    }
    RETURN CASE WHEN forth THEN [one, own, fact, its, far] ELSE [far, its, fact, own, one] END
  }"""
"""The links that lead on from the outermost records; they point from the source to the target, however walked."""
AHEAD: LiteralString = (
    """COUNT {
    UNWIND {ends} AS one
    MATCH (one)<-[:"""
    + "|".join(own for own, *_ in LINKS)
    + """]-(fact:Record) WHERE one.scope IN $visible AND fact.scope IN $visible RETURN fact LIMIT 6000
  }"""
)
"""How many facts lie ahead, as far as that has to be known: to count one takes a third of what it takes to walk it."""
FORTH: LiteralString = "{had}[6] < {had}[7] OR {had}[6] = {had}[7] AND size({had}[0]) <= size({had}[2])"
"""Whether to walk on from the source's side."""
GROWN: LiteralString = (
    """CASE length WHEN 1 THEN had ELSE head([forth IN ["""
    + FORTH.replace("{had}", "had")
    + """] | head([links IN [{inside}] |
    head([ends IN [COLLECT {
      UNWIND links AS link WITH DISTINCT CASE WHEN forth THEN link[4] ELSE link[0] END AS end RETURN end
    }] | head([ahead IN [{ahead}] | CASE WHEN forth
      THEN [ends, had[1] + [links], had[2], had[3], had[4], had[5], ahead, had[7]]
      ELSE [had[0], had[1], ends, [links] + had[3], had[4], had[5], had[6], ahead] END])])])]) END"""
)
"""A layer more on one side: records within, neither the source nor the target."""
JOINING: LiteralString = "head([forth IN [" + FORTH.replace("{had}", "grown") + "] | {across}])"
"""The layer that joins the two sides."""
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
  CASE had[5] WHEN 2 THEN had ELSE head([grown IN [{grown}] | head([joining IN [{joining}] | head([layers IN [{led}] |
    head([last IN [{chains}] |
      grown[..4] + [grown[4] + last, grown[5] + CASE last WHEN [] THEN 0 ELSE 1 END, grown[6], grown[7]]
    ])])])]) END
)[4] AS row"""
"""Had are: the outermost records from the source, and the layers to them; those from the target; the rows so far; of
how many lengths they are; how many facts lie ahead of the outermost from the source, and from the target."""


def walk(far: LiteralString, of_facts: LiteralString) -> LiteralString:
    """The walk over links to records `far`, for which a condition on them and the `others` stands."""
    found: LiteralString = ""
    for own, fact, its, besides in LINKS:
        link = LINK.replace("{own}", own).replace("{fact}", fact).replace("{its}", its).replace("{besides}", besides)
        found = found + ("\n      UNION ALL" if found else "") + link
    return WALK.replace("{links}", found.replace("{far}", far).replace("{of_facts}", of_facts))


def search(
    most: LiteralString, chains: LiteralString, *, of_facts: LiteralString = "", of_far: LiteralString = ""
) -> LiteralString:
    """From `source` and `target`: rows `row`, out of the chains of the two lowest lengths of at most `most` links.

    `chains` is an expression that makes the rows of one `length` out of `layers`, one for each of its links; it sees to
    it that no record is twice in a chain.  Conditions on what may be told of a `fact` alone, and of a record `far` on
    the way, begin with AND.
    """
    inside = (
        walk("NOT far IN others" + of_far, of_facts).replace("{had}", "had").replace("{others}", "[source, target]")
    )
    across = walk("far IN others", of_facts).replace("{had}", "grown")
    across = across.replace("{others}", "CASE WHEN forth THEN grown[2] ELSE grown[0] END")
    return (
        SEARCH.replace("{of_source}", AHEAD.replace("{ends}", "[source]"))
        .replace("{of_target}", AHEAD.replace("{ends}", "[target]"))
        .replace("{most}", most)
        .replace("{grown}", GROWN.replace("{inside}", inside).replace("{ahead}", AHEAD.replace("{ends}", "ends")))
        .replace("{joining}", JOINING.replace("{across}", across))
        .replace("{led}", LED)
        .replace("{chains}", chains)
    )
