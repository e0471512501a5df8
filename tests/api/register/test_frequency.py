"""How often to register, as registers write it."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.register.frequency import read_frequency
from api.register.troubles import NotUnderstood
from schemas.parts import WEEKDAYS, Weekday

KAZAKH = ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"]
RUSSIAN = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
DATIVE = [
    "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям",
]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "kk", "ru", "dative"), list(zip(WEEKDAYS, KAZAKH, RUSSIAN, DATIVE, strict=True))
)
def test_every_day_of_the_week(day: Weekday, kk: str, ru: str, dative: str) -> None:
    """All seven days, in both languages, however the sentence is built."""
    for cell in (
        f"апта сайын, {kk}", f"Апта сайын {kk}.", f"әр {kk}", f"{kk} сайын", kk, f"апта сайын ({kk})",
        f"еженедельно, {ru}", f"каждую неделю, {ru}", f"по {dative}", f"1 раз в неделю, {ru}",
    ):  # fmt: skip
        assert read_frequency(cell) == [{"weekday": day}], cell
    assert read_frequency(f"апта сайын, {kk.replace('ә', 'ə').replace('і', 'i')}") == [{"weekday": day}]


@pytest.mark.parametrize(
    ("cell", "every"),
    [
        ("айына 1 рет", [{"times_a_month": 1}]),
        ("айына 2 рет", [{"times_a_month": 2}]),
        ("айына екі рет", [{"times_a_month": 2}]),
        ("ай сайын 3 рет", [{"times_a_month": 3}]),
        ("2 раза в месяц", [{"times_a_month": 2}]),
        ("два раза в месяц", [{"times_a_month": 2}]),
        ("раз в месяц", [{"times_a_month": 1}]),
        ("ежемесячно", [{"times_a_month": 1}]),
        ("twice a month", [{"times_a_month": 2}]),
        ("ай сайын, 5, 20", [{"monthdays": [5, 20]}]),
        ("ай сайын, 20, 5, 20", [{"monthdays": [5, 20]}]),
        ("әр айдың 5 және 20 күні", [{"monthdays": [5, 20]}]),
        ("ежемесячно, 5 и 20 числа", [{"monthdays": [5, 20]}]),
        ("5 и 20 числа каждого месяца", [{"monthdays": [5, 20]}]),
        ("апта сайын, дүйсенбі, бейсенбі", [{"weekday": "mon"}, {"weekday": "thu"}]),
        ("апта сайын, дс-ср", [{"weekday": "mon"}, {"weekday": "tue"}, {"weekday": "wed"}]),
    ],
)
def test_understood(cell: str, every: list[dict[str, Any]]) -> None:
    """Months by count or by days, and more than one day a week."""
    assert read_frequency(cell) == every


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("апта сайын", "weekday_missing"),
        ("аптасына 1 рет", "weekday_missing"),
        ("еженедельно", "weekday_missing"),
        ("аптасына 2 рет", "not_a_frequency"),
        ("тоқсан сайын", "not_a_frequency"),
        ("екі аптада бір", "not_a_frequency"),
        ("айына 0 рет", "not_a_frequency"),
        ("айына 40 рет", "not_a_frequency"),
        ("айына 5", "not_a_frequency"),
        ("ай сайын, 35", "not_a_frequency"),
        ("ай сайын, дүйсенбі", "not_a_frequency"),
        ("апта сайын, 5", "not_a_frequency"),
        ("дс", "not_a_frequency"),
        ("2", "not_a_frequency"),
        ("келісім бойынша", "not_a_frequency"),
    ],
)
def test_not_understood(cell: str, code: str) -> None:
    """A frequency without its day is asked for, not guessed."""
    with pytest.raises(NotUnderstood) as refused:
        read_frequency(cell)
    assert refused.value.code == code


@given(st.lists(st.integers(1, 31), min_size=1, max_size=31, unique=True))
def test_any_days_of_a_month(days: list[int]) -> None:
    """Days of a month, written in any order, are read in the calendar's."""
    written = ", ".join(map(str, days))
    assert read_frequency(f"ай сайын, {written}") == [{"monthdays": sorted(days)}]
    assert read_frequency(f"ежемесячно, {written} числа") == [{"monthdays": sorted(days)}]


@given(st.integers(1, 31))
def test_any_count_in_a_month(count: int) -> None:
    """A count in a month stays that count."""
    assert read_frequency(f"айына {count} рет") == [{"times_a_month": count}]
    assert read_frequency(f"{count} раз в месяц") == [{"times_a_month": count}]


@given(st.text(alphabet="0123456789 ,;.апайтсынргедіүәбк", max_size=30))
def test_any_text_is_a_frequency_or_named(cell: str) -> None:
    """Nothing crashes."""
    with contextlib.suppress(NotUnderstood):
        assert read_frequency(cell)
