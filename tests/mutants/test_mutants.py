"""The comparison finds out when a guard is gone: a few mutants in each run of CI, others on each day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mutants.__main__ import ATTACHED, results
from tests.mutants.mutant import Mutant
from tests.mutants.table import MUTANTS

ROOT = Path(__file__).parent.parent.parent
LEAST, TRIED = 40, 4


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_text_of_a_mutant_stands_once_in_the_source(mutant: Mutant):
    text = (ROOT / mutant.file).read_text("utf-8")
    assert text.count(mutant.old) == 1, "the source moved on: write the mutant anew, or say why it has no use any more"
    assert mutant.new != mutant.old


def test_there_are_enough_and_each_has_its_name():
    assert len(MUTANTS) >= LEAST
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_some_mutants_are_caught(neo4j_server, monkeypatch):
    """Every mutant has its turn within a month; `uv run python -m tests.mutants` tries all."""
    monkeypatch.setenv(ATTACHED, f"{neo4j_server.uri} {neo4j_server.user} {neo4j_server.password}")
    day = datetime.now(UTC).timetuple().tm_yday
    chosen = [MUTANTS[(day * TRIED + index) % len(MUTANTS)] for index in range(TRIED)]
    assert [one.mutant.name for one in results(chosen) if not one.caught] == []
