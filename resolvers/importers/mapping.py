"""`peyman import csv`: any table, by a mapping file that says which columns make which records.

The mapping (TOML) is checked whole against the declared records before a row is read.  Each `[[record]]` of it makes at
most one record of a row, known by an external id made from columns; rows that name the same id are one record.  Links
lead to another record of the same row, or to whatever has an external id, in the file or in the graph.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from graph.edits import EditRefused
from graph.kinds import LOCALES, ValueProblem
from graph.model import Link, Model, Record, Stored
from graph.rules import writable_link
from resolvers.importers.drafts import Draft, Mapped, Problem, digest, staged, tidy
from resolvers.importers.reading import Row, Table, read_table, text_of
from settings import OperatorError

COLUMN = re.compile(r"\{([^{}]+)\}")
YES, NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
Toml = Mapping[str, Any]


class MappingWrong(Exception):
    """The mapping file cannot be used: where in it, what was found, what to do."""


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
        text = tidy(COLUMN.sub(lambda found: row[found[1]], self.template)) if self.columns else self.template
        if self.choices:
            chosen = self.choices.get(text, self.otherwise)
            if chosen is None:
                raise CellWrong(self.column, f"{text[:80]!r} is not in `map`", f"Write one of {', '.join(self.choices)}.")
            text = chosen
        if self.date is not None and text:
            try:
                text = datetime.strptime(text, self.date).date().isoformat()  # noqa: DTZ007
            except ValueError:
                raise CellWrong(
                    self.column, f"{text[:80]!r} is no date of the form {self.date}", "Correct it, or `format`."
                ) from None
        return text

    def parts(self, row: Row) -> list[str]:
        text = self.of(row)
        pieces = text.split(self.split) if self.split else [text]
        return list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))

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
        except (ValueProblem, KeyError) as problem:
            told = str(problem) if isinstance(problem, ValueProblem) else f"it lacks {problem}"
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
                return float(text)
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


# The mapping file


def read_mapping(path: Path, model: Model) -> TableMapping:
    """The mapping in a TOML file; raises `OperatorError` for one that cannot be used."""
    try:
        content: Toml = tomllib.loads(text_of(path))
        parts = tuple(_parts(content, model))
        columns = [column for part in parts for column in _columns(part)]
        return TableMapping(parts, content.get("encoding"), content.get("separator"), tuple(dict.fromkeys(columns)))
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(f"{path} is not TOML: {error}.", "Mend it there.") from None
    except MappingWrong as wrong:
        problem, remedy = wrong.args
        raise OperatorError(f"{path}: {problem}.", remedy) from None


def _parts(content: Toml, model: Model) -> list[Part]:
    _known("the mapping", content, ("record", "encoding", "separator"))
    given = content.get("record")
    if not isinstance(given, list) or not given:
        raise MappingWrong("it has no [[record]]", "Write at least one, with type, id and values.")
    parts: list[Part] = []
    for number, one in enumerate(cast(list[Any], given), 1):
        where = f"record {number}"
        if not isinstance(one, dict):
            raise MappingWrong(f"{where} is no table", "Write [[record]].")
        parts.append(_part(where, cast(Toml, one), model))
    names = [part.name for part in parts]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise MappingWrong(f"two records are called {twice[0]!r}", "Give each a `name` of its own.")
    for part in parts:
        for name, target in part.links.items():
            if target.record is not None and target.record not in names:
                raise MappingWrong(f"{part.name}.links.{name} leads to {target.record!r}, which is no record", _named(names))
    return parts


def _part(where: str, one: Toml, model: Model) -> Part:
    _known(where, one, ("name", "type", "id", "when", "values", "links", "also"))
    type_name = one.get("type")
    types = [record.name for record in model.concrete() if "marking" in record.fields and record.administered is None]
    if type_name not in types:
        raise MappingWrong(f"{where} has the type {type_name!r}", _named(types))
    record = model[cast(str, type_name)]
    values: list[Value] = []
    for name, given in _table(where, one, "values").items():
        storage = record.fields.get(name)
        if not isinstance(storage, Stored) or not storage.writable:
            fields = [name for name, stored in record.stored() if stored.writable]
            raise MappingWrong(f"{where}: {type_name} has no value {name!r}", _named(fields))
        values.append(_value(f"{where}.values.{name}", name, storage, given))
    links: dict[str, Target] = {}
    for name, given in _table(where, one, "links").items():
        links[name] = _target(f"{where}.links.{name}", name, record, given, model)
    when = one.get("when", [])
    also = one.get("also", [])
    return Part(
        str(one.get("name") or type_name),
        record,
        _key(f"{where}.id", one.get("id")),
        (when,) if isinstance(when, str) else tuple(str(column) for column in when),
        tuple(values),
        links,
        tuple(_key(f"{where}.also", key) for key in (also if isinstance(also, list) else [also])),
    )


def _value(where: str, name: str, storage: Stored, given: Any) -> Value:
    composed = {"names": ("text", *LOCALES), "moment": ("local", "zone")}.get(storage.kind.name, ())
    if isinstance(given, dict) and not {"column", "columns"} & cast(Toml, given).keys():
        _known(where, cast(Toml, given), composed)
        return Value(name, storage, {part: _text(f"{where}.{part}", text) for part, text in cast(Toml, given).items()})
    if storage.kind.name == "moment":
        raise MappingWrong(f"{where} is a moment", "Write { local = …, zone = … }.")
    text = _text(where, given)
    if storage.kind.values and not text.columns and text.template not in storage.kind.values:
        raise MappingWrong(f"{where} is {text.template!r}", _named(sorted(storage.kind.values)))
    for chosen in (*text.choices.values(), *([text.otherwise] if text.otherwise else [])):
        if storage.kind.values and chosen not in storage.kind.values:
            raise MappingWrong(f"{where} maps to {chosen!r}", _named(sorted(storage.kind.values)))
    return Value(name, storage, {"": text})


def _text(where: str, given: Any) -> Text:
    if isinstance(given, bool):
        return Text(str(given).lower(), ())
    if isinstance(given, str | int | float):
        return Text(str(given), tuple(COLUMN.findall(str(given))))
    if not isinstance(given, dict):
        raise MappingWrong(f"{where} is {given!r}", 'Write a text such as "{column}", or { column = …, … }.')
    found = cast(Toml, given)
    _known(where, found, ("column", "map", "otherwise", "format", "split"))
    column = str(found.get("column") or "")
    if not column:
        raise MappingWrong(f"{where} names no column", "Write { column = … }.")
    choices = {str(key): str(value) for key, value in _table(where, found, "map").items()}
    return Text("{" + column + "}", (column,), choices, found.get("otherwise"), found.get("format"), found.get("split"))


def _key(where: str, given: Any) -> Key:
    found: Toml = cast(Toml, given) if isinstance(given, dict) else {}
    _known(where, found, ("scheme", "column", "columns"))
    columns = found.get("columns") or [found.get("column")]
    scheme = found.get("scheme")
    if not isinstance(scheme, str) or not scheme or ":" in scheme or not all(isinstance(one, str) for one in columns):
        raise MappingWrong(f"{where} is no external id", "Write { scheme = …, column = … }; a scheme has no colon.")
    return Key(scheme, tuple(columns))


def _target(where: str, name: str, record: Record, given: Any, model: Model) -> Target:
    try:
        link: Link = writable_link(model, record.name, name)
    except EditRefused as refused:
        names = [one for one, stored in record.links() if stored.writable and one != "owner"]
        raise MappingWrong(f"{where}: {refused}", _named(names)) from None
    if isinstance(given, str):
        return Target(record=given)
    key = _key(where, {name: value for name, value in cast(Toml, given).items() if name != "split"})
    if len(key.columns) > 1 or ("split" in given and not link.many):
        raise MappingWrong(f"{where} holds one record" if not link.many else f"{where} names several columns", "Name one.")
    return Target(None, key.scheme, Text("{" + key.columns[0] + "}", key.columns, split=given.get("split")))


def _columns(part: Part) -> Sequence[str]:
    texts = [text for value in part.values for text in value.parts.values()]
    texts += [target.text for target in part.links.values() if target.text is not None]
    keys = [part.id, *part.also]
    return [*(column for key in keys for column in key.columns), *part.when, *(one for text in texts for one in text.columns)]


def _table(where: str, of: Toml, name: str) -> Toml:
    found = of.get(name, {})
    if not isinstance(found, dict):
        raise MappingWrong(f"{where}.{name} is no table", f"Write [record.{name}].")
    return cast(Toml, found)


def _known(where: str, given: Toml, names: Sequence[str]) -> None:
    for name in given:
        if name not in names:
            raise MappingWrong(f"{where} has {name!r}", _named(names) if names else "Write one text.")


def _named(names: Sequence[str]) -> str:
    return f"Choose of {', '.join(names)}."
