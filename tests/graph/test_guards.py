"""Every node variable of every statement is guarded (DESIGN section 5); and what says so is itself put to the test."""

from __future__ import annotations

import re
from itertools import chain, combinations

import pytest

from app import assembled
from graph.audiences import HOLDS
from graph.leads import LED, ONLY_LED
from graph.model import Fragment
from schema.planning import Planner
from tests.graph.case import Case
from tests.graph.cases import CASES
from tests.graph.compiling import planned, planner, statement_text
from tests.graph.contract import contract_cases
from tests.graph.guard_finder import guards, unguarded

ASKING = {"who_can_see", "explain_access"}
"""They stand on what accounts hold: looked at below, source by source."""
ALL = {name: case for name, case in {**CASES, **contract_cases()}.items() if name not in ASKING}
GUARD = re.compile(r"\b(\w+)\.scope (?:IN \$visible|= s\d+)")


@pytest.fixture(scope="module")
def plans() -> Planner:
    return planner()


def statements(plans: Planner, name: str) -> list[str]:
    """A case's statement, for either way of taking pages."""
    case = ALL[name]
    found = [statement_text(plans, Case(case.text, case.variables, way)) for way in ("seek", "walk")]
    return sorted({text for text in found if text is not None})


def fragments() -> dict[str, Fragment]:
    """Every handwritten source once, under one of the fields that it stands behind."""
    found = {
        id(declaration.storage): (f"{type_name}.{field_name}", declaration.storage)
        for type_name, table in assembled().declarations.items()
        for field_name, declaration in table.items()
        if isinstance(declaration.storage, Fragment)
    }
    return dict(found.values())


def texts(fragment: Fragment, arguments: list[str]) -> list[str]:
    """A fragment's text for every set of arguments that may be present."""
    subsets = chain.from_iterable(combinations(arguments, size) for size in range(len(arguments) + 1))
    return sorted({fragment.text(frozenset(subset)).replace("{n}", "n") for subset in subsets})


@pytest.mark.parametrize("name", ALL)
def test_every_statement_is_guarded(name: str, plans: Planner) -> None:
    for text in statements(plans, name):
        assert unguarded(text) == []


@pytest.mark.parametrize("name", ALL)
def test_a_statement_without_any_one_of_its_guards_is_found(name: str, plans: Planner) -> None:
    for text in statements(plans, name):
        survivors = [found.group() for found in GUARD.finditer(text) if unguarded(without(text, found)) == []]
        assert len(survivors) == guards(text).repeated, survivors
        assert GUARD.search(text)


def test_what_is_noted_in_the_access_log_is_read_from_guarded_records_alone() -> None:
    noting, noted = planner(), 0
    for case in ALL.values():
        plan, _ = planned(noting, case, watched=True)
        if plan.statement is not None:
            assert unguarded(plan.statement.text) == []
            noted += "$named" in plan.statement.text or "$strict" in plan.statement.text
    assert noted * 2 > len(ALL)


def test_where_ids_lead_is_read_from_guarded_records_alone() -> None:
    assert unguarded(ONLY_LED) == []
    assert LED.removeprefix(",").strip() in ONLY_LED, "one is no other than the other"
    (found,) = GUARD.finditer(ONLY_LED)
    assert unguarded(without(ONLY_LED, found))


def test_there_are_hundreds_of_guards_to_remove(plans: Planner) -> None:
    assert sum(len(GUARD.findall(text)) for name in ALL for text in statements(plans, name)) > 500


@pytest.mark.parametrize("name", ALL)
def test_a_weakened_guard_is_found(name: str, plans: Planner) -> None:
    text = statements(plans, name)[:1]
    for weak in (
        "({guard} OR true)",
        "NOT {guard}",
        "true OR {guard}",
        "{name}.scope IN $p0",
        "{name}.marking IN $visible",
    ):
        for found in list(GUARD.finditer(text[0]))[:4] if text else []:
            changed = weak.format(guard=found.group(), name=found.group(1))
            mutant = text[0][: found.start()] + changed + text[0][found.end() :]
            assert unguarded(mutant) or guards(mutant).repeated < guards(text[0]).repeated, mutant


def without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + "true" + text[found.end() :]


NARROWED = ["via", "area", "place", "since", "until", "weights", "halfLife", "asOf"]
ARGUMENTS = {
    "collaborators": NARROWED,
    "ties": NARROWED,
    "mutualCollaborators": NARROWED,
    "tieChanges": ["via"],
    "network": ["via", "area", "place", "depth=3"],
    "paths": ["via", "avoid", "maxLength"],
    "introductions": ["maxLength"],
}
COUNTED = {"Query.whoCanSee": "holder has no guard"}
"""It counts accounts that the asker does not see, and names of them those that the record is opened to by name or by an
organization that he sees (docs/decisions/0014-who-can-see.md)."""


@pytest.mark.parametrize("name", fragments())
def test_handwritten_sources_are_guarded_whatever_arguments_they_have(name: str) -> None:
    fragment = fragments()[name]
    arguments = ARGUMENTS.get(name.partition(".")[2], [])
    for text in texts(fragment, arguments):
        assert complaints(name, text) == []
    for text in (fragment.text(frozenset(arguments)), fragment.text(frozenset())):
        for found in GUARD.finditer(text):
            guards_no_match = found.group(1) == "holder" and name in COUNTED
            assert guards_no_match or complaints(name, without(text, found).replace("{n}", "n")), found.group()


