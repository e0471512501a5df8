"""Registration at the office: raised when nobody recorded that the minor appeared.

An `appeared` on any day from `grace_days` before to `grace_days` after the due date satisfies it. A day that
a month does not have (the 31st in April) is not due in that month. Where the order says only how many times
a month, the month is judged as a whole once it is over (docs/decisions, 0004). Where the last day is known to
be one on which the office is closed, it is the next day on which it is open (docs/decisions, 0030).
"""

import calendar
import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct

from api.rules.dated import bound
from api.rules.excuses import excuse, excused_at
from api.rules.findings import Findings, Raised, Review, Service, because
from api.rules.intervals import covers
from api.rules.local import DAY, date, ends, starts, whole
from api.rules.matter import Matter, Stake
from api.rules.reading import Fact
from api.rules.silence import Holders, past, why
from api.rules.standing import Known
from schemas.check import read_frequency
from schemas.documents import Certainty, Registration
from schemas.params import Monthly, RegistrationParams, TimesAMonth, Weekly
from schemas.parts import WEEKDAYS

HORIZON_D = 70
"""Days; longer than from any day of a month to the next month that has it."""


class Due(Struct, frozen=True):
    """An appearance owed: on `day`, so `often` between `opens` and `deadline` (UTC, half-open).

    `since` is the first day that must be in force for it to be owed at all.
    """

    day: dt.date
    since: dt.date
    opens: dt.datetime
    deadline: dt.datetime
    often: int = 1


