"""The access log as the API shows it, to whoever holds `access:read`; how it is written is in `graph/accesses.py`."""

import enum
from datetime import datetime

import strawberry

from schema.declarations import record, stored


@strawberry.enum(description="Whether a record was shown, or an operation refused.")
class AccessKind(enum.Enum):
    READ = "READ"
    REFUSED = "REFUSED"


@record(default_order="time", creatable=False)
class Access:
    """One AMBER_STRICT or RED record shown to somebody, or one operation refused. It holds no values and no names."""

    id: strawberry.ID = stored(order=True, writable=False)
    request: strawberry.ID = stored("The same for all that one answer showed.", writable=False)
    time: datetime = stored("When, in UTC.", order=True, writable=False)
    kind: AccessKind = stored(writable=False)
    user: str | None = stored("The address signed in with; null: nobody had signed in.", writable=False)
    record_id: strawberry.ID | None = stored(
        "The record that was shown, or that a refused command was about, if the user saw it.",
        prop="record",
        writable=False,
    )
    code: str | None = stored("Why it was refused: the code that the client was given.", writable=False)
    times: int = stored("How often, of refusals that were alike and came at once.", writable=False)
    operation: str | None = stored("The operation's name in its document.", writable=False)
    document: str | None = stored("SHA-256 of the document's text.", writable=False)
    address: str | None = stored("The network address that the request came from.", writable=False)
