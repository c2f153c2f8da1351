"""Through whom one stakeholder is reached from another, or from one's own: the sources of `paths` and `introductions`.

A link is a membership, a commitment, a role in an activity or a place in a session; the database looks for the two
lowest numbers of links by which the two are joined, no record twice on the way, and walks through visible records
alone (`graph/chains.py`).  What it finds is cut at the stakeholders into steps; chains of the same stakeholders and
kinds are one row from the first link on, with the ways in which the records show each step, and in how many ways they
show all is its strength (docs/decisions/0017-paths-count-links.md).  The kinds are those of `graph/ties.py`.
"""

from __future__ import annotations

from typing import LiteralString

from graph.chains import search
from graph.model import Fragment
from graph.ties import SECRETARIAT

LONGEST = 6
LATER: LiteralString = (
    "[i IN range(1, size(ways)) | reduce(all = [], j IN range(i, size(ways) - 1) | all + ways[j][0])] AS later"
)
"""Of each step, what shows the steps after it."""
TANGLED: LiteralString = "any(i IN range(0, size(ways) - 1) WHERE any(way IN ways[i][0] WHERE way IN later[i]))"
"""Whether a record shows more than one step."""
ENDS: LiteralString = """
MATCH (source:Stakeholder {id: $from}), (target:Stakeholder {id: $to})
WHERE source.scope IN $visible AND target.scope IN $visible AND source <> target"""
OWN_ENDS: LiteralString = """
MATCH (source:Stakeholder), (target:Stakeholder {id: $to})
WHERE source.id IN $asker.standing AND source.scope IN $visible AND target.scope IN $visible
  AND NOT target.id IN $asker.standing"""
OF_VIA: LiteralString = """ AND (CASE
      WHEN fact:ActivityRole THEN 'ACTIVITY' IN $via OR 'FUNDING' IN $via
      WHEN fact:Membership THEN 'MEMBERSHIP' IN $via OR 'SECRETARIAT' IN $via
      WHEN fact:Participation THEN 'DIALOGUE_SESSION' IN $via OR 'MEETING' IN $via
      ELSE 'AGREEMENT' IN $via OR 'COMMITMENT' IN $via END)"""
"""Facts that can be of no kind asked for are not walked; which kind a step is, its ends tell."""
TO_AVOID: tuple[LiteralString, LiteralString, LiteralString] = (
    " AND NOT target.id IN $avoid",
    " AND NOT fact.id IN $avoid",
    " AND NOT far.id IN $avoid",
)
NOT_OVER_ONES_OWN: LiteralString = " AND NOT far.id IN $asker.standing"
LINK_KINDS: LiteralString = (
    """
        UNWIND links AS link
        WITH link[1] AS own, link[2] AS fact, link[3] AS its, link[4] AS far
        CALL (fact) {
          MATCH (fact:Membership) WHERE fact.scope IN $visible AND """
    + SECRETARIAT.replace("{m}", "fact")
    + """
          RETURN count(*) > 0 AS secretarial
        }
        WITH far, fact, own, its, secretarial WHERE fact.scope IN $visible
        WITH far, fact, CASE
          WHEN fact:Membership THEN [CASE WHEN secretarial THEN 'SECRETARIAT' ELSE 'MEMBERSHIP' END,
            CASE type(own) WHEN 'MEMBER' THEN 'FORTH' ELSE 'BACK' END]
          WHEN fact:Commitment AND type(own) = type(its) THEN
            [CASE fact.kind WHEN 'AGREEMENT' THEN 'AGREEMENT' ELSE 'COMMITMENT' END, 'BOTH']
          WHEN fact:Commitment THEN ['COMMITMENT', CASE type(own) WHEN 'MADE_BY' THEN 'FORTH' ELSE 'BACK' END]
          WHEN fact:ActivityRole THEN [null, fact.role = 'FUNDER']
          ELSE [null, null] END AS told
        WITH DISTINCT far, told[0] AS kind, fact, told[1] AS word
        RETURN far, kind, collect(fact) AS shown, collect(word) AS words"""
)
"""Links from one record, those to one other and of one kind together: what shows the kind, and which way it goes.

Half a step, to an activity or from it, has no kind yet: of that it has the roles, and whether each is a funder's.
"""
EVENT_KINDS: LiteralString = """
        CALL (at) {
          MATCH (at:DialogueSession)-[:SESSION_OF]->(series:DialogueProcess)
          WHERE at.scope IN $visible AND series.scope IN $visible
          RETURN count(*) > 0 AS dialogue
        }
        UNWIND CASE
          WHEN at:Activity THEN [step IN [
              ['ACTIVITY', any(first IN entered[1] WHERE first IN words), 'BOTH'],
              ['FUNDING', true IN entered[1] AND false IN words, 'FORTH'],
              ['FUNDING', false IN entered[1] AND true IN words, 'BACK']] WHERE step[1]]
          WHEN at:DialogueSession THEN CASE WHEN any(first IN entered[0] WHERE any(other IN shown WHERE first <> other))
            THEN [[CASE WHEN dialogue THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, true, 'BOTH']] ELSE [] END
          ELSE [[kind]] END AS step
        WITH at, row, far, step[0] AS kind,
          CASE size(step) WHEN 1 THEN [shown, words] ELSE [[at], [step[2]]] END AS ways"""
