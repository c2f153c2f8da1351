"""The table of roles: what each may do at all."""

from __future__ import annotations

import pytest

from auth.permissions import ANONYMOUS_READS, ROLES, Permission
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from tests.resolvers.matrix import matrix

TABLE = {role: held for role, held in matrix().roles.items() if role != "anonymous"}
"""As it is written out again, in tests/resolvers/matrix.toml."""


@pytest.mark.parametrize("role", TABLE)
def test_a_role_has_its_row(role: str) -> None:
    assert ROLES[role] == TABLE[role]


def test_there_is_no_other_role() -> None:
    assert ROLES.keys() == TABLE.keys()


def test_names_are_resource_and_action() -> None:
    assert all(name.count(":") == 1 and name == name.lower() for name in Permission)


def test_only_the_steward_decides_for_other_organizations() -> None:
    assert [role for role, held in ROLES.items() if Permission.MARKING_OVERRIDE in held] == ["steward"]
    widening = {role for role, held in ROLES.items() if Permission.MARKING_WIDEN in held}
    assert widening == {"coordinator", "mediator", "steward"}


def test_whoever_has_no_role_reads_and_no_more() -> None:
    assert Viewer("rojin@example.org").permissions == ANONYMOUS.permissions == ANONYMOUS_READS
    assert {"record:read", "history:read"} == ANONYMOUS_READS


def test_roles_add_up() -> None:
    both = Viewer("rojin@example.org", roles=frozenset({"mediator", "service"}))
    assert both.permissions == TABLE["mediator"] | TABLE["service"]


def test_the_system_may_do_everything() -> None:
    assert SYSTEM.permissions == set(Permission)
