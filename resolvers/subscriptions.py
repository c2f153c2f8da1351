"""Subscriptions: their root, and one from its text to its events, for whoever still is who he was at each.

`analysisProgress` tells how far an analysis is of what the viewer himself sees (docs/decisions/0027-progress.md).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import OperationDefinitionNode, OperationType

from auth.viewer import ANONYMOUS, Viewer
from graph.analyses import BROKERS, COMMUNITIES, INFLUENCE
from graph.holdings import RENEWALS, HoldingsChanged
from graph.model import Fragment, Prepared
from graph.query import Variables
from resolvers import answers
from resolvers.accesses import noted
from resolvers.answers import Answer, formatted
from resolvers.charging import charge
from resolvers.execution import Executor
from resolvers.failures import EXPECTED, failed
from resolvers.queries import PROJECTED, TIED
from resolvers.revealing import shaped
from schema.analyses import Analysis
from schema.costs import MAX_COST
from schema.declarations import Linked, progress_of
from schema.planning import Document
from schema.wheres import Refused

Asks = Callable[[], Awaitable[Viewer]]
"""Who asks, found out anew; raises what an operation may."""


def prepared(fragment: Fragment) -> Prepared:
    assert fragment.prepared is not None
    return fragment.prepared


@strawberry.type(description="What is told as it happens, over a WebSocket.")
class Subscription:
    analysis_progress: Linked = progress_of(
        {
            Analysis.BROKERS.value: prepared(BROKERS),
            Analysis.INFLUENCE.value: prepared(INFLUENCE),
            Analysis.COMMUNITIES.value: prepared(COMMUNITIES),
        },
        "AnalysisProgress",
        "How far `brokers`, `influence` or `communities` is for these arguments, twice a second until it is done: then"
        " ask the query, which finds it made. It is made for as long as somebody waits for it. " + TIED,
        of=Analysis,
        **PROJECTED,
    )


async def subscribed(
    executor: Executor, text: str, variables: dict[str, Any] | None, operation_name: str | None, asks: Asks
) -> AsyncGenerator[Answer]:
    """The answers to one subscription; one that was not `executed` refuses it, and is the last.

    Never raises for what a client sent, or for a database that is away.
    """
    viewer = ANONYMOUS
    try:
        viewer = await asks()
        document = executor.planner.document(text)
        operation, coerced = None, None
        if not document.errors:
            operation = document.operation(operation_name)
            if operation.operation is not OperationType.SUBSCRIPTION:
                raise Refused(f"Only subscriptions come here: send a {operation.operation.value} by POST to /graphql.")
            coerced = executor.coerced(operation, variables or {})
        errors = document.errors or (coerced if isinstance(coerced, list) else [])
        if errors or operation is None or coerced is None or isinstance(coerced, list):
            found = Answer(errors=[formatted(error, text) for error in errors], executed=False)
        else:
            async with aclosing(renewing(executor, document, operation, coerced.coerced, viewer, asks)) as answered:
                async for answer in answered:
                    yield answer
            return
    except EXPECTED as error:
        found = failed(error, text, executor.timeout)
    yield found if executor.access is None else await noted(executor.access, found, text, operation_name, viewer)


async def renewing(
    executor: Executor,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Variables,
    viewer: Viewer,
    asks: Asks,
) -> AsyncGenerator[Answer]:
    """The events; from the beginning, as what he then is, where what the viewer holds has changed meanwhile."""
    for _ in range(RENEWALS):
        try:
            async with aclosing(events(executor, document, operation, variables, viewer, asks)) as found:
                async for answer in found:
                    yield answer
                return
        except HoldingsChanged:
            viewer = await executor.renewed(viewer)
    raise Refused("What you hold keeps changing: try again shortly.", answers.OVERLOADED)


async def events(
    executor: Executor,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Variables,
    viewer: Viewer,
    asks: Asks,
) -> AsyncGenerator[Answer]:
    """What is told of the analysis that was asked for; raises `HoldingsChanged`."""
    await executor.confirmed(viewer, None)
    visible = executor.scopes.visible(viewer)
    plan = executor.planner.plan(document, operation, variables, viewer.permissions, visible.way)
    cost = plan.check(variables)
    await charge(cost + 1)
    variables = await executor.leading(plan, variables, viewer)
    (asked,) = plan.preparations
    arguments, given = asked.given(variables)
    parameters = {**(given or {}), "visible": visible.parameter}
    extensions = {"cost": {"estimated": cost, "limit": MAX_COST}}
    async with aclosing(executor.analyses.followed(asked.prepared, arguments, parameters, None)) as following:
        async for progress in following:
            await asks()  # a token may have run out since
            await executor.confirmed(viewer, None)
            data, errors = await shaped(plan, [], variables, progress, executor.seal_cursor, executor.vault, set())
            yield Answer(data, errors, extensions)
            extensions = {}
