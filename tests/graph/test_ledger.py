"""The ledger under concurrent writers, and what it refuses: whole or not at all, the same for hidden and absent."""

from __future__ import annotations

import asyncio
import json
import random
from unittest.mock import ANY

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from graph.edits import (
    Connect,
    Create,
    Delete,
    Disconnect,
    DuplicateExternalId,
    IdempotencyKeyReused,
    RecordNotFound,
    Update,
    VersionConflict,
    new_id,
)
from tests.graph.writers import MEMBER, STEWARD, Desk, of


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


# Locks and versions


def test_removing_a_property_that_no_node_has_takes_the_write_lock(desk):
    id = desk.made("Person")

    async def held() -> bool:
        locked, free = asyncio.Event(), asyncio.Event()

        async def hold(tx):
            await (await tx.run("CYPHER 25 MATCH (n:Record {id: $id}) REMOVE n.lock", {"id": id})).consume()
            locked.set()
            await free.wait()

        holder = asyncio.create_task(desk.database.write(hold))
        await locked.wait()
        writer = asyncio.create_task(desk.applied([Update("Person", id, {"givenName": "Azad"})]))
        done, _ = await asyncio.wait([writer], timeout=0.4)
        free.set()
        await asyncio.gather(holder, writer)
        return not done

    assert desk.run(held())


def test_no_acknowledged_update_is_lost(desk):
    id = desk.made("Person")
    acknowledged = 0

    async def writer(number: int) -> None:
        nonlocal acknowledged
        version = 1
        for turn in range(10):
            while True:
                try:
                    await desk.applied([Update("Person", id, {"givenName": f"{number}.{turn}"}, version)])
                except VersionConflict as conflict:
                    version = conflict.current
                    continue
                acknowledged += 1
                version += 1
                break

    desk.together(*(writer(number) for number in range(6)))
    assert acknowledged == 60
    assert desk.value(id, "version") == 61
    assert desk.rows("MATCH (e:Entry {record: $id}) RETURN count(DISTINCT e.version)", id=id) == [[61]]


def test_writers_in_opposite_order_wait_for_one_another(desk):
    ids = [desk.made("Person") for _ in range(6)]

    async def writer(seed: int) -> None:
        order = random.Random(seed).sample(ids, len(ids))
        await desk.applied([Update("Person", id, {"givenName": str(seed)}) for id in order])

    found = desk.together(*(writer(seed) for seed in range(24)))
    assert found == [None] * 24
    assert [desk.value(id, "version") for id in ids] == [25] * 6
    assert len({desk.value(id, "givenName") for id in ids}) == 1


def test_a_stale_version_is_told_the_current_one(desk):
    id = desk.made("Person")
    desk.apply(Update("Person", id, {"givenName": "Azad"}, 1))
    refusal = desk.refused(Update("Person", id, {"givenName": "Dara"}, 1))
    assert isinstance(refusal, VersionConflict)
    assert (refusal.current, refusal.id) == (2, id)
    assert isinstance(desk.refused(Delete("Person", id, 1)), VersionConflict)


# Idempotency


def test_eight_requests_of_one_key_are_one_write_with_eight_equal_outcomes(desk):
    edits = [[Create("Person", values={"name": "Azad"}, marking="CLEAR")] for _ in range(8)]
    found = desk.together(*(desk.applied(one, MEMBER, key="k", field="a", hash="h") for one in edits))
    assert len({(tuple(one.ids), one.change) for one in found}) == 1
    assert sorted(one.replayed for one in found) == [False] + [True] * 7
    assert desk.rows("MATCH (n:Person) RETURN count(n)") == [[1]]
    assert desk.rows("MATCH (c:Change {key: 'k'}) RETURN count(c), count(c.outcome)") == [[1, 1]]


def test_a_key_used_for_another_request_is_refused(desk):
    desk.apply(Create("Person", values={"name": "Azad"}), viewer=MEMBER, key="k", hash="one")
    refusal = desk.refused(Create("Person", values={"name": "Dara"}), viewer=MEMBER, key="k", hash="two")
    assert isinstance(refusal, IdempotencyKeyReused)