ASKED_OF_TIES = ("kinds", "area", "place", "since", "until")
PREPARED = {
    "Query.search": ((), 3),
    "Query.duplicateCandidates": ((), 2),
    "Query.mergePreview": ((), 0),
    "Query.brokers": (ASKED_OF_TIES, 15),
    "Query.influence": (("since", "until"), 15),
    "Query.communities": ((), 15),
}
"""Source → the arguments that it may have, and how many guards there are at least in what it is prepared from."""


@pytest.mark.parametrize("name", PREPARED)
def test_what_a_source_is_prepared_from_is_guarded(name: str) -> None:
    prepared, (arguments, least) = fragments()[name].prepared, PREPARED[name]
    assert prepared is not None
    text = prepared.statement(frozenset(arguments)).replace("CALL ()", "CALL (*)")
    assert unguarded(text) == []
    found = list(GUARD.finditer(text))
    assert len(found) >= least
    assert all(unguarded(without(text, one)) for one in found)


def test_everything_that_is_prepared_is_looked_at() -> None:
    assert PREPARED.keys() == {name for name, one in fragments().items() if one.prepared is not None}


def complaints(name: str, text: str) -> list[str]:
    """What an account holds is a fact of the account, whatever the asker sees of what it names."""
    found = unguarded(text.replace(HOLDS, "[]"), {"n"})
    return [one for one in found if not (name in COUNTED and one.startswith(COUNTED[name]))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("MATCH (a) WHERE a.scope IN $visible MATCH (a)-->(b) RETURN a.name", "b has no guard"),
        ("MATCH (a)-->()-->(b) WHERE a.scope IN $visible AND b.scope IN $visible RETURN a.name", "a node without"),
        ("MATCH (a)-->(:Person) WHERE a.scope IN $visible RETURN a.name", "a node without a name"),
        ("MATCH (a)-[*2]->(b) WHERE a.scope IN $visible AND b.scope IN $visible RETURN a.name", "on the way"),
        ("MATCH (a) WHERE a.scope IN $visible RETURN COUNT { (a)-->(b) } AS n", "b has no guard"),
        ("MATCH (a) WHERE a.scope IN $visible RETURN size([(a)-->(b) | b.name]) AS n", "a pattern in an expression"),
        ("MATCH (a) WHERE a.scope IN $visible AND (a)-[:X]->(a) RETURN a.name", "a pattern in an expression"),
        ("MATCH (a)-[r]->(b) WHERE a.scope IN $visible AND b.scope IN $visible RETURN endNode(r)", "a node without"),
        ("MATCH p = (a) WHERE a.scope IN $visible RETURN nodes(p)", "not understood in a pattern"),
        ("MATCH (a) WHERE a.scope IN $visible OR a.open RETURN a.name", "a has no guard"),
        ("MATCH (a) WHERE NOT (a.scope IN $visible) RETURN a.name", "a has no guard"),
        ("MATCH (a), (b) WHERE a.scope IN $visible RETURN a.name", "b has no guard"),
        ("UNWIND $p0 AS s CALL (s) { MATCH (a) WHERE a.scope = s RETURN a } RETURN a.name AS n", "a has no guard"),
        ("UNWIND $visible AS s CALL () { MATCH (a) WHERE a.scope = s RETURN a } RETURN a.name AS n", "a has no guard"),
        (
            "CALL () { MATCH (a) WHERE a.scope IN $visible RETURN a UNION ALL MATCH (a) RETURN a } RETURN a.id AS i",
            "a has",
        ),
        ("MATCH (a) WHERE a.scope IN $visible RETURN [b IN a.friends | b.name] AS names", "b has no guard"),
        ("UNWIND $p0 AS a RETURN a.name", "a has no guard"),
        ("UNWIND $p0 AS a RETURN size(coll.distinct([a.name])) AS n", "a has no guard"),
        ("UNWIND $p0 AS coll RETURN coll.name", "coll has no guard"),
        ("UNWIND $p0 AS a RETURN properties(a)", "a has no guard"),
        ("UNWIND $p0 AS a RETURN a { .name }", "a has no guard"),
        ("UNWIND $p0 AS a WITH a ORDER BY a.name LIMIT 1 WHERE a.scope IN $visible RETURN a.id", "a has no guard"),
        ("OPTIONAL MATCH (a) RETURN a.name", "a has no guard"),
        (
            "MATCH ((a)-->(b) WHERE a.scope IN $visible){1,3} (c) WHERE c.scope IN $visible RETURN c.id",
            "b has no guard",
        ),
        ("MATCH (a) WHERE a.scope IN $visible CALL db.labels() RETURN a.id", "not understood"),
        ("CREATE (a) RETURN a.id", "not understood"),
    ],
)
def test_the_finder_knows_these_holes(text: str, says: str) -> None:
    assert [complaint for complaint in unguarded(text) if says in complaint]


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (a:Place {id: $p0}) WHERE a.scope IN $visible RETURN a.name AS name",
        "MATCH (a WHERE a.scope IN $visible)-->(b) WHERE (b.scope IN $visible AND b.name = 'MATCH (c)') RETURN b.id",
        "UNWIND $visible AS s CALL (s) { MATCH (a) WHERE a.scope = s RETURN a } RETURN a.name AS n",
        "MATCH (a) WHERE a.scope IN $visible AND a.name STARTS WITH 'x' RETURN collect(a) AS all",
        "UNWIND $p0 AS a WITH a WHERE a.scope IN $visible RETURN a { .name }",
        "MATCH ((a)-->(b) WHERE a.scope IN $visible AND b.scope IN $visible){1,3} (c) WHERE c.scope IN $visible "
        "RETURN c.id",
    ],
)
def test_the_finder_is_content_with_these(text: str) -> None:
    assert unguarded(text) == []
