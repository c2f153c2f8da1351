"""The commands on accounts: their arguments → an edit for the ledger, or what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import TYPE_CHECKING, Any

from auth.permissions import ROLES
from auth.viewer import SYSTEM, Viewer
from graph.edits import (
    ACCOUNT_SCHEME,
    ChangeHeader,
    Create,
    DuplicateExternalId,
    Edit,
    EditRefused,
    Enact,
    Outcome,
    Update,
)
from graph.openid import UNBIND
from graph.rules import brief
from graph.secrets import REMOVE_FACTOR, TWO_PEOPLE
from graph.seeds import known_ids
from resolvers.credentials import end_edit, key_edit
from resolvers.invitations import HOURS, MOST_HOURS, invitation
from resolvers.markings import LONGEST_NAME, Wrong, misnamed
from settings import OperatorError

if TYPE_CHECKING:
    from resolvers.execution import Executor

ADDRESS = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")
TAKEN = "There is an account of this address already."
READERS = "may:account:read"
"""Beside the holder, who sees an account."""
FIELDS = {"name": "name", "accountKind": "accountKind", "roles": "roles", "admittedTo": "admittedTo", "rooms": "rooms"}


def address(email: str) -> str:
    """An e-mail address as accounts are known by it: NFKC, in lower case."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def new_account(email: str, values: Mapping[str, Any], links: Mapping[str, list[str]]) -> Create:
    """The edit that makes an account: RED, for its holder and for those who may read accounts."""
    known = address(email)
    return Create(
        "Account",
        values={**values, "email": known},
        links=links,
        marking="RED",
        readers=[f"user:{known}", READERS],
        external_ids=[(ACCOUNT_SCHEME, known)],
    )


def account_edit(name: str, given: Mapping[str, Any], viewer: Viewer) -> tuple[Edit, list[Wrong]]:
    """The edit that a command on accounts asks for, and all that is wrong with it."""
    return EDITS[name](given, viewer)


def _create(given: Mapping[str, Any], _: Viewer) -> tuple[Edit, list[Wrong]]:
    values, links, wrong = holdings(given["input"])
    email = given["input"]["email"]
    if not ADDRESS.fullmatch(address(email)) or len(email) > LONGEST_NAME:
        wrong.insert(0, (("input", "email"), f"{brief(email)!r} is no e-mail address: write name@example.org."))
    return new_account(email, values, links), wrong


def _update(given: Mapping[str, Any], _: Viewer) -> tuple[Edit, list[Wrong]]:
    values, links, wrong = holdings(given["input"])
    return Update("Account", given["id"], values, given["version"], links), wrong


def _invite(given: Mapping[str, Any], _: Viewer) -> tuple[Edit, list[Wrong]]:
    hours = HOURS if given.get("hours") is None else given["hours"]
    fits = 0 < hours <= MOST_HOURS
    wrong: list[Wrong] = [] if fits else [(("hours",), f"{hours:g} hours; from above 0 to {MOST_HOURS}.")]
    return invitation(hours if fits else HOURS).enact(given["id"]), wrong


def _remove_second_factor(given: Mapping[str, Any], _: Viewer) -> tuple[Edit, list[Wrong]]:
    return Enact("Account", given["id"], "removeSecondFactor", REMOVE_FACTOR, undone=TWO_PEOPLE), []


def holdings(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]], list[Wrong]]:
    """Values and links of an account out of an input, and what is wrong with them."""
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name in FIELDS:
        if name in given:
            values[name] = given[name] if given[name] is not None or name == "name" else []
    if given.get("active") is not None:
        values["active"] = given["active"]
    for role in values.get("roles", ()):
        if role not in ROLES:
            wrong.append((("input", "roles"), f"There is no role {brief(role)!r}: choose of {', '.join(ROLES)}."))
    for name in ("admittedTo", "rooms"):
        wrong += [(("input", name), message) for message in misnamed((one,) for one in values.get(name, ()))]
    if len(values.get("name") or "") > LONGEST_NAME:
        wrong.append((("input", "name"), f"{len(values['name'])} characters; the limit is {LONGEST_NAME}."))
    links: dict[str, list[str]] = {}
    if "actsForIds" in given:
        links["actsFor"] = list(dict.fromkeys(given["actsForIds"] or ()))
    if "personId" in given:
        links["person"] = [given["personId"]] if given["personId"] else []
    return values, links, wrong


