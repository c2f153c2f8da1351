"""Paths by brute force: every chain of links without a record twice, the two shortest lengths of them kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.reference.graphs import Graph, Item
from tests.reference.ties import OUT, is_secretariat, kind_of_session

ENDS = {
    "Membership": ("MEMBER", "MEMBER_OF"),
    "ActivityRole": ("ROLE_OF", "ROLE_IN"),
    "Participation": ("PARTICIPANT", "PARTICIPATES_FOR", "PARTICIPATION_IN"),
    "Commitment": ("MADE_BY", "MADE_TO"),
}
MOST = 6


@dataclass(frozen=True)
class Joined:
    """A link from one record to another: what it is, and by which of its relationships it goes in and out."""

    fact: Item
    entered: str
    left: str
    end: Item


Way = tuple[Joined, ...]


class Paths:
    def __init__(self, graph: Graph, given: Mapping[str, Any]) -> None:
        self.graph = graph
        self.via = given.get("via")
        self.avoid = given.get("avoid") or ()
        most = given.get("maxLength")
        self.most = 4 if most is None else most
        self.joined: dict[str, list[Joined]] = {}
        for fact in graph.items.values():
            if fact.type in ENDS and self.counts(fact):
                for start, one in self.links(fact, 0):
                    self.joined.setdefault(start.id, []).append(one)

    def counts(self, fact: Item) -> bool:
        return fact.id not in self.avoid and fact.values.get("partstat") not in OUT

    def links(self, fact: Item, _: int) -> Iterator[tuple[Item, Joined]]:
        sides = [(name, end) for name in ENDS[fact.type] for end in self.graph.out(name, fact)]
        for index, (entered, start) in enumerate(sides):
            for other, (left, end) in enumerate(sides):
                both = {entered, left}
                if index == other or (fact.type == "Commitment" and "MADE_BY" not in both):
                    continue
                if fact.type == "Participation" and "PARTICIPATION_IN" not in both:
                    continue
                if end.id in self.avoid or (end.type == "DialogueSession" and end.values["status"] == "CANCELLED"):
                    continue
                yield start, Joined(fact, entered, left, end)

    def between(self, source: Item, target: Item) -> Iterator[tuple[int, int, str, list[dict[str, Any]]]]:
        """(length, strength, what orders equals, steps)."""
        found: list[Way] = []
        grown: list[Way] = [()]
        for _ in range(MOST):
            grown = [(*way, one) for way in grown for one in self.onward(source, way)]
            arrived = [way for way in grown if way[-1].end is target and self.wanted(source, way)]
            found += arrived
            grown = [way for way in grown if way[-1].end is not target]
            if len({len(way) for way in found}) == 2:
                break
        chains: dict[tuple[int, str], set[tuple[tuple[str, str, str, str, str], ...]]] = {}
        for way in found:
            if len(way) <= self.most:
                steps = tuple(self.steps(source, way))
                key = "".join(f"{step[0]} {step[2]} " for step in steps)
                chains.setdefault((len(way), f"{key}"), set()).add((*steps, ("", target.id, "", "", "")))
        by_people: dict[tuple[int, str, tuple[str, ...]], list[tuple[tuple[str, str, str, str, str], ...]]] = {}
        for (length, key), ways in chains.items():
            for way in ways:
                by_people.setdefault((length, key, tuple(step[1] for step in way)), []).append(way)
        for (length, key, _), ways in by_people.items():
            steps = [self.step([way[index] for way in ways]) for index in range(len(ways[0]) - 1)]
            yield length, len(ways), key, steps

    def wanted(self, source: Item, way: Way) -> bool:
        """Whether each of its steps is of a kind asked for."""
        return self.via is None or all(kind in self.via for _, _, kind, *_ in self.steps(source, way))

    def onward(self, source: Item, way: Way) -> list[Joined]:
        at = way[-1].end if way else source
        passed = {source.id} | {one.end.id for one in way} | {one.fact.id for one in way}
        return [one for one in self.joined.get(at.id, ()) if one.end.id not in passed and one.fact.id not in passed]

    def steps(self, source: Item, way: Way) -> Iterator[tuple[str, str, str, str, str]]:
        """(from, to, kind, record, word) of each step between stakeholders."""
        at, index = source, 0
        while index < len(way):
            one = way[index]
            if one.fact.type in ("Membership", "Commitment"):
                end, record, index = one.end, one.fact, index + 1
                kind, word = self.fact(one)
            else:
                out, record, index = way[index + 1], one.end, index + 2
                end = out.end
                kind, word = self.event(one, out)
            yield at.id, end.id, kind, record.id, word
            at = end

    def fact(self, one: Joined) -> tuple[str, str]:
        """Kind and word of a step over a membership or a commitment."""
        word = "FORTH" if one.entered in ("MEMBER", "MADE_BY") else "BACK"
        if one.fact.type == "Membership":
            return "SECRETARIAT" if is_secretariat(self.graph, one.fact) else "MEMBERSHIP", word
        if one.entered != one.left:
            return "COMMITMENT", word
        return "AGREEMENT" if one.fact.values["kind"] == "AGREEMENT" else "COMMITMENT", "BOTH"

    def event(self, one: Joined, out: Joined) -> tuple[str, str]:
        """Kind and word of a step over a session or an activity."""
        if one.fact.type == "Participation":
            return kind_of_session(self.graph, one.end), "BOTH"
        mine, its = (joined.fact.values["role"] == "FUNDER" for joined in (one, out))
        return ("ACTIVITY", "BOTH") if mine == its else ("FUNDING", "FORTH" if mine else "BACK")

    def step(self, ways: list[tuple[str, str, str, str, str]]) -> dict[str, Any]:
        shown = sorted({(record, word) for *_, record, word in ways})
        start, end, kind = ways[0][:3]
        items = self.graph.items
        return {
            "kind": kind,
            "one": [items[start]],
            "other": [items[end]],
            "evidence": [items[record] for record, _ in shown],
            "reason": sentence(kind, items[start], items[end], items[shown[0][0]], shown[0][1], len(shown)),
        }


def sentence(kind: str, one: Item, other: Item, record: Item, word: str, number: int) -> str:
    names = [item.values["name"][""] for item in (one, other)]
    if word == "BACK":
        names.reverse()
    more = f", and {number - 1} more." if number > 1 else "."
    called = record.values.get("name") or record.values.get("title")
    title = called[""] if isinstance(called, dict) else called
    match kind:
        case "MEMBERSHIP":
            role = record.values["role"]
            return f"{names[0]} belongs or belonged to {names[1]}" + (f" as {role}" if role else "") + more
        case "SECRETARIAT":
            return f"{names[0]} is or was the secretariat of {names[1]}" + more
        case "FUNDING":
            return f"{names[0]} funds or funded {title or 'an activity'}, in which {names[1]} has a part" + more
        case "AGREEMENT":
            return f"{names[0]} and {names[1]} both signed {title or 'an agreement'}" + more
        case "COMMITMENT" if word != "BOTH":
            return f"{names[0]} made the commitment {title or 'a commitment'} to {names[1]}" + more
        case "COMMITMENT":
            return f"{names[0]} and {names[1]} both made the commitment {title or 'a commitment'}" + more
        case _:
            unnamed = {"ACTIVITY": "an activity", "MEETING": "a meeting"}.get(kind, "a dialogue session")
            return f"{names[0]} and {names[1]} both took part in {title or unnamed}" + more
