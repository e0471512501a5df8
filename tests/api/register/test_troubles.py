"""A register of mistakes, and the whole of what is said about it."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import get_args

from api.register.examination import Examined, Settled, examine
from api.register.keys import Keys
from api.register.table import read_table
from api.register.troubles import MEANING, TroubleCode, WarningCode

MISTAKES = Path(__file__).parents[2] / "data" / "register-troubles.csv"
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def examined() -> Examined:
    return asyncio.run(examine(read_table(MISTAKES), None, Keys(b"secret"), NOW, Settled()))


def test_everything_that_is_wrong_and_nothing_else() -> None:
    """Row as Excel counts, column, value as it stands, and why."""
    assert [(t.row, t.column, t.value, t.code) for t in examined().troubles] == [
        (2, "Тіркеу №", "S-1", "duplicate_number"),
        (3, "Туған күні", "31.02.2010", "not_a_date"),
        (4, "Ендік", "82.61", "outside_kazakhstan"),
        (4, "Түнгі шектеу", "түнде үйде", "not_a_window"),
        (4, "Тіркелу жиілігі", "апта сайын", "weekday_missing"),
        (5, "Түнгі шектеу", "22:00–06:00, сб 23:00–07:00", "days_unclear"),
        (5, "Тіркелу жиілігі", "кейде", "not_a_frequency"),
        (5, "Аяқталуы", "11.08.2026", "until_before_from"),
        (5, "Қоғамдық жұмыс сағаты", "60", "hours_not_for_measure"),
        (7, "Тіркеу №", "S-1", "duplicate_number"),
    ]


def test_what_is_imported_with_a_remark() -> None:
    """Rows that are good enough, and what a person should look at in them."""
    plans = {plan.row: plan for plan in examined().plans}
    assert {row: plan.outcome for row, plan in plans.items() if not plan.troubles} == {
        6: "created",
        9: "created",
    }
    assert {(w.column, w.code) for w in plans[6].warnings} == {
        ("Ендік", "residence_not_on_map"),
        ("Заңды өкілінің телефоны", "phone_unusual"),
        ("Тыйым салынған жерлер", "area_not_on_map"),
        ("Бөлім", "new_office"),
    }
    assert {w.code for w in plans[9].warnings} == {"before_import_on_paper"}


def test_every_code_has_its_sentence() -> None:
    """No code is shown bare, and no sentence is left of a code that is gone."""
    assert set(MEANING) == {*get_args(TroubleCode), *get_args(WarningCode)}
