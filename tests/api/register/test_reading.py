"""One row: a Reading, or where and why not."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from api.register.reading import Read, read_row
from api.register.table import read_table

TODAY = dt.date(2026, 11, 22)
ReadOne = Callable[..., Read]


def test_a_whole_row(read: ReadOne) -> None:
    """Every column of a good row is in the Reading, as it came."""
    found = read(patronymic="Сынақұлы", stay_away="жәбірленушінің үйі").reading
    assert found is not None
    assert (found.number, found.family, found.patronymic) == ("2026-0900", "Сынақов", "Сынақұлы")
    assert found.born == dt.date(2010, 10, 10)
    assert (found.sex, found.language, found.measure) == ("male", "kk", "restricted_freedom")
    assert (found.lat, found.lon) == (49.963708, 82.650624)
    assert (found.from_, found.until) == (dt.date(2026, 8, 12), dt.date(2028, 2, 3))
    assert found.phone == "+7 700 000 00 00"
    assert found.areas == ["жәбірленушінің үйі"]
    assert found.frequency == [{"times_a_month": 1}]
    assert found.hours is None


@pytest.mark.parametrize(
    ("field", "cell", "column", "code"),
    [
        ("number", "", "Тіркеу №", "missing"),
        ("family", "", "Тегі", "missing"),
        ("family", "Н?р?алиев", "Тегі", "lost_letters"),
        ("given", "x" * 301, "Аты", "too_long"),
        ("born", "31.02.2010", "Туған күні", "not_a_date"),
        ("born", "2010-02-30", "Туған күні", "not_a_date"),
        ("born", "10/10/2010", "Туған күні", "not_a_date"),
        ("born", "40461", "Туған күні", "not_a_date"),
        ("born", "10.10.10", "Туған күні", "not_a_date"),
        ("born", "23.11.2026", "Туған күні", "in_the_future"),
        ("born", "12.08.2026", "Туған күні", "born_after_from"),
        ("until", "11.08.2026", "Аяқталуы", "until_before_from"),
        ("until", "", "Аяқталуы", "missing"),
        ("sex", "бала", "Жынысы", "not_a_sex"),
        ("language", "қытай", "Тілі", "not_a_language"),
        ("measure", "айыппұл", "Шара", "not_a_measure"),
        ("measure", "", "Шара", "missing"),
        ("lat", "82.65", "Ендік", "outside_kazakhstan"),
        ("lat", "солтүстік", "Ендік", "not_a_number"),
        ("lat", "nan", "Ендік", "not_a_number"),
        ("lon", "", "Бойлық", "position_incomplete"),
        ("lon", "100.1", "Бойлық", "outside_kazakhstan"),
        ("curfew", "түнде", "Түнгі шектеу", "not_a_window"),
        ("registration", "кейде", "Тіркелу жиілігі", "not_a_frequency"),
        ("hours", "60", "Қоғамдық жұмыс сағаты", "hours_not_for_measure"),
    ],
)
def test_what_keeps_a_row_out(read: ReadOne, field: str, cell: str, column: str, code: str) -> None:
    """Row, column, value and why; the row as a whole stays out."""
    found = read(**{field: cell})
    assert found.reading is None
    assert (2, column, cell, code) in [(t.row, t.column, t.value, t.code) for t in found.troubles]


def test_all_troubles_of_a_row_at_once(read: ReadOne) -> None:
    """An operator mends a row once, not once for each cell."""
    found = read(born="32.01.2010", sex="?", curfew="иә", lat="x")
    assert Counter(t.code for t in found.troubles) == Counter(
        ["not_a_date", "not_a_sex", "not_a_window", "not_a_number"]
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"lat": "", "lon": ""}, "residence_not_on_map"),
        ({"stay_away": "ойын клубтары"}, "area_not_on_map"),
        ({"born": "10.10.2005"}, "age_unusual"),
        ({"born": "13.08.2012"}, "age_unusual"),
        ({"born": "12.08.2008"}, "age_unusual"),
        ({"language": ""}, "language_missing"),
        ({"phone": "анасынан сұрау"}, "phone_unusual"),
        ({"measure": "қоғамдық жұмыстар", "hours": ""}, "hours_missing"),
    ],
)
def test_what_a_person_should_look_at(read: ReadOne, cells: dict[str, str], code: str) -> None:
    """Imported all the same, and named."""
    found = read(**cells)
    assert found.reading is not None
    assert code in [w.code for w in found.warnings]


@pytest.mark.parametrize("born", ["12.08.2012", "13.08.2008"])
def test_fourteen_to_seventeen_is_usual(read: ReadOne, born: str) -> None:
    """The birthday itself counts."""
    assert not read(born=born).warnings


@pytest.mark.parametrize(
    ("cell", "measure"),
    [
        ("Бас бостандығын шектеу", "restricted_freedom"),
        ("ограничение свободы", "restricted_freedom"),
        ("шартты түрде соттау", "conditional_sentence"),
        ("условное осуждение", "conditional_sentence"),
        ("қоғамдық жұмыстар", "community_service"),
        ("общественные работы", "community_service"),
        ("түзеу жұмыстары", "correctional_work"),
        ("отсрочка", "deferral"),
    ],
)
def test_measures(read: ReadOne, cell: str, measure: str) -> None:
    """The measures of DOMAIN.md, in Kazakh and Russian."""
    found = read(measure=cell).reading
    assert found is not None
    assert found.measure == measure


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        ("ойын клубтары, теміржол вокзалы", ["ойын клубтары", "теміржол вокзалы"]),
        ("Өскемен, Абай көш. 5; ойын клубтары", ["Өскемен, Абай көш. 5", "ойын клубтары"]),
        ("Абай көш. 5, Өскемен", ["Абай көш. 5, Өскемен"]),
        ("ойын клубтары\nтеміржол вокзалы", ["ойын клубтары", "теміржол вокзалы"]),
    ],
)
def test_areas_are_names(read: ReadOne, cell: str, areas: list[str]) -> None:
    """An address with a comma is one place."""
    found = read(stay_away=cell).reading
    assert found is not None
    assert found.areas == areas


@pytest.mark.parametrize("cell", ["60", "60 сағат", "60 часов", "60,0"])
def test_hours(read: ReadOne, cell: str) -> None:
    """Hours with or without the word."""
    found = read(measure="қоғамдық жұмыстар", hours=cell).reading
    assert found is not None
    assert found.hours == 60


def test_a_decimal_comma(read: ReadOne) -> None:
    """A Russian Excel writes coordinates so."""
    found = read(lat="49,963708", lon="82,650624").reading
    assert found is not None
    assert (found.lat, found.lon) == (49.963708, 82.650624)


def test_the_golden_register(demo_register: Path) -> None:
    """438 rows are understood, with the founding totals and nothing to mend."""
    table = read_table(demo_register)
    reads = [read_row(table.columns, row, TODAY) for row in table.rows]
    readings = [read.reading for read in reads if read.reading]
    assert (len(reads), len(readings)) == (438, 438)
    assert Counter(r.measure for r in readings) == {
        "restricted_freedom": 325, "conditional_sentence": 106, "community_service": 7,
    }  # fmt: skip
    assert Counter(r.office for r in readings) == {
        "Өскемен қ. пробация бөлімі": 204, "Семей қ. пробация бөлімі": 129, "Зырян ауд. пробация бөлімі": 42,
        "Риддер қ. пробация бөлімі": 37, "Аягөз ауд. пробация бөлімі": 26,
    }  # fmt: skip
    assert Counter(str(r.frequency) for r in readings) == {
        "[{'times_a_month': 1}]": 155, "[{'times_a_month': 2}]": 138, "[{'weekday': 'mon'}]": 138, "[]": 7,
    }  # fmt: skip
    assert sum(bool(r.windows) for r in readings) == 361
    assert Counter(w.code for read in reads for w in read.warnings) == {"area_not_on_map": 216}
    assert sum("ə" in r.family + r.given or "Ə" in r.family + r.given for r in readings) > 0
