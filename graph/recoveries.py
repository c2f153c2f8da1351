"""The two-person recovery of a RED record whose readers are gone: what is checked, and what it does.

A request is a record of its own, made without a look at what it is for.  Its confirmation by somebody else checks the
request and the new readers, and refuses for these alone; then, in the same transaction, it changes the readers of the
record, if that is RED and no reader that it names has an open account.  Whether it did shows in nothing that is
answered (docs/decisions/0014-who-can-see.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from auth.permissions import Permission
from auth.protection import user_token
from graph.edits import Create, InvalidValue, NotAllowed, Update
from graph.kinds import utc_text
from graph.locking import Known, one

if TYPE_CHECKING:
    from graph.ledger import Work

DAYS = 7
"""How long a request may be confirmed."""
SEEN_BY = f"may:{Permission.RECOVERY_ACT}"
CLOSED = """CYPHER 25
UNWIND $b.addresses AS address
OPTIONAL MATCH (holder:Account {email: address}) WHERE holder.active
WITH address, count(holder) AS open
WHERE open = 0
RETURN collect(address) AS closed"""
OLDER = """CYPHER 25
RETURN EXISTS { MATCH (holder:Account {id: $b.account}) WHERE holder.created < $b.requested } AS older"""
ABANDONED = """CYPHER 25
UNWIND [$b.id] AS id
MATCH (n:Record {id: id})
REMOVE n.lock
WITH n WHERE n.marking = 'RED'
CALL (n) {
  UNWIND coalesce(n.readers, []) AS reader
  OPTIONAL MATCH (holder:Account) WHERE holder.active AND reader IN ['user:' + holder.email, holder.email]
  WITH reader, count(holder) AS open
  WHERE open > 0 OR reader STARTS WITH 'may:'
  RETURN count(*) AS left
}
WITH n, left WHERE left = 0
RETURN collect(properties(n)) AS found"""
"""The record, locked, if it is RED and its readers are gone. A permission that is a reader is never gone."""


def until(now: datetime) -> str:
    return utc_text(now + timedelta(days=DAYS))


async def candidates(work: Work, addresses: Sequence[str], path: str) -> None:
    """Raises `InvalidValue` unless all of these have open accounts."""
    closed = (await one(work.tx, CLOSED, {"b": {"addresses": list(addresses)}}))["closed"]
    if closed:
        raise InvalidValue(f"There is no open account of {', '.join(sorted(closed))}: name others.", (path,))


async def requested(work: Work, edit: Create | Update) -> None:
    await candidates(work, edit.values["newReaders"], "readers")


async def confirmed(work: Work, edit: Create | Update) -> None:
    """Check the request, and do what it asks for. Nothing here refuses for what it is asked for."""
    batch, request = work.batch, work.batch.known[edit.id].properties
    now, viewer = batch.now, batch.viewer
    if request.get("confirmed"):
        raise InvalidValue("It was confirmed before: request another.", ("id",))
    if request["until"] <= now:
        raise InvalidValue(f"It was to be confirmed within {DAYS} days: request it again.", ("id",))
    if user_token(viewer.user or "") == user_token(request["requested_by"]):
        raise NotAllowed("Whoever requested it does not confirm it: that is for another.", ("id",))
    if user_token(viewer.user or "") in map(user_token, request["new_readers"]):
        raise NotAllowed("You would become a reader yourself: it is confirmed by somebody who does not.", ("id",))
    if viewer.account is not None:
        given = {"account": viewer.account, "requested": request["created"]}
        if not (await one(work.tx, OLDER, {"b": given}))["older"]:
            raise NotAllowed("Your account is newer than the request: it is confirmed by one that is not.", ("id",))
    await candidates(work, request["new_readers"], "id")
    edit.values = {"confirmedBy": viewer.user, "confirmed": now}
    await recover(work, request)


async def recover(work: Work, request: dict[str, Any]) -> None:
    batch = work.batch
    for properties in (await one(work.tx, ABANDONED, {"b": {"id": request["record_id"]}}))["found"]:
        id, readers = properties["id"], [user_token(address) for address in request["new_readers"]]
        batch.known[id] = found = Known(properties["type"], properties["scope"], dict(properties))
        await batch.meet(work.tx, [found.scope])
        work.touch(id, {"readers": readers})
        after = await work.rescoped(id, batch.protection(found.scope), None)
        work.writes.entry(
            id,
            found.type,
            await work.scope(after),
            "recovery",
            found.properties["version"],
            before={"readers": properties.get("readers")},
            after={
                "readers": readers,
                "requested_by": request["requested_by"],
                "request_reason": request["reason"],
            },
        )
