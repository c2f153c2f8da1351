"""Brings drafts into the graph: what is there is found by external id, the rest goes through the ledger.

Per batch one statement looks up the records that carry its keys; values and links are compared in the form in
which they are stored, and only what differs is written, in one transaction.  A batch that the ledger refuses
is halved until the record at fault stands alone: it keeps back nothing but itself and what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auth.protection import lacking
from auth.vault import decrypted
from auth.viewer import Viewer
from graph.database import Database, Transaction
from graph.edits import (
    ChangeHeader,
    Connect,
    Create,
    DuplicateExternalId,
    Edit,
    EditRefused,
    InvalidValue,
    Outcome,
    Update,
    VersionConflict,
    new_id,
)
from graph.errors import MemoryLimit, OperationTimeout, StatementFailed
from graph.imports import key_of
from graph.kinds import Plaintext
from graph.ledger import Ledger
from graph.rules import check_either
from graph.scopes import Scopes
from graph.seeds import area_ids
from resolvers.importers.drafts import AREA_SCHEME, Draft, ImportReport, Mapped, Problem
from resolvers.importers.drafts import Outcome as Outcomes

BATCH = 1_000
"""Records of one transaction: more needs memory in the server, fewer costs round trips."""
TIMEOUT = 120.0
OVERTAKEN = (DuplicateExternalId, VersionConflict)
"""Refusals of what others have written since it was looked up."""
REFERENCE_TYPES = frozenset({"Place"})
"""Reference data is seen by everyone, whatever the marking of the import."""

FOUND = """CYPHER 25
UNWIND $keys AS key
MATCH (x:ExternalId {key: key})<-[own:IDENTIFIED_BY]-(n:Record)
WHERE x.scope IN $visible AND n.scope IN $visible
RETURN key, n.id, n.type, own.by IS NOT NULL, properties(n),
  COLLECT { MATCH (n)-[r]->(m:Record) WHERE m.scope IN $visible RETURN [type(r), m.id] }"""
HERE = """CYPHER 25
UNWIND $keys AS key
MATCH (x:ExternalId {key: key})<-[:IDENTIFIED_BY]-(n:Record)
WHERE x.scope IN $visible AND n.scope IN $visible
RETURN key, n.id"""
EMPTY: Mapping[str, Any] = {}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A record that is in the graph, as stored."""

    id: str
    type: str
    merged: bool
    """Whether the key by which it was found came to it from a record that was merged into it."""
    properties: Mapping[str, Any]
    ends: frozenset[tuple[str, str]]
    """(relationship, id) of all that it points to."""


@dataclass(slots=True)
class Change:
    """A draft with the edits that bring the graph to it; none: it is there already."""

    draft: Draft
    id: str
    edits: list[Edit]

    @property
    def outcome(self) -> Outcomes:
        if not self.edits:
            return "unchanged"
        return "created" if isinstance(self.edits[0], Create) else "changed"

    def stale(self, now: Found | None) -> bool:
        """Whether it was made from another state of the record than that of `now`."""
        first = self.edits[0]
        if now is None or isinstance(first, Create):
            return now is not None
        return isinstance(first, Update) and first.version != now.properties["version"]


