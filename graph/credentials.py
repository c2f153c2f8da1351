"""Credentials: the sign-ins and API keys of accounts, kept apart from the records, under the scope of their account.

A credential is good until its moment `until`; ending one sets that moment to now.  What proves it is kept as a hash
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString

from graph.database import Transaction
from graph.edits import new_id
from graph.locking import one

OPEN: LiteralString = """CYPHER 25
MATCH (a:Account {id: $account}) WHERE a.active
CREATE (a)<-[:HELD_BY]-(k:Credential)
SET k = $values, k.scope = a.scope
RETURN count(k) AS opened"""
OPEN_KEY: LiteralString = """
MATCH (a:Account {id: $w.enact.id})
CREATE (a)<-[:HELD_BY]-(k:Credential)
SET k = $w.enact.values, k.scope = a.scope"""
"""Part of a change: an API key of an account."""
END: LiteralString = """
MATCH (a:Account {id: $w.enact.id})<-[:HELD_BY]-(k:Credential)
WHERE ($w.enact.ids IS NULL OR k.id IN $w.enact.ids) AND k.until > $w.enact.now
SET k.until = $w.enact.now"""
"""Part of a change (`graph/edits.Enact`): ends credentials of an account, all or those named."""
ROTATE: LiteralString = """CYPHER 25
MATCH (k:Credential {id: $id})-[:HELD_BY]->(a:Account)
REMOVE k.lock
WITH k, a
WHERE k.until > $now AND a.active AND k.refresh IS NOT NULL
WITH k, a, CASE
  WHEN k.refresh = $given THEN 'rotated'
  WHEN k.previous = $given AND k.refresh = $next AND k.rotated > $grace AND k.client = $client THEN 'again'
  ELSE 'reused' END AS verdict
SET k += CASE verdict
  WHEN 'rotated' THEN {refresh: $next, previous: $given, rotated: $now, client: $client,
    until: CASE WHEN k.latest < $until THEN k.latest ELSE $until END}
  WHEN 'reused' THEN {until: $now}
  ELSE {} END
RETURN collect([verdict, a.id, k.until]) AS found"""
"""The lock comes before the look. A refresh token of an older generation ends the whole sign-in."""
END_ONE: LiteralString = """CYPHER 25
MATCH (k:Credential {id: $id})
SET k.until = CASE WHEN k.until > $now THEN $now ELSE k.until END
RETURN count(k) AS done"""
SIGN_IN: LiteralString = """CYPHER 25
RETURN head(COLLECT {
  MATCH (k:Credential {id: $id})-[:HELD_BY]->(a:Account {id: $account}) WHERE a.active
  RETURN [k.until, k.created, k.type, coalesce(k.proven, [])] }) AS found"""
"""Of whoever asks about his own sign-in, or does something to it."""


async def open_credential(
    tx: Transaction, account: str, kind: str, now: str, until: str, *, id: str | None = None, **more: Any
) -> str | None:
    """A new credential of an open account; its id, or None if the account is closed or is not."""
    id = id or new_id()
    values: Mapping[str, Any] = {
        "id": id,
        "type": kind,
        "created": now,
        "until": until,
        "order_created": now,
        **{name: value for name, value in more.items() if value is not None},
    }
    found = await one(tx, OPEN, {"account": account, "values": values})
    return id if found["opened"] else None
