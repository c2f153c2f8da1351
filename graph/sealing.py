"""Confidential values on their way into the graph: encrypted in the change that writes them.

Only then is the record known to be written, and by whom it is locked: no key is made for an id that is none, and none
for a record that is being erased.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from auth.vault import NotOpened, Vault, VaultClosed
from graph.edits import InvalidValue
from graph.kinds import Plaintext
from graph.model import Record


async def sealed(
    vault: Vault | None, record: Record, id: str, values: dict[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """The values with those that are confidential encrypted. `stored`: what the record has: equal values stay."""
    secret = {prop: value.text for prop, value in values.items() if isinstance(value, Plaintext)}
    if not secret:
        return values
    try:
        if vault is None:
            raise VaultClosed("There are no keys here for confidential values.")
        return {**values, **await asyncio.to_thread(vault.seal, id, secret, stored)}
    except (VaultClosed, NotOpened, OSError) as error:
        told = str(error) if isinstance(error, VaultClosed) else "Its keys are out of reach: tell the operator."
        name = next(name for name, one in record.stored() if one.prop in secret)
        raise InvalidValue(told, (name,)) from None
