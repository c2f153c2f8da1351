"""Filter inputs → conditions of the query model.

Two-valued: a comparison with a missing value, or with null, is false, and `not` is its opposite; `isNull` asks for
what is missing.  An explicit null for a whole filter is as if it were absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, LiteralString, cast

from graph.filters import COMPARISONS
from graph.kinds import Kind, part_name
from graph.model import Derived, Embedded, Link, Property
from graph.query import Both, Compare, Condition, Either, Linked, Missing, Not, Quantified
from schema.arguments import Argument, Leaf

if TYPE_CHECKING:
    from schema.selection import Selection

NEVER = Either(())


class Refused(Exception):
    """A request that is refused before anything runs; the message names the field and what to do."""

    def __init__(self, message: str, code: str = "BAD_USER_INPUT", **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


def where_condition(selection: Selection, label: str, where: Mapping[str, Argument], path: str) -> Condition | None:
    """The condition of a `…Filter` on records of `label`; None if it says nothing."""
    members: list[Condition] = []
    for name, argument in where.items():
        if argument is None:
            continue
        here = f"{path}.{name}"
        if name in ("and", "or"):
            inner = [
                where_condition(selection, label, cast(Mapping[str, Argument], one), here) or Both(())
                for one in cast(Sequence[Argument], argument)
                if one is not None
            ]
            members.append(Both(tuple(inner)) if name == "and" else Either(tuple(inner)))
        elif name == "not":
            inner_one = where_condition(selection, label, cast(Mapping[str, Argument], argument), here)
            members.append(Not(inner_one or Both(())))
        elif name == "type" and selection.model[label].abstract:
            members += comparisons("{n}.type", COMPARISONS["enum"], cast(Mapping[str, Argument], argument))
        else:
            condition = field_condition(selection, label, name, cast(Mapping[str, Argument], argument), here)
            if condition is not None:
                members.append(condition)
    if not members:
        return None
    return members[0] if len(members) == 1 else Both(tuple(members))


def field_condition(
    selection: Selection, label: str, name: str, argument: Mapping[str, Argument], path: str
) -> Condition | None:
    declaration = selection.assembly.declarations[label][name]
    selection.permit(declaration, label, name)
    match declaration.storage:
        case Link(hops, True):
            link, quantified = Linked(hops, True), list[Condition]()
            for quantifier, inner in argument.items():
                if inner is not None:
                    condition = where_condition(
                        selection,
                        link.hops[-1].label,
                        cast(Mapping[str, Argument], inner),
                        f"{path}.{quantifier}",
                    )
                    quantified.append(Quantified(link, quantifier, condition))
            return Both(tuple(quantified)) if quantified else None
        case Link(hops, False):
            condition = where_condition(selection, hops[-1].label, argument, path)
            return Quantified(Linked(hops, False), "some", condition)
        case Derived(cypher, kind):
            return _both(comparisons(cypher, COMPARISONS[kind.name], argument))
        case Property(prop, kind) | Embedded(prop, kind):
            return _both(stored_comparisons(prop, kind, argument))
        case other:
            raise LookupError(f"{other!r} is no filter")


def _both(members: list[Condition]) -> Condition | None:
    if not members:
        return None
    return members[0] if len(members) == 1 else Both(tuple(members))


def stored_comparisons(prop: str, kind: Kind, argument: Mapping[str, Argument]) -> list[Condition]:
    """Comparisons of a stored field, in its properties."""
    found: list[Condition] = []
    for operator, operand in argument.items():
        if operator == "isNull":
            if operand is not None:
                found.append(Missing(expression(kind.properties(prop)[0]), cast(Leaf, operand).fixed()))
        elif operand is None:
            found.append(NEVER)
        elif operator == "on":
            value = cast(Leaf, operand).value()
            found.append(Compare(expression(part_name(prop, "earliest")), "{e} <= {p}", value))
            found.append(Compare(expression(part_name(prop, "latest")), "{e} >= {p}", value))
        else:
            suffix, template = COMPARISONS[kind.name][operator]
            leaf = cast(Leaf, operand)
            value = leaf.naming() if prop == "id" else leaf.value()
            found.append(Compare(expression(part_name(prop, suffix)), template, value))
    return found


def comparisons(cypher: LiteralString, templates: Any, argument: Mapping[str, Argument]) -> list[Condition]:
    """Comparisons of an expression that is itself never missing."""
    found: list[Condition] = []
    for operator, operand in argument.items():
        if operator == "isNull":
            if operand is not None:
                found.append(Missing(cypher, cast(Leaf, operand).fixed()))
        elif operand is None:
            found.append(NEVER)
        else:
            found.append(Compare(cypher, templates[operator][1], cast(Leaf, operand).value()))
    return found


def expression(prop: str) -> LiteralString:
    """Property names come from declarations, never from a client."""
    return cast(LiteralString, "{n}." + prop)
