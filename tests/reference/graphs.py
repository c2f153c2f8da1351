"""A world as the reference sees it: records with the values of their fields, and relationships as a set of triples.

Each value is kept as its field answers it; text in several languages keeps every language until it is asked for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graph.edits import Create
from graph.model import Confidential, Link, Model
from tests.reference.worlds import DATES, ZONES, Noted, World

Edge = tuple[str, str, str]
"""(relationship, from, to)"""
NAMED = ("owner", "shared", "readers")
LOCALES = ("en", "ckb", "kmr", "ar")
PARTS = {
    "names": ("", *LOCALES),
    "fuzzy date": ("edtf", "earliest", "latest"),
    "moment": ("local", "zone", "utc"),
}


@dataclass(eq=False)
class Item:
    """A record, an external id or an entry of the ledger."""

    type: str
    id: str
    values: dict[str, Any]
    """GraphQL field → what it answers."""
    links: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    marking: str = "CLEAR"
    owner: str | None = None
    compartments: Sequence[str] = ()
    shared: Sequence[str] = ()
    readers: Sequence[str] = ()
    kept: Collection[str] = ()
    """Deleted sessions whose room it is for."""
    about: str | None = None
    """The record that this is a part of: it is seen by those who see that one."""
    seers: frozenset[str | None] | None = None
    """Of an entry: who saw its record then."""
    link: bool = False


@dataclass
class Graph:
    items: dict[str, Item]
    edges: set[Edge]
    model: Model
    led: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of a merged record → the one that it leads to, which may be hidden."""

    def __post_init__(self) -> None:
        self._out: dict[tuple[str, str], list[str]] = {}
        self._in: dict[tuple[str, str], list[str]] = {}
        for relationship, start, end in self.edges:
            self._out.setdefault((relationship, start), []).append(end)
            self._in.setdefault((relationship, end), []).append(start)

    def out(self, relationship: str, item: Item) -> list[Item]:
        return [self.items[one] for one in self._out.get((relationship, item.id), ())]

    def into(self, relationship: str, item: Item) -> list[Item]:
        return [self.items[one] for one in self._in.get((relationship, item.id), ())]

    def is_a(self, item: Item, type_name: str) -> bool:
        return item.type == type_name or (item.type in self.model and type_name in self.model[item.type].interfaces)

    def of(self, type_name: str) -> list[Item]:
        return [item for item in self.items.values() if self.is_a(item, type_name)]

    def linked(self, item: Item, link: Link) -> list[Item]:
        """The distinct records at the end of the link."""
        found = [item]
        for hop in link.hops:
            ends = [
                end
                for one in found
                for end in (self.out if hop.outgoing else self.into)(hop.relationship, one)
                if self.is_a(end, hop.label)
            ]
            found = list({end.id: end for end in ends}.values())
        return found


def graph_of(world: World, model: Model) -> Graph:
    """The whole world, nothing hidden."""
    items: dict[str, Item] = {}
    edges: set[Edge] = set()

    def external_id(record: str, scheme: str, value: str) -> None:
        own = world.external_ids[f"{scheme}:{value}"]
        items[own] = Item("ExternalId", own, {"scheme": scheme, "value": value}, about=record)
        edges.add(("IDENTIFIED_BY", record, own))

    for area in world.areas:
        items[area["id"]] = area_item(area)
        external_id(area["id"], "cooperation-area", str(area["number"]))
    for create in world.creates.values():
        item = record_item(create, model)
        items[item.id] = item
        item.kept = world.kept.get(item.id, ())
        item.values |= {"created": world.created[item.id], "updated": world.updated[item.id]}
        item.values["version"] = world.version[item.id]
        owner = world.led.get(create.owner or "", create.owner)
        if owner is not None and (owner != item.id or owner == create.owner):
            edges.add(("OWNED_BY", item.id, owner))
        for name, ends in create.links.items():
            storage = model[create.type].fields[name]
            assert isinstance(storage, Link)
            edges |= {(storage.hops[0].relationship, item.id, end) for end in ends}
        for scheme, value in create.external_ids:
            external_id(item.id, scheme, value)
    for merged, kept in world.led.items():
        items[merged] = Item("Merged", merged, {}, about=kept)
    for noted in world.entries:
        items[noted.id] = entry_item(noted, world.tombs.get(noted.record))
        edges |= {("TOUCHES", noted.id, end) for end in noted.touched if end in items}
    return Graph(items, edges, model, world.led)


