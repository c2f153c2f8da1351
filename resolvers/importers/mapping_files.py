"""Reads the mapping file (TOML) of `peyman import csv` and checks it whole against the declared records.

Nothing is left to be found out row by row: an unknown field, value, link or key in it is refused here, with where it
stands and what may stand there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from graph.edits import EditRefused
from graph.kinds import LOCALES
from graph.model import Link, Model, Record, Stored
from graph.rules import writable_link
from resolvers.importers.drafts import AREA_SCHEME
from resolvers.importers.mapping import COLUMN, Key, Part, TableMapping, Target, Text, Value
from resolvers.importers.reading import text_of
from settings import OperatorError

Toml = Mapping[str, Any]


class MappingWrong(Exception):
    """The mapping file cannot be used: where in it, what was found, what to do."""


def read_mapping(path: Path, model: Model) -> TableMapping:
    """The mapping in a TOML file; raises `OperatorError` for one that cannot be used."""
    try:
        content: Toml = tomllib.loads(text_of(path))
        parts = tuple(_parts(content, model))
        columns = [column for part in parts for column in _columns(part)]
        encoding, separator = (_string("the mapping", content, name) for name in ("encoding", "separator"))
        if separator is not None and len(separator) != 1:
            raise MappingWrong(f"separator is {separator!r}", "Write one character.")
        return TableMapping(parts, encoding, separator, tuple(dict.fromkeys(columns)))
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
                raise MappingWrong(
                    f"{part.name}.links.{name} leads to {target.record!r}, which is no record", _named(names)
                )
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
        if storage.kind.name == "confidential":
            raise MappingWrong(f"{where}: {name} of {type_name} is confidential", "Enter it through the API.")
        values.append(_value(f"{where}.values.{name}", name, storage, given))
    links: dict[str, Target] = {}
    for name, given in _table(where, one, "links").items():
        links[name] = _target(f"{where}.links.{name}", name, record, given, model)
    when = one.get("when", [])
    also = one.get("also", [])
    keys: list[Any] = cast(list[Any], also) if isinstance(also, list) else [also]
    id = _key(f"{where}.id", one.get("id"))
    if id.scheme == AREA_SCHEME:
        raise MappingWrong(f"{where}.id has the scheme {AREA_SCHEME}", "Areas are only linked to; choose another.")
    return Part(
        str(one.get("name") or type_name),
        record,
        id,
        (when,) if isinstance(when, str) else tuple(str(column) for column in when),
        tuple(values),
        links,
        tuple(_key(f"{where}.also", key) for key in keys),
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
    otherwise, date, split = (_string(where, found, name) for name in ("otherwise", "format", "split"))
    return Text("{" + column + "}", (column,), choices, otherwise, date, split)


def _key(where: str, given: Any) -> Key:
    found: Toml = cast(Toml, given) if isinstance(given, dict) else {}
    _known(where, found, ("scheme", "column", "columns"))
    columns = found.get("columns") or [found.get("column")]
    names = [one for one in cast(list[Any], columns) if isinstance(one, str)] if isinstance(columns, list) else []
    scheme = found.get("scheme")
    if not isinstance(scheme, str) or not scheme or ":" in scheme or not names or names != columns:
        raise MappingWrong(f"{where} is no external id", "Write { scheme = …, column = … }; a scheme has no colon.")
    return Key(scheme, tuple(names))


def _target(where: str, name: str, record: Record, given: Any, model: Model) -> Target:
    try:
        link: Link = writable_link(model, record.name, name)
    except EditRefused as refused:
        names = [one for one, stored in record.links() if stored.writable and one != "owner"]
        raise MappingWrong(f"{where}: {refused}", _named(names)) from None
    if isinstance(given, str):
        return Target(record=given)
    if not isinstance(given, dict):
        raise MappingWrong(f"{where} is {given!r}", "Write a record's name, or { scheme = …, column = … }.")
    key = _key(where, {name: value for name, value in cast(Toml, given).items() if name != "split"})
    if len(key.columns) > 1:
        raise MappingWrong(f"{where} names several columns", "Name one.")
    split = cast(Toml, given).get("split")
    if split is not None and (not link.many or not isinstance(split, str) or not split):
        problem = f"{where} holds one record" if not link.many else f"{where}.split is no text"
        raise MappingWrong(problem, "Write a separator there, or leave `split` out.")
    column = "".join(key.columns)
    return Target(None, key.scheme, Text("{" + column + "}", (column,), split=split))


def _columns(part: Part) -> Sequence[str]:
    texts = [text for value in part.values for text in value.parts.values()]
    texts += [target.text for target in part.links.values() if target.text is not None]
    keys = [part.id, *part.also]
    return [
        *(column for key in keys for column in key.columns),
        *part.when,
        *(one for text in texts for one in text.columns),
    ]


def _table(where: str, of: Toml, name: str) -> Toml:
    found = of.get(name, {})
    if not isinstance(found, dict):
        raise MappingWrong(f"{where}.{name} is no table", f"Write [record.{name}].")
    return cast(Toml, found)


def _string(where: str, of: Toml, name: str) -> str | None:
    found = of.get(name)
    if found is not None and (not isinstance(found, str) or not found):
        raise MappingWrong(f"{where}.{name} is {found!r}", "Write a text, or leave it out.")
    return found


def _known(where: str, given: Toml, names: Sequence[str]) -> None:
    for name in given:
        if name not in names:
            raise MappingWrong(f"{where} has {name!r}", _named(names) if names else "Write one text.")


def _named(names: Sequence[str]) -> str:
    return f"Choose of {', '.join(names)}."
