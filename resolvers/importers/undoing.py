"""Takes an import back as a whole: what it made goes, what it changed is as it was before.

A record that others have changed or linked with since stays, and with it what it points to; a value that others have
changed since stays too, and so does all that was merged since, or that another was merged into, until that is taken
out: which value or link is whose cannot be told before.  Links are taken back first, then values, then records, those
made last first; each batch is one change in the ledger, so that an undoing that is cut short goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auth.viewer import Viewer
from graph import imports
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Connect, Delete, Disconnect, Edit, EditRefused, Outcome, Update, new_id
from graph.errors import MemoryLimit, OperationTimeout, StatementFailed
from graph.imports import Done, Import, Standing
from graph.ledger import Ledger
from graph.model import Confidential, Link, Model, Stored
from graph.scopes import Scopes
from resolvers.importers.drafts import ImportReport, Problem

BATCH = 250
TIMEOUT = 120.0
REMEDY = "Look at it, and delete or change it by hand."


@dataclass
class Undoing:
    """One import on its way out of the graph."""

    database: Database
    ledger: Ledger
    scopes: Scopes
    viewer: Viewer
    undone: Import
    report: ImportReport
    reason: str | None = None
    """Why, in the words of whoever does it."""
    _visible: Sequence[int] = ()
    _created: dict[str, str] = field(default_factory=dict[str, str])
    """Id → type of what the import made, the last first."""

    @property
    def model(self) -> Model:
        return self.ledger.model

    async def undo(self) -> None:
        await self.scopes.refresh()
        self._visible = list(self.scopes.visible(self.viewer).parameter)
        changed = await self._read()
        standing = await imports.standing(self.database, self.undone, self._created, self._visible)
        kept = self._kept(standing)
        for id in kept:
            self._keep(self._created[id], f"{self._created[id]} {id} {why_kept(standing[id])}")
        edits = await self._reversals(changed)
        for chunk in imports.chunks(edits, BATCH):
            await self._write(chunk, "changed")
        gone = [Delete(type_name, id) for id, type_name in self._created.items() if id in standing and id not in kept]
        for chunk in imports.chunks(gone, BATCH):
            await self._write(chunk, "deleted")
        if not self.report.dry_run:
            await imports.end(self.database, self.undone.id, "PARTLY_UNDONE" if self.report.errors else "UNDONE")

    async def _read(self) -> dict[str, list[Done]]:
        """What the import did to records that it did not make, by record, the last first."""
        done: dict[str, list[Done]] = {}
        for change in await imports.changes(self.database, self.undone):
            for entry in await imports.entries(self.database, change):
                if entry.operation == "create":
                    self._created[entry.record] = entry.type
                else:
                    done.setdefault(entry.record, []).append(entry)
        return {id: entries for id, entries in done.items() if id not in self._created}

    def _kept(self, standing: Mapping[str, Standing]) -> list[str]:
        kept: dict[str, None] = {}
        fresh: list[str] = [id for id, one in standing.items() if one.foreign]
        while fresh:
            kept |= dict.fromkeys(fresh)
            ends: list[str] = [end for id in fresh for end in (*standing[id].ends, *standing[id].former)]
            fresh = [end for end in ends if end in standing and end not in kept]
        return list(kept)

    async def _reversals(self, changed: Mapping[str, Sequence[Done]]) -> list[Edit]:
        edits: list[Edit] = []
        for chunk in imports.chunks(list(changed), imports.CHUNK):
            stored = await imports.properties_of(self.database, chunk, self._visible)
            standing = await imports.standing(self.database, self.undone, chunk, self._visible)
            touched = {end for id in chunk for entry in changed[id] for end in entry.touches}
            ends = await imports.standing(self.database, self.undone, sorted(touched), self._visible)
            led = {id: end.into for id, end in ends.items() if end.into is not None}
            for id in chunk:
                if id not in standing:
                    continue
                if merged_since(standing[id], changed[id]):
                    type_name = changed[id][0].type
                    self._keep(type_name, f"{type_name} {id} {why_kept(standing[id])}")
                elif id in stored:
                    edits += self._links(id, changed[id], standing[id], led)
                    edits += self._values(id, changed[id], stored[id])
        return edits

    def _links(self, id: str, entries: Sequence[Done], now: Standing, led: Mapping[str, str]) -> list[Edit]:
        """Links taken back, where they are still; one that led elsewhere before leads there again.

        One to a record that was merged since (`led`) stays, and so does one that stands for another as well.
        """
        edits: list[Edit] = []
        fields: dict[str, tuple[list[str], list[str]]] = {}
        for entry in entries:
            word, _, name = entry.operation.partition(" ")
            if word in ("link", "unlink") and name:
                linked, unlinked = fields.setdefault(name, ([], []))
                (linked if word == "link" else unlinked).extend(entry.touches)
        for name, (linked, unlinked) in fields.items():
            type_name = entries[0].type
            link = self.model[type_name].fields.get(name)
            for end in dict.fromkeys(linked):
                if led.get(end, end) in now.ends and (end in led or end in now.twice):
                    found = f"{name} of {type_name} {id}: {led.get(end, end)} was merged with another since"
                    self._keep(type_name, found)
            linked = [end for end in linked if end in now.ends and end not in now.twice]
            if not isinstance(link, Link) or not linked:
                continue
            if link.many or not unlinked:
                edits.append(Disconnect(type_name, id, name, linked))
            else:
                edits.append(Connect(type_name, id, name, unlinked[-1:]))
        return edits

    def _values(self, id: str, entries: Sequence[Done], stored: Mapping[str, Any]) -> list[Edit]:
        now, before = dict(stored), dict(stored)
        for entry in entries:
            if entry.operation != "update":
                continue
            for prop in {*entry.before, *entry.after}:
                if before.get(prop) == entry.after.get(prop):
                    before[prop] = entry.before.get(prop)
                else:
                    self._keep(entry.type, f"{prop} of {entry.type} {id} was changed since")
        type_name = entries[0].type
        values: dict[str, Any] = {}
        for name, storage in self.model[type_name].stored():
            if any(now.get(prop) != before.get(prop) for prop in storage.kind.properties(storage.prop)):
                if isinstance(storage, Confidential) and before.get(storage.prop) is not None:
                    self._keep(type_name, f"{name} of {type_name} {id} is confidential: its former value is not read")
                    continue
                values[name] = given(storage, before)
        return [Update(type_name, id, values)] if values else []

    async def _write(self, edits: Sequence[Edit], outcome: str) -> None:
        if self.report.dry_run:
            self._count(edits, outcome)
            return
        header = ChangeHeader(
            actor=self.viewer.user or "system",
            operation="undo import",
            reason=f"undoing the import {self.undone.id} of {self.undone.file}"
            + (f": {self.reason}" if self.reason else ""),
            key=f"{imports.UNDOING}:{self.undone.id}:{new_id()}",
        )

        async def work(tx: Transaction) -> Outcome:
            return await self.ledger.apply(tx, header, edits, self.viewer)

        try:
            done, _ = await self.database.write(work, timeout=TIMEOUT)
        except (EditRefused, StatementFailed, OperationTimeout, MemoryLimit) as error:
            if len(edits) == 1:
                self._keep(edits[0].type, f"{edits[0].type} {edits[0].id}: {error}")
                return
            middle = len(edits) // 2
            await self._write(edits[:middle], outcome)
            await self._write(edits[middle:], outcome)
            return
        self.scopes.learn(done.scopes)
        self._count(edits, outcome)

    def _count(self, edits: Sequence[Edit], outcome: Any) -> None:
        for edit in edits:
            self.report.count(edit.type, outcome)

    def _keep(self, type_name: str, found: str) -> None:
        self.report.count(type_name, "kept")
        self.report.errors.append(Problem(None, None, found, REMEDY))


def merged_since(now: Standing, entries: Sequence[Done]) -> bool:
    """Whether a record that the import changed is in another, or has had another merged into it after that."""
    return now.into is not None or now.merged_at > min(entry.version or 0 for entry in entries)


def why_kept(now: Standing) -> str:
    if now.into is not None:
        return f"was merged into {now.into} since: take it out of that first"
    if now.merged_at:
        return "has had another record merged into it: take that out first"
    return "was changed or linked with since, or is needed by one that was"


def given(storage: Stored, properties: Mapping[str, Any]) -> Any:
    """The input value that is stored as these properties; None for none."""
    match storage.kind.name:
        case "names":
            parts = {part or "text": properties.get(name) for part, name in _parts(storage)}
            return {part: text for part, text in parts.items() if text} or None
        case "moment":
            parts = {part: properties.get(name) for part, name in _parts(storage)}
            return {part: parts[part] for part in ("local", "zone")} if parts["local"] else None
        case _:
            return properties.get(storage.prop)


def _parts(storage: Stored) -> list[tuple[str, str]]:
    return list(zip(storage.kind.parts, storage.kind.properties(storage.prop), strict=True))
