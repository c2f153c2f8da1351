"""What a command or an importer asks the ledger to do, and why the ledger may refuse it."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import TYPE_CHECKING, Any, LiteralString

import uuid_utils

from auth.protection import reader_token

if TYPE_CHECKING:
    from graph.ledger import Work


def new_id() -> str:
    """A UUIDv7 (RFC 9562): ordered by time, opaque to clients."""
    return str(uuid_utils.uuid7())


def as_filtered(external_ids: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Schemes and values in the form in which filters name them (NFC)."""
    return [
        (unicodedata.normalize("NFC", scheme), unicodedata.normalize("NFC", value)) for scheme, value in external_ids
    ]


@dataclass(slots=True)
class Create:
    """A new record. `values`, `links` go by GraphQL field name; links hold ids, also of records of the same batch."""

    type: str
    id: str = default(default_factory=new_id)
    values: Mapping[str, Any] = default(default_factory=dict[str, Any])
    links: Mapping[str, Sequence[str]] = default(default_factory=dict[str, Sequence[str]])
    marking: str = "GREEN"
    owner: str | None = None
    compartments: Sequence[str] = ()
    shared: Sequence[str] = ()
    readers: Sequence[str] = ()
    external_ids: Sequence[tuple[str, str]] = ()
    first: Procedure | None = default(default=None, kw_only=True)

    def __post_init__(self) -> None:
        self.external_ids = as_filtered(self.external_ids)


