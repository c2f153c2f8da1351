"""Who sees a record is changed by naming what is added and taken away, by those who answer for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.protection import clauses_of
from auth.viewer import Viewer
from graph.edits import Update
from tests.graph.writers import Desk, of
from tests.resolvers.writing import ERRORS, Asker

DONE = "... on RecordPayload { record { id version marking } }"


class Marker(Asker):
    """Asks for marking commands."""

    def mark(self, command: str, id: str, reason: str | None = "agreed", **given: Any) -> dict[str, Any]:
        field = self.executor.schema.mutation_type.fields[command]
        given = {"id": id, "reason": reason, **given}
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in given)
        passed = ", ".join(f"{name}: ${name}" for name in given)
        text = f"mutation({declared}) {{ done: {command}({passed}) {{ __typename {DONE} {ERRORS} }} }}"
        return self.asked(text, given)["done"]


@pytest.fixture(scope="module")
def desk(database, model, run):
    from tests.fixtures_graph import clear

    run(clear(database))
    return Desk(database, model, run)


@pytest.fixture(scope="module")
def home(desk):
    return desk.made("Organization", name="the owner")


@pytest.fixture(scope="module")
def ally(desk):
    return desk.made("Organization", name="another")


@pytest.fixture
def dara(executor, run, desk, home):
    """A coordinator of the owner organization, who is in one compartment."""
    run(executor.scopes.refresh())
    return Marker(executor, run, of(home, compartments=["mediation"]))


def sees(asker: Asker, viewer: Viewer, id: str) -> bool:
    answer = Asker(asker.executor, asker._run, viewer).asked(f'{{ node(id: "{id}") {{ id }} }}')
    return answer["node"] is not None


def test_what_is_shared_is_seen_at_once_and_no_more_once_it_is_taken_back(desk, dara, home, ally):
    id = desk.made("Activity", marking="AMBER", owner=home)
    other = of(ally, user="azad@example.org")
    assert not sees(dara, other, id)
    assert dara.mark("shareRecord", id, organizations=[ally])["record"]["version"] == 2
    assert sees(dara, other, id)
    assert dara.mark("unshareRecord", id, organizations=[ally])["record"]["version"] == 3
    assert not sees(dara, other, id)


def test_a_red_record_has_named_readers_and_one_stays(desk, dara, home):
    id = desk.made("Activity", marking="GREEN", owner=home)
    rojin = of(user="rojin@example.org")
    marked = dara.mark("markRecord", id, marking="RED", readers=["dara@example.org"], reason=None)
    assert marked["record"]["marking"] == "RED" and not sees(dara, rojin, id)
    dara.mark("addReaders", id, readers=[" rojin@example.org "])
    assert sees(dara, rojin, id)
    dara.mark("removeReaders", id, readers=["rojin@example.org"], reason=None)
    assert not sees(dara, rojin, id)
    last = dara.mark("removeReaders", id, readers=["dara@example.org"])
    assert (last["__typename"], last["path"]) == ("ValidationFailed", ["readers"])
    assert sees(dara, dara.viewer, id)


@pytest.mark.parametrize("by", ["create", "update"])
@pytest.mark.parametrize("written", ["dara@example.org", " Dara@Example.org", "user:dara@example.org"])
def test_a_named_reader_answers_for_a_red_record_however_his_address_was_written(desk, dara, written, by):
    first = [written, "rojin@example.org"] if by == "create" else ["azad@example.org"]
    id = desk.made("Activity", marking="RED", readers=first)
    if by == "update":
        desk.apply(Update("Activity", id, protection={"readers": [written, "rojin@example.org"]}), reason="named")
    assert "record" in dara.mark("removeReaders", id, readers=["rojin@example.org"], reason=None)
    assert desk.value(id, "readers") == ["user:dara@example.org"]
    assert dara.mark("markRecord", id, marking="GREEN")["record"]["marking"] == "GREEN"


def test_a_compartment_shuts_out_who_is_not_in_it(desk, dara, home):
    id = desk.made("Activity", marking="GREEN", owner=home)
    dara.mark("addCompartments", id, compartments=["mediation"])
    assert not sees(dara, of(home, user="azad@example.org"), id) and sees(dara, dara.viewer, id)
    foreign = dara.mark("addCompartments", id, compartments=["victims"])
    assert foreign["path"] == ["compartments"] and "victims" in foreign["message"]
    dara.mark("removeCompartments", id, compartments=["mediation"])
    assert sees(dara, of(home, user="azad@example.org"), id)


def test_a_session_follows_its_process_at_once(desk, dara, home):
    process = desk.made("DialogueProcess", marking="GREEN", owner=home)
    session = desk.made("DialogueSession", links={"process": process}, marking="CLEAR")
    item = desk.made("AgendaItem", links={"session": session}, marking="CLEAR")
    azad = of(user="azad@example.org")
    assert sees(dara, azad, item)
    dara.mark("markRecord", process, marking="RED", readers=["dara@example.org"])
    assert not sees(dara, azad, session) and not sees(dara, azad, item)


def test_only_who_answers_for_a_record_lets_more_people_in(desk, executor, run, dara, home, ally):
    """A record without owner, and one whose owner the writer does not act for, are refused alike."""
    hers, nobodys = (desk.made("Activity", marking="GREEN", owner=owner) for owner in (home, None))
    azad = Marker(executor, run, of(ally, user="azad@example.org"))
    answers = [azad.mark("markRecord", id, marking="CLEAR") for id in (hers, nobodys)]
    assert answers[0] == answers[1] and answers[0]["__typename"] == "Forbidden"
    contributor = Marker(executor, run, of(home, role="contributor"))
    assert "marking:widen" in contributor.mark("markRecord", hers, marking="CLEAR")["message"]
    assert dara.mark("markRecord", hers, marking="CLEAR", reason=" ")["path"] == ["reason"]
    assert dara.mark("markRecord", hers, marking="CLEAR")["record"]["marking"] == "CLEAR"
    assert dara.history(hers)[0]["reason"] == "agreed"


def test_nobody_makes_himself_the_owner_of_what_others_own(desk, executor, run, home, ally):
    id = desk.made("Activity", marking="GREEN", owner=home)
    azad = Marker(executor, run, of(ally, user="azad@example.org"))
    refused = azad.mark("markRecord", id, marking="GREEN", ownerId=ally)
    assert (refused["__typename"], refused["path"]) == ("Forbidden", ["ownerId"])


def test_an_owner_that_is_hidden_is_not_told_of_by_taking_it_away(desk, executor, run, ally):
    hidden = desk.made("Organization", marking="RED", readers=["user:x@example.org"])
    ids = [desk.made("Activity", marking="GREEN", owner=owner) for owner in (hidden, None)]
    azad = Marker(executor, run, of(ally, user="azad@example.org"))
    answers = [azad.update("Activity", id, 1, {"ownerId": None}) for id in ids]
    assert answers[0] == answers[1] and answers[0]["__typename"] == "Forbidden"
    assert [desk.value(id, "owner") for id in ids] == [hidden, None]


@pytest.mark.parametrize("command", ["markRecord", "shareRecord", "addReaders", "removeReaders", "addCompartments"])
def test_hidden_and_absent_are_the_same(command, desk, executor, run, home, ally):
    hidden = desk.made("Activity", marking="RED", owner=home, readers=["user:x@example.org"])
    azad = Marker(executor, run, of(ally, user="azad@example.org", compartments=["mediation"]))
    arguments = {
        "markRecord": {"marking": "CLEAR"},
        "shareRecord": {"organizations": [ally]},
        "addReaders": {"readers": ["x"]},
        "removeReaders": {"readers": ["x@example.org"]},
        "addCompartments": {"compartments": ["mediation"]},
    }[command]
    absent = "0" * len(hidden)
    answers = [str(azad.mark(command, id, **arguments)).replace(id, "ID") for id in (hidden, absent)]
    assert answers[0] == answers[1] and "NotFound" in answers[0]


def test_organizations_that_are_hidden_or_absent_are_not_shared_with(desk, dara, home):
    id = desk.made("Activity", marking="AMBER", owner=home)
    hidden = desk.made("Organization", marking="RED", readers=["user:x@example.org"])
    absent = "0" * len(hidden)
    answers = [str(dara.mark("shareRecord", id, organizations=[one])).replace(one, "ID") for one in (hidden, absent)]
    assert answers[0] == answers[1] and "NotFound" in answers[0] and "'organizations'" in answers[0]


def test_one_who_shares_need_not_see_with_whom_it_is_shared_already(desk, dara, home, ally):
    hidden = desk.made("Organization", marking="RED", readers=["user:x@example.org"])
    id = desk.made("Activity", marking="AMBER", owner=home, shared=[hidden])
    assert dara.mark("shareRecord", id, organizations=[ally])["record"]["version"] == 2
    assert desk.value(id, "shared") == [hidden, ally]


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("shareRecord", {"organizations": []}, "empty"),
        ("addReaders", {"readers": ["x"]}, "It is AMBER; this says something only of a record marked RED."),
        ("addReaders", {"readers": [" "]}, "An entry is empty"),
        ("addReaders", {"readers": ["x" * 501]}, "501 characters; the limit is 500."),
        ("addReaders", {"readers": [f"{n}" for n in range(101)]}, "101 entries; the limit is 100."),
        ("markRecord", {"marking": "RED"}, "give their e-mail addresses"),
        ("markRecord", {"marking": "AMBER", "version": 7}, "It is at version 1"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(command, given, told, desk, dara, home):
    id = desk.made("Activity", marking="AMBER", owner=home)
    assert told in dara.mark(command, id, **given)["message"]
    assert desk.value(id, "version") == 1


def test_a_hundred_readers_are_the_most_however_many_commands_name_them(desk, dara, home):
    id = desk.made("Activity", marking="RED", owner=home, readers=["user:dara@example.org"])
    assert "record" in dara.mark("addReaders", id, readers=[f"{n}@example.org" for n in range(99)])
    assert "101 entries" in dara.mark("addReaders", id, readers=["99@example.org"])["message"]


def test_two_who_share_at_once_both_succeed(desk, home):
    from graph.edits import Protect

    allies = [desk.made("Organization") for _ in range(6)]
    id = desk.made("Activity", marking="AMBER", owner=home)
    edits = [Protect("Record", id, added={"shared": [one]}) for one in allies]
    desk.together(*(desk.applied([edit], of(home), reason="agreed") for edit in edits))
    assert sorted(desk.value(id, "shared")) == sorted(allies)
    assert desk.clauses(id) == clauses_of("AMBER", home, allies)


NAMES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), NAMES), max_size=6))
def test_the_readers_are_those_added_and_not_taken_away(desk, steps):
    from graph.edits import Protect

    id = desk.made("Activity", marking="RED", readers=["user:z"])
    wanted = ["user:z"]
    for adds, names in steps:
        tokens = [f"user:{name}" for name in names]
        wanted = [*wanted, *(one for one in tokens if one not in wanted)] if adds else [
            one for one in wanted if one not in tokens
        ]  # fmt: skip
        lists = {"readers": tokens}
        desk.apply(Protect("Record", id, added=lists if adds else {}, removed={} if adds else lists), reason="agreed")
    assert desk.value(id, "readers") == wanted
    assert desk.clauses(id) == clauses_of("RED", None, readers=wanted)
