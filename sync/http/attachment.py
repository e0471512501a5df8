"""``/{db}/{docid}/{name}``: an attachment as a resource of its own, with its digest, and by ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.draft import check_id, check_name, check_rev
from sync.errors import Conflict, NotFound, RangeNotSatisfiable
from sync.http.exchange import read_json
from sync.http.put_document import named_rev, written

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Document

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")

# What somebody attached is shown by the browser on the application's own origin: it must not run there.
HARMLESS = [
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("accept-ranges", "bytes"),
]


async def get_attachment(call: Call) -> None:
    x = call.exchange
    rev = x.query.get("rev")
    if rev is not None:
        check_rev(rev)
    found = await call.store.attachment(call.db, check_id(call.target.doc_id), call.target.name, rev)
    etag = f'"{found.digest.removeprefix("md5-")}"'
    headers = [*HARMLESS, ("etag", etag), ("content-md5", found.digest.removeprefix("md5-"))]
    if x.headers.get("if-none-match") == etag:
        await x.send(304, b"", found.content_type, headers)
        return
    wanted = _range(x.headers.get("range", ""), len(found.data))
    if wanted is None or x.headers.get("if-range", etag) != etag:
        await x.send(200, found.data, found.content_type, headers, packing=False)
        return
    first, last = wanted
    headers.append(("content-range", f"bytes {first}-{last}/{len(found.data)}"))
    await x.send(206, found.data[first : last + 1], found.content_type, headers, packing=False)


def _range(asked: str, length: int) -> tuple[int, int] | None:
    """First and last byte; None for the whole, also when several ranges are asked for (RFC 9110, 14.2)."""
    matched = _RANGE.match(asked)
    if matched is None or matched[0] == "bytes=-":
        return None
    first, last = matched[1], matched[2]
    if not first:
        if int(last) == 0 or not length:
            raise RangeNotSatisfiable("The range lies outside of the attachment")
        return max(0, length - int(last)), length - 1
    if int(first) >= length:
        raise RangeNotSatisfiable("The range lies outside of the attachment")
    end = min(int(last), length - 1) if last else length - 1
    return (int(first), end) if end >= int(first) else None


async def put_attachment(call: Call) -> None:
    """A new edit of the document, with all it had and this attachment; of a new document if there is none."""
    name = check_name(call.target.name)
    data = await call.exchange.body()
    doc = await _edited(call, missing_ok=True)
    content_type = call.exchange.headers.get("content-type", "application/octet-stream")
    doc.setdefault("_attachments", {})[name] = {"content_type": content_type, "data": data}
    await written(call, doc)


async def delete_attachment(call: Call) -> None:
    doc = await _edited(call, missing_ok=False)
    if doc.setdefault("_attachments", {}).pop(call.target.name, None) is None:
        raise NotFound("Document is missing attachment")
    await written(call, doc, status=200)


async def _edited(call: Call, *, missing_ok: bool) -> Document:
    """The document to edit, with stubs; ``Conflict`` unless the caller names the revision that there is."""
    doc_id = check_id(call.target.doc_id)
    rev = named_rev(call)
    if rev is not None:
        check_rev(rev)
    try:
        found = await call.store.read(call.db, doc_id, rev)
    except NotFound:
        await call.store.info(call.db)
        if rev is not None:
            raise Conflict from None
        if not missing_ok:
            raise
        return {"_id": doc_id}
    if rev is None:
        raise Conflict
    doc: Document = read_json(bytes(found.doc or b"{}"))
    return doc
