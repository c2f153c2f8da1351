"""How many commands a second the ledger takes, and how long each takes, with several clients at once.

A command is a mutation from text to answer: parsed, checked, written with its change in one transaction, and read back.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from auth.viewer import Viewer
from graph.edits import new_id
from resolvers.execution import Executor

CLIENTS = 8
SECONDS = 5.0
WRITER = Viewer("benchmark@example.org", roles=frozenset({"steward"}))
ANSWER = "__typename ... on UserError { message }"
CREATE = f"""mutation($name: String!, $area: ID!) {{
  done: createCivilSocietyGroup(input: {{name: {{text: $name}}, marking: CLEAR, areaIds: [$area]}}) {{
    {ANSWER} ... on CivilSocietyGroupPayload {{ record {{ id version }} }} }}
}}"""
UPDATE = f"""mutation($id: ID!, $version: Int!, $text: String!) {{
  done: updateCivilSocietyGroup(id: $id, version: $version, input: {{description: $text}}) {{
    {ANSWER} ... on CivilSocietyGroupPayload {{ record {{ id version }} }} }}
}}"""
CONNECT = f"""mutation($id: ID!, $other: ID!) {{
  done: createMembership(input: {{memberId: $id, organizationId: $other, marking: CLEAR}}) {{
    {ANSWER} ... on MembershipPayload {{ record {{ id }} }} }}
}}"""
LINK = f"""mutation($id: ID!, $area: ID!) {{
  done: linkRecords(id: $id, field: "areas", to: [$area]) {{ {ANSWER} ... on RecordPayload {{ record {{ id }} }} }}
}}"""
BY_HAND = """CYPHER 25
MATCH (m:Record {id: $id}) WHERE m.scope IN $visible
MATCH (o:Record {id: $other}) WHERE o.scope IN $visible
CREATE (m)<-[:MEMBER]-(n:Membership:Record $values)-[:MEMBER_OF]->(o)
RETURN n.id"""
"""What one would write without locks, rules, scopes and ledger."""
AREAS = "{ cooperationAreas(first: 26) { nodes { id } } }"


@dataclass(frozen=True)
class Figure:
    """One command's figures; times in milliseconds, processor time of this process alone."""

    name: str
    a_second: float
    p50: float
    p95: float
    cpu: float


async def figures_of(executor: Executor, seconds: float = SECONDS, clients: int = CLIENTS) -> list[Figure]:
    """The figures of each command, each measured for so many seconds over a graph that may be thrown away."""
    found = await executor.execute(AREAS, None, None, WRITER)
    areas = [node["id"] for node in (found.data or {})["cooperationAreas"]["nodes"]]
    made: list[list[str]] = [[] for _ in range(clients)]
    versions: dict[str, int] = {}
    visible = list(executor.scopes.visible(WRITER).parameter)

    async def ask(document: str, keyed: str | None = None, **variables: Any) -> dict[str, Any]:
        answer = await executor.execute(document, variables, None, WRITER, idempotency_key=keyed)
        done = (answer.data or {}).get("done")
        if done is None or "record" not in done:
            raise RuntimeError(f"a command was refused: {answer.errors or done}")
        return done["record"]

    async def create(client: int, turn: int) -> None:
        record = await ask(CREATE, name=f"Group {client}.{turn}", area=areas[turn % len(areas)])
        made[client].append(record["id"])
        versions[record["id"]] = 1

    async def create_keyed(client: int, turn: int) -> None:
        key = f"{os.getpid()}.{time.monotonic_ns()}.{client}"
        await ask(CREATE, key, name=f"Group {client}.{turn}", area=areas[turn % len(areas)])

    async def update(client: int, turn: int) -> None:
        id = made[client][turn % len(made[client])]
        versions[id] = (await ask(UPDATE, id=id, version=versions[id], text=f"Text {turn}"))["version"]

    async def connect(client: int, turn: int) -> None:
        mine = made[client]
        await ask(CONNECT, id=mine[turn % len(mine)], other=mine[(turn * 7 + 1) % len(mine)])

    async def by_hand(client: int, turn: int) -> None:
        mine = made[client]
        given = {"id": mine[turn % len(mine)], "other": mine[(turn * 7 + 1) % len(mine)], "visible": visible}
        moments = dict.fromkeys(("created", "updated", "order_created", "order_updated"), "2026-11-24T00:00:00Z")
        values = {
            "id": new_id(),
            "type": "Membership",
            "scope": visible[0],
            "version": 1,
            "marking": "CLEAR",
            **moments,
        }
        await executor.database.rows(BY_HAND, {**given, "values": values}, write=True)

    async def link(client: int, turn: int) -> None:
        mine = made[client]
        await ask(LINK, id=mine[turn % len(mine)], area=areas[(turn * 5 + 3) % len(areas)])

    figures: list[Figure] = []
    commands: dict[str, Callable[[int, int], Awaitable[None]]] = {
        "create": create,
        "create, with a key": create_keyed,
        "update": update,
        "create and connect": connect,
        "create and connect, by hand, no ledger": by_hand,
        "link": link,
    }
    for name, command in commands.items():
        await asyncio.gather(*(command(client, 0) for client in range(clients)))
        figures.append(await _measured(name, command, seconds, clients))
    return figures


async def _measured(name: str, command: Callable[[int, int], Awaitable[None]], seconds: float, clients: int) -> Figure:
    times: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()

    async def client(number: int) -> None:
        turn = 1
        while time.perf_counter() - begun < seconds:
            start = time.perf_counter()
            await command(number, turn)
            times.append(time.perf_counter() - start)
            turn += 1

    await asyncio.gather(*(client(number) for number in range(clients)))
    taken, used = time.perf_counter() - begun, time.process_time() - cpu
    times.sort()
    count = len(times)
    return Figure(
        name,
        count / taken,
        1e3 * times[count // 2],
        1e3 * times[min(count - 1, count * 95 // 100)],
        1e3 * used / count,
    )