def test_keys_are_of_one_actor_and_one_field(desk):
    for viewer, name in ((MEMBER, "a"), (MEMBER, "b"), (STEWARD, "a")):
        desk.apply(Create("Person", values={"name": "Azad"}), viewer=viewer, key="k", field=name, hash="h")
    assert desk.rows("MATCH (n:Person) RETURN count(n)") == [[3]]


def test_a_refused_request_leaves_its_key_free(desk):
    gone = new_id()
    desk.refused(Delete("Person", gone), viewer=STEWARD, key="k", hash="h")
    desk.apply(Create("Person", id=gone, values={"name": "Azad"}))
    assert not desk.apply(Delete("Person", gone), viewer=STEWARD, key="k", hash="h").replayed


# External ids


def test_of_eight_that_create_one_external_id_one_does(desk):
    async def create():
        return await desk.applied(
            [Create("Organization", values={"name": "Zagros"}, external_ids=[("wikidata", "Q1"), ("org-id", "X")])],
            MEMBER,
        )

    found = desk.together(*(create() for _ in range(8)))
    assert sum(isinstance(one, DuplicateExternalId) for one in found) == 7
    assert desk.rows("MATCH (x:ExternalId {key: 'wikidata:Q1'}) RETURN count(x)") == [[1]]


def test_an_external_id_made_by_another_process_under_a_new_scope_is_found(desk, empty_graph, model, run):
    other = Desk(empty_graph, model, run)
    organization = desk.made("Organization")
    viewer = of(organization)
    create = Create("Person", values={"name": "A"}, marking="AMBER", owner=organization, external_ids=[("id", "1")])
    other.apply(create, viewer=viewer)
    refusal = desk.refused(Create("Person", values={"name": "B"}, external_ids=[("id", "1")]), viewer=viewer)
    assert isinstance(refusal, DuplicateExternalId)


def test_a_clash_with_a_hidden_record_is_allowed(desk):
    hidden = desk.made("Person", marking="RED", readers=["dara@example.org"], external_ids=[("id", "1")])
    mine = desk.apply(Create("Person", values={"name": "B"}, external_ids=[("id", "1")]), viewer=MEMBER).ids[0]
    assert desk.rows("MATCH (n:Record)-[:IDENTIFIED_BY]->({key: 'id:1'}) RETURN collect(n.id) AS ids")[0][0] in (
        [hidden, mine],
        [mine, hidden],
    )


def test_an_external_id_twice_in_one_change_is_refused(desk):
    creates = [Create("Person", values={"name": "A"}, external_ids=[("id", "1")]) for _ in range(2)]
    assert isinstance(desk.refused(*creates), DuplicateExternalId)


IDENTITIES = "MATCH (n:Record {id: $id})-[:IDENTIFIED_BY]->(x) RETURN x.key, x.scope = n.scope, x.id ORDER BY x.key"


def test_an_update_gives_and_takes_external_ids(desk):
    id = desk.made("Person", external_ids=[("id", "1"), ("wikidata", "Q1")])
    kept = desk.rows(IDENTITIES, id=id)[1]
    owner = desk.made("Organization")
    protection = {"marking": "AMBER", "owner": owner}
    desk.apply(
        Update("Person", id, protection=protection, external_ids=[("wikidata", "Q1"), ("id", "2")]),
        viewer=of(owner, role="steward"),
    )
    assert desk.rows(IDENTITIES, id=id) == [["id:2", True, ANY], kept]
    entry = desk.rows("MATCH (e:Entry {record: $id, operation: 'update'}) RETURN e.before, e.after", id=id)[0]
    told = [json.loads(one)["externalIds"] for one in entry]
    assert told == [["id:1", "wikidata:Q1"], ["wikidata:Q1", "id:2"]]
    desk.apply(Update("Person", id, external_ids=[]), viewer=of(owner))
    assert desk.rows(IDENTITIES, id=id) == []
    assert desk.rows("MATCH (x:ExternalId) WHERE x.key IN ['id:1', 'id:2', 'wikidata:Q1'] RETURN count(x)") == [[0]]


