"""One store into another: every revision with its history and attachments, and a digest that proves it.

Copying is replication: revisions keep their names, what is there already is not sent again. So it may be
stopped at any instant and begun again. The source is only read.

The digest of a database is the sum of one SHA-256 for each document, over its leaves: name, history, whether
deleted, content in canonical form, and name, type and SHA-256 of each attachment. It does not depend on the
order in which documents were written, nor on which store holds them.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from sync.store import ChangesQuery, Form

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from sync.store import Document, Store

AT_ONCE = 50
"""revisions read and written together; those with attachments go one by one"""

_PLAIN = Form(revs=True)
_WHOLE = Form(revs=True, attachments=True)
_canonical = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode

MODULUS = 2**256


class NotCopied(Exception):
    """The target refused a revision; the message names no document."""


async def copy(source: Store, target: Store, db: str, done: Callable[[int], object]) -> None:
    """Bring a database of ``target`` to hold what that of ``source`` holds; ``done``: so many documents more.

    Raises ``NotCopied``, and what the stores raise.
    """
    async for page in _pages(source, db):
        lacking = await target.revs_diff(db, page)
        wanted = [(doc_id, rev) for doc_id, (missing, _) in lacking.items() for rev in missing]
        for start in range(0, len(wanted), AT_ONCE):
            await _carry(source, target, db, wanted[start : start + AT_ONCE])
        done(len(page))


async def _pages(store: Store, db: str) -> AsyncIterator[dict[str, list[str]]]:
    """The leaves of all documents."""
    async for changes in await store.change_pages(db, ChangesQuery(all_leaves=True)):
        yield {row.id: [leaf.rev for leaf in row.changes] for row in changes.rows}


async def _carry(source: Store, target: Store, db: str, wanted: Sequence[tuple[str, str]]) -> None:
    light: list[Document] = []
    for doc in await _read(source, db, wanted, _PLAIN):
        if "_attachments" not in doc:
            light.append(doc)
            continue
        for whole in await _read(source, db, [(doc["_id"], doc["_rev"])], _WHOLE):
            await _write(target, db, [whole])
    await _write(target, db, light)


async def _read(store: Store, db: str, wanted: Sequence[tuple[str, str]], form: Form) -> list[Document]:
    found = await store.bulk_get(db, wanted, form)
    return [_decode(one.doc) for revisions in found for one in revisions if one.doc is not None]


async def _write(target: Store, db: str, docs: Sequence[Document]) -> None:
    if docs and not all(row.ok for row in await target.write(db, docs, new_edits=False)):
        raise NotCopied("The target refused a document.")


async def digest(store: Store, db: str, done: Callable[[int], object]) -> tuple[int, str]:
    """How many documents a database has, deleted ones too, and its digest (64 hexadecimal digits)."""
    total, count = 0, 0
    async for page in _pages(store, db):
        wanted = [(doc_id, rev) for doc_id, revs in page.items() for rev in revs]
        leaves: dict[str, list[bytes]] = {}
        for start in range(0, len(wanted), AT_ONCE):
            for doc in await _read(store, db, wanted[start : start + AT_ONCE], _PLAIN):
                attached = await _attached(store, db, doc)
                leaves.setdefault(doc["_id"], []).append(_leaf(doc, attached))
        for doc_id, told in leaves.items():
            content = b"\n".join([doc_id.encode(), *sorted(told)])
            total = (total + int.from_bytes(hashlib.sha256(content).digest(), "big")) % MODULUS
        count += len(page)
        done(len(page))
    return count, f"{total:064x}"


async def _attached(store: Store, db: str, doc: Document) -> list[tuple[str, str, str]]:
    if "_attachments" not in doc:
        return []
    (whole,) = await _read(store, db, [(doc["_id"], doc["_rev"])], _WHOLE)
    return sorted(
        (name, entry["content_type"], hashlib.sha256(base64.b64decode(entry["data"])).hexdigest())
        for name, entry in whole["_attachments"].items()
    )


def _leaf(doc: Mapping[str, Any], attached: Sequence[tuple[str, str, str]]) -> bytes:
    fields = {name: value for name, value in doc.items() if name[:1] != "_"}
    revisions = doc["_revisions"]
    return _canonical(
        [doc["_rev"], revisions["start"], revisions["ids"], bool(doc.get("_deleted")), attached, fields]
    )
