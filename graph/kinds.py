"""The kinds of value a record stores, and how each is kept in Neo4j.

A kind says which properties a field of it occupies, how an input value becomes those properties (or a
`ValueProblem` that says what to write instead), and which never-null key orders by it.  Everything that
reads or writes a record goes through here, so a value has one form on disk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Stored = dict[str, Any]
LOCALES = ("en", "ckb", "kmr", "ar")
FALLBACK: Mapping[str, tuple[str, ...]] = {
    "en": ("en", "ckb", "kmr", "ar"),
    "ckb": ("ckb", "kmr", "ar", "en"),
    "kmr": ("kmr", "ckb", "en", "ar"),
    "ar": ("ar", "ckb", "en", "kmr"),
}
"""Per asked locale, the order in which the others stand in for it; last of all the name as entered."""
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
LAST_TEXT = chr(0x10FFFF)
"""After every text: what is missing comes last."""
EDTF_LENGTH = 100
ORDER_LENGTH = 200
"""Characters of an order key: Neo4j refuses index entries of over 8 kB; the id settles equal keys."""


PRIVATE_AND_SPECIAL = dict.fromkeys(range(0xE000, 0x10000), 0xD7FF)


class ValueProblem(ValueError):
    """A value that cannot be stored: says what was found and what to write instead."""


def fold(text: str) -> str:
    """The key by which text is ordered: compatibility-normalized, case-folded, cut to `ORDER_LENGTH`.

    Neo4j compares what is stored by code points, but a parameter, so a cursor, by units of UTF-16: U+E000 to U+FFFF
    come before the higher planes in one and after them in the other, and pages would skip rows.  Here they are one.
    """
    return unicodedata.normalize("NFKC", text).casefold()[:ORDER_LENGTH].translate(PRIVATE_AND_SPECIAL)


@lru_cache(maxsize=50_000)
def edtf_days(text: str) -> tuple[str, str]:
    """Earliest and latest day, ISO, of an EDTF level 1 expression; open ends reach to year 1 and 9999."""
    from edtf import EDTFParseException, parse_edtf  # pyright: ignore[reportUnknownVariableType]  # 60 ms to import: only when a date is written

    candidate = text.strip()
    if len(candidate) > EDTF_LENGTH:
        raise ValueProblem(f"{candidate[:40]!r}… is too long for an EDTF date: write 2014, 2014-02-28 or 2014/2016")
    try:
        day = date.fromisoformat(candidate)
    except ValueError:
        pass
    else:
        return day.isoformat(), day.isoformat()
    try:
        parsed: Any = cast(Any, parse_edtf)(candidate)
    except EDTFParseException:
        raise ValueProblem(
            f"{text!r} is not an EDTF date: write 2014, 2014-02, 2014-02-28, 2014-02~, 2014/2016 or 2014/.."
        ) from None
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return _iso(lower, FIRST_DAY), _iso(upper, LAST_DAY)


def _iso(moment: Any, unbounded: str) -> str:
    year = getattr(moment, "tm_year", None)
    if year is None or not 1 <= year <= 9999:
        return unbounded
    return f"{year:04d}-{moment.tm_mon:02d}-{moment.tm_mday:02d}"


def utc_text(moment: datetime) -> str:
    """An instant as it is stored and compared: `2026-11-23T20:15:00.000000Z`, fixed width."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def zoned(local: str, zone: str) -> Stored:
    """Local wall time and IANA zone, with the instant in UTC; refuses offsets and times that a zone skips."""
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueProblem(f"{zone[:40]!r} is not an IANA time zone: write one such as Asia/Baghdad") from None
    try:
        naive = datetime.fromisoformat(local)
    except ValueError:
        raise ValueProblem(f"{local[:40]!r} is not a local time: write it as 2026-11-23T14:30") from None
    if naive.tzinfo is not None:
        raise ValueProblem(f"{local!r} carries an offset: write the local time alone, and its zone beside it")
    try:
        instant = naive.replace(tzinfo=tz).astimezone(UTC)
        returned = instant.astimezone(tz).replace(tzinfo=None)
    except OverflowError:
        raise ValueProblem(f"{local!r} is beyond the years 1 to 9999 in UTC: write a time within them") from None
    if returned != naive:
        raise ValueProblem(f"{local!r} does not exist in {zone}: clocks skip it; choose a time an hour later")
    return {"local": naive.isoformat(timespec="minutes"), "zone": zone, "utc": utc_text(instant)}


