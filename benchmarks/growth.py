"""How a page, a nesting and the ties of the busiest stakeholder grow from 1,000 to 1,000,000 relationships."""

from __future__ import annotations

from typing import Any

from auth.viewer import ANONYMOUS
from benchmarks.measuring import Figure, in_turns
from resolvers.execution import Executor

PAGE = "{ civilSocietyGroups(first: 20) { nodes { id name } } }"
NESTING = """{ civilSocietyGroups(first: 20) { nodes { id name commitmentsMade(first: 10) { nodes { id title
  areas(first: 5) { nodes { id code } } } } } } }"""
TIES = (
    """query ($id: ID!) { stakeholder(id: $id) { collaborators(first: 20) { edges { strength node { id name } } } } }"""
)
NETWORK = """query ($id: ID!) { network(around: [$id], depth: 2) { total shown nodes { degree x y
  stakeholder { id name } } links { a b kind strength } } }"""
BUSIEST = """CYPHER 25 MATCH (n:CivilSocietyGroup) RETURN n.id
ORDER BY COUNT { (n)<-[:MADE_BY|MADE_TO|MEMBER_OF]-() } DESC LIMIT 1"""
MIDDLING = """CYPHER 25 MATCH (n:CivilSocietyGroup) WITH n, COUNT { (n)<-[:MADE_BY|MADE_TO|MEMBER_OF]-() } AS degree
WHERE degree >= 10 RETURN n.id ORDER BY degree, n.id LIMIT 1"""


async def measured(executor: Executor, rounds: int) -> dict[str, Figure]:
    """What is asked → figures, on one store."""
    ids = {}
    for name, statement in (("busiest", BUSIEST), ("of 10 links", MIDDLING)):
        rows = await executor.database.rows(statement)
        ids[name] = rows[0][0] if rows else "none"
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "page of 20": (PAGE, {}),
        "3 levels": (NESTING, {}),
        "ties of one with 10 links": (TIES, {"id": ids["of 10 links"]}),
        "ties of the busiest": (TIES, {"id": ids["busiest"]}),
        "network of one with 10 links, 2 deep": (NETWORK, {"id": ids["of 10 links"]}),
        "network of the busiest, 2 deep": (NETWORK, {"id": ids["busiest"]}),
    }
    calls: dict[str, Any] = {}
    for name, (text, variables) in asked.items():

        async def ask(text: str = text, variables: dict[str, Any] = variables) -> None:
            answer = await executor.execute(text, variables, None, ANONYMOUS)
            assert not answer.errors, answer.errors

        calls[name] = ask
    return await in_turns(calls, rounds)
