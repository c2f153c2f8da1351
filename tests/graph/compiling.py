"""Plans without a database, and statements laid out to be read.

The layout only puts white space where white space is or may be: `collapsed` of it is `collapsed` of the statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from graphql import get_variable_values, print_ast

from app import assembled
from auth.viewer import SYSTEM
from schema.planning import Plan, Planner
from tests.graph.case import Case

TODAY = "2026-11-23"
TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\s+|[A-Za-z_$][A-Za-z0-9_$]*|.", re.DOTALL)
CLAUSES = {"MATCH", "OPTIONAL", "WHERE", "WITH", "RETURN", "UNWIND", "CALL", "USING", "ORDER", "UNION"}
OPENS_BLOCK = re.compile(r"(?:COLLECT|COUNT|EXISTS|CALL \([^()]*\)) $")


def json_cursor(_order: str, text: str, length: int) -> list[Any]:
    """Opens a cursor that is written as what it holds."""
    values = json.loads(text)
    if not isinstance(values, list) or len(values) != length:
        raise ValueError("no cursor")
    return values


def planner() -> Planner:
    return Planner(assembled(), json_cursor)


def planned(
    planner: Planner, case: Case, permissions: Any = SYSTEM.permissions, watched: bool = False
) -> tuple[Plan, Mapping[str, Any]]:
    """The plan of a case's one operation, and its variables, coerced."""
    document = planner.document(case.text)
    assert not document.errors, document.errors
    operation = document.operation(None)
    coerced = get_variable_values(planner.assembly.schema, operation.variable_definitions or (), dict(case.variables))
    assert not isinstance(coerced, list), coerced
    return planner.plan(document, operation, coerced.coerced, permissions, case.way, watched=watched), coerced.coerced


def statement_text(planner: Planner, case: Case) -> str | None:
    statement = planned(planner, case)[0].statement
    return statement.text if statement is not None else None


def written(planner: Planner, case: Case) -> str:
    """What a case compiles to, as it is kept: the operation, its variables, the statement, its parameters."""
    plan, variables = planned(planner, case)
    lines = [f"// {line}".rstrip() for line in print_ast(planner.document(case.text).ast).splitlines()]
    if case.variables:
        lines.append(f"// variables: {json.dumps(case.variables, ensure_ascii=False)}")
    lines.append(f"// pages: {case.way}")
    if plan.statement is None:
        return "\n".join([*lines, "", "// no statement", ""])
    values = plan.statement.parameters(variables, [0, 1], TODAY)
    parameters = [f"// ${name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([*lines, "", laid_out(plan.statement.text), "", *parameters, ""])


def laid_out(text: str) -> str:
    """The statement with every clause and every block on lines of its own."""
    found, depth = "", 0
    blocks: list[bool] = []
    """Of the braces that are open: whether each is a block, or a map or quantifier."""
    brackets = [0]
    """How many round or square brackets are open in each open block."""
    for token in TOKEN.findall(text):
        if token == "{":
            blocks.append(OPENS_BLOCK.search(found) is not None)
            found += token
            if blocks[-1]:
                depth += 1
                brackets.append(0)
        elif token == "}":
            if blocks.pop():
                depth -= 1
                brackets.pop()
                found = f"{found.rstrip()}\n{'  ' * depth}"
            found += token
        elif token.isspace():
            found += "" if found[-1:] in ("", " ", "\n") else " "
        else:
            opened = found.endswith("{") and blocks[-1]
            if found and not brackets[-1] and (opened or token in CLAUSES or token == "AND"):
                found = f"{found.rstrip()}\n{'  ' * (depth + (token == 'AND'))}"
            brackets[-1] += (token in "([") - (token in ")]")
            found += token
    return "\n".join(line.rstrip() for line in found.splitlines())


def collapsed(text: str) -> str:
    """Without white space, outside of strings."""
    return "".join(token for token in TOKEN.findall(text) if not token.isspace())
