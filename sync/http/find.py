"""``POST /{db}/_find`` and ``_explain``; ``_index`` as far as there is one.

There is one index, the documents by id, and no other can be made (docs/decisions/0009): ``POST _index`` gets
the answer that CouchDB has for a kind of index which it does not serve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.errors import BadMango, NotFound, NotImplementedHere
from sync.mango import plan

if TYPE_CHECKING:
    from sync.http.call import Call


async def find(call: Call) -> None:
    await call.exchange.answer(200, await call.store.find(call.db, await call.exchange.json_object()))


async def explain(call: Call) -> None:
    await call.exchange.answer(200, await call.store.explain(call.db, await call.exchange.json_object()))


async def indexes(call: Call) -> None:
    x = call.exchange
    limit, skip = x.number("limit"), x.number("skip") or 0
    await call.store.info(call.db)
    rows = plan.INDEXES[skip : None if limit is None else skip + limit]
    await x.answer(200, {"total_rows": len(plan.INDEXES), "indexes": rows})


async def make_index(call: Call) -> None:
    definition = await call.exchange.json_object()
    await call.store.info(call.db)
    if "index" not in definition:
        raise BadMango("missing_required_key", "Missing required key: index")
    if not isinstance(definition["index"], dict):
        raise BadMango("invalid_index", "JSON indexes must be an object")
    raise NotImplementedHere(
        "This server makes no indexes: a selector on _id reads only that part.", "index_not_implemented"
    )


async def delete_index(call: Call) -> None:
    await call.store.info(call.db)
    raise NotFound("missing")


async def delete_indexes(call: Call) -> None:
    names = (await call.exchange.json_object()).get("docids")
    await call.store.info(call.db)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadMango("invalid_bulk_docs", "Bulk Delete requires an array of non-null docids.")
    lacking = [
        {"id": name if name.startswith("_design/") else f"_design/{name}", "error": "not_found"}
        for name in names
    ]
    await call.exchange.answer(200, {"success": [], "fail": lacking})
