"""Creating and dropping databases. Jobs for the writer.

Dropping takes the name away at once, durably; the rows follow in small transactions, and are found again
after a crash by their database having no name.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from sync import revtree
from sync.errors import BadDatabaseName, DatabaseExists, NoDatabase
from sync.sqlite import packing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator

    from sync.sqlite.tally import Tally

_NAME = re.compile(r"[a-z][a-z0-9_$()+/-]{0,237}\Z")
"""CouchDB's rule, its length too (its files' names end in ``.1700000000.couch``)."""

REAP = 200
"""Documents removed in one transaction."""


def check_name(name: str) -> str:
    """The name, or ``BadDatabaseName``. ``_users`` and ``_replicator`` are databases too."""
    if not _NAME.match(name) and name not in {"_users", "_replicator", "_global_changes"}:
        raise BadDatabaseName(
            "Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and /"
            " are allowed. Must begin with a letter."
        )
    return name


def create(connection: sqlite3.Connection, tally: Tally, name: str) -> None:
    check_name(name)
    if connection.execute("SELECT 1 FROM databases WHERE name = ?", (name,)).fetchone():
        raise DatabaseExists
    connection.execute(
        "INSERT INTO databases (name, instance, update_seq, doc_count, doc_del_count, size, revs_limit)"
        " VALUES (?, ?, 0, 0, 0, 0, ?)",
        (name, f"{int(time.time())}{secrets.randbelow(10**6):06d}", revtree.REVS_LIMIT),
    )
    tally.happened(name, "created")


def drop(connection: sqlite3.Connection, tally: Tally, name: str) -> None:
    head = tally.head(name)
    if connection.execute("UPDATE databases SET name = NULL WHERE db = ?", (head.db,)).rowcount != 1:
        raise NoDatabase
    connection.execute("DELETE FROM locals WHERE db = ?", (head.db,))
    tally.happened(name, "deleted")


def nameless(connection: sqlite3.Connection) -> list[int]:
    """Databases that were dropped and still have rows."""
    return [row[0] for row in connection.execute("SELECT db FROM databases WHERE name IS NULL")]


def reap(connection: sqlite3.Connection, db: int) -> Generator[None, None, bool]:
    """Remove some rows of a dropped database; False when the last is gone."""
    docs = [
        row[0] for row in connection.execute("SELECT doc FROM documents WHERE db = ? LIMIT ?", (db, REAP))
    ]
    for doc in docs:
        held = [row[0] for row in connection.execute("SELECT sha256 FROM attached WHERE doc = ?", (doc,))]
        _detach(connection, doc, held)
        connection.execute("DELETE FROM revisions WHERE doc = ?", (doc,))
        connection.execute("DELETE FROM documents WHERE doc = ?", (doc,))
        yield
    if not docs:
        connection.execute("DELETE FROM databases WHERE db = ?", (db,))
    return bool(docs)


def compact(connection: sqlite3.Connection, db: int) -> Generator[None, None, None]:
    """Remove the bodies of revisions that are no leaf any more, and contents that only they had."""
    edited = connection.execute(
        "SELECT DISTINCT d.doc, d.rev, d.deleted, d.tree"
        " FROM documents d JOIN revisions r ON r.doc = d.doc WHERE d.db = ?",
        (db,),
    ).fetchall()
    for doc, winner, deleted, packed in edited:
        tree = packing.unpack_tree(packed, winner, deleted=bool(deleted))
        leaves = packing.encode(sorted(revtree.leaves(tree))).decode()
        connection.execute(
            "DELETE FROM revisions WHERE doc = ? AND rev NOT IN (SELECT value FROM json_each(?))",
            (doc, leaves),
        )
        _let_go(connection, doc)
        yield


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
