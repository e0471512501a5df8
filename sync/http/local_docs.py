"""``GET /{db}/_local_docs``: the local documents by id, of the bare store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.errors import BadQuery

if TYPE_CHECKING:
    from typing import Any

    from sync.http.call import Call

LOCAL = "_local/"


async def local_docs(call: Call) -> None:
    x = call.exchange
    start, end = x.json_parameter("startkey", "start_key"), x.json_parameter("endkey", "end_key")
    low, high = (key if isinstance(key, str) else "" for key in (start, end))
    if x.flag("descending"):
        raise BadQuery("descending is not supported here")
    docs = [
        doc
        for doc in sorted(await call.store.locals(call.db), key=lambda doc: str(doc["_id"]))
        if doc["_id"] >= low and (not high or doc["_id"] <= high)
    ]
    include = x.flag("include_docs")
    skip, limit = x.number("skip") or 0, x.number("limit")
    docs = docs[skip : None if limit is None else skip + limit]
    rows = [_row(doc, include=include) for doc in docs]
    await x.answer(200, {"total_rows": None, "offset": None, "rows": rows})


def _row(doc: dict[str, Any], *, include: bool) -> dict[str, Any]:
    row = {"id": doc["_id"], "key": doc["_id"], "value": {"rev": doc["_rev"]}}
    return {**row, "doc": doc} if include else row
