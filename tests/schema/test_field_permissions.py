"""A field that needs a permission needs it wherever it is named: selected, filtered by, ordered by, however deep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app import assembled
from auth.permissions import ROLES, Permission
from schema.wheres import Refused
from tests.graph.case import Case
from tests.graph.compiling import planned, planner

NEEDED = Permission.ACCOUNT_READ
OWN = [
    "{ people { nodes { birthDate { edtf } } } }",
    '{ node(id: "x") { ... on Person { born: birthDate { earliest } } } }',
    '{ people(where: {birthDate: {before: "2000-01-01"}}) { totalCount } }',
    "{ people(where: {birthDate: {isNull: true}}) { totalCount } }",
    '{ people(where: {not: {birthDate: {before: "2000-01-01"}}}) { totalCount } }',
    '{ people(where: {or: [{name: {eq: "a"}}, {and: [{birthDate: {isNull: false}}]}]}) { totalCount } }',
    "{ people(orderBy: {field: BIRTH_DATE}) { nodes { id } } }",
    "{ people(orderBy: {field: BIRTH_DATE, direction: DESC}) { totalCount } }",
    "{ accounts(where: {person: {birthDate: {isNull: true}}}) { totalCount } }",
]
"""Ways to name Person.birthDate, which is made to need a permission."""
VARIABLE = [
    (
        "query($where: PersonFilter) { people(where: $where) { totalCount } }",
        {"where": {"birthDate": {"isNull": True}}},
    ),
    ("query($order: PersonOrderInput) { people(orderBy: $order) { totalCount } }", {"order": {"field": "BIRTH_DATE"}}),
    (
        "query($field: PersonOrderField!) { people(orderBy: {field: $field}) { totalCount } }",
        {"field": "BIRTH_DATE"},
    ),
]
LINK = [
    '{ commitments(where: {makers: {some: {name: {eq: "a"}}}}) { totalCount } }',
    "{ commitments(where: {makers: {none: {}}}) { totalCount } }",
    "{ milestones: commitments(where: {milestones: {every: {commitment: {makers: {some: {}}}}}}) { totalCount } }",
    "{ commitments { nodes { makers { totalCount } } } }",
]
"""Ways to name Commitment.makers."""


@pytest.fixture
def planner_of(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A planner to which these fields need a permission."""

    def made(*names: tuple[str, str]) -> Any:
        for type_name, field in names:
            table = assembled().declarations[type_name]
            monkeypatch.setitem(table, field, replace(table[field], permission=NEEDED))
        return planner()

    return made


def refusal(plans: Any, text: str, variables: Any = None, role: str = "mediator") -> Refused:
    with pytest.raises(Refused) as refused:
        planned(plans, Case(text, variables or {}), ROLES[role])
    return refused.value


@pytest.mark.parametrize(("text", "variables"), [*((text, {}) for text in OWN), *VARIABLE])
def test_a_field_is_refused_wherever_it_is_named(text: str, variables: Any, planner_of: Any) -> None:
    plans = planner_of(("Person", "birthDate"))
    refused = refusal(plans, text, variables)
    assert (str(refused), refused.code) == ("Person.birthDate needs the permission account:read.", "FORBIDDEN")
    assert planned(plans, Case(text, variables), ROLES["steward"])[0].statement is not None


@pytest.mark.parametrize("text", LINK)
def test_a_link_is_refused_wherever_it_is_named(text: str, planner_of: Any) -> None:
    refused = refusal(planner_of(("Commitment", "makers")), text)
    assert str(refused) == "Commitment.makers needs the permission account:read."


def test_an_interfaces_field_is_refused_of_the_interface_and_of_its_types(planner_of: Any) -> None:
    plans = planner_of(("Stakeholder", "website"), ("Person", "website"))
    for text in (
        '{ stakeholders(where: {website: {eq: "x"}}) { totalCount } }',
        '{ people(where: {website: {eq: "x"}}) { totalCount } }',
        '{ memberships(where: {member: {website: {eq: "x"}}}) { totalCount } }',
    ):
        assert "website needs the permission account:read." in str(refusal(plans, text))


def test_a_permission_is_part_of_a_plans_key(planner_of: Any) -> None:
    """What was planned for somebody who may is not answered to somebody who may not."""
    plans = planner_of(("Person", "birthDate"))
    case = Case(OWN[2])
    planned(plans, case, ROLES["steward"])
    refusal(plans, case.text)


def test_no_list_is_ordered_of_itself_by_what_needs_a_permission() -> None:
    """It would tell of it whoever asks for the list."""
    assembly = assembled()
    orders = {name: record.default_order for name, record in assembly.model.records.items()}
    needing = {
        name: order
        for name, order in orders.items()
        if (one := assembly.declaration(name, order)) is not None and one.permission is not None
    }
    assert needing == {}


def test_arguments_of_handwritten_sources_name_no_field_that_needs_a_permission() -> None:
    """`collaborators(via:, area:, place:)` filters by links of other records: they are for whoever reads."""
    assembly = assembled()
    for type_name, field in (
        ("Activity", "areas"),
        ("Activity", "places"),
        ("Activity", "roles"),
        ("DialogueProcess", "areas"),
        ("DialogueSession", "place"),
        ("Commitment", "areas"),
        ("Commitment", "makers"),
        ("Commitment", "addressees"),
        ("Membership", "member"),
        ("Participation", "participant"),
    ):
        declaration = assembly.declaration(type_name, field)
        assert declaration is not None and declaration.permission is None, (type_name, field)
