"""What goes wrong with an operation, as its answer: a refusal that says what to do, and nothing of the graph."""

from __future__ import annotations

import logging

from graphql import GraphQLError

from auth.rates import RateLimited
from auth.tokens import TokenRefused
from graph.errors import DatabaseUnavailable, MemoryLimit, OperationTimeout, PeymanError
from resolvers import answers
from resolvers.answers import Answer, formatted, refused
from schema.wheres import Refused

logger = logging.getLogger("peyman.execution")
EXPECTED = (Refused, TokenRefused, RateLimited, UnicodeEncodeError, GraphQLError, PeymanError)
"""What an operation may raise."""


def failed(error: Exception, text: str, timeout: float) -> Answer:
    """The answer to an operation `text` that raised one of `EXPECTED`; `timeout`: seconds that it had."""
    match error:
        case Refused():
            return refused(str(error), error.code, **error.details)
        case TokenRefused():
            return refused(str(error), answers.UNAUTHENTICATED)
        case RateLimited():
            return refused(str(error), answers.RATE_LIMITED, retryAfter=error.retry_after)
        case UnicodeEncodeError():
            return refused("A text holds half of a surrogate pair, which is no character: send Unicode text.")
        case GraphQLError():
            return Answer(errors=[formatted(error, text)], executed=False)
        case OperationTimeout():
            return refused(
                f"The operation took over {timeout:g} s and was ended. Ask for less, or in several requests.",
                answers.TIMEOUT,
            )
        case MemoryLimit():
            return refused(
                "It needed more memory than an operation may have and was ended. Ask for less, or in several requests.",
                answers.TIMEOUT,
            )
        case DatabaseUnavailable():
            return refused("The database cannot be reached; try again shortly.", answers.UNAVAILABLE)
        case _:
            logger.error("operation failed: %s", type(error).__name__)
            return refused("The operation failed in the database.", answers.INTERNAL)
