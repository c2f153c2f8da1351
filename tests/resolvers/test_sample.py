"""The sample: whole, in four languages where it should be, sourced, and loaded once however often one loads it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auth.viewer import SYSTEM
from graph.kinds import LOCALES
from resolvers import sample
from resolvers.execution import Executor


def test_every_key_stands_once_and_every_link_leads_to_one() -> None:
    keys = Counter(entry.key for entry in sample.entries())
    assert max(keys.values()) == 1
    for entry in sample.entries():
        linked = [key for targets in entry.links.values() for key in targets]
        for key in (*linked, *entry.shared, *([entry.owner] if entry.owner else [])):
            assert key in keys or key.startswith("area:"), f"{entry.key} → {key}"


def test_every_marking_and_a_compartment_is_in_it() -> None:
    assert {entry.marking for entry in sample.entries()} == {"CLEAR", "GREEN", "AMBER", "AMBER_STRICT", "RED"}
    assert {name for entry in sample.entries() for name in entry.compartments} == {"mediation", "protection"}


def test_the_organizations_that_the_demo_acts_for_have_names_in_several_languages() -> None:
    named = [entry.values["name"] for entry in sample.STAKEHOLDERS if entry.type != "Person"]
    assert sum(1 for name in named if set(LOCALES) <= set(name)) > 5


def test_a_second_load_changes_nothing_and_a_missing_record_is_loaded_again(sampled: Executor, run: Any) -> None:
    def load() -> int:
        return run(sample.load(sampled.database, sampled.ledger, sampled.scopes))

    def changes() -> int:
        return run(sampled.database.read("CYPHER 25 RETURN COUNT { MATCH (c:Change) }", {}))[0]

    before = changes()
    assert load() == 0
    assert changes() == before
    text = '{ sources(where: {title: {startsWith: "Minutes"}}) { nodes { id } } }'
    [minutes] = run(sampled.execute(text, None, None, SYSTEM)).data["sources"]["nodes"]
    delete = "mutation Gone($id: ID!) { deleteRecord(id: $id) { __typename } }"
    gone = run(sampled.execute(delete, {"id": minutes["id"]}, None, SYSTEM))
    assert gone.data["deleteRecord"]["__typename"] == "DeletePayload"
    assert load() == 1


def test_every_record_says_where_it_is_from(sampled: Executor, run: Any) -> None:
    roots = ("stakeholders", "activities", "dialogueSessions", "memberships", "commitments", "recommendations")
    unsourced = " ".join(f"{root}(where: {{sources: {{none: {{}}}}}}) {{ totalCount }}" for root in roots)
    data = run(sampled.execute(f"{{ {unsourced} }}", None, None, SYSTEM)).data
    assert {root: found["totalCount"] for root, found in data.items()} == dict.fromkeys(data, 0)
