"""School attendance: raised by an unexcused day beyond the tolerance (SCENARIOS.md, "What raises what").

The tolerance is so many days in so many; the period is the days that end with the one looked at. Lateness and
lessons missed never count as a day; a day without lessons is not an absence; an excused one is not counted.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from api.rules.dated import Days, reasons_of
from api.rules.excuses import excuse
from api.rules.findings import Findings, Review, because
from api.rules.matter import Matter, Stake
from api.rules.standing import Known
from schemas.documents import Attendance, Certainty
from schemas.params import SchoolAttendanceParams

if TYPE_CHECKING:
    from api.rules.reading import Fact

EXCUSE = "attendance"


class School:
    """The rule over one duty to study. `no_class` are the school's days without lessons."""

    def __init__(self, matter: Matter, params: SchoolAttendanceParams, no_class: frozenset[dt.date]) -> None:
        self.matter = matter
        self.tolerance = params.tolerance
        facts = [(f, f.doc) for f in matter.file.by_kind[Attendance] if isinstance(f.doc, Attendance)]
        unexcused = [(doc.date, fact) for fact, doc in facts if doc.status == "unexcused"]
        self.without_lessons: list[Fact] = [fact for day, fact in unexcused if day in no_class]
        self.days = Days(
            matter,
            ((day, fact) for day, fact in unexcused if day not in no_class),
            ((doc.date, fact) for fact, doc in facts if doc.status != "unexcused"),
        )

    def findings(self, known: Known) -> Findings:
        """One flag for each absence that goes beyond the tolerance."""
        found = Findings()
        for fact in self.without_lessons:
            if self.matter.standing.stands(fact.id, known):
                found.review.add(Review(reason="absence_without_lessons", facts=(fact.id,)))
        told = self.days.standing(known, found)
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
            found.raised.append(
                self.days.raised(day, told[day][0], grade, reasons, known=known, excuse_kind=EXCUSE)
            )
        return found

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
        """An excuse for one day may bring another one back within the tolerance."""
        days = sorted(self.days.days)
        for one in self.matter.file.excuses:
            if one.for_.kind == EXCUSE and _between(days, one.for_.from_, one.for_.until):
                yield self.matter.file.arrival[one.id]


def _within(days: list[dt.date], last: dt.date, period: int) -> int:
    """Count the days of a sorted list in the period that ends with `last`."""
    first = last - dt.timedelta(days=min(period - 1, last.toordinal() - 1))
    return _between(days, first, last)


def _between(days: list[dt.date], first: dt.date, last: dt.date) -> int:
    if last < first:
        return 0
    upto = bisect_left(days, last)
    return upto - bisect_left(days, first) + (upto < len(days) and days[upto] == last)
