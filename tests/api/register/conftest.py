"""Registers as offices write them: the demo's 438 rows, and small ones made for a case."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from api.register.columns import HEADINGS
from api.register.reading import Read, read_row
from api.register.table import read_table

DEMO = Path(__file__).parents[3] / "api" / "demo" / "register-shyghys.csv"
TODAY = dt.date(2026, 11, 22)
ROW = {
    "number": "2026-0900", "family": "Сынақов", "given": "Сынақ", "patronymic": "", "born": "10.10.2010",
    "sex": "ер", "language": "kk", "office": "Өскемен қ. пробация бөлімі",
    "address": "Өскемен, Сынақ көш. 1-1",
    "lat": "49.963708", "lon": "82.650624", "school": "№ 36 мектеп, Өскемен", "guardian": "әжесі",
    "phone": "+7 700 000 00 00", "measure": "бас бостандығын шектеу", "article": "202-бап 2-бөлік",
    "court": "ШҚО КІМАС № 1", "order_number": "1-320/2026", "from": "12.08.2026", "until": "03.02.2028",
    "curfew": "22:00–06:00", "stay_away": "", "registration": "айына 1 рет", "hours": "",
}  # fmt: skip

Row = Mapping[str, object]
Write = Callable[..., Path]


@pytest.fixture
def demo_register() -> Path:
    """The synthetic register of the founding documents."""
    return DEMO


@pytest.fixture
def row() -> Callable[..., dict[str, object]]:
    """Make a row of the register's form: a good one, but for what is given."""

    def make(**cells: object) -> dict[str, object]:
        return {**ROW, **{name.rstrip("_"): cell for name, cell in cells.items()}}

    return make


@pytest.fixture
def write_csv(tmp_path: Path) -> Write:
    """Write rows as a CSV file, in the encoding and with the separator that a test wants."""

    def write(
        *rows: Row,
        fields: list[str] | None = None,
        encoding: str = "utf-8-sig",
        separator: str = ";",
        headings: Mapping[str, str] | None = None,
        name: str = "register.csv",
    ) -> Path:
        fields = list(ROW) if fields is None else fields
        names = {field: variants[0] for field, variants in HEADINGS.items()} | dict(headings or {})
        text = io.StringIO(newline="")
        table = csv.writer(text, delimiter=separator)
        table.writerow([names.get(field, field) for field in fields])
        table.writerows([[row.get(field, "") for field in fields] for row in rows])
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Write:
    """Write rows as an Excel file; cells keep their types."""

    def write(*rows: Row, above: int = 0, name: str = "register.xlsx") -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        for _ in range(above):
            sheet.append(["Шығыс Қазақстан облысы"])
        sheet.append([HEADINGS[field][0] for field in HEADINGS])
        for one in rows:
            sheet.append([one.get(field) for field in HEADINGS])
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def read(row: Callable[..., dict[str, object]], write_csv: Write) -> Callable[..., Read]:
    """Read one row with the given cells."""

    def reading(**cells: object) -> Read:
        table = read_table(write_csv(row(**cells)))
        return read_row(table.columns, table.rows[0], TODAY)

    return reading
