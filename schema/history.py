"""What the ledger says of a record: who changed what, when and why."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from graph.model import CONFIDENTIAL_PREFIX
from schema.declarations import Linked, computed, many, outgoing, record, stored
from schema.scalars import JSON

CONCEALED = frozenset({"owner", "shared", "readers", "kept"})
"""Ids of organizations that may be hidden, and addresses of people: the ledger keeps them, readers do not get them."""


CHANGED = "CONFIDENTIAL"
"""Stands for a confidential value that an update gave or took."""


def _parsed(prop: str) -> Any:
    def parse(values: Mapping[str, Any], _: Mapping[str, Any]) -> Any:
        if values[prop] is None:
            return None
        found = {name: value for name, value in json.loads(values[prop]).items() if name not in CONCEALED}
        secret = [name for name in found if name.startswith(CONFIDENTIAL_PREFIX)]
        for name in secret:
            del found[name]
            if prop == "after" and values["operation"] == "update":  # whether there is a value at all is not told
                found[name.removeprefix(CONFIDENTIAL_PREFIX)] = CHANGED
        return found

    return parse


@record(source=False, creatable=False)
class Entry:
    """One record's part in one change. Visible under the stricter of the record's marking then and now."""

    id: strawberry.ID = stored(writable=False)
    record_id: strawberry.ID = stored("The record that changed.", prop="record", writable=False)
    record_type: str = stored("Its type.", prop="type", writable=False)
    time: datetime = stored("When, in UTC.", writable=False)
    operation: str = stored("The command.", writable=False)
    actor: str | None = stored("Who did it.", writable=False)
    reason: str | None = stored("Why, in the words of who did it.", writable=False)
    version: int | None = stored("The record's version after it.", writable=False)
    before: JSON | None = computed(
        ["before"], _parsed("before"), "Stored values before, of those that changed; not those that are confidential."
    )
    after: JSON | None = computed(
        ["after", "operation"],
        _parsed("after"),
        f"Stored values after, of those that changed; for a confidential one that was changed `{CHANGED}`.",
    )
    linked: Linked = many(
        outgoing("TOUCHES", "Record"), description="The records that it was linked with or unlinked from."
    )
