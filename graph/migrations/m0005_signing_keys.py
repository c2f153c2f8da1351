"""Step 5: one ring of signing keys, each found by its id; whom a provider's identities are."""

from __future__ import annotations

from graph.database import Database

STATEMENTS = (
    "CREATE CONSTRAINT key_ring_name IF NOT EXISTS FOR (n:KeyRing) REQUIRE n.name IS UNIQUE",
    "CREATE CONSTRAINT signing_key_id IF NOT EXISTS FOR (n:SigningKey) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT identity_key IF NOT EXISTS FOR (n:Identity) REQUIRE n.key IS UNIQUE",
)


async def apply(database: Database) -> None:
    for statement in STATEMENTS:
        await database.rows(f"CYPHER 25 {statement}", write=True)