@dataclass
class Batches:
    """One import on its way into the graph."""

    database: Database
    ledger: Ledger
    scopes: Scopes
    viewer: Viewer
    report: ImportReport
    marking: str = "CLEAR"
    owner: str | None = None
    size: int = BATCH
    id: str | None = None
    """Of the import, that its changes carry; None: a dry run makes none."""
    _ids: dict[str, str] = field(default_factory=dict[str, str])
    """Ids by key, of all that was found or written."""
    _taken: set[str] = field(default_factory=set[str])
    """Keys in other registers that a record of this import has been given."""
    _refused: set[str] = field(default_factory=set[str])
    """Keys of drafts that were refused: what links to them is refused too, though the graph may hold such a record."""
    _areas: set[str] = field(default_factory=set[str])

    async def bring(self, mapped: Mapped, source: Draft | None, progress: Progress | None = None) -> None:
        """Write all stages, each record linked to the source, if any; what is refused goes to the report."""
        await self.scopes.refresh()
        stages = [*([[source]] if source is not None else []), *mapped.stages]
        await self._find_areas(stages)
        total, done = sum(len(stage) for stage in stages), 0
        for stage in stages:
            for start in range(0, len(stage), self.size):
                drafts = stage[start : start + self.size]
                try:
                    await self._batch(drafts, None if source is None or stage[0] is source else source.key)
                except (OperationTimeout, MemoryLimit, StatementFailed) as error:
                    for draft in drafts:
                        self._refuse(draft, str(error), "Import the file again.")
                done += len(drafts)
                if progress:
                    progress(done, total)

    async def _find_areas(self, stages: Sequence[Sequence[Draft]]) -> None:
        wanted = {
            key
            for stage in stages
            for draft in stage
            for key in draft.links.get("areas", ())
            if key.startswith(AREA_SCHEME)
        }
        if not wanted:
            return
        self._areas = wanted
        for number, area in (await area_ids(self.database, self._visible())).items():
            self._ids[f"{AREA_SCHEME}:{number}"] = area
        if missing := sorted(wanted - set(self._ids)):
            self.report.notices.append(f"there is no {', '.join(missing)} to link to: run `peyman migrate`")

    def _visible(self) -> list[int]:
        return list(self.scopes.visible(self.viewer).parameter)

    async def _batch(self, drafts: Sequence[Draft], source: str | None) -> None:
        await self._find_ends(drafts)
        found = await self._lookup(drafts)
        changes = [change for draft in drafts if (change := self._change(draft, found, source)) is not None]
        for change in changes:
            if not change.edits:
                self._done(change)
        if writes := [change for change in changes if change.edits]:
            if self.report.dry_run:
                for change in writes:
                    self._done(change)
            else:
                await self._write(writes, source)

    async def _find_ends(self, drafts: Sequence[Draft]) -> None:
        """What the file links to without telling of it may be in the graph."""
        ends = {key for draft in drafts for keys in draft.links.values() for key in keys}
        if unknown := ends - self._ids.keys() - self._areas - self._refused:
            given = {"keys": sorted(unknown), "visible": self._visible()}
            rows: list[list[str]] = await self.database.rows(HERE, given, timeout=TIMEOUT)
            self._ids.update((key, id) for key, id in rows)

    async def _lookup(self, drafts: Sequence[Draft]) -> dict[str, Found]:
        keys = [key for draft in drafts for key in (draft.key, *draft.also)]
        rows = await self.database.rows(FOUND, {"keys": keys, "visible": self._visible()}, timeout=TIMEOUT)
        return {
            key: Found(record, label, merged, properties, frozenset((relationship, end) for relationship, end in ends))
            for key, record, label, merged, properties, ends in rows
        }

    # What is to be done

    def _change(self, draft: Draft, found: Mapping[str, Found], source: str | None) -> Change | None:
        """The edits for a draft; None where it is refused."""
        links = self._links(draft, source)
        if links is None:
            return None
        own = found.get(draft.key)
        other = next((found[key] for key in draft.also if key in found), None)
        stored = own or other
        try:
            if stored is None:
                return self._creation(draft, links)
            if not draft.gains and draft.type not in self.ledger.model[stored.type].labels:
                self._refuse(
                    draft,
                    f"the record {stored.id} has this id and is of the type {stored.type}, not {draft.type}",
                    "Correct the id in the file, or delete or merge that record.",
                )
                return None
            # a record that is here from elsewhere keeps its own words, and so does one that another of the file was
            # merged into; it only gains what the import links
            values: Mapping[str, Any] = draft.values if own and not own.merged and not draft.gains else EMPTY
            return self._difference(draft, values, links, stored)
        except InvalidValue as problem:
            self._refuse(draft, str(problem), "Correct it and import the file again.", ".".join(problem.path))
            return None

    def _links(self, draft: Draft, source: str | None) -> dict[str, list[str]] | None:
        """The ids that the draft's links lead to; None, and a problem, where one was not imported."""
        links: dict[str, list[str]] = {}
        for name, keys in draft.links.items():
            missing = [key for key in keys if key not in self._ids and key not in self._areas]
            if missing:
                self._refuse(
                    draft,
                    f"it refers to {missing[0]}, which was not imported and is not here",
                    "Mend that first.",
                    name,
                )
                return None
            if ids := [self._ids[key] for key in keys if key in self._ids]:
                links[name] = ids
        if source is not None:
            if source not in self._ids:
                self._refuse(draft, "its source was not imported", "Mend that first.")
                return None
            links["sources"] = [self._ids[source], *links.get("sources", ())]
        return links

    def _creation(self, draft: Draft, links: Mapping[str, Sequence[str]]) -> Change | None:
        for name, link in self.ledger.model[draft.type].links():
            if link.required and not links.get(name):
                self._refuse(draft, "it needs one", "Give it, or leave the record out.", name)
                return None
        self.ledger.stored(draft.type, draft.values, new=True)
        check_either(self.ledger.model, draft.type, draft.values, links)
        given = [draft.key, *(key for key in draft.also if key not in self._taken)]
        for key in draft.also:
            if key in self._taken:
                self.report.notices.append(f"{key} is given to two records: kept with the first, not {draft.key}")
        self._taken.update(given)
        id = new_id()
        marking, owner = draft.marking or self._marking(draft.type), None if draft.marking else self.owner
        if draft.owner is not None:
            owner = id if draft.owner == draft.key else self._ids.get(draft.owner)
            if owner is None:
                self._refuse(draft, "its owner was not imported", "Mend that first.", "owner")
                return None
        if missing := lacking(marking, owner, None):
            self._refuse(draft, f"a record marked {marking} has no {missing} here", "Name one.", missing)
            return None
        reference = draft.type in REFERENCE_TYPES
        create = Create(
            draft.type,
            id,
            draft.values,
            links,
            marking="CLEAR" if reference else marking,
            owner=None if reference else owner,
            compartments=draft.compartments,
            external_ids=[(scheme, value) for scheme, _, value in (key.partition(":") for key in given)],
        )
        return Change(draft, create.id, [create])

    def _marking(self, type_name: str) -> str:
        """The import's, but for records that are marked closer without a word: an import is CLEAR without one."""
        own = self.ledger.model[type_name].marking
        return own if own is not None and self.marking in ("CLEAR", "GREEN") else self.marking

    def _difference(
        self, draft: Draft, values: Mapping[str, Any], links: Mapping[str, Sequence[str]], stored: Found
    ) -> Change:
        """Values that differ, single links that lead elsewhere, and what links to many lack."""
        differing = {
            name: value
            for name, value in values.items()
            if any(
                self._differs(stored, prop, wanted)
                for prop, wanted in self.ledger.stored(stored.type, {name: value}).items()
            )
        }
        added: list[Edit] = []
        for name, ids in links.items():
            link = self.ledger.link(stored.type, name)
            present = {end for relationship, end in stored.ends if relationship == link.hops[0].relationship}
            missing = [end for end in ids if end not in present]
            # a single link, too, is moved by an edit of its own: the ledger then says which, for an undoing
            if missing and (link.many or draft.values is values):
                added.append(Connect(stored.type, stored.id, name, missing))
        edits: list[Edit] = []
        if differing:
            edits.append(Update(stored.type, stored.id, differing, stored.properties["version"]))
        return Change(draft, stored.id, edits + added)

    def _differs(self, stored: Found, prop: str, wanted: Any) -> bool:
        """What is confidential is compared decrypted: it is never stored twice alike."""
        kept = stored.properties.get(prop)
        vault = self.ledger.vault
        if isinstance(wanted, Plaintext) and kept is not None and vault is not None:
            key = vault.open([stored.id]).get(stored.id)
            return key is None or decrypted(key, stored.id, prop, kept) != wanted.text
        return kept != wanted

    # Writing

    async def _write(self, changes: Sequence[Change], source: str | None) -> None:
        edits = [edit for change in changes for edit in change.edits]
        if not edits:
            return
        header = ChangeHeader(
            actor=self.viewer.user or "system",
            operation=f"import {self.report.format}",
            reason=f"import of {self.report.file}",
            key=key_of(self.id) if self.id else None,
        )

        async def work(tx: Transaction) -> Outcome:
            return await self.ledger.apply(tx, header, edits, self.viewer)

        try:
            outcome, _ = await self.database.write(work, timeout=TIMEOUT)
        except (EditRefused, StatementFailed, OperationTimeout, MemoryLimit) as error:
            if isinstance(error, OVERTAKEN) and (again := await self._overtaken(changes, source)) is not None:
                await self._write(again, source)
                return
            if len(changes) == 1:
                self._refuse(changes[0].draft, str(error), "Mend it and import the file again.")
                return
            for half in _halves(changes):
                await self._write(half, source)
            return
        self.scopes.learn(outcome.scopes)
        for change in changes:
            self._done(change)

    async def _overtaken(self, changes: Sequence[Change], source: str | None) -> list[Change] | None:
        """What is still to be done, where others have written these records since they were looked up; None: nobody.

        As the batch that a killed run had sent does, when it is committed as the next run begins.
        """
        await self.scopes.refresh()
        found = await self._lookup([change.draft for change in changes])
        stale = {id(change) for change in changes if change.stale(found.get(change.draft.key))}
        if not stale:
            return None
        left: list[Change] = []
        for one in changes:
            change = self._change(one.draft, found, source) if id(one) in stale else one
            if change is not None and change.edits:
                left.append(change)
            elif change is not None:
                self._done(change)
        return left

    def _done(self, change: Change) -> None:
        self._ids[change.draft.key] = change.id
        self.report.count(change.draft.type, change.outcome)

    def _refuse(self, draft: Draft, found: str, remedy: str, field: str | None = None) -> None:
        self.report.count(draft.type, "refused")
        self._refused.add(draft.key)
        where = draft.type + (f".{field}" if field else "")
        self.report.errors.append(Problem(draft.line, where, f"{draft.key}: {found}", remedy))


def _halves(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    middle = len(changes) // 2
    yield changes[:middle]
    yield changes[middle:]
