"""Mutants of who sees what: clauses, required ends, and how the ledger keeps them up."""

from __future__ import annotations

from tests.mutants.mutant import COMMANDS_ALONE, HISTORY, RECORDS, code, hanging

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
    hanging("Stance.stakeholder", "stances", 'outgoing("STANCE_OF", "Stakeholder"), required=True, hangs=True'),
    hanging("Stance.on", "stances", 'outgoing("STANCE_ON", "Record"),\n        hangs=True'),
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
        "what was merged follows",
        "graph/rescoping.py",
        "SET m.scope = row[1]",
        "SET m.seen = row[1]",
        "what was merged into a record follows its marking",
        HISTORY,
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
        "REMOVE n:$(names)\nSET n:Tombstone\nSET n = {id: id, type: type, scope: scope}",
        "REMOVE n:$(names)\nSET n:Tombstone\nSET n = {id: id, type: type, scope: 0}",
        "the history of what was deleted",
        HISTORY,
    ),
)
