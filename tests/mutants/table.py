"""The mutants: one guard each, weakened or taken away by a change of a few characters.

Left out are guards that others make superfluous, so that without one of them no answer changes: who sees a
participation sees its session and its participant, places and areas are CLEAR, and the row of a handwritten source is
guarded again where it is bound.
"""

from __future__ import annotations

from dataclasses import dataclass

RECORDS = r"^query \(\$ids: \[ID!\]!\) \{ nodes"
COMMANDS_ALONE = "no text has this"
HISTORY, TIES, CONFLICTS = r"history\(", "collaborators", "conflicts"
ROOTS = r"^query \(\$size: Int!\) |stakeholders\(first: \$size"
BEYOND = r"^query \(\$size: Int!, \$c0: String\) \{ l0"
LINKS = r"\bl0: \w+\((first|last): \$size"


@dataclass(frozen=True)
class Mutant:
    """In `file` the text `old`, which stands there once, becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    weakens: str
    asking: str = RECORDS
    """What of the comparison meets it soonest: a pattern of the operations' texts, or commands alone."""


def ties(name: str, old: str, guard: str, weakens: str) -> Mutant:
    """A handwritten source without one guard of its text."""
    file = name.partition(" ")[0].strip(",")
    assert guard in old, name
    asking = {"ties": TIES, "conflicts": CONFLICTS}.get(file, HISTORY)
    return Mutant(name, f"graph/{file}.py", old, old.replace(guard, "true"), weakens, asking)


def hanging(name: str, file: str, old: str, word: str = "hangs") -> Mutant:
    kind = "a required end's clauses" if word == "hangs" else "the clause of the room"
    return Mutant(name, f"schema/{file}.py", old, old.replace(f"{word}=True", f"{word}=False"), kind)


def code(name: str, file: str, old: str, new: str, weakens: str, asking: str = RECORDS) -> Mutant:
    return Mutant(name, file, old, new, weakens, asking)


SOURCES = (
    ties(
        "ties activity, own role",
        '"WHERE own.scope IN $visible AND shared.scope IN $visible\\n"\n        "WITH DISTINCT shared\\n"',
        "own.scope IN $visible",
        "an intermediate node: the score counts activities by a hidden role",
    ),
    ties(
        "ties activity, its role",
        '"WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible"\n    ),\n    returns=(\n'
        "        \"RETURN other, 'ACTIVITY'",
        "its.scope IN $visible",
        "an intermediate node: tied by a hidden role of the other",
    ),
    ties(
        "ties member of the other",
        '-[:MEMBER_OF]->(other:Stakeholder)\\n"\n        "WHERE other <> {n} AND shared.scope IN $visible',
        "shared.scope IN $visible",
        "a tie shown by a hidden membership",
    ),
    ties(
        "ties the other is a member",
        '-[:MEMBER]->(other:Stakeholder)\\n"\n        "WHERE other <> {n} AND shared.scope IN $visible',
        "shared.scope IN $visible",
        "a tie shown by a hidden membership",
    ),
    ties(
        "ties fellow members, own",
        '"WHERE own.scope IN $visible AND shared.scope IN $visible\\n"\n        "WITH own, shared\\n"\n'
        '        "MATCH (shared)<-[:MEMBER_OF]',
        "own.scope IN $visible",
        "a tie by one's own hidden membership",
    ),
    ties(
        "ties fellow members, far side",
        '"WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible\\n"\n        "WITH other, shared,"',
        "its.scope IN $visible",
        "a membership's far side",
    ),
    ties(
        "ties session, own place",
        "\"WHERE own.scope IN $visible AND shared.scope IN $visible AND shared.status <> 'CANCELLED'\"",
        "own.scope IN $visible",
        "the ties of a hidden participation",
    ),
    ties(
        "ties session, their place",
        '"WHERE other <> {n} AND its <> own AND its.scope IN $visible AND other.scope IN $visible"',
        "its.scope IN $visible",
        "a score: who else was there",
    ),
    ties(
        "ties commitment",
        '"WHERE other <> {n} AND shared.scope IN $visible AND other.scope IN $visible"\n        " AND \'MADE_BY\' IN',
        "shared.scope IN $visible",
        "a tie and its evidence: a hidden commitment",
    ),
    ties(
        "conflicts, own place",
        "own.scope IN $visible AND person.scope IN $visible AND participation.scope IN $visible",
        "own.scope IN $visible",
        "a conflict of somebody who is secretly in the session",
    ),
    ties(
        "conflicts, other place",
        "own.scope IN $visible AND person.scope IN $visible AND participation.scope IN $visible",
        "participation.scope IN $visible",
        "a conflict with a hidden participation",
    ),
    ties(
        "history the marking then",
        "WHERE e.scope IN $visible AND r.scope IN $visible",
        "e.scope IN $visible",
        "a ledger read: what was changed while the record was hidden",
    ),
    ties(
        "history the marking now",
        "WHERE e.scope IN $visible AND r.scope IN $visible",
        "r.scope IN $visible",
        "a ledger read: what was visible before the record was hidden",
    ),
    ties(
        "history touched record",
        "EXISTS { MATCH (e)-[:TOUCHES]->(t) WHERE t.scope IN $visible }",
        "t.scope IN $visible",
        "a ledger read: a link with a hidden record",
    ),
    code(
        "history touch",
        "graph/history.py",
        "e.touch IS NULL OR EXISTS",
        "true OR EXISTS",
        "a ledger read: entries of links are told whoever sees the other end",
        HISTORY,
    ),
)

