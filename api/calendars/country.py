"""Holidays of Kazakhstan, as the package `holidays` knows them.

Its days are those of the Law on Holidays and of the government's moves of days that were published when it
was released; the first day of Qurban Ait is reckoned, and marked as estimated, until it is announced. What is
announced otherwise is imported (`python -m api calendar import`) and stands above this.
"""

import datetime as dt
from functools import cache
from importlib.metadata import version

from api.rules.calendars import Page
from api.rules.intervals import FAR_FUTURE, FAR_PAST

COUNTRY = "KZ"
YEARS = range(2020, 2036)
"""Reckoned ahead, so that nothing is different on New Year's Day; a case file is some years long."""
SUNDAY, SATURDAY = 6, 5
VERSION = f"holidays {version('holidays')}"


@cache
def known() -> tuple[dict[dt.date, str], frozenset[dt.date]]:
    """The holidays of all these years with their English names, and the weekends worked for another day.

    Half a second of work, most of it the package's own start: not for the event loop.
    """
    import holidays  # noqa: PLC0415 (whoever does not ask for days does not wait for it)

    found = holidays.country_holidays(COUNTRY, years=YEARS, language="en_US")
    return dict(found), frozenset(found.weekend_workdays)


@cache
def pages(*, office: bool) -> tuple[Page, ...]:
    """What is true of every school (no lessons on Sundays), or of every office (closed on Saturdays too).

    On a Saturday that was worked for another day an office is open; of its lessons each school has to say.
    """
    weekly = frozenset({SATURDAY, SUNDAY} if office else {SUNDAY})
    days, worked = known()
    on = worked if office else frozenset[dt.date]()
    first, last = FAR_PAST.date(), FAR_FUTURE.date()
    return (Page(FAR_PAST, first, last, off=frozenset(days), on=on, weekly=weekly),)
