"""The gate: what a front end relies on is not taken away without a dated word about it.

`schema.graphql` is the promise that was given last.  A schema that breaks it (graphql-core finds how) passes only if
`allowed_breaking_changes.toml` allows that very change, by the date on which it comes and with a reason; an entry that
allows nothing is itself an error, so that the list never grows old.  Each promise is entered in `promises.toml` with
its date and sum: a `schema.graphql` that was rewritten past the gate has none.

    uv run peyman schema | uv run python -m frontend_contract.gate            # is the promise kept?
    uv run peyman schema | uv run python -m frontend_contract.gate --accept   # kept, or allowed: give the new one
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes, parse, validate

FOLDER = Path(__file__).parent
PROMISE = FOLDER / "schema.graphql"
ALLOWED = FOLDER / "allowed_breaking_changes.toml"
PROMISES = FOLDER / "promises.toml"
OPERATIONS = FOLDER / "operations"


@dataclass(frozen=True)
class Allowed:
    """One entry: the change in the gate's own words, when it comes, and why."""

    change: str
    on: date
    reason: str


def allowances(text: str) -> list[Allowed]:
    """The entries of the list; ValueError names the first that is not whole."""
    found: list[Allowed] = []
    entries: list[dict[str, Any]] = tomllib.loads(text).get("allowed", [])
    for number, entry in enumerate(entries, start=1):
        change, on, reason = entry.get("change"), entry.get("on"), entry.get("reason")
        if not isinstance(change, str) or type(on) is not date or not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"entry {number}: it needs `change` (a text), `on` (a date) and `reason` (a text)")
        found.append(Allowed(change, on, reason))
    return found


def broken(promise: GraphQLSchema, schema: GraphQLSchema) -> list[str]:
    """How the schema breaks the promise, each in one line: `FIELD_REMOVED: Field Person.name was removed.`"""
    return sorted(f"{change.type.name}: {change.description}" for change in find_breaking_changes(promise, schema))


def warned(promise: GraphQLSchema, schema: GraphQLSchema) -> list[str]:
    """What breaks no front end that follows the rules, but some that do not (a new enum value, a new member)."""
    return sorted(f"{change.type.name}: {change.description}" for change in find_dangerous_changes(promise, schema))


def refusals(promise: GraphQLSchema, schema: GraphQLSchema, allowed: Sequence[Allowed]) -> list[str]:
    """Why the schema may not pass; empty if it may."""
    changes = broken(promise, schema)
    known = {entry.change for entry in allowed}
    found = [
        f"{change} Keep it, or allow it with a date in {ALLOWED.name}." for change in changes if change not in known
    ]
    found += [
        f"{ALLOWED.name} allows what is not so: {entry.change!r}. Take the entry out."
        for entry in allowed
        if entry.change not in changes
    ]
    return found


def unanswerable(schema: GraphQLSchema, documents: Iterable[Path]) -> list[str]:
    """The errors of the front ends' own documents against the schema."""
    return [
        f"{path.name}: {error.message}"
        for path in documents
        for error in validate(schema, parse(path.read_text("utf-8")))
    ]


def entered(promise: str) -> bool:
    """Whether this text was the last promise given, by the gate's own book."""
    given: list[dict[str, Any]] = tomllib.loads(PROMISES.read_text("utf-8")).get("promise", [])
    return bool(given) and given[-1]["sha256"] == sum_of(promise)


def enter(promise: str, changes: Sequence[str]) -> None:
    """Write the promise, and into the book when it was given and what it broke."""
    PROMISE.write_text(promise, "utf-8")
    today = datetime.now(UTC).date()
    broke = "".join(f'\n  "{change}",' for change in changes)
    with PROMISES.open("a", encoding="utf-8") as book:
        book.write(f'\n[[promise]]\non = {today}\nsha256 = "{sum_of(promise)}"\n')
        if broke:
            book.write(f"broke = [{broke}\n]\n")


def sum_of(promise: str) -> str:
    return hashlib.sha256(promise.encode()).hexdigest()


def main(arguments: Sequence[str], sdl: str) -> int:
    text = PROMISE.read_text("utf-8")
    schema, promise = build_schema(sdl), build_schema(text)
    found = refusals(promise, schema, allowances(ALLOWED.read_text("utf-8")))
    if not entered(text):
        found.append(f"{PROMISE.name} was not written by --accept: restore the one that was, and run this again.")
    found += unanswerable(schema, sorted(OPERATIONS.glob("*.graphql")))
    for line in warned(promise, schema):
        print(f"note: {line}")
    for line in found:
        print(f"refused: {line}", file=sys.stderr)
    if found:
        return 1
    fresh = sdl.rstrip("\n") + "\n"
    if "--accept" in arguments and fresh != text:
        enter(fresh, broken(promise, schema))
        print(f"{PROMISE.name} is the new promise; take the entries that came true out of {ALLOWED.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.read()))
