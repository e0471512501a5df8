"""Observations made at a moment: in which window they fall, and what several of one occasion say together.

Sources: SCENARIOS.md, "Time" (the same conclusion at every moment of the interval, or else inconclusive),
"Who saw" and "Twice told".
"""

import datetime as dt
from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from api.rules.clock import Span, same_time
from api.rules.findings import Findings, Review, because
from api.rules.intervals import Stretch, within
from api.rules.reading import Fact
from api.rules.windows import Occurrence
from schemas.documents import Because, Certainty


class Grade(Enum):
    """What an observation says of a condition, time left aside."""

    SUSPECTED = "suspected"
    INCONCLUSIVE = "inconclusive"
    UNANSWERED = "unanswered"  # inconclusive alone; several of one window, far enough apart, are not
    CONTRARY = "contrary"  # it was kept


class Bearing(Struct, frozen=True):
    """What one fact says of one condition, and the reasons, in words of rules.ftl."""

    fact: Fact
    grade: Grade
    reasons: tuple[Because, ...] = ()


class Timing(Struct, frozen=True):
    """The occasion that a fact belongs to, and whether every moment it can have happened at agrees."""

    name: str
    certain: bool


class Weight(Struct, frozen=True):
    """What the facts of one occasion say together."""

    certainty: Certainty
    facts: tuple[str, ...]
    because: tuple[Because, ...]


def timing(span: Span, windows: list[Occurrence], binding: list[Stretch]) -> Timing | None:
    """Find the window in which an observation breaks a duty; None when no moment of it does.

    `windows` are those that the span touches; `binding` is when the duty holds at all.
    """
    pieces = [
        (start, end, window.name)
        for window in windows
        for start, end in within(binding, (window.start, window.end))
        if start <= span.last and span.first < end
    ]
    if not pieces:
        return None
    for start, end, name in pieces:
        if start <= span.first and span.last < end:
            return Timing(name, certain=True)
    touched = {name for _, _, name in pieces}
    for window in windows:
        if window.start <= span.nominal < window.end and window.name in touched:
            return Timing(window.name, certain=False)
    return Timing(min(pieces)[2], certain=False)


def weigh(
    raising: list[tuple[Bearing, Timing]],
    contrary: list[Bearing],
    findings: Findings,
    *,
    tolerance_s: float,
    unanswered: tuple[int, float] = (0, 0.0),
) -> Weight:
    """Put the facts of one occasion together.

    `unanswered` is how many unanswered calls, how many seconds apart, say that nobody was there. Facts that
    disagree at times that cannot be told apart decide nothing and go to review.
    """
    suspected = False
    doubts: list[Because] = []
    for bearing, when in raising:
        fact = bearing.fact
        if not when.certain:
            findings.review.add(Review(reason="clock_in_doubt", facts=(fact.id,)))
            doubts.append(because("clock-in-doubt", fact=fact.id, first=fact.span.first, last=fact.span.last))
        against = _against(bearing, contrary, tolerance_s)
        if against and bearing.grade is not Grade.UNANSWERED:
            facts = tuple(sorted({fact.id, *against}))
            findings.review.add(Review(reason="conflicting_facts", facts=facts))
            doubts.append(because("conflicting-facts", fact=fact.id, other=min(against)))
        elif bearing.grade is Grade.SUSPECTED and when.certain:
            suspected = True
    calls = [
        bearing
        for bearing, when in raising
        if bearing.grade is Grade.UNANSWERED and when.certain and not _against(bearing, contrary, tolerance_s)
    ]
    if _apart(calls, *unanswered):
        suspected = True
        doubts.append(because("no-answer-twice", minutes=int(unanswered[1] // 60)))
    told = sorted([*(b for b, _ in raising), *contrary], key=_order)
    return Weight(
        certainty="suspected" if suspected else "inconclusive",
        facts=tuple(sorted({b.fact.id for b in told})),
        because=(*(reason for b in told for reason in b.reasons), *doubts),
    )


def _against(bearing: Bearing, contrary: Iterable[Bearing], tolerance_s: float) -> list[str]:
    return [c.fact.id for c in contrary if same_time(bearing.fact.span, c.fact.span, tolerance_s)]


def _apart(calls: list[Bearing], count: int, apart_s: float) -> bool:
    """Were there so many calls, each certainly so long after the one before?"""
    if not count:
        return False
    reached = 0
    latest: dt.datetime | None = None
    # By their latest moment: taking the call that is over first leaves the most room for the others.
    for call in sorted(calls, key=lambda c: (c.fact.span.last, c.fact.span.first)):
        if latest is None or (call.fact.span.first - latest).total_seconds() >= apart_s:
            reached += 1
            latest = call.fact.span.last
    return reached >= count


def _order(bearing: Bearing) -> tuple[dt.datetime, str]:
    return bearing.fact.span.nominal, bearing.fact.id
