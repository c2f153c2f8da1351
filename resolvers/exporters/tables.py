"""Exports as tables: CSV as it is read, and XLSX through a temporary file, since a ZIP archive ends with its directory.

Both hold one page in memory.  Texts go into cells as texts: XLSX says so itself, and is defused all the same, for what
is saved from it as CSV.
"""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from resolvers.exporters.columns import Cell, cells, columns_of, defused
from resolvers.exporters.pages import Pages

SHEET = 1_048_576
"""Rows that a sheet can have (ECMA-376)."""
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can have."""
CHUNK = 64 * 1024


async def csv_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    """UTF-8 with a byte order mark, by which spreadsheets know it; the columns of several types are put together."""
    columns = list(dict.fromkeys(name for one in pages for name in _columns(one)))
    yield b"\xef\xbb\xbf" + line(columns)
    for one in pages:
        async for page in one:
            yield b"".join(line(_row(item, columns, one, base)) for item in page)


async def xlsx_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    """A sheet for each type; what has more rows than a sheet goes on in another."""
    with tempfile.TemporaryDirectory(prefix="peyman-export-") as folder:
        path = Path(folder, "export.xlsx")
        book = _Workbook(path, folder)
        for one in pages:
            columns = _columns(one)
            book.begin(one.wanted.type, columns)
            async for page in one:
                rows = [_row(item, columns, one, base) for item in page]
                await asyncio.to_thread(book.add, rows)
        await asyncio.to_thread(book.close)
        file = await asyncio.to_thread(path.open, "rb")
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk


class _Workbook:
    """A workbook that is written row by row, each to disk as the next begins."""

    def __init__(self, path: Path, folder: str) -> None:
        from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = Workbook(str(path), options)
        self._sheet: Any = None
        self._name, self._columns = "", list[str]()
        self._number = self._row = 0

    def begin(self, name: str, columns: list[str]) -> None:
        self._name, self._columns, self._number = name, columns, 0
        self._another()

    def _another(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._name if self._number == 1 else f"{self._name} {self._number}")
        for column, text in enumerate(self._columns):
            self._sheet.write_string(0, column, text)
        self._row = 1

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            if self._row == SHEET:
                self._another()
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    self._sheet.write_boolean(self._row, column, value)
                elif isinstance(value, int | float):
                    self._sheet.write_number(self._row, column, value)
                elif value:
                    self._sheet.write_string(self._row, column, value[:LONGEST_CELL])
            self._row += 1

    def close(self) -> None:
        self._book.close()


def _columns(pages: Pages) -> list[str]:
    return columns_of(pages.record, pages.viewer.permissions, pages.wanted.confidential)


def _row(item: Mapping[str, Any], columns: Sequence[str], pages: Pages, base: str) -> list[Cell]:
    found = cells(item, pages.record, base)
    return [defused(found.get(name)) for name in columns]


def line(values: Sequence[Cell]) -> bytes:
    """One line of CSV (RFC 4180)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(
        ["" if value is None else str(value).lower() if value is True or value is False else value for value in values]
    )
    return text.getvalue().encode()
