"""The commands on what an account signs in by: API keys made, credentials ended; their arguments → an edit.

A key says what its account may do, or a part of it; the account's roles are looked up at every request, so no key is
ever wider than they are.  The keys of a person are made by nobody else: whoever had one would read what is marked for
that person's eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from auth.api_keys import new_api_key
from auth.permissions import ANONYMOUS_READS, ROLES, Permission
from auth.viewer import Viewer
from graph.credentials import END, OPEN_KEY
from graph.edits import EditRefused, Enact, InvalidValue, NotAllowed, new_id
from graph.holdings import API_KEY
from graph.kinds import utc_text
from graph.rules import brief
from resolvers.markings import Wrong, misnamed

MOST_DAYS = 366
"""A key that never ends is one that nobody remembers."""


def key_edit(given: Mapping[str, Any], viewer: Viewer) -> tuple[Enact, list[Wrong]]:
    """The edit that makes an API key, and all that is wrong with it."""
    name, days, permissions = given["name"].strip(), given["days"], given.get("permissions")
    wrong: list[Wrong] = [(("name",), message) for message in misnamed([(name,)])]
    if permissions is not None:
        permissions = list(dict.fromkeys(permissions))
        if not permissions:
            wrong.append((("permissions",), "The list is empty: name at least one, or leave it out."))
        known = {str(one) for one in Permission}
        wrong += [
            (("permissions",), f"There is no permission {brief(one)!r}: choose of {', '.join(sorted(known))}.")
            for one in permissions
            if one not in known
        ]
    if not 1 <= days <= MOST_DAYS:
        wrong.append((("days",), f"{days} days: a key is good for 1 to {MOST_DAYS}."))
    if wrong:
        return Enact("Account", given["id"], "createApiKey", OPEN_KEY), wrong
    now = datetime.now(UTC)
    credential, until = new_id(), utc_text(now + timedelta(days=days))
    text, hash = new_api_key(credential)
    values = {
        "id": credential,
        "type": API_KEY,
        "name": name,
        "hash": hash,
        "permissions": permissions,
        "created": utc_text(now),
        "order_created": utc_text(now),
        "until": until,
    }

    def refusal(account: Mapping[str, Any]) -> EditRefused | None:
        return _no_key_for(account, permissions or (), viewer)

    told = {"key": text, "credential": credential, "until": until}
    return Enact("Account", given["id"], "createApiKey", OPEN_KEY, {"values": values}, True, told, refusal), []


def _no_key_for(account: Mapping[str, Any], permissions: Iterable[str], viewer: Viewer) -> EditRefused | None:
    """Why the viewer may make no such key of an account."""
    if not account["active"]:
        return InvalidValue("The account is closed: nobody signs in by it.", ("id",))
    if viewer.by_key:
        return NotAllowed("A key makes no keys, or one that leaked would never end: sign in.")
    if account["account_kind"] != "SERVICE" and viewer.account != account["id"] and not viewer.sees_all:
        return NotAllowed("Only the holder makes keys of a person's account: they show what is marked for him.")
    allowed = ANONYMOUS_READS.union(*(ROLES.get(role, frozenset()) for role in account.get("roles") or ()))
    for one in permissions:
        if Permission(one) not in allowed:
            return InvalidValue(f"No role of the account has the permission {one}: its keys cannot.", ("permissions",))
    return None


def end_edit(given: Mapping[str, Any], viewer: Viewer) -> tuple[Enact, list[Wrong]]:
    """The edit that ends credentials, and what is wrong with it."""
    ids = given.get("credentials")
    wrong: list[Wrong] = (
        [(("credentials",), "The list is empty: name at least one, or leave it out.")] if ids == [] else []
    )

    def refusal(account: Mapping[str, Any]) -> EditRefused | None:
        own = viewer.by_key and viewer.account == account["id"] and ids != [viewer.credential]
        return NotAllowed("Of its own account a key ends itself only: name it, or sign in.") if own else None

    return Enact("Account", given["id"], "endCredentials", END, {"ids": ids}, own=True, refusal=refusal), wrong