EDITS: Mapping[str, Callable[[Mapping[str, Any], Viewer], tuple[Edit, list[Wrong]]]] = {
    "createAccount": _create,
    "updateAccount": _update,
    "endCredentials": end_edit,
    "createApiKey": key_edit,
    "inviteAccount": _invite,
    "removeSecondFactor": _remove_second_factor,
}


# The operator's own way to them


async def make_account(executor: Executor, email: str, given: Mapping[str, Any]) -> str:
    """A new account as the operator wishes it; its id. Raises `OperatorError`."""
    edit, wrong = _create({"input": {"roles": [], **given, "email": email}}, SYSTEM)
    await _apply(executor, edit, wrong, "createAccount")
    return edit.id


async def change_account(executor: Executor, email: str, given: Mapping[str, Any]) -> None:
    """Raises `OperatorError`."""
    id = await account_id(executor, email)
    edit, wrong = _update({"id": id, "version": None, "input": given}, SYSTEM)
    await _apply(executor, edit, wrong, "updateAccount")


async def make_key(executor: Executor, email: str, given: Mapping[str, Any]) -> str:
    """A new API key of an account, which is not kept. Raises `OperatorError`."""
    edit, wrong = key_edit({**given, "id": await account_id(executor, email)}, SYSTEM)
    return (await _apply(executor, edit, wrong, "createApiKey")).told["key"]


async def end_credentials(executor: Executor, email: str, credentials: list[str] | None) -> None:
    """End sign-ins and keys of an account, all if None. Raises `OperatorError`."""
    known = {one["id"] async for one in credentials_of(executor, email)}
    for one in credentials or ():
        if one not in known:
            raise OperatorError(f"{email} has no sign-in or key {brief(one)}.", f"See `peyman user sessions {email}`.")
    edit, wrong = end_edit({"id": await account_id(executor, email), "credentials": credentials}, SYSTEM)
    await _apply(executor, edit, wrong, "endCredentials")


async def unbind_identities(executor: Executor, email: str) -> None:
    """Let the next OpenID subject with this address be the account's. Raises `OperatorError`."""
    edit = Enact("Account", await account_id(executor, email), "unbindIdentities", UNBIND)
    await _apply(executor, edit, [], "unbindIdentities")


async def credentials_of(executor: Executor, email: str) -> AsyncGenerator[dict[str, Any]]:
    """Sign-ins and keys of an account, those that ended too, the newest first. Raises `OperatorError`."""
    given = {"id": await account_id(executor, email), "after": None}
    while True:
        found = (await _asked(executor, CREDENTIALS, given))["account"]["credentials"]
        for one in found["nodes"]:
            yield one
        if not found["pageInfo"]["hasNextPage"]:
            return
        given["after"] = found["pageInfo"]["endCursor"]


async def account_id(executor: Executor, email: str) -> str:
    """The id of the account of an address; raises `OperatorError`."""
    identity = (ACCOUNT_SCHEME, address(email))
    found = await known_ids(executor.database, [identity], executor.scopes.visible(SYSTEM).parameter)
    if identity not in found:
        raise OperatorError(f"There is no account of {brief(email)}.", "`peyman user list` shows those that there are.")
    return found[identity]


async def all_accounts(executor: Executor) -> AsyncGenerator[dict[str, Any]]:
    """Every account, by its address."""
    after = None
    while True:
        found = (await _asked(executor, ACCOUNTS, {"after": after}))["accounts"]
        for one in found["nodes"]:
            yield one
        if not found["pageInfo"]["hasNextPage"]:
            return
        after = found["pageInfo"]["endCursor"]


async def _asked(executor: Executor, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    answer = await executor.execute(text, variables, None, SYSTEM)
    if answer.data is None:
        raise OperatorError(answer.errors[0]["message"], "`peyman doctor` shows more.")
    return answer.data


CREDENTIALS = """query($id: ID!, $after: String) { account(id: $id) { credentials(first: 100, after: $after,
  orderBy: {field: CREATED, direction: DESC}) { pageInfo { hasNextPage endCursor }
  nodes { id kind name agent created until permissions } } } }"""
ACCOUNTS = """query($after: String) { accounts(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id email active roles admittedTo actsFor(first: 20) { nodes { name } } } } }"""


async def _apply(executor: Executor, edit: Edit, wrong: list[Wrong], operation: str) -> Outcome:
    if wrong:
        raise OperatorError(wrong[0][1], "Nothing was written.")

    try:
        return await executor.enact(ChangeHeader("system", operation), edit)
    except EditRefused as error:
        told = TAKEN if isinstance(error, DuplicateExternalId) else str(error)
        raise OperatorError(told, "Nothing was written.") from None
