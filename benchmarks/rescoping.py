"""How long a new marking takes to reach all that hang on a record: 10,000 records, in one command and transaction.

Two shapes: flat, the memberships of one organization; and deep, a process with its sessions, their participations and
agenda items.  Each is made narrower and wider by turns, so that every scope changes every time.
"""

from __future__ import annotations

import time
from typing import Any

from auth.viewer import SYSTEM
from graph.database import Transaction
from graph.edits import ChangeHeader, Create, Outcome
from resolvers.execution import Executor

DEPENDENTS = 10_000
BATCH = 2_000
MARK = """mutation($id: ID!, $marking: Marking!) { done: markRecord(id: $id, marking: $marking, reason: "measured",
  readers: ["somebody@example.org"]) { __typename ... on UserError { message } } }"""
CLEAR = """mutation($id: ID!) { done: markRecord(id: $id, marking: CLEAR, reason: "measured") {
  __typename ... on UserError { message } } }"""


def flat(number: int) -> tuple[Create, list[Create]]:
    """An organization, and its members with a membership each; the people hang on nothing."""
    whole = Create("Organization", values={"name": "Whole"}, marking="CLEAR")
    made: list[Create] = []
    for index in range(number):
        person = Create("Person", values={"name": f"Person {index}"}, marking="CLEAR")
        ends = {"member": [person.id], "organization": [whole.id]}
        made += [person, Create("Membership", links=ends, marking="CLEAR")]
    return whole, made


def deep(number: int) -> tuple[Create, list[Create]]:
    """A process with sessions, and with each 49 participations and 50 agenda items."""
    whole = Create("DialogueProcess", values={"name": "Whole"}, marking="CLEAR")
    person = Create("Person", values={"name": "Person"}, marking="CLEAR")
    made = [person]
    for index in range(number // 100):
        session = Create("DialogueSession", values={"name": f"{index}"}, links={"process": [whole.id]}, marking="CLEAR")
        within = {"session": [session.id]}
        ends = {**within, "participant": [person.id]}
        made += [session, *(Create("Participation", links=ends, marking="CLEAR") for _ in range(49))]
        made += [
            Create("AgendaItem", values={"position": one, "title": "x"}, links=within, marking="CLEAR")
            for one in range(1, 51)
        ]
    return whole, made


SHAPES = {"memberships of an organization": flat, "all within a process, three levels": deep}


async def written(executor: Executor, edits: list[Create]) -> None:
    for start in range(0, len(edits), BATCH):
        batch = edits[start : start + BATCH]

        async def work(tx: Transaction, batch: list[Create] = batch) -> Outcome:
            return await executor.ledger.apply(tx, ChangeHeader("system", "import"), batch, SYSTEM)

        outcome, _ = await executor.database.write(work, timeout=600)
        executor.scopes.learn(outcome.scopes)


async def measured(executor: Executor, rounds: int, number: int = DEPENDENTS) -> dict[str, list[float]]:
    """Shape → seconds of each command, the first of which the database has planned already."""
    found: dict[str, list[float]] = {}
    for name, shape in SHAPES.items():
        whole, made = shape(number)
        await written(executor, [whole, *made])
        times: list[float] = []
        for turn in range(2 * rounds + 2):
            text, more = (MARK, {"marking": "RED"}) if turn % 2 == 0 else (CLEAR, dict[str, Any]())
            began = time.perf_counter()
            answer = await executor.patient(600).execute(text, {"id": whole.id, **more}, None, SYSTEM)
            times.append(time.perf_counter() - began)
            assert answer.data is not None and answer.data["done"]["__typename"] == "RecordPayload", answer
        found[name] = times[2:]
    return found
