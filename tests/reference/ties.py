"""Ties and conflicts by brute force: every pair of stakeholders and of sessions, as the schema describes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.reference.graphs import Graph, Item

FIRST, LAST = "0001-01-01", "9999-12-31"
OUT = ("DECLINED", "DELEGATED")
LASTING = ("ACTIVITY", "FUNDING", "MEMBERSHIP", "SECRETARIAT")
SECRETARIATS = (
    *("secretariat", "joint secretariat", "sekretariat", "secrétariat"),
    *("سکرتاریەت", "سكرتارية", "الأمانة العامة"),
)


@dataclass
class Shown:
    """One way in which a record shows a tie: its kind, the record, and the days it spans as far as they are known."""

    kind: str
    record: Item
    first: str | None
    last: str | None
    way: str | None = None


Tied = tuple[Item, int, float, list[dict[str, Any]]]
"""(stakeholder, strength, weight, its ties by kind)."""


class Ties:
    """Who is tied to one stakeholder, with what is asked for of the ties."""

    def __init__(self, graph: Graph, own: Item, given: Mapping[str, Any], today: str = "") -> None:
        self.graph = graph
        self.own = own
        self.given = {name: value for name, value in given.items() if value is not None}
        self.today = today

    def collaborators(self) -> Iterator[Tied]:
        for other in self.graph.of("Stakeholder"):
            shown = self.with_(other)
            if shown:
                worth = [self.weight(kind, group(shown, kind)) for kind in {one.kind for one in shown}]
                ties = self.by_kind(shown)
                yield other, sum(one["count"] for one in ties), rounded(sum(worth)), ties

    def with_(self, other: Item) -> list[Shown]:
        """All that is asked for and ties the two."""
        if other is self.own:
            return []
        return [one for one in self.shown(other) if "via" not in self.given or one.kind in self.given["via"]]

    def by_kind(self, shown: list[Shown]) -> list[dict[str, Any]]:
        kinds = {one.kind: group(shown, one.kind) for one in shown}
        ties = [tie(kind, some) | {"weight": rounded(self.weight(kind, some))} for kind, some in kinds.items()]
        return sorted(ties, key=lambda one: (-one["count"], one["kind"]))

    def weight(self, kind: str, shown: list[Shown]) -> float:
        """Of the records that show a kind of tie, each by what it weighs."""
        weights = {to_kind(name): value for name, value in self.given.get("weights", {}).items() if value is not None}
        total = 0.0
        for id in {one.record.id for one in shown}:
            last = max((one.last for one in shown if one.record.id == id and one.last is not None), default=None)
            total += weights.get(kind, 1.0) * self.kept(last)
        return total

    def kept(self, last: str | None) -> float:
        """What is left of a record that lasted until then."""
        day = self.given.get("asOf", self.today)
        if "halfLife" not in self.given or last is None or last >= day:
            return 1.0
        years = (date.fromisoformat(day) - date.fromisoformat(last)).days / 365.25
        return 0.5 ** (years / self.given["halfLife"])

    def changed(self, other: Item) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str] | None:
        """Kinds of ties gained and lost between the days asked about, and the latest of these days."""
        start, end = self.given["from"], self.given["to"]
        shown, gained, lost, days = self.with_(other), list[Any](), list[Any](), list[str]()
        for found in Ties(self.graph, self.own, {}).by_kind(shown):
            some = group(shown, found["kind"])
            firsts, lasts = [one.first for one in some], [one.last for one in some]
            first = None if None in firsts else min(one for one in firsts if one is not None)
            last = None if None in lasts else max(one for one in lasts if one is not None)
            if first is not None and first > start:
                if first <= end:
                    gained.append(found)
                    days.append(first)
            elif found["kind"] in LASTING and last is not None and start <= last < end:
                lost.append(found)
                days.append(last)
        return (gained, lost, max(days)) if days else None

    def shown(self, other: Item) -> Iterator[Shown]:
        yield from self.activities(other)
        if "area" not in self.given and "place" not in self.given:
            yield from self.memberships(other)
        yield from self.sessions(other)
        if "place" not in self.given:
            yield from self.commitments(other)

    def activities(self, other: Item) -> Iterator[Shown]:
        for activity in self.graph.of("Activity"):
            parts = [
                (end, role.values["role"] == "FUNDER")
                for role in self.graph.into("ROLE_IN", activity)
                for end in self.graph.out("ROLE_OF", role)
            ]
            pairs = {(mine, its) for one, mine in parts for two, its in parts if one is self.own and two is other}
            start, end = activity.values["start"], activity.values["end"]
            last = end["latest"] if end else LAST if activity.values["status"] == "ONGOING" else None
            last = last or (start["latest"] if start else None)
            begins = start["earliest"] if start else end["earliest"] if end else None
            if pairs and self.asked(
                begins, last, self.graph.out("ACTIVITY_ON", activity), self.graph.out("TAKES_PLACE_IN", activity)
            ):
                for mine, its in pairs:
                    kind = "ACTIVITY" if mine == its else "FUNDING"
                    yield Shown(kind, activity, start["earliest"] if start else None, last, "FORTH" if mine else "BACK")

    def memberships(self, other: Item) -> Iterator[Shown]:
        memberships = self.graph.of("Membership")
        for one in memberships:
            ends = (self.ends(one, "MEMBER"), self.ends(one, "MEMBER_OF"))
            if (self.own in ends[0] and other in ends[1]) or (other in ends[0] and self.own in ends[1]):
                first, last = span(one)
                if self.lasting(first, last):
                    kind = "SECRETARIAT" if is_secretariat(self.graph, one) else "MEMBERSHIP"
                    if self.own in ends[0] and other in ends[1]:
                        yield Shown(kind, one, first, last or LAST, "FORTH")
                    if other in ends[0] and self.own in ends[1]:
                        yield Shown(kind, one, first, last or LAST, "BACK")
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
                    yield Shown(kind_of_session(self.graph, session), session, first, last)

    def commitments(self, other: Item) -> Iterator[Shown]:
        for commitment in self.graph.of("Commitment"):
            makers, addressees = self.graph.out("MADE_BY", commitment), self.graph.out("MADE_TO", commitment)
            both = (*makers, *addressees)
            if self.own in both and other in both and (self.own in makers or other in makers):
                made = commitment.values["made"]
                first, last = (made["earliest"], made["latest"]) if made else (None, None)
                if self.asked(first, last, self.graph.out("COMMITMENT_ON", commitment)):
                    for kind in kinds_of_commitment(self.graph, commitment, self.own, other):
                        yield Shown(kind, commitment, first, last)

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


def is_secretariat(graph: Graph, membership: Item) -> bool:
    roles = [membership.values["role"], *(post.values["role"] for post in graph.out("HOLDS_POST", membership))]
    return any(role is not None and role.strip().lower() in SECRETARIATS for role in roles)


def kind_of_session(graph: Graph, session: Item) -> str:
    return "DIALOGUE_SESSION" if graph.out("SESSION_OF", session) else "MEETING"


def kinds_of_commitment(graph: Graph, commitment: Item, one: Item, other: Item) -> set[str]:
    """What it ties the two by: both made it, or one made it to the other."""
    makers, addressees = graph.out("MADE_BY", commitment), graph.out("MADE_TO", commitment)
    found = set[str]()
    if one in makers and other in makers:
        found.add("AGREEMENT" if commitment.values["kind"] == "AGREEMENT" else "COMMITMENT")
    if (one in makers and other in addressees) or (other in makers and one in addressees):
        found.add("COMMITMENT")
    return found


def group(shown: list[Shown], kind: str) -> list[Shown]:
    return [one for one in shown if one.kind == kind]


def to_kind(name: str) -> str:
    """An input's field, in Python's or in GraphQL's writing."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in name).upper()


