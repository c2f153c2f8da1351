"""Reads the sealed ledger again, from the first change to the last, and says what is not as it was sealed.

One pass over the numbers, in portions: each change's content is worked out anew and must be the one sealed, each seal
must follow from the one before.  Then what no number leads to is looked for: changes without one, entries of no change.
A chain that was rewritten from some change on agrees with itself; only the anchors, heads kept outside of the database,
tell.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

from graph.seals import (
    ERASE,
    MERGES,
    VALUES,
    Head,
    change_digest,
    content_of,
    entry_digest,
    portions,
    seal_of,
    value_digest,
)

Read = Callable[[LiteralString, Mapping[str, Any]], Awaitable[list[Any]]]
"""The values of the one record that a statement returns."""

HEAD: LiteralString = """CYPHER 25
OPTIONAL MATCH (seal:Seal {name: 'ledger'})
RETURN coalesce(seal.number, 0) AS number, coalesce(seal.hash, '') AS hash, seal.time AS time,
  COUNT { MATCH (c:Unsealed) } AS waiting"""
SIZES: LiteralString = """CYPHER 25
MATCH (c:Change) WHERE c.number >= $first AND c.number < $beyond
WITH c, c.number AS number ORDER BY number
RETURN collect([elementId(c), COUNT { MATCH (c)-[:HAS]->(:Entry) }]) AS sizes"""
READ: LiteralString = """CYPHER 25
UNWIND $nodes AS node
MATCH (c) WHERE elementId(c) = node
RETURN collect([properties(c), COLLECT {
  MATCH (c)-[:HAS]->(e:Entry)
  RETURN [properties(e), COLLECT { MATCH (e)-[:TOUCHES]->(t) RETURN t.id },
    COLLECT { MATCH (e)-[:OF]->(n) RETURN n.id }]
}]) AS found"""
NEXT: LiteralString = "CYPHER 25 MATCH (c:Change) WHERE c.number >= $first RETURN toInteger(min(c.number)) AS next"
STILL: LiteralString = "CYPHER 25 MATCH (n:Record) WHERE n.id IN $ids RETURN collect(n.id) AS still"
STRAY: LiteralString = """CYPHER 25
RETURN
  COLLECT { MATCH (c:Change) WHERE c.number IS NULL AND NOT c:Unsealed
    RETURN coalesce(toString(c.id), '') LIMIT $most } AS unnumbered,
  COLLECT { MATCH (c:Change) WHERE c.number IS NOT NULL AND
      (c:Unsealed OR NOT c.number IS :: INTEGER OR c.number < 1 OR c.number > $last)
    RETURN coalesce(toString(c.id), '') LIMIT $most } AS misnumbered,
  COLLECT { MATCH (e:Entry) WHERE NOT EXISTS { MATCH (:Change)-[:HAS]->(e) }
    RETURN coalesce(toString(e.record), '') LIMIT $most } AS orphans"""
BATCH = 500
"""Numbers looked at together."""
LISTED = 100
"""Findings that are listed."""

ALTERED, REMOVED, INSERTED, REORDERED, TRUNCATED, REWRITTEN = (
    "altered",
    "removed",
    "inserted",
    "reordered",
    "truncated",
    "rewritten",
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed: at which number (None: it has none), of what kind, and what."""

    number: int | None
    kind: str
    what: str


@dataclass
class Verification:
    """What a reading of the whole chain came to."""

    head: Head
    waiting: int
    """Changes that are not sealed yet."""
    entries: int = 0
    erased: int = 0
    """Values that were erased, as the ledger says."""
    anchored: int = 0
    """The highest number that an anchor vouches for."""
    found: int = 0
    """How much is not as it was sealed."""
    findings: list[Finding] = field(default_factory=list[Finding])
    """The first of it."""


async def verify(
    read: Read, anchors: Iterable[Head] = (), progress: Callable[[int], None] | None = None
) -> Verification:
    """Verify the chain as it is now. `progress` is told how far it has come."""
    number, hash, time, waiting = await read(HEAD, {})
    chain = Chain(read, Verification(Head(number, hash, time), waiting), anchors)
    first: int | None = 1
    while first is not None and first <= number:
        (sizes,) = await read(SIZES, {"first": first, "beyond": min(first + BATCH, number + 1)})
        for nodes in portions(sizes):
            found: list[tuple[dict[str, Any], list[Any]]] = (await read(READ, {"nodes": nodes}))[0]
            for properties, entries in sorted(found, key=lambda row: row[0]["number"]):
                chain.follow(properties, entries)
            await chain.check_links()
        if progress is not None:
            progress(min(first + BATCH - 1, number))
        first = first + BATCH if sizes else (await read(NEXT, {"first": first + BATCH}))[0]
    await chain.finish()
    return chain.result


