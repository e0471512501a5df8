"""``/{db}/{docid}/{name}``: an attachment as a resource of its own, with its digest, and by ranges."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from sync.draft import Blob, check_id, check_name, check_rev, gunzip
from sync.errors import BadMd5, Conflict, NotFound, RangeNotSatisfiable
from sync.http.encodings import takes_gzip
from sync.http.exchange import read_json
from sync.http.multipart import joined
from sync.http.put_document import named_rev, written

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Attachment, Document

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")

# What somebody attached is shown by the browser on the application's own origin: it must not run there.
HARMLESS = [
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("x-content-type-options", "nosniff"),
]

MAX_RANGES = 10
"""Of one question; CouchDB's limit."""


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
    if found.unpacked is not None:
        await _packed(call, found, headers)
        return
    headers.append(("accept-ranges", "bytes"))
    wanted = _ranges(x.headers.get("range", ""), len(found.data))
    if not wanted or x.headers.get("if-range", etag) != etag:
        await x.send(200, found.data, found.content_type, headers, packing=False)
    elif len(wanted) == 1:
        ((first, last),) = wanted
        headers.append(("content-range", f"bytes {first}-{last}/{len(found.data)}"))
        await x.send(206, found.data[first : last + 1], found.content_type, headers, packing=False)
    else:
        await _byteranges(call, found, wanted, headers)


async def _packed(call: Call, found: Attachment, headers: list[tuple[str, str]]) -> None:
    """Stored as gzip: sent so to whoever takes that, and unpacked to the others; in one piece."""
    x = call.exchange
    headers.append(("accept-ranges", "none"))
    if takes_gzip(x.headers.get("accept-encoding", "")):
        headers += [("content-encoding", "gzip"), ("vary", "accept-encoding")]
        await x.send(200, found.data, found.content_type, headers, packing=False)
        return
    data = gunzip(found.data, found.unpacked or 0)
    await x.send(200, data, found.content_type, [*headers, ("vary", "accept-encoding")], packing=False)


async def _byteranges(
    call: Call, found: Attachment, wanted: list[tuple[int, int]], headers: list[tuple[str, str]]
) -> None:
    boundary = secrets.token_hex(16)
    length = len(found.data)
    parts = [
        f"Content-Type: {found.content_type}\r\nContent-Range: bytes {first}-{last}/{length}\r\n\r\n".encode()
        + found.data[first : last + 1]
        for first, last in wanted
    ]
    kind = f'multipart/byteranges; boundary="{boundary}"'
    await call.exchange.send(206, joined(parts, boundary), kind, headers, packing=False)


def _ranges(asked: str, length: int) -> list[tuple[int, int]]:
    """First and last byte of each; none for the whole, also when there are too many (RFC 9110, 14.2)."""
    kind, _, several = asked.partition("=")
    if kind.strip() != "bytes" or several == "0-" or several.count(",") >= MAX_RANGES:
        return []
    ranges = [_range(f"bytes={one.strip()}", length) for one in several.split(",")]
    found = [one for one in ranges if one is not None]
    if len(found) != len(ranges) or sum(last - first + 1 for first, last in found) > 2 * length:
        return []  # not all of them can be understood, or they overlap: the whole is less
    return found


def _range(asked: str, length: int) -> tuple[int, int] | None:
    """First and last byte of one range, None for what is none."""
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
    if end < int(first):
        raise RangeNotSatisfiable("Requested range not satisfiable")
    return int(first), end


async def put_attachment(call: Call) -> None:
    """A new edit of the document, with all it had and this attachment; of a new document if there is none."""
    name = check_name(call.target.name)
    x = call.exchange
    entry: dict[str, Any] = {"content_type": x.headers.get("content-type", "application/octet-stream")}
    if x.is_packed and x.limits.packed_attachments:
        entry |= {"data": await x.raw_body(), "encoding": "gzip"}
    else:
        entry["data"] = await x.body()
    _check_md5(x.headers.get("content-md5"), entry["data"])
    doc = await _edited(call, missing_ok=True)
    doc.setdefault("_attachments", {})[name] = entry
    await written(call, doc)


def _check_md5(told: str | None, data: bytes) -> None:
    if told is not None and told != Blob.of(data).digest.removeprefix("md5-"):
        raise BadMd5("Possible message corruption.")


async def delete_attachment(call: Call) -> None:
    check_name(call.target.name)
    if named_rev(call) is None:
        await call.store.attachment(call.db, check_id(call.target.doc_id), call.target.name)
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
