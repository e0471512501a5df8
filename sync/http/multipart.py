"""``multipart/related`` and ``multipart/mixed``: documents with their attachments as bytes instead of base64.

CouchDB's replicator sends and asks for documents this way. The first part of a *related* body is the
document; attachments that say ``follows`` come behind it, each a part, in the order in which the document
names them (or by the ``filename`` of their ``Content-Disposition``). Source: RFC 2387 and CouchDB's
``couch_doc:doc_to_multi_part_stream``. Pure.
"""

from __future__ import annotations

import secrets
from email.message import Message
from typing import TYPE_CHECKING, NamedTuple

from sync.draft import gunzip
from sync.errors import BadRequest
from sync.http.exchange import encode, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.store import Document

MAX_HEAD = 4 * 1024
"""Bytes of the headers of a part."""

MAX_PARTS = 1000
"""The document, and the attachments that follow it."""

MAX_CONTENT_TYPE = 500
"""Characters; the library's reader takes longer than in proportion to them."""


class Part(NamedTuple):
    headers: dict[str, str]
    content: bytes


def boundary_of(content_type: str, kind: str) -> str | None:
    """The boundary if the type is this one, else None; ``BadRequest`` when it has none."""
    if len(content_type) > MAX_CONTENT_TYPE:
        raise BadRequest("Content-Type is too long")
    message = Message()
    message["content-type"] = content_type
    if message.get_content_type() != kind:
        return None
    boundary = message.get_boundary()
    if not boundary or len(boundary) > 200 or not boundary.isascii():
        raise BadRequest("A multipart body needs a boundary")
    return boundary


def split(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body; ``BadRequest`` unless it is whole."""
    delimiter = b"\r\n--" + boundary.encode()
    pieces = (b"\r\n" + body).split(delimiter, MAX_PARTS + 2)
    if len(pieces) > MAX_PARTS + 2:
        raise BadRequest(f"A multipart body may have {MAX_PARTS} parts")
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise BadRequest("The multipart body is not whole")
    parts = []
    for piece in pieces[1:-1]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        if not blank:
            raise BadRequest("A part of the multipart body has no end of its headers")
        parts.append(Part(_headers(head), content))
    return parts


def _headers(head: bytes) -> dict[str, str]:
    """Names in lower case. Line by line: somebody's bytes must not cost more than their number."""
    if len(head) > MAX_HEAD:
        raise BadRequest(f"The headers of a part may have {MAX_HEAD} bytes")
    lines = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def read_related(body: bytes, boundary: str, limit: int, *, unpack: bool = False) -> Document:
    """The document of a *related* body, with the attachments that followed it as ``data``.

    ``limit``: bytes that packed ones may have together when they are unpacked, which happens with ``unpack``.
    """
    first, *rest = split(body, boundary)
    doc = read_json(first.content)
    if not isinstance(doc, dict):
        raise BadRequest("Document must be a JSON object")
    attachments = doc.get("_attachments", {})
    if not isinstance(attachments, dict) or not all(isinstance(e, dict) for e in attachments.values()):
        raise BadRequest("Attachments property must be an object")
    following = [name for name, entry in attachments.items() if entry.get("follows") is True]
    if len(following) != len(rest):
        raise BadRequest(f"{len(following)} attachments are to follow, {len(rest)} did")
    for position, part in enumerate(rest):
        name = _filename(part) or following[position]
        if name not in following:
            raise BadRequest("A part is named like no attachment that is to follow")
        entry = attachments[name]
        content = part.content
        if entry.pop("encoding", None) == "gzip" or part.headers.get("content-encoding") == "gzip":
            unpacked = gunzip(content, limit)
            limit -= len(unpacked)
            if unpack:
                content = unpacked
            else:
                entry["encoding"] = "gzip"
        elif entry.get("length", len(content)) != len(content):
            raise BadRequest("An attachment has not the length that was told")
        del entry["follows"]
        entry["data"] = content
    if any("follows" in entry for entry in attachments.values()):
        raise BadRequest("An attachment that is to follow came twice or not at all")
    return doc


def _filename(part: Part) -> str | None:
    message = Message()
    message["content-disposition"] = part.headers.get("content-disposition", "")
    name = message.get_filename()
    try:
        return None if name is None else name.encode("latin-1").decode()  # CouchDB writes names as they are
    except ValueError:
        return name


def write_related(doc: Document, contents: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Content type and body: the document, then the contents of these attachments of it."""
    boundary = secrets.token_hex(16)
    attachments = dict(doc.get("_attachments", {}))
    parts = []
    for name, content in contents:
        entry = {key: value for key, value in attachments[name].items() if key != "stub"}
        attachments[name] = {**entry, "follows": True}
        parts.append(_attached(name, entry["content_type"], content, packed="encoding" in entry))
    # What follows comes in the order in which the document names it, for readers that look only at that.
    names = {name for name, _ in contents}
    ordered = {name: attachments[name] for name, _ in contents}
    ordered |= {name: entry for name, entry in attachments.items() if name not in names}
    whole = {**doc, "_attachments": ordered}
    first = b"Content-Type: application/json\r\n\r\n" + encode(whole)
    return f'multipart/related; boundary="{boundary}"', joined([first, *parts], boundary)


def _attached(name: str, content_type: str, content: bytes, *, packed: bool) -> bytes:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
    head = (
        f'Content-Disposition: attachment; filename="{quoted}"\r\n'
        f"Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n"
        f"{'Content-Encoding: gzip' + chr(13) + chr(10) if packed else ''}\r\n"
    )
    return head.encode() + content


def joined(parts: Sequence[bytes], boundary: str) -> bytes:
    """A multipart body of parts that bring their own headers."""
    delimiter = b"--" + boundary.encode()
    return b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--"
