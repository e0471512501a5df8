"""``POST /{db}/_ensure_full_commit``: nothing to do, every answer to a write came after its fsync."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.http.call import Call


async def ensure_full_commit(call: Call) -> None:
    call.exchange.must_be_json()
    await call.exchange.body()
    info = await call.store.info(call.db)
    await call.exchange.answer(201, {"ok": True, "instance_start_time": info.instance_start_time})
