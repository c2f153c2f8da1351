"""The graph under test: the session's server, migrated once, and emptied of records between tests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import assembled, migrate
from auth.data_keys import DataKeys
from auth.sealing import Sealer
from auth.vault import FieldKeys, Vault, field_key
from graph.database import Database
from graph.embedded import Connection
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from resolvers.erasures import Register
from resolvers.execution import Executor

CLEAR = """CYPHER 25
MATCH (n)
WHERE NOT n:Schema AND NOT n:Scope AND NOT n:ScopeCounter
  AND NOT EXISTS { (n)-[:IDENTIFIED_BY]->(:ExternalId {scheme: 'cooperation-area'}) }
  AND NOT (n:ExternalId AND n.scheme = 'cooperation-area')
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"""
"""Everything but the reference data of the migrations, and the scopes: those are immutable, so a test may keep them."""


@pytest.fixture(scope="session")
def model() -> Model:
    return assembled().model


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for the whole run: the driver's connections belong to it."""
    with asyncio.Runner() as runner:
        yield runner.get_loop()


@pytest.fixture(scope="session")
def run(loop: asyncio.AbstractEventLoop) -> Callable[[Awaitable[Any]], Any]:
    """Runs a coroutine on the session's loop: `run(executor.execute(...))`."""
    return loop.run_until_complete


PLANNED_ONCE = {
    "server.memory.query_cache.per_db_cache_num_entries": "20000",
    "dbms.cypher.min_replan_interval": "6h",
}
"""Neo4j's settings for graphs that are emptied again and again under thousands of texts: it would plan each anew."""


@pytest.fixture(scope="session")
def database(neo4j_server: Connection, run: Callable[[Awaitable[Any]], Any]) -> Iterator[Database]:
    """The one door to the session's server, migrated."""
    found = Database(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    run(migrate(found))
    yield found
    run(found.close())


def settings_of(connection: Connection, data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a `peyman` that is served by this database, and of no setting of yours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PEYMAN_")}
    served = {"URI": connection.uri, "USER": connection.user, "PASSWORD": connection.password}
    own = {f"PEYMAN_NEO4J_{name}": value for name, value in served.items()}
    return {**clean, **own, "PEYMAN_DATA_DIR": str(data_dir), "NO_COLOR": "1", "COLUMNS": "200", **more}


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return vault_in(tmp_path_factory.mktemp("keys"))


def vault_in(folder: Path) -> Vault:
    """Keys for confidential values, apart from the database."""
    keys = FieldKeys(field_key("the tests' own field key, of no other use"))
    return Vault(DataKeys(folder), lambda: keys)


async def executor_over(database: Database, vault: Vault | None = None, erasures: Register | None = None) -> Executor:
    """A fresh executor: its plans and scopes are its own."""
    scopes = Scopes(database)
    await scopes.refresh()
    assembly = assembled()
    return Executor(
        assembly=assembly,
        database=database,
        scopes=scopes,
        ledger=Ledger(assembly.model, scopes, vault),
        sealer=Sealer("the tests' own key, of no other use"),
        commands=assembly.commands,
        timeout=60.0,
        vault=vault,
        erasures=erasures,
    )


@pytest.fixture(scope="session")
def executor(
    database: Database, vault: Vault, run: Callable[[Awaitable[Any]], Any], tmp_path_factory: pytest.TempPathFactory
) -> Executor:
    """The executor of the run; plans that tests share are made once."""
    return run(executor_over(database, vault, Register(tmp_path_factory.mktemp("register") / "erasures")))


async def clear(database: Database) -> None:
    """Take every record out, and the ledger with it."""
    await database.rows(CLEAR, write=True)


@pytest.fixture
def empty_graph(database: Database, run: Callable[[Awaitable[Any]], Any]) -> Database:
    """The database with no records but the 26 areas."""
    run(clear(database))
    return database
