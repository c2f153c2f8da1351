"""The graph's schema: numbered steps, applied in order by `peyman migrate` under a lock that lasts until they are done.

Constraints and indexes follow the model's declarations, so the indexes of a new field come with it: the graph keeps the
number of its last step and a fingerprint of the model, and both must be those of the Peyman that serves it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from graph.database import Database, Transaction
from graph.errors import SchemaMismatch
from graph.migrations.indexes import fingerprint, make_indexes
from graph.model import Model
from graph.seeds import seed

STEPS = (
    "graph.migrations.m0001_inner_nodes",
    "graph.migrations.m0002_presenters",
    "graph.migrations.m0003_accounts",
    "graph.migrations.m0004_secrets",
    "graph.migrations.m0005_signing_keys",
    "graph.migrations.m0006_audit",
    "graph.migrations.m0007_search",
    "graph.migrations.m0008_merging",
    "graph.migrations.m0009_imports",
)
STATE = (
    "CYPHER 25 OPTIONAL MATCH (schema:Schema {name: 'peyman'}) "
    "RETURN schema.version AS version, schema.fingerprint AS fingerprint"
)
LOCK = "CYPHER 25 MERGE (schema:Schema {name: 'peyman'}) SET schema.lock = true"
DONE = (
    "CYPHER 25 MATCH (schema:Schema {name: 'peyman'}) SET schema.version = $version, schema.fingerprint = $fingerprint"
)
SECONDS = 3_600
"""How long a migration may take, and another wait for it."""


async def state(database: Database, model: Model) -> str:
    """`current`, `empty`, `older` or `newer`, as seen from this Peyman."""
    version, found = await database.read(STATE, {})
    if version is None:
        return "empty"
    if version > len(STEPS):
        return "newer"
    return "current" if version == len(STEPS) and found == fingerprint(model) else "older"


async def check(database: Database, model: Model) -> None:
    """Raises `SchemaMismatch` unless the graph is of this Peyman."""
    found = await state(database, model)
    if found != "current":
        remedy = "use the Peyman that made it, or a newer one" if found == "newer" else "run `peyman migrate`"
        raise SchemaMismatch(f"The graph is {found if found != 'empty' else 'not set up'}: {remedy}.")


async def apply(database: Database, model: Model, progress: Callable[[str], None] | None = None) -> None:
    """Bring the graph to this Peyman's schema. Each step may run again: it makes only what is missing."""
    report: Callable[[str], None] = progress or (lambda _: None)
    if await state(database, model) == "newer":
        await check(database, model)
    await database.rows(
        "CYPHER 25 CREATE CONSTRAINT schema_name IF NOT EXISTS FOR (n:Schema) REQUIRE n.name IS UNIQUE",
        write=True,
    )

    async def locked(tx: Transaction) -> None:
        """The steps run in transactions of their own, while this one holds the lock."""
        await (await tx.run(LOCK)).consume()
        for number, step in enumerate(STEPS, start=1):
            report(f"step {number} of {len(STEPS)}")
            await import_module(step).apply(database)
        report("indexes")
        await make_indexes(database, model)
        report("reference data")
        await seed(database, model)
        await (await tx.run(DONE, {"version": len(STEPS), "fingerprint": fingerprint(model)})).consume()

    await database.write(locked, timeout=SECONDS)
