"""When an observation truly happened, by two readings of the device's clock (SCENARIOS.md, "Time").

The device wrote `at` and what it knew of its clock's error then; the server measured the error again when
the record came in. If both readings agree, the moment is known. If not, the truth lies in between.
"""

import datetime as dt
import math

from msgspec import Struct

from api.rules.intervals import FAR_FUTURE, FAR_PAST, shift, utc
from schemas.rules import Catalogue


class Span(Struct, frozen=True):
    """From the earliest to the latest moment at which it can have happened, both inside, in UTC.

    `nominal` is `at` plus the document's own offset, or plus none.
    """

    first: dt.datetime
    last: dt.datetime
    nominal: dt.datetime

    @property
    def certain(self) -> bool:
        """Is the moment known?"""
        return self.first == self.last


class Contact(Struct, frozen=True):
    """How a record reached the server: when, and the clock's error measured then, in seconds."""

    received_at: dt.datetime
    clock_offset_s: float | None


def observed(at: dt.datetime, own: float | None, contact: Contact | None, catalogue: Catalogue) -> Span:
    """Reckon when something happened.

    Raises:
        ValueError: when an offset is not a number.

    """
    measured = own if contact is None else contact.clock_offset_s
    if any(offset is not None and not math.isfinite(offset) for offset in (own, measured)):
        raise ValueError("offset is not a number")
    at = utc(at)
    nominal = shift(at, own or 0)
    if own is None and measured is None:
        return _anytime(at, contact.received_at if contact else at, catalogue)
    candidates = [shift(at, offset) for offset in (own, measured) if offset is not None]
    first, last = min(candidates), max(candidates)
    tolerance = catalogue.value("clock.tolerance_s", at.date())
    if (last - first).total_seconds() <= tolerance:
        settled = nominal if own is not None else first
        return Span(settled, settled, settled)
    return Span(first, last, nominal)


def _anytime(at: dt.datetime, received_at: dt.datetime, catalogue: Catalogue) -> Span:
    """Nobody ever measured this clock: so many hours either way, but never later than it was received."""
    width = catalogue.value("clock.unmeasured_h", at.date()) * 3600
    first, last = shift(at, -width), min(shift(at, width), received_at)
    if last < first:  # the clock ran ahead by more than that: all that is known is that it was before
        first = max(shift(last, -2 * width), FAR_PAST)
    return Span(first, min(last, FAR_FUTURE), at)


def same_time(left: Span, right: Span, tolerance_s: float) -> bool:
    """Can two observations not be told apart in time?"""
    apart = max((right.first - left.last).total_seconds(), (left.first - right.last).total_seconds())
    return apart <= tolerance_s
