"""Phones that wait for a change are woken in one pass, and the same question is answered once.

When a database changes, everybody who waits for it asks the same: what came after the number they all have.
The first one woken reads and encodes the answer; the others, in the same pass, are given its bytes. An answer
is good for one ``update_seq`` of its database and forgotten with the next.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from sync.errors import TooMany
from sync.http.exchange import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.store import Changes, ChangesQuery, Seq, Store

    Wording = Callable[[Changes], bytes]
    _Key = tuple[str, str, ChangesQuery, Wording]

MAX_KEPT = 256
"""Answers kept at a time, over all databases; each at most some hundred kilobytes."""

MAX_ANSWER = 256 * 1024

MAX_ROWS = 400
"""Rows of one answer: who is further behind asks again from ``last_seq``, as always."""


class Answer(NamedTuple):
    body: bytes
    rows: int
    last_seq: Seq
    pending: int


class Shared:
    """The answers of one server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[_Key, tuple[Seq, asyncio.Task[Answer]]] = {}
        self._waiting: Counter[str | None] = Counter()
        self._watched: dict[tuple[str, Seq], asyncio.Task[None]] = {}
        self._watchers: Counter[tuple[str, Seq]] = Counter()

    @contextmanager
    def change(self, db: str, since: Seq, tell: Callable[[object], None]) -> Iterator[asyncio.Task[None]]:
        """The task that ends with the first change after ``since``: one for all who wait for the same.

        ``tell`` is called when it ends within the context.
        """
        key = db, since
        task = self._watched.get(key)
        if task is None:
            task = self._watched[key] = asyncio.ensure_future(self._store.beyond(db, since))
        self._watchers[key] += 1
        task.add_done_callback(tell)
        try:
            yield task
        finally:
            self._watchers[key] -= 1
            if not task.done():
                task.remove_done_callback(tell)
            if not self._watchers[key]:
                del self._watchers[key], self._watched[key]
                task.cancel()

    @contextmanager
    def waits(self, user: str | None, most: int) -> Iterator[None]:
        """While a feed of this person waits; ``TooMany`` when ``most`` others of theirs do."""
        if self._waiting[user] >= most:
            raise TooMany(f"{most} feeds wait for you already")
        self._waiting[user] += 1
        try:
            yield
        finally:
            self._waiting[user] -= 1
            if not self._waiting[user]:
                del self._waiting[user]

    async def answer(self, db: str, query: ChangesQuery, wording: Wording) -> Answer:
        """What ``query`` finds now, put into words; ``NoDatabase`` when it is gone."""
        info = await self._store.info(db)
        key, update_seq = (db, info.instance_start_time, query, wording), info.update_seq
        kept = self._kept.get(key)
        if kept is None or kept[0] != update_seq:
            # A task of its own: the first who asks may hang up while the others still wait for it.
            kept = update_seq, asyncio.create_task(self._read(key))
            while len(self._kept) >= MAX_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = kept
        reading = kept[1]
        if not reading.done():
            await asyncio.sleep(
                0
            )  # who are woken together mostly find it done then: a shield for each costs more
        return reading.result() if reading.done() else await asyncio.shield(reading)

    async def _read(self, key: _Key) -> Answer:
        db, _, query, wording = key
        limit = MAX_ROWS if query.limit is None else min(query.limit, MAX_ROWS)
        keep = False
        try:
            changes = await self._store.changes(db, structs.replace(query, limit=limit))
            answer = Answer(wording(changes), len(changes.rows), changes.last_seq, changes.pending)
            keep = len(answer.body) <= MAX_ANSWER
            return answer
        finally:
            if not keep and key in self._kept:
                del self._kept[key]


def encoded(changes: Changes) -> bytes:
    """As ``_changes`` answers: one JSON object."""
    return b'{"results":%b,\n"last_seq":%b,"pending":%d}' % (
        encode(changes.rows),
        encode(changes.last_seq),
        changes.pending,
    )


def lines(changes: Changes) -> bytes:
    """A row on a line, for ``feed=continuous``."""
    return b"".join(encode(row) + b"\n" for row in changes.rows)


def events(changes: Changes) -> bytes:
    """A server-sent event for each row, for ``feed=eventsource``."""
    return b"".join(b"data: %b\nid: %b\n\n" % (encode(row), str(row.seq).encode()) for row in changes.rows)