"""A step over an activity or session is of a kind by the two links of it, which must be by two facts."""
OF_STEPS: LiteralString = """
      WITH at, row, far, kind, ways WHERE kind IS NULL OR kind IN $via"""
ROWS: LiteralString = (
    """reduce(rows = [[[source], [], [], source, null]], layer IN layers | COLLECT {
      CALL (rows, layer) {
        UNWIND rows AS row RETURN row[3] AS at, row, null AS link
        UNION ALL
        UNWIND layer AS link RETURN link[0] AS at, null AS row, link
      }
      WITH at, collect(row) AS begun, collect(link) AS links WHERE size(begun) > 0
      CALL (links) {"""
    + LINK_KINDS
    + """
      }
      UNWIND begun AS row
      WITH at, row, row[4] AS entered, far, kind, shown, words WHERE NOT far IN row[0]"""
    + EVENT_KINDS
    + """{of_steps}
      WITH row, far, kind, ways, far:Stakeholder AS arrived
      WITH CASE WHEN arrived THEN row[0] + [far] ELSE row[0] END AS people,
        CASE WHEN arrived THEN row[1] + [kind] ELSE row[1] END AS kinds, far, arrived, row[2] AS before, ways
      WITH people, kinds, far, arrived, collect(before)[0] AS before, collect(ways) AS ways
      WITH people, kinds, far, arrived, before, CASE size(ways) WHEN 1 THEN ways[0] ELSE
        [reduce(all = [], way IN ways | all + way[0]), reduce(all = [], way IN ways | all + way[1])] END AS ways
      WHERE NOT arrived OR any(one IN ways[0] WHERE NOT any(way IN before WHERE way[0] = [one]))
      RETURN CASE WHEN arrived THEN [people, kinds, before + [ways], far, null]
        ELSE [people, kinds, before, far, ways] END
    })"""
)
"""People and kinds so far, the ways of each step, the record reached, and the ways to it where that is half a step.

What would only come back over the one record that shows an earlier step is left out here already.
"""
PICKED: LiteralString = """reduce(picked = {begun}, i IN range(0, size(ways) - 1) | {but}
        [one IN [one IN picked |
          [one[0], one[1] * size([way IN ways[i][0] WHERE NOT way IN one[0] AND NOT way IN later[i]])]]
          WHERE one[1] > 0]
        + reduce(more = [], way IN [way IN ways[i][0] WHERE way IN later[i]] |
          more + [one IN picked WHERE NOT way IN one[0] | [one[0] + [way], one[1]]]){end})"""
