"""When somebody was assigned to a case file, and whether a record is from then.

Take Berik, who has the file until noon, loses it, and has it again from three. What he records at eleven is
the file's, whenever it arrives; what he records at one is not, though he works with the file again when his
phone brings it; what he records at two minutes to twelve by a clock that nobody measured may be either.

```
            assigned           the gap            assigned
   ─────┼══════════════════┼───────────────────┼════════════════►
        first begin       end                 begin
   before_assignment      after_assignment, or
                          between_assignments when another begin follows
```

A record counts where *all* of the time in which it can have been made (``api.rules.clock``) lies in one
assignment. Only the first beginning is lenient: a phone cannot have held the file before it was let in, so a
record whose time touches that moment is no doubt worth a person's time. Inside of an assignment that ended
long ago (catalogue, ``assignment.late_d``) and with none that holds now, it is ``too_late``.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.cases.caseload import Assigned
from api.rules.clock import Contact, Span, observed
from api.rules.intervals import FAR_FUTURE, Stretch, union
from schemas.rules import Catalogue
from sync.quarantine import Outside
from sync.store import View


class Tenure:
    """The assignments of one person to one case file that have begun; ``sync.quarantine.Tenure``."""

    def __init__(self, held: Sequence[Assigned], now: dt.datetime, catalogue: Catalogue) -> None:
        self._held = held
        self._now = now
        self._catalogue = catalogue

    @property
    def holds(self) -> bool:
        """Whether one of them names the person now."""
        return any(one.holds(self._now) for one in self._held)

    def outside(
        self, doc: Mapping[str, Any], measured: float | None, view: View | None = None
    ) -> Outside | None:
        """None when the document was recorded while its author was assigned; else why not."""
        intervals = self._intervals(view)
        span = _span(doc, measured, self._now, self._catalogue)
        if span is None:
            return Outside("time_unknown", _ended_before(intervals, self._now))
        for index, (begin, end) in enumerate(intervals):
            begun = begin <= (span.last if index == 0 else span.first)
            if begun and span.last < end:
                return self._too_late(end, intervals)
        return _why(span, intervals)

    def _intervals(self, view: View | None) -> list[Stretch]:
        return union(self._read(one, view) for one in self._held)

    def _read(self, one: Assigned, view: View | None) -> Stretch:
        """An assignment may have ended since it was read: the file as the writer sees it knows better."""
        until = one.until
        doc = view.get(one.id) if view is not None else None
        if doc is not None:
            told = doc.get("until")
            until = None if told is None else msgspec.convert(told, dt.datetime)
        return one.from_, until or FAR_FUTURE

    def _too_late(self, end: dt.datetime, intervals: Sequence[Stretch]) -> Outside | None:
        if any(begin <= self._now < until for begin, until in intervals):
            return None
        last = max(until for _, until in intervals)
        late = dt.timedelta(days=self._catalogue.value("assignment.late_d", last.date()))
        return Outside("too_late", end) if self._now - last > late else None


def _span(
    doc: Mapping[str, Any], measured: float | None, now: dt.datetime, catalogue: Catalogue
) -> Span | None:
    """In which time it can have been recorded; None when that cannot be told: anything may be there."""
    try:
        at = dt.datetime.fromisoformat(doc["at"])
        told = doc.get("clock_offset_s")
        if at.tzinfo is None or isinstance(told, bool) or not isinstance(told, int | float | None):
            return None
        return observed(at, told, Contact(now, measured), catalogue)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _ended_before(intervals: Sequence[Stretch], moment: dt.datetime) -> dt.datetime | None:
    return max((end for _, end in intervals if end <= moment), default=None)


def _why(span: Span, intervals: Sequence[Stretch]) -> Outside:
    """In which of the times between assignments it was recorded, if it was certainly in one of them."""
    ended = _ended_before(intervals, span.last)
    if any(begin <= span.last and span.first < end for begin, end in intervals):
        return Outside("clock_in_doubt", ended)
    before = [end for _, end in intervals if end <= span.first]
    follows = any(begin > span.last for begin, _ in intervals)
    if len(before) != sum(end <= span.last for _, end in intervals):
        return Outside("clock_in_doubt", ended)  # a whole assignment lies in the doubt
    if not before:
        return Outside("before_assignment")
    return Outside("between_assignments" if follows else "after_assignment", ended)
