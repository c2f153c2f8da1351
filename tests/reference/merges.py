"""Merges in plain words: what a preview says of two records, and what becomes of a world in which two become one."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from graph.edits import Create
from graph.model import Confidential, Link, Model
from schema.merges import MESSAGES
from tests.reference.graphs import LOCALES, Graph, Item, answered
from tests.reference.worlds import World

NEVER = ("Account", "Recovery", "CooperationArea", "Access", "Entry", "ExternalId", "Credential")


# The preview


def preview(graph: Graph, kept: Item | None, merged: Item | None) -> dict[str, Any] | None:
    if kept is None or merged is None:
        return None
    same = kept.type == merged.type
    return {
        "kept": kept,
        "merged": merged,
        "fields": fields(graph.model, kept, merged) if same else [],
        "links": links(graph, kept, merged) if same else [],
        "obstacles": [
            {"kind": kind, "message": MESSAGES[kind].format(kept.type, merged.type)}
            for kind in obstacles(graph, kept, merged)
        ],
    }


def fields(model: Model, kept: Item, merged: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, stored in model[kept.type].stored():
        if not stored.writable:
            continue
        secret = isinstance(stored, Confidential)
        one, other = (None if secret else told(item.values.get(name)) for item in (kept, merged))
        if not secret and one in (None, []) and other in (None, []):
            continue
        none, nor = one in (None, "", []), other in (None, "", [])
        stands = "BOTH" if name == "aliases" else "MERGED" if none and not nor else "KEPT"
        found.append(
            {
                "field": name,
                "kept": one,
                "merged": other,
                "stands": None if secret else stands,
                "conflict": name != "aliases" and not none and not nor and one != other,
                "confidential": secret,
            }
        )
    return found


def told(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key or "text": part for key, part in value.items() if part is not None}


def links(graph: Graph, kept: Item, merged: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for word, near, far in (("<", 2, 1), (">", 1, 2)):
        mine = [one for one in graph.edges if one[near] == merged.id and one[far] != kept.id and counts(graph, one)]
        for relationship in sorted({one[0] for one in mine} - ({"OWNED_BY"} if word == ">" else set())):
            ends = {one[far] for one in mine if one[0] == relationship}
            own = {one[far] for one in graph.edges if one[0] == relationship and one[near] == kept.id}
            name, link = called(graph.model, merged.type, relationship, word == ">")
            single = link is not None and not link.many
            stays = single and word == ">" and bool(own - {merged.id})
            found.append(
                {
                    "link": name,
                    "count": len(ends),
                    "moved": 0 if stays else len(ends - own),
                    "shared": len(ends & own),
                    "conflict": stays and not ends & own,
                    "takeable": single and link is not None and link.writable and name != "owner",
                }
            )
    return found


def counts(graph: Graph, edge: tuple[str, str, str]) -> bool:
    return graph.items[edge[1]].type not in ("Entry", "Merged") and graph.items[edge[2]].type != "Merged"


def called(model: Model, type_name: str, relationship: str, outgoing: bool) -> tuple[str, Link | None]:
    for name, link in model[type_name].links():
        if len(link.hops) == 1 and (link.hops[0].relationship, link.hops[0].outgoing) == (relationship, outgoing):
            return name, link
    declared = [
        (not record.abstract, record.name, name)
        for record in model.records.values()
        for name, link in record.links()
        if len(link.hops) == 1 and link.hops[0].outgoing and link.hops[0].relationship == relationship
    ]
    _, owner, name = min(declared, key=lambda one: one[:2])
    return f"{owner}.{name}", None


def obstacles(graph: Graph, kept: Item, merged: Item) -> list[str]:
    from tests.reference.changes import clauses

    after, before = clauses(graph, kept), clauses(graph, merged)
    met = [any(one <= clause for one in after) or (clause == {"members"} and after) for clause in before]
    found = {
        "SAME_RECORD": kept is merged,
        "NEVER_MERGED": kept.type in NEVER,
        "OTHER_TYPE": kept.type != merged.type,
        "CHATHAM_HOUSE_RULE": any(one.values.get("chathamHouse") for one in (kept, merged)),
        "CIRCLE": within(graph, kept, merged) or within(graph, merged, kept),
        "WIDER": frozenset({"nobody"}) not in after and not all(met),
    }
    return [kind for kind, stands in found.items() if stands]


def within(graph: Graph, part: Item, whole: Item) -> bool:
    """Whether one place is a part of the other, however long the way."""
    seen, above = set[str](), graph.out("PART_OF", part)
    while above:
        place = above.pop()
        if place is whole:
            return True
        if place.id not in seen:
            seen.add(place.id)
            above += graph.out("PART_OF", place)
    return False


# The merge


def united(model: Model, kept: Create, merged: Create, take: list[str]) -> Create:
    """The kept record after the merge, still without the links that others have with the merged one."""
    made = copy.copy(kept)
    made.values = dict(kept.values)
    for name, stored in model[kept.type].stored():
        if not stored.writable or name == "aliases":
            continue
        own, its = (one.values.get(name, stored.default) for one in (kept, merged))
        nothing = (None,) if isinstance(stored, Confidential) else (None, "", [], ())
        if its not in nothing and (name in take or own in nothing):
            made.values[name] = its
    if "aliases" in model[kept.type].fields:
        made.values["aliases"] = aliases(kept, merged, made)
    made.links = {}
    for name, link in model[kept.type].links():
        own = [one for one in kept.links.get(name, ()) if one != merged.id]
        its = [one for one in merged.links.get(name, ()) if one != kept.id]
        ends = [*own, *(one for one in its if one not in own)] if link.many else own or its
        if ends:
            made.links[name] = ends
    made.external_ids = [*kept.external_ids, *merged.external_ids]
    return made


def names(create: Create) -> list[str]:
    value: Mapping[str, Any] = answered("names", create.values.get("name")) or {}
    every = [*(value.get(part) for part in ("", *LOCALES)), create.values.get("acronym")]
    return [one for one in every if one]


def aliases(kept: Create, merged: Create, made: Create) -> list[str]:
    own, its = (answered("texts", one.values.get("aliases") or ()) for one in (kept, merged))
    final = set(names(made)) - set(own)
    return [one for one in dict.fromkeys([*own, *names(kept), *names(merged), *its]) if one not in final]


def follow(world: World, kept: str, merged: str) -> None:
    """All that led to the merged record leads to the kept one."""
    for id, into in world.led.items():
        world.led[id] = kept if into == merged else into
    world.led[merged] = kept
    world.kept.pop(merged, None)
    for one in list(world.creates.values()):
        if any(merged in ends for ends in one.links.values()):
            changed = copy.copy(one)
            changed.links = {
                name: list(dict.fromkeys(kept if end == merged else end for end in ends))
                for name, ends in one.links.items()
            }
            world.creates[one.id] = changed
