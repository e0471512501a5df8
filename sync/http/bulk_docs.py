"""``POST /{db}/_bulk_docs``, both ways: new edits, and revisions that a replicator brings.

The batch is one transaction. What the gate refuses is a row; what is malformed stops all of it before
anything is written. With ``new_edits=false`` only rows with an error are answered, as CouchDB does, and their
error is ``forbidden`` or ``unauthorized``: at any other word PouchDB gives up the whole replication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Row


async def bulk_docs(call: Call) -> None:
    body = await call.exchange.json_object()
    docs = body.get("docs")
    if "docs" not in body:
        raise BadRequest("POST body must include `docs` parameter.")
    if not isinstance(docs, list):
        raise BadRequest("`docs` parameter must be an array.")
    new_edits = body.get("new_edits", True)
    if not isinstance(new_edits, bool):
        raise BadRequest("`new_edits` parameter must be a boolean.")
    if body.get("all_or_nothing") is True:
        raise BadRequest("all_or_nothing is not supported")
    call.exchange.limits.check_written(docs)
    rows = await call.write(docs, new_edits=new_edits)
    await call.exchange.answer(201, [_shown(row) for row in rows if new_edits or not row.ok])


def _shown(row: Row) -> dict[str, Any]:
    if row.ok:
        return {"ok": True, "id": row.id, "rev": row.rev}
    shown: dict[str, Any] = {"id": row.id, "error": row.error, "reason": row.reason}
    return shown if row.rev is None else {**shown, "rev": row.rev}
