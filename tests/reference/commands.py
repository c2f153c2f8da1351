"""One command of a comparison, and the answers of the schema's errors, in the reference's own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auth.permissions import Permission

ERRORS = (
    "... on UserError { message path code } ... on ValidationFailed { problems } "
    "... on VersionConflict { current record { id version } }"
)


@dataclass(frozen=True)
class Write:
    """One mutation field, and what the reference says that it answers."""

    field: str
    arguments: Mapping[str, tuple[str, Any]]
    """Name → (type, value)."""
    needs: Permission
    answer: dict[str, Any]
    """What a viewer with the permission is answered."""
    payload: str
    key: str | None = None

    @property
    def text(self) -> str:
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.arguments.items())
        given = ", ".join(f"{name}: ${name}" for name in self.arguments)
        return f"mutation ({declared}) {{ done: {self.field}({given}) {{ __typename {self.payload} {ERRORS} }} }}"


def absent(type_name: str, id: str, *path: str) -> dict[str, Any]:
    return refusal("NotFound", f"There is no {type_name} with the id {id}.", list(path))


CODES: Mapping[str, str] = {
    "Forbidden": "FORBIDDEN",
    "NotFound": "NOT_FOUND",
    "ValidationFailed": "VALIDATION_FAILED",
    "VersionConflict": "VERSION_CONFLICT",
    "DuplicateExternalId": "DUPLICATE_EXTERNAL_ID",
    "IdempotencyKeyReused": "IDEMPOTENCY_KEY_REUSED",
}


def refusal(type_name: str, message: str, path: list[str] | None = None) -> dict[str, Any]:
    return {"__typename": type_name, "message": message, "path": path or [], "code": CODES[type_name]}


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
