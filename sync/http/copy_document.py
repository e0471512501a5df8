"""``COPY /{db}/{docid}``: a document under another id, its attachments with it, its history not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from sync.draft import check_id, check_rev
from sync.errors import BadDocumentId, BadRequest
from sync.http.exchange import read_json
from sync.http.put_document import named_rev, written
from sync.store import Form

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Document


_WHOLE = Form(attachments=True, att_encoding_info=False)


async def copy_document(call: Call) -> None:
    """``Destination: id``, or ``id?rev=...`` to write over a document that is there."""
    target, onto = _destination(call.exchange.headers.get("destination"))
    rev = named_rev(call)
    if rev is not None:
        check_rev(rev)
    found = await call.store.read(call.db, check_id(call.target.doc_id), rev, _WHOLE)
    doc: Document = read_json(bytes(found.doc or b"{}"))
    doc["_id"] = target
    del doc["_rev"]
    if onto is not None:
        doc["_rev"] = onto
    await written(call, doc)


def _destination(header: str | None) -> tuple[str, str | None]:
    if header is None:
        raise BadRequest("Destination header is mandatory for COPY.")
    if header.startswith(("http://", "https://")):
        raise BadRequest("Destination URL must be relative.")
    path, question, query = header.partition("?")
    try:
        target = check_id(unquote(path, errors="strict"))
    except UnicodeDecodeError as error:
        raise BadDocumentId("Document id must be valid UTF-8") from error
    if not question:
        return target, None
    if not query.startswith("rev="):
        raise BadRequest("Destination may be an id, or an id and ?rev=")
    return target, check_rev(query.removeprefix("rev="))
