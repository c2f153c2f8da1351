"""The commands on accounts: their arguments → an edit for the ledger, or what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import TYPE_CHECKING, Any

from auth.permissions import ROLES
from auth.viewer import SYSTEM, Viewer
from graph.credentials import END
from graph.database import Transaction
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
from graph.rules import brief
from graph.seeds import known_ids
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


def _end(given: Mapping[str, Any], _: Viewer) -> tuple[Edit, list[Wrong]]:
    ids = given.get("credentials")
    wrong: list[Wrong] = (
        [(("credentials",), "The list is empty: name at least one, or leave it out.")] if ids == [] else []
    )
    return Enact("Account", given["id"], "endCredentials", END, {"ids": ids}, own=True), wrong


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
    "endCredentials": _end,
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
        answer = await executor.execute(ACCOUNTS, {"after": after}, None, SYSTEM)
        if answer.data is None:
            raise OperatorError(answer.errors[0]["message"], "`peyman doctor` shows more.")
        for one in answer.data["accounts"]["nodes"]:
            yield one
        if not answer.data["accounts"]["pageInfo"]["hasNextPage"]:
            return
        after = answer.data["accounts"]["pageInfo"]["endCursor"]


ACCOUNTS = """query($after: String) { accounts(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id email active roles admittedTo actsFor(first: 20) { nodes { name } } } } }"""


async def _apply(executor: Executor, edit: Edit, wrong: list[Wrong], operation: str) -> None:
    if wrong:
        raise OperatorError(wrong[0][1], "Nothing was written.")

    async def work(tx: Transaction) -> Outcome:
        return await executor.ledger.apply(tx, ChangeHeader("system", operation), [edit], SYSTEM)

    try:
        outcome, _ = await executor.database.write(work)
    except EditRefused as error:
        told = TAKEN if isinstance(error, DuplicateExternalId) else str(error)
        raise OperatorError(told, "Nothing was written.") from None
    executor.scopes.learn(outcome.scopes)
