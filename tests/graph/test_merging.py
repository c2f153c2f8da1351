"""Merging moves every fact and loses none; undoing brings back what was, node by node; erasing leaves no remains."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.edits import Connect, Create, Delete, Disconnect, Erase, InvalidValue, Merge, Protect, Unmerge, Update
from graph.locking import acyclic
from graph.model import Link
from tests.fixtures_graph import clear
from tests.graph.writers import NEEDED, Desk

STATE = """CYPHER 25
MATCH (n) WHERE n:Record OR n:ExternalId OR n:Merged
RETURN coalesce(n.id, n.key) AS id, labels(n) AS labels, properties(n) AS properties"""
TIES = """CYPHER 25
MATCH (a)-[r]->(b) WHERE (a:Record OR a:Merged) AND NOT b:Tombstone
RETURN a.id, type(r), b.id, properties(r)"""
FACTS = """CYPHER 25
MATCH (a:Record)-[r]->(b:Record|ExternalId)
RETURN a.id, type(r), b.id"""
MOVING = {"version", "updated", "order_updated"}
TYPES = ("Organization", "Person", "Place", "Source", "Activity", "Membership", "Stance", "DialogueSession")
MARKINGS = ("CLEAR", "CLEAR", "GREEN", "AMBER")


@pytest.fixture
def desk(empty_graph: Any, model: Any, run: Any, vault: Any) -> Desk:
    found = Desk(empty_graph, model, run)
    found.ledger.vault = vault
    return found


def state(desk: Desk) -> tuple[dict[str, Any], Counter[str]]:
    """All nodes but the ledger's, without what counts changes, and all relationships between them."""
    nodes = {
        id: (sorted(labels), {key: value for key, value in properties.items() if key not in MOVING})
        for id, labels, properties in desk.rows(STATE)
    }
    return nodes, Counter(repr(row) for row in desk.rows(TIES))


def versions(desk: Desk, *ids: str) -> list[int]:
    return [desk.value(id, "version") for id in ids]


def merge(desk: Desk, kept: str, merged: str, *take: str) -> None:
    desk.apply(Merge("Record", kept, merged, *versions(desk, kept, merged), take), reason="one")


def unmerge(desk: Desk, kept: str, merged: str) -> None:
    desk.apply(Unmerge("Record", merged, *versions(desk, kept)), reason="two")


class World:
    """Some records, tied at random by every link that their types have."""

    def __init__(self, desk: Desk, seed: int, type_name: str) -> None:
        self.desk = desk
        self.random = random.Random(seed)
        self.type = type_name
        self.ids: dict[str, list[str]] = {}
        made = [self.create(name) for name in ("Place", "Place", "Organization", "Organization", "Person", "Source")]
        made += [self.create(type_name) for _ in range(3)]
        made += [self.create(name) for name in self.random.choices(self.creatable(), k=14)]
        desk.apply(*made)
        self.pair = self.random.sample(self.ids[type_name], 2)

    def creatable(self) -> list[str]:
        return [name for name in NEEDED if name not in ("GovernmentBody",)] + ["Membership", "Participation"] * 2

    def create(self, name: str) -> Create:
        values = dict(NEEDED.get(name, {}))
        record = self.desk.model[name]
        for prop, choices in (("aliases", [["x"], ["y", "z"]]), ("acronym", ["A", "B"]), ("email", ["a@b.example"])):
            if prop in record.fields and self.random.random() < 0.5:
                values[prop] = self.random.choice(choices)
        if "name" in record.fields:
            values["name"] = {"text": self.random.choice("abcd"), "ckb": self.random.choice("kl")}
        create = Create(name, values=values, marking="CLEAR" if name == "Place" else self.random.choice(MARKINGS))
        if create.marking == "AMBER":
            own = name == "Organization" and self.random.random() < 0.5
            create.owner = create.id if own else self.any("Organization")
            create.marking = "AMBER" if create.owner else "GREEN"
        links: dict[str, list[str]] = {}
        for field, link in record.links():
            if not link.writable or field == "owner" or not (link.required or self.random.random() < 0.7):
                continue
            pool = [id for one in (link.among or self.desk.model[link.target].possible) for id in self.ids.get(one, ())]
            if pool:
                links[field] = self.random.sample(pool, min(len(pool), self.random.randint(1, 3) if link.many else 1))
            elif link.required:
                return self.create("Organization")
        create.links = links
        if self.random.random() < 0.3:
            create.external_ids = [("test", create.id)]
        self.ids.setdefault(name, []).append(create.id)
        return create

    def any(self, name: str) -> str | None:
        pool = self.ids.get(name)
        return self.random.choice(pool) if pool else None


