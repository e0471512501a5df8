"""Holidays of Kazakhstan, as the package `holidays` knows them.

Its days are those of the Law on Holidays and of the government's moves of days that were published when it
was released; the first day of Qurban Ait is reckoned, and marked as estimated, until it is announced. What is
announced otherwise is imported (`python -m api calendar import`) and stands above this.
"""

import datetime as dt
from functools import cache
from importlib.metadata import version

import holidays

from api.rules.calendars import Page
from api.rules.intervals import FAR_FUTURE, FAR_PAST

COUNTRY = "KZ"
YEARS = range(2010, 2051)
SUNDAY, SATURDAY = 6, 5
VERSION = f"holidays {version('holidays')}"


@cache
def named() -> dict[dt.date, str]:
    """The holidays of all these years, by day, with their English names."""
    return dict(holidays.country_holidays(COUNTRY, years=YEARS, language="en_US"))


@cache
def working_weekends() -> frozenset[dt.date]:
    """Saturdays and Sundays that were worked for another day."""
    return frozenset(holidays.country_holidays(COUNTRY, years=YEARS).weekend_workdays)


@cache
def pages(*, office: bool) -> tuple[Page, ...]:
    """What is true of every school (no lessons on Sundays), or of every office (closed on Saturdays too).

    On a Saturday that was worked for another day an office is open; of its lessons each school has to say.
    """
    weekly = frozenset({SATURDAY, SUNDAY} if office else {SUNDAY})
    on = working_weekends() if office else frozenset[dt.date]()
    first, last = FAR_PAST.date(), FAR_FUTURE.date()
    return (Page(FAR_PAST, first, last, off=frozenset(named()), on=on, weekly=weekly),)
