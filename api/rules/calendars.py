"""Days on which a school has no lessons, and on which an office is closed, as they were known at a moment.

A calendar is made of pages: each was known from some moment on, speaks of the days from `first` to `last`,
and may leave a day open. A school's newest page that covers a day stands for all its older ones; what it
leaves open, the country's pages answer, the newest first; a day of which no page speaks is like any other.
"""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct

from api.rules.intervals import FAR_PAST


class Page(Struct, frozen=True):
    """What one announcement says: days `off`, days `on`, and weekdays (0 is Monday) that are always free."""

    known: dt.datetime
    first: dt.date
    last: dt.date
    off: frozenset[dt.date] = frozenset()
    on: frozenset[dt.date] = frozenset()
    weekly: frozenset[int] = frozenset()

    def says(self, day: dt.date) -> bool | None:
        """Is the day free? None: it is left open."""
        if day in self.on:
            return False
        return True if day in self.off or day.weekday() in self.weekly else None

    def covers(self, day: dt.date) -> bool:
        """Does it speak of the time around the day?"""
        return self.first <= day <= self.last


class Calendar(Struct, frozen=True):
    """The pages of one school (or office) and those of its country, each in the order in which they came."""

    own: tuple[Page, ...] = ()
    country: tuple[Page, ...] = ()

    def free(self, day: dt.date, before: dt.datetime | None = None) -> bool:
        """Tell whether a day is free, by what was known before a moment, or by all that is known."""
        own = [page for page in self.own if page.covers(day) and _known(page, before)][-1:]
        country = [page for page in self.country if page.covers(day) and _known(page, before)]
        for page in (*own, *reversed(country)):
            said = page.says(day)
            if said is not None:
                return said
        return False

    def told(self, day: dt.date) -> list[dt.datetime]:
        """List when something was said that may have changed what a day is."""
        pages = (*self.own, *self.country)
        return sorted({page.known for page in pages if page.covers(day) and page.known > FAR_PAST})


class Calendars(Struct, frozen=True):
    """The calendars of schools by name (`folded`) and shift, of a school nobody told of, of the office."""

    schools: Mapping[tuple[str, int | None], Calendar] = {}
    any_school: Calendar = Calendar()
    office: Calendar = Calendar()

    def school(self, name: str | None, shift: int | None) -> Calendar:
        """Find a school's calendar: its shift's own, or the one of all its shifts."""
        called = folded(name or "")
        for key in ((called, shift), (called, None)):
            if key in self.schools:
                return self.schools[key]
        return self.any_school

    @classmethod
    def without_lessons(cls, days: frozenset[dt.date]) -> "Calendars":
        """Make the calendar of one school that is known to have no lessons on some days."""
        if not days:
            return cls()
        return cls(any_school=Calendar(own=(Page(FAR_PAST, min(days), max(days), off=days),)))


def folded(name: str) -> str:
    """Write a school's name as it is looked up: capitals and spaces do not tell two schools apart."""
    return " ".join(name.casefold().split())


def _known(page: Page, before: dt.datetime | None) -> bool:
    # What has always been known has no moment before which it was not.
    return before is None or page.known == FAR_PAST or page.known < before
