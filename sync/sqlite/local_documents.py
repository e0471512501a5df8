"""Local documents: a replicator's checkpoints, not replicated, without history; revisions count ``0-N``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.draft import MAX_DOCUMENT, MAX_ID
from sync.errors import BadDocumentId, Conflict, DocumentTooLarge, NotFound
from sync.sqlite import packing

if TYPE_CHECKING:
    import sqlite3

    from sync.sqlite.tally import Tally
    from sync.store import Document


def get(connection: sqlite3.Connection, db: int, key: str) -> Document | None:
    row = connection.execute("SELECT rev, body FROM locals WHERE db = ? AND key = ?", (db, key)).fetchone()
    return None if row is None else _document(key, *row)


def listed(connection: sqlite3.Connection, db: int, prefix: str) -> list[Document]:
    rows = connection.execute(
        "SELECT key, rev, body FROM locals WHERE db = ? AND key >= ? AND key < ? ORDER BY key",
        (db, prefix, prefix + "\U0010ffff"),
    )
    return [_document(*row) for row in rows]


def put(connection: sqlite3.Connection, tally: Tally, name: str, key: str, doc: Document) -> str:
    """The writer's job; see ``Store.put_local``."""
    if not key or len(key.encode()) > MAX_ID:
        raise BadDocumentId("Local document id must not be empty or too long")
    body = packing.encode({field: value for field, value in doc.items() if field[:1] != "_"})
    if len(body) > MAX_DOCUMENT:
        raise DocumentTooLarge(f"A document may have {MAX_DOCUMENT} bytes")
    head = tally.head(name)
    number = _expect(connection, head.db, key, doc.get("_rev")) + 1
    connection.execute("INSERT OR REPLACE INTO locals VALUES (?, ?, ?, ?)", (head.db, key, number, body))
    return f"0-{number}"


def forget(connection: sqlite3.Connection, tally: Tally, name: str, prefix: str, keep: int) -> None:
    """All with this prefix but the last written: each time one is written its row is a new one."""
    connection.execute(
        "DELETE FROM locals WHERE rowid IN (SELECT rowid FROM locals"
        " WHERE db = ? AND key >= ? AND key < ? ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
        (tally.head(name).db, prefix, prefix + "\U0010ffff", keep),
    )


def delete(connection: sqlite3.Connection, tally: Tally, name: str, key: str, rev: str | None) -> None:
    head = tally.head(name)
    if not _expect(connection, head.db, key, rev):
        raise NotFound("missing")
    connection.execute("DELETE FROM locals WHERE db = ? AND key = ?", (head.db, key))


def _expect(connection: sqlite3.Connection, db: int, key: str, rev: object) -> int:
    """The current number, 0 when there is none yet; ``Conflict`` when the sender knows another."""
    row = connection.execute("SELECT rev FROM locals WHERE db = ? AND key = ?", (db, key)).fetchone()
    if row is None:
        return 0
    number: int = row[0]
    if rev != f"0-{number}":
        raise Conflict
    return number


def _document(key: str, rev: int, body: bytes) -> Document:
    fields: Document = msgspec.json.decode(body)
    return {"_id": f"_local/{key}", "_rev": f"0-{rev}", **fields}
