"""`peyman import peyman`: a table that `peyman export csv` wrote, back into a graph, be it another or an empty one.

Records get ids of their own there, and keep those that they had as external ids (`peyman:…`), by which a second import
finds them.  Markings, owners and compartments are those of the file.  What an export does not tell, the readers of RED
records and with whom AMBER ones were shared, cannot come back: the former are refused, the latter seen by fewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.kinds import LOCALES, ValueProblem
from graph.model import Model, Record, Stored
from resolvers.exporters.columns import HEAD, SEPARATOR, fused
from resolvers.exporters.pages import exportable, links_of
from resolvers.importers.drafts import AREA_SCHEME, Draft, Mapped, Problem, staged
from resolvers.importers.reading import Row, Table, read_table

SCHEME = "peyman"
AREA = "CooperationArea"


def mapped(path: Path, model: Model) -> Mapped:
    """Drafts of all rows of an exported table."""
    return mapped_table(read_table(path, HEAD), model)


def mapped_table(table: Table, model: Model) -> Mapped:
    return _Mapping(table, model).result()


class _Mapping:
    def __init__(self, table: Table, model: Model) -> None:
        self._model = model
        self._found = Mapped(rows=len(table.rows) + len(table.problems), problems=list(table.problems))
        self._types = set(exportable(model))
        self._rows = table.rows
        self._keys = {row["id"]: _key(row) for row in table.rows}
        self._elsewhere = Counter[str]()

    def result(self) -> Mapped:
        drafts: dict[str, Draft] = {}
        for row in self._rows:
            if row["type"] == AREA:
                continue  # reference data, which every graph has
            if row["type"] not in self._types:
                self._wrong(row, "type", f"{row['type'][:40]!r} is no type of records", "Export the table again.")
                continue
            draft = self._draft(row, self._model[row["type"]])
            if draft is None:
                continue
            if draft.key in drafts:
                self._wrong(row, "id", f"{row['id']!r} stands in an earlier row", "Leave one of them.")
                continue
            drafts[draft.key] = draft
        for name, number in sorted(self._elsewhere.items()):
            self._found.notices.append(f"{number} links {name} lead to records that are not in the file: left out")
        self._found.stages = staged(drafts, self._found.problems)
        return self._found

    def _wrong(self, row: Row, column: str, found: str, remedy: str) -> None:
        self._found.problems.append(Problem(row.line, column, found, remedy))

    def _draft(self, row: Row, record: Record) -> Draft | None:
        before = len(self._found.problems)
        values: dict[str, Any] = {}
        for name, stored in record.stored():
            if not stored.writable:
                continue
            try:
                value = _value(row, name, stored)
                if value is not None:
                    stored.kind.stored(stored.prop, value, ordered=False)
                    values[name] = value
            except ValueError as problem:
                told = (
                    str(problem)
                    if isinstance(problem, ValueProblem)
                    else f"{row[name][:80]!r} is no {stored.kind.name}"
                )
                self._wrong(row, name, told, "Correct it, or leave it empty.")
        if row["marking"] == "RED":
            found = "the record is RED, and an export does not tell who its readers are"
            self._wrong(row, "marking", found, "Give it another marking, or enter it by hand.")
        if not row["id"]:
            self._wrong(row, "id", "it is empty", "Export the table again.")
        if len(self._found.problems) > before:
            return None
        return Draft(
            record.name,
            _key(row),
            values,
            self._links(row, record),
            row.line,
            [key for key in fused(row["externalIds"]).split(SEPARATOR) if ":" in key],
            marking=row["marking"],
            owner=self._keys.get(row["owner"]) if row["owner"] else None,
            compartments=_listed(row["compartments"]),
        )

    def _links(self, row: Row, record: Record) -> dict[str, list[str]]:
        links: dict[str, list[str]] = {}
        for name, link in links_of(record):
            ends = _listed(row[name])
            told = [end for end in ends if end in self._keys or link.required]
            if len(told) < len(ends):
                self._elsewhere[f"{record.name}.{name}"] += len(ends) - len(told)
            if told:
                links[name] = [self._keys.get(end, f"{SCHEME}:{end}") for end in told]
        return links


def _key(row: Row) -> str:
    """Of an area its number, by which it is found in every graph."""
    return f"{AREA_SCHEME}:{row['number']}" if row["type"] == AREA else f"{SCHEME}:{row['id']}"


def _listed(cell: str) -> list[str]:
    return [one for one in fused(cell).split(SEPARATOR) if one]


def _value(row: Row, name: str, stored: Stored) -> Any:
    """The input value in the cells of a field; None for none. Raises `ValueError`."""
    text = fused(row[name])
    match stored.kind.name:
        case "names":
            parts: Mapping[str, str] = {"text": text, **{one: fused(row[f"{name}_{one}"]) for one in LOCALES}}
            return {part: found for part, found in parts.items() if found} or None
        case "moment":
            local, zone = fused(row[f"{name}_local"]), fused(row[f"{name}_zone"])
            return {"local": local, "zone": zone} if local or zone else None
        case "texts":
            return text.split(SEPARATOR) if text else None
        case "integer":
            return int(text) if text else None
        case "number":
            return float(text) if text else None
        case "boolean":
            if text not in ("", "true", "false"):
                raise ValueError
            return text == "true" if text else None
        case _:
            return text or None