COMPILER = (
    code(
        "one record by id",
        "graph/compiler.py",
        "{{id: {self.parameter(source.id)}}}) WHERE {guard(node)}",
        "{{id: {self.parameter(source.id)}}}) WHERE true",
        "a node: a root by id",
        r"\\w+\\(id: \\$",
    ),
    code(
        "records by ids",
        "graph/compiler.py",
        'f"MATCH ({node}:{column.source.label} {{id: {wanted}}}) WHERE {guard(node)} "',
        'f"MATCH ({node}:{column.source.label} {{id: {wanted}}}) WHERE true "',
        "a node: nodes(ids)",
    ),
    code(
        "records of a keyed filter",
        "graph/compiler.py",
        'text = f"MATCH ({node}:{source.label}) WHERE {guard(node)}"',
        'text = f"MATCH ({node}:{source.label}) WHERE true"',
        "a node: a list whose filter names ids",
        "query Keyed",
    ),
    code(
        "links",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        'text = f"MATCH {pattern} WHERE true"',
        "every linked record",
        LINKS,
    ),
    code(
        "links, ends",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(map(guard, names[:-1])) or 'true'}\"",
        "the end node of a link, and the count of them",
        LINKS,
    ),
    code(
        "links, between",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        'text = f"MATCH {pattern} WHERE {guard(names[-1])}"',
        "the intermediate node of a path",
        LINKS,
    ),
    code(
        "a filter's EXISTS",
        "graph/compiler.py",
        "end, text = self.link(link, node)\n        if condition",
        'end, text = self.link(link, node)\n        text = text.replace(" IN $visible", " IS NOT NULL")\n'
        "        if condition",
        "filters by linked records: some, none, every, single",
        "query Quantified",
    ),
    code(
        "a filter's count",
        "graph/compiler.py",
        "return f\"{self.block('COUNT', text)} = 1\"",
        "return f\"{self.block('COUNT', text.replace(guard(end), 'true'))} = 1\"",
        "the filter `single` counts hidden records",
        "query Quantified",
    ),
    code(
        "a filter's NOT EXISTS",
        "graph/compiler.py",
        "return f\"NOT {self.block('EXISTS', text)}\"",
        "return f\"NOT {self.block('EXISTS', text.replace(guard(end), 'true'))}\"",
        "the filters `none` and `every` look at hidden records",
        "query Quantified",
    ),
    code(
        "an anchor",
        "graph/compiler.py",
        'f"WHERE {guard(start)} AND {self.condition(anchor.condition, start)} "',
        'f"WHERE {self.condition(anchor.condition, start)} "',
        "a filter that names a hidden record by id finds what is linked with it",
        "query Anchored",
    ),
    code(
        "an anchored list",
        "graph/compiler.py",
        "f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names[1:])} \"\n"
        '            f"WITH DISTINCT {node} WHERE {guard(node)}"',
        'f"MATCH {pattern} WITH DISTINCT {node} WHERE true"',
        "the rows of a filter that names a linked record",
        "query Anchored",
    ),
    code(
        "totalCount",
        "graph/pages.py",
        'f"{indexed} WHERE {guard(inner.node)} AND {inner.node}.id IS NOT NULL',
        'f"{indexed} WHERE {inner.node}.scope IS NOT NULL AND {inner.node}.id IS NOT NULL',
        "a count",
        ROOTS,
    ),
    code(
        "a walked page",
        "graph/pages.py",
        "{self._present(page, node)} AND {guard(node)}{self._filtered",
        "{self._present(page, node)} AND true{self._filtered",
        "a page for viewers of many scopes",
        ROOTS,
    ),
    code(
        "a merged page",
        "graph/pages.py",
        'return f"UNWIND $visible AS {one} {merged}',
        'return f"UNWIND COLLECT {{ MATCH (any:Record) RETURN DISTINCT any.scope }} AS {one} {merged}',
        "a page for viewers of few scopes",
        ROOTS,
    ),
    code(
        "the other side, walked",
        "graph/pages.py",
        "            return self._walked(page, page.source)\n",
        "            body, scope = self._walked(page, page.source)\n"
        '            return body.replace(f"{scope.node}.scope IN $visible", "true"), scope\n',
        "hasPreviousPage and hasNextPage: whether there is a hidden row beyond the cursor",
        BEYOND,
    ),
    code(
        "the other side, sought",
        "graph/pages.py",
        'return f"UNWIND $visible AS {one} {self._sought',
        'return f"UNWIND COLLECT {{ MATCH (any:Record) RETURN DISTINCT any.scope }} AS {one} {self._sought',
        "hasPreviousPage and hasNextPage: whether there is a hidden row beyond the cursor",
        BEYOND,
    ),
    code(
        "a sort key",
        "graph/pages.py",
        "return scope.bound[order.key] if order.bound else",
        'if order.bound and order.key == "strength":\n'
        '            return f"COUNT {{ ({scope.node})--() }}"\n'
        "        return scope.bound[order.key] if order.bound else",
        "an order by how much there is of a record, hidden or not",
        TIES,
    ),
)

