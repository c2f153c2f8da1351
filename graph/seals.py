"""The sealed ledger: changes numbered without a gap, each bound by a hash to all before it.

A change is born `:Unsealed`.  The sealer, one at a time over all processes (it locks the node `Seal`), takes what has
committed, in whatever order that was, gives it the next numbers, and writes `seal` = SHA-256 of the seal before, the
number and the `content`: a digest of the change's own properties and of those of its entries.  What a person may have
erased stands in it only as a digest with a salt of its own, so that erasing value and salt leaves the chain whole and
nothing to guess from.  `graph/verification.py` reads it all again; docs/decisions/0013 says what that proves.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

import orjson

from graph.database import Database, Transaction
from graph.kinds import utc_text
from graph.locking import one, run

VALUES = ("before", "after", "reason", "hash")
"""Properties of entries and changes that may be erased: each sealed by a salted digest. `hash` is of a request."""
OWN = frozenset({"number", "seal", "content", "digest", "size", "touched"})
"""Properties that sealing itself writes."""
APART = OWN | {f"{name}{part}" for name in VALUES for part in ("", "_salt", "_digest")}
ERASE = "erase"
"""The operation of an entry from which on values of its record may be missing."""
MERGES = ("merge", "unmerge")
"""The operations of entries that have values of the records that they touch."""

FORGET_ENTRY: LiteralString = "REMOVE e.before, e.before_salt, e.after, e.after_salt, e.reason, e.reason_salt"
FORGET_CHANGE: LiteralString = "REMOVE c.reason, c.reason_salt, c.hash, c.hash_salt"
"""What an erasure does to an entry `e` and to its change `c`: values and salts go, digests stay."""
STATE: LiteralString = """CYPHER 25
OPTIONAL MATCH (seal:Seal {name: 'ledger'})
RETURN coalesce(seal.number, 0) AS number, coalesce(seal.hash, '') AS hash, seal.time AS time,
  EXISTS { MATCH (c:Unsealed) WHERE c.number IS NULL } AS waiting"""
LOCK: LiteralString = """CYPHER 25
MERGE (seal:Seal {name: 'ledger'})
  ON CREATE SET seal.number = 0, seal.hash = ''
SET seal.lock = true
RETURN seal.number AS number, seal.hash AS hash"""
WAITING: LiteralString = """CYPHER 25
MATCH (c:Unsealed) WHERE c.number IS NULL
WITH c LIMIT $most
RETURN collect([elementId(c), COUNT { MATCH (c)-[:HAS]->(:Entry) }]) AS waiting"""
READ: LiteralString = """CYPHER 25
UNWIND $nodes AS node
MATCH (c) WHERE elementId(c) = node
CALL (c) {
  MATCH (c)-[:HAS]->(e:Entry)
  REMOVE e.lock
  RETURN count(e) AS locked
}
REMOVE c.lock
WITH node, c
RETURN collect([node, properties(c), COLLECT {
  MATCH (c)-[:HAS]->(e:Entry)
  RETURN [elementId(e), properties(e), COLLECT { MATCH (e)-[:TOUCHES]->(t) RETURN t.id }]
}]) AS found"""
"""Locked before it is read: an erasure that runs at the same time is before this or after it, never between."""
WRITE: LiteralString = """CYPHER 25
CALL () {
  UNWIND $changes AS row
  MATCH (c) WHERE elementId(c) = row[0]
  SET c += row[1]
  REMOVE c:Unsealed
}
CALL () {
  UNWIND $entries AS row
  MATCH (e) WHERE elementId(e) = row[0]
  SET e += row[1]
}
MATCH (seal:Seal {name: 'ledger'})
SET seal.number = $head.number, seal.hash = $head.hash, seal.time = $head.time"""
MOST = 500
"""Changes sealed in one transaction."""
MOST_ENTRIES = 2_000
"""Entries sealed in one transaction, but for those of a single change."""


@dataclass(frozen=True)
class Head:
    """How far the chain has come: its last number, the seal of that, when it was set, and how many came with it."""

    number: int
    hash: str
    time: str | None = None
    count: int = 0


def text_of(value: Any) -> bytes:
    """The canonical form of what is hashed: JSON with sorted keys, without white space."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256(*parts: bytes) -> str:
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def value_digest(salt: str, name: str, value: Any) -> str:
    """Of a value that may be erased."""
    return sha256(salt.encode(), name.encode(), text_of(value))


def plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is covered as it stands."""
    return {name: value for name, value in properties.items() if name not in APART}


def digests(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties.get(f"{name}_digest") for name in VALUES}


def change_digest(properties: Mapping[str, Any]) -> str:
    """Of a change's own properties, its values by their digests."""
    return sha256(text_of([plain(properties), digests(properties)]))


def entry_digest(properties: Mapping[str, Any]) -> str:
    """Of an entry: its properties, its values by their digests, and the records that it touched."""
    return sha256(text_of([plain(properties), digests(properties), sorted(properties.get("touched") or ())]))


def content_of(own: str, entries: Sequence[str]) -> str:
    return sha256(text_of([own, sorted(entries)]))


def seal_of(previous: str, number: int, content: str) -> str:
    return sha256(previous.encode(), str(number).encode(), content.encode())


def salted(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Salts and digests of the values that are there."""
    found: dict[str, Any] = {}
    for name in VALUES:
        if properties.get(name) is not None:
            salt = secrets.token_hex(16)
            found |= {f"{name}_salt": salt, f"{name}_digest": value_digest(salt, name, properties[name])}
    return found


def portions(sizes: Sequence[tuple[Any, int]], most: int = MOST_ENTRIES) -> Iterator[list[Any]]:
    """Changes, each with the number of its entries, in lists of at most so many entries together."""
    portion, total = list[Any](), 0
    for change, size in sizes:
        if portion and total + size > most:
            yield portion
            portion, total = [], 0
        portion.append(change)
        total += size
    if portion:
        yield portion


async def state(database: Database) -> tuple[Head, bool]:
    """The head, and whether changes wait to be sealed."""
    number, hash, time, waiting = await database.read(STATE, {})
    return Head(number, hash, time), waiting


async def seal(database: Database) -> Head:
    """Seal some of what waits, in one transaction; the head after it. `count` 0: nothing waits."""

    async def work(tx: Transaction) -> Head:
        locked = await one(tx, LOCK, {})
        head = Head(locked["number"], locked["hash"])
        waiting = (await one(tx, WAITING, {"most": MOST}))["waiting"]
        nodes = next(portions(waiting), None)
        if nodes is None:
            return head
        found: list[tuple[str, dict[str, Any], list[Any]]] = (await one(tx, READ, {"nodes": nodes}))["found"]
        found.sort(key=lambda row: (str(row[1].get("time")), str(row[1].get("id"))))
        number, previous, now = head.number, head.hash, utc_text(datetime.now(UTC))
        changes, entries = list[Any](), list[Any]()
        for node, properties, parts in found:
            number += 1
            own, sealed = salted(properties), list[str]()
            for part, values, touched in parts:
                written = {**salted(values), "touched": sorted(touched)}
                written["digest"] = entry_digest({**values, **written})
                sealed.append(written["digest"])
                entries.append([part, written])
            own["digest"] = change_digest({**properties, **own})
            content = content_of(own["digest"], sealed)
            previous = seal_of(previous, number, content)
            changes.append([node, {**own, "number": number, "seal": previous, "content": content, "size": len(sealed)}])
        head = Head(number, previous, now, len(changes))
        await run(tx, WRITE, changes=changes, entries=entries, head={"number": number, "hash": previous, "time": now})
        return head

    return (await database.write(work, timeout=60.0))[0]


async def seal_all(database: Database) -> Head:
    """Seal all that waits; the head, with how many were sealed."""
    head, waiting = await state(database)
    count = 0
    while waiting:
        head = await seal(database)
        count += head.count
        waiting = head.count > 0
    return Head(head.number, head.hash, head.time, count)
