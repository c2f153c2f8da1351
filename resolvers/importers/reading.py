"""Opens the files that importers read: CSV and JSON, plain or gzipped, and the first sheet of an XLSX workbook.

Whether a file is gzipped or a workbook is told by its first bytes, never by its name.  Text is UTF-8, or UTF-16 where
a byte order mark says so; other encodings are never guessed, since a wrong guess spoils names and shows no error, but
read where they are named.  What cannot be read at all is an `OperatorError`; a row that cannot be read is a `Problem`
with its line, and the rows after it are still read.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from resolvers.importers.drafts import Problem
from resolvers.importers.workbooks import MAGIC, rows_of_workbook
from settings import OperatorError

GZIP_MAGIC = b"\x1f\x8b"
LARGEST = 512 * 1024 * 1024
"""Bytes after decompression: a guard against files made to fill the memory."""
LONGEST_FIELD = 1_000_000
LONGEST_LINE = 4_000_000
"""Characters: of a longer line nothing is kept but that it was there."""
CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


Line = tuple[int, list[str], Problem | None]
"""Of a line of a table: its number, its cells, and what is wrong with it."""
NO_LINE: Line = (0, [], None)


class LineTooLong(csv.Error):
    """A line that no row of a table has."""


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


def content_of(path: Path) -> bytes:
    """The file's bytes, decompressed."""
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
    return content


def encoding_of(path: Path, content: bytes, named: str | None = None) -> str:
    """What the content is decoded by, all of it; raises `OperatorError` where it is in another encoding."""
    encoding = next((one for mark, one in MARKS if content.startswith(mark)), named or "utf-8")
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise OperatorError(
            f"{encoding!r} is no encoding that is known here.", "Name one such as windows-1256, mac_roman or utf-16-le."
        ) from None
    for start in range(0, len(content) or 1, CHUNK):
        before = len(decoder.getstate()[0])
        chunk = content[start : start + CHUNK]
        try:
            decoder.decode(chunk, final=start + CHUNK >= len(content))
        except UnicodeDecodeError as error:
            offset = start - before + error.start
            line = content.count(b"\n", 0, offset) + 1
            shown = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}.get(encoding, encoding)
            raise OperatorError(
                f"{path} is not {shown}: byte 0x{content[offset]:02x} at offset {offset} (line {line}).",
                "Save it as UTF-8 (in a spreadsheet: CSV UTF-8), or name its encoding, such as windows-1256 (Arabic "
                "of Windows) or mac_roman: in a mapping `encoding = …`.",
            ) from None
    if encoding == "utf-8" and b"\x00" in content[:2]:
        raise OperatorError(f"{path} looks like UTF-16 without a byte order mark.", "Save it as UTF-8.")
    return encoding


def text_of(path: Path, encoding: str | None = None) -> str:
    """The file's text, decompressed, without byte order mark."""
    content = content_of(path)
    return content.decode(encoding_of(path, content, encoding))


def read_table(
    path: Path, required: Sequence[str], *, encoding: str | None = None, separator: str | None = None
) -> Table:
    """The table in a CSV file or workbook whose header has at least the `required` columns.

    Columns of a CSV file may be separated by comma, semicolon or tab; the header tells.
    """
    content = content_of(path)
    book = content.startswith(MAGIC)
    lines = _lines(path, content, required, encoding, separator)
    _, header, problem = next(lines, NO_LINE)
    if problem is not None:
        raise OperatorError(f"The header of {path} cannot be read: {problem.found}.", "Mend its first line.")
    columns = tuple(name.strip() for name in header)
    while book and columns and not columns[-1]:
        columns = columns[:-1]
    _check_columns(path, columns, required)
    return filled(Table(columns), lines, padded=book)


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a CSV file or workbook that are not empty, none of them taken for a header."""
    return _lines(path, content_of(path), (), None, None)


def filled(table: Table, lines: Iterable[Line], *, padded: bool) -> Table:
    """The table with the lines for its rows; `padded`: a line may leave its last cells out."""
    width = len(table.columns)
    for line, values, problem in lines:
        if problem is not None:
            table.problems.append(problem)
        elif padded:
            _take(table, line, [*values, *[""] * (width - len(values))][: max(width, _filled(values))])
        else:
            _take(table, line, values)
    return table


def _lines(
    path: Path, content: bytes, required: Sequence[str], encoding: str | None, separator: str | None
) -> Iterator[Line]:
    if content.startswith(MAGIC):
        yield from _told(path, rows_of_workbook(path, content), required)
        return
    encoding = encoding_of(path, content, encoding)
    head = content[:CHUNK].decode(encoding, "ignore")
    if not head.strip():
        raise OperatorError(f"{path} is empty.", _wanted(required))
    csv.field_size_limit(LONGEST_FIELD)
    lines = _Lines(io.TextIOWrapper(io.BytesIO(content), encoding, newline=""))
    # strict: without it a quotation mark that is never closed silently swallows the rest of the file
    reader = csv.reader(lines, delimiter=separator or _separator(head, required), strict=True)
    while True:
        line = lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [], _unreadable(line, lines.number, error)
            continue
        if values:  # an empty line is no row
            yield line, values, None


def _told(path: Path, rows: Iterator[Line], required: Sequence[str]) -> Iterator[Line]:
    any_row = False
    for row in rows:
        any_row = True
        yield row
    if not any_row:
        raise OperatorError(f"{path} has no rows.", _wanted(required))


def _wanted(required: Sequence[str]) -> str:
    return f"It needs a header with {', '.join(required)}." if required else "It needs a header."


class _Lines:
    """The lines of a text, counted; of one that is too long the rest is passed over."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            return line
        while line and not line.endswith("\n"):
            line = self._text.readline(LONGEST_LINE)
        raise LineTooLong(f"it has over {LONGEST_LINE:,} characters")


def _take(table: Table, line: int, values: Sequence[str]) -> None:
    columns = table.columns
    if len(values) != len(columns):
        found = f"{len(values)} fields where the header has {len(columns)}"
        remedy = "Put fields that hold the separator or a line break in quotation marks."
        table.problems.append(Problem(line, None, found, remedy))
        return
    nul = next((name for name, value in zip(columns, values, strict=True) if "\x00" in value), None)
    if nul is not None:
        table.problems.append(Problem(line, nul, "the character U+0000", "Remove it."))
        return
    table.rows.append(Row(line, dict(zip(columns, values, strict=True))))


def _filled(values: Sequence[str]) -> int:
    return max((number for number, value in enumerate(values, 1) if value), default=0)


def _separator(text: str, required: Sequence[str]) -> str:
    header = text.split("\n", 1)[0]
    if not required:
        return max(",;\t", key=header.count)
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
    if isinstance(error, LineTooLong):
        return Problem(line, None, found, "Shorten it, and import the file again.")
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
