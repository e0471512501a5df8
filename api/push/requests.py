"""Asking for a check-in now.

A request is made only where an order's condition of type `check_in` binds today: nobody asks a child for a
position on a whim. And not at night: a silent request would not wake the child, yet its silence would count
against them, so it is refused instead of sent quietly, unless the one who asks says that it is urgent.
"""

import datetime as dt
from collections.abc import Iterable

from api.minors.duties import bindings
from api.minors.refresh import refresh_now
from api.problems import Problem
from api.push.service import Push
from api.push.window import default_window_s
from schemas.check import Unreadable, read_params
from schemas.documents import Condition
from schemas.ids import case_database
from schemas.params import CheckInParams
from schemas.zones import zone as zone_named
from sync.store import Document, Store


def compose(
    documents: Iterable[Document],
    *,
    zone: str,
    now: dt.datetime,
    asked_by: str,
    window_s: int | None = None,
) -> Document:
    """Write `request:<condition key>:<due>` for the check-in condition that binds now. Pure.

    `due` is this second by the office's clock, so that two taps are one request.

    Raises:
        Problem: 409 `no_check_in_condition`.

    """
    local = zone_named(zone)
    binding = [
        one for one in bindings(documents, local, now) if one.condition.type == "check_in" and one.at(now)
    ]
    if not binding:
        raise Problem(409, "no_check_in_condition")
    condition = max(binding, key=lambda one: (one.begin, one.condition.id)).condition
    due = now.astimezone(local).replace(microsecond=0).isoformat()
    return {
        "_id": f"request:{condition.id.removeprefix('condition:')}:{due}",
        "kind": "request",
        "schema": 1,
        "condition": condition.id,
        "due": due,
        "window_s": window_s or _window(condition, now),
        "delivered": None,
        "asked_by": asked_by,
    }


async def ask(
    store: Store,
    push: Push,
    case: str,
    *,
    zone: str,
    now: dt.datetime,
    asked_by: str,
    window_s: int | None = None,
    urgent: bool = False,
) -> Document:
    """Ask now: into the case file first, where the pipeline finds it whatever happens next.

    Raises:
        Problem: 409 `no_check_in_condition`, 409 `quiet_hours`.
        NoDatabase: when there is no such case file.

    """
    db = case_database(case)
    documents = (await store.documents(db)).rows
    request = compose(
        documents,
        zone=zone,
        now=now,
        asked_by=asked_by,
        window_s=window_s,
    )
    quiet = push.settings.quiet
    if not urgent and quiet is not None and quiet.cover(now, zone_named(zone)):
        raise Problem(409, "quiet_hours")
    await store.write(db, [request])  # a conflict: asked in this second already
    written = await store.get(db, request["_id"])
    if written is None:
        raise Problem(409, "no_check_in_condition")
    await refresh_now(store, case, zone=zone, now=now, kept=push.settings.kept)
    await push.follow(case, [written])
    return written


def _window(condition: Condition, now: dt.datetime) -> int:
    """Tell the seconds to answer: the condition's own, else the catalogue's."""
    try:
        params = read_params(condition)
    except Unreadable:
        params = None
    own = params.window_s if isinstance(params, CheckInParams) else None
    return own or default_window_s(now.date())
