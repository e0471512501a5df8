"""A document on its way in: what the sender wrote, checked for form and taken apart. Pure.

``read_draft`` refuses what CouchDB refuses (``couch_doc:from_json_obj/1``) with the same status, before
anything is written; whether the document fits the tree is decided later, inside the transaction.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
import zlib
from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.errors import BadDocument, BadDocumentId, BadRequest, DocumentTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.store import Document

MAX_DOCUMENT = 8_000_000
"""Bytes of a document's JSON without its attachments; CouchDB 3's default ``max_document_size``."""

MAX_ID = 1024
"""Bytes of a document's id. CouchDB has no limit; an index has a page size."""

MAX_HISTORY = 10_000
"""Revisions that a sender may name behind a document: ten times what CouchDB and PouchDB keep."""

MAX_ATTACHMENT = 64 * 1024 * 1024

_DROPPED = {"_revs_info", "_conflicts", "_deleted_conflicts", "_local_seq"}
_REPLICATORS = {"_replication_id", "_replication_state", "_replication_state_time",
                "_replication_state_reason", "_replication_stats"}  # fmt: skip
"""Content like any other, of the documents in a ``_replicator`` database."""

_KNOWN = {"_id", "_rev", "_deleted", "_revisions", "_attachments"} | _DROPPED

_content = msgspec.json.Encoder()
_canonical = msgspec.json.Encoder(order="deterministic")


class Blob(msgspec.Struct, frozen=True):
    """The content of an attachment with its digests: MD5 for the protocol, SHA-256 to store it by."""

    data: bytes
    sha256: bytes
    digest: str

    @classmethod
    def of(cls, data: bytes) -> Blob:
        if len(data) > MAX_ATTACHMENT:
            raise DocumentTooLarge(f"An attachment may have {MAX_ATTACHMENT} bytes")
        md5 = hashlib.md5(data, usedforsecurity=False).digest()  # the protocol's digest, not a safeguard
        return cls(data, hashlib.sha256(data).digest(), "md5-" + base64.b64encode(md5).decode())


class Enclosure(msgspec.Struct, frozen=True):
    """One entry of ``_attachments``: new content, or (``blob`` None) a stub for what an ancestor has."""

    content_type: str
    blob: Blob | None
    digest: str | None
    revpos: int | None
    unpacked: int | None = None
    """bytes of new content that came gzipped, and stays so; None: it came as it is"""


class Draft(msgspec.Struct, frozen=True):
    id: str
    path: tuple[str, ...]
    """``new_edits=false``: the revision and its history, newest first. Otherwise the parent named, if any"""
    deleted: bool
    fields: Document
    """the members without underscore"""
    body: bytes
    """the same as JSON, in the sender's order"""
    enclosures: Mapping[str, Enclosure]

    def canonical(self) -> bytes:
        """JSON that is equal for equal content, whatever the order of the members."""
        return _canonical.encode(self.fields)


def read_draft(doc: Any, *, new_edits: bool) -> Draft:
    """Take a document apart; raise the ``SyncError`` that CouchDB would answer with."""
    if not isinstance(doc, dict):
        raise BadRequest("Document must be a JSON object")
    fields: Document = {}
    for name, value in doc.items():
        if name[:1] != "_" or name in _REPLICATORS:
            fields[name] = value
        elif name not in _KNOWN:
            raise BadDocument(f"Bad special document member: {name[:60]}")
    deleted = doc.get("_deleted", False)
    if not isinstance(deleted, bool):
        raise BadDocument("_deleted must be a boolean")
    try:
        body = _content.encode(fields)
    except (ValueError, OverflowError, RecursionError, TypeError) as error:
        raise BadRequest("Document cannot be written as JSON") from error
    if len(body) > MAX_DOCUMENT:
        raise DocumentTooLarge(f"A document may have {MAX_DOCUMENT} bytes")
    return Draft(
        id=_id(doc, new_edits=new_edits),
        path=_path(doc, new_edits=new_edits),
        deleted=deleted,
        fields=fields,
        body=body,
        enclosures=_enclosures(doc["_attachments"]) if "_attachments" in doc else {},
    )


def check_id(doc_id: Any) -> str:
    """The id, or ``BadDocumentId`` for one that no document may have."""
    if not isinstance(doc_id, str):
        raise BadDocumentId("Document id must be a string")
    if not doc_id:
        raise BadDocumentId("Document id must not be empty")
    if doc_id[0] == "_" and not doc_id.startswith("_design/"):
        raise BadDocumentId("Only reserved document ids may start with underscore.")
    if len(doc_id) > MAX_ID or len(doc_id.encode()) > MAX_ID:
        raise BadDocumentId("Document id is too long")
    return doc_id


