"""Notes in the access log what an answer shows and what it refuses, before it leaves; see `graph/accesses.py`."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar

from auth.viewer import Viewer
from graph.accesses import AccessLog, Asked, NotNoted, Refused
from resolvers import answers
from resolvers.answers import Answer, refused

ADDRESS: ContextVar[str | None] = ContextVar("address", default=None)
"""The network address of the request that is being answered."""
OURS = frozenset({answers.UNAVAILABLE, answers.INTERNAL})
"""Codes of what failed by no doing of the client's: nothing was refused."""
NOT_SHOWN = (
    "What this answer shows has to be noted in the access log, which cannot be written now: try again shortly. "
    "A mutation was done; send it again under its Idempotency-Key to see its answer."
)


async def noted(log: AccessLog, answer: Answer, text: str, operation: str | None, viewer: Viewer) -> Answer:
    """The answer, once the log has what it shows; or a refusal instead of it."""
    codes = [] if answer.executed else [(code_of(answer), None)]
    refusals = [one for one in (*codes, *answer.refusals) if one[0] not in OURS]
    if not answer.seen and not refusals:
        return answer
    asked = Asked(viewer.user, operation, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), ADDRESS.get())
    for code, record in refusals:
        log.refused(Refused(asked, code, record))
    if answer.seen:
        try:
            await log.read(asked, answer.seen)
        except NotNoted:
            return refused(NOT_SHOWN, answers.UNAVAILABLE)
    return answer


def code_of(answer: Answer) -> str:
    return str(answer.errors[0].get("extensions", {}).get("code", answers.BAD_REQUEST)) if answer.errors else ""
