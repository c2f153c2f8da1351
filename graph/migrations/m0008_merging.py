"""Step 8: what was merged into a record is found by its own id."""

from __future__ import annotations

from graph.database import Database

MERGED = "CYPHER 25 CREATE CONSTRAINT merged_id IF NOT EXISTS FOR (n:Merged) REQUIRE n.id IS UNIQUE"


async def apply(database: Database) -> None:
    await database.rows(MERGED, write=True)
