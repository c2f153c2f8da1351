"""The indexes that pages are read from, as the declarations ask for them.

Each label that can be a source has its own unique id and, per order, two composite range indexes: (key, id) to walk,
(scope, key, id) to seek.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from graph.database import Database
from graph.model import Model


def statements(model: Model) -> Iterator[str]:
    for record in model.records.values():
        label = record.name
        if label in ("ExternalId", "Entry", "Credential"):
            continue
        yield f"CREATE CONSTRAINT id_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        if not record.source:
            continue
        yield f"CREATE INDEX seek_{label}_id IF NOT EXISTS FOR (n:{label}) ON (n.scope, n.id)"
        for key in sorted(set(record.orders().values()) - {"id"}):
            yield f"CREATE INDEX walk_{label}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.{key}, n.id)"
            yield f"CREATE INDEX seek_{label}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.scope, n.{key}, n.id)"


def fingerprint(model: Model) -> str:
    """Changes whenever the indexes that the model asks for do; not with the order in which it was put together."""
    return hashlib.sha256("\n".join(sorted(statements(model))).encode()).hexdigest()[:16]


async def make_indexes(database: Database, model: Model) -> None:
    # A constraint's index bears its name: one look spares a graph that has them all three hundred statements.
    present = {name for (name,) in await database.rows("SHOW INDEXES YIELD name RETURN name")}
    for statement in statements(model):
        if statement.split()[2] not in present:
            await database.rows(f"CYPHER 25 {statement}", write=True)
    await database.rows("CYPHER 25 CALL db.awaitIndexes(600)", write=True)
