"""A record as cells of a table: which columns a type has, and what stands in them.

Lists stand in one cell, their members one a line, since names hold every other separator.  A cell that a spreadsheet
would take for a formula gets an apostrophe before it, and so does one that has such an apostrophe already: what reads
the table back takes exactly one away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auth.permissions import Permission
from graph.kinds import LOCALES
from graph.model import Record
from resolvers.exporters.pages import links_of, values_of

Cell = str | int | float | bool | None
HEAD = ("id", "type", "record", "marking", "owner", "compartments", "externalIds")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What begins like this is worked out by some spreadsheet, once it has stripped the apostrophes."""
SEPARATOR = "\n"


def columns_of(record: Record, permissions: frozenset[Permission], confidential: bool) -> list[str]:
    """The columns of a type, `HEAD` first."""
    found: list[str] = list(HEAD)
    for name, stored in values_of(record, permissions, confidential):
        match stored.kind.name:
            case "names":
                found += [name, *(f"{name}_{locale}" for locale in LOCALES)]
            case "moment":
                found += [f"{name}_local", f"{name}_zone"]
            case _:
                found.append(name)
    return [*found, *(name for name, _ in links_of(record))]


def cells(item: Mapping[str, Any], record: Record, base: str) -> dict[str, Cell]:
    """What stands in the columns of a record, by name; columns that are empty may be left out."""
    found: dict[str, Cell] = {
        "id": item["id"],
        "type": item["__typename"],
        "record": url_of(base, item["id"]),
        "marking": item["marking"],
        "owner": item["owner"]["id"] if item.get("owner") else None,
        "compartments": SEPARATOR.join(item["compartments"]),
        "externalIds": SEPARATOR.join(f"{one['scheme']}:{one['value']}" for one in item["externalIds"]),
    }
    for name, stored in record.stored():
        if name not in item or name in found:
            continue
        value = item[name]
        match stored.kind.name:
            case "names":
                found |= {name: value, **{f"{name}_{locale}": text for locale, text in names_of(item, name).items()}}
            case "fuzzy date":
                found[name] = value["edtf"] if value else None
            case "moment":
                found |= {f"{name}_local": value["local"], f"{name}_zone": value["zone"]} if value else {}
            case "texts":
                found[name] = SEPARATOR.join(value)
            case _:
                found[name] = value
    for name, _ in links_of(record):
        found[name] = SEPARATOR.join(ends_of(item, name))
    return found


def names_of(item: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text by the locales that it is really kept in: one that stands in for another is not told twice."""
    return {
        locale: item[f"{name}_{locale}"]
        for locale in LOCALES
        if item.get(f"{name}_{locale}_in") == locale and item.get(f"{name}_{locale}")
    }


def ends_of(item: Mapping[str, Any], name: str) -> list[str]:
    """Ids of the records that a link leads to, of those that the viewer sees."""
    value = item.get(name)
    if not value:
        return []
    return [one["id"] for one in value["nodes"]] if "nodes" in value else [value["id"]]


def url_of(base: str, id: str) -> str:
    """Where a record is found; without PEYMAN_PUBLIC_URL a URN, which names it and leads nowhere (RFC 9562)."""
    return f"{base}/records/{id}" if base else f"urn:uuid:{id}"


def defused(value: Cell) -> Cell:
    """The cell as it may stand in a spreadsheet; numbers are numbers."""
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def fused(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
