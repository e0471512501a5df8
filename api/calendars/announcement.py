"""What a school, or the government, announced about days: one document, and the page that it makes."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from api.rules.calendars import Page
from schemas.parts import WEEKDAYS, Date, HourMinute, Line, Time, Weekday

LONGEST = dt.timedelta(days=5 * 366)


class Days(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True,
    rename={"from_": "from"},
):  # fmt: skip
    """From one day to another, both inside; without `until` a single day. `name` is for people."""

    from_: Date
    until: Date | None = None
    name: Line | None = None

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.until or self.from_

    def each(self) -> Iterator[dt.date]:
        """Every day of it."""
        return map(dt.date.fromordinal, range(self.from_.toordinal(), self.last.toordinal() + 1))


class Lessons(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}
):  # fmt: skip
    """When a shift's lessons begin and end, by the school's clock."""

    from_: HourMinute
    to: HourMinute


class Announcement(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True,
    rename={"from_": "from"},
):  # fmt: skip
    """`school` None is the whole country; `shift` None is every shift. `from` to `until`: what it speaks of.

    Lessons are held in the `terms`, if any are told, but not on `weekly` days and those of `off`; on those of
    `on` they are held all the same (a Saturday for a Monday). `hours` are for planning and decide nothing.
    """

    school: Line | None = None
    shift: Annotated[int, Meta(ge=1, le=3)] | None = None
    source: Annotated[str, Meta(min_length=3, max_length=300)]
    from_: Date
    until: Date
    weekly: list[Weekday] = []
    terms: list[Days] = []
    off: list[Days] = []
    on: list[Days] = []
    hours: Lessons | None = None

    def troubles(self) -> Iterator[str]:
        """Say what cannot be: the field, and why."""
        if self.until < self.from_:
            yield "until: before from"
        elif self.until - self.from_ > LONGEST:
            yield "until: more than five years after from"
        if self.school is None and (self.shift is not None or self.weekly or self.terms):
            yield "school: missing, and the country has no shifts, weekly days or terms of its own"
        for name in ("terms", "off", "on"):
            for index, days in enumerate(getattr(self, name)):
                if days.last < days.from_:
                    yield f"{name}[{index}].until: before from"
                elif days.from_ < self.from_ or self.until < days.last:
                    yield f"{name}[{index}]: not inside from and until"
        terms = sorted(self.terms, key=lambda days: days.from_)
        if any(one.last >= two.from_ for one, two in pairwise(terms)):
            yield "terms: two of them overlap"
        if both := sorted(_each(self.off) & _each(self.on)):
            yield f"on: {both[0]} is in off as well"

    def page(self, known: dt.datetime) -> Page:
        """What the rules make of it, known from a moment on."""
        taught = _each(self.terms)
        whole = set(Days(from_=self.from_, until=self.until).each())
        between = whole - taught if self.terms else set()
        weekly = frozenset(WEEKDAYS.index(day) for day in self.weekly)
        off = frozenset(between | _each(self.off))
        return Page(known, self.from_, self.until, off=off, on=frozenset(_each(self.on)), weekly=weekly)


class Entered(Struct, frozen=True, kw_only=True, tag_field="kind", tag="calendar", omit_defaults=True):
    """The document: an announcement, and since when it is known here."""

    id: str = msgspec.field(name="_id")
    schema: int = 1
    entered_at: Time
    announced: Announcement


def document(key: str, entered_at: str, announced: Announcement) -> dict[str, Any]:
    """Make the document of an announcement."""
    told = {"kind": "calendar", "schema": 1, "announced": msgspec.to_builtins(announced)}
    return {"_id": f"calendar:{key}", "entered_at": entered_at, **told}


def _each(spans: Iterable[Days]) -> set[dt.date]:
    return {day for span in spans for day in span.each()}
