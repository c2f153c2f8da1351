"""The one door to Neo4j: nothing else talks to the driver.

Reads are auto-commit in READ mode, one round trip, with a retry of our own; writes are one managed transaction.
A read that is cancelled closes its connection's stream by reset, which ends its transaction in the server.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Any, LiteralString, TypeVar, cast

import neo4j
from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, AsyncSession, Query
from neo4j.exceptions import (
    AuthError,
    ClientError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.errors import (
    DatabaseUnavailable,
    MemoryLimit,
    OperationTimeout,
    PeymanError,
    ServerTooOld,
    StatementFailed,
)

T = TypeVar("T")
Transaction = AsyncManagedTransaction
TRIES = 3
SECONDS_TO_RETRY = 15.0
"""How long a write that met a transient error is tried again."""
GRACE = 5.0
"""Seconds beyond a statement's own until a server that says nothing is given up: it is gone, or cannot tell."""
logging.getLogger("neo4j").setLevel(logging.CRITICAL)


class Database:
    """A pool of connections to one database."""

    def __init__(
        self,
        uri: str,
        user: str,
        password: str,
        database: str = "neo4j",
        *,
        pool: int = 50,
        notifications: str = "OFF",
    ) -> None:
        self._database = database
        self._driver: AsyncDriver = cast(Any, AsyncGraphDatabase).driver(
            uri,
            auth=(user, password),
            max_connection_pool_size=pool,
            connection_timeout=10.0,
            connection_acquisition_timeout=15.0,
            max_transaction_retry_time=SECONDS_TO_RETRY,
            notifications_min_severity=cast(Any, notifications),
            telemetry_disabled=True,
            user_agent="peyman",
        )

    async def read(
        self,
        statement: str,
        parameters: Mapping[str, Any],
        *,
        bookmarks: Iterable[str] | None = None,
        timeout: float = 10.0,
    ) -> list[Any]:
        """The values of the one record that the statement returns."""
        query = Query(cast(LiteralString, statement), timeout=timeout)

        async def once() -> list[Any]:
            async with self._session(bookmarks, timeout) as session:
                result = await session.run(query, cast(Any, parameters))
                record = await result.single(strict=True)
                return record.values()

        return await self._retried(once)

    async def rows(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float | None = None,
    ) -> list[list[Any]]:
        """All records of an auto-commit statement: for migrations, scopes, doctor and tests."""
        query = Query(cast(LiteralString, statement), timeout=timeout)

        async def once() -> list[list[Any]]:
            async with self._session(None, timeout, write=write) as session:
                result = await session.run(query, cast(Any, parameters or {}))
                return await result.values()

        return await (_mapped(once) if write else self._retried(once))

    async def write(
        self,
        work: Callable[[AsyncManagedTransaction], Awaitable[T]],
        *,
        bookmarks: Iterable[str] | None = None,
        timeout: float = 30.0,
    ) -> tuple[T, list[str]]:
        """Run `work` in one transaction, again on transient errors; its result, and the bookmarks of the commit."""
        timed = neo4j.unit_of_work(timeout=timeout)(work)

        async def once() -> tuple[T, list[str]]:
            async with self._session(bookmarks, SECONDS_TO_RETRY + timeout, write=True) as session:
                # BEGIN goes out with the first statement, as in the driver's own `execute_query`
                with cast(Any, getattr(session, "_pipelined_begin", nullcontext())):
                    result = await session.execute_write(timed)
                return result, sorted((await session.last_bookmarks()).raw_values)

        return await _mapped(once)

    async def verify(self) -> str:
        """The server's version; raises where it cannot be reached or does not know CYPHER 25."""
        try:
            found = await self.rows(
                "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
            )
            await self.read("CYPHER 25 RETURN 1 AS one", {})
        except StatementFailed as error:
            raise ServerTooOld("The Neo4j server does not know CYPHER 25: use Neo4j 2025.06 or newer.") from error
        return str(found[0][0]) if found else "unknown"

    async def close(self) -> None:
        await self._driver.close()

    @asynccontextmanager
    async def _session(
        self, bookmarks: Iterable[str] | None, seconds: float | None, *, write: bool = False
    ) -> AsyncGenerator[AsyncSession]:
        """A session that has so many seconds of the server, and no end where there are none."""
        session = cast(Any, self._driver).session(
            database=self._database,
            default_access_mode=neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS,
            bookmarks=neo4j.Bookmarks.from_raw_values(bookmarks) if bookmarks else None,
        )
        try:
            async with asyncio.timeout(seconds and seconds + GRACE):
                try:
                    yield session
                except asyncio.CancelledError:
                    # Kills the connection: the server ends the transaction of a connection that is gone.
                    session.cancel()
                    raise
        except TimeoutError:  # what became of a write nobody knows
            raise (DatabaseUnavailable if write else OperationTimeout)("the database did not answer in time") from None
        finally:
            await session.close()

    async def _retried(self, once: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(TRIES):
            try:
                return await once()
            except (ServiceUnavailable, SessionExpired, Neo4jError) as error:
                retryable = not isinstance(error, Neo4jError) or error.is_retryable()
                found = mapped(error)
                if not retryable or attempt == TRIES - 1 or isinstance(found, OperationTimeout | MemoryLimit):
                    raise found from None
            except DriverError as error:
                raise mapped(error) from None
            await asyncio.sleep(0.05 * 2**attempt * (0.5 + random.random()))  # noqa: S311
        raise AssertionError("unreachable")


async def _mapped(once: Callable[[], Awaitable[T]]) -> T:
    try:
        return await once()
    except (Neo4jError, DriverError) as error:
        raise mapped(error) from None


def mapped(error: Exception) -> PeymanError:
    """The error of our tree for one of the driver's; its text stays behind, for it may hold values."""
    code = getattr(error, "code", None) or type(error).__name__
    if isinstance(error, AuthError):
        return DatabaseUnavailable("the database refused the user or password")
    if "TransactionTimedOut" in code or "Terminated" in code:
        return OperationTimeout("the operation took longer than it may")
    if "MemoryLimit" in code or "OutOfMemory" in code:
        return MemoryLimit("the operation needed more memory than it may")
    if isinstance(error, ClientError | Neo4jError) and not isinstance(error, DriverError):
        return StatementFailed(code) if "TransientError" not in code else DatabaseUnavailable(code)
    return DatabaseUnavailable("the database cannot be reached")
