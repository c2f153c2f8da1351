"""The commands that change who sees a record; what they do is in `graph/markings.py`.

Each names what is set, added or taken away, so that two people who change the same record at once both succeed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry

from schema.scalars import Marking

ORGANIZATIONS = {"organizations": list[strawberry.ID]}
READERS = {"readers": list[str]}
COMPARTMENTS = {"compartments": list[str]}


@dataclass(frozen=True)
class MarkingCommand:
    """A mutation field on any record. `added` or `removed`: the stored list that its argument goes to."""

    description: str
    arguments: Mapping[str, Any]
    added: Mapping[str, str] = field(default_factory=dict[str, str])
    removed: Mapping[str, str] = field(default_factory=dict[str, str])


MARKING_COMMANDS: Mapping[str, MarkingCommand] = {
    "markRecord": MarkingCommand(
        "Mark a record. `readers`: e-mail addresses that are added to its readers, for RED; `ownerId`: whom AMBER and "
        "AMBER_STRICT refer to, if it is to be another.",
        {"marking": Marking, "readers": list[str] | None, "ownerId": strawberry.ID | None},
        added={"readers": "readers"},
    ),
    "shareRecord": MarkingCommand(
        "Let other organizations see an AMBER record.", ORGANIZATIONS, added={"organizations": "shared"}
    ),
    "unshareRecord": MarkingCommand(
        "Let these organizations no longer see it.", ORGANIZATIONS, removed={"organizations": "shared"}
    ),
    "addReaders": MarkingCommand(
        "Let more people, by their e-mail addresses, see a RED record.", READERS, added={"readers": "readers"}
    ),
    "removeReaders": MarkingCommand(
        "Let these people no longer see it; one reader at least stays.", READERS, removed={"readers": "readers"}
    ),
    "addCompartments": MarkingCommand(
        "Put a record into compartments: only who is in all of them sees it.",
        COMPARTMENTS,
        added={"compartments": "compartments"},
    ),
    "removeCompartments": MarkingCommand(
        "Take a record out of compartments.", COMPARTMENTS, removed={"compartments": "compartments"}
    ),
}
