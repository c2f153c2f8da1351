"""Ties and conflicts by brute force: every pair of stakeholders and of sessions, as the schema describes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.reference.graphs import Graph, Item

FIRST, LAST = "0001-01-01", "9999-12-31"
OUT = ("DECLINED", "DELEGATED")


@dataclass
class Shown:
    """One way in which a record shows a tie: its kind, the record, and the days it spans as far as they are known."""

    kind: str
    record: Item
    first: str | None
    last: str | None


class Ties:
    """Who is tied to one stakeholder, with what is asked for of the ties."""

    def __init__(self, graph: Graph, own: Item, given: Mapping[str, Any]) -> None:
        self.graph = graph
        self.own = own
        self.given = {name: value for name, value in given.items() if value is not None}

    def collaborators(self) -> Iterator[tuple[Item, int, list[dict[str, Any]]]]:
        """(stakeholder, strength, its ties by kind)."""
        for other in self.graph.of("Stakeholder"):
            if other is self.own:
                continue
            shown = [one for one in self.shown(other) if "via" not in self.given or one.kind in self.given["via"]]
            if shown:
                ties = [tie(kind, [one for one in shown if one.kind == kind]) for kind in {one.kind for one in shown}]
                ties.sort(key=lambda one: (-one["count"], one["kind"]))
                yield other, sum(one["count"] for one in ties), ties

    def shown(self, other: Item) -> Iterator[Shown]:
        yield from self.activities(other)
        if "area" not in self.given and "place" not in self.given:
            yield from self.memberships(other)
        yield from self.sessions(other)
        if "place" not in self.given:
            yield from self.commitments(other)

    def activities(self, other: Item) -> Iterator[Shown]:
        for activity in self.graph.of("Activity"):
            parts = [end for role in self.graph.into("ROLE_IN", activity) for end in self.graph.out("ROLE_OF", role)]
            if self.own in parts and other in parts:
                start, end = activity.values["start"], activity.values["end"]
                last = end["latest"] if end else LAST if activity.values["status"] == "ONGOING" else None
                last = last or (start["latest"] if start else None)
                begins = start["earliest"] if start else end["earliest"] if end else None
                if self.asked(
                    begins, last, self.graph.out("ACTIVITY_ON", activity), self.graph.out("TAKES_PLACE_IN", activity)
                ):
                    yield Shown("ACTIVITY", activity, start["earliest"] if start else None, last)

    def memberships(self, other: Item) -> Iterator[Shown]:
        memberships = self.graph.of("Membership")
        for one in memberships:
            ends = (self.ends(one, "MEMBER"), self.ends(one, "MEMBER_OF"))
            if (self.own in ends[0] and other in ends[1]) or (other in ends[0] and self.own in ends[1]):
                first, last = span(one)
                if self.lasting(first, last):
                    yield Shown("MEMBERSHIP", one, first, last or LAST)
        for one in memberships:
            for its in memberships:
                if self.own in self.ends(one, "MEMBER") and other in self.ends(its, "MEMBER"):
                    first = max(filter(None, (span(one)[0], span(its)[0])), default=None)
                    last = min(filter(None, (span(one)[1], span(its)[1])), default=None)
                    both = set(self.ends(one, "MEMBER_OF")) & set(self.ends(its, "MEMBER_OF"))
                    if (first or FIRST) <= (last or LAST) and self.lasting(first, None if last == LAST else last):
                        for shared in both:
                            yield Shown("MEMBERSHIP", shared, first, last or LAST)

    def lasting(self, first: str | None, last: str | None) -> bool:
        """A membership without any date does not count where days are asked for; without an end it lasts."""
        if first is None and last is None:
            return "since" not in self.given and "until" not in self.given
        return self.asked(first or FIRST, last or LAST)

    def sessions(self, other: Item) -> Iterator[Shown]:
        for session in self.graph.of("DialogueSession"):
            if session.values["status"] == "CANCELLED":
                continue
            taking = [one for one in self.graph.into("PARTICIPATION_IN", session) if one.values["partstat"] not in OUT]
            if any(
                one is not its and self.own in self.present(one) and other in self.present(its)
                for one in taking
                for its in taking
            ):
                start, end = session.values["start"], session.values["end"]
                first = start["utc"][:10] if start else None
                last = end["utc"][:10] if end else first
                areas = [
                    area
                    for process in self.graph.out("SESSION_OF", session)
                    for area in self.graph.out("DIALOGUE_ON", process)
                ]
                if self.asked(first, last, areas, self.graph.out("HELD_IN", session)):
                    yield Shown("DIALOGUE_SESSION", session, first, last)

    def commitments(self, other: Item) -> Iterator[Shown]:
        for commitment in self.graph.of("Commitment"):
            makers, addressees = self.graph.out("MADE_BY", commitment), self.graph.out("MADE_TO", commitment)
            both = (*makers, *addressees)
            if self.own in both and other in both and (self.own in makers or other in makers):
                made = commitment.values["made"]
                first, last = (made["earliest"], made["latest"]) if made else (None, None)
                if self.asked(first, last, self.graph.out("COMMITMENT_ON", commitment)):
                    yield Shown("COMMITMENT", commitment, first, last)

    # What is asked for

    def asked(
        self, first: str | None, last: str | None, areas: Collection[Item] = (), places: Collection[Item] = ()
    ) -> bool:
        """Whether something of these days, areas and places counts; what is missing does not where it is asked for."""
        given = self.given
        if "since" in given and not (last is not None and last >= given["since"]):
            return False
        if "until" in given and not (first is not None and first <= given["until"]):
            return False
        if "area" in given and given["area"] not in {area.id for area in areas}:
            return False
        return "place" not in given or any(given["place"] in self.within(place) for place in places)

    def within(self, place: Item) -> set[str]:
        """The place and all that it is part of."""
        found, fresh = {place.id}, [place]
        while fresh:
            fresh = [wider for one in fresh for wider in self.graph.out("PART_OF", one) if wider.id not in found]
            found |= {one.id for one in fresh}
        return found

    def ends(self, item: Item, relationship: str) -> list[Item]:
        return self.graph.out(relationship, item)

    def present(self, participation: Item) -> list[Item]:
        return [*self.ends(participation, "PARTICIPANT"), *self.ends(participation, "PARTICIPATES_FOR")]


def tie(kind: str, shown: list[Shown]) -> dict[str, Any]:
    records = {one.record.id: one.record for one in shown}
    first = min((one.first for one in shown if one.first is not None), default=None)
    last = max((one.last for one in shown if one.last is not None), default=None)
    return {
        "kind": kind,
        "count": len(records),
        "firstDate": None if first == FIRST else first,
        "lastDate": None if last == LAST else last,
        "evidence": [records[id] for id in sorted(records)],
    }


def span(membership: Item) -> tuple[str | None, str | None]:
    start, end = membership.values["start"], membership.values["end"]
    return start["earliest"] if start else None, end["latest"] if end else None


def conflicts(graph: Graph, session: Item) -> Iterator[tuple[Item, Item, Item]]:
    """(participant, other session, participation in it) for each place of a participant in a session at that time."""
    people = [
        person
        for one in graph.into("PARTICIPATION_IN", session)
        if one.values["partstat"] not in OUT
        for person in graph.out("PARTICIPANT", one)
    ]
    for other in graph.of("DialogueSession"):
        if other is session or not overlap(session, other):
            continue
        for participation in graph.into("PARTICIPATION_IN", other):
            if participation.values["partstat"] not in OUT:
                for person in graph.out("PARTICIPANT", participation):
                    if person in people:
                        yield person, other, participation


def overlap(one: Item, other: Item) -> bool:
    """Half-open intervals: one may begin as the other ends."""
    if "CANCELLED" in (one.values["status"], other.values["status"]):
        return False
    moments = [item.values[name] for item in (one, other) for name in ("start", "end")]
    if None in moments:
        return False
    start, end, other_start, other_end = (moment["utc"] for moment in moments)
    return other_start < end and start < other_end
