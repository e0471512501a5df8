"""Phones that wait for a change: woken in one pass, and the same question answered once.

When a database changes, everybody who waits for it asks the same: what came after the number they all have.
The first one woken reads and encodes the answer; the others, in the same pass, are given its bytes. An answer
is good for one ``update_seq`` of its database and forgotten with the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from sync.http.exchange import encode

if TYPE_CHECKING:
    from sync.store import Changes, ChangesQuery, Store

MAX_KEPT = 256
"""Answers kept at a time, over all databases; each at most some hundred kilobytes."""

MAX_ANSWER = 256 * 1024

MAX_ROWS = 400
"""Rows of one answer: who is further behind asks again from ``last_seq``, as always."""


class Longpoll:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[tuple[str, str, ChangesQuery], tuple[int, bytes]] = {}

    async def answer(self, db: str, query: ChangesQuery) -> tuple[bytes, bool, int]:
        """The changes as JSON, read now or just before; whether there are any; and up to which number."""
        info = await self._store.info(db)
        key, update_seq = (db, info.instance_start_time, query), info.update_seq
        kept = self._kept.get(key)
        if kept is not None and kept[0] == update_seq:
            return kept[1], True, update_seq
        limit = MAX_ROWS if query.limit is None else min(query.limit, MAX_ROWS)
        changes = await self._store.changes(db, structs.replace(query, limit=limit))
        body = encoded(changes)
        if changes.rows and len(body) <= MAX_ANSWER:
            while len(self._kept) >= MAX_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (update_seq, body)
        return body, bool(changes.rows), changes.last_seq


def encoded(changes: Changes) -> bytes:
    return b'{"results":%b,\n"last_seq":%d,"pending":%d}' % (
        encode(changes.rows),
        changes.last_seq,
        changes.pending,
    )
