"""Reads the first sheet of an XLSX workbook, with care: it is a ZIP archive of XML that anybody may have made.

What the archive would unpack to is added up before anything is unpacked, and no entry is read beyond the size that it
states; XML is parsed without entities.  A formula stands for the value that the spreadsheet last worked out; where it
kept none, the row is a problem that names the cell, since the formula itself is no value.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from resolvers.importers.drafts import Problem
from settings import OperatorError

MAGIC = b"PK\x03\x04"
LARGEST = 256 * 1024 * 1024
"""Bytes of all entries, unpacked."""
STEEPEST = 200
"""How many times smaller than what it unpacks to an archive of over 10 MB may be."""
COLUMNS = 1_000
ROWS = 1_048_576
"""All that a sheet can have (ECMA-376): a row that claims a higher number would be preceded by that many empty ones."""
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def rows_of_workbook(path: Path, content: bytes) -> Iterator[tuple[int, list[str], Problem | None]]:
    """Of each row that is not empty: its number, its cells as text, and what is wrong with it."""
    import openpyxl

    _check(path, content)
    broken = OperatorError(f"{path} is no workbook that can be read.", "Save it again as XLSX, or as CSV UTF-8.")
    try:
        books = [
            openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values) for values in (True, False)
        ]
        sheets = [cast(Any, book).worksheets[0] for book in books]
        for sheet in sheets:
            sheet.reset_dimensions()  # what a workbook says of its own size may be a lie
        rows = zip(*(sheet.iter_rows(max_col=COLUMNS) for sheet in sheets), strict=True)
        for number, (worked_out, entered) in enumerate(rows, 1):
            if number > ROWS:
                raise ValueError
            values, problem = _row(number, worked_out, entered)
            if any(values) or problem is not None:
                yield number, values, problem
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError, TypeError, EOFError, OSError) as error:
        raise broken from error


def _check(path: Path, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise OperatorError(f"{path} is a damaged archive.", "Fetch it again; it may have been cut short.") from None
    if size > LARGEST or (size > 10_000_000 and size > STEEPEST * len(content)):
        raise OperatorError(
            f"{path} would unpack to {size >> 20} MB from {len(content) >> 10} kB.",
            "Save the sheet as CSV UTF-8, or split it.",
        )


def _row(number: int, worked_out: Any, entered: Any) -> tuple[list[str], Problem | None]:
    values: list[str] = []
    problem: Problem | None = None
    for cell, source in zip(worked_out, entered, strict=True):
        value = cell.value
        where = getattr(source, "coordinate", None)
        if source.value is not None and getattr(source, "data_type", "") == "f" and value is None:
            remedy = "Open and save it in a spreadsheet, or write the value instead of the formula."
            problem = Problem(number, where, "a formula without the value that it gave", remedy)
        elif isinstance(value, str) and value in ERRORS:
            problem = Problem(number, where, f"the error {value}", "Mend the formula, or write the value.")
        values.append(_text(value))
    return values, problem


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if not value.time().isoformat().strip("0:.") else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
