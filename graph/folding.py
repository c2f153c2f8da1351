"""How a name is compared with what somebody typed: letters folded, scripts bridged, sounds and typing errors forgiven.

Three forms of a word, each forgiving more: *folded* (one letter for all its variants, in its own script), *Latin*
(Sorani and Arabic script written in Latin, so that both meet), its *skeleton* (the consonants, by how they sound).
From them come the keys that a record is found by (`keys_of`), the query of the full-text index that finds every record
that may match (`Wanted`), and how well a record matches (`Wanted.match`), from its own texts alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

LONGEST = 200
"""Characters of a name that are compared, and of a text that is searched for."""
MOST_WORDS = 40
DESCRIBED = 2_000
"""Characters of a description that are searched."""
PREFIX = 7
"""Letters at the start of a word from which its keys for typing errors are made (SymSpell's prefix length)."""
COMPLETED = 3
"""Letters from which the last word is completed within a name; a name's own beginning is completed from the first."""
SOUNDS_ALIKE = (0.5, 0.4)
"""How alike two words of one skeleton must be written in Latin: of one consonant at most, and of more."""

IGNORED = re.compile("[\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff'’‘ʼʻʿʾ`´ء]")
"""Tatweel, joiners, marks of direction, apostrophes, the hamza that stands alone."""
LEGACY_E = re.compile("ه\u200c")
"""Heh and non-joiner: how the Sorani e was written before it had a letter of its own."""
LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىېےێۍئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ەةھہۀۃ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ؤۆۇوۋ", "و"),
        **{"ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe"},
    }
)
CONSONANTS = {
    **{"ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "z"},
    **{"ر": "r", "ڕ": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z"},
    **{"غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ک": "k", "ك": "k", "ڪ": "k", "گ": "g", "ل": "l", "ڵ": "l"},
    **{"م": "m", "ن": "n", "ه": "h", "ھ": "h", "ہ": "h", "ئ": "", "ؤ": "o"},
}
VOWELS = {
    **{"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ع": "a", "ە": "e", "ة": "e", "ۀ": "e", "ۃ": "e"},
    **{"ێ": "e", "ې": "e", "ۆ": "o", "ۇ": "u", "ى": "a"},
}
GLIDES = {"و": ("w", "u"), "ی": ("y", "i"), "ي": ("y", "i"), "ۍ": ("y", "i"), "ے": ("y", "i"), "ۋ": ("w", "u")}
"""Letters that are a consonant beside a vowel and a vowel between consonants."""
SPELLED = (("ş", "sh"), ("ç", "ch"), ("x", "kh"), ("ğ", "gh"), ("š", "sh"), ("č", "ch"))
"""Latin letters of Kurmanji, as English writes them."""
SOUNDS = (
    *(("sh", "s"), ("ch", "j"), ("kh", "x"), ("gh", "x"), ("zh", "j"), ("dh", "d"), ("th", "s"), ("ph", "f")),
    *(("ck", "k"), ("q", "k"), ("c", "j"), ("p", "b"), ("v", "f"), ("g", "k")),
)
"""What sounds alike, or is written alike where a script lacks a letter: Arabic has no p, v or g."""
SILENT = re.compile(r"(?<=.)[aeiouwyh]|^[aeiou]+")
DOUBLED = re.compile(r"(.)\1+")


class Word(NamedTuple):
    folded: str
    latin: str
    skeleton: str


class Text(NamedTuple):
    """A text as it is compared."""

    words: tuple[Word, ...]
    folded: str
    latin: str
    run: Word
    """Its words run together: Al-Qosh, Alqosh."""


@lru_cache(maxsize=50_000)
def text_of(entered: str) -> Text:
    """A text's words in their forms."""
    plain = unicodedata.normalize("NFKC", entered[: 2 * LONGEST]).casefold()[:LONGEST]
    words = tuple(word_of(one) for one in _split(LEGACY_E.sub("ە", plain)))[:MOST_WORDS]
    own, latin = ([one[form] for one in words] for form in (0, 1))
    run = words[0] if len(words) == 1 else Word("".join(own), "".join(latin), skeleton_of("".join(latin)))
    return Text(words, " ".join(own), " ".join(latin), run)


def folded(entered: str) -> str:
    """The text in one spelling, its words parted by one space; empty if it has no letter or digit."""
    return text_of(entered).folded


def _split(plain: str) -> Iterator[str]:
    """Words, marks still on their letters; those of which nothing is left by folding are none."""
    bare = IGNORED.sub("", plain)
    kept = "".join(one if one.isalnum() or unicodedata.combining(one) else " " for one in bare)
    return (one for one in kept.split() if _without_marks(one))


def _without_marks(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    return "".join(_digit(one) for one in apart if one.isalnum())


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None) if not letter.isascii() else None
    return letter if value is None else str(value)


@lru_cache(maxsize=50_000)
def word_of(plain: str) -> Word:
    """The three forms of a word that is case-folded, its marks still on its letters."""
    composed = unicodedata.normalize("NFC", plain)
    carrier = composed[1:] if composed.startswith("ئ") and len(composed) > 1 else composed
    own = _without_marks(carrier.translate(LETTERS)).translate(LETTERS)
    latin = latin_of(composed) or own
    return Word(own, latin, skeleton_of(latin))


def latin_of(word: str) -> str:
    """A word in Latin letters without marks: Sorani and Arabic letter by letter, Kurmanji as English spells it."""
    if "\u0600" <= word[0] <= "\u06ff" and not word[0].isdecimal():
        bare = "".join(one for one in word if not unicodedata.combining(one))
        return _written(bare[2:] if bare.startswith("ال") and len(bare) > 4 else bare)
    for letter, spelled in SPELLED:
        word = word.replace(letter, spelled)
    return _without_marks(word.translate(LETTERS))


def _written(word: str) -> str:
    found: list[str] = []
    index = 0
    while index < len(word):
        letter = word[index]
        following = word[index + 1 : index + 2]
        if letter == "و" and following == "و":
            found.append("u")
            index += 1
        elif letter in GLIDES:
            beside = following in VOWELS or word[index - 1 : index] in VOWELS if index else True
            found.append(GLIDES[letter][0 if beside else 1])
        elif letter == "ه" and index and not following:
            found.append("e")  # Sorani typed without its e; a heh at the end is seldom anything else
        else:
            found.append(CONSONANTS.get(letter, VOWELS.get(letter, _digit(letter) if letter.isalnum() else "")))
        index += 1
    return "".join(found)


def skeleton_of(latin: str) -> str:
    """The consonants by their sound: w, y and h only where they begin the word; doubled ones once."""
    for letters, sound in SOUNDS:
        latin = latin.replace(letters, sound)
    return DOUBLED.sub(r"\1", SILENT.sub("", latin))


def errors_forgiven(word: str) -> int:
    """Letters wrong, missing, too many or swapped that are forgiven in a word that is searched for."""
    return 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0


def remainders(word: str, errors: int) -> set[str]:
    """What is left of a word's beginning without up to `errors` letters: two words that near share one of them."""
    start = word[:PREFIX]
    found = {start}
    for number in range(1, min(errors, len(start) - 1) + 1):
        found |= {
            "".join(start[index] for index in kept) for kept in combinations(range(len(start)), len(start) - number)
        }
    return found


# What a record is found by. The first character of a key says of which sort it is.

WHOLE, BEGINNING, FOLDED, LATIN, SKELETON, REMAINDER, DESCRIPTION = "0123456"
SEARCHED = ("name", "name_en", "name_ckb", "name_kmr", "name_ar", "title", "acronym")
LOCALES = {"en": "name_en", "ckb": "name_ckb", "kmr": "name_kmr", "ar": "name_ar"}


def texts_of(properties: Mapping[str, Any]) -> list[str]:
    """The names of a record, that by which it goes first."""
    own = properties.get("name") or properties.get("title")
    found = [own, *(properties.get(one) for one in SEARCHED), *(properties.get("aliases") or ())]
    return list(dict.fromkeys(one for one in found if one))


def keys_of(properties: Mapping[str, Any]) -> dict[str, str | None]:
    """The derived properties by which a record is searched; null for one without a name."""
    texts = texts_of(properties)
    if not texts:
        return {"search_name": None, "search_keys": None}
    keys: set[str] = set()
    for index, entered in enumerate(texts):
        text = text_of(entered)
        if text.words:
            for latin, form in enumerate((text.folded, text.latin)):
                keys.add(WHOLE + joined(form))
                if index or latin:
                    keys.add(BEGINNING + joined(form))
        keys |= {LATIN + text.run.latin, SKELETON + text.run.skeleton}
        for word in text.words:
            keys |= {FOLDED + word.folded, LATIN + word.latin, SKELETON + word.skeleton}
            if len(word.latin) > 2:
                keys |= {REMAINDER + one for one in remainders(word.latin, 2 if len(word.latin) > 5 else 1)}
    keys |= {DESCRIPTION + word for word in described(properties.get("description"))}
    return {"search_name": text_of(texts[0]).folded, "search_keys": " ".join(sorted(keys))}


@lru_cache(maxsize=2_000)
def described(description: str | None) -> frozenset[str]:
    """The folded words of a description."""
    plain = unicodedata.normalize("NFKC", (description or "")[:DESCRIBED]).casefold()
    return frozenset(word_of(one).folded for one in _split(LEGACY_E.sub("ە", plain)))


def joined(form: str) -> str:
    return form.replace(" ", "_")


class Match(NamedTuple):
    """How well a record matches, from 0 to 1, and by which of its texts."""

    score: float
    text: str


@dataclass(frozen=True)
class Wanted:
    """What somebody searches for."""

    text: Text

    @classmethod
    def of(cls, entered: str) -> Wanted:
        return cls(text_of(entered))

    # Which keys of the index to ask for

    @property
    def same(self) -> str:
        """The query for records of which a name is this."""
        return " ".join(dict.fromkeys(WHOLE + joined(form) for form in (self.text.folded, self.text.latin)))

    @property
    def others(self) -> str:
        """The query for all other records that can match; every one that does is found by it."""
        words = self.text.words
        named = " ".join(f"+({self._word(word, word is words[-1])})" for word in words)
        described = " ".join(f"+({self._described(word, word is words[-1])})" for word in words)
        beginning = " ".join(
            dict.fromkeys(f"{BEGINNING}{joined(form)}*" for form in (self.text.folded, self.text.latin))
        )
        run = self.text.run
        return f"{beginning} {LATIN}{run.latin} {SKELETON}{run.skeleton} ({named}) ({described})"

    def _word(self, word: Word, last: bool) -> str:
        keys = [FOLDED + word.folded, LATIN + word.latin]
        if last and len(word.folded) >= COMPLETED:
            keys += [f"{FOLDED}{word.folded}*", f"{LATIN}{word.latin}*"]
        keys.append(SKELETON + word.skeleton)
        if errors := errors_forgiven(word.latin):
            keys += sorted(REMAINDER + one for one in remainders(word.latin, errors))
        return " ".join(keys)

    def _described(self, word: Word, last: bool) -> str:
        completed = f" {DESCRIPTION}{word.folded}*" if last and len(word.folded) >= COMPLETED else ""
        return f"{DESCRIPTION}{word.folded}{completed}"

    # How well a record matches

    def match(self, texts: Sequence[str], description: str | None = None, localized: str | None = None) -> Match | None:
        """The best of a record's texts, of which the first is its own name; of two as good, that of the language."""
        best: Match | None = None
        for index, entered in enumerate(texts):
            score = self._text(text_of(entered), index == 0)
            if score and (best is None or (score, entered == localized) > (best.score, best.text == localized)):
                best = Match(score, entered)
        if best is None and description and self._is_described(described(description)):
            return Match(0.3, excerpt(description, self.text.words[0]))
        return best

    def _text(self, text: Text, own: bool) -> float:
        if text.folded == self.text.folded:
            return 1.0
        if text.latin == self.text.latin:
            return 0.97
        if own and text.folded.startswith(self.text.folded):
            return 0.9
        if text.folded.startswith(self.text.folded) or text.latin.startswith(self.text.latin):
            return 0.87
        run = sounding(self.text.run, text.run) if self.text.run.latin != text.run.latin else 0.97
        total = 0.0
        for word in self.text.words:
            best = max((self._alike(word, one) for one in text.words), default=0.0)
            if not best:
                return round(0.85 * run, 4)
            total += best
        covered = min(1.0, len(self.text.words) / len(text.words))
        return round(0.85 * max(run, total / len(self.text.words) * (0.8 + 0.2 * covered)), 4)

    def _alike(self, word: Word, other: Word) -> float:
        """How well a word that is searched for and one of a name agree."""
        if word.folded == other.folded:
            return 1.0
        if word.latin == other.latin:
            return 0.97
        if word is self.text.words[-1] and len(word.folded) >= COMPLETED:
            if other.folded.startswith(word.folded):
                return 0.9
            if other.latin.startswith(word.latin):
                return 0.87
        errors = errors_forgiven(word.latin)
        if errors and OSA.distance(word.latin, other.latin, score_cutoff=errors) <= errors:
            return 0.45 + 0.4 * OSA.normalized_similarity(word.latin, other.latin)
        return sounding(word, other)

    def _is_described(self, words: frozenset[str]) -> bool:
        *whole, last = (word.folded for word in self.text.words)
        completed = len(last) >= COMPLETED and any(one.startswith(last) for one in words)
        return all(one in words for one in whole) and (last in words or completed)


def sounding(word: Word, other: Word) -> float:
    """How well two words agree that sound alike; 0 if they do not."""
    if word.skeleton != other.skeleton:
        return 0.0
    similarity = OSA.normalized_similarity(word.latin, other.latin)
    return 0.45 + 0.4 * similarity if similarity >= SOUNDS_ALIKE[len(word.skeleton) > 1] else 0.0


def excerpt(description: str, word: Word, around: int = 60) -> str:
    """The part of a description in which a word stands."""
    for place in re.finditer(r"\w+", description):
        if word.folded in (found.folded for found in text_of(place.group()).words) or folded(place.group()).startswith(
            word.folded
        ):
            start, end = max(0, place.start() - around), place.end() + around
            before, after = "…" if start else "", "…" if end < len(description) else ""
            return f"{before}{description[start:end].strip()}{after}"
    return description[: 2 * around]


def ranked(matches: Iterable[tuple[str, str, Match | None]], most: int) -> list[list[Any]]:
    """Rows [id, score, text, name] of (id, folded name, match), the best first; equals by name, then by id."""
    rows = sorted((-found.score, name, id, found.text) for id, name, found in matches if found is not None)
    return [[id, -score, text, name] for score, name, id, text in rows[:most]]
