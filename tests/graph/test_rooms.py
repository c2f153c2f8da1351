"""The Chatham House rule: what was said is seen; who said it and who was there, only in the room."""

from __future__ import annotations

import dataclasses

import pytest

from auth.protection import room
from auth.viewer import Viewer
from graph.edits import Connect, Create, Delete, NotAllowed, Update
from tests.graph.writers import Desk, of
from tests.resolvers.writing import Asker


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


class House:
    """A session under the rule, with a speaker, an agenda item, and a commitment made in it."""

    def __init__(self, desk: Desk, closed: bool = True) -> None:
        self.home = desk.made("Organization", name="Home")
        self.speaker = desk.made("Person", name="Speaker")
        self.body = desk.made("Organization", name="Body")
        self.session = desk.made("DialogueSession", chathamHouse=closed, owner=self.home)
        ends = {"session": self.session, "participant": self.speaker, "onBehalfOf": self.body}
        self.place = desk.made("Participation", links=ends)
        self.other = desk.made("Participation", links={"session": self.session, "participant": self.body})
        self.item = desk.made(
            "AgendaItem", title="What was said", links={"session": self.session, "presentedBy": self.place}
        )
        self.promise = desk.made("Commitment", links={"origin": self.session, "makers": self.speaker})
        self.step = desk.made("Milestone", links={"commitment": self.promise})
        self.hidden = (self.place, self.other, self.promise, self.step)


EVERYWHERE = """query($session: ID!, $item: ID!, $speaker: ID!, $body: ID!, $place: ID!) {
  dialogueSession(id: $session) { name participations { totalCount nodes { id } } agenda { nodes { title
    presenter { name } presentedBy { id } } } commitments { totalCount } conflicts { totalCount } }
  agenda: node(id: $item) { ... on AgendaItem { title presenter { name } } }
  person: node(id: $speaker) { ... on Person { participations { totalCount } commitmentsMade { totalCount }
    collaborators { totalCount nodes { id } } } }
  body: stakeholder(id: $body) { participations { totalCount } collaborators { totalCount } }
  place: node(id: $place) { id }
  commitments { totalCount }
  placed: history(id: $place) { totalCount }
  item: history(id: $item) { nodes { before after linked { totalCount } } }
  filtered: dialogueSessions(where: {participations: {some: {}}}) { totalCount }
  silent: dialogueSessions(where: {agenda: {some: {presenter: {name: {contains: "Speaker"}}}}}) { totalCount }
}"""


def test_outside_the_room_nobody_is_seen_to_have_been_there(desk, executor, run):
    house = House(desk)
    names = ("session", "item", "speaker", "body", "place")
    given = {name: getattr(house, name) for name in names}
    run(executor.scopes.refresh())
    for viewer in (Viewer(), of("x"), of(house.home, role="steward")):
        told = Asker(executor, run, viewer).asked(EVERYWHERE, given)
        assert told["dialogueSession"]["participations"] == {"totalCount": 0, "nodes": []}
        assert told["dialogueSession"]["agenda"]["nodes"] == [
            {"title": "What was said", "presenter": None, "presentedBy": None}
        ]
        assert told["dialogueSession"]["commitments"]["totalCount"] == told["commitments"]["totalCount"] == 0
        assert told["agenda"]["presenter"] is None and told["place"] is None
        assert told["person"] == {
            "participations": {"totalCount": 0},
            "commitmentsMade": {"totalCount": 0},
            "collaborators": {"totalCount": 0, "nodes": []},
        }
        assert told["body"]["participations"]["totalCount"] == told["body"]["collaborators"]["totalCount"] == 0
        assert told["placed"]["totalCount"] == told["filtered"]["totalCount"] == told["silent"]["totalCount"] == 0
        assert all(house.place not in str(entry) for entry in told["item"]["nodes"])
    inside = dataclasses.replace(of("x"), rooms=frozenset({house.session}))
    told = Asker(executor, run, inside).asked(EVERYWHERE, given)
    assert told["dialogueSession"]["participations"]["totalCount"] == 2
    assert told["agenda"]["presenter"] == {"name": "Speaker"}
    assert told["commitments"]["totalCount"] == told["silent"]["totalCount"] == 1


def test_the_rule_is_carried_to_all_that_tells_of_the_room_and_taken_back_with_a_reason(desk):
    house = House(desk, closed=False)
    assert not any(desk.clauses(id) for id in house.hidden)
    writer = of(house.home)
    desk.apply(Update("DialogueSession", house.session, {"chathamHouse": True}), viewer=writer)
    assert all(desk.clauses(id) == {room(house.session)} for id in house.hidden)
    assert not desk.clauses(house.session) and not desk.clauses(house.item)
    opened = Update("DialogueSession", house.session, {"chathamHouse": False})
    assert isinstance(desk.refused(opened, viewer=of("x"), reason="why not"), NotAllowed)
    assert desk.refused(opened, viewer=writer).path == ("reason",)
    desk.apply(opened, viewer=writer, reason="all agreed")
    assert not any(desk.clauses(id) for id in house.hidden)


def test_what_is_made_with_its_session_or_moved_into_one_is_in_the_room(desk):
    session = Create("DialogueSession", values={"name": "A", "chathamHouse": True}, marking="CLEAR")
    person = Create("Person", values={"name": "B"}, marking="CLEAR")
    place = Create("Participation", links={"session": [session.id], "participant": [person.id]}, marking="CLEAR")
    desk.apply(place, session, person)
    assert desk.clauses(place.id) == {room(session.id)}
    open_session = desk.made("DialogueSession")
    other = desk.made("Participation", links={"session": open_session, "participant": person.id})
    promise = desk.made("Commitment")
    desk.apply(Connect("Record", other, "session", [session.id]))
    desk.apply(Connect("Record", promise, "origin", [session.id]))
    assert desk.clauses(other) == desk.clauses(promise) == {room(session.id)}


def test_a_promise_outlives_its_session_in_the_room(desk):
    house = House(desk)
    desk.apply(Delete("Record", house.session))
    assert desk.clauses(house.promise) == desk.clauses(house.step) == {room(house.session)}
