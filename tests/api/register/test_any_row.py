"""Laws over any row at all: understood or named, and never a document that the schema refuses."""

import datetime as dt
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from api.register.columns import FIELDS, HEADINGS, Columns, Field, recognise
from api.register.keys import Keys
from api.register.plan import Planner
from api.register.reading import read_row
from api.register.table import SourceRow
from schemas.check import problems

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
COLUMNS: Columns = recognise([HEADINGS[field][0] for field in FIELDS])

EDGES = ["", " ", "?", "=1+1", "0", "-1", "1e9", "22:00", "31.02.2010", "01.01.0226", "ə", "#REF!", "x" * 301]
wild = (
    st.text(max_size=20)
    | st.sampled_from(EDGES)
    | st.integers()
    | st.floats()
    | st.dates()
    | st.times()
    | st.none()
)
words = st.text(st.characters(categories=["L"]), min_size=1, max_size=40)
good: dict[Field, st.SearchStrategy[Any]] = {
    "born": st.dates(dt.date(2008, 1, 1), dt.date(2012, 1, 1)),
    "from": st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1)).map(lambda d: d.strftime("%d.%m.%Y")),
    "until": st.dates(dt.date(2027, 1, 1), dt.date(2029, 1, 1)).map(dt.date.isoformat),
    "lat": st.floats(40.5, 55.5),
    "lon": st.floats(46.4, 87.4),
    "measure": st.sampled_from(["шартты түрде соттау", "қоғамдық жұмыстар", "отсрочка"]),
    "curfew": st.sampled_from(["", "22:00–06:00", "дс 23:00-01:00; сб 10:00–11:00"]),
    "registration": st.sampled_from(["", "айына 2 рет", "ай сайын, 5, 31", "апта сайын, дс, жс", "әр жұма"]),
    "hours": st.sampled_from(["", 60, 1.5, "40 сағат"]),
    "sex": st.sampled_from(["", "ер", "әйел"]),
    "language": st.sampled_from(["", "kk", "рус"]),
    "stay_away": st.sampled_from(["", "ойын клубтары", "вокзал; Абай көш. 5, Семей"]),
    "address": words | st.just(""),
    "phone": words | st.just(""),
    "guardian": words | st.just(""),
}


@st.composite
def a_row(draw: st.DrawFn, mistakes: int) -> list[Any]:
    """A good row in which a few cells hold anything."""
    row = [draw(good.get(field, words)) for field in FIELDS]
    for place in draw(st.lists(st.integers(0, len(FIELDS) - 1), max_size=mistakes, unique=True)):
        row[place] = draw(wild)
    return row


@settings(max_examples=400, deadline=None)
@given(a_row(mistakes=2))
def test_understood_or_named(row: list[Any]) -> None:
    """Any row is a Reading or troubles; what is made of it is what the schema allows."""
    read = read_row(COLUMNS, SourceRow(2, row), TODAY)
    event("understood" if read.reading else "named")
    assert (read.reading is None) == bool(read.troubles)
    if read.reading is None:
        return
    planner = Planner(Keys(b"secret"), COLUMNS, NOW, {read.reading.office: "Asia/Almaty"})
    plan = planner.plan(read.reading, {})
    assert plan.outcome == "created", plan.troubles
    assert not [problem for doc in plan.docs for problem in problems(doc)]
    existing = {doc["_id"]: doc for doc in plan.docs}
    assert planner.plan(read.reading, existing).outcome == "unchanged"


@settings(max_examples=200, deadline=None)
@given(a_row(mistakes=1), a_row(mistakes=1))
def test_any_change_settles(one: list[Any], other: list[Any]) -> None:
    """From any row to any other of the same number: taken once, the second is unchanged after."""
    for row in (one, other):
        row[FIELDS.index("number")] = "2026-0900"
        row[FIELDS.index("born")] = "10.10.2010"
        row[FIELDS.index("family")] = "Сынақов"
        row[FIELDS.index("office")] = "Бөлім"
    first, second = (read_row(COLUMNS, SourceRow(2, row), TODAY).reading for row in (one, other))
    if first is None or second is None:
        return
    event("both understood")
    planner = Planner(Keys(b"secret"), COLUMNS, NOW, {"Бөлім": "Asia/Almaty"})
    existing = {doc["_id"]: doc for doc in planner.plan(first, {}).docs}
    plan = planner.plan(second, existing)
    assert not plan.troubles
    assert not [problem for doc in plan.docs for problem in problems(doc)]
    assert planner.plan(second, existing | {doc["_id"]: doc for doc in plan.docs}).outcome == "unchanged"
