"""``/{db}``: create, describe, delete; and its settings, as far as they mean something here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import DatabaseInfo


def described(info: DatabaseInfo) -> dict[str, Any]:
    """What ``GET /{db}`` says."""
    return {
        "db_name": info.name,
        "doc_count": info.doc_count,
        "doc_del_count": info.doc_del_count,
        "update_seq": info.update_seq,
        "purge_seq": info.purge_seq,
        "compact_running": False,
        "sizes": {"active": info.size, "external": info.size, "file": info.size},
        "props": {},
        "instance_start_time": info.instance_start_time,
        "cluster": {"q": 1, "n": 1, "w": 1, "r": 1},
    }


async def info(call: Call) -> None:
    await call.exchange.answer(200, described(await call.store.info(call.db)))


async def create(call: Call) -> None:
    await call.exchange.body()
    await call.store.create(call.db)
    await call.exchange.answer(201, {"ok": True}, [("location", "/" + quote(call.db, safe=""))])


async def delete(call: Call) -> None:
    if "rev" in call.exchange.query:
        raise BadRequest(
            "You tried to DELETE a database with a ?=rev parameter."
            " Did you mean to DELETE a document instead?"
        )
    await call.store.delete(call.db)
    await call.exchange.answer(200, {"ok": True})


async def compact(call: Call) -> None:
    call.exchange.must_be_json()
    await call.exchange.body()
    await call.store.compact(call.db)
    await call.exchange.answer(202, {"ok": True})
