"""`api(G, viewer, q) = reference(restrict(G, viewer), q)` in 150 worlds, and that it was all of the schema (DESIGN 5).

`uv run python -m tests.noninterference` does the same for as many as one likes.
"""

from __future__ import annotations

import pytest
from graphql import parse, validate
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app import assembled
from tests.fixtures_graph import clear, executor_over
from tests.noninterference.running import Run
from tests.reference.beyond import BEYOND, compared_schema
from tests.reference.comparing import Request, reference_schema, staged
from tests.reference.coverage import Coverage, wanted
from tests.reference.operations import Operation
from tests.reference.sweeping import Sweeping
from tests.reference.worlds import COUNTS, viewers

FIRST, WORLDS, FURTHER = 1000, 150, 250
"""Further worlds are for what chance has not yet shown to somebody of what the schema has."""
FEW = 2
REFERENCE_DATA = {"CooperationArea"}
"""Made by the migrations, not by worlds."""


def same(found: Run, run, seed: int) -> None:
    """The answers in the world of a seed are those of the reference."""
    different = [one for one in run(found.world(seed)) if not one.same]
    assert not different, min(different, key=lambda one: len(one.api)).told(seed)


def test_a_few_worlds_answer_as_the_reference_does(database, vault, run):
    """Other worlds than those of CI: hypothesis chooses."""
    found = Run(run(executor_over(database, vault)), database, reference_schema())

    @settings(max_examples=FEW, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**31 - 1))
    def every(seed: int) -> None:
        same(found, run, seed)

    every()
    tally = found.tally
    assert tally["operations"] > 30 * tally["worlds"]
    assert tally["commands"] > 10 * tally["worlds"]
    assert tally["objects"] > tally["operations"]


def test_a_reference_that_forgets_who_asks_is_found_out(database, vault, run):
    executor = run(executor_over(database, vault))
    run(clear(database))
    stage = run(staged(3, executor, database, reference_schema()))
    stage.seen["anonymous"] = stage.graph
    page = Operation(0, "{ stakeholders { totalCount nodes { id } } }", [])
    assert not run(stage.compare(Request(page, "anonymous", {}, {}))).same
    assert run(stage.compare(Request(page, "sees all", {}, {}))).same


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_many_worlds_answer_as_the_reference_does(database, vault, run):
    found = Run(run(executor_over(database, vault)), database, reference_schema())
    for seed in range(FIRST, FIRST + WORLDS):
        same(found, run, seed)
    for seed in range(FIRST + WORLDS, FIRST + WORLDS + FURTHER):
        missing = found.coverage.missing(list(viewers()))
        if not missing:
            break
        found.sweep(missing)
        same(found, run, seed)
    print(dict(found.tally))
    assert found.tally["refused"] * 20 < found.tally["operations"], "hardly any operation should be beyond a limit"
    assert found.coverage.missing(list(viewers())) == []


def test_what_the_schema_has_is_asked_for_by_valid_operations():
    schema = reference_schema()
    operations = Sweeping(schema, assembled().model).operations()
    assert [error.message for one in operations for error in validate(schema, parse(one.text))] == []
    assert len({one.seed for one in operations}) == len(operations) > 200


def test_every_type_of_record_is_in_the_worlds_or_named_as_beyond_the_reference():
    creatable = {record.name for record in assembled().model.concrete()} - {"ExternalId", "Entry"}
    assert creatable - REFERENCE_DATA - BEYOND.keys() == COUNTS.keys()


def test_what_is_not_compared_is_told():
    schema = reference_schema()
    coverage = Coverage(schema)
    answered = coverage.by("anonymous")
    answered("Query", "people", {"first": 2, "where": {"name": {"eq": "a"}}}, {"edges": [1], "pageInfo": {}})
    met = coverage.met["anonymous"]
    assert {"Query.people", "Query.people, found", "Query.people(first)", "PersonFilter.name", "TextFilter.eq"} <= set(
        met
    )
    missing = coverage.missing(["anonymous", "sees all"])
    assert "anonymous: Query.people(after)" in missing
    assert "sees all: Query.people" in missing
    assert "anonymous: Query.people" not in missing


def test_a_new_root_has_to_be_compared():
    text = "type Query { old: Int new(id: ID!): Thing } type Thing { id: ID! }"
    assert set(wanted(compared_schema(text, {}))) == {"Query.old", "Query.new", "Query.new(id)", "Thing.id"}


def test_what_is_beyond_the_reference_is_taken_out_with_all_that_leads_to_it():
    text = """type Query { old: Int things(where: ThingFilter): ThingConnection node: Old }
        type Old { id: ID! things: ThingConnection secret: Int } input OldFilter { id: ID things: ThingListFilter }
        type ThingConnection { nodes: [Thing!]! } input ThingFilter { id: ID }
        input ThingListFilter { some: ThingFilter } type Thing { id: ID! }"""
    schema = compared_schema(text, {"Thing": "it is tested elsewhere", "Old.secret": "so is this"})
    assert list(schema.query_type.fields) == ["old", "node"]
    assert list(schema.type_map["Old"].fields) == ["id"]
    assert list(schema.type_map["OldFilter"].fields) == ["id"]
    assert "Thing" not in schema.type_map
    with pytest.raises(LookupError, match="Lost"):
        compared_schema(text, {"Lost": "it was renamed"})
