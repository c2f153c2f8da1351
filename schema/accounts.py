"""Accounts: who signs in, what he holds, and by what he is signed in; and the commands of those who administer them.

An account is a record of its own sort: seen by its holder and by whoever may read accounts, changed by whoever
administers them, never by marking it.  Its secrets are no fields: they are kept apart (`graph/credentials.py`).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from auth.permissions import Permission
from schema.declarations import Linked, incoming, local, many, one, outgoing, record, stored, written
from schema.records import Record


@strawberry.enum(description="Whether a person or a program signs in.")
class AccountKind(enum.Enum):
    PERSON = "PERSON"
    SERVICE = "SERVICE"


@record(source=False, creatable=False)
class Credential:
    """A sign-in, or an API key, of an account."""

    id: strawberry.ID = stored(order=True, writable=False)
    kind: str = stored("`SignIn` or `ApiKey`.", prop="type", writable=False)
    created: datetime = stored("When it began, in UTC.", order=True, writable=False)
    until: datetime = stored("When it ends, or ended.", writable=False)
    name: str | None = stored("What its holder calls it.", writable=False)
    agent: str | None = stored("The program that signed in, as it named itself.", writable=False)
    permissions: list[str] | None = stored("What an API key is restricted to; null: to its roles.", writable=False)


@record(default_order="email", creatable=False, administered=Permission.ACCOUNT_ADMINISTER)
class Account(Record):
    """Somebody, or a program, that signs in. Its holder sees it, and whoever may read accounts."""

    email: str = stored("The address that signs in; for ever the same.", order=True)
    name: str | None = stored("How the holder is called.", order=True)
    account_kind: AccountKind = stored(order=True, default=AccountKind.PERSON)
    roles: list[str] = stored("What may be done: reader, contributor, coordinator …", default=())
    admitted_to: list[str] = stored("The compartments that the holder is in.", default=())
    rooms: list[str] = stored(
        "Ids of sessions in whose room the holder is, beside those in which the person takes part.", default=()
    )
    active: bool = stored("False: closed; nobody signs in by it.", default=True)
    acts_for: Linked = many(
        outgoing("ACTS_FOR", "Stakeholder"), writable=True, description="The organizations acted for."
    )
    person: Linked = one(outgoing("ACCOUNT_OF", "Person"), description="Whom the account is of.")
    credentials: Linked = many(incoming("HELD_BY", "Credential"), description="Sign-ins and API keys, ended ones too.")


@strawberry.input(description="A new account.")
class CreateAccountInput:
    email: str
    name: str | None = strawberry.UNSET
    account_kind: AccountKind | None = strawberry.UNSET
    roles: list[str]
    acts_for_ids: list[strawberry.ID] | None = strawberry.UNSET
    admitted_to: list[str] | None = strawberry.UNSET
    rooms: list[strawberry.ID] | None = strawberry.UNSET
    person_id: strawberry.ID | None = strawberry.UNSET


@strawberry.input(description="What an account is to have; what is left out stays as it is.")
class UpdateAccountInput:
    name: str | None = strawberry.UNSET
    roles: list[str] | None = strawberry.UNSET
    acts_for_ids: list[strawberry.ID] | None = strawberry.UNSET
    admitted_to: list[str] | None = strawberry.UNSET
    rooms: list[strawberry.ID] | None = strawberry.UNSET
    person_id: strawberry.ID | None = strawberry.UNSET
    active: bool | None = strawberry.UNSET


@strawberry.type(description="An invitation, told once: whoever has its token sets the account's password.")
class InvitationPayload:
    record: Linked = written("Account", "The account.")
    token: str | None = local(
        lambda outcome: outcome.told.get("token"), "For `POST /auth/invitations/accept`; null in a replay."
    )
    page: str | None = local(
        lambda outcome: outcome.told.get("page"), "The page of this service that takes it: a path and fragment."
    )
    until: datetime | None = local(lambda outcome: outcome.told.get("until"), "When it expires.")
    change_id: strawberry.ID = local(lambda outcome: outcome.change, "The change in the ledger.")
    replayed: bool = local(lambda outcome: outcome.replayed, "True: this idempotency key had done it before.")


@dataclass(frozen=True)
class AccountCommand:
    """A mutation field on accounts. `permission` None: the holder's own matter too."""

    description: str
    arguments: Mapping[str, Any]
    permission: Permission | None = Permission.ACCOUNT_ADMINISTER
    payload: type | None = None
    """What it answers; None: the account."""


@strawberry.type(description="An API key, which is told this once and kept nowhere.")
class ApiKeyPayload:
    key: str | None = local(
        lambda outcome: outcome.told.get("key"),
        "`Authorization: Bearer` takes it. Null where the idempotency key had made it before: end it, make another.",
    )
    credential: strawberry.ID | None = local(
        lambda outcome: outcome.told.get("credential"), "Its id, by which it is listed and ended."
    )
    record: Linked = written("Account", "The account that it is of.")
    change_id: strawberry.ID = local(lambda outcome: outcome.change, "The change in the ledger.")
    replayed: bool = local(lambda outcome: outcome.replayed, "True: this idempotency key had done it before.")


ACCOUNT_LINKS = {"actsForIds": "actsFor", "personId": "person"}
"""Input field → link that it sets."""
ACCOUNT_COMMANDS: Mapping[str, AccountCommand] = {
    "createAccount": AccountCommand("Make an account.", {"input": CreateAccountInput}),
    "updateAccount": AccountCommand(
        "Change what an account holds, from the next request on; nobody changes his own.",
        {"id": strawberry.ID, "version": int, "input": UpdateAccountInput},
    ),
    "endCredentials": AccountCommand(
        "End sign-ins and API keys of an account, all of them if none is named; the holder may.",
        {"id": strawberry.ID, "credentials": list[strawberry.ID] | None},
        permission=None,
    ),
    "createApiKey": AccountCommand(
        "Make an API key for a program: of a service's account, or of one's own. It may do what the account's roles "
        "allow, or of that the permissions named.",
        {"id": strawberry.ID, "name": str, "permissions": list[str] | None, "days": int},
        permission=None,
        payload=ApiKeyPayload,
    ),
    "inviteAccount": AccountCommand(
        "Let the holder of an account set a password, by a link that is good once and for so many hours (72). "
        "Earlier sign-ins end; a second factor stays.",
        {"id": strawberry.ID, "hours": float | None},
        payload=InvitationPayload,
    ),
    "removeSecondFactor": AccountCommand(
        "Take the second factor from an account whose holder lost it; its sign-ins end. Nobody takes his own.",
        {"id": strawberry.ID},
    ),
}
