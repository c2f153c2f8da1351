"""Every query of README and docs gives the answer that stands below it, and every command is one that there is.

PEYMAN_WRITE_DOCS=1 uv run pytest tests/test_docs.py     # writes today's answers into the pages
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from auth.permissions import ROLES
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from benchmarks import coordinators
from cli import commands as peyman
from graph.model import Model
from graph.seeds import known_ids
from resolvers import sample
from resolvers.accounts import make_account
from resolvers.answers import Answer
from resolvers.demo import viewers
from resolvers.execution import Executor
from resolvers.subscriptions import subscribed
from schema.inputs import ERROR_TYPES
from schema.limits import MAX_BLOCKS, MAX_DEPTH, MAX_DIRECTIVES, MAX_REPEATS, MAX_TOKENS
from schema.scalars import Marking
from settings import Settings
from tests.doc_blocks import PAGES, ROOT, Block, blocks, commands

TOOLS = {"pip", "uv", "docker", "curl", "mkdir", "openssl", "printf", "chmod", "make", "git", "cp", "tar", "bash"}
"""Other programs that the pages may name."""


@pytest.fixture
def people(sampled: Executor, run: Any) -> Any:
    """Those of the demo, each with an account."""
    found = run(viewers(sampled))
    for role, viewer in found.items():
        held = {"roles": [role], "actsForIds": [*viewer.organizations], "admittedTo": sorted(viewer.compartments)}
        run(make_account(sampled, viewer.user, held))
    return {"anonymous": ANONYMOUS, **found}


def test_every_query_gives_the_answer_that_stands_below_it(
    sampled: Executor, people: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.execution.today", lambda: "2026-11-23")
    visible = sampled.scopes.visible(SYSTEM).parameter
    ids = run(known_ids(sampled.database, sample.external_ids(), visible))
    queries = blocks("graphql")
    assert len(queries) > 12
    for block in queries:
        answer = run(answer_to(sampled, block.text, given(block, ids), people[block.asker]))
        shown = {"data": answer.data} if not answer.errors else {"errors": answer.errors, "data": answer.data}
        if block.answer is None:
            assert not answer.errors, f"{block}: {answer.errors}"
        elif os.environ.get("PEYMAN_WRITE_DOCS"):
            written(block, shown)
        else:
            assert json.loads(block.answer) == shown, f"{block}: the answer is another one"


def test_the_questions_on_real_files_stand_in_their_page_and_can_be_asked(sampled: Executor, run: Any) -> None:
    """Here of the sample; what the files answer, `python -m benchmarks.coordinators` writes there."""
    page = coordinators.PAGE.read_text("utf-8")
    some = run(sampled.execute("{ organizations(first: 2) { nodes { id } } }", {}, None, ANONYMOUS)).data
    one, other = (node["id"] for node in some["organizations"]["nodes"])
    for question in coordinators.QUESTIONS:
        assert f"```gql\n{question.text}\n```" in page, question.asked
        answer = run(
            sampled.execute(question.text, dict(zip(question.keys, (one, other), strict=False)), None, ANONYMOUS)
        )
        assert not answer.errors, question.asked


async def answer_to(executor: Executor, text: str, variables: dict[str, Any], viewer: Viewer) -> Answer:
    """Of a subscription the last event."""
    if not re.search(r"^subscription\b", text, re.M):
        return await executor.execute(text, variables, None, viewer)

    async def asks() -> Viewer:
        return viewer

    return [answer async for answer in subscribed(executor, text, variables, None, asks)][-1]


def given(block: Block, ids: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The variables of a line `# with {"id": "sample:commitment-…"}`, keys of the sample made ids."""
    found = re.search(r"^# with (\{.*\})$", block.text, re.M)
    variables = json.loads(found.group(1)) if found else {}
    return {
        name: ids[sample.SCHEME, value.removeprefix("sample:")] if str(value).startswith("sample:") else value
        for name, value in variables.items()
    }


