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
    RECORD_MERGE = "record:merge"
    """To be shown which records may be the same."""
    RECORD_ASSIGN = "record:assign"
    """To make organizations that one does not belong to the owners of records."""
    MARKING_WIDEN = "marking:widen"
    """To let more people see a record than did, of the organizations that one acts for, or that one is a reader of."""
    MARKING_OVERRIDE = "marking:override"
    """The same for records of any owner that one sees."""
    MARKING_EXPLAIN = "marking:explain"
    """To ask who sees a record that one answers for, and why somebody sees one or does not."""
    RECORD_ERASE = "record:erase"
    """To take a person's values out of graph and ledger."""
    CONTACT_READ = "contact:read"
    """Addresses and telephone numbers of stakeholders."""
    CASE_READ = "case:read"
    """Who was helped, and what happened, of the support cases that one sees."""
    NOTES_READ = "notes:read"
    """A mediator's private notes on the dialogues that one sees."""
    HISTORY_READ = "history:read"
    IMPORT_RUN = "import:run"
    ACCOUNT_READ = "account:read"
    """To see accounts and sign-ins other than one's own."""
    ACCOUNT_ADMINISTER = "account:administer"
    """To make accounts, to give and take what they hold, to end their sign-ins."""
    RECOVERY_ACT = "recovery:act"
    """To ask for other readers of a RED record whose readers are gone, and to confirm what another asked for."""
    ACCESS_READ = "access:read"
    """To see who read what, and what was refused to whom."""


READS = frozenset({Permission.RECORD_READ, Permission.HISTORY_READ})
WRITES = READS | {Permission.RECORD_CREATE, Permission.RECORD_UPDATE, Permission.RECORD_LINK}

CONFIDENTIAL = frozenset({Permission.CONTACT_READ, Permission.CASE_READ, Permission.NOTES_READ})
"""Of confidential fields. Stewards administer without reading: who is to read them has a role for it besides."""

ROLES: Mapping[str, frozenset[Permission]] = {
    "reader": READS,
    "contributor": WRITES,
    "coordinator": WRITES
    | {Permission.RECORD_DELETE, Permission.RECORD_ASSIGN, Permission.MARKING_WIDEN, Permission.MARKING_EXPLAIN}
    | {Permission.RECORD_MERGE}
    | {Permission.CONTACT_READ, Permission.CASE_READ},
    "analyst": WRITES,
    "mediator": WRITES
    | {Permission.RECORD_DELETE, Permission.MARKING_WIDEN, Permission.MARKING_EXPLAIN}
    | {Permission.CONTACT_READ, Permission.NOTES_READ},
    "monitor": WRITES | {Permission.CASE_READ},
    "steward": frozenset(Permission) - CONFIDENTIAL,
    "service": WRITES | {Permission.RECORD_ASSIGN, Permission.IMPORT_RUN},
}
"""Role → permissions: the only place that says what a role may do."""

ADMINISTRATIVE = frozenset({Permission.ACCOUNT_READ, Permission.RECOVERY_ACT, Permission.ACCESS_READ})
"""Permissions that are tokens too, `may:…`: they let one see records that are kept for administration."""

ANONYMOUS_READS = frozenset({Permission.RECORD_READ, Permission.HISTORY_READ})
