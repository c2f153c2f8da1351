"""Every field and command by every role: what matrix.toml says of it is what happens, and it speaks of all of them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app import assembled
from auth.permissions import ANONYMOUS_READS, ROLES, Permission
from auth.viewer import ANONYMOUS, Viewer
from resolvers.accounts import make_account
from tests.fixtures_graph import clear, executor_over
from tests.resolvers.matrix import asked, closed, command, fields, matrix, ways

SCHEMA = assembled().schema
MATRIX = matrix()
AT_ONCE = 9
"""Fields in one operation, for the limit of blocks."""


def viewer(role: str) -> Viewer:
    if role == "anonymous":
        return ANONYMOUS
    return Viewer(f"{role}@example.org", compartments=frozenset("x"), roles=frozenset({role}))


@pytest.fixture(scope="module")
def executor(database: Any, run: Any) -> Any:
    run(clear(database))
    found = run(executor_over(database))
    run(make_account(found, "reader@example.org", {}))
    return found


def refusal(type_name: str, field: str) -> str:
    (needed,) = MATRIX.needs(SCHEMA, type_name, field)
    return f"{type_name}.{field} needs the permission {needed}."


def test_every_field_has_a_row() -> None:
    """A new one is written into matrix.toml: under `anyone`, or under the permission that it needs."""
    found = {(type_, field): MATRIX.needs(SCHEMA, type_, field) for type_, field in fields(SCHEMA)}
    assert [name for name, needs in found.items() if not needs] == []
    assert [name for name, needs in found.items() if len(needs) > 1] == []


def test_every_row_is_of_a_field() -> None:
    known = {(type_, field) for type_, field in fields(SCHEMA)}
    for permission, table in MATRIX.rows.items():
        assert all(Permission(one) for one in permission.split())
        for pattern, names in table.items():
            for name in names:
                single = "*" not in pattern
                assert (pattern, name) in known if single else any(one == name for _, one in known), (pattern, name)


def test_the_roles_are_these() -> None:
    assert {role: set(held) for role, held in ROLES.items()} | {"anonymous": set(ANONYMOUS_READS)} == MATRIX.roles


def test_what_is_written_beside_a_field_is_what_its_row_says() -> None:
    written = {
        (type_, field): str(one.permission or "")
        for type_, table in assembled().declarations.items()
        for field, one in table.items()
        if type_ in SCHEMA.type_map
    }
    assert {name: {needs} for name, needs in written.items()} == {
        (type_, field): MATRIX.needs(SCHEMA, type_, field) for type_, field in written
    }


@pytest.mark.slow
@pytest.mark.parametrize("role", MATRIX.roles)
def test_a_role_reads_what_it_may_and_is_told_what_else_needs(role: str, executor: Any, run: Any) -> None:
    reached = ways(SCHEMA)
    unreached = set[str]()
    for type_name in dict.fromkeys(type_ for type_, _ in fields(SCHEMA)):
        if type_name not in reached:
            unreached.add(type_name)
            continue
        way, type_ = reached[type_name], cast(Any, SCHEMA.type_map[type_name])
        refused = [one for one in way.fields if not MATRIX.allowed(role, *MATRIX.needs(SCHEMA, *one))]
        open_fields: list[str] = []
        for name, definition in type_.fields.items():
            (needed,) = MATRIX.needs(SCHEMA, type_name, name)
            text = asked(definition, name)
            if refused:
                told = refusal(*refused[0])
            elif MATRIX.allowed(role, needed):
                # an interface's fields are read of the interface: that they are declared alike is tested above
                open_fields += [text] if not any(name in one.fields for one in type_.interfaces) else []
                continue
            else:
                told = refusal(type_name, name)
            answer = run(executor.execute(closed(f"{way.words}{text}"), None, None, viewer(role)))
            assert [(one["message"], one["extensions"]["code"]) for one in answer.errors] == [(told, "FORBIDDEN")]
            assert answer.data is None
        for start in range(0, len(open_fields), AT_ONCE):
            text = closed(f"{way.words}{' '.join(open_fields[start : start + AT_ONCE])}")
            answer = run(executor.execute(text, None, None, viewer(role)))
            assert not answer.errors, (role, text, answer.errors)
    assert {name for name in unreached if not name.endswith("Payload")} <= ANSWERS


ANSWERS = {
    "Mutation",
    "Subscription",
    "AnalysisProgress",
    "UserError",
    "DuplicateExternalId",
    "Forbidden",
    "IdempotencyKeyReused",
    "NotFound",
    "ValidationFailed",
    "VersionConflict",
}
"""What commands answer, and what is asked for by commands."""


@pytest.mark.parametrize("role", MATRIX.roles)
def test_a_role_does_what_it_may_and_is_told_what_else_needs(role: str, executor: Any, run: Any) -> None:
    """What is done names nothing there is: it is refused for the permission, or for that."""
    names = list(SCHEMA.mutation_type.fields)
    for start in range(0, len(names), AT_ONCE):
        chosen = names[start : start + AT_ONCE]
        text = f"mutation {{ {' '.join(command(SCHEMA, name) for name in chosen)} }}"
        answer = run(executor.execute(text, None, None, viewer(role)))
        assert not answer.errors, (text, answer.errors)
        for name in chosen:
            (needed,) = MATRIX.needs(SCHEMA, "Mutation", name)
            found = answer.data[name]
            if MATRIX.allowed(role, needed):
                assert found["__typename"] == "NotFound" or found["__typename"].endswith("Payload"), (name, found)
            else:
                assert found["__typename"] == "Forbidden", (name, found)
                lacking = next(one for one in needed.split() if not MATRIX.allowed(role, one))
                assert found["message"] == f"This needs the permission {lacking}; none of your roles has it."


def test_the_whole_schema_is_shown_to_whoever_asks(executor: Any, run: Any) -> None:
    """Hiding is not protection."""
    text = "{ __schema { types { name fields { name } } } }"
    shown = run(executor.execute(text, None, None, ANONYMOUS)).data
    names = {(type_["name"], field["name"]) for type_ in shown["__schema"]["types"] for field in type_["fields"] or ()}
    assert set(fields(SCHEMA)) <= names
