"""Keeps `minor-<case>` as the case file says it should be.

What should be there is computed from the case file, and only what differs is written, so that a phone that
asks for news gets none when there is none. The database begins with the child's account or the first
request: most children of a register will not use the app on its first day.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import msgspec

from api.minors.duties import bindings, duties
from api.minors.notices import notices
from schemas.ids import case_database, minor_database
from schemas.zones import zone as zone_named
from sync.errors import DatabaseExists
from sync.store import Document, Store

KEPT = ("duties:", "request:", "notice:")
"""ids that this module alone writes there"""
KEPT_FOR = dt.timedelta(days=30)


class Refreshed(msgspec.Struct, frozen=True):
    """What became of it."""

    written: int
    next_change: dt.datetime | None
    """when it will differ without a new document: a duty ends, a request is no longer recent"""


def wanted(
    case: str, documents: Iterable[Document], zone: ZoneInfo, now: dt.datetime, kept: dt.timedelta
) -> dict[str, Document]:
    """Compute the documents that the minor's database should hold, by id. Pure."""
    documents = list(documents)
    told = {f"duties:{case}": duties(case, documents, zone, now)}
    told |= notices(documents, now, zone.key, kept)[0]
    for request in documents:
        if request.get("kind") == "request" and now < _end(request) + kept:
            # Who asked, and whether it was delivered, is the office's business.
            told[request["_id"]] = {
                name: request[name]
                for name in ("_id", "kind", "schema", "condition", "due", "window_s")
                if request.get(name) is not None
            }
    return told


async def refresh(
    store: Store,
    case: str,
    documents: Iterable[Document],
    *,
    zone: str,
    now: dt.datetime,
    kept: dt.timedelta = KEPT_FOR,
) -> Refreshed:
    """Write what differs; nothing at all while the minor has no database.

    `documents`: the case file's, as the pipeline has read them; where they are no longer current, the feed
    calls again. `zone`: the office's, by name; `kept`: how long a request stays after its window.
    """
    async with _one_at_a_time(store, case):
        return await _refresh(store, case, list(documents), zone=zone_named(zone), now=now, kept=kept)


async def refresh_now(
    store: Store, case: str, *, zone: str, now: dt.datetime, kept: dt.timedelta = KEPT_FOR
) -> Refreshed:
    """Create the minor's database if need be, and write what differs, from the case file as it stands.

    For an endpoint whose reader is waiting for it. The file is read while nobody else writes, so that what
    the pipeline has just written is not undone by what was read before it.

    Raises:
        NoDatabase: when there is no such case file.

    """
    async with _one_at_a_time(store, case):
        documents = (await store.documents(case_database(case))).rows
        await _begin(store, case)
        return await _refresh(store, case, documents, zone=zone_named(zone), now=now, kept=kept)


async def _begin(store: Store, case: str) -> None:
    if not await store.exists(minor_database(case)):
        try:
            await store.create(minor_database(case))
        except DatabaseExists:
            return


async def _refresh(
    store: Store,
    case: str,
    documents: list[Document],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    kept: dt.timedelta,
) -> Refreshed:
    db = minor_database(case)
    if not await store.exists(db):
        return Refreshed(0, None)
    told = wanted(case, documents, zone, now, kept)
    while True:
        news = await _differing(store, db, told)
        rows = await store.write(db, news) if news else []
        if all(row.ok for row in rows):  # a conflict: another process refreshes at this moment
            return Refreshed(len(news), _next_change(documents, zone, now, kept))


async def _differing(store: Store, db: str, told: dict[str, Document]) -> list[Document]:
    held = {doc["_id"]: doc for doc in (await store.documents(db)).rows if doc["_id"].startswith(KEPT)}
    news = []
    for doc_id, doc in told.items():
        current = held.get(doc_id)
        if current is None:
            news.append(doc)
        elif {name: value for name, value in current.items() if name != "_rev"} != doc:
            news.append({**doc, "_rev": current["_rev"]})
    news += [
        {"_id": doc_id, "_rev": doc["_rev"], "_deleted": True}
        for doc_id, doc in held.items()
        if doc_id not in told
    ]
    return news


_locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()


def _one_at_a_time(store: Store, case: str) -> asyncio.Lock:
    """Let one refresh of a case wait for another: the one that read first must not write last."""
    return _locks.setdefault((id(store), case), asyncio.Lock())


def _end(request: Document) -> dt.datetime:
    return dt.datetime.fromisoformat(request["due"]) + dt.timedelta(seconds=request.get("window_s") or 0)


def _next_change(
    documents: list[Document], zone: ZoneInfo, now: dt.datetime, kept: dt.timedelta
) -> dt.datetime | None:
    moments = [one.until for one in bindings(documents, zone, now) if one.until is not None]
    moments += [_end(doc) + kept for doc in documents if doc.get("kind") == "request"]
    _, gone = notices(documents, now, zone.key, kept)
    moments += [] if gone is None else [gone]
    return min((moment for moment in moments if moment > now), default=None)
