"""A small executor with the interface of Peyman's own, over graphql-core, so that HTTP is tested without a
database.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values
from starlette.applications import Starlette

from resolvers.answers import METHOD_NOT_ALLOWED, Answer, refused
from resolvers.listening import address, configured, listening_socket

SCHEMA = build_schema("""
    type Query { hello(name: String = "world"): String  broken: String!  who: String  wait: Int }
    type Mutation { write: Int }
""")


@dataclass
class SmallExecutor:
    """`wait` never ends by itself; `cancelled` tells that it was. `calls` keeps what the endpoint handed
    over.
    """

    calls: list[dict[str, Any]] = field(default_factory=list)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    bookmarks: tuple[str, ...] = ()
    defect: Exception | None = None

    async def execute(
        self,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        viewer: Any,
        *,
        bookmarks: list[str] | None = None,
        idempotency_key: str | None = None,
        allow_mutation: bool = True,
    ) -> Answer:
        self.calls.append({"text": text, "viewer": viewer, "bookmarks": bookmarks, "idempotency_key": idempotency_key})
        if self.defect:
            raise self.defect
        try:
            document = parse(text)
        except GraphQLError as error:
            return refused(error.message)
        if errors := validate(SCHEMA, document):
            return refused(errors[0].message)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return refused("Name the operation in operationName.")
        if operation.operation is not OperationType.QUERY and not allow_mutation:
            return refused("Mutations are sent by POST.", METHOD_NOT_ALLOWED)
        if isinstance(
            coerced := get_variable_values(SCHEMA, operation.variable_definitions or (), variables or {}),
            list,
        ):
            return refused(coerced[0].message)
        if "wait" in text:
            self.waiting.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        root = {"hello": lambda _, name: f"hello {name}", "who": lambda _: viewer.user, "write": lambda _: 1}
        result = execute(SCHEMA, document, root, variable_values=variables, operation_name=operation_name)
        assert isinstance(result, ExecutionResult)
        errors = [error.formatted for error in result.errors or ()]
        return Answer(result.data, errors, bookmarks=self.bookmarks)


@pytest.fixture
def executor() -> SmallExecutor:
    return SmallExecutor()


@contextlib.contextmanager
def served(application: Starlette) -> Iterator[str]:
    """The application on a free loopback port, in a thread of its own."""
    with listening_socket("127.0.0.1", 0) as bound:
        server = uvicorn.Server(configured(application))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started:  # bound is not yet listening: a client could come too early
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield address(bound)
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def listening() -> Any:
    return served
