"""Facts about a day rather than a moment: school, sessions, hours of work.

The day is what the record says, in the office's zone, so no clock can put it in doubt. A duty must bind for
the whole day to be broken on it; a permission for a part of the day leaves it open whether it covers.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct

from api.rules.excuses import excuse, excused_at
from api.rules.findings import Findings, Raised, Review, because
from api.rules.intervals import covers, overlaps
from api.rules.local import whole
from api.rules.matter import Matter, Stake
from api.rules.reading import Fact
from api.rules.standing import Known
from schemas.documents import Because, Certainty


class Day(Struct):
    """What is recorded of one day: facts that speak of a breach, and facts that say otherwise."""

    breach: list[Fact]
    kept: list[Fact]


class Days:
    """Groups the facts of one kind by the day they are about."""

    def __init__(
        self, matter: Matter, breach: Iterable[tuple[dt.date, Fact]], kept: Iterable[tuple[dt.date, Fact]]
    ) -> None:
        self.matter = matter
        self.days: dict[dt.date, Day] = defaultdict(lambda: Day([], []))
        for day, fact in breach:
            self.days[day].breach.append(fact)
        for day, fact in kept:
            if day in self.days:
                self.days[day].kept.append(fact)

    def standing(
        self, known: Known, found: Findings, leaving: Collection[dt.date] = ()
    ) -> dict[dt.date, tuple[Day, Certainty]]:
        """The days on which the duty bound and a breach is recorded; doubt where records disagree."""
        matter, told = self.matter, {}
        for day in sorted(self.days.keys() - leaving):
            breach = [f for f in self.days[day].breach if matter.standing.stands(f.id, known)]
            kept = [f for f in self.days[day].kept if matter.standing.stands(f.id, known)]
            if not breach:
                continue
            certainty = bound(matter, day, known)
            if certainty is None:
                continue
            if kept:
                certainty = "inconclusive"
                facts = tuple(sorted(f.id for f in (*breach, *kept)))
                found.review.add(Review(reason="conflicting_facts", facts=facts))
            told[day] = Day(breach, kept), certainty
        return told

    def raised(
        self,
        day: dt.date,
        told: Day,
        certainty: Certainty,
        reasons: list[Because],
        *,
        known: Known,
        excuse_kind: str | None = None,
    ) -> Raised:
        """Make the flag of a day."""
        matter = self.matter
        covered = excuse(matter, excuse_kind, day, known) if excuse_kind else None
        if told.kept:
            reasons = [*reasons, because("conflicting-facts", fact=told.breach[0].id, other=told.kept[0].id)]
        if certainty == "inconclusive" and overlaps(
            matter.law.leave(matter.condition, known), whole(day, matter.file.zone)
        ):
            reasons = [*reasons, because("permission-part-of-day", date=day)]
        return Raised(
            condition=matter.condition.id,
            occasion=str(day),
            certainty=certainty,
            facts=tuple(sorted(f.id for f in (*told.breach, *told.kept))),
            because=tuple(reasons),
            since=max(matter.file.arrival[matter.condition.id], min(f.received_at for f in told.breach)),
            rule=matter.rule.stamp,
            excused_by=covered.id if covered else None,
            excused_at=excused_at(matter, covered),
        )

    def stakes(self) -> Iterable[Stake]:
        """Every day on which a breach is recorded."""
        for day, told in self.days.items():
            first, last = whole(day, self.matter.file.zone)
            for fact in told.breach:
                yield Stake(fact.id, first, last, fact.received_at)


def bound(matter: Matter, day: dt.date, known: Known) -> Certainty | None:
    """Did the duty bind on a day? None: not for the whole of it, or leave was given for the whole of it."""
    hours = whole(day, matter.file.zone)
    if not covers(matter.law.force(matter.condition, known), hours):
        return None
    leave = matter.law.leave(matter.condition, known)
    if covers(leave, hours):
        return None
    return "inconclusive" if overlaps(leave, hours) else "suspected"


def reasons_of(key: str, day: dt.date, facts: list[Fact], **more: Any) -> list[Because]:
    """One reason for each fact of a day."""
    return [because(key, fact=f.id, date=day, **more) for f in sorted(facts, key=lambda f: f.id)]