@pytest.fixture
def worlds(desk: Desk) -> Any:
    def made(seed: int, type_name: str) -> World:
        desk.run(clear(desk.database))
        return World(desk, seed, type_name)

    return made


PROPERTY = settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
SEEDS = st.integers(0, 2**32 - 1)


@PROPERTY
@given(seed=SEEDS, type_name=st.sampled_from(TYPES))
def test_merged_and_taken_out_again_all_is_as_it_was(desk: Desk, worlds: Any, seed: int, type_name: str) -> None:
    world = worlds(seed, type_name)
    kept, merged = world.pair
    before = state(desk)
    try:
        merge(desk, kept, merged, *takes(desk, world))
    except InvalidValue as refusal:
        assert "within the other" in str(refusal)
        return
    assert state(desk) != before
    unmerge(desk, kept, merged)
    assert state(desk) == before


def takes(desk: Desk, world: World) -> list[str]:
    singles = [
        name
        for name, link in desk.model[world.type].links()
        if not link.many and link.writable and name != "owner" and not acyclic(world.type, link)
    ]
    fields = [name for name in ("name", "acronym", "description") if name in desk.model[world.type].fields]
    return [name for name in (*singles, *fields) if world.random.random() < 0.3]


@PROPERTY
@given(seed=SEEDS, type_name=st.sampled_from(TYPES))
def test_three_merged_one_after_the_other_come_out_as_they_were(
    desk: Desk, worlds: Any, seed: int, type_name: str
) -> None:
    world = worlds(seed, type_name)
    one, other, third = world.random.sample(world.ids[type_name], 3)
    steps = [(other, one), (third, other)] if world.random.random() < 0.5 else [(third, one), (third, other)]
    states = [state(desk)]
    for kept, merged in steps:
        try:
            merge(desk, kept, merged)
        except InvalidValue as refusal:
            assert "within the other" in str(refusal)
            break
        states.append(state(desk))
    for (kept, merged), before in reversed(list(zip(steps, states[:-1], strict=False))):
        unmerge(desk, kept, merged)
        assert state(desk) == before


def test_a_link_between_two_that_came_from_a_third_goes_with_the_third(desk: Desk) -> None:
    first, kept, last = (desk.made("Source", title=title) for title in ("first", "kept", "last"))
    desk.apply(Connect("Source", first, "sources", [last]))
    before = state(desk)
    merge(desk, kept, first)
    between = state(desk)
    merge(desk, last, kept)
    unmerge(desk, last, kept)
    assert state(desk) == between
    unmerge(desk, kept, first)
    assert state(desk) == before


@PROPERTY
@given(seed=SEEDS, type_name=st.sampled_from(TYPES))
def test_no_link_is_lost(desk: Desk, worlds: Any, seed: int, type_name: str) -> None:
    """What was said of either is said of the kept, once; but of links to one, of which the kept record's stands."""
    world = worlds(seed, type_name)
    kept, merged = world.pair
    before = {tuple(row) for row in desk.rows(FACTS)}
    try:
        merge(desk, kept, merged)
    except InvalidValue:
        return
    single = {
        link.hops[0].relationship
        for name, link in desk.model[type_name].links()
        if isinstance(link, Link) and not link.many and link.hops[0].outgoing
    }
    had = {relationship for start, relationship, _ in before if start == kept}
    wanted = set[tuple[str, ...]]()
    for start, relationship, end in before:
        if {start, end} == {kept, merged}:
            continue
        if start == merged and relationship in single:
            between = any(row == (kept, relationship, merged) for row in before)
            if relationship == "OWNED_BY" or (relationship in had and not between):
                continue
        wanted.add((kept if start == merged else start, relationship, kept if end == merged else end))
    found = [tuple(row) for row in desk.rows(FACTS)]
    assert set(found) == wanted and len(found) == len(set(found))


# Changed since