class RegistrationRule:
    """The rule over one duty to register."""

    def __init__(self, matter: Matter, params: RegistrationParams, holders: Holders) -> None:
        self.matter = matter
        self.holders = holders
        self.frequency = read_frequency(params)
        self.given_grace = params.grace_days
        self.office = matter.file.calendars.office
        facts = [(f, f.doc) for f in matter.file.by_kind[Registration] if isinstance(f.doc, Registration)]
        appeared = [f for f, doc in facts if doc.outcome == "appeared"]
        self.sent_home = [f for f, doc in facts if doc.outcome == "sent_home"]
        self.certain = sorted((f for f in appeared if f.span.certain), key=lambda f: f.span.first)
        self.moments = [f.span.first for f in self.certain]
        self.doubtful = [f for f in appeared if not f.span.certain]
        self._dues: dict[Known, tuple[list[Due], dt.datetime | None]] = {}

    def dues(self, known: Known) -> tuple[list[Due], dt.datetime | None]:
        """All appearances owed up to and with the first whose deadline is still to come.

        The second value is when to look again, where none was found within the horizon of a few months.
        """
        if known not in self._dues:
            self._dues[known] = self._reckon(known)
        return self._dues[known]

    def _reckon(self, known: Known) -> tuple[list[Due], dt.datetime | None]:
        zone, now, found = self.matter.file.zone, self.matter.file.now, []
        earliest = dt.date(int(self.matter.value("reading.plausible_from_year")), 1, 1)
        again: list[dt.datetime] = []
        for start, end in self.matter.law.force(self.matter.condition, known):
            horizon = date(max(start, now), zone).toordinal() + HORIZON_D
            for day in self._candidates(max(date(start, zone), earliest), date(end, zone)):
                due = self._due(day, known)
                if due is not None and self._owed(due, known):
                    found.append(due)
                    if due.deadline > now:
                        return found, min(again, default=None)
                if day.toordinal() > horizon:
                    again.append(starts(day, zone))
                    break
        return found, min(again, default=None)

    def _candidates(self, day: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The days from `day` to `last` on which an appearance could be due."""
        first, step = day.toordinal(), 1
        if isinstance(self.frequency, Weekly):
            first, step = first + (WEEKDAYS.index(self.frequency.weekday) - day.weekday()) % 7, 7
        return map(dt.date.fromordinal, range(first, last.toordinal() + 1, step))

    def _due(self, day: dt.date, known: Known) -> Due | None:
        match self.frequency:
            case Weekly(weekday=weekday) if WEEKDAYS[day.weekday()] == weekday:
                return self._on(day, day, 1, known)
            case Monthly(monthdays=days) if day.day in days:
                return self._on(day, day, 1, known)
            case TimesAMonth(times_a_month=often) if day.day == calendar.monthrange(day.year, day.month)[1]:
                return self._on(day, day.replace(day=1), often, known)
        return None

    def _on(self, day: dt.date, since: dt.date, often: int, known: Known) -> Due:
        zone, grace = self.matter.file.zone, self._grace(day)
        last = day + grace * DAY
        moves = not known.wording and self.matter.value("registration.closed_days_move", day)
        while moves and self.office.free(last, known.before) and (last - day).days < HORIZON_D:
            last += DAY
        return Due(day, since, starts(since - grace * DAY, zone), ends(last, zone), often)

    def _grace(self, day: dt.date) -> int:
        if self.given_grace is not None:
            return self.given_grace
        return int(self.matter.value("registration.grace_days", day))

    def _owed(self, due: Due, known: Known) -> bool:
        zone, law, condition = self.matter.file.zone, self.matter.law, self.matter.condition
        hours = starts(due.since, zone), ends(due.day, zone)
        return covers(law.force(condition, known), hours) and not covers(
            law.leave(condition, known), whole(due.day, zone)
        )

    def findings(self, known: Known) -> Findings:
        """One flag for each appearance that nobody recorded, once nobody can be holding the record."""
        found = Findings()
        dues, again = self.dues(known)
        if again is not None:
            found.changes.add(again)
        for due in dues:
            if not past(due.deadline, known):
                found.changes.add(due.deadline)
                continue
            surely, perhaps = self._appeared(due, known)
            if surely >= due.often:
                continue
            if self.holders.nobody(due.opens, due.deadline) and not known.wording:
                self._owe("nobody_assigned", due, known, found)
                continue
            over = self.holders.over(due.opens, due.deadline)
            if past(over, known):
                found.raised.append(self._missed(due, over, surely, perhaps, known=known, found=found))
                continue
            found.changes.add(over)
            self._owe("awaiting_contact", due, known, found)
        return found

    def _owe(self, reason: str, due: Due, known: Known, found: Findings) -> None:
        """Put an appearance that nobody recorded on the service's account, unless it is excused."""
        if excuse(self.matter, "registration", due.day, known) is None:
            found.service.add(
                Service(reason=reason, condition=self.matter.condition.id, occasion=str(due.day))
            )

    def _appeared(self, due: Due, known: Known) -> tuple[int, list[Fact]]:
        """Count the days of certain appearances for a due, and list those whose time is in doubt."""
        sure = {
            date(f.span.first, self.matter.file.zone) if due.often > 1 else due.day
            for f in self._between(due)
            if self.matter.standing.stands(f.id, known)
        }
        surely, perhaps = len(sure), []
        for f in self.doubtful:
            if not self.matter.standing.stands(f.id, known):
                continue
            if due.opens <= f.span.first and f.span.last < due.deadline:
                surely += 1
            elif f.span.first < due.deadline and due.opens <= f.span.last:
                perhaps.append(f)
        return surely, perhaps

    def _between(self, due: Due) -> list[Fact]:
        return self.certain[bisect_left(self.moments, due.opens) : bisect_left(self.moments, due.deadline)]

    def _missed(
        self, due: Due, over: dt.datetime, surely: int, perhaps: list[Fact], *, known: Known, found: Findings
    ) -> Raised:
        matter = self.matter
        certainty: Certainty = bound(matter, due.day, known) or "inconclusive"
        if due.often > 1:
            reasons = [because("registered-too-few", date=due.day, counted=surely, times=due.often)]
        else:
            reasons = [because("not-registered", date=due.day, until=due.deadline)]
        if certainty == "inconclusive":
            reasons.append(because("permission-part-of-day", date=due.day))
        if surely + len(perhaps) >= due.often:
            certainty = "inconclusive"
        for f in perhaps:
            found.review.add(Review(reason="clock_in_doubt", facts=(f.id,)))
            reasons.append(because("registration-in-doubt", fact=f.id, first=f.span.first, last=f.span.last))
        turned_away = [
            f
            for f in self.sent_home
            if matter.standing.stands(f.id, known)
            and f.span.first < due.deadline
            and due.opens <= f.span.last
        ]
        reasons += [because("sent-home", fact=f.id, at=f.span.nominal) for f in turned_away]
        covered = excuse(matter, "registration", due.day, known)
        return Raised(
            condition=matter.condition.id,
            occasion=str(due.day),
            certainty=certainty,
            facts=tuple(sorted(f.id for f in (*perhaps, *turned_away))),
            because=(*reasons, why(over, due.deadline, matter.file)),
            since=max(over, matter.file.arrival[matter.condition.id]),
            rule=matter.rule.stamp,
            excused_by=covered.id if covered else None,
            excused_at=excused_at(matter, covered),
        )

    def _widest(self) -> Iterator[tuple[Due, dt.datetime]]:
        """Every due by the wording alone that could have been flagged by now, and since when."""
        for due in self.dues(Known(self.matter.file.now, wording=True))[0]:
            over = self.holders.over(due.opens, due.deadline)
            if over <= self.matter.file.now:
                yield due, over

    def stakes(self) -> Iterable[Stake]:
        """Every due that nobody recorded in time."""
        everything = Known(self.matter.file.now)
        for due, over in self._widest():
            if self._appeared(due, everything)[0] < due.often:
                yield Stake(
                    None, starts(due.day, self.matter.file.zone), ends(due.day, self.matter.file.zone), over
                )

    def relievers(self) -> Iterable[dt.datetime]:
        """Appearances whose record came when silence had spoken already; days that turned out closed."""
        for due, over in self._widest():
            for told in self.office.told(due.day + self._grace(due.day) * DAY):
                if over < told <= self.matter.file.now:
                    yield told
            for f in (*self._between(due), *self.doubtful):
                if f.received_at > over and f.span.first < due.deadline and due.opens <= f.span.last:
                    yield f.received_at