PROTECTION = (
    code("GREEN", "auth/protection.py", "own.add(MEMBERS)", "pass", "the clause of a GREEN record"),
    code(
        "AMBER",
        "auth/protection.py",
        'own.add(frozenset(owners | {f"org:{one}" for one in shared}) or NOBODY)',
        "own.add(MEMBERS)",
        "the clause of an AMBER record",
    ),
    code(
        "AMBER_STRICT",
        "auth/protection.py",
        "own.add(frozenset(owners) or NOBODY)",
        'own.add(frozenset(owners | {f"org:{one}" for one in shared}) or NOBODY)',
        "an AMBER+STRICT record is shared",
    ),
    code(
        "RED",
        "auth/protection.py",
        "own.add(frozenset(reader_token(one) for one in readers) or NOBODY)",
        "own.add(MEMBERS)",
        "RED",
    ),
    code(
        "compartments",
        "auth/protection.py",
        '{frozenset({f"compartment:{name}"}) for name in compartments}',
        "set()",
        "the clause of each compartment",
    ),
    code(
        "compartments are one",
        "auth/protection.py",
        '{frozenset({f"compartment:{name}"}) for name in compartments}',
        '{frozenset(f"compartment:{name}" for name in compartments)} - {frozenset()}',
        "who is in one of a record's compartments is in all",
    ),
    code(
        "any clause is enough",
        "auth/protection.py",
        "return all(clause & tokens for clause in clauses)",
        "return not clauses or any(clause & tokens for clause in clauses)",
        "the predicate by which a writer is told of records",
        COMMANDS_ALONE,
    ),
    code(
        "nothing is wider",
        "auth/protection.py",
        "return NOBODY not in after and not all(",
        "return False and not all(",
        "a change that lets more people in",
        COMMANDS_ALONE,
    ),
    hanging(
        "Membership.member",
        "memberships",
        'outgoing("MEMBER", "Stakeholder"),\n        required=True,\n        hangs=True',
    ),
    hanging(
        "Membership.organization",
        "memberships",
        'outgoing("MEMBER_OF", "Stakeholder"),\n        required=True,\n        hangs=True',
    ),
    hanging("Membership.post", "memberships", 'outgoing("HOLDS_POST", "Post"), hangs=True'),
    hanging("Participation.session", "dialogues", '"DialogueSession"), required=True, hangs=True, room=True'),
    hanging(
        "Participation.participant", "dialogues", 'outgoing("PARTICIPANT", "Stakeholder"), required=True, hangs=True'
    ),
    hanging(
        "Participation.onBehalfOf", "dialogues", 'outgoing("PARTICIPATES_FOR", "Stakeholder"),\n        hangs=True'
    ),
    hanging("ActivityRole.activity", "activities", 'outgoing("ROLE_IN", "Activity"), required=True, hangs=True'),
    hanging("ActivityRole.organization", "activities", 'outgoing("ROLE_OF", "Stakeholder"), required=True, hangs=True'),
    hanging("AgendaItem.session", "dialogues", 'outgoing("AGENDA_OF", "DialogueSession"), required=True, hangs=True'),
    hanging("DialogueSession.process", "dialogues", 'outgoing("SESSION_OF", "DialogueProcess"), hangs=True'),
    hanging(
        "Response.recommendation",
        "recommendations",
        'outgoing("RESPONSE_TO", "Recommendation"), required=True, hangs=True',
    ),
    hanging("Milestone.commitment", "commitments", 'outgoing("MILESTONE_OF", "Commitment"), required=True, hangs=True'),
    hanging(
        "ProgressReport.commitment", "commitments", 'outgoing("REPORTS_ON", "Commitment"), required=True, hangs=True'
    ),
    hanging(
        "Evidence.proves", "commitments", 'outgoing("PROVES", "Record"),\n        required=True,\n        hangs=True'
    ),
    hanging("the room of participations", "dialogues", "required=True, hangs=True, room=True", "room"),
    hanging("the room of commitments", "commitments", "        room=True,\n", "room"),
)

