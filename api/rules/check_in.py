"""Check-ins: raised when a request that reached the phone was not answered in time.

A notice that was not delivered never flags the minor: it is the service's. Source: SCENARIOS.md, "Silence".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from api.rules.excuses import excuse, excused_at
from api.rules.findings import Findings, Raised, Review, Service, because
from api.rules.intervals import overlaps, shift, utc
from api.rules.local import date
from api.rules.matter import Matter, Stake
from api.rules.reading import CaseFile, Fact
from api.rules.silence import Holders, past, why
from api.rules.standing import Known
from schemas.documents import CheckIn, Request
from schemas.params import CheckInParams


class Asked(Struct, frozen=True):
    """One request of a condition: when it was due, and until when an answer is in time (both inside)."""

    request: Request
    occasion: str
    due: dt.datetime
    deadline: dt.datetime


class CheckInRule:
    """The rule over one duty to answer."""

    def __init__(self, matter: Matter, params: CheckInParams, holders: Holders) -> None:
        self.matter = matter
        self.holders = holders
        self.asked = [
            self._asked(request, params)
            for request in matter.file.requests.values()
            # In whatever wording it was asked: it is judged by the one that binds when it is due.
            if condition_of(request, matter.file) in matter.law.lineage[matter.condition.id]
        ]
        self.asked.sort(key=lambda a: (a.deadline, a.request.id))
        self.answers: dict[str, list[Fact]] = defaultdict(list)
        self.loose: list[Fact] = []
        for fact in matter.file.by_kind[CheckIn]:
            if isinstance(fact.doc, CheckIn):
                if fact.doc.request is None:
                    self.loose.append(fact)
                else:
                    self.answers[fact.doc.request].append(fact)

    def _asked(self, request: Request, params: CheckInParams) -> Asked:
        words = self.matter.file.words[request.id]
        window_s = request.window_s
        if words.get("window_s") is None:
            window_s = params.window_s or int(self.matter.value("check_in.window_s", request.due.date()))
        due = utc(request.due)
        return Asked(request, occasion_of(request, self.matter.file), due, shift(due, window_s))

    def findings(self, known: Known) -> Findings:
        """One flag for each delivered request that was not answered in time, once nobody holds an answer."""
        found, matter = Findings(), self.matter
        for asked in self.asked:
            if not past(asked.deadline, known):
                found.changes.add(asked.deadline)
                continue
            if not overlaps(matter.binding(known), (asked.due, asked.due + dt.timedelta(microseconds=1))):
                continue
            surely, perhaps, late = self._answered(asked, known)
            if surely:
                continue
            if not asked.request.delivered:
                found.service.add(self._service("notice_not_delivered", asked))
                continue
            over = self.holders.over(asked.due, asked.deadline, by_minor=True)
            if past(over, known):
                found.raised.append(self._missed(asked, over, perhaps, late, known=known, found=found))
                continue
            found.changes.add(over)
            if excuse(matter, "check_in", date(asked.due, matter.file.zone), known) is None:
                found.service.add(self._service("awaiting_contact", asked))
        return found

    def _service(self, reason: str, asked: Asked) -> Service:
        return Service(
            reason=reason,
            condition=self.matter.condition.id,
            occasion=asked.occasion,
            document=asked.request.id,
        )

    def _answered(self, asked: Asked, known: Known) -> tuple[bool, list[Fact], list[Fact]]:
        """Was it answered in time? If not surely, the answers that may have been, and those too late."""
        perhaps: list[Fact] = []
        late: list[Fact] = []
        for fact in self._answers(asked):
            if not self.matter.standing.stands(fact.id, known):
                continue
            # What the server had before the deadline was in time, whatever the phone's clock says.
            if fact.span.last <= asked.deadline or (fact.has_receipt and fact.received_at <= asked.deadline):
                return True, [], []
            (perhaps if fact.span.first <= asked.deadline else late).append(fact)
        return False, perhaps, late

    def _answers(self, asked: Asked) -> Iterator[Fact]:
        yield from self.answers.get(asked.request.id, ())
        for fact in self.loose:  # an answer that names no request answers the one that was open
            if fact.span.first <= asked.deadline and asked.due <= fact.span.last:
                yield fact

    def _missed(
        self,
        asked: Asked,
        over: dt.datetime,
        perhaps: list[Fact],
        late: list[Fact],
        *,
        known: Known,
        found: Findings,
    ) -> Raised:
        matter = self.matter
        reasons = [because("request-not-answered", due=asked.due, until=asked.deadline)]
        for f in perhaps:
            found.review.add(Review(reason="clock_in_doubt", facts=(f.id,)))
            reasons.append(because("answer-in-doubt", fact=f.id, first=f.span.first, last=f.span.last))
        reasons += [because("answered-late", fact=f.id, at=f.span.nominal) for f in late]
        covered = excuse(matter, "check_in", date(asked.due, matter.file.zone), known)
        return Raised(
            condition=matter.condition.id,
            occasion=asked.occasion,
            certainty="inconclusive" if perhaps else "suspected",
            facts=tuple(sorted(f.id for f in (*perhaps, *late))),
            because=(*reasons, why(over, asked.deadline, matter.file)),
            since=max(over, matter.file.arrival[matter.condition.id]),
            rule=matter.rule.stamp,
            excused_by=covered.id if covered else None,
            excused_at=excused_at(matter, covered),
        )

    def stakes(self) -> Iterable[Stake]:
        """Every request that was delivered."""
        for asked, over in self._flaggable():
            yield Stake(None, asked.due, asked.due, over)

    def relievers(self) -> Iterable[dt.datetime]:
        """Answers whose record came when silence had spoken already."""
        for asked, over in self._flaggable():
            for fact in self._answers(asked):
                if fact.received_at > over and fact.span.first <= asked.deadline:
                    yield fact.received_at

    def _flaggable(self) -> Iterator[tuple[Asked, dt.datetime]]:
        for asked in self.asked:
            if asked.request.delivered:
                over = self.holders.over(asked.due, asked.deadline, by_minor=True)
                if over <= self.matter.file.now:
                    yield asked, over


def condition_of(request: Request, file: CaseFile) -> str | None:
    """Find whose request it is: by its field, by its key, or because there is only one that asks."""
    if request.condition is not None:
        return request.condition
    asking = sorted(c.id for c in file.conditions.values() if c.type == "check_in")
    by_key = [c for c in asking if request.id.startswith(f"request:{c.removeprefix('condition:')}:")]
    if by_key:
        return max(by_key, key=len)
    return asking[0] if len(asking) == 1 else None


def occasion_of(request: Request, file: CaseFile) -> str:
    """Give the request's key, `<due>`, as its id has it or as the document wrote it."""
    condition = condition_of(request, file) or ""
    prefix = f"request:{condition.removeprefix('condition:')}:"
    if request.id.startswith(prefix):
        return request.id.removeprefix(prefix)
    written = file.words[request.id].get("due")
    return written if isinstance(written, str) else request.due.isoformat()
