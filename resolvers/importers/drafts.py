"""What an importer makes of a file before any database is asked, and the report of what became of it.

A mapping turns rows into `Draft`s, in stages: a draft links only to drafts of earlier stages or to reference
records.  A draft is known by its key, `scheme:value`, worked out from the row alone: that is what makes a
second import of the same file change nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

Outcome = Literal["created", "changed", "unchanged", "refused", "deleted", "kept"]

AREA_SCHEME = "cooperation-area"
"""Keys `cooperation-area:16` name the seeded areas by number; they are never created by an import."""

BRACKETS = re.compile(r"(.+?)\s*\(([^()]+)\)")
SMALL_WORDS = frozenset({"", "of", "the", "and", "for"})
NOTHING = frozenset({"#n/a", "n/a", "nan", "null", "none", "-", "#value!", "#ref!", "#name?"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as the file would have it: input values and link targets (keys) by GraphQL field name."""

    type: str
    key: str
    values: Mapping[str, Any]
    links: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    line: int | None = None
    also: Sequence[str] = ()
    """Keys of its ids in other registers, by which it is found too."""
    gains: bool = False
    """Whether the file tells of it only in passing: one that is here keeps its words and gains what is linked."""
    marking: str | None = None
    """None: as the whole import is marked, and owned."""
    owner: str | None = None
    """Key of the organization that answers for it."""
    compartments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or part of one, that could not be taken: where it stands, what was found, what to do."""

    line: int | None
    field: str | None
    found: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field or "") if part)
        return f"{where + ': ' if where else ''}{self.found}. {self.remedy}"


@dataclass
class Mapped:
    """All that a file says: drafts in stages, the rows that could not be mapped, and remarks."""

    rows: int = 0
    stages: list[list[Draft]] = field(default_factory=list[list[Draft]])
    problems: list[Problem] = field(default_factory=list[Problem])
    notices: list[str] = field(default_factory=list[str])

    def drafts(self, type: str) -> list[Draft]:
        return [draft for stage in self.stages for draft in stage if draft.type == type]


@dataclass
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    format: str
    file: str
    dry_run: bool
    rows: int = 0
    counts: dict[str, Counter[Outcome]] = field(default_factory=dict[str, "Counter[Outcome]"])
    """Per type of record, how many had which outcome."""
    errors: list[Problem] = field(default_factory=list[Problem])
    notices: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    id: str | None = None
    """Of the import, by which it is undone; None where nothing was changed."""

    def count(self, type: str, outcome: Outcome, number: int = 1) -> None:
        self.counts.setdefault(type, Counter())[outcome] += number

    def total(self, outcome: Outcome) -> int:
        return sum(counter[outcome] for counter in self.counts.values())

    @property
    def complete(self) -> bool:
        """Whether every row was taken."""
        return not self.errors

    def lines(self) -> list[str]:
        """The report as text, one line each: counts by type, then notices, then errors."""
        tense = "would be " if self.dry_run else ""
        found = [f"{self.file}: {self.rows} rows in {self.seconds:.1f} s"]
        for name, counter in self.counts.items():
            parts = [f"{number} {tense}{outcome}" for outcome, number in counter.items() if number]
            found.append(f"{name}: {', '.join(parts)}")
        found.extend(f"notice: {notice}" for notice in self.notices)
        found.extend(f"error: {problem}" for problem in self.errors)
        return found


def staged(drafts: Mapping[str, Draft], problems: list[Problem]) -> list[list[Draft]]:
    """The drafts, each in a stage after all of the file that it links to; those that run in a circle are problems."""
    waiting = {
        key: {end for ends in (*draft.links.values(), _owner(draft)) for end in ends if end in drafts}
        for key, draft in drafts.items()
    }
    dependents: dict[str, list[str]] = {}
    for key, ends in waiting.items():
        for end in ends:
            dependents.setdefault(end, []).append(key)
    stages: list[list[Draft]] = []
    free = [key for key, ends in waiting.items() if not ends]
    while free:
        stages.append([drafts[key] for key in free])
        following: list[str] = []
        for key in free:
            del waiting[key]
            for dependent in dependents.get(key, ()):
                waiting[dependent].discard(key)
                if not waiting[dependent]:
                    following.append(dependent)
        free = following
    for key in waiting:
        found = f"{key} links, directly or by way of others, to itself"
        problems.append(Problem(drafts[key].line, None, found, "Break the circle."))
    return stages


def _owner(draft: Draft) -> list[str]:
    """Who owns a record comes before it, unless that is the record itself."""
    return [draft.owner] if draft.owner is not None and draft.owner != draft.key else []


@lru_cache(maxsize=20_000)
def spelling_key(text: str) -> str:
    """What spellings of one name share: letters and digits without case, accents, punctuation and spaces.

    Marks of scripts other than Latin stay: in Arabic script they can tell words apart.
    """
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    kept = "".join(char for char in folded if not "\u0300" <= char <= "\u036f")
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", kept))


def tidy(text: str) -> str:
    """Text without surrounding and doubled white space, in composed characters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def told(text: str) -> str:
    """The text, tidied; empty where it is one of those that spreadsheets and their tools write for no value."""
    found = tidy(text)
    return "" if found.casefold() in NOTHING else found


def bracketed(name: str) -> tuple[str, str] | None:
    """`Blue Heron Relief (BHR)` → its whole name and its acronym, where that is its initials."""
    found = BRACKETS.fullmatch(name)
    return (found[1], found[2]) if found and initials(found[1]) == found[2].casefold() else None


def initials(name: str) -> str:
    """Of the words that count, small; empty of a single word."""
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word not in SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def digest(*parts: str) -> str:
    """A short name for a row's content: 80 bits, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def english(name: str) -> dict[str, str]:
    return {"text": name, "en": name}


def listed(names: Sequence[str], limit: int = 8) -> str:
    """Some of the names, and how many more there are."""
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown + (f" and {len(names) - limit} more" if len(names) > limit else "")
