"""Step 4: secrets are found by their account, and by the invitation that they hold."""

from __future__ import annotations

from graph.database import Database

STATEMENTS = (
    "CREATE CONSTRAINT secret_account IF NOT EXISTS FOR (n:Secret) REQUIRE n.account IS UNIQUE",
    "CREATE INDEX secret_invitation IF NOT EXISTS FOR (n:Secret) ON (n.invitation)",
)


async def apply(database: Database) -> None:
    for statement in STATEMENTS:
        await database.rows(f"CYPHER 25 {statement}", write=True)
