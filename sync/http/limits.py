"""What one request may ask for: at home on the loopback, and behind the gate.

Behind the gate anybody's phone asks, and one phone must not take everybody's time or memory: a few kilobytes
of gzip can be gigabytes, and a few megabytes of ``{},{},{}`` a gigabyte of objects. A phone of ours stays far
below: it sends what waits in one file in one ``_bulk_docs``, photographs one by one, and asks for a thousand
documents at a time. What is beyond is refused whole, with 413, before anything is looked up or written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sync.draft import MAX_DOCUMENT
from sync.errors import BadRequest, TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

UNPACKED_FREELY = 1024 * 1024
"""Bytes up to which nobody asks how small a gzipped body was."""

ANY = 2**62


class Limits(NamedTuple):
    body: int
    """bytes of a request's body, as it came and unpacked"""
    ratio: int = ANY
    """times its size that a gzipped body may have, beyond ``UNPACKED_FREELY``"""
    values: int = ANY
    """braces, brackets and commas in a body of JSON: about its values, which take 60 to 100 bytes each"""
    documents: int = ANY
    """in one write"""
    ids: int = ANY
    """of documents, or revisions of them, in one question"""
    packed_attachments: bool = True
    """attachments inside documents may be gzipped, as those of CouchDB are"""
    local_document: int = MAX_DOCUMENT
    """bytes"""
    local_documents: int | None = None
    """of one device in one database: the last written stay"""
    heartbeat_ms: int = 100
    """the least between two: at each one the session and the grant are asked for"""
    feeds: int = ANY
    """that one person lets wait at a time"""

    def unpacked(self, packed: int) -> int:
        """How many bytes may come out of a gzipped body of so many."""
        return min(self.body, max(UNPACKED_FREELY, packed * self.ratio))

    def check_json(self, body: bytes) -> None:
        """Before decoding, which nobody can interrupt: 16 MB of empty lists are 2.5 s and 700 MB."""
        if len(body) > self.values and sum(map(body.count, (b"{", b"[", b","))) > self.values:
            raise TooLarge(f"A request may have {self.values} values")

    def check_written(self, docs: Sequence[Any]) -> None:
        if len(docs) > self.documents:
            raise TooLarge(f"A request may have {self.documents} documents")
        if not self.packed_attachments and any(map(_has_packed, docs)):
            raise BadRequest("Attachments must come unpacked")

    def check_asked(self, *ids: Sized) -> None:
        if sum(map(len, ids)) > self.ids:
            raise TooLarge(f"A request may ask for {self.ids} ids")


def _has_packed(doc: Any) -> bool:
    attachments = doc.get("_attachments") if isinstance(doc, dict) else None
    entries = attachments.values() if isinstance(attachments, dict) else ()
    return any(isinstance(entry, dict) and "encoding" in entry for entry in entries)


BARE = Limits(body=64 * 1024 * 1024)

GATED = Limits(
    body=16 * 1024 * 1024,
    ratio=100,
    values=500_000,
    documents=1_000,
    ids=10_000,
    packed_attachments=False,
    local_document=64_000,
    local_documents=20,
    heartbeat_ms=1_000,
    feeds=32,
)
