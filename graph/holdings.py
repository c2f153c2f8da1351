"""What an account holds, and whether it still holds it: read once, and confirmed by every statement sent for it.

`HELD` is one more column of each statement: until when the credential is good, and the account's stamp, which counts
the changes of what it holds.  Who was looked up under another stamp is looked up again, and his request done again
(`resolvers/execution.py`).  So a revocation is in force for the next request, in every process, without a second round
trip.  The column reads the credential of the very request, by its id: no record that somebody else keeps.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString

from auth.permissions import Permission
from auth.viewer import Viewer
from graph.database import Database
from graph.kinds import utc_text

API_KEY = "ApiKey"
"""The sort of credential that is shown itself; what others prove is in a signed token."""
RENEWALS = 4
"""How often a request is begun again because what its viewer holds has changed meanwhile."""
HELD: LiteralString = """,
  head(COLLECT { MATCH (held:Credential {id: $credential})-[:HELD_BY]->(holder:Account)
    WHERE holder.active RETURN [held.until, holder.stamp] }) AS held"""
ONLY_HELD: LiteralString = f"CYPHER 25\nRETURN 0 AS nothing{HELD}"
ROOMS: LiteralString = """COLLECT {
      MATCH (holder)-[own:ACCOUNT_OF]->(one:Person)<-[part:PARTICIPANT]-(place:Participation)
        -[:PARTICIPATION_IN]->(session)
      WHERE NOT place.partstat IN ['DECLINED', 'DELEGATED'] AND coalesce(place.attended, true)
        AND (coalesce(own.was[0], one.id) = coalesce(part.was[0], one.id) OR coalesce(place.created > own.since, false))
      RETURN session.id }"""
"""Sessions in whose room somebody is: where he has a place that he did not decline or give away, and was not absent.

A merge gives nobody rights: what was another's before is not his (`was`, `graph/merging.py`)."""
ACTING: LiteralString = """COLLECT {
      MATCH (holder)-[acts:ACTS_FOR]->(organization)
      UNWIND [coalesce(acts.was[0], organization.id)] + coalesce(acts.also, []) AS one
      RETURN one }"""
"""Organizations that somebody acts for, each by the id by which it was given him."""
HOLDINGS: LiteralString = f"""CYPHER 25
RETURN head(COLLECT {{
  MATCH (held:Credential {{id: $credential}})-[:HELD_BY]->(holder:Account {{id: $account}})
  WHERE holder.active
  RETURN [held.until, holder.stamp, holder.email, holder.roles, holder.admitted_to, held.permissions,
    {ACTING},
    [room IN holder.rooms | room] + {ROOMS}, held.type,
    CASE held.type WHEN 'SignIn' THEN coalesce(held.proven, []) END]
}}) AS holdings"""

HOLDER: LiteralString = """CYPHER 25
RETURN head(COLLECT {
  MATCH (held:Credential {id: $credential})-[:HELD_BY]->(holder:Account)
  WHERE held.hash IS NOT NULL AND held.type = 'ApiKey'
  RETURN [held.hash, holder.id]
}) AS holder"""


class HoldingsChanged(Exception):
    """What a viewer holds is no longer what was looked up, or his credential has ended: look again."""


def confirm(viewer: Viewer, held: Sequence[Any] | None) -> None:
    """Raises `HoldingsChanged` unless the column `held` says that the viewer is still who he was."""
    if viewer.account is not None and (held is None or held[1] != viewer.stamp or not good(held[0])):
        raise HoldingsChanged


def good(until: str | None) -> bool:
    """Whether a credential that ends then is good now."""
    return until is not None and until > utc_text(datetime.now(UTC))


async def holdings(database: Database, account: str, credential: str) -> Viewer | None:
    """The viewer of a credential; None if it has ended or never was, or its account is closed."""
    found = (await database.read(HOLDINGS, {"account": account, "credential": credential}))[0]
    if found is None or not good(found[0]):
        return None
    _, stamp, email, roles, admitted, allowed, organizations, rooms, kind, proven = found
    return Viewer(
        user=email,
        organizations=frozenset(organizations),
        compartments=frozenset(admitted or ()),
        roles=frozenset(roles or ()),
        rooms=frozenset(rooms),
        account=account,
        credential=credential,
        stamp=stamp,
        allowed=_allowed(allowed) if kind == API_KEY else None,
        proven=None if proven is None else frozenset(proven),
    )


async def holder_of(database: Database, credential: str, hash: str) -> str | None:
    """The account of an API key with this hash; None if there is none."""
    found = (await database.read(HOLDER, {"credential": credential}))[0]
    return found[1] if found is not None and hmac.compare_digest(found[0], hash) else None


def _allowed(permissions: Sequence[str] | None) -> frozenset[Permission]:
    """What a key may do at most: a permission that this Peyman does not know allows nothing."""
    return frozenset(one for one in Permission if permissions is None or one in permissions)
