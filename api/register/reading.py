"""One row of the register, understood: pure, and either a whole Reading or the troubles that keep it out.

What the row does not say is not in the Reading. A column that the file does not have at all is `absent`: that
is not the same as an empty cell, which says that there is no such duty.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from api.register import values
from api.register.columns import Columns, Field
from api.register.frequency import Every, read_frequency
from api.register.table import SourceRow
from api.register.troubles import NotUnderstood, Trouble, TroubleCode, Warned, WarningCode
from api.register.values import Cell
from api.register.windows import read_windows
from schemas.documents import Measure
from schemas.parts import Window

T = TypeVar("T")
_MAX_LINE = 300


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. Texts are as they came; "" where a cell is empty."""

    row: int
    number: str
    family: str
    given: str
    patronymic: str
    born: dt.date
    sex: str
    language: str
    office: str
    address: str
    lat: float | None
    lon: float | None
    school: str
    guardian: str
    phone: str
    measure: Measure
    article: str
    court: str
    order_number: str
    from_: dt.date
    until: dt.date
    windows: list[Window]
    areas: list[str]
    frequency: list[Every]
    hours: float | None
    absent: frozenset[Field]


class Read(msgspec.Struct, frozen=True):
    """What became of a row: a Reading, or None and why; and what a person should look at."""

    row: int
    number: str
    reading: Reading | None
    troubles: list[Trouble]
    warnings: list[Warned]


class _Cells:
    """The cells of one row by field, and what was found wrong with them."""

    def __init__(self, columns: Columns, source: SourceRow) -> None:
        self._columns = columns
        self._source = source
        self.troubles: list[Trouble] = []
        self.warnings: list[Warned] = []

    def cell(self, field: Field) -> Cell:
        position = self._columns.index.get(field)
        return (
            None if position is None or position >= len(self._source.cells) else self._source.cells[position]
        )

    def shown(self, field: Field) -> str:
        try:
            return values.text(self.cell(field))
        except NotUnderstood:
            return str(self.cell(field))

    def trouble(self, field: Field, code: TroubleCode) -> None:
        self.troubles.append(
            Trouble(self._source.number, self._columns.heading(field), self.shown(field), code)
        )

    def warn(self, field: Field, code: WarningCode) -> None:
        self.warnings.append(Warned(self._source.number, self._columns.heading(field), code))

    def read(self, field: Field, how: Callable[[Any], T], *, otherwise: T, needed: bool = False) -> T:
        """Read a cell; an empty one, and one that is not understood, gives `otherwise`."""
        if not self.shown(field):
            if needed:
                self.trouble(field, "missing")
            return otherwise
        try:
            return how(self.cell(field))
        except NotUnderstood as error:
            self.trouble(field, error.code)
            return otherwise

    def line(self, field: Field, how: Callable[[Cell], str] = values.text, *, needed: bool = False) -> str:
        found = self.read(field, how, otherwise="", needed=needed)
        if len(found) > _MAX_LINE:
            self.trouble(field, "too_long")
        return found


def read_row(columns: Columns, source: SourceRow, today: dt.date) -> Read:
    """Understand one row. `today` only tells what lies in the future."""
    cells = _Cells(columns, source)
    nothing = dt.date.min
    measure: Measure | None = cells.read("measure", values.measure, otherwise=None, needed=True)
    reading = Reading(
        row=source.number,
        number=cells.line("number", values.name, needed=True),
        family=cells.line("family", values.name, needed=True),
        given=cells.line("given", values.name, needed=True),
        patronymic=cells.line("patronymic", values.name),
        born=cells.read("born", values.date, otherwise=nothing, needed=True),
        sex=cells.line("sex", values.sex),
        language=cells.line("language", values.language),
        office=cells.line("office", values.name, needed=True),
        address=cells.line("address", values.name),
        lat=cells.read("lat", lambda cell: values.degrees(cell, values.LATITUDES), otherwise=None),
        lon=cells.read("lon", lambda cell: values.degrees(cell, values.LONGITUDES), otherwise=None),
        school=cells.line("school", values.name),
        guardian=cells.line("guardian", values.name),
        phone=cells.line("phone"),
        measure=measure or "restricted_freedom",
        article=cells.line("article", values.name),
        court=cells.line("court", values.name),
        order_number=cells.line("order_number"),
        from_=cells.read("from", values.date, otherwise=nothing, needed=True),
        until=cells.read("until", values.date, otherwise=nothing, needed=True),
        windows=cells.read("curfew", lambda cell: read_windows(values.text(cell)), otherwise=[]),
        areas=cells.read("stay_away", values.areas, otherwise=[]),
        frequency=cells.read("registration", lambda cell: read_frequency(values.text(cell)), otherwise=[]),
        hours=cells.read("hours", values.hours, otherwise=None),
        absent=frozenset(columns.missing),
    )
    if any(len(area) > _MAX_LINE for area in reading.areas):
        cells.trouble("stay_away", "too_long")
    _dates(cells, reading, today)
    _position(cells, reading)
    if measure is not None:
        _service(cells, reading)
    if not cells.troubles:
        _look(cells, reading)
    return Read(
        row=source.number,
        number=reading.number,
        reading=None if cells.troubles else reading,
        troubles=cells.troubles,
        warnings=[] if cells.troubles else cells.warnings,
    )


def _dates(cells: _Cells, reading: Reading, today: dt.date) -> None:
    nothing = dt.date.min
    if reading.born > today:
        cells.trouble("born", "in_the_future")
    if nothing not in (reading.from_, reading.until) and reading.until < reading.from_:
        cells.trouble("until", "until_before_from")
    if (
        nothing not in (reading.from_, reading.born)
        and reading.born <= today
        and reading.born >= reading.from_
    ):
        cells.trouble("born", "born_after_from")


def _position(cells: _Cells, reading: Reading) -> None:
    if bool(cells.shown("lat")) != bool(cells.shown("lon")):
        cells.trouble("lat" if not cells.shown("lat") else "lon", "position_incomplete")


def _service(cells: _Cells, reading: Reading) -> None:
    if reading.hours is not None and reading.measure == "restricted_freedom":
        cells.trouble("hours", "hours_not_for_measure")
    elif (
        reading.measure == "community_service" and not cells.shown("hours") and "hours" not in reading.absent
    ):
        cells.warn("hours", "hours_missing")


def _look(cells: _Cells, reading: Reading) -> None:
    """Note what is imported as it is and looks unusual."""
    if reading.areas:
        cells.warn("stay_away", "area_not_on_map")
    if reading.lat is None:
        cells.warn("lat", "residence_not_on_map")
    if not 14 <= age(reading.born, reading.from_) < 18:
        cells.warn("born", "age_unusual")
    if not reading.language:
        cells.warn("language", "language_missing")
    if reading.phone and not values.looks_like_a_phone(reading.phone):
        cells.warn("phone", "phone_unusual")


def age(born: dt.date, on: dt.date) -> int:
    """Count full years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
