"""Places that rows name by code, by name or by both: each is one, however a row writes it.

A place is known by its code where its row gives one, or where the rows that give one for that name within the same
larger place agree; else by its name within the larger place.  Codes are read whatever their case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from resolvers.importers.drafts import Draft, digest, spelling_key


@dataclass(frozen=True)
class Said:
    """A place as one row writes it, by code or name or both."""

    kind: str
    code: str
    names: tuple[tuple[str, str], ...]
    """Locale and name; `text` for that which goes without saying of the language."""

    @property
    def name(self) -> str:
        return dict(self.names).get("text", "")


Chain = tuple[Said, ...]
"""The places of a row, each within the one before."""


@dataclass
class _Place:
    kind: str
    code: str
    line: int
    within: Counter[str] = field(default_factory=Counter[str])
    names: Counter[str] = field(default_factory=Counter[str])
    translations: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        """The commonest, but those in capitals alone after the others; its code where no row names it."""
        names = sorted(self.names.most_common(), key=lambda one: one[0].isupper())
        return names[0][0] if names else self.code


class Places:
    """`of(chain)` is the key of the smallest place of a row; `kinds` go from the largest to the smallest."""

    def __init__(self, prefix: str, kinds: Sequence[str], rows: Iterable[tuple[int, Chain]]) -> None:
        self._prefix = prefix
        self._kinds = kinds
        self._of: dict[Chain, str | None] = {(): None}
        self._places: dict[str, _Place] = {}
        lines: dict[Chain, int] = {}
        numbers = Counter[Chain]()
        for line, chain in rows:
            numbers[chain] += 1
            lines.setdefault(chain, line)
        for kind in kinds:
            ends = [
                (chain[: position + 1], chain)
                for chain in numbers
                for position, said in enumerate(chain)
                if said.kind == kind
            ]
            codes = self._codes(end for end, _ in ends)
            for end, chain in ends:
                self._take(end, codes, numbers[chain], lines[chain])

    def of(self, chain: Chain) -> str | None:
        return self._of[chain]

    def stages(self) -> Iterator[list[Draft]]:
        for kind in self._kinds:
            yield [self._draft(key, place) for key, place in self._places.items() if place.kind == kind]

    def notices(self) -> Iterator[str]:
        """What a person should look at: places that rows have in different larger ones."""
        for place in self._places.values():
            (kept, most), *others = place.within.most_common() or [("", 0)]
            for other, number in others:
                yield (
                    f"{place.name} ({place.code}) is given within {self._places[other].name} in {number} rows, "
                    f"within {self._places[kept].name} in {most}: kept there"
                )

    def _codes(self, ends: Iterable[Chain]) -> dict[tuple[str | None, str], str]:
        """(larger place, or None where a row tells none; name) → the code, where all rows that give one agree.

        A row that tells no larger place means the one of that name only if all places of that name are it.
        """
        given: defaultdict[tuple[str | None, str], set[str]] = defaultdict(set)
        for end in ends:
            if name := spelling_key(end[-1].name):
                given[self._of[end[:-1]], name].update([end[-1].code.upper()] if end[-1].code else [])
        anywhere: defaultdict[str, set[str]] = defaultdict(set)
        for (within, name), found in given.items():
            anywhere[name].update(found or ([""] if within else []))
        for name, found in anywhere.items():
            given[None, name] = found
        return {known: next(iter(found)) for known, found in given.items() if len(found) == 1}

    def _take(self, end: Chain, codes: dict[tuple[str | None, str], str], number: int, line: int) -> None:
        within, said = self._of[end[:-1]], end[-1]
        name = spelling_key(said.name)
        code = said.code.upper() or codes.get((within, name), "")
        key = f"{self._prefix}:{code or digest(within or '', name)}"
        place = self._places.setdefault(key, _Place(said.kind, code, line))
        if within and place.kind == said.kind:  # else known as a larger one: a circle could come of it
            place.within[within] += number
        if said.name:
            place.names[said.name] += number
        for locale, name in said.names:
            place.translations.setdefault(locale, name)
        self._of[end] = key

    def _draft(self, key: str, place: _Place) -> Draft:
        others = {spelling_key(name): name for name, _ in reversed(place.names.most_common())}
        others.pop(spelling_key(place.name), None)
        values: dict[str, Any] = {"name": {**place.translations, "text": place.name}, "kind": place.kind}
        if others:
            values["aliases"] = sorted(others.values())
        if place.code:
            values["pCode"] = place.code
        larger = [kept for kept, _ in place.within.most_common(1)]
        also = [f"pcode:{place.code}"] if place.code else []
        return Draft("Place", key, values, {"partOf": larger} if larger else {}, place.line, also)