def rounded(weight: float) -> float:
    return float(Decimal(weight).quantize(Decimal("0.000001"), ROUND_HALF_UP))


def direction(kind: str, ways: set[str | None]) -> str | None:
    if kind not in ("FUNDING", "SECRETARIAT"):
        return None
    return "BOTH" if len(ways) == 2 else ways.pop()


def among(graph: Graph, given: Mapping[str, Any], today: str) -> Iterator[tuple[Item, Tied]]:
    """Pairs of those named: the one with the lesser id, and what ties it to the other."""
    those = [one for one in graph.of("Stakeholder") if one.id in given["among"]]
    for one in those:
        for found in Ties(graph, one, given, today).collaborators():
            if found[0] in those and one.id < found[0].id:
                yield one, found


def mutual(graph: Graph, given: Mapping[str, Any], today: str) -> Iterator[tuple[float, Tied]]:
    """(weight of the weakest, what ties the stakeholder to all of those named)."""
    those = sorted((one for one in graph.of("Stakeholder") if one.id in given["of"]), key=lambda one: one.id)
    if not those or {one.id for one in those} != set(given["of"]):
        return
    found = [{tied[0].id: tied for tied in Ties(graph, one, given, today).collaborators()} for one in those]
    for id in set.intersection(*(set(ties) for ties in found)) - set(given["of"]):
        tied = [ties[id] for ties in found]
        rows = [row | {"stakeholder": one} for one, (*_, ties) in zip(those, tied, strict=True) for row in ties]
        weights = [weight for _, _, weight, _ in tied]
        yield min(weights), (tied[0][0], sum(one[1] for one in tied), rounded(sum(weights)), rows)


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
        "direction": direction(kind, {one.way for one in shown}),
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