def test_an_update_does_not_take_an_external_id_from_another(desk):
    desk.made("Person", external_ids=[("id", "1")])
    id = desk.made("Person", external_ids=[("id", "2")])
    refusal = desk.refused(Update("Person", id, external_ids=[("id", "1"), ("id", "2")]))
    assert isinstance(refusal, DuplicateExternalId)
    assert [row[0] for row in desk.rows(IDENTITIES, id=id)] == ["id:2"]


def test_external_ids_are_stored_as_filters_name_them(desk):
    id = desk.made("Person", external_ids=[("id", "Hewle\u0302r")])
    assert [row[0] for row in desk.rows(IDENTITIES, id=id)] == ["id:Hewl\u00ear"]


# Hidden and absent


def test_hidden_and_absent_are_refused_alike(desk):
    hidden, absent = desk.made("Person", marking="RED", readers=["azad@example.org"]), new_id()
    mine = desk.made("Organization")
    session, theirs = desk.made("DialogueSession"), desk.made("DialogueSession", marking="RED", readers=["dara"])

    def answers(id: str, of_session: str) -> list[str]:
        edits = [
            Update("Person", id, {"givenName": "x"}, 7),
            Delete("Record", id, 7),
            Connect("Record", id, "areas", [mine]),
            Disconnect("Record", id, "areas", [mine]),
            Create("Membership", links={"member": [id], "organization": [mine]}),
            Create("Participation", links={"session": [of_session], "participant": [mine]}),
            Create("Person", values={"name": "x"}, owner=id, marking="AMBER"),
            Create("Person", values={"name": "x"}, owner=mine, marking="AMBER", shared=[id]),
            Connect("Record", session, "sources", [id]),
            Disconnect("Record", session, "sources", [id]),
        ]
        found = [desk.refused(edit, viewer=of(mine)) for edit in edits]
        assert all(isinstance(one, RecordNotFound) for one in found)
        return [f"{one} {one.path}".replace(id, "ID").replace(of_session, "ID") for one in found]

    assert answers(hidden, theirs) == answers(absent, new_id())


def test_linking_a_hidden_record_does_not_move_a_visible_one(desk):
    person, place = desk.made("Person"), desk.made("Place")
    hidden = desk.made("Source", marking="GREEN")
    secret = desk.made("Place", marking="GREEN")
    shown = desk.made("Source")
    before = [desk.value(person, name) for name in ("version", "updated", "order_updated")]
    desk.apply(Connect("Record", person, "sources", [hidden]), viewer=MEMBER)
    desk.apply(Update("Person", person, links={"place": [secret]}), viewer=MEMBER)
    assert [desk.value(person, name) for name in ("version", "updated", "order_updated")] == before
    desk.apply(Disconnect("Record", person, "sources", [hidden]), viewer=MEMBER)
    assert desk.value(person, "version") == 1
    desk.apply(Connect("Record", person, "sources", [shown]), viewer=MEMBER)
    assert desk.value(person, "version") == 2
    desk.apply(Update("Person", person, links={"place": [place]}), viewer=MEMBER)
    assert desk.value(person, "version") == 3
    assert desk.rows("MATCH (:Person {id: $id})-[:BASED_IN]->(p) RETURN collect(p.id)", id=person) == [[[place]]]


def test_entries_tell_of_a_hidden_link_only_those_who_see_it(desk, executor):
    person, hidden = desk.made("Person"), desk.made("Source", marking="GREEN")
    desk.apply(Connect("Record", person, "sources", [hidden]), viewer=MEMBER)
    desk.apply(Update("Person", person, {"givenName": "Azad"}, links={"sources": []}), viewer=MEMBER)
    text = f'{{ history(id: "{person}") {{ nodes {{ operation linked {{ nodes {{ id }} }} }} }} }}'

    def told(viewer):
        desk.run(executor.scopes.refresh())
        answer = desk.run(executor.execute(text, None, None, viewer))
        assert not answer.errors
        return [(one["operation"], len(one["linked"]["nodes"])) for one in answer.data["history"]["nodes"]]

    assert told(MEMBER) == [("update", 0), ("unlink sources", 1), ("link sources", 1), ("create", 0)]
    assert told(ANONYMOUS) == [("update", 0), ("create", 0)]