def test_links_that_others_took_away_or_set_since_stay_so(desk: Desk) -> None:
    kept, merged, person = desk.made("Organization"), desk.made("Organization"), desk.made("Person")
    first, second = (desk.made("Membership", links={"member": person, "organization": merged}) for _ in range(2))
    elsewhere = desk.made("Organization")
    activity = desk.made("Activity")
    source, other_source = desk.made("Source"), desk.made("Source")
    desk.apply(Connect("Organization", merged, "sources", [source, other_source]))
    merge(desk, kept, merged)
    desk.apply(Update("Membership", first, links={"organization": [elsewhere]}))
    desk.apply(Delete("Membership", second))
    desk.apply(Disconnect("Organization", kept, "sources", [source]))
    desk.apply(Delete("Source", other_source))
    desk.apply(Connect("Organization", kept, "sources", [desk.made("Source", title="new")]))
    unmerge(desk, kept, merged)
    assert activity and desk.rows("MATCH (m:Membership)-[:MEMBER_OF]->(o) RETURN o.id") == [[elsewhere]]
    found = desk.rows("MATCH (o {id: $id})-[:SOURCED_FROM]->(s) RETURN s.id", id=merged)
    assert found == [[source]], "its own links come back as they were"
    assert desk.rows("MATCH (o {id: $id})-[:SOURCED_FROM]->(s) RETURN s.title", id=kept) == [["new"]]


def test_it_does_not_come_out_without_what_it_cannot_be_without(desk: Desk) -> None:
    person, body, gone = desk.made("Person"), desk.made("Organization"), desk.made("Organization")
    kept = desk.made("Membership", links={"member": person, "organization": body})
    merged = desk.made("Membership", links={"member": person, "organization": gone})
    merge(desk, kept, merged)
    desk.apply(Delete("Organization", gone))
    refused = desk.refused(Unmerge("Record", merged, *versions(desk, kept)))
    assert "organization, which was deleted since" in str(refused)


def test_a_place_does_not_come_out_into_a_circle(desk: Desk) -> None:
    whole, kept, merged = desk.made("Place", name="w"), desk.made("Place", name="k"), None
    merged = desk.made("Place", name="m", links={"partOf": whole})
    part = desk.made("Place", name="p", links={"partOf": merged})
    merge(desk, kept, merged)
    desk.apply(Update("Place", kept, links={"partOf": []}))
    desk.apply(Update("Place", whole, links={"partOf": [part]}))
    assert "part of itself" in str(desk.refused(Unmerge("Record", merged, *versions(desk, kept))))


# Rights


def test_nobody_sees_more_because_an_organization_was_merged(desk: Desk) -> None:
    from tests.graph.writers import of

    kept, merged = desk.made("Organization", name="k"), desk.made("Organization", name="m")
    theirs = desk.made("Activity", marking="AMBER", owner=merged)
    own = desk.made("Activity", marking="AMBER", owner=kept)
    account = desk.made("Account", email="a@example.org", links={"actsFor": merged})
    both = desk.made("Account", email="b@example.org", links={"actsFor": [kept, merged]})
    merge(desk, kept, merged)
    assert acting(desk, account) == {merged} and acting(desk, both) == {kept, merged}
    assert desk.sees(of(merged), theirs) and not desk.sees(of(merged), own) and not desk.sees(of(kept), theirs)
    assert desk.rows("MATCH (:Account {id: $id})-[:ACTS_FOR]->(o:Record) RETURN o.id", id=both) == [[kept]]
    desk.apply(Update("Account", account, links={"actsFor": [kept]}))
    assert acting(desk, account) == {kept, merged}, "who administers accounts says so"
    unmerge(desk, kept, merged)
    assert acting(desk, account) == {kept, merged} and acting(desk, both) == {kept, merged}
    assert desk.rows("MATCH (:Account)-[r:ACTS_FOR]->() WHERE r.was IS NOT NULL OR r.also IS NOT NULL RETURN r") == []


def acting(desk: Desk, account: str) -> set[str]:
    from graph.holdings import ACTING

    return set(desk.rows(f"MATCH (holder:Account {{id: $id}}) RETURN {ACTING}", id=account)[0][0])


