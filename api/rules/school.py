"""School attendance: raised by an unexcused day beyond the tolerance (SCENARIOS.md, "What raises what").

The tolerance is so many days in so many; the period is the days that end with the one looked at. Lateness and
lessons missed never count as a day; a day without lessons is not an absence; an excused one is not counted.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable

import msgspec

from api.rules.calendars import Calendar, Calendars
from api.rules.dated import Days, reasons_of
from api.rules.excuses import excuse
from api.rules.findings import Findings, Review, because
from api.rules.matter import Matter, Stake
from api.rules.reading import CaseFile
from api.rules.standing import Known
from schemas.documents import Attendance, Certainty
from schemas.params import SchoolAttendanceParams

EXCUSE = "attendance"


class School:
    """The rule over one duty to study."""

    def __init__(self, matter: Matter, params: SchoolAttendanceParams) -> None:
        self.matter = matter
        self.tolerance = params.tolerance
        self.calendar = calendar_of(params.school, matter.file, matter.file.calendars)
        facts = [(f, f.doc) for f in matter.file.by_kind[Attendance] if isinstance(f.doc, Attendance)]
        self.unexcused = [(doc.date, fact) for fact, doc in facts if doc.status == "unexcused"]
        self.days = Days(
            matter,
            self.unexcused,
            ((doc.date, fact) for fact, doc in facts if doc.status != "unexcused"),
        )

    def findings(self, known: Known) -> Findings:
        """One flag for each absence that goes beyond the tolerance."""
        found = Findings()
        free = {day for day, _ in self.unexcused if self._free(day, known)}
        for day, fact in self.unexcused:
            if day in free and self.matter.standing.stands(fact.id, known):
                found.review.add(Review(reason="absence_without_lessons", facts=(fact.id,)))
        told = self.days.standing(known, found, leaving=free)
        everything = sorted(told)
        counted = [day for day in everything if excuse(self.matter, EXCUSE, day, known) is None]
        certain = [day for day in counted if told[day][1] == "suspected"]
        for day in everything:
            allowed, period = self._tolerance(day)
            covered = not _between(counted, day, day)
            # What is excused is judged as if nothing were, so that a certificate shows what it excused.
            possible = _within(everything if covered else counted, day, period)
            sure = _within(everything if covered else certain, day, period)
            if possible <= allowed:
                continue
            grade: Certainty = told[day][1] if sure > allowed else "inconclusive"
            reasons = reasons_of("absent-from-school", day, told[day][0].breach)
            if allowed:
                reasons.append(because("school-tolerance", counted=possible, days=allowed, per_days=period))
            raised = self.days.raised(day, told[day][0], grade, reasons, known=known, excuse_kind=EXCUSE)
            found.raised.append(msgspec.structs.replace(raised, since=self._since(day, raised.since)))
        return found

    def _free(self, day: dt.date, known: Known) -> bool:
        """Had the school no lessons, as far as was known? The widest conclusion knows of no calendar."""
        return not known.wording and self.calendar.free(day, known.before)

    def _since(self, day: dt.date, since: dt.datetime) -> dt.datetime:
        """When an absence could first be told of a day that the calendar once had free."""
        opened = (known for known in self.calendar.told(day) if self.calendar.free(day, known))
        return max(since, max(opened, default=since))

    def _tolerance(self, day: dt.date) -> tuple[int, int]:
        if self.tolerance is not None:
            return self.tolerance.days, self.tolerance.per_days
        value = self.matter.value
        return (
            int(value("school_attendance.tolerance_days", day)),
            int(value("school_attendance.tolerance_per_days", day)),
        )

    def stakes(self) -> Iterable[Stake]:
        """Every recorded absence."""
        return self.days.stakes()

    def relievers(self) -> Iterable[dt.datetime]:
        """An excuse for one day may bring another one back within the tolerance, and so may a calendar."""
        days = sorted(self.days.days)
        for day in days:
            yield from (known for known in self.calendar.told(day) if known <= self.matter.file.now)
        for one in self.matter.file.excuses:
            if one.for_.kind == EXCUSE and _between(days, one.for_.from_, one.for_.until):
                yield self.matter.file.arrival[one.id]


def calendar_of(school: str | None, file: CaseFile, calendars: Calendars) -> Calendar:
    """Find the calendar of the school that the order names, or else of the one where the minor studies."""
    named = school or next((case.school for case in file.cases if case.school), None)
    shift = next((case.shift for case in file.cases if case.shift is not None), None)
    return calendars.school(named, shift)


def _within(days: list[dt.date], last: dt.date, period: int) -> int:
    """Count the days of a sorted list in the period that ends with `last`."""
    first = last - dt.timedelta(days=min(period - 1, last.toordinal() - 1))
    return _between(days, first, last)


def _between(days: list[dt.date], first: dt.date, last: dt.date) -> int:
    if last < first:
        return 0
    upto = bisect_left(days, last)
    return upto - bisect_left(days, first) + (upto < len(days) and days[upto] == last)
