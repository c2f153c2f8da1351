"""Migrations: applied once however many try, and never under a graph that is newer."""

from __future__ import annotations

import asyncio

import pytest

from graph import migrations
from graph.errors import SchemaMismatch
from graph.migrations.indexes import statements


def test_the_graph_is_current_and_knows_the_lock(database, model, run):
    assert run(migrations.state(database, model)) == "current"
    run(migrations.check(database, model))
    keys = [key for (key,) in run(database.rows("CALL db.propertyKeys()"))]
    assert "lock" in keys


def test_migrating_at_once_and_again_makes_everything_once(database, model, run):
    async def thrice() -> None:
        await asyncio.gather(*(migrations.apply(database, model) for _ in range(3)))

    before = run(database.rows("SHOW INDEXES YIELD name RETURN name ORDER BY name"))
    run(thrice())
    assert run(database.rows("SHOW INDEXES YIELD name RETURN name ORDER BY name")) == before
    areas = run(database.rows("MATCH (n:CooperationArea) RETURN count(n), count(DISTINCT n.number)"))
    assert areas == [[26, 26]]
    assert run(migrations.state(database, model)) == "current"


def test_every_order_of_every_source_has_its_two_indexes(database, model, run):
    names = {name for (name,) in run(database.rows("SHOW INDEXES YIELD name RETURN name"))}
    for record in model.records.values():
        if record.source and record.name not in ("ExternalId", "Entry"):
            for key in set(record.orders().values()) - {"id"}:
                assert {f"walk_{record.name}_{key}", f"seek_{record.name}_{key}"} <= names
    assert all(" IF NOT EXISTS " in statement for statement in statements(model))


@pytest.mark.parametrize(("change", "found", "remedy"), [(1, "newer", "newer one"), (-1, "older", "peyman migrate")])
def test_a_graph_of_another_version_is_refused_with_a_remedy(change, found, remedy, database, model, run):
    move = "MATCH (s:Schema) SET s.version = s.version + $change"
    run(database.rows(move, {"change": change}, write=True))
    try:
        assert run(migrations.state(database, model)) == found
        with pytest.raises(SchemaMismatch, match=remedy):
            run(migrations.check(database, model))
        if found == "newer":
            with pytest.raises(SchemaMismatch):
                run(migrations.apply(database, model))
    finally:
        run(database.rows(move, {"change": -change}, write=True))


def test_a_graph_with_other_indexes_is_older(database, model, run):
    run(database.rows("MATCH (s:Schema) SET s.old = s.fingerprint, s.fingerprint = 'another'", write=True))
    try:
        assert run(migrations.state(database, model)) == "older"
    finally:
        run(database.rows("MATCH (s:Schema) SET s.fingerprint = s.old REMOVE s.old", write=True))


def test_a_presenter_becomes_a_participation_where_there_is_one(empty_graph, model, run):
    from graph.migrations import m0002_presenters
    from tests.graph.writers import Desk

    desk = Desk(empty_graph, model, run)
    session, present, absent = desk.made("DialogueSession"), desk.made("Person"), desk.made("Person")
    place = desk.made("Participation", links={"session": session, "participant": present})
    items = [desk.made("AgendaItem", links={"session": session}) for _ in range(2)]
    old = "MATCH (a:Record {id: $a}) MATCH (b:Record {id: $b}) CREATE (a)-[:PRESENTED_BY]->(b)"
    for item, who in zip(items, (present, absent), strict=True):
        run(empty_graph.rows(f"CYPHER 25 {old}", {"a": item, "b": who}, write=True))
    for _ in range(2):
        run(m0002_presenters.apply(empty_graph))
    found = desk.rows("MATCH (a:AgendaItem)-[:PRESENTED_BY]->(b) RETURN a.id, b.id")
    assert sorted(found) == sorted([[items[0], place], [items[1], absent]])
