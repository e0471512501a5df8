"""Reading documents: rows to revisions, and revisions to JSON in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sync import revtree
from sync.sqlite import packing
from sync.store import PLAIN, Document, Form, Found

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sync.revtree import Tree
    from sync.sqlite.packing import Enclosed

_decode_document = msgspec.json.Decoder(dict[str, Any]).decode


class Stored(NamedTuple):
    """A document's row without its body."""

    doc: int
    id: str
    seq: int
    rev: str
    deleted: bool
    tree: Tree


class Revision(NamedTuple):
    """One revision's content, as it lies in ``documents`` or ``revisions``."""

    attachments: bytes | None
    body: bytes


def decode(document: bytes) -> Document:
    return _decode_document(document)


def stored(connection: sqlite3.Connection, db: int, ids: Sequence[str]) -> dict[str, Stored]:
    """The documents of these ids that exist, whatever their winner."""
    if len(ids) == 1:
        rows = connection.execute(
            "SELECT doc, id, seq, rev, deleted, tree FROM documents WHERE db = ? AND id = ?", (db, ids[0])
        )
    else:
        rows = connection.execute(
            "SELECT doc, id, seq, rev, deleted, tree FROM documents"
            " WHERE db = ? AND id IN (SELECT value FROM json_each(?))",
            (db, packing.encode(ids).decode()),
        )
    return {row[1]: as_stored(row) for row in rows}


def as_stored(row: tuple[Any, ...]) -> Stored:
    """From ``doc, id, seq, rev, deleted, tree``."""
    doc, doc_id, seq, rev, deleted, tree = row
    return Stored(doc, doc_id, seq, rev, bool(deleted), packing.unpack_tree(tree, rev, deleted=bool(deleted)))


def one(connection: sqlite3.Connection, db: int, doc_id: str) -> Stored | None:
    return stored(connection, db, (doc_id,)).get(doc_id)


def winner(connection: sqlite3.Connection, db: str, doc_id: str) -> Found | None:
    """The winner in its plain form, by one statement: what is asked for most."""
    row = connection.execute(
        "SELECT rev, deleted, attachments, body FROM documents"
        " WHERE db = (SELECT db FROM databases WHERE name = ?) AND id = ?",
        (db, doc_id),
    ).fetchone()
    if row is None:
        return None
    rev, deleted, attachments, body = row
    whole = packing.document(doc_id, rev, body, deleted=bool(deleted), extra=stubs(attachments))
    return Found(doc_id, rev, msgspec.Raw(whole), bool(deleted))


def content(connection: sqlite3.Connection, doc: int | None, rev: str) -> Revision | None:
    """None: only the name of that revision is known (or not even that)."""
    row = connection.execute(
        "SELECT attachments, body FROM documents WHERE doc = ?1 AND rev = ?2"
        " UNION ALL SELECT attachments, body FROM revisions WHERE doc = ?1 AND rev = ?2",
        (doc, rev),
    ).fetchone()
    return None if row is None else Revision(*row)


def enclosed(connection: sqlite3.Connection, doc: int | None, rev: str) -> dict[str, Enclosed]:
    found = content(connection, doc, rev)
    return packing.unpack_enclosed(found.attachments) if found else {}


def blob(connection: sqlite3.Connection, sha256: str) -> bytes:
    row = connection.execute("SELECT data FROM blobs WHERE sha256 = ?", (bytes.fromhex(sha256),)).fetchone()
    data: bytes = row[0]
    return data


def decoded(connection: sqlite3.Connection, doc: int | None, doc_id: str, rev: str) -> Document | None:
    found = content(connection, doc, rev)
    if found is None:
        return None
    return decode(packing.document(doc_id, rev, found.body, extra=stubs(found.attachments)))


def stubs(packed: bytes | None) -> dict[str, Any] | None:
    """``_attachments`` as a document shows them, None without any."""
    if packed is None:
        return None
    entries = packing.unpack_enclosed(packed)
    return {"_attachments": {name: packing.stub(entry) for name, entry in entries.items()}}


def found(connection: sqlite3.Connection, row: Stored, rev: str, form: Form) -> Found:
    """That revision in that form; without doc where only its name is known."""
    revision = content(connection, row.doc, rev)
    if revision is None:
        return Found(row.id, rev, None)
    return Found(row.id, rev, rendered(connection, row, rev, revision, form), row.tree[rev].deleted)


def rendered(
    connection: sqlite3.Connection, row: Stored, rev: str, revision: Revision, form: Form
) -> msgspec.Raw:
    extra: dict[str, Any] = {}
    tree = row.tree
    if form is not PLAIN:
        if form.revs:
            extra["_revisions"] = packing.revisions_member(revtree.history(tree, rev))
        if form.revs_info:
            extra["_revs_info"] = _revs_info(connection, row, rev)
        if form.local_seq:
            extra["_local_seq"] = row.seq
        if form.conflicts and (others := revtree.conflicts(tree)):
            extra["_conflicts"] = others
        if form.deleted_conflicts and (others := revtree.deleted_conflicts(tree)):
            extra["_deleted_conflicts"] = others
    if revision.attachments is not None:
        known = 0
        if form.atts_since:
            path = set(revtree.history(tree, rev))
            known = max((revtree.generation(since) for since in form.atts_since if since in path), default=0)
        extra["_attachments"] = _attachments(connection, revision.attachments, form, known)
    return msgspec.Raw(packing.document(row.id, rev, revision.body, deleted=tree[rev].deleted, extra=extra))


def _revs_info(connection: sqlite3.Connection, row: Stored, rev: str) -> list[dict[str, str]]:
    info = []
    for step in revtree.history(row.tree, rev):
        if content(connection, row.doc, step) is None:
            status = "missing"
        else:
            status = "deleted" if row.tree[step].deleted else "available"
        info.append({"rev": step, "status": status})
    return info


def _attachments(
    connection: sqlite3.Connection, packed: bytes, form: Form, known: int
) -> dict[str, dict[str, Any]]:
    """Stubs, or with ``form.attachments`` the content of what was attached after generation ``known``."""
    return {
        name: packing.inline(entry, blob(connection, entry.sha256), encoding=form.att_encoding_info)
        if (form.attachments or form.atts_since is not None) and entry.revpos > known
        else packing.stub(entry, encoding=form.att_encoding_info)
        for name, entry in packing.unpack_enclosed(packed).items()
    }
