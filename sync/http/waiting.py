"""Feeds that wait: ``longpoll`` for the next change, ``continuous`` and ``eventsource`` for all that follow.

While somebody waits, three things are watched: the database, the client (who may hang up), and the permit.
What was granted is asked again before anything is told, and at least every ``RENEW_S``: a session that was
revoked ends the wait.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from sync.errors import BadRequest, SyncError
from sync.http import shared
from sync.http.exchange import Gone, encode

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.http.exchange import Exchange
    from sync.http.shared import Wording
    from sync.store import ChangesQuery, Seq

DEFAULT_TIMEOUT_MS = 60_000
RENEW_S = 10.0


class Patience(NamedTuple):
    """How long a feed waits, and how often it says that it is still there (seconds)."""

    timeout: float | None
    heartbeat: float | None

    @classmethod
    def asked(cls, x: Exchange) -> Patience:
        heartbeat_ms = None
        if x.query.get("heartbeat", "false") == "true":
            heartbeat_ms = DEFAULT_TIMEOUT_MS
        elif x.query.get("heartbeat", "false") != "false":
            heartbeat_ms = x.number("heartbeat")
        if heartbeat_ms == 0:
            raise BadRequest("The heartbeat value should be a positive integer (in milliseconds).")
        timeout_ms = x.number("timeout")
        if timeout_ms is None and heartbeat_ms is None:
            timeout_ms = DEFAULT_TIMEOUT_MS
        return cls(
            None if timeout_ms is None else timeout_ms / 1000,
            None if heartbeat_ms is None else max(heartbeat_ms, x.limits.heartbeat_ms) / 1000,
        )


class Continuous(NamedTuple):
    """The two forms of a feed that goes on."""

    content_type: str
    wording: Wording
    heartbeat: bytes


LINES = Continuous("application/json", shared.lines, b"\n")
EVENTS = Continuous("text/event-stream", shared.events, b"event: heartbeat\ndata: \n\n")


class Watch:
    """What is watched while a feed waits; use as a context, so that nothing is watched afterwards."""

    def __init__(self, call: Call, patience: Patience) -> None:
        self._call = call
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        self._gone: asyncio.Future[None] | None = None
        self.restart()

    def __enter__(self) -> Watch:
        self._gone = asyncio.ensure_future(self._call.exchange.hung_up())
        return self

    def __exit__(self, *_: object) -> None:
        if self._gone is not None:
            self._gone.cancel()

    def restart(self) -> None:
        """Something was told: the time begins again."""
        timeout = self._patience.timeout
        self._deadline = None if timeout is None else self._clock() + timeout

    @property
    def over(self) -> bool:
        return self._deadline is not None and self._clock() >= self._deadline

    async def change(self, since: Seq) -> bool:
        """Whether something changed before it is time for a heartbeat; ``Gone`` when the client hung up.

        Raises what the permit says when it is not what it was, ``NoDatabase`` when the database is gone.
        """
        left = RENEW_S if self._deadline is None else min(RENEW_S, self._deadline - self._clock())
        rest = left if self._patience.heartbeat is None else min(left, self._patience.heartbeat)
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()

        def wake(_: object = None) -> None:
            if not woken.done():
                woken.set_result(None)

        timer = loop.call_later(max(rest, 0.0), wake)
        if self._gone is not None:
            self._gone.add_done_callback(wake)
        try:
            with self._call.shared.change(self._call.db, since, wake) as changed:
                await woken
                if self._gone is not None and self._gone.done():
                    raise Gone
                await self._call.permit.renew()
                if changed.done():
                    changed.result()
                return changed.done()
        finally:
            timer.cancel()
            if self._gone is not None:
                self._gone.remove_done_callback(wake)


async def longpoll(call: Call, query: ChangesQuery) -> None:
    """Answer as soon as there are rows, or empty when the time is over."""
    x = call.exchange
    patience = Patience.asked(x)
    body = b'{"results":[],\n"last_seq":%b,"pending":0}' % encode(query.since)
    try:
        with Watch(call, patience) as watch:
            while True:
                answer = await call.shared.answer(call.db, query, shared.encoded)
                if answer.rows or watch.over or query.limit == 0:
                    body = answer.body
                    break
                query = structs.replace(query, since=answer.last_seq)
                if not await watch.change(query.since) and patience.heartbeat is not None:
                    if not x.started:
                        await x.stream()
                    await x.part(b"\n", now=True)
    except SyncError:
        if not x.started:
            raise  # once a heartbeat was sent the status is too: the answer just ends, and the next one tells
    if x.started:
        await x.end(body + b"\n")
    else:
        await x.answer(200, body, raw=True)


async def continuous(call: Call, query: ChangesQuery, form: Continuous) -> None:
    """Row after row, until the client hangs up, ``limit`` rows were sent, or nothing happens for too long."""
    x = call.exchange
    patience = Patience.asked(x)
    left = query.limit
    await x.stream(form.content_type)
    try:
        with Watch(call, patience) as watch:
            while left is None or left > 0:
                answer = await call.shared.answer(call.db, structs.replace(query, limit=left), form.wording)
                query = structs.replace(query, since=answer.last_seq)
                if answer.rows:
                    await x.part(answer.body, now=True)
                    left = None if left is None else left - answer.rows
                    watch.restart()
                elif watch.over:
                    break
                elif not await watch.change(query.since) and patience.heartbeat is not None:
                    await x.part(form.heartbeat, now=True)
    except SyncError:
        await x.end()  # revoked, or the database is gone: the next request is told so
        return
    await x.end(b'{"last_seq":%b,"pending":0}\n' % encode(query.since) if form is LINES else b"")
