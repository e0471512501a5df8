"""A window is what the clock on the wall says, in any zone, on any day, through every change of the clock."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.rules.local import moment
from api.rules.windows import crossed, hours_of, occurrences
from schemas.parts import WEEKDAYS, Window
from schemas.zones import zone

ZONES = [
    "Asia/Almaty",
    "Asia/Qyzylorda",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
]
dates = st.dates(dt.date(1995, 1, 1), dt.date(2040, 12, 31))
times = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.integers(0, 59))


def wall(instant: dt.datetime, name: str) -> dt.datetime:
    """What the clock on the wall shows."""
    return instant.astimezone(zone(name)).replace(tzinfo=None)


@given(dates, times, st.sampled_from(ZONES))
@example(dt.date(2024, 2, 29), "23:30", "Asia/Almaty")
@example(dt.date(2026, 3, 29), "02:30", "Europe/Berlin")
@example(dt.date(2018, 11, 4), "00:00", "America/Sao_Paulo")
def test_a_time_of_day_is_when_the_clock_first_shows_it(day: dt.date, time: str, name: str) -> None:
    """At that moment the clock shows this time or a later one; a minute before, an earlier one."""
    wanted = dt.datetime.combine(day, dt.time.fromisoformat(time))
    instant = moment(day, wanted.time(), zone(name))
    assert wall(instant, name) >= wanted
    assert wall(instant, name) - wanted <= dt.timedelta(hours=1)
    assert wall(instant - dt.timedelta(minutes=1), name) < wanted


@given(dates, times, times, st.sampled_from(ZONES), st.integers(-40, 40 * 60))
def test_a_moment_is_in_a_window_when_the_clock_says_so(
    day: dt.date, start: str, end: str, name: str, minutes: int
) -> None:
    """Away from changes of the clock, what is inside is what a person with a watch would say is inside."""
    if start == end:
        return
    window = Window(days=[WEEKDAYS[day.weekday()]], from_=start, to=end)
    instant = moment(day, dt.time.fromisoformat(start), zone(name)) + dt.timedelta(minutes=minutes)
    offsets = {
        (instant + dt.timedelta(hours=h)).astimezone(zone(name)).utcoffset() for h in range(-50, 51, 1)
    }
    if len(offsets) > 1:
        return
    shown = wall(instant, name)
    begins = dt.datetime.combine(day, dt.time.fromisoformat(start))
    ends = dt.datetime.combine(day if start < end else day + dt.timedelta(days=1), dt.time.fromisoformat(end))
    found = [o for o in occurrences(hours_of([window]), instant, instant, zone(name)) if o.day == day]
    assert bool(found) == (begins <= shown < ends)
    assert all(o.name == str(day) for o in found)


@given(
    st.lists(
        st.builds(
            Window, days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7), from_=times, to=times
        ),
        min_size=1,
        max_size=4,
    ),
    dates,
)
def test_no_moment_has_two_windows(windows: list[Window], day: dt.date) -> None:
    """However a wording overlaps, the comings of its windows do not."""
    first = moment(day, dt.time(12), zone("Asia/Almaty"))
    found = occurrences(hours_of(windows), first, first + dt.timedelta(days=9), zone("Asia/Almaty"))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len({o.name for o in found}) == len(found)


@pytest.mark.parametrize(
    ("windows", "claimed_twice"),
    [
        ([(["fri"], "22:00", "06:00")], False),
        ([(["fri", "sat"], "22:00", "06:00")], False),
        ([(["fri"], "22:00", "06:00"), (["sat"], "06:00", "08:00")], False),
        ([(["fri"], "22:00", "06:00"), (["sat"], "05:59", "08:00")], True),
        ([(["sun"], "22:00", "06:00"), (["mon"], "05:00", "08:00")], True),
        ([(["mon"], "10:00", "12:00"), (["mon"], "10:00", "12:00")], True),
        ([(["mon"], "10:00", "10:00")], False),
    ],
)
def test_windows_that_claim_an_hour_twice_are_noticed(
    windows: list[tuple[list[str], str, str]], claimed_twice: bool
) -> None:
    """Within a week, over midnight, over Sunday."""
    read = [Window(days=days, from_=start, to=end) for days, start, end in windows]  # type: ignore[arg-type]
    assert crossed(read) is claimed_twice
