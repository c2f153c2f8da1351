"""Plans the trusted documents of the front-end contract when the service starts.

Neo4j plans a text when it first sees it, which takes a tenth of a second to seconds; what every front end asks is
therefore asked once, with stand-in variables, before anybody waits for it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphql import NonNullTypeNode, OperationDefinitionNode, OperationType, parse, print_ast

from auth.viewer import ANONYMOUS, SYSTEM

if TYPE_CHECKING:
    from resolvers.execution import Executor

logger = logging.getLogger("peyman.warming")

DOCUMENTS = Path(__file__).parent.parent / "frontend_contract" / "operations"
PATIENCE = 120.0
"""Seconds: on a machine that has just started, planning alone can take longer than a client is given."""
STAND_INS: dict[str, Any] = {
    "ID": "none",
    "String": "",
    "Int": 1,
    "Boolean": True,
    "Date": "2000-01-01",
    "DateTime": "2000-01-01T00:00:00Z",
    "Locale": "en",
}


async def warm(executor: Executor, documents: Path = DOCUMENTS) -> int:
    """Plan every query of the documents, both ways of taking pages; how many there were."""
    patient = executor.patient(PATIENCE)
    planned = 0
    for file, text in texts(documents):
        for operation in parse(text).definitions:
            if not isinstance(operation, OperationDefinitionNode) or operation.operation is not OperationType.QUERY:
                continue
            name = operation.name.value if operation.name else None
            for viewer in (ANONYMOUS, SYSTEM):
                answer = await patient.execute(text, stand_ins(operation), name, viewer)
                if answer.errors:
                    logger.warning("%s was not planned: %s", file, answer.errors[0]["message"])
            planned += 1
    return planned


def texts(documents: Path) -> list[tuple[str, str]]:
    """Name and text of each document."""
    return [(path.name, path.read_text("utf-8")) for path in sorted(documents.glob("*.graphql"))]


def stand_ins(operation: OperationDefinitionNode) -> dict[str, Any]:
    """A value for every variable that must have one."""
    found: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        if isinstance(definition.type, NonNullTypeNode) and definition.default_value is None:
            inner = print_ast(definition.type.type)
            found[definition.variable.name.value] = [] if inner.startswith("[") else STAND_INS.get(inner, {})
    return found
