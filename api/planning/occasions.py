"""When each kind of task may be done in one case file, by the clock of the office.

A check lies in the curfew, outside a permission, and wakes no child in the hours of rest. A visit lies in
the daytime of a working day. Schools and providers are asked on working days, schools only when there are
lessons.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from api.planning.file import File
from api.rules.calendars import Calendars
from api.rules.intervals import Stretch, intersect, subtract, union
from api.rules.local import DAY, moment
from api.rules.school import calendar_of
from api.rules.windows import hours_of, occurrences
from schemas.check import read_frequency
from schemas.documents import Condition
from schemas.params import CurfewParams, Monthly, RegistrationParams, SchoolAttendanceParams, Weekly
from schemas.parts import WEEKDAYS
from schemas.rules import Catalogue

SATURDAY = 5


class Occasions:
    """Answers for one office's clock and catalogue."""

    def __init__(self, zone: ZoneInfo, catalogue: Catalogue, calendars: Calendars) -> None:
        self.zone = zone
        self._calendars = calendars
        self._catalogue = catalogue

    def value(self, name: str, day: dt.date) -> float:
        """Look up a number of the plan's catalogue."""
        return self._catalogue.value(name, day)

    def stamp(self, rule: str) -> str:
        """Name a rule of the catalogue with its version."""
        return self._catalogue.rules[rule].stamp

    def check(self, file: File, condition: Condition, day: dt.date) -> list[Stretch]:
        """Tell when a curfew may be checked in the night that begins on a day."""
        params = file.read.params[condition.id]
        if not isinstance(params, CurfewParams):
            return []
        begins, ends = moment(day, dt.time(), self.zone), moment(day + DAY, dt.time(), self.zone)
        found = occurrences(hours_of(params.windows), begins, ends, self.zone)
        nights = union((one.start, one.end) for one in found if one.day == day)
        rest = [
            self._hours(
                on, self.value("curfew_check.rest_from_h", on), self.value("curfew_check.rest_to_h", on)
            )
            for on in (day, day + DAY)
        ]
        awake = subtract(intersect(nights, file.binding(condition)), union(rest))
        return self._long_enough(awake, self.value("curfew_check.shortest_s", day))

    def visit(self, file: File, day: dt.date) -> list[Stretch]:
        """Tell when a family may be visited on a day."""
        if not self.works(day):
            return []
        hours = [self._hours(day, self.value("visit.from_h", day), self.value("visit.to_h", day))]
        return self._long_enough(intersect(hours, file.supervised()), self.value("visit.slot_s", day))

    def asking(self, file: File, condition: Condition, kind: str, day: dt.date) -> list[Stretch]:
        """Tell when the school, the provider or the work's overseer may be asked on a day."""
        params = file.read.params[condition.id]
        if isinstance(params, SchoolAttendanceParams):
            lessons = calendar_of(params.school, file.read, self._calendars)
            if lessons.free(day):
                return []
        return self.office(file, condition, kind, day)

    def office(self, file: File, condition: Condition, kind: str, day: dt.date) -> list[Stretch]:
        """Tell the hours of a kind on a day on which the condition binds."""
        hours = self._hours(day, self.value(f"{kind}.from_h", day), self.value(f"{kind}.to_h", day))
        binds = intersect([hours], file.binding(condition))
        return [hours] if binds == [hours] else []

    def registers(self, file: File, condition: Condition, day: dt.date) -> bool:
        """Tell whether the child has to appear on a day; "so many times a month" names none."""
        params = file.read.params[condition.id]
        if not isinstance(params, RegistrationParams):
            return False
        match read_frequency(params):
            case Weekly(weekday=weekday):
                return WEEKDAYS[day.weekday()] == weekday
            case Monthly(monthdays=days):
                return day.day in days
        return False

    def works(self, day: dt.date) -> bool:
        """Tell whether an office works on a day."""
        return day.weekday() < SATURDAY and not self._calendars.office.free(day)

    def _hours(self, day: dt.date, first: float, last: float) -> Stretch:
        return self._clock(day, first), self._clock(day, last)

    def _clock(self, day: dt.date, hour: float) -> dt.datetime:
        minutes = round(hour * 60)
        return moment(day, dt.time(minutes // 60, minutes % 60), self.zone)

    def _long_enough(self, stretches: list[Stretch], seconds: float) -> list[Stretch]:
        return [(a, b) for a, b in stretches if (b - a).total_seconds() >= seconds]


def at(stretches: list[Stretch], share: float, shortest_s: float, longest_s: float) -> Stretch:
    """Give the window that begins at a share of all beginnings: each of them is as likely as the next."""
    room = [(b - a).total_seconds() - shortest_s for a, b in stretches]
    left = share * sum(room)
    for (start, end), length in zip(stretches, room, strict=True):
        if left < length or (start, end) == stretches[-1]:
            begins = start + dt.timedelta(seconds=int(min(left, length) // 300) * 300)
            return begins, min(begins + dt.timedelta(seconds=longest_s), end)
        left -= length
    raise ValueError("no hours to choose from")
