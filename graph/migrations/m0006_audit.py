"""Step 6: the access log is found by record, and changes by their number in the sealed chain.

Changes that were there before the chain began are sealed with the rest; once it has begun, a change without a number
that is not waiting for one is an intruder, and stays one.
"""

from __future__ import annotations

from graph.database import Database

STATEMENTS = (
    "CREATE INDEX access_record IF NOT EXISTS FOR (n:Access) ON (n.record)",
    "CREATE CONSTRAINT change_number IF NOT EXISTS FOR (n:Change) REQUIRE n.number IS UNIQUE",
    "CREATE CONSTRAINT seal_name IF NOT EXISTS FOR (n:Seal) REQUIRE n.name IS UNIQUE",
)
BEGUN = "CYPHER 25 OPTIONAL MATCH (seal:Seal {name: 'ledger'}) RETURN seal IS NOT NULL AS begun"
WAITING = """CYPHER 25
MATCH (c:Change) WHERE NOT c:Unsealed
CALL (c) { SET c:Unsealed } IN TRANSACTIONS OF 5000 ROWS"""
BEGIN = "CYPHER 25 MERGE (seal:Seal {name: 'ledger'}) ON CREATE SET seal.number = 0, seal.hash = ''"


async def apply(database: Database) -> None:
    for statement in STATEMENTS:
        await database.rows(f"CYPHER 25 {statement}", write=True)
    if not (await database.rows(BEGUN))[0][0]:
        await database.rows(WAITING, write=True)
        await database.rows(BEGIN, write=True)
