"""``/{db}/_local/{key}``: a replicator's checkpoints.

Behind the gate every device keeps its own: nobody reads or overwrites another's (see ``Permit.local_key``).
It keeps a bounded number of them; when a new one comes, the one that was written longest ago is forgotten,
and a replication that still needed it compares the two sides anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.errors import BadDocument, BadRequest, Conflict, DocumentTooLarge, NotFound
from sync.http.exchange import encode
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
    named = named_rev(call)
    if named is not None:
        doc["_rev"] = named
    if "_rev" in doc and not _is_rev(doc["_rev"]):
        raise BadRequest("Invalid rev format")
    strange = [name for name in doc if name[:1] == "_" and name not in _MEMBERS]
    if strange:
        raise BadDocument(f"Bad special document member: {strange[0][:60]}")
    revisions = doc.get("_revisions", {"start": 0})
    if not isinstance(revisions, dict) or not isinstance(revisions.get("start"), int):
        raise BadDocument("_revisions.start isn't an integer.")
    if doc.get("_deleted") is True:
        await _forget(call, doc.get("_rev"))
        return
    limits, key = call.exchange.limits, call.permit.local_key(call.target.doc_id)
    if len(encode(doc)) > limits.local_document:
        raise DocumentTooLarge(f"A local document may have {limits.local_document} bytes")
    rev = await call.store.put_local(
        call.db, key, doc, prefix=call.permit.local_key(""), keep=limits.local_documents
    )
    await call.exchange.answer(201, {"ok": True, "id": f"_local/{call.target.doc_id}", "rev": rev})


async def delete_local(call: Call) -> None:
    rev = named_rev(call)
    if rev is not None and not _is_rev(rev):
        raise BadRequest("Invalid rev format")
    await _forget(call, rev)


_MEMBERS = frozenset({"_id", "_rev", "_deleted", "_attachments", "_revisions"})
"""CouchDB's replicator sends ``_revisions`` with its checkpoints; of these only ``_rev`` is looked at."""


def _is_rev(rev: Any) -> bool:
    """``0-N``; any revision will do, to be told that it is not the one."""
    return isinstance(rev, str) and rev.partition("-")[0].isdigit() and bool(rev.partition("-")[2])


async def _forget(call: Call, rev: str | None) -> None:
    key = call.permit.local_key(call.target.doc_id)
    if rev is None:
        if await call.store.get_local(call.db, key) is None:
            raise NotFound("missing")
        raise Conflict
    await call.store.delete_local(call.db, key, rev)
    await call.exchange.answer(200, {"ok": True, "id": f"_local/{call.target.doc_id}", "rev": "0-0"})