def check_rev(rev: Any) -> str:
    if not isinstance(rev, str):
        raise BadRequest("Invalid rev format")
    try:
        revtree.parse(rev)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return rev


def _id(doc: Document, *, new_edits: bool) -> str:
    if "_id" in doc:
        return check_id(doc["_id"])
    if new_edits:
        return uuid.uuid4().hex
    raise BadRequest("Document id must be given when new_edits is false")


def _path(doc: Document, *, new_edits: bool) -> tuple[str, ...]:
    path = _revisions(doc["_revisions"]) if "_revisions" in doc else ()
    if path and not new_edits:
        return path
    if "_rev" in doc:
        return (check_rev(doc["_rev"]),)
    if not path and not new_edits:
        raise BadRequest("Document revision must be given when new_edits is false")
    return path[:1]


def _revisions(revisions: Any) -> tuple[str, ...]:
    if not isinstance(revisions, dict):
        raise BadDocument("Bad special document member: _revisions")
    start, ids = revisions.get("start"), revisions.get("ids")
    if not isinstance(start, int) or isinstance(start, bool) or not 1 <= start <= revtree.MAX_GENERATION:
        raise BadDocument("_revisions.start must be a positive integer.")
    if not isinstance(ids, list) or not ids:
        raise BadDocument("_revisions.ids must be a list of revisions.")
    if len(ids) > start:
        raise BadDocument("_revisions.ids has more revisions than generations")
    if len(ids) > MAX_HISTORY:
        raise DocumentTooLarge(f"A document may come with a history of {MAX_HISTORY} revisions")
    for hash_ in ids:
        if not isinstance(hash_, str) or not revtree.is_hash(hash_):
            raise BadDocument("_revisions.ids must be a list of revisions.")
    return tuple(f"{start - back}-{hash_}" for back, hash_ in enumerate(ids))


def _enclosures(attachments: Any) -> dict[str, Enclosure]:
    if not isinstance(attachments, dict):
        raise BadDocument("Bad special document member: _attachments")
    return {check_name(name): _enclosure(entry) for name, entry in attachments.items()}


def check_name(name: str) -> str:
    """An attachment's name, or ``BadRequest``."""
    if not name or name[0] == "_":
        raise BadRequest("Attachment name must not be empty or start with underscore")
    if len(name) > MAX_ID:
        raise BadRequest("Attachment name is too long")
    return name


def _enclosure(entry: Any) -> Enclosure:
    if not isinstance(entry, dict):
        raise BadRequest("Attachment must be an object")
    content_type = entry.get("content_type", "application/octet-stream")
    digest, revpos, data = entry.get("digest"), entry.get("revpos"), entry.get("data")
    if not isinstance(content_type, str) or not _printable(content_type):
        raise BadRequest("Attachment content_type must be text without control characters")
    if digest is not None and not isinstance(digest, str):
        raise BadRequest("Attachment digest must be a string")
    if revpos is not None and (not isinstance(revpos, int) or not 0 <= revpos <= revtree.MAX_GENERATION):
        raise BadRequest("Attachment revpos must be an integer")
    if entry.get("stub") is True and data is None:
        return Enclosure(content_type, None, digest, revpos)
    content = data if isinstance(data, bytes) else _decoded(data)
    unpacked = len(gunzip(content, MAX_ATTACHMENT)) if entry.get("encoding") == "gzip" else None
    return Enclosure(content_type, Blob.of(content), None, revpos, unpacked)


def _printable(content_type: str) -> bool:
    """Fit for an HTTP header: it will be one."""
    return len(content_type) <= 255 and all(" " <= char <= "~" for char in content_type)


def _decoded(data: Any) -> bytes:
    if not isinstance(data, str):
        raise BadRequest("Attachment data must be base64 text")
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("Attachment data must be base64 text") from error


def gunzip(packed: bytes, limit: int) -> bytes:
    """Unpack gzip; ``BadRequest`` for what is not, ``DocumentTooLarge`` beyond the limit (bytes)."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise BadRequest("Content is not gzip") from error
    if len(content) > limit:
        raise DocumentTooLarge(f"Unpacked content may have {limit} bytes")
    if not unpacker.eof:
        raise BadRequest("Content is not whole gzip")
    return content
