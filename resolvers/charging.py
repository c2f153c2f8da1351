"""Who pays for an operation: what the endpoint binds to a request, and the executor charges before it runs anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

Charge = Callable[[int], Awaitable[None]]
"""Takes a cost off the payer's budget; raises `RateLimited` (`auth/rates.py`)."""
_charge: ContextVar[Charge | None] = ContextVar("charge", default=None)
COMMAND = 20
"""What a command costs beside reading its payload."""


def charged_to(charge: Charge | None) -> None:
    """From here on, in this request's task."""
    _charge.set(charge)


def charging() -> bool:
    return _charge.get() is not None


async def charge(cost: int) -> None:
    """Raises `RateLimited`."""
    found = _charge.get()
    if found is not None:
        await found(cost)
