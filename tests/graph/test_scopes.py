"""Scopes: small integers that never change their meaning, known too little for a moment and never too much."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from auth.protection import clauses_of, visible
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.edits import Create
from graph.scopes import NEVER, SEEK_LIMIT, Scopes, key_of, marked, unmarked
from tests.graph.writers import Desk


def protections(count: int, seed: int = 1):
    pick = random.Random(seed)
    found = dict.fromkeys(
        clauses_of(
            pick.choice(("GREEN", "AMBER", "AMBER_STRICT", "RED")),
            f"o{pick.randrange(400)}",
            [f"o{pick.randrange(400)}" for _ in range(pick.randrange(3))],
            [f"u{pick.randrange(500)}"],
            [f"c{pick.randrange(20)}" for _ in range(pick.randrange(3))],
        )
        for _ in range(count * 3)
    )
    return list(found)[:count]


def viewer(seed: int) -> Viewer:
    pick = random.Random(seed)
    return Viewer(
        f"u{pick.randrange(500)}",
        frozenset(f"o{pick.randrange(400)}" for _ in range(pick.randrange(60))),
        frozenset(f"c{number}" for number in range(20) if pick.random() < 0.6),
    )


def test_a_viewers_scopes_are_those_whose_protection_he_meets():
    scopes, made = Scopes(None), {one: number for number, one in enumerate(protections(3_000))}
    scopes.learn(made)
    for one in [ANONYMOUS, SYSTEM, *(viewer(seed) for seed in range(60))]:
        wanted = [number for found, number in made.items() if one.sees_all or visible(found, one.tokens())]
        assert [number for number in scopes.visible(one).parameter if number != NEVER] == wanted
        assert scopes.visible(one).way == ("seek" if len(wanted) <= SEEK_LIMIT else "walk")


def test_new_scopes_reach_a_viewer_whose_set_was_cached():
    scopes, made = Scopes(None), protections(20)
    scopes.learn({made[0]: 0})
    before = scopes.visible(SYSTEM).parameter
    scopes.learn({one: number for number, one in enumerate(made)})
    assert len(scopes.visible(SYSTEM).parameter) > len(before)


def test_a_gap_is_asked_for_again():
    scopes, made = Scopes(None), protections(6)
    scopes.learn({made[0]: 0, made[1]: 1, made[5]: 5})
    assert (scopes.known, scopes.highest) == (1, 5)
    scopes.learn({made[2]: 2, made[3]: 3, made[4]: 4})
    assert (scopes.known, scopes.highest) == (5, 5)


def test_the_parameter_is_padded_with_what_no_record_has():
    scopes, made = Scopes(None), protections(300)
    sizes = []
    for number, one in enumerate(made):
        scopes.learn({one: number})
        found = scopes.visible(SYSTEM).parameter
        sizes.append(len(found))
        assert set(found) - {NEVER} == set(range(number + 1))
    assert sizes[0] == 2 and sizes[10] == 11 and sizes[64] == 101


def test_bookmarks_carry_the_highest_scope():
    assert unmarked(marked(["b1", "b2"], 17)) == (["b1", "b2"], 17)
    assert unmarked([*marked(["b1"], 4), *marked(["b2"], 9)]) == (["b1", "b2"], 9)
    assert unmarked(None) == ([], NEVER)


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


def test_eight_that_make_one_protection_make_one_scope(desk):
    readers = [f"{random.random()}@example.org"]
    create = [[Create("Person", values={"name": "A"}, marking="RED", readers=readers)] for _ in range(8)]
    desk.together(*(desk.applied(one) for one in create))
    assert len(desk.rows("MATCH (n:Person) RETURN DISTINCT n.scope")) == 1


def test_numbers_made_at_once_are_never_shared_and_have_no_gaps(desk):
    async def make(number: int):
        readers = [[f"{number}.{n}.{random.random()}@example.org"] for n in range(3)]
        return await desk.applied(
            [Create("Person", values={"name": "A"}, marking="RED", readers=one) for one in readers]
        )

    desk.together(*(make(number) for number in range(16)))
    numbers = [number for (number,) in desk.rows("MATCH (s:Scope) RETURN s.scope ORDER BY s.scope")]
    assert numbers == list(range(len(numbers)))
    for scope, readers in desk.rows("MATCH (n:Person) MATCH (s:Scope {scope: n.scope}) RETURN s.clauses, n.readers"):
        assert json.loads(scope) == [readers]


def test_a_scope_that_was_rolled_back_means_nothing(desk, database):
    readers = [f"{random.random()}@example.org"]
    first, second = clauses_of("RED", None, readers=readers), clauses_of("RED", None, readers=[*readers, "b"])

    async def rolled_back(tx):
        await desk.scopes.intern(tx, [first])
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        desk.run(database.write(rolled_back))
    before = desk.scopes.highest
    desk.made("Person", marking="RED", readers=[*readers, "b"])
    assert desk.scopes.highest == before + 1
    assert desk.scopes.protection(before + 1) == second
    other = Scopes(database)
    desk.run(other.refresh())
    assert other.protection(before + 1) == second


def test_a_protection_with_a_hundred_readers_has_a_scope(desk):
    readers = [f"{'x' * 400}{number}@example.org" for number in range(100)]
    id = desk.made("Person", marking="RED", readers=readers)
    assert len(next(iter(desk.clauses(id)))) == 100
    assert len(key_of(clauses_of("RED", None, readers=readers))) == 64


def test_another_process_learns_new_scopes_by_watching(desk, database):
    other = Scopes(database)

    async def watched() -> bool:
        await other.refresh()
        task = asyncio.create_task(other.watch(0.02))
        readers = [f"{random.random()}@example.org"]
        await desk.applied([Create("Person", values={"name": "A"}, marking="RED", readers=readers)])
        try:
            async with asyncio.timeout(10):
                while other.highest < desk.scopes.highest:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
        return other.protection(other.highest) == clauses_of("RED", None, readers=readers)

    assert desk.run(watched())
