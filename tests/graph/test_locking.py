"""What the first statement of a change reads of the records that it locks."""

from __future__ import annotations

import pytest

from graph.edits import ChangeHeader, Update
from graph.locking import Batch, stand
from tests.graph.writers import Desk, of


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


def read(desk: Desk, id: str, viewer) -> set[str]:
    """The records of which a change of one record by this viewer knows something."""

    async def work(tx) -> set[str]:
        batch = Batch("", ChangeHeader(viewer.user, "test"), viewer, desk.scopes, {})
        await stand(tx, desk.model, batch, [Update("Person", id, {})])
        return set(batch.known)

    return desk.run(desk.database.write(work))[0]


def test_of_a_record_that_its_writer_does_not_see_nothing_is_read(desk):
    owner = desk.made("Organization")
    person = desk.made("Person", marking="AMBER", owner=owner)
    assert read(desk, person, of(owner)) == {person}
    assert read(desk, person, of("another")) == set()


def test_a_record_under_a_scope_that_another_process_made_is_read(desk, model, run):
    """Whether it is seen is then found out from the scope's clauses."""
    owner = desk.made("Organization")
    person = Desk(desk.database, model, run).made("Person", marking="AMBER", owner=owner)
    assert desk.scopes.highest < desk.value(person, "scope")
    assert read(desk, person, of(owner)) == {person}
    desk.apply(Update("Person", person, {"name": {"text": "Rojin"}}, 1), viewer=of(owner))
    assert desk.value(person, "version") == 2


def test_a_record_under_a_new_scope_that_its_writer_does_not_see_is_refused(desk, model, run):
    owner = desk.made("Organization")
    person = Desk(desk.database, model, run).made("Person", marking="AMBER", owner=owner)
    assert desk.refused(Update("Person", person, {}, 1), viewer=of("another")).code == "NOT_FOUND"
