"""``/{db}/_local/{key}``: a replicator's checkpoints.

Behind the gate every device keeps its own: nobody reads or overwrites another's (see ``Permit.local_key``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.errors import BadRequest, Conflict, NotFound
from sync.http.put_document import named_rev

if TYPE_CHECKING:
    from sync.http.call import Call


async def get_local(call: Call) -> None:
    doc = await call.store.get_local(call.db, call.permit.local_key(call.target.doc_id))
    if doc is None:
        raise NotFound("missing")
    doc["_id"] = f"_local/{call.target.doc_id}"
    await call.exchange.answer(200, doc)


async def put_local(call: Call) -> None:
    doc = await call.exchange.json_object()
    if not isinstance(doc.get("_rev", ""), str):
        raise BadRequest("Invalid rev format")
    named = named_rev(call)
    if named is not None:
        doc["_rev"] = named
    rev = await call.store.put_local(call.db, call.permit.local_key(call.target.doc_id), doc)
    await call.exchange.answer(201, {"ok": True, "id": f"_local/{call.target.doc_id}", "rev": rev})


async def delete_local(call: Call) -> None:
    key = call.permit.local_key(call.target.doc_id)
    rev = named_rev(call)
    if rev is None:
        if await call.store.get_local(call.db, key) is None:
            raise NotFound("missing")
        raise Conflict
    await call.store.delete_local(call.db, key, rev)
    await call.exchange.answer(200, {"ok": True, "id": f"_local/{call.target.doc_id}", "rev": "0-0"})
