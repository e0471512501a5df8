"""Half-open stretches of time, `[start, end)`, in UTC: what a duty covers and what is taken out of it.

A list of stretches is sorted and its members neither overlap nor touch.
"""

import datetime as dt
from collections.abc import Iterable

UTC = dt.UTC
FAR_PAST = dt.datetime(1, 1, 3, tzinfo=UTC)
FAR_FUTURE = dt.datetime(9999, 12, 29, tzinfo=UTC)
"""The ends of time, a little inside what a datetime holds, so that arithmetic near them cannot overflow."""

Stretch = tuple[dt.datetime, dt.datetime]
ALWAYS: list[Stretch] = [(FAR_PAST, FAR_FUTURE)]


def utc(moment: dt.datetime) -> dt.datetime:
    """Give the same moment in UTC, held inside the ends of time."""
    try:
        return min(max(moment.astimezone(UTC), FAR_PAST), FAR_FUTURE)
    except OverflowError:
        return FAR_PAST if moment.year < FAR_PAST.year + 1 else FAR_FUTURE


def shift(moment: dt.datetime, seconds: float) -> dt.datetime:
    """Move a moment, held inside the ends of time.

    Raises:
        ValueError: when `seconds` is not a number.

    """
    try:
        return min(max(moment + dt.timedelta(seconds=seconds), FAR_PAST), FAR_FUTURE)
    except OverflowError:
        return FAR_PAST if seconds < 0 else FAR_FUTURE


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Sort stretches and join those that overlap or touch; empty ones vanish."""
    joined: list[Stretch] = []
    for start, end in sorted(s for s in stretches if s[0] < s[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def intersect(left: list[Stretch], right: list[Stretch]) -> list[Stretch]:
    """Keep what lies in both."""
    both = [(max(a, c), min(b, d)) for a, b in left for c, d in right]
    return union(both)


def subtract(stretches: list[Stretch], holes: list[Stretch]) -> list[Stretch]:
    """Keep what lies in the stretches and in none of the holes."""
    for hole_start, hole_end in holes:
        kept: list[Stretch] = []
        for start, end in stretches:
            if hole_end <= start or end <= hole_start:
                kept.append((start, end))
                continue
            if start < hole_start:
                kept.append((start, hole_start))
            if hole_end < end:
                kept.append((hole_end, end))
        stretches = kept
    return stretches


def covers(stretches: list[Stretch], wanted: Stretch) -> bool:
    """Is the whole of `wanted` inside one stretch?"""
    return any(start <= wanted[0] and wanted[1] <= end for start, end in stretches)


def overlaps(stretches: list[Stretch], wanted: Stretch) -> bool:
    """Is any of `wanted` inside a stretch?"""
    return any(start < wanted[1] and wanted[0] < end for start, end in stretches)
