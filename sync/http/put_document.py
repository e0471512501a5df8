"""``PUT /{db}/{docid}`` and ``POST /{db}``: one document, durable before the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sync.draft import check_id
from sync.errors import BadDocumentId, BadRequest, Conflict, Forbidden, Unauthorized
from sync.http import multipart

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Document, Row


async def put(call: Call) -> None:
    doc_id = check_id(call.target.doc_id)
    boundary = multipart.boundary_of(call.exchange.headers.get("content-type", ""), "multipart/related")
    if boundary is None:
        doc = await call.exchange.json_object()
    else:
        limits = call.exchange.limits
        doc = await call.exchange.beside_the_loop(
            lambda body: multipart.read_related(
                body, boundary, limits.body, unpack=not limits.packed_attachments
            ),
            await call.exchange.body(),
        )
    if not isinstance(doc.get("_id", doc_id), str):
        raise BadDocumentId("Document id must be a string")
    doc["_id"] = doc_id  # what the URL says
    named = named_rev(call)
    if named is not None:
        if doc.get("_rev", named) != named:
            raise BadRequest("Document rev from request body and query string have different values")
        doc["_rev"] = named
    await written(call, doc, new_edits=call.exchange.flag("new_edits", otherwise=True))


async def post(call: Call) -> None:
    """The same with an id from the body, or a new one."""
    doc = await call.exchange.json_object()
    await written(call, doc, new_edits=call.exchange.flag("new_edits", otherwise=True))


def named_rev(call: Call) -> str | None:
    """The revision in ``?rev=`` or ``If-Match``; ``BadRequest`` if they differ."""
    asked = call.exchange.query.get("rev")
    if asked == "":
        raise BadRequest("Invalid rev format")
    match = call.exchange.headers.get("if-match", "").strip('"') or None
    if asked and match and asked != match:
        raise BadRequest("Document rev and etag have different values")
    return asked or match


async def written(call: Call, doc: Document, *, new_edits: bool = True, status: int = 201) -> None:
    """Write one document and answer, or raise what its row says."""
    call.exchange.limits.check_written([doc])
    (row,) = await call.write([doc], new_edits=new_edits)
    raise_for(row)
    if call.exchange.query.get("batch") == "ok":  # it is durable all the same
        await call.exchange.answer(202, {"ok": True, "id": row.id})
        return
    headers = [
        ("etag", f'"{row.rev}"'),
        ("location", f"/{quote(call.db, safe='')}/{quote(row.id, safe='')}"),
    ]
    await call.exchange.answer(status, {"ok": True, "id": row.id, "rev": row.rev}, headers)


def raise_for(row: Row) -> None:
    if row.error is None:
        return
    kind = {"conflict": Conflict, "unauthorized": Unauthorized}.get(row.error, Forbidden)
    raise kind(row.reason or row.error)