def test_what_was_written_while_a_record_was_narrow_stays_with_those_who_saw_it(desk):
    id = desk.made("Person", marking="GREEN", givenName="before")
    desk.apply(Update("Person", id, {"givenName": "secret"}, protection={"marking": "RED", "readers": ["user:x"]}))
    desk.apply(
        Update("Person", id, {"givenName": "harmless"}, protection={"marking": "GREEN"}), viewer=SYSTEM, reason="over"
    )
    rows = desk.rows(
        "MATCH (e:Entry {record: $id})-[:OF]->(r) WHERE e.scope IN $visible AND r.scope IN $visible "
        "RETURN coalesce(e.before, '') + coalesce(e.after, '')",
        id=id,
        visible=list(desk.scopes.visible(MEMBER).parameter),
    )
    assert len(rows) == 1
    assert "secret" not in rows[0][0]


def test_a_batch_is_written_whole_or_not_at_all(desk):
    person, source = desk.made("Person"), desk.made("Source")
    desk.refused(
        Create("Person", values={"name": "A"}, external_ids=[("id", "1")]),
        Update("Person", person, {"givenName": "x"}),
        Connect("Record", person, "sources", [source]),
        Delete("Record", source),
        Update("Person", new_id(), {"givenName": "x"}),
    )
    desk.refused(
        Update("Person", person, {"givenName": "x"}, protection={"marking": "RED", "readers": ["user:x"]}),
        Create("Person", values={"name": "A", "birthDate": "some day"}),
    )
    assert desk.value(person, "givenName") is None


# Deletion


def test_a_deletion_takes_what_cannot_be_without_it_seen_or_not(desk):
    person, body, post = desk.made("Person"), desk.made("Organization"), desk.made("Post")
    shown = desk.made("Membership", links={"member": person, "organization": body, "post": post})
    hidden = desk.made("Membership", marking="RED", readers=["x"], links={"member": person, "organization": body})
    desk.apply(Delete("Record", person, 1), viewer=of(body, role="coordinator"))
    assert {id for (id,) in desk.rows("MATCH (n:Record) WHERE NOT n:CooperationArea RETURN n.id")} == {body, post}
    tombs = desk.rows("MATCH (t:Tombstone) RETURN t.id, size(keys(t)), COUNT { (t)<-[:OF]-(:Entry) } ORDER BY t.id")
    assert sorted(tombs) == sorted([id, 3, 2] for id in (person, shown, hidden))
    assert desk.rows("MATCH (t:Tombstone)-[r]-() WHERE NOT type(r) IN ['OF', 'TOUCHED'] RETURN count(r)") == [[0]]


def test_what_is_left_by_a_deletion_is_not_seen_by_more_people(desk):
    process = desk.made("DialogueProcess", marking="GREEN")
    session = desk.made("DialogueSession", links={"process": process})
    item = desk.made("AgendaItem", links={"session": session})
    desk.apply(Delete("Record", process))
    assert desk.clauses(session) == desk.clauses(item) == {frozenset({"members"})}
    desk.apply(Update("DialogueSession", session, protection={"compartments": ["victims"]}))
    narrowed = {frozenset({"members"}), frozenset({"compartment:victims"})}
    assert desk.clauses(session) == desk.clauses(item) == narrowed
    clear = Update("DialogueSession", session, protection={"marking": "CLEAR", "compartments": []})
    desk.apply(clear, viewer=SYSTEM, reason="the process is public now")
    assert desk.clauses(session) == desk.clauses(item) == set()


def test_the_external_id_of_a_deleted_record_is_free(desk):
    id = desk.made("Person", external_ids=[("id", "1")])
    desk.apply(Delete("Record", id))
    desk.made("Person", external_ids=[("id", "1")])
    assert isinstance(desk.refused(Delete("Record", id)), RecordNotFound)
