"""Hours of the week during which something holds, such as Friday 22:00 to 06:00.

A window belongs to the day on which it starts; it contains its start and not its end (DOCUMENTS.md). Where
windows of one condition overlap, a moment belongs to the one that started first, so that one night is one
occasion however the order worded it.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.rules.clock import Span
from api.rules.local import DAY, date, moment
from api.rules.reading import CaseFile
from schemas.parts import WEEKDAYS, Window

Hours = tuple[tuple[str, ...], str, str]
"""A window: its weekdays, from and to."""


class Occurrence(Struct, frozen=True, order=True):
    """One coming of a window: from `start` until `end` (UTC, half-open), called by `name`."""

    start: dt.datetime
    end: dt.datetime
    name: str
    day: dt.date


def hours_of(windows: list[Window]) -> tuple[Hours, ...]:
    """Give windows in a form that can be looked up."""
    return tuple((tuple(w.days), w.from_, w.to) for w in windows)


def touched(hours: tuple[Hours, ...], span: Span, file: CaseFile) -> list[Occurrence]:
    """List the comings of the windows in which an observation may have been made."""
    key = hours, span
    if key not in file.memory.comings:
        file.memory.comings[key] = occurrences(hours, span.first, span.last, file.zone)
    return file.memory.comings[key]


def occurrences(
    hours: tuple[Hours, ...], first: dt.datetime, last: dt.datetime, zone: ZoneInfo
) -> list[Occurrence]:
    """List the comings of the windows that touch the closed interval from `first` to `last`."""
    day, until = date(first, zone) - 2 * DAY, date(last, zone)
    found: list[Occurrence] = []
    while day <= until:
        found += _on(hours, day, zone)
        day += DAY
    found.sort(key=lambda o: (o.start, -o.end.timestamp()))
    return [o for o in _apart(found) if o.start <= last and first < o.end]


@lru_cache(maxsize=4096)
def _on(hours: tuple[Hours, ...], day: dt.date, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    today = [(start, end) for days, start, end in hours if WEEKDAYS[day.weekday()] in days and start != end]
    several = len({start for start, _ in today}) > 1
    return tuple(
        Occurrence(
            moment(day, _time(start), zone),
            moment(day if start < end else day + DAY, _time(end), zone),
            f"{day}/{start}" if several else str(day),
            day,
        )
        for start, end in today
    )


def _apart(found: list[Occurrence]) -> list[Occurrence]:
    """Let each coming begin only when the ones that started before it are over."""
    apart: list[Occurrence] = []
    for o in found:
        start = max(o.start, apart[-1].end) if apart else o.start
        if start < o.end:
            apart.append(Occurrence(start, o.end, o.name, o.day))
    return apart


def _time(text: str) -> dt.time:
    return dt.time(int(text[:2]), int(text[3:]))


def crossed(windows: list[Window]) -> bool:
    """Do two windows of one condition claim the same hour of the week?"""
    minutes: list[tuple[int, int]] = []
    for w in windows:
        start, end = (int(t[:2]) * 60 + int(t[3:]) for t in (w.from_, w.to))
        length = (end - start) % 1440
        minutes += [(WEEKDAYS.index(d) * 1440 + start, length) for d in set(w.days) if length]
    minutes.sort()
    week = 7 * 1440
    return any(
        (following[0] - start) % week < length
        for (start, length), following in zip(minutes, [*minutes[1:], *minutes[:1]], strict=True)
        if len(minutes) > 1
    )
