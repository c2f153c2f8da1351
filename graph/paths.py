"""Through whom one stakeholder is reached from another, or from one's own: the sources of `paths` and `introductions`.

A link is a membership, a commitment, a role in an activity or a place in a session; the database looks for the two
lowest numbers of links by which the two are joined, no record twice on the way, and walks through visible records
alone.  What it finds is cut at the stakeholders into steps, each with the records that show it; chains of the same
stakeholders and kinds are one row, and the number of ways in which the records show it is its strength
(docs/decisions/0017-paths-count-links.md).  The kinds are those of `graph/ties.py`.
"""

from __future__ import annotations

from typing import LiteralString

from graph.chains import search
from graph.model import Fragment
from graph.ties import SECRETARIAT

LONGEST = 6
ENDS: LiteralString = """
MATCH (source:Stakeholder {id: $from}), (target:Stakeholder {id: $to})
WHERE source.scope IN $visible AND target.scope IN $visible AND source <> target"""
OWN_ENDS: LiteralString = """
MATCH (source:Stakeholder), (target:Stakeholder {id: $to})
WHERE source.id IN $asker.standing AND source.scope IN $visible AND target.scope IN $visible
  AND NOT target.id IN $asker.standing"""
VIA: LiteralString = (
    """
    CALL (fact) {
      MATCH (fact:Membership) WHERE """
    + SECRETARIAT.replace("{m}", "fact")
    + """
      RETURN count(*) > 0 AS secretarial
    }
    CALL (one, far) {
      UNWIND [one, far] AS session
      MATCH (session)-[:SESSION_OF]->(series:DialogueProcess)
      WHERE session.scope IN $visible AND series.scope IN $visible
      RETURN count(*) > 0 AS dialogue
    }
    WITH rows, own, fact, its, far
    WHERE CASE WHEN fact:ActivityRole THEN 'ACTIVITY' IN $via OR 'FUNDING' IN $via
      WHEN fact:Membership THEN CASE WHEN secretarial THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END IN $via
      WHEN fact:Participation THEN CASE WHEN dialogue THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $via
      ELSE CASE WHEN fact.kind = 'AGREEMENT' AND type(own) = type(its) THEN 'AGREEMENT' ELSE 'COMMITMENT' END IN $via
      END"""
)
"""Calls, since Neo4j (2026.08) finds null in an EXISTS inside a CASE inside a subquery of `reduce`."""
FUNDED: LiteralString = """(('ACTIVITY' IN $via) = ('FUNDING' IN $via) OR all(i IN range(0, size(row) - 6, 4)
      WHERE NOT (row[i + 2]:ActivityRole AND row[i]:Stakeholder)
        OR ((row[i + 2].role = 'FUNDER') = (row[i + 6].role = 'FUNDER')) = ('ACTIVITY' IN $via)))"""
"""Whether a step over an activity is one of funding is told by two links of it."""
AVOID: tuple[LiteralString, LiteralString] = (" AND NOT fact.id IN $avoid", " AND NOT far.id IN $avoid")
NOT_OVER_ONES_OWN: LiteralString = " AND NOT far.id IN $asker.standing"
STEPS: LiteralString = (
    """
WITH target, size(row) / 4 AS length,
  [i IN range(0, size(row) - 1, 4) | row[i]] AS nodes, [i IN range(1, size(row) - 1, 4) | row[i]] AS own,
  [i IN range(2, size(row) - 1, 4) | row[i]] AS fact, [i IN range(3, size(row) - 1, 4) | row[i]] AS its
WITH target, length, nodes, fact, own, its,
  [one IN fact WHERE one:Membership AND EXISTS {
    MATCH (one:Membership) WHERE one.scope IN $visible AND """
    + SECRETARIAT.replace("{m}", "one")
    + """ }] AS secretariats,
  [one IN nodes WHERE one:DialogueSession AND EXISTS {
    MATCH (one)-[:SESSION_OF]->(series:DialogueProcess) WHERE one.scope IN $visible AND series.scope IN $visible
  }] AS dialogues
WITH target, length,
  [node IN nodes WHERE node:Stakeholder] AS people,
  [i IN range(0, length - 1) WHERE nodes[i]:Stakeholder |
    CASE WHEN fact[i]:Membership THEN
           [CASE WHEN fact[i] IN secretariats THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END, fact[i],
            CASE type(own[i]) WHEN 'MEMBER' THEN 'FORTH' ELSE 'BACK' END]
         WHEN fact[i]:Commitment AND type(own[i]) = type(its[i]) THEN
           [CASE fact[i].kind WHEN 'AGREEMENT' THEN 'AGREEMENT' ELSE 'COMMITMENT' END, fact[i], 'BOTH']
         WHEN fact[i]:Commitment THEN
           ['COMMITMENT', fact[i], CASE type(own[i]) WHEN 'MADE_BY' THEN 'FORTH' ELSE 'BACK' END]
         WHEN fact[i]:Participation THEN
           [CASE WHEN nodes[i + 1] IN dialogues THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, nodes[i + 1], 'BOTH']
         WHEN (fact[i].role = 'FUNDER') = (fact[i + 1].role = 'FUNDER') THEN ['ACTIVITY', nodes[i + 1], 'BOTH']
         ELSE ['FUNDING', nodes[i + 1], CASE fact[i].role WHEN 'FUNDER' THEN 'FORTH' ELSE 'BACK' END] END] AS way
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
WITH target, length, people, strength, reduce(text = '', key IN keys | text + key + ' ') AS chain, steps
"""
)
TO_TARGET: LiteralString = "RETURN target, length, strength, chain, steps"
BY_CONTACT: LiteralString = """WITH people[0] AS source, people[1] AS contact, length, strength, chain, steps
MATCH (contact) WHERE contact.scope IN $visible
RETURN contact, source, length, strength, chain, steps"""


def chains(present: frozenset[str], narrowed: LiteralString = "") -> LiteralString:
    """From `source` to `target`, for the arguments present."""
    fact, far = AVOID if "avoid" in present else ("", "")
    via, funded = (VIA, FUNDED) if "via" in present else ("", "")
    most: LiteralString = "coalesce($maxLength, 4)" if "maxLength" in present else "4"
    return search(most, of_facts=fact, of_far=far + narrowed, of_links=via, of_chains=funded) + STEPS


def paths(present: frozenset[str]) -> LiteralString:
    """The statement body of `paths` for the arguments present."""
    return ENDS + chains(present) + TO_TARGET


def introductions(present: frozenset[str]) -> LiteralString:
    """The statement body of `introductions`, from the organizations that the asker acts for."""
    return OWN_ENDS + chains(present, NOT_OVER_ONES_OWN) + BY_CONTACT


PATHS = Fragment(
    node="target",
    label="Stakeholder",
    text=paths,
    binds=("target", "length", "strength", "chain", "steps"),
    order=(("length", False), ("strength", True), ("chain", False)),
    cost=20,
    limits=(("maxLength", 1, LONGEST),),
)
INTRODUCTIONS = Fragment(
    node="contact",
    label="Stakeholder",
    text=introductions,
    binds=("contact", "source", "length", "strength", "chain", "steps"),
    order=(("length", False), ("strength", True), ("chain", False)),
    cost=40,
    limits=(("maxLength", 1, LONGEST),),
)
