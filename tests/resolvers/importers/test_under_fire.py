"""Tables in odd encodings, cut short, bloated or made to do harm: read rightly, or refused with where and why."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from resolvers.importers import iati, mapped_file, reading, workbooks
from resolvers.importers.reading import CHUNK, read_table
from settings import OperatorError


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def rewritten(path: Path, entry: str, content: bytes) -> Path:
    """The workbook with another content of one of its entries."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == entry else old.read(name))
    return path


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("a,b\nپەیمان,2\n".encode(encoding))
    assert read_table(path, ["a"]).rows[0]["a"] == "پەیمان"


@pytest.mark.parametrize(
    ("encoding", "text"), [("windows-1256", "حكومة"), ("mac_roman", "Ségolène"), ("utf-16-le", "ێ")]
)
def test_an_encoding_without_a_mark_is_refused_until_it_is_named(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(f"a,b\n{text},2\n".encode(encoding))
    with pytest.raises(OperatorError, match="UTF-"):
        read_table(path, ["a"])
    assert read_table(path, ["a"], encoding=encoding).rows[0]["a"] == text


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n")
    with pytest.raises(OperatorError, match="no encoding that is known"):
        read_table(path, ["a"], encoding="klingon")


@pytest.mark.parametrize("shift", range(-4, 3))
def test_a_wrong_byte_is_placed_exactly_across_the_borders_of_chunks(tmp_path: Path, shift: int) -> None:
    before = b"a\n" + b"x" * (CHUNK + shift - 2)
    path = tmp_path / "rows.csv"
    path.write_bytes(before + "ێ".encode()[:1] + b"xyz\n")
    with pytest.raises(OperatorError, match=rf"0xdb at offset {len(before)} \(line 2\)"):
        read_table(path, ["a"])


def test_a_line_too_long_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 1_000)
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n" + "x" * 5_500 + ",2\n3,4\n")
    table = read_table(path, ["a"])
    assert [(row.line, row["a"]) for row in table.rows] == [(2, "1"), (4, "3")]
    assert [problem.line for problem in table.problems] == [3]
    assert "over 1,000 characters" in str(table.problems[0])


ENORMOUS = 100_000_000
MEASURED = """
import json, os, resource, sys
from pathlib import Path
from resolvers.importers import mapped_file
from settings import OperatorError
for format, path in zip(sys.argv[1::2], sys.argv[2::2]):
    if os.fork():
        os.wait()
        continue
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        found = mapped_file(format, Path(path))
        kept, told = sum(map(len, found.stages)), str(found.problems[0])
    except OperatorError as error:
        kept, told = None, error.problem
    print(json.dumps([kept, told, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]), flush=True)
    os._exit(0)
"""
LONG = (
    ("3w", "agency,activity,category,gov,district,g_pcode,d_pcode\nHeron,Wells,WASH,S,T,IQ-G91,IQ91001\n", "\n"),
    ("popolo", '{"persons": [{"id": "a", "name": "Ann"}, {"id": "b", "name": "', '"}]}'),
    (
        "iati",
        '<iati-activities version="2.03"><iati-activity><title><narrative>',
        "</narrative></title></iati-activity></iati-activities>",
    ),
    (
        "iati",
        '<iati-activities version="2.03"><iati-activity><iati-identifier ref="',
        '"/></iati-activity></iati-activities>',
    ),
)


@pytest.mark.slow
def test_a_line_of_100_mb_is_told_and_fills_no_memory(tmp_path: Path) -> None:
    """A table and JSON are held whole, their bytes, their text and its values; XML is not."""
    words: list[str] = []
    for number, (format, before, after) in enumerate(LONG):
        path = tmp_path / str(number)
        path.write_bytes(before.encode() + b"x" * ENORMOUS + after.encode())
        words += [format, str(path)]
    done = subprocess.run([sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=True)
    table, popolo, text, attribute = (json.loads(line) for line in done.stdout.splitlines())
    assert (table[0], popolo[0], text[0], attribute[0]) == (6, 1, None, None), "the rows before are kept"
    assert "line 3: the row cannot be read: it has over 4,000,000 characters" in table[1]
    assert "persons[2]" in popolo[1]
    assert "no record has over 4,000,000" in popolo[1]
    for xml in (text, attribute):
        assert "activity 1 has more than 16 MB" in xml[1]
        assert xml[2] < 128
    assert table[2] < 450
    assert popolo[2] < 700


def test_an_activity_of_many_small_parts_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati, "LARGEST_ACTIVITY", 200_000)
    path = tmp_path / "activities.xml"
    small = "<iati-activity/>" * 30_000
    path.write_text(f'<iati-activities version="2.03">{small}</iati-activities>')
    assert mapped_file("iati", path).rows == 30_000, "many activities are no large one"
    path.write_text(
        f'<iati-activities version="2.03"><iati-activity>{"<a/>" * 100_000}</iati-activity></iati-activities>'
    )
    with pytest.raises(OperatorError, match="activity 1 has more than"):
        mapped_file("iati", path)


def test_a_workbook_reads_as_its_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "rows.xlsx", ["a", "b", None], [None], ["پەیمان", 2.0], [1.5, True])
    assert [(row.line, row["a"], row["b"]) for row in read_table(path, ["a"]).rows] == [
        (3, "پەیمان", "2"),
        (4, "1.5", "true"),
    ]


def test_a_formula_without_its_value_and_an_error_are_told_with_their_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "rows.xlsx", ["a", "b"], [1, "=1+1"], ["#REF!", 2], [3, 4])
    table = read_table(path, ["a"])
    assert [row["a"] for row in table.rows] == ["3"]
    assert [(problem.line, problem.field) for problem in table.problems] == [(2, "B2"), (3, "A3")]


def test_a_formula_stands_for_the_value_that_it_gave(tmp_path: Path) -> None:
    path = workbook(tmp_path / "rows.xlsx", ["a"], ["=1+1"])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<v />") == 1 or sheet.count(b"<v></v>") == 1
    valued = sheet.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
    assert read_table(rewritten(path, "xl/worksheets/sheet1.xml", valued), ["a"]).rows[0]["a"] == "2"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rewritten(workbook(tmp_path / "rows.xlsx", ["a"]), "xl/worksheets/sheet1.xml", b" " * 11_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(OperatorError, match="would unpack to"):
        read_table(path, ["a"])


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "rows.xlsx", ["a"], ["word"])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    bomb = '<!DOCTYPE x [<!ENTITY e "boom">]>' + sheet[sheet.index("<worksheet") :]
    with pytest.raises(OperatorError, match="no workbook that can be read"):
        read_table(rewritten(path, "xl/worksheets/sheet1.xml", bomb.encode()), ["a"])


@pytest.mark.parametrize("kept", [30, 500, -30])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = workbook(tmp_path / "rows.xlsx", ["a"], ["word"])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(OperatorError, match="damaged archive"):
        read_table(path, ["a"])


def test_a_row_that_claims_a_number_beyond_any_sheet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "ROWS", 2)
    path = workbook(tmp_path / "rows.xlsx", ["a"], ["1"], ["2"])
    with pytest.raises(OperatorError, match="no workbook that can be read"):
        read_table(path, ["a"])
