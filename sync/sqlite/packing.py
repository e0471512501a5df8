"""How trees, attachments and documents are written into columns, and put together as JSON again. Pure.

Bodies stay JSON bytes from the wire to the disk and back: a document is answered by joining bytes, not by
decoding and encoding it.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.draft import gunzip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.revtree import Tree

encode = msgspec.json.Encoder().encode


class Enclosed(msgspec.Struct, frozen=True, array_like=True):
    """An attachment as a revision's row names it; the content is in ``blobs``."""

    content_type: str
    revpos: int
    digest: str
    length: int
    """of the content, unpacked"""
    sha256: str
    """of what is stored, hexadecimal"""
    packed: int | None = None
    """bytes of what is stored, when that is gzip; digest and sha256 are of these bytes, as in CouchDB"""


decode_revs = msgspec.json.Decoder(list[str]).decode
decode_object = msgspec.json.Decoder(dict[str, Any]).decode
_unpack_tree = msgspec.json.Decoder(list[tuple[str, int, int]]).decode
_unpack_enclosed = msgspec.json.Decoder(dict[str, Enclosed]).decode


def pack_tree(tree: Tree) -> bytes | None:
    """Rows of [revision, index of its parent or -1, deleted], parents first; None for a lone revision."""
    if len(tree) == 1:
        return None
    order = sorted(tree, key=lambda rev: (revtree.generation(rev), rev))
    place = {rev: index for index, rev in enumerate(order)}
    return encode(
        [
            (rev, place.get(node.parent, -1) if node.parent else -1, int(node.deleted))
            for rev in order
            for node in (tree[rev],)
        ]
    )


def unpack_tree(packed: bytes | None, rev: str, *, deleted: bool) -> Tree:
    if packed is None:
        return {rev: revtree.Node(None, deleted)}
    rows = _unpack_tree(packed)
    return {
        name: revtree.Node(rows[parent][0] if parent >= 0 else None, bool(gone))
        for name, parent, gone in rows
    }


def pack_enclosed(enclosed: Mapping[str, Enclosed]) -> bytes | None:
    return encode(enclosed) if enclosed else None


def unpack_enclosed(packed: bytes | None) -> dict[str, Enclosed]:
    return {} if packed is None else _unpack_enclosed(packed)


def stub(entry: Enclosed, *, encoding: bool = False) -> dict[str, Any]:
    """``encoding``: say also how it is stored (``att_encoding_info``)."""
    return {
        "content_type": entry.content_type,
        "revpos": entry.revpos,
        "digest": entry.digest,
        "length": entry.length,
        "stub": True,
        **(_encoding(entry) if encoding else {}),
    }


def inline(entry: Enclosed, stored: bytes, *, encoding: bool = False) -> dict[str, Any]:
    data = stored if entry.packed is None else gunzip(stored, entry.length)
    return {
        "content_type": entry.content_type,
        "revpos": entry.revpos,
        "digest": entry.digest,
        "data": base64.b64encode(data).decode(),
        **(_encoding(entry) if encoding else {}),
    }


def _encoding(entry: Enclosed) -> dict[str, Any]:
    return {} if entry.packed is None else {"encoding": "gzip", "encoded_length": entry.packed}


def revisions_member(path: Sequence[str]) -> dict[str, Any]:
    """``_revisions`` of a path, newest first."""
    return {"start": revtree.generation(path[0]), "ids": [rev[rev.index("-") + 1 :] for rev in path]}


def document(
    doc_id: str, rev: str, body: bytes, *, deleted: bool = False, extra: Mapping[str, Any] | None = None
) -> bytes:
    """The whole document as JSON; ``extra``: further underscore members."""
    head = b'{"_id":%b,"_rev":%b' % (encode(doc_id), encode(rev))
    if deleted:
        head += b',"_deleted":true'
    if extra:
        head += b"," + encode(extra)[1:-1]
    return head + (b"," + body[1:] if len(body) > 2 else b"}")
