"""Two records become one, and two again: what moves, what stays behind, and how it comes back.

The merged record's node keeps its values and becomes `:Merged`: no record any more, it leads (`into`, `MERGED_INTO`) to
the kept one and bears its scope.  Relationships move by their types, whoever sees them: one that others have with it
goes over with `was`, the ids that it led to before; one of its own is made anew (`by`) on the kept record.  What cannot
be there twice, or gives way, is remembered as `KEPT` of the merged node, which holds no record's label and so is met
by no reading.  Undoing goes the other way round, in the order opposite to that of the merging.

A merge gives nobody rights and takes none (docs/decisions/0020-merging.md): owners and those shared with are
properties, and stay as they are; who acts for an organization holds it by the id by which he was given it
(`graph/holdings.py`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from auth.protection import widens
from auth.vault import NotOpened, VaultClosed, decrypted
from graph import rules
from graph.edits import Edit, InvalidValue, Merge, NotAllowed, RecordNotFound, Unmerge, VersionConflict
from graph.kinds import LOCALES, Plaintext, order_property, part_name
from graph.locking import Batch, Known, chained_ties, one, run
from graph.model import Confidential, Link, Model, Record, Stored
from graph.moves import (
    BURIED,
    CHAINED,
    CIRCLES,
    CONFIRM,
    DISOWN,
    INTER,
    MOVE,
    PLACES,
    REVIVE,
    SETTLE,
)
from graph.rescoping import rescope
from graph.rules import brief, refused_widening
from graph.sealing import sealed

if TYPE_CHECKING:
    from graph.ledger import Work

ALIASES = "aliases"
FIXED = "CooperationArea"
OWNED = "OWNED_BY"


# What is checked


def check(model: Model, batch: Batch, edit: Edit) -> None:
    """Raises `EditRefused` for an edit that may not be."""
    if not isinstance(edit, Merge | Unmerge):
        rules.check(model, batch, edit)
        return
    if isinstance(edit, Merge):
        _check_merge(model, batch, edit)
        _refuse_closed(batch, (("keep", edit.id), ("merge", edit.merged)))
        return
    found = batch.type_of(edit.id)
    if found is None:
        raise RecordNotFound(f"There is no record with the id {brief(edit.merged)}.", ("id",))
    if edit.id == edit.merged:
        message = f"The record {brief(edit.merged)} is in no other, or was taken out of it again: nothing to undo."
        raise InvalidValue(message, ("id",))
    edit.type = found
    _check_version(batch, edit.id, edit.version, ("version",))
    _refuse_closed(batch, (("id", edit.id),))


def _refuse_closed(batch: Batch, ids: Iterable[tuple[str, str]]) -> None:
    """What was said in a session under the Chatham House rule is for those who were in that session."""
    for name, id in ids:
        if batch.known[id].properties.get("chatham_house"):
            message = f"The session {id} is under the Chatham House rule: end that first, or keep the two apart."
            raise InvalidValue(message, (name,))


def _check_merge(model: Model, batch: Batch, edit: Merge) -> None:
    types = {name: batch.type_of(id) for name, id in (("keep", edit.id), ("merge", edit.merged))}
    for name, id in (("keep", edit.id), ("merge", edit.merged)):
        if types[name] is None:
            raise RecordNotFound(f"There is no record with the id {brief(id)}.", (name,))
    if edit.id == edit.merged:
        raise InvalidValue(f"Both ids lead to the record {edit.id}: name two records.", ("merge",))
    found, other = str(types["keep"]), str(types["merge"])
    if not mergeable(model, found):
        raise InvalidValue(f"Records of type {found} are not merged.", ("keep",))
    if found != other:
        message = f"It is of type {other}, and the one to keep of type {found}: only records of one type are merged."
        raise InvalidValue(message, ("merge",))
    _check_version(batch, edit.id, edit.version, ("keepVersion",))
    _check_version(batch, edit.merged, edit.merged_version, ("mergeVersion",))
    edit.type = found
    for name in edit.take:
        storage = model[found].fields.get(name)
        if isinstance(storage, Confidential) and storage.permission not in batch.viewer.permissions:
            message = f"{found}.{name} needs the permission {storage.permission}; none of your roles has it."
            raise NotAllowed(message, ("take",))
        if not takeable(model[found], name):
            raise InvalidValue(f"{found}.{brief(name)} is not to be taken from the merged record.", ("take",))


def _check_version(batch: Batch, id: str, wanted: int, path: Sequence[str]) -> None:
    current = batch.known[id].properties["version"]
    if wanted != current:
        message = f"It is at version {current}, and this was made from {wanted}: read it again."
        conflict = VersionConflict(message, id, current)
        conflict.path = tuple(path)
        raise conflict


def mergeable(model: Model, type_name: str) -> bool:
    """Accounts and what belongs to them are not, nor are the areas, which are fixed."""
    return model[type_name].administered is None and type_name != FIXED


def takeable(record: Record, name: str) -> bool:
    """Whether a field, or a link to one, of the merged record can be chosen. Aliases are always joined."""
    storage = record.fields.get(name)
    if isinstance(storage, Link):
        return name != "owner" and not storage.many and storage.writable
    return isinstance(storage, Stored) and storage.writable and name != ALIASES


async def enact(work: Work, edit: Merge | Unmerge) -> None:
    await (merge(work, edit) if isinstance(edit, Merge) else unmerge(work, edit))


# Merging


async def merge(work: Work, edit: Merge) -> None:
    batch, model = work.batch, work.model
    kept, merged = batch.known[edit.id], batch.known[edit.merged]
    record = model[edit.type]
    before, theirs = batch.protection(kept.scope), batch.protection(merged.scope)
    await _refuse_circles(work, edit)
    refusals = [refused_widening(batch, one.properties) for one in (kept, merged)]
    if refusals[1] is not None and widens(theirs, before):
        raise refusals[1]
    changed = await _changed(work, record, edit, kept, merged)
    old = {key: kept.properties.get(key) for key in changed}
    work.touch(edit.id, changed)
    await work.writes.flush(work.tx)
    gives, stays = _giving(batch, record, edit, kept, merged)
    given = {"kept": edit.id, "merged": edit.merged, "gives": sorted(gives), "stays": sorted(stays), "now": batch.now}
    await restamp(work, edit.type, (edit.id, edit.merged), merged.ends["PARTICIPANT"])
    await run(work.tx, MOVE, b=given)
    after = await work.rescoped(edit.id, before, refusals[0])
    scope = await work.scope(after)
    version = kept.properties["version"]
    work.writes.entry(edit.id, kept.type, scope, "merge", version, before=old, after=changed, touches=[edit.merged])
    scope = await work.scope(after | theirs)
    work.writes.entry(edit.merged, merged.type, scope, "merge", None, touches=[edit.id])
    undo = json.dumps({"before": old, "after": changed}, ensure_ascii=False)
    work.writes.after.append((INTER, {"b": {"kept": edit.id, "merged": edit.merged, "undo": undo}}))


async def _refuse_circles(work: Work, edit: Merge) -> None:
    """A place is not part of itself: neither record may be within the other."""
    for name, link in work.model[edit.type].links():
        tie = link.hops[0].relationship
        if tie in chained_ties(work.model) and link.hops[0].outgoing:
            given = {"kept": edit.id, "merged": edit.merged}
            if (await one(work.tx, CHAINED.replace("CHAIN", tie), {"b": given}))["found"]:
                raise InvalidValue(
                    f"By {name} one of the two is within the other, and would be part of itself: "
                    f"change {name} first, or keep them apart.",
                    ("merge",),
                )


async def _changed(work: Work, record: Record, edit: Merge, kept: Known, merged: Known) -> dict[str, Any]:
    """The kept record's stored values that become others."""
    values: dict[str, Any] = {}
    secret: dict[str, tuple[str, str]] = {}
    for name, storage in record.stored():
        if not storage.writable or name == ALIASES:
            continue
        props = storage.kind.properties(storage.prop)
        stays = name not in edit.take and not empty(kept.properties, props)
        if stays or empty(merged.properties, props):
            continue
        if isinstance(storage, Confidential):
            secret[name] = (storage.prop, merged.properties[storage.prop])
            continue
        if storage.order:
            props = (*props, order_property(storage.prop))
        values |= {prop: merged.properties.get(prop) for prop in props}
    values |= await _resealed(work, record, edit, kept, secret)
    if isinstance(record.fields.get(ALIASES), Stored):
        values[ALIASES] = joined_aliases(kept.properties, merged.properties, {**kept.properties, **values})
    return {prop: value for prop, value in values.items() if kept.properties.get(prop) != value}


