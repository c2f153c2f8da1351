"""Tells apart the organizations in a free text that lists them, `A, B (C, D) and partners 123456789012-34`.

Commas and semicolons outside brackets and quotation marks part a text, unless what follows goes on with a name (`…,
Fisheries and Food`).  A part is an organization where it shows: by its number in the EU Transparency Register, by
standing alone in another row, by a word of its name, or by being an acronym.  Any other part of several may be a
person, or half a name: it is not taken.  A text of one part names one organization, unless it begins as a person's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from resolvers.importers.drafts import Draft, listed, spelling_key, tidy

NUMBER = re.compile(r"(?<!\d)(\d{8,12})\s?-\s?(\d{2})(?!\d)")
"""Of the EU Transparency Register."""
SAID_OF_NUMBER = re.compile(
    r"[\s(\[,;:|–-]*(?:\b(?:EU|European)\b\s*)?(?:transparen[a-zé]*[\s-]*(?:register|registry|reg\.?)?|registri\w*"
    r"|identification|register|reg\.?|ID)?[\s.:-]*(?:number|nummer|no\.?|nr\.?|n°|n\.|ID)?[\s.:°#-]*$",
    re.IGNORECASE,
)
ORGANIZATION = re.compile(
    r"\b(?:associa\w+|asocia\w+|associ?\w*|federa\w+|fédérat\w+|föderation|verband\w*|\w+verband|council|conseil|union"
    r"|unión|unione|universi\w+|institu\w+|foundation|fondation|fundaci\w+|stiftung|\w+stiftung|ministr\w+|minister\w*ium"
    r"|kommission|commission|committee|comité|chamber|chambre|kammer|\w+kammer|confedera\w+|confédér\w+|organi[sz]ation"
    r"|organización|network|netzwerk|réseau|alliance|coalition|agency|agence|agentur|agencia|authority|embassy|botschaft"
    r"|ambassade|embajada|representation|représentation|vertretung|mission|bank|banque|group|gruppe|groupe|forum|centre"
    r"|center|zentrum|centrum|society|société|gesellschaft|\w+gesellschaft|company|corporation|industr\w+|europe|europa"
    r"|european|européen\w*|international|gmbh|ag|ltd|limited|plc|inc|s\.?a\.?|srl|bv|b\.v|e\.\s?v|aisbl|asbl|vzw|oy|ab"
    r"|a/s|ngo|initiative|platform|party|partei|partido|city|stadt|region|région|municipality|trade|syndicat\w*"
    r"|gewerkschaft\w*|förbund\w*|\w+förbundet|liitto|\w+liitto|delegation|délégation|trust|fund|fonds|fondo)\b",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"(?:mr|mrs|ms|miss|dr|prof|professor|herr|frau|m\.|mme|madame|monsieur|sir|ambassador|ambassadeur|botschafter\w*"
    r"|president|président\w*|minister|director|ceo|chair\w*|vice|head|secretary|mep|members?|representatives?|experts?"
    r"|private|citizens?)\b(?!.*\b(?:of|for|&)\s*$)",
    re.IGNORECASE,
)
CONJUNCTION = re.compile(r"(?:and|und|et|y|e|ed|och|og|ja|en|of|de|du|des|für|for)\b|&", re.IGNORECASE)
ACRONYM = re.compile(r"(?=[^a-z]*[A-Z])[A-Z0-9][A-Z0-9&+./-]{1,9}")
WORK = re.compile(
    r"\s*\((?=[^()]*\b(?:manager|director|directeur|president|officer|head|advis[eo]r|ceo|chair\w*|secretary|lead"
    r"|founder|policy|affairs)\b)[^()]*\)$",
    re.IGNORECASE,
)
"""What somebody does there, in brackets behind the organization."""
LONGEST = 150
"""Characters of a name; what is longer tells of something."""
NOBODY = frozenset(
    {
        *("various", "several", "na", "none", "nil", "tbc", "tbd", "privateperson", "privateindividual", "citizen"),
        *("citizens", "students", "ngos", "experts", "others", "stakeholders", "variousstakeholders", "variousngos"),
        *("differentstakeholders", "variousorganisations", "director", "ceo"),
    }
)


@dataclass(frozen=True)
class Met:
    """Whom a text names: keys of organizations, and parts that cannot be told."""

    keys: Sequence[str]
    unclear: Sequence[str]


@dataclass(frozen=True)
class _Part:
    name: str
    number: str | None = None
    whole: bool = True
    """Whether it is not parts that were left together, since the one goes on with the other."""

    @property
    def folded(self) -> str:
        return spelling_key(self.name)


@dataclass
class Lobbyists:
    """The organizations of a column: `of(text)` are those of one cell."""

    texts: Sequence[str]
    _spellings: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter[str]))
    _numbers: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter[str]))
    """Number → the names that it is given with."""
    _known: set[str] = field(default_factory=set[str])
    _met: dict[str, Met] = field(default_factory=dict[str, Met])

    def __post_init__(self) -> None:
        parted = {text: parts_of(text) for text in dict.fromkeys(self.texts)}
        for parts in parted.values():
            self._known |= {part.folded for part in parts if part.number and part.whole}
            if len(parts) == 1 and parts[0].whole and not PERSON.match(parts[0].name):
                self._known.add(parts[0].folded)
        self._known -= NOBODY | {""}
        times = Counter(self.texts)
        for text, parts in parted.items():
            taken = [part for part in parts if self._is_organization(part)]
            for part in taken:
                self._spellings[part.folded][part.name] += times[text]
                if part.number:
                    self._numbers[part.number][part.folded] += times[text]
            keys = dict.fromkeys(_key(part.folded) for part in taken)
            self._met[text] = Met(tuple(keys), tuple(part.name for part in parts if part not in taken))

    def of(self, text: str) -> Met:
        return self._met[text]

    def drafts(self) -> list[Draft]:
        """An organization each, under its commonest spelling, with its number where one alone is given with it."""
        given: defaultdict[str, list[str]] = defaultdict(list)
        for number, names in sorted(self._numbers.items()):
            given[min(names, key=lambda name: (-names[name], name))].append(number)
        found: list[Draft] = []
        for folded, spellings in sorted(self._spellings.items()):
            first, *others = sorted(spellings, key=lambda name: (-spellings[name], name.isupper(), name))
            values = {"name": {"text": first}, **({"aliases": others} if others else {})}
            numbers = given[folded]
            also = [f"eu-transparency-register:{numbers[0]}"] if len(numbers) == 1 else []
            found.append(Draft("Organization", _key(folded), values, also=also))
        return found

    def notices(self) -> list[str]:
        shared = [
            f"{number} ({', '.join(self._first(name) for name in sorted(names))})"
            for number, names in sorted(self._numbers.items())
            if len(names) > 1
        ]
        if not shared:
            return []
        return [f"{len(shared)} numbers of the register are given with several names, kept apart: {listed(shared, 4)}"]

    def _first(self, folded: str) -> str:
        return min(self._spellings[folded], key=lambda name: (-self._spellings[folded][name], name))

    def _is_organization(self, part: _Part) -> bool:
        if not part.whole:
            return False
        if part.folded in self._known:
            return True
        if part.folded in NOBODY or not part.folded or PERSON.match(part.name):
            return False
        return ACRONYM.fullmatch(part.name) is not None or ORGANIZATION.search(part.name) is not None


def _key(folded: str) -> str:
    return f"lobbyist:{folded}"


def parts_of(text: str) -> list[_Part]:
    """The parts of a text that name somebody each; a number alone is that of the part before it."""
    found: list[_Part] = []
    for piece, whole in _joined(_pieces(tidy(text))):
        numbers = NUMBER.findall(piece)
        if len(numbers) > 1 or len(piece) > LONGEST:
            found.append(_Part(piece, whole=False))
            continue
        number = f"{numbers[0][0]}-{numbers[0][1]}" if numbers else None
        before, after = (piece[: one.start()], piece[one.end() :]) if (one := NUMBER.search(piece)) else (piece, "")
        name = SAID_OF_NUMBER.sub("", before) if one else before
        name = tidy(f"{name} {after.strip(' )]}.:|-')}").strip(" :|–-") if one else piece
        if one and not spelling_key(name):
            if found and found[-1].number is None and number:
                found[-1] = _Part(found[-1].name, number, found[-1].whole)
            continue
        if spelling_key(bare := WORK.sub("", name)):
            found.append(_Part(bare, number, whole))
    return list(dict.fromkeys(found))


def _pieces(text: str) -> Iterator[str]:
    """The text at its commas and semicolons, but for those in brackets and quotation marks."""
    depth, quoted, start = 0, False, 0
    for place, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(0, depth - 1)
        elif char == '"':
            quoted = not quoted
        elif char == ";" or (char == "," and not depth and not quoted):
            yield text[start:place].strip()
            depth, quoted, start = 0, False, place + 1
    yield text[start:].strip()


def _joined(pieces: Iterator[str]) -> list[tuple[str, bool]]:
    """Pieces, and whether each is whole: one that goes on with the one before is left there."""
    found: list[tuple[str, bool]] = []
    for piece in pieces:
        if not piece:
            continue
        if found and (piece[0].islower() or CONJUNCTION.match(piece)) and not NUMBER.search(piece):
            found[-1] = (f"{found[-1][0]}, {piece}", False)
        else:
            found.append((piece, True))
    return found