"""One record for each step, none twice: those that a later step may need are told apart, the others counted."""
STRONG: LiteralString = (
    """COLLECT {
      UNWIND """
    + ROWS
    + """ AS row
      WITH row, row[2] AS ways
      WITH row, ways, """
    + LATER
    + """
      WITH row, ways, CASE WHEN """
    + TANGLED
    + """
        THEN reduce(sum = 0.0, one IN """
    + PICKED.replace("{begun}", "[[[], 1.0]]").replace("{but}", "").replace("{end}", "")
    + """ | sum + one[1])
        ELSE reduce(product = 1.0, way IN ways | product * size(way[0])) END AS strength
      WHERE strength > 0
      RETURN [length, toInteger(CASE WHEN strength > 2147483647 THEN 2147483647 ELSE strength END),
        row[0], row[1], ways]
    }"""
)
"""The rows of one length, each with the number of ways in which the records show it, as far as GraphQL has numbers."""
FOUND: LiteralString = """
WITH target, row[0] AS length, row[1] AS strength, row[2] AS people, row[3] AS kinds, row[4] AS ways
WITH target, length, strength, people, kinds, ways,
  COLLECT { UNWIND people AS one WITH one WHERE one.scope IN $visible RETURN one.id } AS ids
WITH target, length, strength, people,
  reduce(text = '', i IN range(0, size(kinds) - 1) | text + ids[i] + ' ' + kinds[i] + ' ') AS chain,
  [people, kinds, ways] AS steps
"""
STEPS: LiteralString = (
    """WITH {list}[0] AS people, {list}[1] AS kinds, {list}[2] AS ways
  WITH people, kinds, ways, """
    + LATER
    + """
  WITH people, kinds, ways, later, """
    + TANGLED
    + """ AS tangled
  UNWIND range(0, size(kinds) - 1) AS step
  UNWIND range(0, size(ways[step][0]) - 1) AS number
  WITH people, kinds, ways, tangled, later, step, ways[step][0][number] AS shown, ways[step][1][number] AS word
  WHERE shown.scope IN $visible AND (NOT tangled OR any(one IN """
    + PICKED.replace("{begun}", "[[[shown], 1.0]]")
    .replace("{but}", "CASE i WHEN step THEN picked ELSE ")
    .replace("{end}", " END")
    + """ WHERE one[1] > 0))
  WITH kinds[step] AS kind, people[step] AS one, people[step + 1] AS other, step, shown, word
  ORDER BY step, shown.id, word
  WITH kind, one, other, step, collect(shown) AS records, count(*) AS number,
    collect([word, coalesce(shown.name, shown.title, shown.role)])[0] AS words
  WHERE one.scope IN $visible AND other.scope IN $visible
  RETURN [kind, [one], [other], records, one.name, other.name, words[0], words[1], number, step] AS {row}"""
)
"""The steps of one chain, each with the records that show it in a way in which no record is twice."""
IN_ORDER: LiteralString = "{row}[9]"
TO_TARGET: LiteralString = "RETURN target, length, strength, chain, steps"
BY_CONTACT: LiteralString = """WITH people[0] AS source, people[1] AS contact, length, strength, chain, steps
MATCH (contact) WHERE contact.scope IN $visible
RETURN contact, source, length, strength, chain, steps"""


def chains(ends: LiteralString, present: frozenset[str], narrowed: LiteralString = "") -> LiteralString:
    """From each `source` to the `target` of the ends, for the arguments present."""
    to, fact, far = TO_AVOID if "avoid" in present else ("", "", "")
    of_via, of_steps = (OF_VIA, OF_STEPS) if "via" in present else ("", "")
    most: LiteralString = "coalesce($maxLength, 4)" if "maxLength" in present else "4"
    rows = STRONG.replace("{of_steps}", of_steps)
    return ends + to + search(most, rows, of_facts=fact + of_via, of_far=far + narrowed) + FOUND


def paths(present: frozenset[str]) -> LiteralString:
    """The statement body of `paths` for the arguments present."""
    return chains(ENDS, present) + TO_TARGET


def introductions(present: frozenset[str]) -> LiteralString:
    """The statement body of `introductions`, from the organizations that the asker acts for."""
    return chains(OWN_ENDS, present, NOT_OVER_ONES_OWN) + BY_CONTACT


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
