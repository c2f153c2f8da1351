"""The search for chains of records between two, in one statement: the text that `graph/paths.py` stands on.

A link leads from a record over a fact, such as a membership, to another.  From the target the records are gathered that
are one, two and three links away; from the source chains are made a link at a time, and go only where the target can
still be reached with the links that are left.  So each length is looked through only where the two do meet, and a
record on which thousands hang is walked once and not once for every way to it.  Neo4j's own SHORTEST walks forth and
back over the same fact, and did not end where hubs were in between (docs/decisions/0017-paths-count-links.md).

A chain is a flat list: record, relationship, fact, relationship, record, and so on.
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
    """MATCH (fact)-[its:"""
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
    """
  CALL (groups, {before}) {
    UNWIND CASE WHEN groups < 2 THEN {before} ELSE [] END AS near
    MATCH (near)<-[own:"""
    + KINDS
    + """]-(fact:Record) WHERE near.scope IN $visible AND """
    + FACT
    + """{of_facts}
    WITH DISTINCT fact, """
    + BOTH_WAYS
    + """ AS free
    CALL (fact, free) {
      """
    + OVER.replace("its, far", "far").replace("[its:", "[:")
    + """
    }
    RETURN collect(DISTINCT far) AS more
  }
  WITH {kept}, found, groups, {before} + more AS {after}"""
)
STEP: LiteralString = (
    """
  CALL (groups, {before}{allowed}) {
    UNWIND CASE WHEN groups < 2 THEN {before} ELSE [] END AS row
    WITH row[-1] AS near, collect(row) AS ways
    MATCH (near)<-[own:"""
    + KINDS
    + """]-(fact:Record) WHERE near.scope IN $visible AND """
    + FACT
    + """{of_facts}
    WITH near, ways, own, fact, """
    + BOTH_WAYS
    + """ AS free
    CALL (near, own, fact, free{allowed}) {
      """
    + OVER
    + """
    }
    UNWIND ways AS row
    WITH row, own, fact, its, far WHERE NOT far IN row AND NOT fact IN row
    RETURN collect(row + [own, fact, its, far]) AS {after}
  }"""
)
CLOSE: LiteralString = """
  WITH {kept}, groups, found, [row IN {before} WHERE row[-1] = target{of_chains}] AS last
  WITH {kept}, found + last AS found, groups + CASE WHEN last = [] THEN 0 ELSE 1 END AS groups"""
JOINED: LiteralString = """
  WITH {kept}, groups, found, [row IN ways1 WHERE row[-1] IN near1] AS joined"""
BEGIN: LiteralString = """
CALL (source, target) {
  WITH [[source]] AS ways0, [target] AS near0, 0 AS groups, [] AS found"""
END: LiteralString = """
  UNWIND found AS row
  RETURN row
}"""
DIGITS: tuple[LiteralString, ...] = ("0", "1", "2", "3", "4", "5", "6")


def search(
    most: int,
    *,
    of_facts: LiteralString = "",
    of_far: LiteralString = "",
    of_links: LiteralString = "",
    of_chains: LiteralString = "",
) -> LiteralString:
    """From `source` and `target`: rows `row`, the chains of the two lowest lengths of at most `most` links.

    No record is twice in one.  Conditions, each beginning with AND, on what may be told of a `fact` alone, of the `far`
    end, of a link (`near`, `own`, `fact`, `its`, `far`) and of a whole chain (`row`).
    """
    found = BEGIN
    kept: tuple[LiteralString, ...] = ("near0",)

    def reach(before: LiteralString, after: LiteralString) -> LiteralString:
        text = REACH.replace("{before}", before).replace("{after}", after).replace("{kept}", ", ".join(kept))
        return text.replace("{narrowed}", of_far).replace("{of_facts}", of_facts)

    def step(before: LiteralString, after: LiteralString, within: LiteralString = "") -> LiteralString:
        text = STEP.replace("{before}", before).replace("{after}", after).replace("{of_facts}", of_facts)
        narrowed: LiteralString = of_far + of_links + (" AND far IN " + within if within else "")
        return text.replace("{narrowed}", narrowed).replace("{allowed}", ", " + within if within else "")

    def close(before: LiteralString) -> LiteralString:
        text = CLOSE.replace("{before}", before).replace("{kept}", ", ".join(kept))
        return text.replace("{of_chains}", of_chains)

    found = found + step("ways0", "ways1")
    kept = (*kept, "ways1")
    found = found + close("ways1")
    for length in range(2, most + 1):
        if length % 2 == 0:
            after = "near" + DIGITS[length // 2]
            found = found + reach("near" + DIGITS[length // 2 - 1], after)
            kept = (*kept, after)
        if length == 5:
            found = found + step("ways1", "ways2")
            kept = (*kept, "ways2")
        begun = 1 if length < 5 else 2
        before = "ways" + DIGITS[begun]
        if length == 2:
            before = "joined"
            found = found + JOINED.replace("{kept}", ", ".join(kept))
        for at in range(begun + 1, length + 1):
            after = "part" + DIGITS[length] + DIGITS[at]
            found = found + step(before, after, "near" + DIGITS[length - at])
            before = after
        found = found + close(before)
    return found + END
