"""Where a filtered page of a whole label is begun: not always at the label.

A filter that names records by id, or the records that they are linked to, leaves few rows.  They are found from the
index of that id, and the link followed back, rather than by walking the order's index until enough rows have passed:
the worst that can happen is then the degree of the record named, not the size of the label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.query import Both, Compare, Condition, Linked, Quantified

KEYS = {"ExternalId": "value"}
"""What records of a label are found by; `id` for all others."""
ALSO: Mapping[str, str] = {"Access": "record"}
"""What rows of a label are found by beside their ids: it is indexed, and names few of them."""
EXACT = ("{e} = {p}", "{e} IN {p}")


@dataclass(frozen=True)
class Anchor:
    """The records that a filter names: the far end of `link`, where `condition` holds; and what else it asks."""

    link: Linked
    condition: Condition
    rest: tuple[Condition, ...]

    @property
    def label(self) -> str:
        return self.link.hops[-1].label

    @property
    def key(self) -> str:
        return KEYS.get(self.label, "id")


def anchor(where: Condition | None) -> Anchor | None:
    """The first link of a filter whose far end it names; None if there is none, or the rows themselves are named."""
    members = conjuncts(where)
    if is_keyed(where):
        return None
    for index, member in enumerate(members):
        if (
            isinstance(member, Quantified)
            and member.quantifier == "some"
            and member.condition is not None
            and is_keyed(member.condition, KEYS.get(member.link.hops[-1].label, "id"))
        ):
            return Anchor(member.link, member.condition, members[:index] + members[index + 1 :])
    return None


def conjuncts(where: Condition | None) -> tuple[Condition, ...]:
    """What must all hold, nested ANDs taken apart."""
    if isinstance(where, Both):
        return tuple(inner for member in where.members for inner in conjuncts(member))
    return () if where is None else (where,)


def is_keyed(where: Condition | None, key: str = "id") -> bool:
    """Whether a filter names the records themselves: then the index of that key is the way in."""
    return any(
        isinstance(member, Compare) and member.expression == f"{{n}}.{key}" and member.template in EXACT
        for member in conjuncts(where)
    )
