"""What an account signs in with: kept in a node `Secret` of its own, which no record's read or change ever returns.

It holds the hash of the password, the hash and end of an invitation, the sealed key of the second factor with the last
moment that it was used for, hashes of recovery codes, and keyed hashes of the addresses that the account came from.
The statements that follow a command (`$w.enact`, see `graph/edits.Enact`) are part of its change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.database import Database, Transaction
from graph.locking import one

HOLDER: LiteralString = """
OPTIONAL MATCH (s:Secret {account: a.id})
RETURN CASE WHEN a IS NULL THEN NULL ELSE [a.id, a.email, a.name, coalesce(a.active, false), a.roles] END AS account,
  properties(s) AS secret"""
BY_ADDRESS: LiteralString = f"""CYPHER 25
OPTIONAL MATCH (:ExternalId {{key: $key}})<-[:IDENTIFIED_BY]-(a:Account){HOLDER}"""
BY_ID: LiteralString = f"""CYPHER 25
OPTIONAL MATCH (a:Account {{id: $key}}){HOLDER}"""
BY_INVITATION: LiteralString = f"""CYPHER 25
OPTIONAL MATCH (i:Secret {{invitation: $key}}) WHERE i.invitation_until > $now
OPTIONAL MATCH (a:Account {{id: i.account}}){HOLDER}"""
END_SIGN_INS: LiteralString = """
WITH s
CALL () {
  MATCH (:Account {id: $w.enact.id})<-[:HELD_BY]-(k:Credential)
  WHERE k.type = 'SignIn' AND k.until > $w.enact.now AND k.id <> coalesce($w.enact.keep, '')
  SET k.until = $w.enact.now
}
RETURN count(s) AS done"""
INVITE: LiteralString = f"""
MERGE (s:Secret {{account: $w.enact.id}})
WITH s WHERE coalesce(s.removed_by, '') <> $w.enact.by
SET s.invitation = $w.enact.invitation, s.invitation_until = $w.enact.until, s.invited_by = $w.enact.by{END_SIGN_INS}"""
TWO_PEOPLE = (
    "Whoever invites somebody anew and removes the second factor has the account: one of the two is for another who "
    "administers accounts."
)
ACCEPT: LiteralString = f"""
MATCH (s:Secret {{account: $w.enact.id}})
WHERE s.invitation = $w.enact.invitation AND s.invitation_until > $w.enact.now
SET s.password = $w.enact.password
REMOVE s.invitation, s.invitation_until{END_SIGN_INS}"""
SET_PASSWORD: LiteralString = f"""
MERGE (s:Secret {{account: $w.enact.id}})
SET s.password = $w.enact.password
REMOVE s.invitation, s.invitation_until{END_SIGN_INS}"""
ENROL: LiteralString = f"""
MATCH (s:Secret {{account: $w.enact.id}})
WHERE s.factor IS NULL AND s.pending = $w.enact.pending
SET s.factor = s.pending, s.step = $w.enact.step, s.recovery = $w.enact.recovery
REMOVE s.pending, s.invited_by, s.removed_by
WITH s
CALL () {{
  MATCH (own:Credential {{id: $w.enact.keep}})
  SET own.proven = coalesce(own.proven, []) + 'otp'
}}{END_SIGN_INS}"""
REMOVE_FACTOR: LiteralString = f"""
MERGE (s:Secret {{account: $w.enact.id}})
WITH s WHERE s.factor IS NULL OR coalesce(s.invited_by, '') <> $w.enact.by
SET s.removed_by = CASE WHEN s.factor IS NULL THEN s.removed_by ELSE $w.enact.by END
REMOVE s.factor, s.pending, s.step, s.recovery{END_SIGN_INS}"""
ACCEPTED: LiteralString = """CYPHER 25
MATCH (s:Secret {account: $account}) WHERE s.password = $given.password
RETURN count(s) AS done"""
ENROLLED: LiteralString = """CYPHER 25
MATCH (s:Secret {account: $account}) WHERE s.factor = $given.pending AND s.recovery = $given.recovery
RETURN count(s) AS done"""
REHASH: LiteralString = """CYPHER 25
MATCH (s:Secret {account: $account}) WHERE s.password = $was
SET s.password = $password
RETURN count(s) AS done"""
FACTORS: LiteralString = """CYPHER 25
RETURN COLLECT { MATCH (s:Secret) WHERE s.factor IS NOT NULL RETURN [s.account, s.factor] } AS factors"""
KEEP_FACTORS: LiteralString = """CYPHER 25
UNWIND $rows AS row
MATCH (s:Secret {account: row[0]}) WHERE s.factor = row[1]
SET s.factor = row[2]"""
BEGIN: LiteralString = """CYPHER 25
MERGE (s:Secret {account: $account})
SET s.pending = CASE WHEN s.factor IS NULL THEN $pending ELSE NULL END
RETURN s.factor IS NULL AS done"""
USE_STEP: LiteralString = """CYPHER 25
MATCH (s:Secret {account: $account})
REMOVE s.lock
WITH s WHERE s.factor IS NOT NULL AND s.step < $step
SET s.step = $step
RETURN count(s) AS done"""
USE_RECOVERY: LiteralString = """CYPHER 25
MATCH (s:Secret {account: $account})
REMOVE s.lock
WITH s WHERE s.factor IS NOT NULL AND $hash IN s.recovery
SET s.recovery = [one IN s.recovery WHERE one <> $hash]
RETURN count(s) AS done"""


@dataclass(frozen=True)
class Holder:
    """An account with what it signs in by."""

    id: str
    email: str
    name: str | None
    active: bool
    roles: frozenset[str]
    secret: Mapping[str, Any]

    @property
    def password(self) -> str | None:
        return self.secret.get("password")

    @property
    def factor(self) -> str | None:
        return self.secret.get("factor")

    @property
    def own_words(self) -> list[str]:
        """What somebody would guess first who knows whose password it is."""
        return [word for word in (self.email, self.name, "peyman") if word]


async def holder(database: Database, statement: LiteralString, key: str, **more: Any) -> Holder | None:
    """The account that `BY_ADDRESS`, `BY_ID` or `BY_INVITATION` finds."""
    account, secret = await database.read(statement, {"key": key, **more})
    if account is None:
        return None
    id, email, name, active, roles = account
    return Holder(id, email, name, active, frozenset(roles or ()), secret or {})


async def done(tx: Transaction, statement: LiteralString, **given: Any) -> bool:
    """Whether one of the statements above that return `done` did what it is for."""
    return bool((await one(tx, statement, given))["done"])
