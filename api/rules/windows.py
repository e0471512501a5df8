"""Hours of the week during which something holds, such as Friday 22:00 to 06:00.

A window belongs to the day on which it starts; it contains its start and not its end (DOCUMENTS.md). Where
windows of one condition overlap, a moment belongs to the one that started first, so that one night is one
occasion however the order worded it.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.rules.local import DAY, date, moment
from schemas.parts import WEEKDAYS, Window


class Occurrence(Struct, frozen=True, order=True):
    """One coming of a window: from `start` until `end` (UTC, half-open), called by `name`."""

    start: dt.datetime
    end: dt.datetime
    name: str
    day: dt.date


def occurrences(
    windows: list[Window], first: dt.datetime, last: dt.datetime, zone: ZoneInfo
) -> list[Occurrence]:
    """List the comings of the windows that touch the closed interval from `first` to `last`."""
    day, until = date(first, zone) - 2 * DAY, date(last, zone)
    found: list[Occurrence] = []
    while day <= until:
        found += _on(windows, day, zone)
        day += DAY
    found.sort(key=lambda o: (o.start, -o.end.timestamp()))
    return [o for o in _apart(found) if o.start <= last and first < o.end]


def _on(windows: list[Window], day: dt.date, zone: ZoneInfo) -> list[Occurrence]:
    today = [w for w in windows if WEEKDAYS[day.weekday()] in w.days and w.from_ != w.to]
    several = len({w.from_ for w in today}) > 1
    return [
        Occurrence(
            moment(day, _time(w.from_), zone),
            moment(day if w.from_ < w.to else day + DAY, _time(w.to), zone),
            f"{day}/{w.from_}" if several else str(day),
            day,
        )
        for w in today
    ]


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
