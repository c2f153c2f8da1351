"""The commands that merge two records and undo it: their arguments → an edit, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.edits import Merge, Unmerge
from resolvers.markings import Wrong

MOST_TAKEN = 100


def merge_edit(name: str, given: Mapping[str, Any]) -> tuple[Merge | Unmerge, list[Wrong]]:
    """The edit that a command asks for, and all that is wrong with it."""
    one = given["input"]
    if name == "unmergeRecords":
        return Unmerge("Record", one["id"], one["version"]), []
    take: list[str] = list(dict.fromkeys(one.get("take") or ()))
    wrong: list[Wrong] = []
    if len(take) > MOST_TAKEN:
        wrong.append((("input", "take"), f"{len(take)} fields; the limit is {MOST_TAKEN}."))
    return Merge("Record", one["keep"], one["merge"], one["keepVersion"], one["mergeVersion"], take), wrong
