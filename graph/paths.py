"""Through whom one stakeholder is reached from another: the handwritten source of `paths`.

A link is a membership, a commitment, a role in an activity or a place in a session; the database looks for the two
lowest numbers of links by which the two are joined, no record twice on the way, and walks through visible records
alone.  What it finds is cut at the stakeholders into steps, each with the records that show it; chains of the same
stakeholders and kinds are one row, and the number of ways in which the records show it is its strength
(docs/decisions/0017-paths-count-links.md).
"""

from __future__ import annotations

from typing import LiteralString

from graph.model import Fragment

LONGEST = 6
"""Links of a chain: the pattern says so too."""
BETWEEN: LiteralString = """
MATCH (source:Stakeholder {id: $from}), (target:Stakeholder {id: $to})
WHERE source.scope IN $visible AND target.scope IN $visible AND source <> target
MATCH SHORTEST 2 ACYCLIC GROUPS (source)
  ((near:Record)<-[own:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]-
   (fact:Record)
   -[its:MEMBER|MEMBER_OF|ROLE_OF|ROLE_IN|PARTICIPANT|PARTICIPATES_FOR|PARTICIPATION_IN|MADE_BY|MADE_TO]->(far:Record)
   WHERE near.scope IN $visible AND fact.scope IN $visible AND far.scope IN $visible
     AND NOT (fact:Participation AND fact.partstat IN ['DECLINED', 'DELEGATED'])
     AND NOT (far:DialogueSession AND far.status = 'CANCELLED')
     AND (NOT fact:Commitment OR type(own) = 'MADE_BY' OR type(its) = 'MADE_BY')
     AND (NOT fact:Participation OR type(own) = 'PARTICIPATION_IN' OR type(its) = 'PARTICIPATION_IN')"""
VIA: LiteralString = """
     AND CASE WHEN fact:ActivityRole THEN 'ACTIVITY' WHEN fact:Membership THEN 'MEMBERSHIP'
       WHEN fact:Participation THEN 'DIALOGUE_SESSION' ELSE 'COMMITMENT' END IN $via"""
AVOID: LiteralString = """
     AND NOT fact.id IN $avoid AND NOT far.id IN $avoid"""
STEPS: LiteralString = """){1,6} (target)
WHERE size(fact) <= coalesce($maxLength, 4)
WITH target, size(fact) AS length, near + [target] AS nodes, fact, own, its
WITH target, length,
  [node IN nodes WHERE node:Stakeholder] AS people,
  [i IN range(0, length - 1) WHERE nodes[i]:Stakeholder |
    CASE WHEN fact[i]:Membership THEN ['MEMBERSHIP', fact[i],
           CASE type(own[i]) WHEN 'MEMBER' THEN 'FORTH' ELSE 'BACK' END]
         WHEN fact[i]:Commitment THEN ['COMMITMENT', fact[i],
           CASE WHEN type(own[i]) = type(its[i]) THEN 'BOTH' WHEN type(own[i]) = 'MADE_BY' THEN 'FORTH' ELSE 'BACK' END]
         WHEN fact[i]:ActivityRole THEN ['ACTIVITY', nodes[i + 1], 'BOTH']
         ELSE ['DIALOGUE_SESSION', nodes[i + 1], 'BOTH'] END] AS way
WITH DISTINCT target, length, people, way
WITH target, length, people, [step IN way | step[0]] AS kinds, collect(way) AS ways
WITH target, length, people, kinds, ways, size(ways) AS strength
UNWIND range(0, size(kinds) - 1) AS i
UNWIND ways AS way
WITH DISTINCT target, length, people, kinds, strength, i, people[i] AS one, people[i + 1] AS other,
  way[i][1] AS shown, way[i][2] AS word
WHERE one.scope IN $visible AND other.scope IN $visible AND shown.scope IN $visible
WITH target, length, people, kinds, strength, i, one, other, shown, word ORDER BY i, shown.id, word
WITH target, length, people, kinds, strength, i, one, other, collect(shown) AS records,
  collect([word, coalesce(shown.name, shown.title, shown.role)])[0] AS words, count(*) AS number, one.id AS id
ORDER BY i
WITH target, length, people, kinds, strength,
  collect([kinds[i], [one], [other], records, one.name, other.name, words[0], words[1], number]) AS steps,
  collect(id + ' ' + kinds[i]) AS keys
RETURN target, length, strength, reduce(text = '', key IN keys | text + key + ' ') AS chain, steps
"""


def paths(present: frozenset[str]) -> LiteralString:
    """The statement body for the arguments present."""
    steps = STEPS if "maxLength" in present else STEPS.replace("coalesce($maxLength, 4)", "4")
    found = BETWEEN
    if "via" in present:
        found = found + VIA
    if "avoid" in present:
        found = found + AVOID
    return found + steps


PATHS = Fragment(
    node="target",
    label="Stakeholder",
    text=paths,
    binds=("target", "length", "strength", "chain", "steps"),
    order=(("length", False), ("strength", True), ("chain", False)),
    cost=20,
    limits=(("maxLength", 1, LONGEST),),
)
