"""How the sample is written down: entries that refer to one another by key.

The key is also the record's external id (scheme `peyman-sample`), by which a second load finds it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One record: values and links by GraphQL name; links and owner name keys, areas `area:<number>`."""

    type: str
    key: str
    values: Mapping[str, Any]
    links: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    marking: str = "CLEAR"
    owner: str | None = None
    compartments: Sequence[str] = ()
    shared: Sequence[str] = ()
    """Organizations with which an AMBER record is shared."""
    readers: Sequence[str] = ()
    """E-mail addresses of those who see a RED record."""
    external_ids: Sequence[tuple[str, str]] = ()


def names(en: str, ckb: str | None = None, kmr: str | None = None, ar: str | None = None) -> dict[str, str]:
    """A name in the languages in which it is known."""
    found = {"text": en, "en": en, "ckb": ckb, "kmr": kmr, "ar": ar}
    return {locale: text for locale, text in found.items() if text}


def areas(*numbers: int) -> list[str]:
    return [f"area:{number}" for number in numbers]


def moment(local: str) -> dict[str, str]:
    """A time on the clocks of the Kurdistan Region."""
    return {"local": local, "zone": "Asia/Baghdad"}
