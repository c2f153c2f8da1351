"""Writers for tests of the ledger: who they are, and how they write and read."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from auth.viewer import SYSTEM, Viewer
from graph.edits import ChangeHeader, Create, Edit, EditRefused, Outcome
from graph.ledger import Ledger
from graph.scopes import Scopes

MEMBER = Viewer("rojin@example.org", roles=frozenset({"contributor"}))
STEWARD = Viewer("steward@example.org", roles=frozenset({"steward"}))


def of(*organizations: str, user: str = "dara@example.org", role: str = "coordinator", compartments=()) -> Viewer:
    return Viewer(user, frozenset(organizations), frozenset(compartments), frozenset({role}))


class Desk:
    """One process's ledger over the graph under test."""

    def __init__(self, database, model, run: Callable[[Awaitable[Any]], Any]) -> None:
        self.database = database
        self.model = model
        self.run = run
        self.scopes = Scopes(database)
        self.ledger = Ledger(model, self.scopes)
        run(self.scopes.refresh())

    async def applied(self, edits: list[Edit], viewer: Viewer = SYSTEM, **header: Any) -> Outcome:
        async def work(tx: Any) -> Outcome:
            given = {"operation": "test", "reason": None, **header}
            return await self.ledger.apply(tx, ChangeHeader(viewer.user or "", **given), edits, viewer)

        outcome, _ = await self.database.write(work)
        self.scopes.learn(outcome.scopes)
        return outcome

    def apply(self, *edits: Edit, viewer: Viewer = SYSTEM, **header: Any) -> Outcome:
        return self.run(self.applied(list(edits), viewer, **header))

    def refused(self, *edits: Edit, viewer: Viewer = SYSTEM, **header: Any) -> EditRefused:
        """What the ledger answers, having written nothing."""
        before = self.rows("MATCH (n) WHERE NOT n:Scope AND NOT n:ScopeCounter RETURN count(n), sum(n.version)")
        try:
            self.apply(*edits, viewer=viewer, **header)
        except EditRefused as refusal:
            assert before == self.rows(
                "MATCH (n) WHERE NOT n:Scope AND NOT n:ScopeCounter RETURN count(n), sum(n.version)"
            )
            return refusal
        raise AssertionError("the ledger took it")

    def made(self, type_name: str, *, links: dict[str, Any] | None = None, **given: Any) -> str:
        """A new record; values that its type needs are filled in. `marking`, `owner` … as of `Create`."""
        own = {name: given.pop(name) for name in list(given) if name in Create.__slots__}
        values = {**NEEDED.get(type_name, {}), **given}
        ends = {name: [end] if isinstance(end, str) else end for name, end in (links or {}).items()}
        return self.apply(Create(type_name, values=values, links=ends, **{"marking": "CLEAR", **own})).ids[0]

    def together(self, *work: Awaitable[Any]) -> list[Any]:
        """All at once: results, and refusals as they are."""

        async def gathered() -> list[Any]:
            return await asyncio.gather(*work, return_exceptions=True)

        return self.run(gathered())

    def rows(self, statement: str, **parameters: Any) -> list[list[Any]]:
        return self.run(self.database.rows(statement, parameters))

    def value(self, id: str, name: str) -> Any:
        prop = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
        return self.rows("MATCH (n:Record {id: $id}) RETURN n[$name]", id=id, name=prop)[0][0]

    def clauses(self, id: str) -> set[frozenset[str]]:
        found = self.rows("MATCH (n:Record {id: $id}) MATCH (s:Scope {scope: n.scope}) RETURN s.clauses", id=id)
        return {frozenset(clause) for clause in json.loads(found[0][0])}

    def sees(self, viewer: Viewer, id: str) -> bool:
        self.run(self.scopes.refresh())
        return self.value(id, "scope") in self.scopes.visible(viewer).parameter


NEEDED: dict[str, dict[str, Any]] = {
    "Organization": {"name": "An organization"},
    "GovernmentBody": {"name": "A body"},
    "Person": {"name": "A person"},
    "Post": {"name": "A post"},
    "Place": {"name": "A place", "kind": "DISTRICT"},
    "Activity": {"name": "An activity"},
    "ActivityRole": {"role": "FUNDER"},
    "DialogueProcess": {"name": "A process"},
    "DialogueSession": {"name": "A session"},
    "AgendaItem": {"position": 1, "title": "An item"},
    "Recommendation": {"text": "A recommendation"},
    "Response": {"position": "NOTED"},
    "Commitment": {"title": "A commitment"},
    "Milestone": {"title": "A milestone"},
    "ProgressReport": {"text": "A report"},
    "Evidence": {"title": "A proof"},
    "Source": {"title": "A source"},
    "Stance": {"issue": "An issue"},
}