@dataclass(slots=True)
class Update:
    """New values of some fields, links to one included; `version` is the one it was made from (None: whatever it is).

    `protection` holds those of marking, owner, compartments, shared and readers that change; `external_ids` are all
    that it will have (None: those that it has).
    """

    type: str
    id: str
    values: Mapping[str, Any] = default(default_factory=dict[str, Any])
    version: int | None = None
    links: Mapping[str, Sequence[str]] = default(default_factory=dict[str, Sequence[str]])
    protection: Mapping[str, Any] = default(default_factory=dict[str, Any])
    external_ids: Sequence[tuple[str, str]] | None = None
    first: Procedure | None = default(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.external_ids is not None:
            self.external_ids = as_filtered(self.external_ids)


@dataclass(slots=True)
class Protect(Update):
    """An update of who sees a record, stated as what is added and taken away: see `graph/markings.py`."""

    added: Mapping[str, Sequence[str]] = default(default_factory=dict[str, Sequence[str]])
    removed: Mapping[str, Sequence[str]] = default(default_factory=dict[str, Sequence[str]])


@dataclass(slots=True)
class Connect:
    type: str
    id: str
    field: str
    targets: Sequence[str]


@dataclass(slots=True)
class Disconnect:
    type: str
    id: str
    field: str
    targets: Sequence[str]


@dataclass(slots=True)
class Delete:
    type: str
    id: str
    version: int | None = None


@dataclass(slots=True)
class Erase(Delete):
    """A delete that also takes the record's values out of the ledger: see `graph/erasing.py`."""


@dataclass(slots=True)
class Enact:
    """Something done to a record that is none of its fields: `statement`, with `$w.enact`, is part of its change.

    `operation` names it in the history. `own`: of an account, its holder may do it too. `told` goes into the answer
    and is kept nowhere. `refusal`: why it may not be, given the record's properties once it is locked.
    `undone`: said where the statement, which then returns `done`, finds that it may not be.
    """

    type: str
    id: str
    operation: str
    statement: LiteralString
    given: Mapping[str, Any] = default(default_factory=dict[str, Any])
    own: bool = False
    told: Mapping[str, Any] = default(default_factory=dict[str, Any])
    refusal: Callable[[Mapping[str, Any]], EditRefused | None] | None = None
    undone: str = ""


@dataclass(slots=True)
class Merge:
    """Two records are one: `id` stays, `merged` goes into it; versions as each was read. See `graph/merging.py`.

    `take`: fields, and links to one, of which the merged record's value is to stand.
    """

    type: str
    id: str
    merged: str
    version: int
    merged_version: int
    take: Sequence[str] = ()


@dataclass(slots=True)
class Unmerge:
    """A merge undone. `merged`: the id that led to the kept record since, `version`: that record's.

    `id` is that of the kept record as soon as it is known (`graph/locking.py`).
    """

    type: str
    id: str
    version: int
    merged: str = ""

    def __post_init__(self) -> None:
        self.merged = self.merged or self.id


Edit = Create | Update | Connect | Disconnect | Delete | Enact | Merge | Unmerge
Procedure = Callable[["Work", "Create | Update"], Awaitable[None]]
"""What comes first, within the change, of an edit that is a step of a procedure (`graph/recoveries.py`)."""


@dataclass(slots=True)
class ChangeHeader:
    """Who does what, why, and under which idempotency key."""

    actor: str
    operation: str
    reason: str | None = None
    key: str | None = None
    field: str = ""
    """The response key of the mutation, so that one request with several of them has a change for each."""
    hash: str = ""
    """Of the request: the same key with another body is refused."""
    id: str = default(default_factory=new_id)


@dataclass(slots=True)
class Outcome:
    """What was done: the ids, in the order of the edits; `replayed` when the key had done it before."""

    ids: list[str]
    change: str
    replayed: bool = False
    scopes: Mapping[Any, int] = default(default_factory=dict[Any, int])
    """Scopes made on the way: `Scopes.learn` them once the transaction has committed."""
    told: Mapping[str, Any] = default(default_factory=dict[str, Any])
    """What this answer tells and none after it, such as a new key."""
    read: list[Any] | None = None
    """What the writer wished to read of the graph as the change leaves it, if the change was made now."""


Reading = Callable[[Outcome], tuple[str, Mapping[str, Any]]]
"""A statement `CYPHER 25 RETURN …` of one record, and its parameters: sent with a change's last, to save its trip."""


REFERENCE = frozenset({"Place", "CooperationArea"})
"""Reference data: CLEAR for ever, since all else is tagged with it."""


PERMANENT = frozenset({"Recovery"})
"""Never deleted: what two people did together is not undone by one."""


ACCOUNT_SCHEME = "account"
"""Of the external id by which an account is found and stays the only one of its address."""


class EditRefused(Exception):
    """The ledger refused an edit; nothing of its batch is written. `path` names the input field."""

    code = "REFUSED"

    def __init__(self, message: str, path: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.path = tuple(path)


class RecordNotFound(EditRefused):
    """No such record, or none that the writer sees: the answer is the same."""

    code = "NOT_FOUND"


class VersionConflict(EditRefused):
    code = "VERSION_CONFLICT"

    def __init__(self, message: str, id: str, current: int) -> None:
        super().__init__(message, ("version",))
        self.id = id
        self.current = current


class NotAllowed(EditRefused):
    """The writer's permissions, or what he holds, do not allow it."""

    code = "FORBIDDEN"


class DuplicateExternalId(EditRefused):
    code = "DUPLICATE_EXTERNAL_ID"


class IdempotencyKeyReused(EditRefused):
    code = "IDEMPOTENCY_KEY_REUSED"


class InvalidValue(EditRefused):
    code = "VALIDATION_FAILED"


def as_stored(protection: Mapping[str, Any]) -> dict[str, Any]:
    """What is given of a protection as it is stored: readers by their tokens, however they were written."""
    readers = protection.get("readers")
    return {**protection, "readers": [reader_token(one) for one in readers]} if readers else dict(protection)


def given_protection(create: Create) -> dict[str, Any]:
    """The properties from which a record's own clauses are made."""
    found: dict[str, Any] = {"marking": create.marking, "compartments": list(create.compartments)}
    if create.owner is not None:
        found["owner"] = create.owner
    if create.shared:
        found["shared"] = list(create.shared)
    if create.readers:
        found["readers"] = create.readers
    return as_stored(found)
