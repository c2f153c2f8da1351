"""Who can see a record, and why somebody does or does not: two handwritten sources of one row each.

Both take the record's protection from its scope, put what an account holds beside it, token by token, and return what
was found, with names where the asker sees what bears them; the words are made in `schema/audiences.py`.  Accounts are
guarded as records are in `explainAccess`.  `whoCanSee` counts all that are open, and names beside those that the asker
sees the ones that the record is opened to by name or by an organization that he sees
(docs/decisions/0014-who-can-see.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString

from auth.permissions import ADMINISTRATIVE, ROLES, Permission
from auth.protection import user_token
from auth.viewer import Viewer
from graph.holdings import ACTING, ROOMS
from graph.leads import led_on
from graph.model import Fragment

MOST_PEOPLE = 200
"""Accounts that are named; a record for more is for groups, and its clauses say which."""
ESCAPED: LiteralString = r"""replace(replace({x}, '\\', '\\\\'), '"', '\\"')"""
"""A text as a scope's JSON has it."""
CLAUSES: LiteralString = """CASE protection.clauses WHEN '[]' THEN [] ELSE
    [part IN split(substring(protection.clauses, 3, size(protection.clauses) - 6), '"],["') | split(part, '","')] END"""
"""A scope's clauses as lists of tokens. Quotation marks within tokens are escaped: what is split at is in none."""
HOLDS: LiteralString = (
    "['members', 'user:' + "
    + ESCAPED.replace("{x}", "holder.email")
    + "] + [one IN coalesce(holder.admitted_to, []) | 'compartment:' + "
    + ESCAPED.replace("{x}", "one")
    + "]\n    + [one IN coalesce(holder.rooms, []) + "
    + ROOMS
    + " | 'room:' + one]\n    + [one IN "
    + ACTING
    + " | 'org:' + one]"
    + "\n    + [row IN $asker.may WHERE row[0] IN coalesce(holder.roles, []) | row[1]]"
)
"""The tokens of the account `holder`. They are facts of the account, whatever the asker sees of what they name."""
DECIDES: LiteralString = (
    "($asker.override OR coalesce(record.owner IN $asker.organizations, false)"
    " OR (record.marking = 'RED' AND coalesce($asker.user IN record.readers, false)))"
)
"""Whether the asker answers for the record (`graph.rules.decides`)."""
OWN: LiteralString = (
    "[one IN coalesce(record.shared, []) + CASE WHEN record.owner IS NULL THEN [] ELSE [record.owner] END"
    " | 'org:' + one]"
    "\n    + [one IN coalesce(record.readers, []) | CASE WHEN one STARTS WITH 'user:' OR one STARTS WITH 'may:' THEN "
    + ESCAPED.replace("{x}", "one")
    + " ELSE 'user:' + "
    + ESCAPED.replace("{x}", "one")
    + " END]"
)
"""Whom the record itself names. What it hangs on may be another's to tell of."""
NAMED: LiteralString = "($asker.override OR all(token IN clause WHERE token IN own))"
"""Whether those whom a clause is for may be named to whoever answers for the record."""
PROTECTION: LiteralString = """
MATCH (protection:Scope) WHERE protection.scope = record.scope AND protection.scope IN $visible"""
WORDED: LiteralString = """COLLECT {
    UNWIND clause AS token
    RETURN [token, head(COLLECT {
      MATCH (named:Record {id: CASE WHEN token STARTS WITH 'org:' THEN substring(token, 4)
        WHEN token STARTS WITH 'room:' THEN substring(token, 5) END})
      WHERE named.scope IN $visible RETURN named.name }), token IN held] }"""
"""A clause as rows: token, name of what it is of if the asker sees that, whether it is held."""

WHO: LiteralString = (
    "\nMATCH (record:Record {id: $id}) WHERE record.scope IN $visible AND "
    + DECIDES
    + PROTECTION
    + "\nWITH record, "
    + CLAUSES
    + " AS clauses, "
    + OWN
    + """ AS own
CALL (clauses, own) {
  UNWIND clauses AS clause
  WITH clause, [] AS held, """
    + NAMED
    + """ AS named_to
  RETURN collect(["""
    + WORDED
    + """, named_to]) AS worded
}
CALL (clauses, worded) {
  MATCH (holder:Account) WHERE holder.active
  WITH holder, clauses, worded, """
    + HOLDS
    + """ AS held
  WHERE all(clause IN clauses WHERE any(token IN clause WHERE token IN held))
  WITH holder, [words IN worded | [[word IN words[0] WHERE word[0] IN held | word], words[1]]] AS because
  WITH holder, because, holder.scope IN $visible OR any(words IN because WHERE words[1] AND any(word IN words[0]
    WHERE word[0] STARTS WITH 'user:' OR (word[0] STARTS WITH 'org:' AND word[1] IS NOT NULL))) AS known
  ORDER BY holder.email
  RETURN count(*) AS total, collect(CASE WHEN known THEN
    [holder.email, holder.name, CASE WHEN holder.scope IN $visible THEN holder.id END, because] END)[..200] AS people
}
RETURN record, total, people, worded AS clauses
"""
)
EXPLAINED: LiteralString = (
    "\nMATCH (record:Record {id: $id}) WHERE record.scope IN $visible"
    "\nMATCH (holder:Account) WHERE holder.email = toLower(trim($user)) AND holder.scope IN $visible"
    + PROTECTION
    + "\nWITH record, holder, "
    + CLAUSES
    + " AS clauses, "
    + HOLDS
    + " AS held, "
    + DECIDES
    + " AS decides, "
    + OWN
    + """ AS own
CALL (clauses, held, decides, own) {
  UNWIND clauses AS clause
  WITH clause, held, decides AND """
    + NAMED
    + """ AS named_to
  RETURN collect(["""
    + WORDED
    + """, named_to]) AS worded
}
RETURN record, holder.email AS user, holder.active AS active, worded AS clauses,
  holder.active AND all(clause IN clauses WHERE any(token IN clause WHERE token IN held)) AS sees
"""
)

AUDIENCE = Fragment(
    node="record",
    label="Record",
    text=lambda present: WHO,
    binds=("record", "total", "people", "clauses"),
    cost=100,
)
EXPLANATION = Fragment(
    node="record",
    label="Record",
    text=lambda present: EXPLAINED,
    binds=("record", "user", "active", "clauses", "sees"),
    cost=20,
)


def asker(viewer: Viewer, ways: Mapping[str, str]) -> dict[str, Any]:
    """The parameter `$asker`: what decides about the answer beside what the asker sees.

    Rights are by the ids by which they were given; an organization that was merged stands where its id leads.
    """
    organizations = sorted(viewer.organizations)
    return {
        "user": user_token(viewer.user or ""),
        "organizations": organizations,
        "standing": led_on(organizations, ways),
        "override": Permission.MARKING_OVERRIDE in viewer.permissions,
        "may": [[role, f"may:{one}"] for role, held in ROLES.items() for one in sorted(held & ADMINISTRATIVE)],
    }
