"""Community service: raised by a refusal, and by hours still missing when the day `by` is past.

Minutes above the daily maximum do not count. Hours done under an earlier wording of the same duty count for
the later one. Source: SCENARIOS.md, "What raises what".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from api.rules.dated import Days, bound, reasons_of
from api.rules.findings import Findings, Raised, Review, Service, because
from api.rules.intervals import utc
from api.rules.local import date, ends, starts
from api.rules.matter import Matter, Stake
from api.rules.silence import Holders, past, why
from api.rules.standing import Known
from schemas.documents import Certainty, Hours
from schemas.params import CommunityServiceParams


class CommunityService:
    """The rule over one duty to work."""

    def __init__(self, matter: Matter, params: CommunityServiceParams, holders: Holders) -> None:
        self.matter = matter
        self.params = params
        self.holders = holders
        self.worked = [(f, f.doc) for f in matter.file.by_kind[Hours] if isinstance(f.doc, Hours)]
        self.refusals = Days(
            matter,
            ((doc.date, fact) for fact, doc in self.worked if doc.refused),
            ((doc.date, fact) for fact, doc in self.worked if not doc.refused and doc.minutes),
        )
        self.deadline = ends(params.by, matter.file.zone) if params.by else None
        self.opens = min(
            utc(c.from_)
            for c in matter.file.conditions.values()
            if c.id in matter.law.lineage[matter.condition.id]
        )

    def findings(self, known: Known) -> Findings:
        """One flag for each day of a refusal, and one when the time is over and hours are missing."""
        found = Findings()
        for day, (told, certainty) in self.refusals.standing(known, found).items():
            reasons = reasons_of("work-refused", day, told.breach)
            found.raised.append(self.refusals.raised(day, told, certainty, reasons, known=known))
        order = self.matter.law.order(self.matter.condition)
        if order is not None and order.measure == "restricted_freedom":
            # Minors under restricted freedom are exempt from forced labour: the order itself needs a look.
            found.review.add(
                Review(
                    reason="labour_under_restricted_freedom",
                    document=self.matter.condition.id,
                    field="condition.type",
                )
            )
        self._behind(known, found)
        return found

    def _behind(self, known: Known, found: Findings) -> None:
        by, deadline, matter = self.params.by, self.deadline, self.matter
        if by is None or deadline is None or bound(matter, by, known) is None:
            return
        if not past(deadline, known):
            found.changes.add(deadline)
            return
        minutes, owed = self._minutes(by, known), self.params.hours * 60
        if minutes >= owed:
            return
        if self.holders.nobody(self.opens, deadline) and not known.wording:
            found.service.add(
                Service(reason="nobody_assigned", condition=matter.condition.id, occasion=str(by))
            )
            return
        over = self.holders.over(self.opens, deadline)
        if not past(over, known):
            found.changes.add(over)
            found.service.add(
                Service(reason="awaiting_contact", condition=matter.condition.id, occasion=str(by))
            )
            return
        behind = Raised(
            condition=matter.condition.id,
            occasion=str(by),
            certainty=bound(matter, by, known) or "inconclusive",
            facts=(),
            because=(
                because("hours-short", date=by, minutes=minutes, hours=self.params.hours),
                why(over, deadline, matter.file),
            ),
            since=max(over, matter.file.arrival[matter.condition.id]),
            rule=matter.rule.stamp,
        )
        # A refusal on the very last day is the same occasion: one flag tells of both.
        refused = next((r for r in found.raised if r.occasion == behind.occasion), None)
        if refused is None:
            found.raised.append(behind)
            return
        found.raised.remove(refused)
        certainty: Certainty = (
            "suspected" if "suspected" in (refused.certainty, behind.certainty) else "inconclusive"
        )
        found.raised.append(
            msgspec.structs.replace(refused, certainty=certainty, because=refused.because + behind.because)
        )

    def _minutes(self, by: dt.date, known: Known) -> int:
        """Add up what counts: until the day `by`, since the duty began, so much a day at most."""
        days: dict[dt.date, int] = defaultdict(int)
        began = date(self.opens, self.matter.file.zone)
        for fact, doc in self.worked:
            if began <= doc.date <= by and self.matter.standing.stands(fact.id, known):
                days[doc.date] += doc.minutes
        most = self.params.max_minutes_per_day
        return sum(minutes if most is None else min(minutes, most) for minutes in days.values())

    def _over(self) -> dt.datetime | None:
        """Since when hours could have been found missing."""
        if self.deadline is None:
            return None
        over = self.holders.over(self.opens, self.deadline)
        return over if over <= self.matter.file.now else None

    def stakes(self) -> Iterable[Stake]:
        """Every refusal, and the day by which the hours are owed."""
        yield from self.refusals.stakes()
        over = self._over()
        if self.params.by is not None and over is not None:
            zone = self.matter.file.zone
            yield Stake(None, starts(self.params.by, zone), ends(self.params.by, zone), over)

    def relievers(self) -> Iterable[dt.datetime]:
        """Records of hours that came when silence had spoken already."""
        over = self._over()
        return (f.received_at for f, _ in self.worked if over is not None and f.received_at > over)
