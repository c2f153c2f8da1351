"""Step 3: credentials are found by their ids, and end in an order of time."""

from __future__ import annotations

from graph.database import Database

STATEMENTS = (
    "CREATE CONSTRAINT credential_id IF NOT EXISTS FOR (n:Credential) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX credential_until IF NOT EXISTS FOR (n:Credential) ON (n.until)",
)


async def apply(database: Database) -> None:
    for statement in STATEMENTS:
        await database.rows(f"CYPHER 25 {statement}", write=True)
