"""The id of a merged record in filters and arguments: it is as if the kept record's stood there."""

from __future__ import annotations

from typing import Any

import pytest

from auth.viewer import ANONYMOUS, Viewer
from graph.database import Database
from resolvers import exporters, subscriptions
from tests.graph.writers import Desk, of
from tests.resolvers.merging import merge
from tests.resolvers.writing import Asker

ABSENT = "0195e3a0-0000-7000-8000-000000000001"
QUESTIONS = {
    "filter": '{ memberships(where: {organization: {id: {eq: "ID"}}}) { nodes { id } } }',
    "filter by several": '{ stakeholders(where: {id: {in: ["ID", "OTHER"]}}) { totalCount nodes { id } } }',
    "filter of none": '{ organizations(where: {not: {id: {eq: "ID"}}}) { nodes { id } } }',
    "paths": '{ paths(from: "ID", to: "OTHER", avoid: ["PLACE"]) { edges { length node { id } } } }',
    "ties": '{ ties(among: ["ID", "OTHER"]) { edges { strength node { id } } } }',
    "quadrant": '{ quadrant(on: "TOPIC") { total } }',
    "brokers": '{ brokers(place: "PLACE") { stakeholders } }',
    "duplicates": '{ duplicateCandidates(of: ["ID"], atLeast: 0.1) { edges { node { id } other { id } } } }',
}
"""Of each way in which ids come into a statement one."""


class World:
    """An organization and a place that were merged into others, with what hangs on them."""

    def __init__(self, desk: Desk, asker: Any) -> None:
        self.desk = desk
        kept, old = (desk.made("Organization", name=f"Erbil Peace Council {one}") for one in "AB")
        place, district = (desk.made("Place", name=name) for name in ("Erbil", "Hewlêr"))
        other = desk.made("Organization", name="Erbil Peace Council")
        person = desk.made("Person", name="Dara")
        area = desk.rows("MATCH (a:CooperationArea) RETURN a.id LIMIT 1")[0][0]
        for one in (old, other):
            desk.made("Membership", links={"member": person, "organization": one}, start="2021")
        activity = desk.made("Activity", start="2022", links={"places": district, "areas": area})
        for one in (kept, other):
            desk.made("ActivityRole", role="PARTNER", links={"activity": activity, "organization": one})
        talks, series = (desk.made("DialogueProcess", name=name) for name in ("Talks", "The talks"))
        desk.made("Stance", links={"stakeholder": person, "on": series})
        self.writer: Asker = asker()
        for one, into in ((old, kept), (district, place), (series, talks)):
            assert merge(self.writer, into, one)["__typename"] == "RecordPayload"
        self.kept, self.old, self.other, self.person = kept, old, other, person
        ids = {"kept": (kept, place, talks), "old": (old, district, series), "absent": (ABSENT, ABSENT, ABSENT)}
        always = {"OTHER": other, "PERSON": person}
        self.words = {
            who: {**dict(zip(("ID", "PLACE", "TOPIC"), its, strict=True)), **always} for who, its in ids.items()
        }

    def question(self, name: str, who: str) -> str:
        """A question about the `kept` records, those that are merged into them now (`old`), or `absent` ones."""
        text = QUESTIONS[name]
        for word, id in self.words[who].items():
            text = text.replace(f'"{word}"', f'"{id}"')
        return text


@pytest.fixture
def world(empty_graph: Any, model: Any, run: Any, vault: Any, executor: Any) -> World:
    desk = Desk(empty_graph, model, run)
    desk.ledger.vault = vault

    def asker(viewer: Viewer | None = None) -> Asker:
        run(executor.scopes.refresh())
        return Asker(executor, run, viewer or of(role="steward"))

    return World(desk, asker)


def test_an_old_id_asks_about_the_record_that_it_leads_to(world: World) -> None:
    for name in QUESTIONS:
        found, same, absent = (world.writer.asked(world.question(name, who)) for who in ("old", "kept", "absent"))
        assert found == same, name
        assert found != absent, f"{name}: nothing shows that the id was led on"


