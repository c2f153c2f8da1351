"""What was exported comes into an empty graph, and gives the same answers there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from auth.viewer import ANONYMOUS, Viewer
from graph.database import Database
from resolvers import importers
from resolvers.execution import Executor
from resolvers.importers import ImportReport
from tests.fixtures_graph import clear
from tests.graph.writers import Desk
from tests.resolvers.exporters.test_exporting import Exporting

Run = Callable[[Awaitable[Any]], Any]
MEMBER = Viewer("member@example.org", roles=frozenset({"reader"}))
QUESTIONS = (
    """{ stakeholders(first: 100) { totalCount nodes { __typename name ckb: name(locale: "ckb") aliases acronym
      description website marking place { name } areas(first: 9) { nodes { number } }
      memberships(first: 3) { totalCount } } } }""",
    """{ organizations(first: 40) { nodes { name founded { edtf } collaborators(first: 2) { totalCount
      edges { strength } } } } }""",
    """{ memberships(first: 100) { totalCount nodes { role start { edtf earliest } member { name } organization { name }
      onBehalfOf { name } post { name } } } }""",
    """{ activities(first: 100) { totalCount nodes { name kind status start { edtf } peopleReached
      places(first: 5) { nodes { name pCode partOf { name } } } roles(first: 9) { nodes { role organization { name } } }
      } } }""",
    """{ dialogueSessions(first: 100) { totalCount nodes { name start { local zone utc } chathamHouse languages
      process { name } participations(first: 12) { totalCount nodes { capacity partstat attended } }
      agenda(first: 8) { nodes { title minutes } } } } }""",
    """{ commitments(first: 100) { totalCount nodes { title text kind status made { edtf } due { edtf }
      makers(first: 9) { nodes { name } } origin { __typename } sources(first: 9) { nodes { title url } } } } }""",
)


def answers(executor: Executor, run: Run) -> list[Any]:
    found: list[Any] = []
    for viewer in (ANONYMOUS, MEMBER):
        run(executor.scopes.refresh())
        for text in QUESTIONS:
            answer = run(executor.execute(text, None, None, viewer))
            assert not answer.errors, answer.errors
            found.append(settled(answer.data))
    return found


def settled(value: Any) -> Any:
    """Lists whose order is that of ids, which are others, compared as sets."""
    if isinstance(value, dict):
        return {name: settled(one) for name, one in value.items()}
    return sorted((settled(one) for one in value), key=repr) if isinstance(value, list) else value


def imported(executor: Executor, run: Run, path: Path, format: str = "peyman") -> ImportReport:
    return run(importers.run(executor, format, path))


@pytest.mark.slow
def test_an_export_of_all_gives_the_same_answers_in_an_empty_graph(sampled: Executor, run: Run, tmp_path: Path) -> None:
    before = answers(sampled, run)
    path = tmp_path / "all.csv"
    path.write_bytes(Exporting(sampled, run).bytes("csv", confidential=True))
    run(clear(sampled.database))
    report = imported(sampled, run, path)
    # the RED record of the sample, and what hangs on it
    assert [("RED" in error.found, "not imported" in error.found) for error in report.errors] == [
        (True, False),
        (False, True),
    ]
    assert answers(sampled, run) == before
    again = imported(sampled, run, path)
    assert (again.total("created"), again.total("changed")) == (0, 0)


NAMES = 'name en: name(locale: "en") ckb: name(locale: "ckb") kmr: name(locale: "kmr") ar: name(locale: "ar")'
WITHIN = f"{NAMES} pCode kind"
WHO_WHAT_WHERE = f"""{{ activities(first: 60) {{ totalCount nodes {{ {NAMES} kind status start {{ edtf }}
  end {{ edtf }} sector beneficiaries peopleReached places(first: 9) {{ nodes {{ {WITHIN} partOf {{ {WITHIN}
  partOf {{ {WITHIN} partOf {{ {WITHIN} partOf {{ {WITHIN} }} }} }} }} }} }}
  roles(first: 9) {{ nodes {{ role organization {{ __typename {NAMES} acronym }} }} }} }} }} }}"""


def test_who_does_what_where_under_hashtags_gives_the_same_answer_in_an_empty_graph(
    sampled: Executor, run: Run, tmp_path: Path
) -> None:
    def answer() -> Any:
        run(sampled.scopes.refresh())
        found = run(sampled.execute(WHO_WHAT_WHERE, None, None, ANONYMOUS))
        assert not found.errors, found.errors
        assert found.data["activities"]["totalCount"] == len(found.data["activities"]["nodes"])
        return settled(found.data)

    path = tmp_path / "3w.csv"
    path.write_bytes(Exporting(sampled, run).bytes("3w-hxl", viewer=ANONYMOUS))
    before = answer()
    run(clear(sampled.database))
    assert imported(sampled, run, path, "3w-hxl").complete
    assert answer() == before
    again = imported(sampled, run, path, "3w-hxl")
    assert (again.total("created"), again.total("changed")) == (0, 0)


def test_a_red_record_does_not_come_back_and_an_amber_one_comes_with_its_owner(
    executor: Executor, empty_graph: Database, model: Any, run: Run, tmp_path: Path
) -> None:
    desk = Desk(empty_graph, model, run)
    owner = desk.made("Organization", name="Owner")
    desk.made("Person", name="For some", marking="AMBER", owner=owner, compartments=["x"])
    desk.made("Person", name="=For few", marking="RED", readers=["user:a@example.org"])
    path = tmp_path / "all.csv"
    path.write_bytes(Exporting(executor, run).bytes("csv"))
    run(clear(empty_graph))
    report = imported(executor, run, path)
    assert [error.field for error in report.errors] == ["marking"]
    found = desk.rows("CYPHER 25 MATCH (p:Person)-[:OWNED_BY]->(o) RETURN p.name, p.marking, o.name, p.compartments")
    assert found == [["For some", "AMBER", "Owner", ["x"]]]


@pytest.mark.parametrize("name", ["=1+1", "'=1", "-", "a\nb", 'q"', "ا‌ب", " x "])
def test_a_text_comes_back_as_it_was(
    executor: Executor, empty_graph: Database, model: Any, run: Run, tmp_path: Path, name: str
) -> None:
    desk = Desk(empty_graph, model, run)
    desk.made("Commitment", title="T", text=name)
    path = tmp_path / "all.csv"
    path.write_bytes(Exporting(executor, run).bytes("csv", "Commitment"))
    run(clear(empty_graph))
    assert imported(executor, run, path).errors == []
    assert desk.rows("CYPHER 25 MATCH (c:Commitment) RETURN c.text") == [[name]]
