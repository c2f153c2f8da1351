"""`peyman import csv`: any table, by a mapping file that says which columns make which records.

The mapping (read and checked in `mapping_files`) is known before a row is read.  Each `[[record]]` of it makes at
most one record of a row, known by an external id made from columns; rows that name the same id are one record.  Links
lead to another record of the same row, or to whatever has an external id, in the file or in the graph.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.kinds import ValueProblem
from graph.model import Record, Stored
from resolvers.importers.drafts import Draft, Mapped, Problem, digest, staged, tidy
from resolvers.importers.reading import Row, Table, read_table

COLUMN = re.compile(r"\{([^{}]+)\}")
YES, NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})


class CellWrong(Exception):
    """A cell cannot be taken."""

    def __init__(self, column: str | None, found: str, remedy: str) -> None:
        super().__init__(found)
        self.column = column
        self.remedy = remedy


@dataclass(frozen=True)
class Text:
    """A constant, or a template `{column}`: empty where all columns of it are."""

    template: str
    columns: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    otherwise: str | None = None
    date: str | None = None
    split: str | None = None

    def of(self, row: Row) -> str:
        if self.columns and not any(row[column].strip() for column in self.columns):
            return ""
        text = self._written(row) if self.columns else self.template
        if self.choices:
            chosen = self.choices.get(tidy(text), self.otherwise)
            if chosen is None:
                raise CellWrong(
                    self.column, f"{text[:80]!r} is not in `map`", f"Write one of {', '.join(self.choices)}."
                )
            text = chosen
        if self.date is not None and text:
            try:
                text = datetime.strptime(text, self.date).date().isoformat()
            except ValueError:
                raise CellWrong(
                    self.column, f"{text[:80]!r} is no date of the form {self.date}", "Correct it, or `format`."
                ) from None
        return text

    def parts(self, row: Row) -> list[str]:
        text = self.of(row)
        pieces = text.split(self.split) if self.split else [text]
        return list(dict.fromkeys(tidy(piece) for piece in pieces if piece.strip()))

    def _written(self, row: Row) -> str:
        """The template filled in; line breaks stay, since descriptions have them."""
        return unicodedata.normalize("NFC", COLUMN.sub(lambda found: row[found[1]], self.template)).strip()

    @property
    def column(self) -> str | None:
        return ", ".join(self.columns) or None


@dataclass(frozen=True)
class Value:
    """A field of a record, and the texts that it is made of (one under "" unless it has parts)."""

    name: str
    storage: Stored
    parts: Mapping[str, Text]

    def of(self, row: Row) -> Any:
        """The input value, checked; None where the cells are empty."""
        kind = self.storage.kind
        column = next((text.column for text in self.parts.values()), None)
        found: Any
        if kind.name == "texts":
            found = self.parts[""].parts(row)
        elif "" in self.parts:
            found = _typed(kind.name, self.parts[""].of(row), column)
        else:
            found = {name: text for name, one in self.parts.items() if (text := one.of(row))}
        if found in ("", [], {}, None):
            return None
        try:
            kind.stored(self.storage.prop, found, ordered=False)
        except (ValueProblem, ValueError, KeyError) as problem:
            told = f"it lacks {problem}" if isinstance(problem, KeyError) else str(problem)
            raise CellWrong(column, told, f"Correct it: {self.name} is of the kind {kind.name}.") from None
        return found


def _typed(kind: str, text: str, column: str | None) -> Any:
    if not text:
        return None
    try:
        match kind:
            case "integer":
                return int(text)
            case "number":
                if not math.isfinite(number := float(text)):
                    raise ValueError
                return number
            case "boolean":
                if text.casefold() not in YES | NO:
                    raise ValueError
                return text.casefold() in YES
            case "enum":
                return text.upper().replace(" ", "_")
            case _:
                return text
    except ValueError:
        raise CellWrong(column, f"{text[:80]!r} is no {kind}", "Correct it, or leave it empty.") from None


@dataclass(frozen=True)
class Key:
    """An external id: `scheme` and the columns that make its value."""

    scheme: str
    columns: tuple[str, ...]

    def of(self, row: Row) -> str | None:
        """None where the columns are empty."""
        values = [tidy(row[column]) for column in self.columns]
        if not any(values):
            return None
        return f"{self.scheme}:{values[0] if len(values) == 1 else digest(*values)}"


@dataclass(frozen=True)
class Target:
    """Where a link leads: a record of the same row, or external ids in a column."""

    record: str | None = None
    scheme: str = ""
    text: Text | None = None


@dataclass(frozen=True)
class Part:
    """One `[[record]]` of a mapping."""

    name: str
    record: Record
    id: Key
    when: tuple[str, ...]
    values: tuple[Value, ...]
    links: Mapping[str, Target]
    also: tuple[Key, ...]


@dataclass(frozen=True)
class TableMapping:
    """A mapping file, checked."""

    parts: tuple[Part, ...]
    encoding: str | None
    separator: str | None
    columns: tuple[str, ...]
    """All that it names."""


def mapped(path: Path, mapping: TableMapping) -> Mapped:
    """Drafts of the table at `path`."""
    table = read_table(path, mapping.columns, encoding=mapping.encoding, separator=mapping.separator)
    return mapped_table(table, mapping)


def mapped_table(table: Table, mapping: TableMapping) -> Mapped:
    result = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
    found: dict[str, Draft] = {}
    repeated: dict[str, int] = {}
    for row in table.rows:
        keys = {part.name: part.id.of(row) for part in mapping.parts if _applies(part, row)}
        lost = set[str]()
        for part in mapping.parts:
            key = keys.get(part.name)
            if key is None:
                if part.name in keys:
                    columns = ", ".join(part.id.columns)
                    result.problems.append(Problem(row.line, columns, "the id is empty", "Write one, or set `when`."))
                continue
            try:
                draft = _draft(part, key, keys, row)
            except CellWrong as wrong:
                lost.add(part.name)
                result.problems.append(Problem(row.line, wrong.column, str(wrong), wrong.remedy))
                continue
            if any(target.record in lost for target in part.links.values()):
                lost.add(part.name)
                continue
            if key in found:
                if _differs(found[key], draft):
                    repeated[part.name] = repeated.get(part.name, 0) + 1
                draft = _together(found[key], draft)
            found[key] = draft
    for name, number in repeated.items():
        result.notices.append(f"{number} rows say something else of a {name} than an earlier row: the earlier is kept")
    result.stages = staged(found, result.problems)
    return result


def _applies(part: Part, row: Row) -> bool:
    return all(row[column].strip() for column in part.when)


def _draft(part: Part, key: str, keys: Mapping[str, str | None], row: Row) -> Draft:
    values = {value.name: found for value in part.values if (found := value.of(row)) is not None}
    links: dict[str, list[str]] = {}
    for name, target in part.links.items():
        if target.record is not None:
            ends = [end] if (end := keys.get(target.record)) else []
        else:
            assert target.text is not None
            ends = [f"{target.scheme}:{end}" for end in target.text.parts(row)]
        if ends:
            links[name] = ends
    also = [other for one in part.also if (other := one.of(row)) is not None]
    return Draft(part.record.name, key, values, links, row.line, also)


def _differs(one: Draft, other: Draft) -> bool:
    return any(name in one.values and one.values[name] != value for name, value in other.values.items())


def _together(one: Draft, other: Draft) -> Draft:
    """One record of two rows: what the first leaves open the second adds; links to many are those of both."""
    links = {
        name: list(dict.fromkeys((*one.links.get(name, ()), *other.links.get(name, ()))))
        for name in dict.fromkeys((*one.links, *other.links))
    }
    also = list(dict.fromkeys((*one.also, *other.also)))
    return Draft(one.type, one.key, {**other.values, **one.values}, links, one.line, also)
