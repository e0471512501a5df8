"""What must be true of a store's file when nobody has it open, whatever became of the process before."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from sync import revtree
from sync.sqlite import packing

if TYPE_CHECKING:
    from pathlib import Path

_SETS = {
    "a database's numbers": (
        "SELECT d.name FROM databases d WHERE (d.doc_count, d.doc_del_count) != ("
        "SELECT coalesce(sum(NOT deleted), 0), coalesce(sum(deleted), 0) FROM documents WHERE db = d.db)"
    ),
    "a change beyond update_seq": (
        "SELECT d.name FROM databases d"
        " WHERE d.update_seq < (SELECT coalesce(max(seq), 0) FROM documents WHERE db = d.db)"
    ),
    "a document of no database": "SELECT id FROM documents WHERE db NOT IN (SELECT db FROM databases)",
    "a revision of no document": "SELECT rev FROM revisions WHERE doc NOT IN (SELECT doc FROM documents)",
    "a revision in two places": "SELECT rev FROM revisions JOIN documents USING (doc, rev)",
    "a content that nobody needs": "SELECT blob FROM blobs WHERE sha256 NOT IN (SELECT sha256 FROM attached)",
    "a need without content": "SELECT doc FROM attached WHERE sha256 NOT IN (SELECT sha256 FROM blobs)",
    "a need of no document": "SELECT doc FROM attached WHERE doc NOT IN (SELECT doc FROM documents)",
    "a local document of no database": "SELECT key FROM locals WHERE db NOT IN (SELECT db FROM databases)",
}


def troubles(path: Path) -> list[str]:
    """All that is wrong with a store's file; empty for a sound one. Opening it recovers its WAL."""
    file = sqlite3.connect(path)
    try:
        (verdict,) = file.execute("PRAGMA integrity_check").fetchone()
        found = [] if verdict == "ok" else [verdict]
        found += [what for what, query in _SETS.items() if file.execute(query).fetchone() is not None]
        return found + _in_contents(file) + _in_documents(file)
    finally:
        file.close()


def _in_contents(file: sqlite3.Connection) -> list[str]:
    rows = file.execute("SELECT sha256, data FROM blobs")
    return [
        "a content is not what it is named"
        for sha256, data in rows
        if hashlib.sha256(data).digest() != sha256
    ]


def _in_documents(file: sqlite3.Connection) -> list[str]:
    found = []
    bodies: dict[int, dict[str, bytes | None]] = {}
    for doc, rev, attachments in file.execute("SELECT doc, rev, attachments FROM revisions"):
        bodies.setdefault(doc, {})[rev] = attachments
    held: dict[int, set[str]] = {}
    for doc, sha256 in file.execute("SELECT doc, sha256 FROM attached"):
        held.setdefault(doc, set()).add(sha256.hex())
    rows = file.execute("SELECT doc, id, rev, deleted, tree, attachments FROM documents")
    for doc, doc_id, rev, deleted, packed, attachments in rows:
        tree = packing.unpack_tree(packed, rev, deleted=bool(deleted))
        here = {rev: attachments, **bodies.get(doc, {})}
        needed = {entry.sha256 for one in here.values() for entry in packing.unpack_enclosed(one).values()}
        if revtree.winner(tree) != rev or tree[rev].deleted != bool(deleted):
            found.append(f"{doc_id}: the winner is another")
        if not revtree.leaves(tree) <= set(here):
            found.append(f"{doc_id}: a leaf without a body")
        if not set(here) <= set(tree):
            found.append(f"{doc_id}: a body that the tree does not name")
        if not needed <= held.get(doc, set()):
            found.append(f"{doc_id}: a content is not noted as needed")
    return found
