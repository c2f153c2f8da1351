"""Step 1: the inner nodes: scopes, external ids and their locks, the ledger."""

from __future__ import annotations

from graph.database import Database

STATEMENTS = (
    "CREATE CONSTRAINT scope_key IF NOT EXISTS FOR (n:Scope) REQUIRE n.key IS UNIQUE",
    "DROP INDEX scope_scope IF EXISTS",
    "CREATE CONSTRAINT scope_number IF NOT EXISTS FOR (n:Scope) REQUIRE n.scope IS UNIQUE",
    "CREATE CONSTRAINT scope_counter IF NOT EXISTS FOR (n:ScopeCounter) REQUIRE n.name IS UNIQUE",
    "CREATE INDEX external_id_key IF NOT EXISTS FOR (n:ExternalId) ON (n.key)",
    "CREATE INDEX external_id_value IF NOT EXISTS FOR (n:ExternalId) ON (n.value)",
    "CREATE CONSTRAINT external_id_lock IF NOT EXISTS FOR (n:ExternalIdLock) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT change_id IF NOT EXISTS FOR (n:Change) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT change_key IF NOT EXISTS FOR (n:Change) REQUIRE (n.actor, n.key, n.field) IS UNIQUE",
    "CREATE INDEX change_time IF NOT EXISTS FOR (n:Change) ON (n.time)",
    "CREATE INDEX entry_record IF NOT EXISTS FOR (n:Entry) ON (n.record, n.time)",
    "CREATE CONSTRAINT tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.id IS UNIQUE",
)


LOCKABLE = "CYPHER 25 MERGE (counter:ScopeCounter {name: 'scope'}) SET counter.lock = true"
"""Makes `lock` a property that the graph knows: until then `REMOVE n.lock` does nothing, and takes no lock."""


async def apply(database: Database) -> None:
    for statement in STATEMENTS:
        await database.rows(f"CYPHER 25 {statement}", write=True)
    await database.rows(LOCKABLE, write=True)
