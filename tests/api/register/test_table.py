"""Files as offices save them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from api.register.columns import FIELDS, HEADINGS
from api.register.reading import read_row
from api.register.table import Table, read_table
from api.register.troubles import UnreadableFile

Row = Callable[..., dict[str, object]]
Write = Callable[..., Path]
TODAY = dt.date(2026, 11, 22)


def midnight(year: int, month: int, day: int) -> dt.datetime:
    """Give a date as openpyxl does: a time without a zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def families(table: Table) -> list[str]:
    found = [read_row(table.columns, row, TODAY).reading for row in table.rows]
    return [reading.family for reading in found if reading]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(row: Row, write_csv: Write, encoding: str, separator: str) -> None:
    """Whatever Excel writes is read with its Kazakh letters."""
    cells = row(family="Әбілқасым", lat="49.963708")
    assert families(read_table(write_csv(cells, encoding=encoding, separator=separator))) == ["Әбілқасым"]


def test_windows_1251_without_kazakh_letters_is_refused(row: Row, write_csv: Write) -> None:
    """Question marks for letters: the file is refused with what to do, not half read."""
    path = write_csv(row())
    path.write_bytes(path.read_text("utf-8-sig").encode("cp1251", errors="replace"))
    with pytest.raises(UnreadableFile, match="save it again"):
        read_table(path)


def test_windows_1251_in_russian_is_read(row: Row, write_csv: Write) -> None:
    """Without Kazakh letters both code pages are the same bytes."""
    russian = {field: names[-2] for field, names in HEADINGS.items()}
    russian |= {"number": "Регистрационный №", "office": "Отдел", "order_number": "Приговор №"}
    cells = row(
        family="Соколов", given="Егор", sex="муж", office="Отдел пробации", address="Семей", school="школа 5",
        guardian="мать", measure="условное осуждение", article="статья 188", court="суд",
        registration="еженедельно, понедельник", language="рус",
    )  # fmt: skip
    path = write_csv(cells, encoding="cp1251", headings=russian)
    assert families(read_table(path)) == ["Соколов"]


def test_headings_in_another_order_and_with_look_alikes(row: Row, write_csv: Write) -> None:
    """Columns are found by their names."""
    headings = {"family": "ТЕГІ ", "office": "Бөлiм", "patronymic": "əкесінің аты"}
    path = write_csv(row(), fields=list(reversed(FIELDS)), headings=headings)
    table = read_table(path)
    assert families(table) == ["Сынақов"]
    assert not table.columns.missing


def test_unknown_and_missing_columns_are_named(row: Row, write_csv: Write) -> None:
    """What is not read is said; what a case file can do without may lack."""
    fields = [field for field in FIELDS if field != "phone"] + ["Ескерту"]
    table = read_table(write_csv(row(), fields=fields))
    assert table.columns.unknown == ("Ескерту",)
    assert table.columns.missing == ("phone",)


def test_a_needed_column_lacks(row: Row, write_csv: Write) -> None:
    """Without it no row can be a case file: the column is named."""
    with pytest.raises(UnreadableFile, match="Шара"):
        read_table(write_csv(row(), fields=[field for field in FIELDS if field != "measure"]))


def test_a_column_twice(row: Row, write_csv: Write) -> None:
    """Nobody can say which is meant."""
    with pytest.raises(UnreadableFile, match="twice"):
        read_table(write_csv(row(), fields=[*FIELDS, "Тегі"]))


def test_rows_are_counted_as_excel_counts(row: Row, write_csv: Write) -> None:
    """A title, a blank line and a line break inside a cell: the number is the one beside the row."""
    path = write_csv(row(address="Өскемен\nСынақ көш. 1"), row(number="2026-0901"))
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("Тіркелім;;\r\n" + lines[0] + ";;\r\n" + "".join(lines[1:]), "utf-8-sig")
    assert [r.number for r in read_table(path).rows] == [4, 5]


def test_excel_equals_csv(row: Row, write_csv: Write, write_xlsx: Write) -> None:
    """Real dates and numbers in Excel read as the same text in a CSV file does."""
    as_text = row(number="77", phone="77480003273", hours="60", measure="қоғамдық жұмыстар")
    as_cells = as_text | {
        "number": 77, "born": midnight(2010, 10, 10), "from": dt.date(2026, 8, 12),
        "until": midnight(2028, 2, 3), "lat": 49.963708, "lon": 82.650624, "phone": 77480003273.0,
        "hours": 60.0, "patronymic": None,
    }  # fmt: skip
    from_csv, from_excel = read_table(write_csv(as_text)), read_table(write_xlsx(as_cells))
    csv_read = read_row(from_csv.columns, from_csv.rows[0], TODAY)
    assert csv_read.reading is not None
    assert csv_read == read_row(from_excel.columns, from_excel.rows[0], TODAY)


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("born", 40461, "not_a_date"),
        ("born", midnight(2010, 10, 10) + dt.timedelta(hours=12), "not_a_date"),
        ("born", True, "not_a_date"),
        ("given", True, "not_text"),
        ("family", "#REF!", "not_text"),
        ("curfew", dt.time(22, 0), "not_a_window"),
        ("lat", "#N/A", "not_a_number"),
    ],
)
def test_excel_cells_that_say_nothing(
    row: Row, write_xlsx: Write, field: str, cell: object, code: str
) -> None:
    """A serial number is no date, an error is no name."""
    table = read_table(write_xlsx(row(**{field: cell})))
    found = read_row(table.columns, table.rows[0], TODAY)
    assert code in [t.code for t in found.troubles]
    assert found.reading is None


def test_excel_with_a_title(row: Row, write_xlsx: Write) -> None:
    """Rows keep the numbers that Excel shows."""
    assert [r.number for r in read_table(write_xlsx(row(), above=2)).rows] == [4]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0 old",
        b"a;b;c\n1;2;3\n",
        b"\xff\xfe",
    ],
)
def test_no_register_at_all(tmp_path: Path, content: bytes) -> None:
    """One sentence, whatever it is."""
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        read_table(path)
    assert "\n" not in str(refused.value)


def test_no_such_file(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(UnreadableFile, match="Cannot read"):
        read_table(tmp_path / "none.csv")


def test_the_whole_register_in_excel_equals_the_csv(demo_register: Path, write_xlsx: Write) -> None:
    """438 rows retyped as Excel holds them, dates as dates and numbers as numbers: the same Readings."""
    table = read_table(demo_register)
    fields = list(table.columns.index)

    def retyped(field: str, cell: str) -> object:
        if not cell:
            return None
        if field in {"born", "from", "until"}:
            day, month, year = map(int, cell.split("."))
            return midnight(year, month, day)
        return float(cell) if field in {"lat", "lon", "hours"} else cell

    rows = [{f: retyped(f, str(c)) for f, c in zip(fields, row.cells, strict=True)} for row in table.rows]
    excel = read_table(write_xlsx(*rows))
    assert excel.form == "Excel, sheet 1"
    assert [read_row(excel.columns, row, TODAY) for row in excel.rows] == [
        read_row(table.columns, row, TODAY) for row in table.rows
    ]