async def _resealed(
    work: Work, record: Record, edit: Merge, kept: Known, secret: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """Confidential values under the kept record's key; the merged record keeps its own under its own."""
    given = dict(secret.values())
    if not given:
        return {}
    path = next(iter(secret))
    try:
        if work.vault is None:
            raise VaultClosed("There are no keys here for confidential values.")
        key = (await asyncio.to_thread(work.vault.open, [edit.merged])).get(edit.merged)
        if key is None:
            raise NotOpened("no key")
        plain = {prop: Plaintext(decrypted(key, edit.merged, prop, text)) for prop, text in given.items()}
    except VaultClosed as error:
        raise InvalidValue(str(error), ("merge", path)) from None
    except (NotOpened, OSError):
        raise InvalidValue("Its keys are out of reach: tell the operator.", ("merge", path)) from None
    return await sealed(work.vault, record, edit.id, plain, kept.properties)


def empty(properties: Mapping[str, Any], props: Iterable[str]) -> bool:
    return all(properties.get(prop) in (None, "", []) for prop in props)


def names_of(properties: Mapping[str, Any]) -> list[str]:
    """What a record is called, as it is entered, in each language and in short."""
    found = (*(properties.get(part_name("name", part)) for part in ("", *LOCALES)), properties.get("acronym"))
    return [name for name in dict.fromkeys(found) if name]


def joined_aliases(kept: Mapping[str, Any], merged: Mapping[str, Any], final: Mapping[str, Any]) -> list[str]:
    """What either was called, but for the names that stand."""
    every = [*(kept.get(ALIASES) or ()), *names_of(kept), *names_of(merged), *(merged.get(ALIASES) or ())]
    own = {*names_of(final)} - {*(kept.get(ALIASES) or ())}
    return [name for name in dict.fromkeys(every) if name not in own]


def _giving(batch: Batch, record: Record, edit: Merge, kept: Known, merged: Known) -> tuple[set[str], set[str]]:
    """Relationships of links to one: those of which the merged record's stands, and those of which it does not.

    One end that the writer does not see gives way to one that he does, as when he sets it.
    """
    gives, stays = set[str](), {OWNED}
    for name, link in record.links():
        hop, *more = link.hops
        tie = hop.relationship
        if link.many or more or not hop.outgoing or tie == OWNED:
            continue
        own = {end for end in kept.ends[tie] if end != edit.merged}
        its = {end: scope for end, scope in merged.ends[tie].items() if end != edit.id}
        hidden = not any(batch.sees(kept.ends[tie][end]) for end in own)
        seen = any(batch.sees(scope) for scope in its.values())
        if its and (not own or name in edit.take or (hidden and seen)):
            gives.add(tie)
        else:
            stays.add(tie)
    return gives, stays


# Undoing


async def unmerge(work: Work, edit: Unmerge) -> None:
    batch, model = work.batch, work.model
    kept = batch.known[edit.id]
    buried = (await one(work.tx, BURIED, {"b": {"merged": edit.merged}}))["buried"]
    if not buried:
        raise RecordNotFound(f"There is no record with the id {brief(edit.merged)}.", ("id",))
    properties, later, ties = buried[0]
    _refuse_out_of_turn(model, edit, properties, later, ties)
    before = batch.protection(kept.scope)
    refusal = refused_widening(batch, kept.properties)
    undo = json.loads(properties["undo"])
    changed = restored(kept.properties, undo["before"], undo["after"])
    old = {key: kept.properties.get(key) for key in changed}
    work.touch(edit.id, changed)
    await work.writes.flush(work.tx)
    await restamp(work, edit.type, (edit.id,))
    labels = list(model[properties["type"]].labels)
    await run(work.tx, REVIVE, b={"merged": edit.merged, "labels": labels})
    batch.known[edit.merged] = Known(properties["type"], properties["scope"], {})
    protections = await rescope(work.tx, model, batch, [edit.id, edit.merged])
    await run(work.tx, SETTLE, b={"merged": edit.merged})
    await restamp(work, edit.type, (edit.merged,))
    for name, link in model[edit.type].links():
        tie = link.hops[0].relationship
        if tie not in chained_ties(model) or not link.hops[0].outgoing:
            continue
        if (await one(work.tx, CIRCLES.replace("CHAIN", tie), {"b": {"merged": edit.merged}}))["found"]:
            raise InvalidValue(f"By {name} it would be part of itself: change what lies in it first.", ("id",))
    after, theirs = protections[edit.id], protections[edit.merged]
    if refusal is not None and (widens(before, after) or widens(before, theirs)):
        raise refusal
    version = kept.properties["version"]
    scope = await work.scope(before | after)
    work.writes.entry(edit.id, kept.type, scope, "unmerge", version, before=old, after=changed, touches=[edit.merged])
    scope = await work.scope(before | theirs)
    work.writes.entry(edit.merged, properties["type"], scope, "unmerge", None, touches=[edit.id])


def _refuse_out_of_turn(
    model: Model, edit: Unmerge, properties: Mapping[str, Any], later: bool, ties: Sequence[str]
) -> None:
    """What was merged last comes out first; what cannot be without a record that is gone does not come out."""
    if properties["merged_into"] != edit.id:
        message = f"It is in {properties['merged_into']}, which was merged into {edit.id} since: take that out first."
        raise InvalidValue(message, ("id",))
    if later:
        raise InvalidValue(f"Another record was merged into {edit.id} since: take that out first.", ("id",))
    for name, link in model[properties["type"]].links():
        if link.required and link.hops[0].relationship not in ties:
            raise InvalidValue(f"It needs its {name}, which was deleted since: it stays where it is.", ("id",))


def restored(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the kept record is to hold again: of what others have changed since, nothing but the aliases that came."""
    found = {prop: before.get(prop) for prop in after if prop != ALIASES and now.get(prop) == after[prop]}
    if ALIASES in after:
        came = {*after[ALIASES]} - {*(before.get(ALIASES) or ())}
        found[ALIASES] = [name for name in now.get(ALIASES) or () if name not in came]
        if now.get(ALIASES) == after[ALIASES]:
            found[ALIASES] = before.get(ALIASES)
    return {prop: value for prop, value in found.items() if now.get(prop) != value}


# What follows from it elsewhere


async def restamp(work: Work, type_name: str, ids: Sequence[str], people: Iterable[str] = ()) -> None:
    """Accounts of those in a session, or of whose place in one it is, may hold another room now."""
    if type_name == "Participation":
        work.writes.restamped.update(ids, people)
    elif type_name == "DialogueSession":
        work.writes.restamped.update((await one(work.tx, PLACES, {"b": {"ids": list(ids)}}))["places"])


async def disown(work: Work, id: str) -> None:
    await run(work.tx, DISOWN, b={"id": id})


async def confirm(work: Work, id: str, links: Iterable[str]) -> None:
    """Of an account whose links were set anew."""
    ties = [link.hops[0].relationship for name, link in work.model["Account"].links() if name in links]
    await run(work.tx, CONFIRM, b={"id": id, "ties": ties})
