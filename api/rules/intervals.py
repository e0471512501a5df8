"""Half-open stretches of time, `[start, end)`, in UTC: what a duty covers and what is taken out of it.

A list of stretches is sorted and its members neither overlap nor touch.
"""

import datetime as dt
from bisect import bisect_right
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
    return [piece for stretch in left for piece in within(right, stretch)]


def within(stretches: list[Stretch], wanted: Stretch) -> list[Stretch]:
    """Keep what lies in `wanted`: a look-up, because a case file may hold years of permissions."""
    kept: list[Stretch] = []
    for start, end in stretches[_index(stretches, wanted[0]) :]:
        if start >= wanted[1]:
            break
        if wanted[0] < end:
            kept.append((max(start, wanted[0]), min(end, wanted[1])))
    return kept


def subtract(stretches: list[Stretch], holes: list[Stretch]) -> list[Stretch]:
    """Keep what lies in the stretches and in none of the holes."""
    kept: list[Stretch] = []
    for start, end in stretches:
        for hole_start, hole_end in within(holes, (start, end)):
            if start < hole_start:
                kept.append((start, hole_start))
            start = hole_end  # noqa: PLW2901 (what is left of the stretch)
        if start < end:
            kept.append((start, end))
    return kept


def covers(stretches: list[Stretch], wanted: Stretch) -> bool:
    """Is the whole of `wanted` inside one stretch?"""
    index = _index(stretches, wanted[0])
    return index < len(stretches) and stretches[index][0] <= wanted[0] and wanted[1] <= stretches[index][1]


def overlaps(stretches: list[Stretch], wanted: Stretch) -> bool:
    """Is any of `wanted` inside a stretch?"""
    return bool(within(stretches, wanted))


def _index(stretches: list[Stretch], moment: dt.datetime) -> int:
    """The index of the last stretch that starts at a moment or before it, or of the first."""
    return max(bisect_right(stretches, moment, key=lambda stretch: stretch[0]) - 1, 0)