class Plaintext:
    """A confidential value on its way to being encrypted. The driver cannot send it, and no message shows it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Plaintext(…)"


@dataclass(frozen=True)
class Kind:
    """How one sort of value is stored.

    `parts` are the suffixes of its properties ("" is the field's own name); `store` turns an input value
    into {suffix: value}; `order` gives the order key from those stored parts, never null.
    """

    name: str
    store: Callable[[Any], Stored]
    parts: tuple[str, ...] = ("",)
    order: Callable[[Stored], str | int | float] | None = None
    values: frozenset[str] = field(default_factory=frozenset[str])
    bounds: tuple[int, int] | None = None
    """Of whole numbers: the least and the greatest that it takes."""

    def properties(self, prop: str) -> tuple[str, ...]:
        return tuple(part_name(prop, part) for part in self.parts)

    def stored(self, prop: str, value: Any, *, ordered: bool) -> Stored:
        """All properties of the field `prop` for `value` (None clears them), the order key included."""
        parts = dict.fromkeys(self.parts) if value is None else self.store(value)
        found = {part_name(prop, part): parts.get(part) for part in self.parts}
        if ordered and self.order is not None:
            found[order_property(prop)] = self.order(parts)
        return found


def part_name(prop: str, part: str) -> str:
    return f"{prop}_{part}" if part else prop


def order_property(prop: str) -> str:
    """The stored, never-null key that orders by `prop`."""
    return f"order_{prop}"


def _text(value: Any) -> Stored:
    if not isinstance(value, str):
        raise ValueProblem(f"{value!r} is not text")
    if "\x00" in value:
        raise ValueProblem("text may not hold the character U+0000: remove it")
    return {"": unicodedata.normalize("NFC", value)}


def _confidential(value: Any) -> Stored:
    return {"": Plaintext(_text(value)[""])}


def _integer(value: Any) -> Stored:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise ValueProblem(f"{value!r} is not a whole number of at most 63 bits")
    return {"": value}


def _number(value: Any) -> Stored:
    return {"": float(value)}


def _boolean(value: Any) -> Stored:
    return {"": bool(value)}


def _texts(value: Any) -> Stored:
    return {"": [_text(item)[""] for item in value]}


def _fuzzy(value: Any) -> Stored:
    text = value if isinstance(value, str) else str(value)
    earliest, latest = edtf_days(text.strip())
    return {"": text.strip(), "earliest": earliest, "latest": latest}


def _moment(value: Any) -> Stored:
    if isinstance(value, Mapping):
        return zoned(str(value["local"]), str(value["zone"]))  # pyright: ignore[reportUnknownArgumentType]
    raise ValueProblem(f"{value!r} is not a moment: give its local time and its zone")


def _instant(value: Any) -> Stored:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueProblem(f"{value!r} has no offset: an instant is written as 2026-11-23T11:30:00Z")
    return {"": utc_text(moment)}


def _day(value: Any) -> Stored:
    try:
        return {"": value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()}
    except (TypeError, ValueError):
        raise ValueProblem(f"{value!r} is not a day: write it as 2026-11-23") from None


def _names(value: Any) -> Stored:
    """A text in several languages: a plain string is the text as entered; a mapping gives `text` and locales."""
    entered: Any = {"text": value} if isinstance(value, str) else dict(value)
    parts = {locale: _text(entered[locale])[""].strip() for locale in LOCALES if entered.get(locale)}
    text = entered.get("text")
    own = _text(text)[""].strip() if text else next((parts[locale] for locale in LOCALES if locale in parts), "")
    if not own:
        raise ValueProblem("a name is empty: give its text, or the text in one of " + ", ".join(LOCALES))
    return {"": own, **parts}


def _by_text(parts: Stored) -> str:
    text = parts.get("")
    return LAST_TEXT if text is None else fold(text)


def _enumerated(values: frozenset[str]) -> Callable[[Any], Stored]:
    def store(value: Any) -> Stored:
        text = getattr(value, "value", value)
        if text not in values:
            raise ValueProblem(f"{text!r} is not one of {', '.join(sorted(values))}")
        return {"": text}

    return store


TEXT = Kind("text", _text, order=_by_text)
CONFIDENTIAL = Kind("confidential", _confidential)
IDENTITY = Kind("id", _text, order=_by_text)
INTEGER = Kind("integer", _integer, order=lambda parts: parts.get("") if parts.get("") is not None else 2**62)  # type: ignore[arg-type,return-value]
NUMBER = Kind("number", _number, order=lambda parts: parts.get("") if parts.get("") is not None else 1e300)  # type: ignore[arg-type,return-value]
BOOLEAN = Kind("boolean", _boolean)
TEXTS = Kind("texts", _texts)
DAY = Kind("day", _day, order=lambda parts: parts.get("") or LAST_DAY)
INSTANT = Kind("instant", _instant, order=lambda parts: parts.get("") or LAST_DAY)
FUZZY_DATE = Kind("fuzzy date", _fuzzy, ("", "earliest", "latest"), lambda parts: parts.get("earliest") or LAST_DAY)
MOMENT = Kind("moment", _moment, ("local", "zone", "utc"), lambda parts: parts.get("utc") or LAST_DAY)
NAMES = Kind("names", _names, ("", *LOCALES), _by_text)


def scale(least: int, most: int) -> Kind:
    """Whole numbers from `least` to `most`."""

    def store(value: Any) -> Stored:
        found = _integer(value)
        if not least <= value <= most:
            raise ValueProblem(f"{value} is beyond the scale: write a whole number from {least} to {most}")
        return found

    return Kind("integer", store, order=INTEGER.order, bounds=(least, most))


def enumeration(values: frozenset[str]) -> Kind:
    """The kind of an enum with these values, stored by name."""
    return Kind("enum", _enumerated(values), order=lambda parts: parts.get("") or "~", values=values)


def localized(values: Mapping[str, str | None], locale: str | None) -> tuple[str | None, str | None]:
    """The text for `locale` and the locale it is in, by `FALLBACK`; (text as entered, None) when none fits."""
    if locale is not None:
        for candidate in FALLBACK[locale]:
            if values.get(candidate):
                return values[candidate], candidate
    return values.get(""), None


def today() -> str:
    """Today in UTC, ISO: what `overdue` is measured against."""
    return datetime.now(UTC).date().isoformat()
