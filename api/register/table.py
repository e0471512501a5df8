"""Read a file as a table: CSV in the encodings and with the separators that offices' Excel writes, or .xlsx.

Rows carry the number that a person sees beside them in Excel, so that a report can be worked through there:
blank lines and a title above the headings count, a line break inside a quoted cell does not.
"""

import codecs
import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import msgspec
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from api.register.columns import HEADINGS, REQUIRED, Columns, recognise
from api.register.troubles import UnreadableFile
from api.register.values import Cell

_TITLE_ROWS = 20
"""how far down the headings are looked for"""
_ENOUGH = 3
"""so many known headings make a row of headings"""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CELLS = (str, int, float, dt.date, dt.time, dt.timedelta, type(None))
_SAVE_AGAIN = "save it again from Excel as CSV UTF-8 or .xlsx"
_MAX_BYTES = 200_000_000


class SourceRow(msgspec.Struct, frozen=True):
    """One row: its number in Excel and its cells."""

    number: int
    cells: list[Cell]


class Table(msgspec.Struct, frozen=True):
    """A register as it stands in the file."""

    columns: Columns
    rows: list[SourceRow]
    form: str
    """how it was read, for the report: `CSV, utf-8-sig, ';'` or `Excel, sheet 1`"""


def read_table(path: Path) -> Table:
    """Read a register's file by its content, not by its name.

    Raises:
        UnreadableFile: with one sentence for the operator.

    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UnreadableFile(f"{path} is larger than {_MAX_BYTES // 1_000_000} MB: that is no register.")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"Cannot read {path}: {error.strerror}.") from None
    if content.startswith(_OLE):
        raise UnreadableFile(
            f"{path} is an old Excel file (.xls) or has a password: save it as .xlsx without a password."
        )
    table = _excel(path, content) if content.startswith(_ZIP) else _csv(path, content)
    if table.columns.twice:
        raise UnreadableFile(f"{path} has a column twice: {', '.join(table.columns.twice)}.")
    if lacking := [HEADINGS[field][0] for field in table.columns.missing if field in REQUIRED]:
        if any("?" in heading or "\ufffd" in heading for heading in table.columns.unknown):
            raise UnreadableFile(f"{path} has lost its Kazakh letters: {_SAVE_AGAIN}.")
        raise UnreadableFile(f"{path} lacks columns that a case file needs: {', '.join(lacking)}.")
    return table


def _csv(path: Path, content: bytes) -> Table:
    best: Table | None = None
    for encoding in _encodings(content):
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for separator in ";,\t":
            try:
                table = _with_headings(_records(decoded, separator), f"CSV, {encoding}, {separator!r}")
            except csv.Error as error:
                raise UnreadableFile(f"{path} is not a CSV file: {error}.") from None
            if table and (best is None or len(table.columns.index) > len(best.columns.index)):
                best = table
        if best:
            return best
    raise UnreadableFile(
        f"{path} is not a register: no row of known headings ({HEADINGS['number'][0]}…) "
        "in UTF-8, UTF-16 or the Kazakh code page. If its Kazakh letters show as question marks or signs, "
        f"{_SAVE_AGAIN}."
    )


def _encodings(content: bytes) -> list[str]:
    """Which encodings to try. KZ-1048 is Windows-1251 with the Kazakh letters, and the same for Russian."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    return ["utf-8-sig", "kz1048"]


def _records(decoded: str, separator: str) -> list[SourceRow]:
    first_line, _, rest = decoded.partition("\n")
    if first_line.strip().lower().startswith("sep="):  # Excel reads this line as an instruction and hides it
        decoded = rest
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=separator)
    return [SourceRow(number, list(cells)) for number, cells in enumerate(reader, start=1)]


def _excel(path: Path, content: bytes) -> Table:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(f"{path} is not a readable Excel file: {type(error).__name__}.") from None
    for position, sheet in enumerate(book.worksheets, start=1):
        sheet.reset_dimensions()  # some programs write a wrong size, and openpyxl would believe it
        rows = [
            SourceRow(number, [cell if isinstance(cell, _CELLS) else str(cell) for cell in cells])
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        ]
        if table := _with_headings(rows, f"Excel, sheet {position}"):
            return table
    raise UnreadableFile(f"{path}: no sheet has a register's headings ({HEADINGS['number'][0]}…).")


def _with_headings(rows: list[SourceRow], form: str) -> Table | None:
    """Find the headings and take the rows below them that are not blank."""
    for position, row in enumerate(rows[:_TITLE_ROWS]):
        columns = recognise([cell if isinstance(cell, str) else "" for cell in row.cells])
        if len(columns.index) >= _ENOUGH:
            below = [row for row in rows[position + 1 :] if any(map(_filled, row.cells))]
            return Table(columns=columns, rows=below, form=form)
    return None


def _filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())
