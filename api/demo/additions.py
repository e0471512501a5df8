"""What the office has added to the register's duties: documents for the demo's case files. Pure.

Keys are computed, and a document that is there is never written again: loading twice is harmless.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from api.clock import rfc3339
from api.demo.choice import File
from api.demo.people import INSPECTOR
from schemas.documents import SCHEMA
from schemas.ids import derived
from schemas.parts import WEEKDAYS

Doc = dict[str, Any]

_VISITS = ((9, 12), (11, 14), (14, 17), (16, 19), (18, 21), (19, 22))
"""hours of the day between which a visit is planned"""
_SHORTEST = dt.timedelta(hours=1)


def around_the_clock(secret: bytes, file: File, midnight: dt.datetime, now: dt.datetime) -> list[Doc]:
    """Word the curfew as home confinement does, so that a check at any hour of the demo lies in a window."""
    curfew = file.condition("curfew")
    key = f"condition:{derived(secret, 'demo', 'curfew', file.case)}"
    if curfew is None or _has(file, key):
        return []
    night = {"days": list(WEEKDAYS), "from": "22:00", "to": "06:00"}
    day = {"days": list(WEEKDAYS), "from": "06:00", "to": "22:00"}
    starts = max(midnight, dt.datetime.fromisoformat(curfew["from"]))
    doc = _condition(key, curfew["order"], ("curfew", {"windows": [night, day]}), starts, now)
    return [{**doc, "supersedes": curfew["_id"]}]


def check_in(secret: bytes, file: File, midnight: dt.datetime, now: dt.datetime) -> list[Doc]:
    """Let the minor be asked for check-ins, half an hour to answer."""
    key = f"condition:{derived(secret, 'demo', 'check_in', file.case)}"
    if _has(file, key):
        return []
    return [_condition(key, file.order()["_id"], ("check_in", {"window_s": 1800}), midnight, now)]


def school(secret: bytes, file: File, since: dt.datetime) -> list[Doc]:
    """Make attending the school a duty, as courts do and the register does not say."""
    key = f"condition:{derived(secret, 'demo', 'school', file.case)}"
    if _has(file, key) or not file.file.get("school"):
        return []
    params = {"school": file.file["school"], "tolerance": {"days": 0, "per_days": 30}}
    return [_condition(key, file.order()["_id"], ("school_attendance", params), since, since)]


def visits(secret: bytes, files: Sequence[File], midnight: dt.datetime, now: dt.datetime) -> dict[str, Doc]:
    """Plan a visit today in some of the case files: those whose hours are not over yet."""
    planned = {}
    for place, file in enumerate(files):
        first, last = _VISITS[place % len(_VISITS)]
        begin, end = midnight + dt.timedelta(hours=first), midnight + dt.timedelta(hours=last)
        if end < now + _SHORTEST:  # late in the evening: the rest of the day is left
            begin, end = now, max(midnight + dt.timedelta(hours=23, minutes=59), now + _SHORTEST)
        key = f"task:{derived(secret, 'demo', 'visit', file.case, midnight.date().isoformat())}"
        if not _has(file, key):
            planned[file.case] = {
                "_id": key,
                "kind": "task",
                "schema": SCHEMA,
                "type": "visit",
                "window": {"from": rfc3339(begin), "until": rfc3339(end)},
                "assignee": INSPECTOR,
                "state": "planned",
                "entered_at": rfc3339(now),
            }
    return planned


def _condition(
    key: str, order: str, worded: tuple[str, Doc], starts: dt.datetime, entered: dt.datetime
) -> Doc:
    return {
        "_id": key,
        "kind": "condition",
        "schema": SCHEMA,
        "order": order,
        "type": worded[0],
        "params": worded[1],
        "from": starts.isoformat(),
        "entered_at": rfc3339(entered),
    }


def _has(file: File, doc_id: str) -> bool:
    return any(doc["_id"] == doc_id for doc in file.documents)
