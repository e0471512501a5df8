"""What may be forgotten: bodies that were edited away, databases that were dropped, contents nobody needs.

Old bodies stay for a while, as in CouchDB, for a reader who was just told of them; every ``KEEP``-th edit of
a document takes its older ones along, so that no document grows for ever. Rows of a dropped database go in
small transactions, and after a crash are found again by their database having no name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import revtree
from sync.sqlite import packing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator

KEEP = 16
"""Edits after which a document's outgrown bodies are removed."""

REAP = 200
"""Documents of a dropped database removed in one transaction."""


def nameless(connection: sqlite3.Connection) -> list[int]:
    """Databases that were dropped and still have rows."""
    return [row[0] for row in connection.execute("SELECT db FROM databases WHERE name IS NULL")]


def reap(connection: sqlite3.Connection, db: int) -> Generator[None, None, bool]:
    """Remove some rows of a dropped database; False when the last is gone."""
    docs = [
        row[0] for row in connection.execute("SELECT doc FROM documents WHERE db = ? LIMIT ?", (db, REAP))
    ]
    for doc in docs:
        remove(connection, doc)
        yield
    if not docs:
        connection.execute("DELETE FROM databases WHERE db = ?", (db,))
    return bool(docs)


def remove(connection: sqlite3.Connection, doc: int) -> None:
    """A document with everything that is stored of it."""
    held = [row[0] for row in connection.execute("SELECT sha256 FROM attached WHERE doc = ?", (doc,))]
    _detach(connection, doc, held)
    connection.execute("DELETE FROM revisions WHERE doc = ?", (doc,))
    connection.execute("DELETE FROM documents WHERE doc = ?", (doc,))


def compact(connection: sqlite3.Connection, db: int) -> Generator[None, None, None]:
    """``_compact``: the same for every document of a database."""
    edited = connection.execute(
        "SELECT DISTINCT d.doc, d.rev, d.deleted, d.tree"
        " FROM documents d JOIN revisions r ON r.doc = d.doc WHERE d.db = ?",
        (db,),
    ).fetchall()
    for doc, winner, deleted, packed in edited:
        outgrown(connection, doc, packing.unpack_tree(packed, winner, deleted=bool(deleted)))
        yield


def outgrown(connection: sqlite3.Connection, doc: int, tree: revtree.Tree) -> None:
    """Remove a document's bodies that no leaf needs, and the contents that only they had."""
    leaves = packing.encode(sorted(revtree.leaves(tree))).decode()
    connection.execute(
        "DELETE FROM revisions WHERE doc = ? AND rev NOT IN (SELECT value FROM json_each(?))", (doc, leaves)
    )
    _let_go(connection, doc)


def _let_go(connection: sqlite3.Connection, doc: int) -> None:
    """Remove contents from a document that none of its revisions names any more."""
    rows = connection.execute(
        "SELECT attachments FROM documents WHERE doc = ?1 UNION ALL"
        " SELECT attachments FROM revisions WHERE doc = ?1",
        (doc,),
    )
    needed = {entry.sha256 for row in rows for entry in packing.unpack_enclosed(row[0]).values()}
    held = [row[0] for row in connection.execute("SELECT sha256 FROM attached WHERE doc = ?", (doc,))]
    _detach(connection, doc, [sha256 for sha256 in held if sha256.hex() not in needed])


def _detach(connection: sqlite3.Connection, doc: int, contents: list[bytes]) -> None:
    for sha256 in contents:
        connection.execute("DELETE FROM attached WHERE sha256 = ? AND doc = ?", (sha256, doc))
        connection.execute(
            "DELETE FROM blobs WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM attached WHERE sha256 = ?1)",
            (sha256,),
        )
