"""The mutants: one guard each, weakened or taken away by a change of a few characters.

Left out are guards that others make superfluous, so that without one of them no answer changes: who sees a
participation sees its session and its participant, places and areas are CLEAR, the row of a handwritten source is
guarded again where it is bound, what a search, a network or an analysis has found is guarded both when it is looked
for and when it is read, and so is what shows a link of a path.
"""

from __future__ import annotations

from dataclasses import dataclass

RECORDS = r"^query \(\$ids: \[ID!\]!\) \{ nodes"
COMMANDS_ALONE = "no text has this"
HISTORY = r"history\("
ASKING = {
    "chains": r"\bpaths\(",
    "comparisons": r"mutualCollaborators\(",
    "conflicts": "conflicts",
    "coverage": r"\b(coverage|gaps|overlaps)\(",
    "duplicates": r"duplicateCandidates\(",
    "gaps": r"\bgaps\(",
    "history": HISTORY,
    "projections": r"\b(brokers|influence|communities)\(",
    "stances": r"\bquadrant\(",
    "ties": "collaborators",
}
"""Module of a handwritten source → what asks it."""
ROOTS = r"^query \(\$size: Int!\) |stakeholders\(first: \$size"
BEYOND = r"^query \(\$size: Int!, \$c0: String\) \{ l0"
LINKS = r"\bl0: \w+\((first|last): \$size"


@dataclass(frozen=True)
class Mutant:
    """In `file` the text `old`, which stands there once, becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    weakens: str
    asking: str = RECORDS
    """What of the comparison meets it soonest: a pattern of the operations' texts, or commands alone."""


def source(name: str, old: str, guard: str, weakens: str) -> Mutant:
    """A handwritten source without one guard of its text; its name begins with the module's."""
    file = name.partition(" ")[0].strip(",")
    assert guard in old, name
    return Mutant(name, f"graph/{file}.py", old, old.replace(guard, "true"), weakens, ASKING[file])


def hanging(name: str, file: str, old: str, word: str = "hangs") -> Mutant:
    kind = "a required end's clauses" if word == "hangs" else "the clause of the room"
    return Mutant(name, f"schema/{file}.py", old, old.replace(f"{word}=True", f"{word}=False"), kind)


def code(name: str, file: str, old: str, new: str, weakens: str, asking: str = RECORDS) -> Mutant:
    return Mutant(name, file, old, new, weakens, asking)
