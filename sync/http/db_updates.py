"""``/_db_updates``: which databases were created, written to or deleted, of the bare store; all feeds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sync.errors import BadRequest, Unavailable
from sync.http.exchange import Gone, encode
from sync.http.waiting import EVENTS, LINES, Continuous, Patience

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Seq

MAX_ROWS = 10_000
"""Databases in one part of an answer."""


async def db_updates(call: Call) -> None:
    x = call.exchange
    feed = x.query.get("feed", "normal")
    if feed not in {"normal", "longpoll", "continuous", "eventsource"}:
        raise BadRequest("Supported `feed` types: normal, continuous, longpoll, eventsource")
    Patience.asked(x)
    x.flag("descending")
    since, limit = await _since(call), x.number("limit")
    if feed in {"continuous", "eventsource"}:
        await _continuous(call, since, limit, EVENTS if feed == "eventsource" else LINES)
        return
    rows, last = await _rows(call, since, limit)
    if feed == "longpoll" and not rows:
        await _longpoll(call, since, limit)
        return
    await x.answer(200, {"results": rows, "last_seq": last})


async def _since(call: Call) -> int:
    """A number that lies ahead is from before a backup was restored, as in ``_changes``."""
    x, last = call.exchange, feed_number(await call.store.last_update())
    asked = x.query.get("since", x.headers.get("last-event-id", "0")).strip('"')
    if asked == "now":
        return last
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        raise BadRequest("Malformed sequence supplied in 'since' parameter.")
    return min(int(asked), last)


def feed_number(place: Seq) -> int:
    """Only the bare store is asked this, and it counts: the gate lets nobody through to here."""
    return place if isinstance(place, int) else 0


async def _rows(call: Call, since: int, limit: int | None) -> tuple[list[dict[str, Any]], int]:
    """What happened after ``since``, and how far that reaches."""
    last = feed_number(await call.store.last_update())
    rows: list[dict[str, Any]] = []
    if since >= last or limit == 0:
        return rows, since
    updates = call.store.updates(since)
    async for place, db in updates:
        number = feed_number(place)
        there = await call.store.exists(db)
        rows.append({"db_name": db, "type": "updated" if there else "deleted", "seq": number})
        if number >= last or len(rows) == (MAX_ROWS if limit is None else min(limit, MAX_ROWS)):
            return rows, number
    return rows, last


async def _longpoll(call: Call, since: int, limit: int | None) -> None:
    """The next thing that happens, or nothing when the time is over; newlines for heartbeats until then."""
    x, patience = call.exchange, Patience.asked(call.exchange)
    rows: list[dict[str, Any]] = []
    async with _Waiting(call, patience) as waiting:
        while not rows and not waiting.over:
            if not await waiting.update(since) and patience.heartbeat is not None:
                if not x.started:
                    await x.stream()
                await x.part(b"\n", now=True)
            rows, since = await _rows(call, since, limit)
    body = encode({"results": rows, "last_seq": since})
    if x.started:
        await x.end(body + b"\n")
    else:
        await x.answer(200, body, raw=True)


async def _continuous(call: Call, since: int, limit: int | None, form: Continuous) -> None:
    x, patience = call.exchange, Patience.asked(call.exchange)
    await x.stream(form.content_type)
    async with _Waiting(call, patience) as waiting:
        while limit is None or limit > 0:
            rows, since = await _rows(call, since, limit)
            if rows:
                words = (
                    (b"data: %b\nid: %d\n\n" % (encode(row), row["seq"]) for row in rows)
                    if form is EVENTS
                    else (encode(row) + b"\n" for row in rows)
                )
                await x.part(b"".join(words), now=True)
                limit = None if limit is None else limit - len(rows)
                waiting.restart()
            elif waiting.over:
                break
            elif not await waiting.update(since) and patience.heartbeat is not None:
                await x.part(form.heartbeat, now=True)
    await x.end(b'{"last_seq":%d}\n' % since if form is LINES else b"")


class _Waiting:
    """Watches the store and the client; use as a context."""

    def __init__(self, call: Call, patience: Patience) -> None:
        self._call = call
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        self._gone: asyncio.Future[None] | None = None
        self.restart()

    async def __aenter__(self) -> _Waiting:
        self._gone = asyncio.ensure_future(self._call.exchange.hung_up())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._gone is not None:
            self._gone.cancel()
            await asyncio.gather(self._gone, return_exceptions=True)

    def restart(self) -> None:
        timeout = self._patience.timeout
        self._deadline = None if timeout is None else self._clock() + timeout

    @property
    def over(self) -> bool:
        return self._deadline is not None and self._clock() >= self._deadline

    async def update(self, since: int) -> bool:
        """Whether something happened before a heartbeat or the end is due; ``Gone`` if nobody waits."""
        left = None if self._deadline is None else max(0.0, self._deadline - self._clock())
        rests = [rest for rest in (left, self._patience.heartbeat) if rest is not None]
        next_one = asyncio.ensure_future(anext(self._call.store.updates(since)))
        watched: set[asyncio.Future[Any]] = {next_one} if self._gone is None else {next_one, self._gone}
        try:
            await asyncio.wait(watched, timeout=min(rests, default=None), return_when=asyncio.FIRST_COMPLETED)
            if self._gone is not None and self._gone.done():
                raise Gone
            if next_one.done() and next_one.exception() is not None:
                raise Unavailable("The store is closing")
            return next_one.done()
        finally:
            next_one.cancel()
            await asyncio.gather(next_one, return_exceptions=True)
