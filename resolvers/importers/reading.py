"""Opens the files that importers read: CSV and JSON, plain or gzipped, in UTF-8.

Whether a file is gzipped is told by its first bytes, never by its name.  What cannot be read at all is an
`OperatorError`; a row that cannot be read is a `Problem` with its line, and the rows after it are still read.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from resolvers.importers.drafts import Problem
from settings import OperatorError

GZIP_MAGIC = b"\x1f\x8b"
LARGEST = 512 * 1024 * 1024
"""Bytes after decompression: a guard against files made to fill the memory."""
LONGEST_FIELD = 1_000_000
WIDE_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: the line of the file that it begins on, and its values by column."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass
class Table:
    """The rows that could be read, and the problems of those that could not."""

    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list[Row])
    problems: list[Problem] = field(default_factory=list[Problem])


def text_of(path: Path) -> str:
    """The file's text, decompressed, without byte order mark."""
    with path.open("rb") as plain:
        head = plain.read(2)
        plain.seek(0)
        try:
            stream = gzip.GzipFile(fileobj=plain) if head == GZIP_MAGIC else plain
            content = stream.read(LARGEST + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise OperatorError(
                f"{path} is gzipped and damaged: {error}.", "Fetch it again; it may have been cut short."
            ) from None
    if len(content) > LARGEST:
        raise OperatorError(f"{path} holds more than {LARGEST >> 20} MB.", "Split it and import the parts.")
    for mark, encoding in WIDE_ENCODINGS:
        if content.startswith(mark):
            raise OperatorError(f"{path} is in {encoding}.", "Save it as UTF-8 and import it again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OperatorError(
            f"{path} is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start} (line {line}).",
            "Save it as UTF-8 (in a spreadsheet: CSV UTF-8) and import it again.",
        ) from None


def read_table(path: Path, required: Sequence[str]) -> Table:
    """The table in a CSV file whose header has at least the `required` columns.

    Columns may be separated by comma, semicolon or tab; the header tells.
    """
    text = text_of(path)
    if not text.strip():
        raise OperatorError(f"{path} is empty.", f"It needs a header with {', '.join(required)}.")
    separator = _separator(text, required)
    csv.field_size_limit(LONGEST_FIELD)
    # strict: without it a quotation mark that is never closed silently swallows the rest of the file
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = tuple(name.strip() for name in next(reader))
    except csv.Error as error:
        raise OperatorError(f"The header of {path} cannot be read: {error}.", "Mend its first line.") from None
    _check_columns(path, columns, required)
    table = Table(columns)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return table
        except csv.Error as error:
            table.problems.append(_unreadable(line, reader.line_num, error))
            continue
        if not values:
            continue  # an empty line is no row
        if len(values) != len(columns):
            found = f"{len(values)} fields where the header has {len(columns)}"
            remedy = "Put fields that hold the separator or a line break in quotation marks."
            table.problems.append(Problem(line, None, found, remedy))
            continue
        nul = next((name for name, value in zip(columns, values, strict=True) if "\x00" in value), None)
        if nul is not None:
            table.problems.append(Problem(line, nul, "the character U+0000", "Remove it."))
            continue
        table.rows.append(Row(line, dict(zip(columns, values, strict=True))))


def _separator(text: str, required: Sequence[str]) -> str:
    header = text.split("\n", 1)[0]
    counts = {mark: len(set(required) & {name.strip(' "\r') for name in header.split(mark)}) for mark in ",;\t"}
    return max(counts, key=lambda mark: counts[mark])


def _check_columns(path: Path, columns: tuple[str, ...], required: Sequence[str]) -> None:
    if missing := [name for name in required if name not in columns]:
        raise OperatorError(
            f"{path} has no column {', '.join(missing)}; it has {', '.join(columns)}.",
            "Rename its columns, or choose the format that it is in.",
        )
    if repeated := sorted({name for name in columns if columns.count(name) > 1}):
        raise OperatorError(
            f"{path} has the column {', '.join(repeated)} more than once.", "Remove or rename one of them."
        )


def _unreadable(line: int, last: int, error: csv.Error) -> Problem:
    found = f"the row cannot be read: {error}"
    if last > line:
        found += f" (lines {line} to {last} were read as one row)"
    return Problem(line, None, found, "Close or double the quotation marks in it, and import the file again.")


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file."""
    text = text_of(path)
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise OperatorError(
            f"{path} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            "Mend it there, or choose the format that it is in.",
        ) from None
    except RecursionError:
        raise OperatorError(f"{path} is nested too deeply.", "Give a Popolo file.") from None
    if not isinstance(found, dict):
        raise OperatorError(f"{path} holds no JSON object.", "Give a Popolo file: an object with persons.")
    return cast(dict[str, Any], found)
