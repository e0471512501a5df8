"""Where the minor was seen or lives: one flag for each condition and day, named by the first fact.

"A later fact about the same unbroken stay does not raise another" (SCENARIOS.md). stay_away, stay_within
and residence share this.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from api.rules.clock import same_time
from api.rules.findings import Findings, Raised
from api.rules.intervals import FAR_FUTURE, FAR_PAST
from api.rules.local import date
from api.rules.matter import Matter, Stake
from api.rules.moments import Bearing, Grade, Timing, timing, weigh
from api.rules.standing import Known
from api.rules.windows import Occurrence, hours_of, touched
from schemas.ids import flag_id
from schemas.parts import Window

ANY_TIME = Occurrence(FAR_PAST, FAR_FUTURE, "", dt.date.min)


class Stays:
    """Groups what facts say of a place by the day on which they say it."""

    def __init__(self, matter: Matter, bearings: list[Bearing], windows: list[Window] | None = None) -> None:
        self.matter = matter
        self.raising = [
            (b, hours)
            for b in bearings
            if b.grade is not Grade.CONTRARY and (hours := self._hours(b, windows))
        ]
        self.contrary: dict[dt.date, list[Bearing]] = defaultdict(list)
        for b in bearings:
            if b.grade is Grade.CONTRARY:
                self.contrary[self._day(b)].append(b)

    def _hours(self, bearing: Bearing, windows: list[Window] | None) -> list[Occurrence]:
        if not windows:
            return [ANY_TIME]
        return touched(hours_of(windows), bearing.fact.span, self.matter.file)

    def _day(self, bearing: Bearing) -> dt.date:
        return date(bearing.fact.span.nominal, self.matter.file.zone)

    def findings(self, known: Known) -> Findings:
        """One flag for each day on which a fact speaks of a breach."""
        found = Findings()
        binding = self.matter.binding(known)
        days: dict[dt.date, list[tuple[Bearing, Timing]]] = defaultdict(list)
        for bearing, hours in self.raising:
            if not self.matter.standing.stands(bearing.fact.id, known):
                continue
            when = timing(bearing.fact.span, hours, binding)
            if when is not None:
                # "A window belongs to the day on which it starts" (DOCUMENTS.md): a night out is one stay.
                named = [window.day for window in hours if window.name == when.name]
                day = self._day(bearing) if named == [dt.date.min] else named[0]
                days[day].append((bearing, when))
        for day, raising in days.items():
            found.raised.append(self._on(day, raising, known, found))
        return found

    def _on(
        self, day: dt.date, raising: list[tuple[Bearing, Timing]], known: Known, found: Findings
    ) -> Raised:
        matter = self.matter
        tolerance = matter.value("clock.tolerance_s", day)
        raising.sort(key=lambda r: (r[0].fact.span.nominal, r[0].fact.id))
        # A fact of the same day that says otherwise matters only where the two cannot be told apart in time:
        # to have been elsewhere at another hour contradicts nothing.
        nearby = [
            c
            for near in (day - dt.timedelta(days=1), day, day + dt.timedelta(days=1))
            for c in self.contrary.get(near, ())
            if matter.standing.stands(c.fact.id, known)
            and any(same_time(c.fact.span, b.fact.span, tolerance) for b, _ in raising)
        ]
        weight = weigh(raising, nearby, found, tolerance_s=tolerance)
        first = raising[0][0].fact.id
        return Raised(
            condition=matter.condition.id,
            occasion=first,
            certainty=weight.certainty,
            facts=weight.facts,
            because=weight.because,
            since=max(matter.file.arrival[matter.condition.id], min(b.fact.received_at for b, _ in raising)),
            rule=matter.rule.stamp,
            also=frozenset(flag_id(matter.condition.id, b.fact.id) for b, _ in raising[1:]),
        )

    def stakes(self) -> Iterable[Stake]:
        """Every observation that speaks of a breach, whenever the condition binds."""
        for bearing, _ in self.raising:
            fact = bearing.fact
            yield Stake(fact.id, fact.span.first, fact.span.last, fact.received_at)

    def relievers(self) -> Iterable[dt.datetime]:
        """Nothing else takes such a flag away."""
        return ()
