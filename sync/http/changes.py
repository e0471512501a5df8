"""``/{db}/_changes``: what has changed since, now or as soon as something does.

``seq_interval`` is accepted and every row has its number all the same: here it costs nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from sync.errors import BadQuery, BadRequest, NotImplementedHere, SyncError
from sync.http.exchange import Gone, encode, read_json
from sync.http.forms import row_form
from sync.http.longpoll import encoded
from sync.store import ChangesQuery

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.http.exchange import Exchange
    from sync.store import Changes

DEFAULT_TIMEOUT_MS = 60_000
LEAST_HEARTBEAT_MS = 100


async def changes(call: Call) -> None:
    await _served(call, {})


async def changes_of(call: Call) -> None:
    """POST: a filter's argument in the body."""
    body = await call.exchange.body()
    value = read_json(body) if body else {}
    if not isinstance(value, dict):
        raise BadRequest("Request body must be a JSON object")
    await _served(call, value)


async def _served(call: Call, body: dict[str, Any]) -> None:
    x = call.exchange
    feed = x.query.get("feed", "normal")
    if feed not in {"normal", "longpoll"}:
        raise BadQuery("Supported `feed` types: normal, longpoll")
    query = await _query(call, body)
    x.number("seq_interval")
    if feed == "longpoll":
        await _longpoll(call, query, Patience.asked(x))
        return
    pages = await call.store.change_pages(call.db, query)
    started = False
    held: Changes | None = None
    async for page in pages:
        if held is not None:
            if not started:
                await x.stream()
                await x.part(b'{"results":[\n')
            await x.part((b",\n" if started else b"") + encode(held.rows)[1:-1])
            started = True
        held = page
    if held is None or not started:
        await x.answer(200, encoded(held) if held else b"{}", raw=True)
        return
    tail = b'\n],\n"last_seq":%d,"pending":%d}\n' % (held.last_seq, held.pending)
    await x.end((b",\n" + encode(held.rows)[1:-1] if held.rows else b"") + tail)


class Patience(NamedTuple):
    """How long a long poll waits, and how often it says that it is still there (seconds)."""

    timeout: float | None
    heartbeat: float | None

    @classmethod
    def asked(cls, x: Exchange) -> Patience:
        heartbeat_ms = None
        if x.query.get("heartbeat", "false") == "true":
            heartbeat_ms = DEFAULT_TIMEOUT_MS
        elif x.query.get("heartbeat", "false") != "false":
            heartbeat_ms = x.number("heartbeat")
        timeout_ms = x.number("timeout")
        if timeout_ms is None and heartbeat_ms is None:
            timeout_ms = DEFAULT_TIMEOUT_MS
        return cls(
            None if timeout_ms is None else timeout_ms / 1000,
            None if heartbeat_ms is None else max(heartbeat_ms, LEAST_HEARTBEAT_MS) / 1000,
        )


async def _longpoll(call: Call, query: ChangesQuery, patience: Patience) -> None:
    """Wait for rows. What was granted is asked again before anything is told; a revoked wait just ends."""
    x = call.exchange
    clock = asyncio.get_running_loop().time
    deadline = None if patience.timeout is None else clock() + patience.timeout
    gone = asyncio.ensure_future(x.hung_up())
    empty = b'{"results":[],\n"last_seq":%d,"pending":0}' % query.since
    try:
        while True:
            body, found, last_seq = await call.longpoll.answer(call.db, query)
            left = None if deadline is None else deadline - clock()
            if found or (left is not None and left <= 0):
                break
            rest = min((wait for wait in (left, patience.heartbeat) if wait is not None), default=None)
            changed = await _changed(call, last_seq, gone, rest)
            await call.permit.renew()
            if not changed and patience.heartbeat is not None:
                if not x.started:
                    await x.stream()
                await x.part(b"\n", now=True)
    except SyncError:
        if not x.started:
            raise
        body = empty
    finally:
        gone.cancel()
    if x.started:
        await x.end(body + b"\n")
    else:
        await x.answer(200, body, raw=True)


async def _changed(call: Call, since: int, gone: asyncio.Future[None], rest: float | None) -> bool:
    """Whether something changed before the time was over; ``Gone`` when the client hung up."""
    changed = asyncio.ensure_future(call.store.beyond(call.db, since))
    try:
        await asyncio.wait({gone, changed}, timeout=rest, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            raise Gone
        if changed.done():
            changed.result()
        return changed.done()
    finally:
        changed.cancel()


async def _query(call: Call, body: dict[str, Any]) -> ChangesQuery:
    x = call.exchange
    style = x.query.get("style", "main_only")
    if style not in {"main_only", "all_docs"}:
        raise BadQuery("Supported `style` values: main_only, all_docs")
    update_seq = (await call.store.info(call.db)).update_seq
    limit = x.number("limit")
    return ChangesQuery(
        since=_since(x, update_seq),
        limit=max(limit, 1) if limit is not None else None,
        descending=x.flag("descending"),
        all_leaves=style == "all_docs",
        include_docs=x.flag("include_docs"),
        form=row_form(x),
        doc_ids=_doc_ids(x, body),
    )


def _since(x: Exchange, update_seq: int) -> int:
    """A number that lies ahead is from before a backup was restored: nothing newer is there to wait for."""
    asked = x.query.get("since", x.headers.get("last-event-id", "0")).strip('"')
    if asked == "now":
        return update_seq
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        raise BadRequest("Malformed sequence supplied in 'since' parameter.")
    return min(int(asked), update_seq)


def _doc_ids(x: Exchange, body: dict[str, Any]) -> frozenset[str] | None:
    named = x.query.get("filter")
    if named is None:
        return None
    if named != "_doc_ids":
        raise NotImplementedHere("This server runs no filter functions: only _doc_ids is served")
    ids = body.get("doc_ids", x.json_parameter("doc_ids"))
    if not isinstance(ids, list) or not all(isinstance(doc_id, str) for doc_id in ids):
        raise BadRequest("`doc_ids` filter parameter is not a list of doc ids.")
    return frozenset(ids)