LEDGER = (
    code(
        "ends of a new record",
        "graph/ledger.py",
        "own |= self.protection(target) if link.hangs else frozenset()",
        "own |= frozenset()",
        "a required end's clauses on a record that is made",
        RECORDS,
    ),
    code(
        "the room of a new record",
        "graph/ledger.py",
        "own |= {room(target)} if link.room and self.closed(target) else frozenset()",
        "own |= frozenset()",
        "the clause of the room on a record that is made",
    ),
    code(
        "a change of marking",
        "graph/ledger.py",
        'if edit.protection or hangs or "chatham_house" in changed:',
        'if hangs or "chatham_house" in changed:',
        "a marking is in force for the next request",
    ),
    code(
        "a session is closed",
        "graph/ledger.py",
        'if edit.protection or hangs or "chatham_house" in changed:',
        "if edit.protection or hangs:",
        "the Chatham House rule of a session that is there already",
    ),
    code(
        "a hidden link moves the version",
        "graph/ledger.py",
        "if administered or link.hangs or any(self.protection(target) <= own for target in done):",
        "if True:",
        "the touch rule: a link with a hidden record moves `version` and `updated`",
        RECORDS,
    ),
    code(
        "entries of links",
        "graph/ledger.py",
        'f"{word} {edit.field}", target, own | self.protection(target))',
        'f"{word} {edit.field}", target, own)',
        "the history's entry of a link is under the other end's clauses too",
        HISTORY,
    ),
    code(
        "entries of updates",
        "graph/ledger.py",
        "            scope = await self.scope(clauses)\n            self.writes.entry(edit.id",
        "            scope = await self.scope(frozenset())\n            self.writes.entry(edit.id",
        "the marking then: an update's entry",
        HISTORY,
    ),
    code(
        "entries of touches",
        "graph/ledger.py",
        "touches=[target], touch=True)",
        "touches=[target])",
        "the history tells of a link whoever sees the other end now",
        HISTORY,
    ),
    code(
        "ends of a dependent",
        "graph/rescoping.py",
        "clauses |= protection(end) if end in hanging else batch.protection(scope)",
        "clauses |= protection(end) if end in hanging else frozenset()",
        "clauses of ends that did not change themselves",
    ),
    code(
        "dependents",
        "graph/rescoping.py",
        "fresh = {dependent for one in found for dependent, _ in one.dependents}",
        "fresh = set()",
        "a change of marking is carried to all that hang on the record",
    ),
    code(
        "dependents of dependents",
        "graph/rescoping.py",
        "fresh = {dependent for one in found for dependent, _ in one.dependents}",
        "fresh = {dependent for one in found for dependent, _ in one.dependents} if len(hanging) == 1 else set()",
        "a change of marking is carried further than one level",
    ),
    code(
        "rooms of dependents",
        "graph/rescoping.py",
        "own | clauses | rooms,",
        "own | clauses,",
        "the clause of the room when protections are worked out anew",
    ),
    code(
        "external ids follow",
        "graph/rescoping.py",
        "SET x.scope = row[1]",
        "SET x.seen = row[1]",
        "an external id follows its record's marking",
    ),
    code(
        "external ids begin",
        "graph/writing.py",
        "SET x = row.values, x.scope = n.scope",
        "SET x = row.values, x.scope = -2",
        "an external id is under its record's scope",
    ),
    code(
        "tombstones",
        "graph/writing.py",
        "SET n = {id: id, type: type, scope: scope}",
        "SET n = {id: id, type: type, scope: 0}",
        "the history of what was deleted",
        HISTORY,
    ),
)

