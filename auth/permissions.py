"""What may be done at all, by role: one enum of `resource:action`, one table. Which records: `auth/protection.py`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """`resource:action`; a field or command names the one that it needs."""

    RECORD_READ = "record:read"
    RECORD_CREATE = "record:create"
    RECORD_UPDATE = "record:update"
    RECORD_LINK = "record:link"
    RECORD_DELETE = "record:delete"
    RECORD_ASSIGN = "record:assign"
    """To make organizations that one does not belong to the owners of records."""
    MARKING_WIDEN = "marking:widen"
    """To let more people see a record than did, of the organizations that one acts for, or that one is a reader of."""
    MARKING_OVERRIDE = "marking:override"
    """The same for records of any owner that one sees."""
    MARKING_EXPLAIN = "marking:explain"
    """To ask who sees a record that one answers for, and why somebody sees one or does not."""
    HISTORY_READ = "history:read"
    IMPORT_RUN = "import:run"
    ACCOUNT_READ = "account:read"
    """To see accounts and sign-ins other than one's own."""
    ACCOUNT_ADMINISTER = "account:administer"
    """To make accounts, to give and take what they hold, to end their sign-ins."""
    RECOVERY_ACT = "recovery:act"
    """To ask for other readers of a RED record whose readers are gone, and to confirm what another asked for."""


READS = frozenset({Permission.RECORD_READ, Permission.HISTORY_READ})
WRITES = READS | {Permission.RECORD_CREATE, Permission.RECORD_UPDATE, Permission.RECORD_LINK}

ROLES: Mapping[str, frozenset[Permission]] = {
    "reader": READS,
    "contributor": WRITES,
    "coordinator": WRITES
    | {Permission.RECORD_DELETE, Permission.RECORD_ASSIGN, Permission.MARKING_WIDEN, Permission.MARKING_EXPLAIN},
    "analyst": WRITES,
    "mediator": WRITES | {Permission.RECORD_DELETE, Permission.MARKING_WIDEN, Permission.MARKING_EXPLAIN},
    "monitor": WRITES,
    "steward": frozenset(Permission),
    "service": WRITES | {Permission.RECORD_ASSIGN, Permission.IMPORT_RUN},
}
"""Role → permissions: the only place that says what a role may do."""

ADMINISTRATIVE = frozenset({Permission.ACCOUNT_READ, Permission.RECOVERY_ACT})
"""Permissions that are tokens too, `may:…`: they let one see records that are kept for administration."""

ANONYMOUS_READS = frozenset({Permission.RECORD_READ, Permission.HISTORY_READ})
