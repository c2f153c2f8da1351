"""Where ids lead since a merge, for those by which a request names records other than the ones it asks for by id.

Roots by id look among `:Merged` in their own text.  An id in a filter or an argument is a parameter that may stand
anywhere, so `LED` is one more column of a statement that has such ids: which of them were merged into another, of those
that the viewer sees.  Where there are any, the same text is asked once more with the ids that they lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import LiteralString

LEADING: LiteralString = (
    "COLLECT { MATCH (led:Merged) WHERE led.id IN $named AND led.scope IN $visible RETURN [led.id, led.into] } AS led"
)
LED: LiteralString = ",\n  " + LEADING
ONLY_LED: LiteralString = "CYPHER 25\nRETURN " + LEADING
SIZES = (1, 10, 100, 1_000)
"""How long the list of a statement's ids is made, since a list of another size is planned anew."""
NOBODY = ""


def named(values: Iterable[str | list[str]]) -> list[str]:
    """The parameter `$named` of ids and lists of ids."""
    ids = list(dict.fromkeys(id for value in values for id in ([value] if isinstance(value, str) else value)))
    size = next((size for size in SIZES if size >= len(ids)), len(ids))
    return ids + [NOBODY] * (size - len(ids))


def further(ways: Mapping[str, str], led: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The ways known before, each as far as it leads by now, and the new ones."""
    found = dict(led)
    return {**{old: found.get(id, id) for old, id in ways.items()}, **found}


def led_on(value: str | list[str], ways: Mapping[str, str]) -> str | list[str]:
    """An id, or a list of ids without repetition, as it leads on."""
    if isinstance(value, str):
        return ways.get(value, value)
    return list(dict.fromkeys(ways.get(id, id) for id in value))
