"""Read the curfew's windows: `22:00–06:00`, `дс-жм 22:00–06:00; сб, жс 23:00–07:00`, `с 22:00 до 06:00`.

A window belongs to the day on which it starts (DOCUMENTS.md). Without days it stands on every day. Where one
window names its days and another does not, the register may mean "also" or "instead": that is asked, not
guessed. So are two windows over the same minutes.
"""

import itertools
import re
from collections.abc import Sequence

from api.register.folding import DASHES, fold
from api.register.troubles import NotUnderstood
from api.register.weekdays import weekdays
from schemas.parts import WEEKDAYS, Weekday, Window

_TIME = r"([01]?\d|2[0-4])[:.]([0-5]\d)"
_KK_FROM = r"(?:[-\s]?(?:ден|дан|тен|тан|нен|нан))?"
_KK_TO = r"(?:[-\s]?(?:ге|ға|ке|қа|га|ка))?(?:\s+дейін)?"
_RANGE = re.compile(
    rf"(?<![\w:.])(?:с\s+|сағат\s+)?{_TIME}{_KK_FROM}\s*(?:[{DASHES}~]|до|\s)\s*{_TIME}{_KK_TO}(?![\d:])"
)
_SEPARATOR = re.compile(r"^[\s,;/+.]*(?:(?:және|и)\s+)?")
_DAY_MINUTES = 24 * 60


def read_windows(text: str) -> list[Window]:
    """Read a cell of windows.

    Raises:
        NotUnderstood: `not_a_window`, `empty_window`, `days_unclear`, `windows_overlap`.

    """
    folded = fold(text)
    found: list[tuple[list[Weekday] | None, str, str]] = []
    rest = 0
    for match in _RANGE.finditer(folded):
        before = _SEPARATOR.sub("", folded[rest : match.start()]).strip(" :,")
        days = weekdays(before) if before else None
        if before and days is None:
            raise NotUnderstood("not_a_window")
        found.append((days, _minute(match[1], match[2], end=False), _minute(match[3], match[4], end=True)))
        rest = match.end()
    if not found or folded[rest:].strip(" ,;."):
        raise NotUnderstood("not_a_window")
    if len({days is None for days, _, _ in found}) > 1:
        raise NotUnderstood("days_unclear")
    windows = [Window(days=days or list(WEEKDAYS), from_=start, to=end) for days, start, end in found]
    if any(window.from_ == window.to for window in windows):
        raise NotUnderstood("empty_window")
    if overlap(windows):
        raise NotUnderstood("windows_overlap")
    return windows


def overlap(windows: Sequence[Window]) -> bool:
    """Tell whether two windows, or one and itself a day later, cover the same minute of a week."""
    spans: list[tuple[int, int]] = []
    for window in windows:
        start, end = _minutes(window.from_), _minutes(window.to)
        length = (end - start) % _DAY_MINUTES
        for day in window.days:
            begin = WEEKDAYS.index(day) * _DAY_MINUTES + start
            spans.append((begin, begin + length))
    spans.sort()
    week = 7 * _DAY_MINUTES
    spans.append((spans[0][0] + week, spans[0][1] + week))
    return any(first[1] > second[0] for first, second in itertools.pairwise(spans))


def _minute(hour: str, minute: str, *, end: bool) -> str:
    if hour == "24":
        if minute != "00" or not end:
            raise NotUnderstood("not_a_window")
        hour = "0"
    return f"{int(hour):02d}:{minute}"


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
