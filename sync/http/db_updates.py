"""``/_db_updates``: which databases were created, written to or deleted, of the bare store."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from sync.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from sync.http.call import Call
    from sync.store import Seq

DEFAULT_TIMEOUT_MS = 60_000


async def db_updates(call: Call) -> None:
    x = call.exchange
    feed = x.query.get("feed", "normal")
    if feed not in {"normal", "longpoll"}:
        raise BadQuery("feed must be normal or longpoll")
    last = feed_number(await call.store.last_update())
    asked = x.query.get("since", "0")
    if not asked.isdigit() and asked != "now":
        raise BadQuery("Malformed sequence supplied in 'since' parameter.")
    since = last if asked == "now" else int(asked)
    if feed == "longpoll" and since >= last:
        await _wait(call, since)
        last = feed_number(await call.store.last_update())
    results: list[dict[str, Any]] = []
    if since < last:
        updates = cast("AsyncGenerator[tuple[Seq, str], None]", call.store.updates(since))
        async with aclosing(updates):
            async for number, db in updates:
                there = await call.store.exists(db)
                results.append({"db_name": db, "type": "updated" if there else "deleted", "seq": number})
                if feed_number(number) >= last:
                    break
    await x.answer(200, {"results": results, "last_seq": last})


def feed_number(place: Seq) -> int:
    """Only the bare store is asked this, and it counts: the gate lets nobody through to here."""
    return place if isinstance(place, int) else 0


async def _wait(call: Call, since: int) -> None:
    """Until something happens, the time is over, or the client hangs up."""
    timeout = call.exchange.number("timeout") or DEFAULT_TIMEOUT_MS
    updates = call.store.updates(since)
    waiting = asyncio.ensure_future(anext(updates))
    gone = asyncio.ensure_future(call.exchange.hung_up())
    try:
        await asyncio.wait({waiting, gone}, timeout=timeout / 1000, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (waiting, gone):
            task.cancel()
        await asyncio.gather(waiting, gone, return_exceptions=True)
