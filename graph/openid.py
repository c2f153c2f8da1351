"""Identities of an OpenID provider, each bound to one account for good: issuer and subject, kept as a hash of both.

An e-mail address finds the account once, at the first sign-in; from then on the subject does, which no provider gives
to anybody else, as it may an address.
"""

from __future__ import annotations

import hashlib
from typing import LiteralString

from graph.database import Database

FOUND: LiteralString = """CYPHER 25
OPTIONAL MATCH (:Identity {key: $key})-[:IDENTITY_OF]->(a:Account)
RETURN a.id AS account"""
BIND: LiteralString = """
MATCH (a:Account {id: $w.enact.id})
WHERE NOT EXISTS { (:Identity {issuer: $w.enact.issuer})-[:IDENTITY_OF]->(a) }
  AND NOT EXISTS { (:Identity {key: $w.enact.key})-[:IDENTITY_OF]->(:Account) }
MERGE (i:Identity {key: $w.enact.key})
  ON CREATE SET i.issuer = $w.enact.issuer, i.created = $w.enact.now
CREATE (i)-[:IDENTITY_OF]->(a)"""
"""Part of a change of an account that has no identity of this issuer yet."""
BOUND: LiteralString = """CYPHER 25
MATCH (i:Identity {key: $given.key})-[:IDENTITY_OF]->(:Account {id: $account})
RETURN count(i) AS done"""
UNBIND: LiteralString = """
MATCH (i:Identity)-[:IDENTITY_OF]->(:Account {id: $w.enact.id})
DETACH DELETE i"""


def identity_key(issuer: str, subject: str) -> str:
    """By which an identity is found: no address, and no more of it than is needed."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


async def bound_account(database: Database, key: str) -> str | None:
    """The account that an identity is bound to."""
    return (await database.read(FOUND, {"key": key}))[0]
