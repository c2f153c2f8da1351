"""Asks for mutations as a client does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from auth.viewer import Viewer
from resolvers.answers import Answer
from resolvers.execution import Executor

ERRORS = (
    "... on UserError { message path code } ... on ValidationFailed { problems } "
    "... on VersionConflict { current record { id version } }"
)


class Asker:
    """One viewer before one executor."""

    def __init__(self, executor: Executor, run: Callable[[Awaitable[Any]], Any], viewer: Viewer) -> None:
        self.executor = executor
        self._run = run
        self.viewer = viewer

    def answer(self, text: str, variables: dict[str, Any] | None = None, **options: Any) -> Answer:
        return self._run(self.executor.execute(text, variables, None, self.viewer, **options))

    def asked(self, text: str, variables: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        answer = self.answer(text, variables, **options)
        assert not answer.errors, answer.errors
        assert answer.data is not None
        return answer.data

    def run(self, field: str, **options: Any) -> dict[str, Any]:
        """One mutation field, arguments written out."""
        return self.asked(f"mutation {{ done: {field} {{ __typename {ERRORS} }} }}", **options)["done"]

    def create(self, type_name: str, given: dict[str, Any], *, reason: str | None = None, **options: Any) -> Any:
        text = (
            f"mutation($input: Create{type_name}Input!, $reason: String) {{ done: create{type_name}(input: $input, "
            f"reason: $reason) {{ __typename ... on {type_name}Payload {{ changeId replayed record "
            f"{{ id version }} }} {ERRORS} }} }}"
        )
        return self.asked(text, {"input": given, "reason": reason}, **options)["done"]

    def update(
        self, type_name: str, id: str, version: int, given: dict[str, Any], *, reason: str | None = None, **options: Any
    ) -> Any:
        text = (
            f"mutation($id: ID!, $version: Int!, $input: Update{type_name}Input!, $reason: String) {{ done: "
            f"update{type_name}(id: $id, version: $version, input: $input, reason: $reason) {{ __typename "
            f"... on {type_name}Payload {{ replayed record {{ id version }} }} {ERRORS} }} }}"
        )
        return self.asked(text, {"id": id, "version": version, "input": given, "reason": reason}, **options)["done"]

    def history(self, id: str) -> list[dict[str, Any]]:
        text = (
            "query($id: ID!) { history(id: $id, first: 100) { nodes { operation reason version before after "
            "linked(first: 1) { nodes { id } } } } }"
        )
        return self.asked(text, {"id": id})["history"]["nodes"]
