"""What the clock on the wall of the office says: days and hours of a zone as moments in UTC.

A time of day on a date means the first moment of that date's reading at which the clock shows this time
or a later one. So a time that comes twice (the clock is put back) means its first coming, and a time that
is skipped (the clock is put forward) means the moment of the jump. Almaty went from UTC+6 to UTC+5 on
2024-03-01.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from api.rules.intervals import FAR_FUTURE, FAR_PAST, UTC, Stretch, utc

DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time()


@lru_cache(maxsize=8192)
def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Say when the clock of the zone first shows `time` or later on `day`, in UTC."""
    if not FAR_PAST.date() < day < FAR_FUTURE.date():
        return FAR_PAST if day.year < FAR_PAST.year + 1 else FAR_FUTURE
    wall = dt.datetime.combine(day, time)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _jump(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Find the second at which the zone's offset changes between two moments."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):
        middle = before + dt.timedelta(seconds=(after - before).total_seconds() // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def starts(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Say when a day begins, in UTC."""
    return moment(day, MIDNIGHT, zone)


def ends(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Say when a day is over, in UTC."""
    return FAR_FUTURE if day >= FAR_FUTURE.date() else moment(day + DAY, MIDNIGHT, zone)


def whole(day: dt.date, zone: ZoneInfo) -> Stretch:
    """Give a day from its beginning to its end."""
    return starts(day, zone), ends(day, zone)


def date(instant: dt.datetime, zone: ZoneInfo) -> dt.date:
    """Say which day it is in the zone."""
    return utc(instant).astimezone(zone).date()
