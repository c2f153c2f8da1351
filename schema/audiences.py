"""Who can see a record, and why somebody does or does not, in words.

The source (`graph/audiences.py`) gives each clause of the protection as its tokens; here each becomes a sentence.
Whom a record is for is named only to those who answer for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from schema.declarations import Linked, bound, bound_record, item, unwound, worded

Word = Sequence[Any]
"""A token, the name of what it is of if the asker sees that, and whether it is held."""
UNSEEN = "an organization that you do not see"
UNSEEN_SESSION = "a session that you do not see"


def told(token: str) -> str:
    """What a token is of, as it was entered: a scope keeps it as JSON does."""
    return json.loads(f'"{token.partition(":")[2]}"')


def listed(names: Sequence[str]) -> str:
    """`A, B or C`, each once."""
    once = list(dict.fromkeys(names))
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} or {once[-1]}"


def requirement(words: Sequence[Word], decides: bool) -> str:
    """Whom a clause is for. `decides`: the asker answers for the record."""
    parts: list[str] = []
    by_kind: dict[str, list[Word]] = {}
    for word in words:
        by_kind.setdefault(word[0].partition(":")[0], []).append(word)
    for kind, ones in by_kind.items():
        match kind:
            case "members":
                parts.append("everyone who has an account")
            case "org" if decides:
                parts.append(f"those who act for {listed([name or UNSEEN for _, name, _ in ones])}")
            case "org":
                parts.append("those who act for its owner, or for an organization that it is shared with")
            case "user" if decides:
                parts.append(f"the named readers {listed([told(token) for token, *_ in ones])}")
            case "user":
                parts.append("named readers")
            case "may":
                parts.append(f"whoever has the permission {listed([told(token) for token, *_ in ones])}")
            case "compartment":
                parts.append(f"those admitted to the compartment {listed([told(token) for token, *_ in ones])}")
            case "room":
                parts.append(f"those in the room of {listed([name or UNSEEN_SESSION for _, name, _ in ones])}")
            case _:
                parts.append("nobody: it has no owner, or no readers, to be for")
    return f"It is for {listed(parts)}"


def reason(word: Word) -> str:
    """How an account meets a clause by a token."""
    token, name, _ = word
    match token.partition(":")[0]:
        case "members":
            return "has an account"
        case "org":
            return f"acts for {name or UNSEEN}"
        case "user":
            return "is a named reader"
        case "may":
            return f"has the permission {told(token)}"
        case "compartment":
            return f"is admitted to the compartment {told(token)}"
        case _:
            return f"is in the room of {name or UNSEEN_SESSION}"


def met(clause: Mapping[str, Any], _: Mapping[str, Any]) -> bool:
    return any(held for *_, held in clause["0"])


def sentence(clause: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    words, decides = clause["0"], clause["1"]
    held = [word for word in words if word[2]]
    why = f"and this account {' and '.join(dict.fromkeys(map(reason, held)))}" if held else "and this account is not"
    return f"{requirement(words, decides)}, {why}."


def whom(clause: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    return f"{requirement(clause['0'], clause['1'])}."


def reasons(person: Mapping[str, Any], _: Mapping[str, Any]) -> list[str]:
    """One for each clause: by a token whose name the asker sees, if there is one."""
    chosen = (next((word for word in words if word[1] is not None), words[0]) for words in person["3"])
    return list(dict.fromkeys(map(reason, chosen)))


@strawberry.type(description="Somebody who sees a record.")
class AudienceMember:
    email: str = item(0)
    name: str | None = item(1)
    account_id: strawberry.ID | None = item(2, "The account, if you see it.")
    because: list[str] = worded([3], reasons, "By what, one reason for each clause of the protection.")


@strawberry.type(description="A clause of a record's protection: who is in none of those whom it is for is not let in.")
class AudienceClause:
    sentence: str = worded([0, 1], whom, "Whom it is for.")


@strawberry.type(
    description="Who can see a record. `people` are those whom you may know: accounts that you see, readers that the "
    "record names, and those who act for organizations that you see and that it is open to; `total` counts all."
)
class Audience:
    record: Linked = bound_record("record", "Record")
    total: int = bound("total", "Open accounts that see it.")
    clauses: Linked = unwound("clauses", "AudienceClause", "Whom it is for: all must hold; none: for everybody.")
    people: Linked = unwound("people", "AudienceMember", "By address, 200 at most.")


@strawberry.type(description="A clause of a record's protection, and whether an account meets it.")
class ExplainedClause:
    met: bool = worded([0], met)
    sentence: str = worded([0, 1], sentence)


@strawberry.type(description="Why an account sees a record, or does not.")
class AccessExplanation:
    record: Linked = bound_record("record", "Record")
    user: str = bound("user", "The address of the account.")
    active: bool = bound("active", "False: the account is closed, and sees nothing.")
    sees: bool = bound("sees", "Whether the record is seen: the account is open, and meets every clause.")
    clauses: Linked = unwound("clauses", "ExplainedClause", "None: the record is for everybody.")