def area_item(area: Mapping[str, Any]) -> Item:
    same = ("number", "code", "description", "version", "created", "updated")
    name = {"": area["name"], **{locale: area.get(f"name_{locale}") for locale in LOCALES}}
    values = {
        "id": area["id"],
        "marking": "CLEAR",
        "compartments": [],
        "name": name,
        **{key: area.get(key) for key in same},
    }
    return Item("CooperationArea", area["id"], values)


def record_item(create: Create, model: Model) -> Item:
    values: dict[str, Any] = {"id": create.id, "marking": create.marking, "compartments": list(create.compartments)}
    for name, stored in model[create.type].stored():
        if stored.writable:
            given = create.values.get(name)
            values[name] = answered(stored.kind.name, stored.default if name not in create.values else given)
    return Item(
        create.type,
        create.id,
        values,
        create.links,
        create.marking,
        create.owner,
        create.compartments,
        create.shared,
        create.readers,
    )


def entry_item(noted: Noted, last_seers: frozenset[str | None] | None) -> Item:
    """`last_seers`: who saw the record when it was deleted, if it was."""
    same = ("id", "time", "operation", "version")
    values = {name: getattr(noted, name) for name in same}
    values |= {"before": unnamed(noted.before), "after": unnamed(noted.after)}
    values |= {"recordId": noted.record, "recordType": noted.type, "actor": "tests", "reason": "a world"}
    about = noted.record if last_seers is None else None
    seers = noted.seers if last_seers is None else noted.seers & last_seers
    return Item("Entry", noted.id, values, about=about, seers=seers, link=noted.link)


def unnamed(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What was noted, without those whom the record's protection names: they are not told to its readers."""
    return None if values is None else {name: value for name, value in values.items() if name not in NAMED}


def answered(kind: str, value: Any) -> Any:
    """A value given as input → what its field answers."""
    if value is None:
        return None
    match kind:
        case "names":
            entered = {"text": value} if isinstance(value, str) else value
            found = {locale: nfc(entered[locale]) for locale in LOCALES if entered.get(locale)}
            first = next(iter(found.values()), None)
            return {"": nfc(entered["text"]) if entered.get("text") else first, **found}
        case "text" | "confidential":
            return nfc(value)
        case "texts":
            return [nfc(one) for one in value]
        case "fuzzy date":
            earliest, latest = DATES[value]
            return {"edtf": value, "earliest": earliest, "latest": latest}
        case "moment":
            offset = timedelta(hours=dict(ZONES)[value["zone"]])
            instant = datetime.fromisoformat(value["local"]) - offset
            return {**value, "utc": instant.strftime("%Y-%m-%dT%H:%M:%S.000000Z")}
        case _:
            return value


def flat(create: Create, model: Model, names: Collection[str] | None = None) -> dict[str, Any]:
    """The stored values of a record's fields (of those in `names`), as history tells them: none is confidential."""
    found: dict[str, Any] = {}
    for name, stored in model[create.type].stored():
        if not stored.writable or isinstance(stored, Confidential) or (names is not None and name not in names):
            continue
        key = stored_name(name)
        value = answered(stored.kind.name, create.values.get(name, stored.default))
        parts = PARTS.get(stored.kind.name)
        if parts is None:
            found[key] = list(value) if isinstance(value, tuple) else value
            continue
        for part in parts:
            found[key if part in ("", "edtf") else f"{key}_{part}"] = (value or {}).get(part)
    return found


def confidential(old: Create, new: Create, model: Model) -> dict[str, str]:
    """What history tells of confidential values that an update changed."""
    return {
        stored_name(name): "CONFIDENTIAL"
        for name, stored in model[old.type].stored()
        if isinstance(stored, Confidential)
        and answered("text", old.values.get(name)) != answered("text", new.values.get(name))
    }


def stored_name(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", name)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
