"""A record's protection: clauses, each a set of tokens. Seen if and only if every clause has one of the viewer's.

CLEAR: no clause. GREEN: {members}. AMBER: {the owner organization, those it was shared with}.
AMBER_STRICT: {the owner}. RED: {named people}. Each compartment: a clause of its own.  A record that hangs on others
carries their clauses too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

Clause = frozenset[str]
Protection = frozenset[Clause]
MEMBERS = frozenset({"members"})
"""The clause of a GREEN record: whoever holds any token holds this one."""
NOBODY = frozenset({"nobody"})
"""The clause of an AMBER record without owner, or a RED one without readers: no one holds its token."""

IMPORTED_MARKINGS = ("CLEAR", "GREEN", "AMBER", "AMBER_STRICT")
"""Markings that a whole file can be given: RED is for named readers, record by record."""


def clauses_of(
    marking: str,
    owner: str | None,
    shared: Iterable[str] = (),
    readers: Iterable[str] = (),
    compartments: Iterable[str] = (),
) -> Protection:
    """The record's own clauses. `shared`: organization ids; `readers`: e-mail addresses, or tokens of readers."""
    own: set[Clause] = {frozenset({f"compartment:{name}"}) for name in compartments}
    owners = {f"org:{owner}"} if owner else set[str]()
    match marking:
        case "CLEAR":
            pass
        case "GREEN":
            own.add(MEMBERS)
        case "AMBER":
            own.add(frozenset(owners | {f"org:{one}" for one in shared}) or NOBODY)
        case "AMBER_STRICT":
            own.add(frozenset(owners) or NOBODY)
        case "RED":
            own.add(frozenset(reader_token(one) for one in readers) or NOBODY)
        case other:
            raise ValueError(f"{other!r} is not a marking")
    return frozenset(own)


def user_token(email: str) -> str:
    """The token of a user, in whatever case his address is written."""
    return f"user:{email.strip().casefold()}"


def reader_token(reader: str) -> str:
    """Of a reader as he is stored: a token already, or an address."""
    return reader if reader.startswith(("user:", "may:")) else user_token(reader)


def room(session: str) -> Clause:
    """What is under the Chatham House rule: for those in the room of that session."""
    return frozenset({f"room:{session}"})


def visible(clauses: Protection, tokens: frozenset[str]) -> bool:
    """The one predicate of visibility."""
    return all(clause & tokens for clause in clauses)


def widens(before: Protection, after: Protection) -> bool:
    """Whether somebody might see a record under `after` who did not under `before`.

    Nobody might if each clause of `before` follows from one of `after`: from a part of it, from a clause that no one
    meets, and {members} from any.
    """
    return NOBODY not in after and not all(
        any(other <= clause or clause == MEMBERS for other in after) for clause in before
    )


def lacking(marking: str, owner: object, readers: Iterable[str] | None) -> str | None:
    """What a marking needs and has not: `owner` or `readers`; None if nothing."""
    if marking in ("AMBER", "AMBER_STRICT") and not owner:
        return "owner"
    return "readers" if marking == "RED" and not readers else None


def written(clauses: Protection) -> str:
    """The protection as its scope stores it: sorted, so that equal ones are equal text."""
    return json.dumps(sorted(sorted(clause) for clause in clauses), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Protection:
    return frozenset(frozenset(clause) for clause in json.loads(text))