def test_an_owner_that_was_merged_can_be_replaced(desk: Desk) -> None:
    kept, merged, third = (desk.made("Organization", name=name) for name in "kmt")
    activity = desk.made("Activity", marking="AMBER", owner=merged)
    merge(desk, kept, merged)
    owners = "MATCH (:Activity)-[:OWNED_BY]->(o) RETURN o.id"
    assert desk.rows(owners) == [[kept]] and desk.value(activity, "owner") == merged
    desk.apply(Update("Activity", activity, protection={"owner": third}), reason="theirs now")
    assert desk.rows(owners) == [[third]]
    shared = desk.made("Activity", marking="AMBER", owner=third, shared=[third])
    desk.apply(Protect("Activity", shared, added={"shared": [merged]}), reason="theirs, too")
    assert desk.value(shared, "shared") == [third, kept]


def test_an_account_is_in_the_rooms_that_it_was_in_and_in_those_it_is_invited_to_since(desk: Desk) -> None:
    from graph.holdings import ROOMS

    kept, merged = desk.made("Person", name="k"), desk.made("Person", name="m")
    sessions = [desk.made("DialogueSession") for _ in range(3)]
    for session, person in zip(sessions, (kept, merged), strict=False):
        desk.made("Participation", links={"session": session, "participant": person})
    account = desk.made("Account", email="m@example.org", links={"person": merged})

    def rooms() -> set[str]:
        return set(desk.rows(f"MATCH (holder:Account {{id: $id}}) RETURN {ROOMS}", id=account)[0][0])

    assert rooms() == {sessions[1]}
    merge(desk, kept, merged)
    assert rooms() == {sessions[1]}
    desk.made("Participation", links={"session": sessions[2], "participant": kept})
    assert rooms() == {sessions[1], sessions[2]}
    unmerge(desk, kept, merged)
    assert rooms() == {sessions[1]}


# Erasing


def left(desk: Desk, word: str) -> list[Any]:
    return [row for row in desk.rows("MATCH (n) WHERE NOT n:Scope RETURN properties(n)") if word in repr(row)]


def person(desk: Desk, word: str) -> str:
    values = {"name": f"{word} name", "aliases": [f"{word} alias"], "givenName": f"{word} given"}
    return desk.made("Person", **values, external_ids=[("wikidata", f"{word}-Q1")])


@pytest.mark.parametrize("named", ["kept", "merged"])
def test_who_is_erased_is_erased_with_what_was_merged_into_him(desk: Desk, named: str) -> None:
    kept, merged = person(desk, "zzq"), person(desk, "xxq")
    merge(desk, kept, merged, "name")
    desk.apply(Erase("Person", kept if named == "kept" else merged), reason="asked for")
    assert left(desk, "zzq") == [] and left(desk, "xxq") == []
    assert desk.rows("MATCH (t:Tombstone:Unsettled) WHERE t.erased IS NOT NULL RETURN count(t)") == [[2]]
    assert desk.refused(Unmerge("Record", merged, 1)).code == "NOT_FOUND"


def test_who_was_deleted_after_a_merge_is_erased_with_what_was_merged_into_him(desk: Desk) -> None:
    kept, merged = person(desk, "zzq"), person(desk, "xxq")
    merge(desk, kept, merged)
    desk.apply(Delete("Person", kept))
    assert left(desk, "xxq")
    desk.apply(Erase("Person", merged), reason="asked for")
    assert left(desk, "zzq") == [] and left(desk, "xxq") == []


def test_who_was_merged_by_mistake_is_erased_from_what_the_other_ledger_noted(desk: Desk, run: Any) -> None:
    from graph.seals import seal_all
    from graph.verification import verify

    kept, merged = person(desk, "zzq"), person(desk, "xxq")
    merge(desk, kept, merged, "givenName")
    run(seal_all(desk.database))
    unmerge(desk, kept, merged)
    desk.apply(Erase("Person", merged), reason="asked for")
    assert left(desk, "xxq") == [] and left(desk, "zzq")
    run(seal_all(desk.database))
    found = run(verify(lambda text, given: desk.database.read(text, given)))
    assert found.findings == []


# Races


def test_a_writer_who_waits_for_a_merge_writes_to_the_kept_record(desk: Desk) -> None:
    for _ in range(4):
        kept, merged = desk.made("Person", name="k"), desk.made("Person", name="m")
        edit = Merge("Record", kept, merged, 1, 1)
        desk.together(desk.applied([edit]), desk.applied([Update("Person", merged, {"familyName": "f"})]))
        merged_now = desk.rows("MATCH (m:Merged {id: $id}) RETURN m.into", id=merged) == [[kept]]
        where = kept if merged_now else merged
        assert desk.value(where, "familyName") == "f"
