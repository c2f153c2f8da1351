"""The promise to front ends: that it is the schema's, that breaking it is noticed, and that its documents run."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema, print_schema

from app import schema_text
from frontend_contract.gate import (
    ALLOWED,
    OPERATIONS,
    PROMISE,
    Allowed,
    allowances,
    broken,
    entered,
    main,
    refusals,
    sum_of,
    unanswerable,
    warned,
)

OLD = """
type Query { person(id: ID!): Person  people(first: Int): [Person!]! }
type Person { name: String!  born: Int  age: Int  kind: Kind  kinds: [Kind] }
enum Kind { REAL INVENTED }
"""


def changed(before: str, after: str) -> list[str]:
    assert before in OLD
    return broken(build_schema(OLD), build_schema(OLD.replace(before, after)))


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert PROMISE.read_text("utf-8").strip() == schema_text().strip(), (
        "run `uv run peyman schema | uv run python -m frontend_contract.gate --accept`"
    )


def test_the_gate_is_open_for_what_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], schema_text()) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("born: Int", "", "FIELD_REMOVED: Field Person.born was removed."),
        ("name: String!", "name: String", "FIELD_CHANGED_KIND"),
        ("born: Int", "born: String", "FIELD_CHANGED_KIND"),
        ("people(first: Int)", "people(first: Int!)", "ARG_CHANGED_KIND"),
        ("people(first: Int)", "people(first: Int, of: ID!)", "REQUIRED_ARG_ADDED"),
        ("people(first: Int)", "people", "ARG_REMOVED"),
        ("REAL INVENTED", "REAL", "VALUE_REMOVED_FROM_ENUM"),
    ],
)
def test_what_breaks_a_front_end_is_found(before: str, after: str, found: str) -> None:
    changes = changed(before, after)
    assert len(changes) == 1
    assert changes[0].startswith(found)


def test_what_is_added_breaks_nobody() -> None:
    assert not changed("born: Int", "born: Int  died: Int")
    assert warned(build_schema(OLD), build_schema(OLD.replace("REAL", "REAL UNKNOWN")))


def test_a_dated_entry_lets_its_change_through_and_no_other() -> None:
    old, new = build_schema(OLD), build_schema(OLD.replace("born: Int", "").replace("kind: Kind", ""))
    entry = allowances(
        '[[allowed]]\nchange = "FIELD_REMOVED: Field Person.born was removed."\non = 2027-01-01\nreason = "unread"'
    )
    left = refusals(old, new, entry)
    assert len(left) == 1
    assert left[0].startswith("FIELD_REMOVED: Field Person.kind was removed.")


def test_an_entry_that_allows_nothing_is_refused() -> None:
    schema = build_schema(OLD)
    [told] = refusals(schema, schema, [Allowed("FIELD_REMOVED: Person.age was removed.", None, "old")])  # type: ignore[arg-type]
    assert "Take the entry out" in told


@pytest.mark.parametrize(
    "entry",
    ['change = "x"', 'change = "x"\non = "soon"\nreason = "y"', 'change = "x"\non = 2027-01-01\nreason = " "'],
)
def test_an_entry_needs_its_date_and_its_reason(entry: str) -> None:
    with pytest.raises(ValueError, match="entry 1"):
        allowances(f"[[allowed]]\n{entry}")


def test_the_list_reads() -> None:
    assert allowances(ALLOWED.read_text("utf-8")) == []


def test_a_document_that_the_schema_cannot_answer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "old.graphql"
    path.write_text("{ person(id: 1) { height } }")
    [told] = unanswerable(build_schema(OLD), [path])
    assert told.startswith("old.graphql: Cannot query field 'height'")
    assert not unanswerable(build_schema(schema_text()), OPERATIONS.glob("*.graphql"))


def given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract of its own, with OLD as the promise."""
    promise, book = folder / "schema.graphql", folder / "promises.toml"
    promise.write_text(OLD)
    book.write_text(f'[[promise]]\non = 2026-11-23\nsha256 = "{sum_of(OLD)}"\n')
    (folder / "allowed.toml").write_text("")
    for name, path in {"PROMISE": promise, "PROMISES": book, "ALLOWED": folder / "allowed.toml"}.items():
        monkeypatch.setattr(f"frontend_contract.gate.{name}", path)
    monkeypatch.setattr("frontend_contract.gate.OPERATIONS", folder / "none")
    return promise


def test_a_promise_that_went_past_the_gate_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = given(tmp_path, monkeypatch)
    narrower = OLD.replace("born: Int", "")
    promise.write_text(narrower)
    assert main([], narrower) == 1
    assert "not written by --accept" in capsys.readouterr().err


def test_a_change_that_is_allowed_is_entered_in_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promise = given(tmp_path, monkeypatch)
    narrower = OLD.replace("born: Int", "")
    (tmp_path / "allowed.toml").write_text(
        '[[allowed]]\nchange = "FIELD_REMOVED: Field Person.born was removed."\non = 2027-01-01\nreason = "unread"'
    )
    assert main(["--accept"], narrower) == 0
    assert entered(promise.read_text())
    assert "Person.born" in (tmp_path / "promises.toml").read_text()


def test_the_gate_refuses_and_leaves_the_promise_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = given(tmp_path, monkeypatch)
    assert main(["--accept"], OLD.replace("born: Int", "")) == 1
    assert "Field Person.born was removed" in capsys.readouterr().err
    assert promise.read_text() == OLD
    wider = OLD.replace("born: Int", "born: Int  died: Int")
    assert main(["--accept"], wider) == 0
    assert print_schema(build_schema(promise.read_text())) == print_schema(build_schema(wider))
