"""``/``, ``/_session``, ``/_up``, ``/_uuids``, ``/_all_dbs``, ``/_dbs_info``: the server about itself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sync.errors import BadQuery, BadRequest, NoDatabase
from sync.http.database import described

if TYPE_CHECKING:
    from sync.http.call import Call

PROTOCOL = "3.5.0"
"""The CouchDB whose protocol is spoken here; clients look at it to know what they may ask."""

MAX_UUIDS = 1000


async def welcome(call: Call) -> None:
    answer = {
        "couchdb": "Welcome",
        "version": PROTOCOL,
        "uuid": call.store.uuid,
        "features": [],
        "vendor": {"name": "Qadam"},
    }
    await call.exchange.answer(200, answer)


async def session(call: Call) -> None:
    who = {"name": call.permit.user, "roles": list(call.permit.roles)}
    await call.exchange.answer(200, {"ok": True, "userCtx": who, "info": {"authentication_handlers": []}})


async def up(call: Call) -> None:
    await call.store.last_update()
    await call.exchange.answer(200, {"status": "ok", "seeds": {}})


async def uuids(call: Call) -> None:
    count = call.exchange.number("count")
    if count is not None and count > MAX_UUIDS:
        raise BadRequest(f"count parameter too large: at most {MAX_UUIDS}")
    new = [uuid.uuid4().hex for _ in range(1 if count is None else count)]
    await call.exchange.answer(200, {"uuids": new}, [("cache-control", "no-cache")])


async def all_dbs(call: Call) -> None:
    x = call.exchange
    x.nonsense = BadQuery
    start, end = x.json_parameter("startkey", "start_key"), x.json_parameter("endkey", "end_key")
    names = await call.store.databases(start if isinstance(start, str) else "")
    if isinstance(end, str):
        inclusive = x.flag("inclusive_end", otherwise=True)
        names = [name for name in names if name < end or (inclusive and name == end)]
    if x.flag("descending"):
        names.reverse()
    skip, limit = x.number("skip") or 0, x.number("limit")
    await x.answer(200, names[skip : None if limit is None else skip + limit])


async def dbs_info(call: Call) -> None:
    await _infos(call, await call.store.databases())


async def dbs_info_of(call: Call) -> None:
    keys = (await call.exchange.json_object()).get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise BadRequest("`keys` member must exist and be a list of names.")
    await _infos(call, keys)


async def _infos(call: Call, names: list[str]) -> None:
    rows: list[dict[str, Any]] = []
    for name in names:
        try:
            rows.append({"key": name, "info": described(await call.store.info(name))})
        except NoDatabase:
            rows.append({"key": name, "error": "not_found"})
    await call.exchange.answer(200, rows)


async def active_tasks(call: Call) -> None:
    await call.exchange.answer(200, [])


NODE = "nonode@nohost"
"""As a CouchDB calls itself that is alone."""


async def node(call: Call) -> None:
    await call.exchange.answer(200, {"name": NODE})


async def membership(call: Call) -> None:
    await call.exchange.answer(200, {"all_nodes": [NODE], "cluster_nodes": [NODE]})


async def scheduler_jobs(call: Call) -> None:
    """Nobody replicates from within: there is nothing to schedule."""
    await call.exchange.answer(200, {"total_rows": 0, "offset": 0, "jobs": []})


async def scheduler_docs(call: Call) -> None:
    await call.exchange.answer(200, {"total_rows": 0, "offset": 0, "docs": []})