class Chain:
    """The chain as far as it was followed."""

    def __init__(self, read: Read, result: Verification, anchors: Iterable[Head]) -> None:
        self.read = read
        self.result = result
        self.expected = 1
        self.previous: str | None = ""
        """The seal of the number before; None where that is missing."""
        self.anchors: dict[int, list[Head]] = {}
        for anchor in anchors:
            self.anchors.setdefault(anchor.number, []).append(anchor)
            result.anchored = max(result.anchored, anchor.number)
        self.rewritten = False
        self.gone: list[tuple[int, str, frozenset[str]]] = []
        """Where a value is missing: number, what, and the records, one of which must have been erased."""
        self.erasures: dict[str, int] = {}
        """Record → the number of its last erasure."""
        self.cut: dict[str, list[int]] = {}
        """Record that an entry no longer touches → numbers."""

    def find(self, number: int | None, kind: str, what: str) -> None:
        self.result.found += 1
        if len(self.result.findings) < LISTED:
            self.result.findings.append(Finding(number, kind, what))

    def follow(self, properties: Mapping[str, Any], entries: Sequence[Sequence[Any]]) -> None:
        """The next change in the order of numbers."""
        number = properties["number"]
        if not isinstance(number, int) or number < self.expected:
            self.find(self.expected - 1, INSERTED, f"another change bears this number: {properties.get('id')}")
            return
        if number > self.expected:
            self.missing(self.expected, number - 1)
        own, sealed = change_digest(properties), list[str]()
        wrong = self.values(properties, number, [row[0].get("record") for row in entries], "of the change")
        if own != properties.get("digest"):
            wrong.append("its own properties are not those that were sealed")
        for values, touches, of in entries:
            sealed.append(entry_digest(values))
            wrong += self.entry(values, touches, of, number, sealed[-1])
        if len(entries) != properties.get("size"):
            wrong.append(f"it has {len(entries)} entries, and was sealed with {properties.get('size')}")
        content = content_of(own, sealed)
        if content != properties.get("content") and not wrong:
            wrong.append("its entries are not those that were sealed")
        for what in wrong:
            self.find(number, ALTERED, what)
        if self.previous is not None and not wrong:
            expected = seal_of(self.previous, number, content)
            if expected != properties.get("seal"):
                self.find(number, REORDERED, "it does not follow from the change before it")
        self.anchor(number, properties.get("seal"))
        self.previous, self.expected = properties.get("seal"), number + 1
        self.result.entries += len(entries)

    def missing(self, first: int, last: int) -> None:
        numbers = f"number {first} is" if first == last else f"numbers {first} to {last} are"
        self.find(first, REMOVED, f"{numbers} missing")
        self.previous = None
        for number in [one for one in self.anchors if first <= one <= last]:
            del self.anchors[number]

    def anchor(self, number: int, seal: Any) -> None:
        """Compares with what was kept outside; after the first difference all that follow differ."""
        for anchor in self.anchors.pop(number, ()):
            if anchor.hash != seal and not self.rewritten:
                self.rewritten = True
                since = f"; the anchor of {anchor.time} has another seal" if anchor.time else ""
                self.find(number, REWRITTEN, f"it, or a change before it, is not the one that was anchored{since}")

    def entry(
        self, values: Mapping[str, Any], touches: Sequence[Any], of: Sequence[Any], number: int, digest: str
    ) -> list[str]:
        """What is wrong with an entry of a change."""
        record = values.get("record")
        about = [record, *(values.get("touched") or ())] if values.get("operation") in MERGES else [record]
        wrong = self.values(values, number, about, f"of its entry on {record}")
        if digest != values.get("digest"):
            wrong.append(f"its entry on {record} is not the one that was sealed")
        if list(of) != [record]:
            wrong.append(f"its entry on {record} is not tied to that record")
        known = set(values.get("touched") or ())
        if extra := set(touches) - known:
            wrong.append(f"its entry on {record} is tied to {', '.join(sorted(map(str, extra)))}")
        for target in known - set(touches):
            self.cut.setdefault(target, []).append(number)
        if values.get("operation") == ERASE and record is not None:
            self.erasures[record] = number
        return wrong

    def values(self, properties: Mapping[str, Any], number: int, records: Sequence[Any], whose: str) -> list[str]:
        """What is wrong with values that may be erased; those that are gone are looked into at the end."""
        wrong: list[str] = []
        for name in VALUES:
            value, salt, digest = (properties.get(f"{name}{part}") for part in ("", "_salt", "_digest"))
            if value is None and salt is None and digest is not None:
                self.gone.append((number, f"`{name}` {whose}", frozenset(map(str, records))))
            elif digest is None and (value is not None or salt is not None):
                wrong.append(f"`{name}` {whose} was added")
            elif digest is not None and (salt is None or value_digest(salt, name, value) != digest):
                wrong.append(f"`{name}` {whose} was changed")
        return wrong

    async def check_links(self) -> None:
        """An entry no longer touches a record that was deleted; any other it still does."""
        if self.cut:
            (still,) = await self.read(STILL, {"ids": sorted(self.cut)})
            for id in still:
                for number in self.cut[id]:
                    self.find(number, ALTERED, f"an entry of it is no longer tied to {id}")
            self.cut = {}

    async def finish(self) -> None:
        """What the chain as a whole must be, and what stands beside it."""
        result, head = self.result, self.result.head
        if self.expected <= head.number:
            self.find(self.expected, TRUNCATED, f"the chain ends before its head, number {head.number}")
        elif head.number and self.previous != head.hash:
            self.find(head.number, REWRITTEN, "the head has another seal than the last change")
        if result.anchored > head.number:
            what = f"the anchors vouch for {result.anchored} changes, the chain has {head.number}"
            self.find(head.number + 1, TRUNCATED, what)
        for number, what, records in self.gone:
            if any(self.erasures.get(record, 0) > number for record in records):
                result.erased += 1
            else:
                self.find(number, ALTERED, f"{what} is missing, and no erasure says so")
        unnumbered, misnumbered, orphans = await self.read(STRAY, {"last": head.number, "most": LISTED})
        for id in unnumbered:
            self.find(None, INSERTED, f"the change {id} was never sealed, and does not wait to be")
        for id in misnumbered:
            self.find(None, INSERTED, f"the change {id} has a number that the chain did not give")
        for record in orphans:
            self.find(None, INSERTED, f"an entry on {record} belongs to no change")
