"""The commands that change who sees a record: their arguments → a `Protect` edit, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auth.protection import user_token
from auth.viewer import Viewer
from graph.edits import Protect
from graph.markings import MOST_NAMED
from graph.rules import brief
from schema.markings import MARKING_COMMANDS

LONGEST_NAME = 500
"""Characters of a compartment, an address, a scheme or a value of an external id: what an index can hold."""

CONTROL = re.compile(r"[\x00-\x1f]")

Wrong = tuple[tuple[str, ...], str]
"""The path to what is wrong, and what is wrong with it."""


def protect_of(name: str, given: Mapping[str, Any], viewer: Viewer) -> tuple[Protect, list[Wrong]]:
    """The edit that a marking command asks for, and all that is wrong with it."""
    command = MARKING_COMMANDS[name]
    wrong: list[Wrong] = []
    for argument in {**command.added, **command.removed}:
        entries: Sequence[str] | None = given.get(argument)
        if entries is None:
            continue
        if not entries:
            wrong.append(((argument,), "The list is empty: name at least one."))
        wrong += [((argument,), message) for message in misnamed((entry,) for entry in entries)]
    if "compartments" in command.added:
        wrong += [(("compartments",), message) for message in not_held(given["compartments"], viewer)]
    protection = {
        prop: given[argument]
        for argument, prop in (("marking", "marking"), ("ownerId", "owner"))
        if given.get(argument) is not None
    }
    added, removed = (
        {prop: stored(prop, given[argument]) for argument, prop in lists.items() if given.get(argument) is not None}
        for lists in (command.added, command.removed)
    )
    return Protect("Record", given["id"], {}, given.get("version"), {}, protection, None, added, removed), wrong


def stored(prop: str, entries: Sequence[str]) -> list[str]:
    """Readers are kept as tokens."""
    return [user_token(entry) for entry in entries] if prop == "readers" else list(entries)


def misnamed(entries: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """What is wrong with names that are kept: each entry is one text, or several."""
    count = 0
    for count, texts in enumerate(entries, 1):  # noqa: B007
        longest = max(len(text) for text in texts)
        if longest > LONGEST_NAME:
            yield f"{longest} characters; the limit is {LONGEST_NAME}."
        elif any(not text.strip() or CONTROL.search(text) for text in texts):
            yield "An entry is empty, or holds a control character: give its text."
    if count > MOST_NAMED:
        yield f"{count} entries; the limit is {MOST_NAMED}."


def not_held(compartments: Iterable[str], viewer: Viewer) -> Iterator[str]:
    """Compartments that the viewer would shut himself out by."""
    for name in compartments:
        if name not in viewer.compartments and not viewer.sees_all:
            yield f"You are not in a compartment {brief(name)!r}: you could not see the record."