def written(block: Block, shown: Any) -> None:
    text = block.page.read_text("utf-8")
    begin = text.index(block.text)
    at = text.index(block.answer or "", begin + len(block.text))
    fresh = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    block.page.write_text(text[:at] + fresh + text[at + len(block.answer or "") :], "utf-8")


@pytest.mark.parametrize("block", commands(), ids=str)
def test_every_command_is_one_that_there_is(block: Block) -> None:
    for part in re.split(r"\s*(?:&&|\|)\s*", block.text):
        words = [word for word in shlex.split(part.split(">")[0]) if not re.match(r"^[A-Z_0-9]+=", word)]
        if words[:2] == ["uv", "run"]:
            words = words[2:]
        if words[0] == "peyman":
            parsed(words[1:])
        elif words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.M), block.text
        elif words[:2] == ["python", "-m"]:
            assert (ROOT / words[2].replace(".", "/")).with_suffix(".py").exists() or (
                ROOT / words[2].replace(".", "/") / "__main__.py"
            ).exists(), block.text
        elif words[0] != "pytest":
            assert words[0] in TOOLS, f"{block}: {words[0]} is not known"


def parsed(words: list[str]) -> None:
    """Fails as the command line itself would for a wrong option or argument."""
    command: Any = get_command(peyman)
    while hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    given = [str(ROOT / "README.md") if word.isupper() or ("." in word and "@" not in word) else word for word in words]
    command.make_context(command.name, [word for word in given if word != "--help"])


def test_the_commands_that_need_no_database_do_what_is_said(tmp_path: Path) -> None:
    run = 0
    for block in commands():
        words = shlex.split(block.text.split("|")[0])
        if words[:3] in (["uv", "run", "peyman"], ["docker", "compose", "run"]) and "peyman" in words:
            words = words[words.index("peyman") + 1 :]
            if words[0] in ("version", "schema"):
                done = CliRunner().invoke(peyman, words, env={"PEYMAN_DATA_DIR": str(tmp_path)})
                assert done.exit_code == 0, f"{block}: {done.output}"
                assert done.output.strip()
                run += 1
    assert run


def test_the_table_of_required_ends_is_the_models(model: Model) -> None:
    page = (ROOT / "docs" / "schema.md").read_text("utf-8").split("## Records")[1].split("\n## ")[0]
    told: dict[str, set[str]] = {}
    for names, ends in re.findall(r"^\| (`.*?) \|.*?\| (.*?)\|$", page, re.M):
        for name in re.findall(r"`(\w+)`", names):
            told[name] = set(re.findall(r"`(\w+)`", ends))
    inner = {"ExternalId", "Entry", "Access", "Credential", "Import"}
    concrete = [name for name in model.records if not model[name].abstract and name not in inner]
    assert {name: told.get(name) for name in concrete} == {name: set(model.required_ends(name)) for name in concrete}


def test_every_setting_is_described() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"`PEYMAN_{name.upper()}`" in page, name


def test_the_limits_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "schema.md").read_text("utf-8")
    for value in (f"{MAX_TOKENS:,}", MAX_DEPTH, MAX_REPEATS, MAX_DIRECTIVES, MAX_BLOCKS):
        assert f"| {value} |" in page, value


def test_every_dependency_is_in_the_table_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = {
        re.split(r"[\[>=;]", line)[0]
        for line in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])
    }
    table = (ROOT / "README.md").read_text("utf-8").split("## Dependencies")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `([^`]+)`", table, re.M))
    assert named == declared


def test_every_role_and_every_page_is_named() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    schema = (ROOT / "docs" / "schema.md").read_text("utf-8")
    for page in PAGES:
        if page.parent == ROOT / "docs":
            assert f"docs/{page.name}" in readme, page.name
    for name in (*ROLES, *(marking.value for marking in Marking), *ERROR_TYPES, *ERROR_TYPES.values()):
        assert f"`{name}`" in schema, name


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
