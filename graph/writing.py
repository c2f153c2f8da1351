"""What a change writes: gathered edit by edit, and sent in one statement.

The statement is one text for every change, with one parameter: labels and relationship types are data to it, so that
Neo4j plans it once.  They come from the declarations, never from a client.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.database import Transaction
from graph.edits import ChangeHeader, new_id
from graph.locking import one, run
from graph.model import CONFIDENTIAL_PREFIX, Link

GRAPH = """
CALL () { UNWIND $w.creates AS row CREATE (n:$(row.labels)) SET n = row.values }
CALL () { UNWIND $w.sets AS row MATCH (n:Record {id: row.id}) SET n += row.values }
CALL () {
  UNWIND $w.cuts AS row
  MATCH (a:Record {id: row[0]})-[r:$(row[1])]->(b:Record {id: row[2]})
  DELETE r
}
CALL () {
  UNWIND $w.ties AS row
  MATCH (a:Record {id: row[0]})
  MATCH (b:Record {id: row[2]})
  CREATE (a)-[:$(row[1])]->(b)
}
CALL () {
  UNWIND $w.identities AS row
  MATCH (n:Record {id: row.record})
  CREATE (n)-[:IDENTIFIED_BY]->(x:ExternalId)
  SET x = row.values, x.scope = n.scope
}"""
RESTAMP = """
CALL () {
  UNWIND $w.restamped AS id
  MATCH (n:Record {id: id}) (()-[:PARTICIPANT]->()){0,1} (()<-[:ACCOUNT_OF]-()){0,1} (a:Account)
  WITH DISTINCT a
  SET a.stamp = coalesce(a.stamp, 0) + 1
}"""
"""Tells every process that what an account holds has changed (`graph/holdings.py`)."""
LEDGER = """
CALL () {
  MERGE (c:Change {id: $w.change.id})
    ON CREATE SET c.actor = $w.change.actor, c.time = $w.change.time, c.operation = $w.change.operation,
      c.reason = $w.change.reason
  SET c.outcome = $w.change.outcome, c:Unsealed
  WITH c
  UNWIND $w.entries AS row
  MATCH (n:Record {id: row.entry.record})
  CREATE (c)-[:HAS]->(e:Entry)-[:OF]->(n)
  SET e = row.entry
  WITH e, row.touches AS touches
  UNWIND touches AS touched
  MATCH (m:Record {id: touched})
  CREATE (e)-[:TOUCHES]->(m)
}"""
FORGET = """
OPTIONAL MATCH (:Record {id: $w.id})-[:IDENTIFIED_BY]->(x:ExternalId)
WITH x, x.key AS key ORDER BY key
CALL (x) { WITH x WHERE NOT x.key IN $w.keep DETACH DELETE x }
RETURN collect(key) AS had"""
BURY = """CYPHER 25
MATCH (n:Record) WHERE n.id IN $ids
OPTIONAL MATCH (n)-[:IDENTIFIED_BY]->(x:ExternalId)
DETACH DELETE x
WITH DISTINCT n
OPTIONAL MATCH (n)<-[:HELD_BY]-(k:Credential)
DETACH DELETE k
WITH DISTINCT n
OPTIONAL MATCH (s:Secret {account: n.id})
DETACH DELETE s
WITH DISTINCT n
CALL (n) { MATCH (n)<-[:TOUCHES]-(e:Entry) CREATE (e)-[:TOUCHED]->(n) }
OPTIONAL MATCH (n)-[r]-(o) WHERE NOT type(r) IN ['OF', 'TOUCHED', 'MERGED_INTO']
DELETE r
WITH DISTINCT n, n.id AS id, n.type AS type, n.scope AS scope, labels(n) AS names
REMOVE n:$(names)
SET n:Tombstone
SET n = {id: id, type: type, scope: scope}"""


"""`TOUCHED` is for erasing alone: what hung on a record that was deleted is told to nobody."""
BURY_MERGED = """CYPHER 25
MATCH (t:Tombstone)<-[:MERGED_INTO]-(n:Merged) WHERE t.id IN $ids
OPTIONAL MATCH (n)-[:KEPT {type: 'IDENTIFIED_BY'}]->(x:ExternalId)
DETACH DELETE x
WITH DISTINCT n
CALL (n) { MATCH (n)<-[:TOUCHES]-(e:Entry) CREATE (e)-[:TOUCHED]->(n) }
OPTIONAL MATCH (n)-[r]-(o) WHERE NOT type(r) IN ['OF', 'TOUCHED', 'MERGED_INTO']
DELETE r
WITH DISTINCT n, n.id AS id, n.type AS type, n.scope AS scope
REMOVE n:Merged
SET n:Tombstone
SET n = {id: id, type: type, scope: scope}"""
"""What was merged into a record goes with it."""
EPITAPHS = """CYPHER 25
MATCH (c:Change {id: $w.change})
UNWIND $w.entries AS entry
MATCH (t:Tombstone {id: entry.record})
SET t:Unsettled, t.erased = c.id
CREATE (c)-[:HAS]->(e:Entry)-[:OF]->(t)
SET e = entry"""


@dataclass
class Writes:
    """What is still to be written of one change."""

    now: str
    header: ChangeHeader
    creates: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    sets: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    ties: dict[tuple[str, str, str], None] = field(default_factory=dict[tuple[str, str, str], None])
    cuts: dict[tuple[str, str, str], None] = field(default_factory=dict[tuple[str, str, str], None])
    identities: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    entries: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    graves: set[str] = field(default_factory=set[str])
    epitaphs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Entries on tombstones that are erased."""
    after: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    """Statements, and their parameters, that come last of all."""
    restamped: set[str] = field(default_factory=set[str])
    """Accounts, places in sessions and people: accounts of these may hold something else now."""

    def create(self, labels: Iterable[str], values: Mapping[str, Any], identities: Iterable[tuple[str, str]]) -> None:
        self.creates.append({"labels": list(labels), "values": values})
        self._identify(values["id"], identities)

    async def identify(self, tx: Transaction, id: str, identities: Iterable[tuple[str, str]]) -> list[str]:
        """Give a record these external ids and no others; the keys of those it had."""
        wanted = {f"{scheme}:{value}": (scheme, value) for scheme, value in identities}
        had = (await one(tx, f"CYPHER 25{FORGET}", {"w": {"id": id, "keep": list(wanted)}}))["had"]
        self._identify(id, (pair for key, pair in wanted.items() if key not in had))
        return had

    def _identify(self, id: str, identities: Iterable[tuple[str, str]]) -> None:
        for scheme, value in identities:
            values = {"id": new_id(), "scheme": scheme, "value": value, "key": f"{scheme}:{value}"}
            self.identities.append({"record": id, "values": values})

    def set(self, id: str, values: Mapping[str, Any]) -> None:
        self.sets.setdefault(id, {}).update(values)

    def tie(self, id: str, link: Link, target: str) -> None:
        tie = _directed(id, link, target)
        if tie in self.cuts:
            del self.cuts[tie]
        else:
            self.ties[tie] = None

    def cut(self, id: str, link: Link, target: str) -> None:
        tie = _directed(id, link, target)
        if tie in self.ties:
            del self.ties[tie]
        else:
            self.cuts[tie] = None

    def entry(
        self,
        id: str,
        type_name: str,
        scope: int,
        operation: str,
        version: int | None,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        touches: Iterable[str] = (),
        touch: bool = False,
        grave: bool = False,
    ) -> None:
        """One record's part in the change. `touch`: told only to those who see a record that it touches.

        `grave`: it is a tombstone, or becomes one, and is erased.
        """
        entry: dict[str, Any] = {
            "id": new_id(),
            "record": id,
            "type": type_name,
            "time": self.now,
            "operation": operation,
            "scope": scope,
            "actor": self.header.actor,
            "reason": self.header.reason,
        }
        if before:
            entry["before"] = json.dumps(shown(before), ensure_ascii=False)
        if after:
            entry["after"] = json.dumps(shown(after), ensure_ascii=False)
        if version is not None:
            entry["version"] = version
        if touch:
            entry["touch"] = True
        if grave:
            self.epitaphs.append(entry)
            return
        self.entries.append({"entry": entry, "touches": list(dict.fromkeys(touches))})

    async def flush(self, tx: Transaction) -> None:
        """Bring the graph itself to what was gathered, for what reads it in the same transaction."""
        if self.creates or self.sets or self.ties or self.cuts or self.identities:
            await run(tx, f"CYPHER 25{GRAPH}", w=self._graph())
            self.creates, self.sets, self.ties, self.cuts, self.identities = [], {}, {}, {}, []

    async def finish(
        self, tx: Transaction, outcome: list[str], read: tuple[str, Mapping[str, Any]] | None = None
    ) -> list[Any] | None:
        """Everything, and the change with its entries; only then what was deleted loses its labels.

        `read`: a statement and its parameters, sent along; its values.
        """
        change = {
            "id": self.header.id,
            "actor": self.header.actor,
            "time": self.now,
            "operation": self.header.operation,
            "reason": self.header.reason,
            "outcome": outcome,
        }
        given = {**self._graph(), "change": change, "entries": self.entries, "restamped": sorted(self.restamped)}
        if read is not None and not self.graves and not self.epitaphs and not self.after:
            text, parameters = read
            text = f"CYPHER 25{GRAPH}{RESTAMP}{LEDGER}{text.removeprefix('CYPHER 25')}"
            return (await one(tx, text, {**parameters, "w": given})).values()
        await run(tx, f"CYPHER 25{GRAPH}{RESTAMP}{LEDGER}", w=given)
        if self.graves:
            await run(tx, BURY, ids=sorted(self.graves))
            await run(tx, BURY_MERGED, ids=sorted(self.graves))
        if self.epitaphs:
            await run(tx, EPITAPHS, w={"change": self.header.id, "entries": self.epitaphs})
        for statement, parameters in self.after:
            await run(tx, statement, **parameters)
        return None if read is None else (await one(tx, *read)).values()

    def _graph(self) -> dict[str, Any]:
        return {
            "creates": self.creates,
            "sets": [{"id": id, "values": values} for id, values in self.sets.items()],
            "cuts": [list(cut) for cut in self.cuts],
            "ties": [list(tie) for tie in self.ties],
            "identities": self.identities,
        }


def _directed(id: str, link: Link, target: str) -> tuple[str, str, str]:
    hop = link.hops[0]
    return (id, hop.relationship, target) if hop.outgoing else (target, hop.relationship, id)


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values without order keys, which are made from them. Of what is confidential: the ciphertext, or null."""
    return {
        key: value
        for key, value in values.items()
        if not key.startswith("order_") and (value is not None or key.startswith(CONFIDENTIAL_PREFIX))
    }
