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
END: LiteralString = """
MATCH (a:Account {id: $w.enact.id})<-[:HELD_BY]-(k:Credential)
WHERE ($w.enact.ids IS NULL OR k.id IN $w.enact.ids) AND k.until > $w.enact.now
SET k.until = $w.enact.now"""
"""Part of a change (`graph/edits.Enact`): ends credentials of an account, all or those named."""


async def open_credential(tx: Transaction, account: str, kind: str, now: str, until: str, **more: Any) -> str | None:
    """A new credential of an open account; its id, or None if the account is closed or is not."""
    id = new_id()
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
