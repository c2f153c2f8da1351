"""Changes of who sees a record, worked out against what it is: `Protect` edits name what is added and taken away.

Once the record is locked, each becomes the whole lists that an `Update` writes, so that two people who share it at the
same time both succeed.  A list that its marking gives no meaning to is refused: who sees the record would not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.edits import InvalidValue, Protect
from graph.locking import Batch

MOST_NAMED = 100
"""Compartments, readers, organizations that share: they are looked at whenever the record is written."""
MEANT_FOR = {"shared": "AMBER", "readers": "RED"}


def resolve(batch: Batch, edit: Protect) -> None:
    """Complete the edit's `protection`; raises `InvalidValue`. Nothing for a record that the writer does not see."""
    if batch.type_of(edit.id) is None:
        return
    now: Mapping[str, Any] = batch.known[edit.id].properties
    marking = edit.protection.get("marking", now["marking"])
    found: dict[str, Sequence[str]] = {}
    for prop in {**edit.added, **edit.removed}:
        if prop in edit.added and marking != MEANT_FOR.get(prop, marking):
            needed = MEANT_FOR[prop]
            raise InvalidValue(f"It is {marking}; this says something only of a record marked {needed}.", (prop,))
        taken = frozenset(edit.removed.get(prop, ()))
        held = [one for one in dict.fromkeys([*(now.get(prop) or ()), *edit.added.get(prop, ())]) if one not in taken]
        if len(held) > MOST_NAMED and edit.added.get(prop):
            raise InvalidValue(f"It would have {len(held)} entries; the limit is {MOST_NAMED}.", (prop,))
        found[prop] = held
    edit.protection = {**edit.protection, **found}
