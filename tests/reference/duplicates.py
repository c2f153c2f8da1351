"""Duplicates by brute force: every pair of records of a kind, each compared by itself, as the schema describes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from graph.folding import folded, skeleton_of, text_of
from tests.reference.graphs import Graph, Item
from tests.reference.searches import names

BODIES = {"Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork"}
LIMIT = 50


def found(graph: Graph, given: Mapping[str, Any]) -> list[tuple[Item, dict[str, Any]]]:
    """(the one, its edge), the likeliest first."""
    types = {*BODIES, "Person"} if given.get("types") is None else set(given["types"])
    among = graph.items.keys() if given.get("among") is None else set(given["among"])
    asked = (one for one in graph.items.values() if one.type in types and one.id in among and names(one))
    records = sorted(asked, key=lambda one: one.id)
    shared = {one.id: traits(graph, one) for one in records}
    holders = Counter(trait for one in records for trait in shared[one.id])
    pairs: list[tuple[Item, dict[str, Any]]] = []
    for one, other in combinations(records, 2):
        together = shared[one.id] & shared[other.id]
        if not any(holders[trait] <= LIMIT for trait in together):
            continue
        if given.get("of") is not None and not {one.id, other.id} & set(given["of"]):
            continue
        edge = compared(graph, one, other)
        if edge is not None and edge["score"] >= given["atLeast"]:
            pairs.append((one, edge))
    return sorted(pairs, key=lambda pair: (-pair[1]["score"], pair[0].id, pair[1]["other"].id))


def compared(graph: Graph, one: Item, other: Item) -> dict[str, Any] | None:
    """What the edge of a pair holds; None where nothing but ties speaks for it."""
    why: list[dict[str, Any]] = []
    ids, others = identities(graph, one), identities(graph, other)
    if ids & others:
        why.append(reason("EXTERNAL_ID", min(ids & others), min(ids & others), 0.95))
    alike = max((ratio(a, b) for a in called(one) for b in called(other)), default=0.0)
    name = 0.95 * max(0.0, alike - 0.7) / (1 - 0.7)
    if name:
        a, b = first(texts(one), texts(other), lambda a, b: max(ratio(x, y) for x in forms(a) for y in forms(b)))
        why.append(reason("NAME", a, b, round(name, 4)))
    short, shorts = forms(one.values.get("acronym")), forms(other.values.get("acronym"))
    same = bool(short & shorts or short & called(other) or shorts & called(one))
    begun = single(one) & begins(other) or single(other) & begins(one)
    acronym = 0.6 if same else 0.4 if begun else 0.0
    if acronym:
        a, b = first(every(one), every(other), abbreviates)
        why.append(reason("ACRONYM", a, b, acronym))
    if not why:
        return None
    both = sorted({id for _, id in tied(graph, one) & tied(graph, other)})
    rest = (1 - name) * (1 - acronym) * (1 - (0.95 if ids & others else 0.0)) * (1 - 0.1 * min(3, len(both)))
    differ = not ids & others and {id.split(":")[0] for id in ids} & {id.split(":")[0] for id in others}
    if both:
        evidence = [graph.items[id] for id in both]
        why.append(reason("TIES", None, None, (0.1, 0.2, 0.3)[min(3, len(both)) - 1], evidence))
    return {"other": other, "score": round((1 - rest) * (0.5 if differ else 1), 4), "reasons": why}


def reason(kind: str, one: str | None, other: str | None, weight: float, evidence: Any = ()) -> dict[str, Any]:
    return {"kind": kind, "one": one, "other": other, "weight": weight, "evidence": list(evidence)}


# A record's names


def forms(text: str | None) -> set[str]:
    return {form for form in text_of(text)[1:3] if form} if text else set()


def called(item: Item) -> set[str]:
    """The forms of its names, those of the acronym only if it goes by that."""
    short = forms(item.values.get("acronym"))
    every = {form for text in names(item) for form in forms(text)}
    return {form for form in every if form not in short or form == folded(names(item)[0])}


def texts(item: Item) -> list[str]:
    """Its names as they are entered, without the acronym."""
    values = item.values
    name: Any = values.get("name")
    title: str | None = values.get("title")
    own: list[str | None] = (
        [name.get(one) for one in ("", "en", "ckb", "kmr", "ar")] if isinstance(name, dict) else [name]
    )  # pyright: ignore[reportUnknownMemberType]
    return list(dict.fromkeys(one for one in (own[0], title, *own[1:], *(values.get("aliases") or ())) if one))


def every(item: Item) -> list[str]:
    acronym = item.values.get("acronym")
    return [*texts(item), *([acronym] if acronym else [])]


def single(item: Item) -> set[str]:
    return {form for form in (*called(item), *forms(item.values.get("acronym"))) if " " not in form}


def begins(item: Item) -> set[str]:
    return {initials(form) for form in called(item)} - {""}


def initials(form: str) -> str:
    words = form.split(" ")
    return "".join(word[:1] for word in words) if len(words) >= 3 else ""


def ratio(one: str, other: str) -> float:
    found = fuzz.ratio(" ".join(sorted(one.split())), " ".join(sorted(other.split())))
    return found / 100 if found >= 70 else 0.0


def abbreviates(one: str, other: str) -> int:
    a, b = forms(one), forms(other)
    if a & b:
        return 2
    return int(bool({initials(form) for form in a} & b or {initials(form) for form in b} & a))


def first(ones: list[str], others: list[str], measure: Any) -> tuple[str, str]:
    """The first of the pairs of texts that measure most."""
    pairs = [(a, b) for a in ones for b in others]
    most = max(measure(a, b) for a, b in pairs)
    return next(pair for pair in pairs if measure(*pair) == most)


# What it shares with others


def traits(graph: Graph, item: Item) -> set[tuple[str, ...]]:
    """The blocks that it is in: records are compared that are in one of few."""
    kind = "body" if item.type in BODIES else item.type
    found = {(kind, "id", id) for id in identities(graph, item)}
    for form in called(item) | forms(item.values.get("acronym")):
        words = form.split()
        found.add((kind, "name", form.replace(" ", "")))
        found.add((kind, "initials", initials(form) or form.replace(" ", "")))
        found |= {(kind, "word", skeleton_of(word)) for word in words if len(word) > 1 and skeleton_of(word)}
    return found


def identities(graph: Graph, item: Item) -> set[str]:
    return {f"{one.values['scheme']}:{one.values['value']}" for one in graph.out("IDENTIFIED_BY", item)}


def tied(graph: Graph, item: Item) -> set[tuple[str, str]]:
    """The activities that it has a role in, the organizations that it belongs to, the members that it has."""
    ways = (("ROLE_OF", "ROLE_IN"), ("MEMBER", "MEMBER_OF"), ("MEMBER_OF", "MEMBER"))
    return {(out, end.id) for into, out in ways for one in graph.into(into, item) for end in graph.out(out, one)}