def test_old_ids_in_variables_lead_on_too(world: World) -> None:
    asked = "query ($ids: [ID!]!, $where: StakeholderFilter) { stakeholders(where: $where) { totalCount } ties(among: "
    asked += "$ids) { edges { node { id } } } mixed: ties(among: [$one, $two]) { edges { node { id } } } }"
    asked = asked.replace("query (", "query ($one: ID!, $two: ID!, ")

    def answer(id: str) -> Any:
        given = {"ids": [id, world.other], "one": id, "two": world.other}
        return world.writer.asked(asked, {**given, "where": {"or": [{"id": {"eq": id}}, {"id": {"in": [id]}}]}})

    assert answer(world.old) == answer(world.kept) != answer(ABSENT)
    assert answer(world.old)["stakeholders"] == {"totalCount": 1}


def test_the_asker_stands_where_his_organization_is_now(world: World, executor: Any, run: Any) -> None:
    target = world.desk.made("Organization", name="Ministry")
    world.desk.made("Membership", links={"member": world.person, "organization": target})
    asked = f'{{ introductions(to: "{target}", maxLength: 6) {{ edges {{ length source {{ id }} node {{ id }} }} }} }}'
    found = [Asker(executor, run, of(one)).asked(asked) for one in (world.old, world.kept)]
    assert found[0] == found[1]
    assert found[0]["introductions"]["edges"][0]["source"] == {"id": world.kept}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are sent to the database to be read."""
    found: list[str] = []
    read = Database.read

    async def noted(self: Database, text: str, *given: Any, **more: Any) -> Any:
        found.append(text)
        return await read(self, text, *given, **more)

    monkeypatch.setattr(Database, "read", noted)
    return found


def test_who_does_not_see_the_kept_record_cannot_tell_that_there_was_another(
    world: World, executor: Any, run: Any, sent: list[str]
) -> None:
    marked = f'markRecord(id: "{world.kept}", marking: RED, readers: ["dara@example.org"], reason: "why")'
    assert world.writer.run(marked)["__typename"] == "RecordPayload"
    run(executor.scopes.refresh())
    nobody = Asker(executor, run, ANONYMOUS)
    for name in ("filter", "filter by several", "filter of none", "paths", "ties"):
        found, absent = (nobody.answer(world.question(name, who)) for who in ("old", "absent"))
        assert (found.data, found.errors) == (absent.data, absent.errors), name
    sent.clear()
    nobody.answer(world.question("ties", "old"))
    assert len(sent) == 1, "the time that it takes would tell"


def test_it_takes_a_second_statement_only_where_an_id_leads_on(world: World, sent: list[str]) -> None:
    for who, times in (("kept", 1), ("absent", 1), ("old", 2)):
        sent.clear()
        world.writer.asked(world.question("paths", who))
        assert len(sent) == times
        assert len(set(sent)) == 1


def test_an_export_of_what_an_old_id_names_is_that_of_the_kept(world: World, executor: Any, run: Any) -> None:
    async def exported(id: str) -> bytes:
        where = {"organization": {"id": {"eq": id}}}
        found = await exporters.prepared(executor, world.writer.viewer, "csv", ["Membership"], where=where)
        return b"".join([chunk async for chunk in found.chunks])

    old, kept, absent = (run(exported(id)) for id in (world.old, world.kept, ABSENT))
    assert old == kept != absent


def test_progress_is_of_the_analysis_that_the_query_asks_for(world: World, executor: Any, run: Any) -> None:
    document = executor.planner.document(
        "subscription ($id: ID!) { analysisProgress(of: BROKERS, place: $id) { kept } }"
    )

    async def followed(id: str) -> list[bool]:
        async def asks() -> None: ...

        found = subscriptions.renewing(
            executor, document, document.operation(None), {"id": id}, world.writer.viewer, asks
        )
        return [answer.data["analysisProgress"]["kept"] async for answer in found]

    world.writer.asked(world.question("brokers", "kept"))
    assert run(followed(world.words["old"]["PLACE"])) == [True]
