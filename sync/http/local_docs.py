"""``/{db}/_local_docs``: the local documents by id, of the bare store: the owner looks at all checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Document


async def local_docs(call: Call) -> None:
    await _listed(call, call.exchange.json_parameter("keys"))


async def local_docs_of(call: Call) -> None:
    """POST: those that ``keys`` names."""
    await _listed(call, (await call.exchange.json_object()).get("keys", msgspec.UNSET))


async def _listed(call: Call, keys: Any) -> None:
    x = call.exchange
    docs = {doc["_id"]: doc for doc in await call.store.locals(call.db)}
    if keys is not msgspec.UNSET and not isinstance(keys, list):
        raise BadRequest("`keys` member must be an array.")
    wanted = _between(call, docs) if keys is msgspec.UNSET else keys
    skip, limit = x.number("skip") or 0, x.number("limit")
    include = x.flag("include_docs")
    rows = [
        _row(key, docs.get(key) if isinstance(key, str) else None, include=include)
        for key in wanted[skip : None if limit is None else skip + limit]
    ]
    await x.answer(200, {"total_rows": None, "offset": None, "rows": rows})


def _between(call: Call, docs: dict[str, Document]) -> list[str]:
    x = call.exchange
    start, end = x.json_parameter("startkey", "start_key"), x.json_parameter("endkey", "end_key")
    descending = x.flag("descending")
    bounds = (end, start) if descending else (start, end)
    low, high = (key if isinstance(key, str) else "" for key in bounds)
    return sorted((key for key in docs if key >= low and (not high or key <= high)), reverse=descending)


def _row(key: Any, doc: Document | None, *, include: bool) -> dict[str, Any]:
    if doc is None:
        return {"key": key, "error": "not_found"}
    row = {"id": key, "key": key, "value": {"rev": doc["_rev"]}}
    return {**row, "doc": doc} if include else row
