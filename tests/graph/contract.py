"""The read operations of the front-end contract, each by itself, with some value for every variable that needs one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import NonNullTypeNode, OperationDefinitionNode, OperationType, parse, print_ast, separate_operations

from tests.graph.case import Case

OPERATIONS = Path(__file__).parents[2] / "frontend_contract" / "operations"
SOME: Mapping[str, Any] = {"ID": "r1", "Int": 5, "String": "x", "Boolean": True, "Date": "2026-01-01"}


def contract_cases() -> dict[str, Case]:
    """`document: operation` → case."""
    found: dict[str, Case] = {}
    for path in sorted(OPERATIONS.glob("*.graphql")):
        for name, document in separate_operations(parse(path.read_text())).items():
            operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
            if operation.operation == OperationType.QUERY:
                found[f"{path.stem}: {name}"] = Case(print_ast(document), required(operation))
    return found


def required(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        definition.variable.name.value: SOME[print_ast(definition.type).strip("![]")]
        for definition in operation.variable_definitions or ()
        if isinstance(definition.type, NonNullTypeNode) and definition.default_value is None
    }
