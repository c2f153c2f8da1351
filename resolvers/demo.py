"""The three jobs, asked of the running executor as any client would ask them, and shown as tables in the
terminal.

The documents are the front-end contract's own (`frontend_contract/operations/`), so what the demo shows is
what a client gets; a job says only which rows of the answer to show and in which columns.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from filelock import FileLock, Timeout
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from resolvers.http import Executes
from settings import OperatorError, Settings

if TYPE_CHECKING:
    from auth.viewer import Viewer

OPERATIONS = Path(__file__).parent.parent / "frontend_contract" / "operations"

QUERIES_TO_PASTE = (
    "{ stakeholders(first: 5) { totalCount nodes { __typename id name } } }",
    "{ dialogueSessions(first: 5) { nodes { name start { local zone } participations { totalCount } } } }",
    "{ commitments(where: {overdue: {eq: true}}) { totalCount nodes { title makers { nodes { name } } } } }",
)


@dataclass(frozen=True)
class Column:
    """A column: its heading and the path of its values within a row; lists on the way give several."""

    title: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One of the three jobs: who asks what, by which document, and how the answer is laid out.

    `rows` are the paths of lists to unfold, each within the rows of the one before; a column of an outer
    row is written once for all its inner rows.
    """

    role: str
    question: str
    document: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[Column, ...], ...]
    """For each level of `rows`, the columns that it gives."""


JOBS = (
    Job(
        "coordinator",
        "Who works with whom, how closely, and on what grounds?",
        "coordinator.graphql",
        (("stakeholders", "nodes"), ("collaborators", "edges")),
        (
            (Column("Stakeholder", ("name",)),),
            (
                Column("works with", ("node", "name")),
                Column("strength", ("strength",)),
                Column("ties", ("ties", "kind")),
                Column("since", ("ties", "firstDate")),
            ),
        ),
    ),
    Job(
        "contributor",
        "Which sessions are planned, who takes part, and who is double-booked?",
        "frontend.graphql",
        (("dialogueSessions", "nodes"),),
        (
            (
                Column("Session", ("name",)),
                Column("starts", ("start", "local")),
                Column("zone", ("start", "zone")),
                Column("who takes part", ("participations", "nodes", "participant", "name")),
                Column("double-booked", ("conflicts", "edges", "node", "name")),
                Column("with", ("conflicts", "edges", "session", "name")),
            ),
        ),
    ),
    Job(
        "analyst",
        "Who promised what to whom, where did it come from, and what is overdue?",
        "analyst.graphql",
        (("commitments", "nodes"),),
        (
            (
                Column("Commitment", ("title",)),
                Column("made by", ("makers", "nodes", "name")),
                Column("to", ("addressees", "nodes", "name")),
                Column("comes from", ("origin", "title")),
                Column("due", ("due", "edtf")),
                Column("overdue", ("overdue",)),
                Column("evidence", ("evidence", "totalCount")),
            ),
        ),
    ),
)


MARKER = "demo"
"""A file in a data folder that the demo filled: `--reset` deletes no other folder."""


def viewers() -> dict[str, Viewer]:
    """For each role somebody who holds it, and it alone."""
    from auth.permissions import ROLES
    from auth.viewer import Viewer

    return {role: Viewer(f"{role}@demo.example", frozenset(), frozenset(), frozenset({role})) for role in ROLES}


def sign_ins(issue: Callable[[Viewer], str]) -> dict[str, str]:
    """A bearer token for each role."""
    return {role: issue(viewer) for role, viewer in viewers().items()}


def mark(settings: Settings) -> None:
    """Remember that the data folder holds the demo's data."""
    if settings.neo4j_uri is None:
        (settings.data_dir / MARKER).write_text("Filled by `peyman demo`; --reset may delete this folder.\n")


def reset(settings: Settings) -> None:
    """Delete the demo's data folder. The embedded server must not run on it."""
    if settings.neo4j_uri is not None:
        raise OperatorError(
            "--reset deletes no served database.", "Unset PEYMAN_NEO4J_URI, or empty that database yourself."
        )
    folder = settings.data_dir
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARKER).exists():
        raise OperatorError(
            f"{folder} was not filled by the demo; --reset leaves it alone.",
            "Give another one with --data-dir.",
        )
    try:
        with FileLock(folder / "server.lock", timeout=0):
            pass
    except Timeout:
        raise OperatorError(
            f"A database runs on {folder}.",
            "End the `peyman` command that started it (Ctrl-C), then try again.",
        ) from None
    shutil.rmtree(folder)


def document(name: str) -> str:
    """The text of an operation of the front-end contract."""
    return (OPERATIONS / name).read_text("utf-8")


async def answer_jobs(executor: Executes, viewers: Mapping[str, Viewer], console: Console) -> None:
    """Ask the three jobs' documents, each as the viewer of its role, and print the answers."""
    for job in JOBS:
        answer = await executor.execute(document(job.document), None, None, viewers[job.role])
        if answer.errors:
            raise OperatorError(
                f"The {job.role}'s question failed: {answer.errors[0]['message']}",
                "Run `peyman demo --reset` for a fresh start; if it fails again, report it.",
            )
        console.print(table(job, cast("dict[str, Any]", answer.data)))
        console.print()


def table(job: Job, data: dict[str, Any]) -> Table:
    shown = Table(
        title=f"{job.role.capitalize()}: {job.question}",
        title_justify="left",
        title_style="bold",
        expand=False,
    )
    for level in job.columns:
        for column in level:
            shown.add_column(column.title, overflow="fold")
    for row in _rows(data, job.rows, job.columns):
        shown.add_row(*(escape(cell) for cell in row))
    return shown


def _rows(within: Any, paths: Sequence[tuple[str, ...]], columns: Sequence[tuple[Column, ...]]) -> Iterator[list[str]]:
    for item in values(within, paths[0]):
        own = [cell(item, column.path) for column in columns[0]]
        if len(paths) == 1:
            yield own
            continue
        inner = list(_rows(item, paths[1:], columns[1:]))
        for position, row in enumerate(inner or [[""] * sum(map(len, columns[1:]))]):
            yield [*(own if position == 0 else [""] * len(own)), *row]


def values(within: Any, path: Sequence[str]) -> list[Any]:
    """What lies at the end of a path of keys, lists on the way unfolded; nulls left out."""
    found: list[Any] = [within]
    for key in (*path, None):
        unfolded: list[Any] = []
        for item in found:
            unfolded += cast("list[Any]", item) if isinstance(item, list) else [item]
        found = [item for item in unfolded if item is not None]
        if key is not None:
            found = [cast("dict[str, Any]", item).get(key) for item in found]
    return found


def cell(row: Any, path: Sequence[str]) -> str:
    """The values at a path as one cell: each once, three at most."""
    found = list(dict.fromkeys(_text(value) for value in values(row, path)))
    return ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