COMMANDS = (
    code(
        "NotFound on hidden",
        "graph/locking.py",
        "return found.type if found is not None and self.sees(found.scope) else None",
        "return found.type if found is not None else None",
        "commands answer the same of a hidden record and an absent one",
        COMMANDS_ALONE,
    ),
    code(
        "external ids of hidden records",
        "graph/rules.py",
        "if batch.sees(scope) and holders[key] != id:",
        "if holders[key] != id:",
        "a uniqueness conflict with a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "versions of hidden records",
        "graph/rules.py",
        "found = batch.type_of(edit.id)\n        if found is None or edit.type",
        "found = batch.type_of(edit.id)\n        if found is None and edit.id in batch.known:\n"
        "            found = batch.known[edit.id].type\n        if found is None or edit.type",
        "a version conflict on a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "ends of commands",
        "graph/rules.py",
        "found = batch.type_of(target)\n        if found is None or link.target",
        "found = batch.known[target].type if target in batch.known else batch.type_of(target)\n"
        "        if found is None or link.target",
        "a hidden record is linked with",
        COMMANDS_ALONE,
    ),
    code(
        "markings of hidden records",
        "graph/markings.py",
        "if batch.type_of(edit.id) is None:",
        "if edit.id not in batch.known:",
        "a refusal that names the marking of a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "permissions",
        "resolvers/commands.py",
        "if needed is not None and needed not in viewer.permissions:",
        "if False:",
        "the permission that a command needs",
        COMMANDS_ALONE,
    ),
    code(
        "the permission to widen",
        "graph/rules.py",
        "if Permission.MARKING_WIDEN not in batch.viewer.permissions:",
        "if False:",
        "the permission to let more people in",
        COMMANDS_ALONE,
    ),
    code(
        "who decides",
        "graph/rules.py",
        "return for_owner or named or Permission.MARKING_OVERRIDE in viewer.permissions",
        "return True",
        "who may let more people see a record",
        COMMANDS_ALONE,
    ),
    code(
        "a reason to widen",
        "graph/rules.py",
        'if not (batch.header.reason or "").strip():',
        "if False:",
        "letting more people in is said why in the ledger",
        COMMANDS_ALONE,
    ),
    code(
        "the scopes of another",
        "graph/scopes.py",
        'key = "all" if viewer.sees_all else viewer.tokens()',
        'key = "all" if viewer.sees_all else bool(viewer.tokens())',
        "the scope cache: what one sees is kept for another",
    ),
    code(
        "stale scopes",
        "graph/scopes.py",
        "            self._visible.clear()\n",
        "            pass\n",
        "the scope cache: what was made since is not seen",
        COMMANDS_ALONE,
    ),
    code(
        "one's own new scopes",
        "graph/scopes.py",
        "and (viewer.sees_all or visible(protection, tokens))",
        "",
        "visible_with: the record that one made oneself and may not see",
        COMMANDS_ALONE,
    ),
    code(
        "any token of a scope",
        "graph/scopes.py",
        "if clause.isdisjoint(tokens):",
        "if clause.isdisjoint(tokens) and len(self._clauses) > 1 and 'members' not in clause:",
        "what is found by elimination: GREEN is not eliminated",
    ),
    code(
        "concealed values",
        "schema/history.py",
        "if name not in CONCEALED",
        "if name",
        "the history names the owner and the readers",
        HISTORY,
    ),
)

MUTANTS = (*SOURCES, *COMPILER, *PROTECTION, *LEDGER, *COMMANDS)
