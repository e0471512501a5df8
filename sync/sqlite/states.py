"""A document inside a write: what is stored, what the write brings, and the rows that come of it.

The winner lies in ``documents``, other revisions with a body in ``revisions``: when another revision wins,
the two change places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import revtree
from sync.sqlite import forgetting, packing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sync.draft import Blob
    from sync.sqlite.packing import Enclosed
    from sync.sqlite.reading import Stored
    from sync.sqlite.tally import Head


class Content:
    """Body and attachments of a revision that this write brings."""

    __slots__ = ("body", "deleted", "enclosed")

    def __init__(self, body: bytes, enclosed: dict[str, Enclosed], *, deleted: bool) -> None:
        self.body = body
        self.enclosed = enclosed
        self.deleted = deleted


class State:
    """One document as it will be: what is stored, with this write's revisions grafted on."""

    __slots__ = ("brought", "changed", "doc", "id", "seq", "stemmed", "stored", "tree", "winner")

    def __init__(self, doc_id: str, stored: Stored | None) -> None:
        self.id = doc_id
        self.stored = stored
        self.doc = stored.doc if stored else None
        self.tree: revtree.Tree = stored.tree if stored else {}
        self.winner: str | None = stored.rev if stored else None
        self.seq = stored.seq if stored else 0
        self.brought: dict[str, Content] = {}
        self.changed = False
        self.stemmed = False
        """the tree has forgotten revisions: their bodies go with their names"""

    @property
    def deleted(self) -> bool:
        return self.winner is None or self.tree[self.winner].deleted


def write(
    connection: sqlite3.Connection, head: Head, states: Sequence[State], blobs: Mapping[bytes, Blob]
) -> None:
    """Bring the tables to these states; ``blobs``: contents that came with them, by SHA-256."""
    fresh = []
    for state in states:
        if (
            state.stored is None
            and len(state.brought) == 1
            and not any(content.enclosed for content in state.brought.values())
        ):
            ((rev, content),) = state.brought.items()
            fresh.append(
                (
                    head.db,
                    state.id,
                    state.seq,
                    rev,
                    int(content.deleted),
                    packing.pack_tree(state.tree),
                    None,
                    content.body,
                )
            )
        else:
            _write_one(connection, head, state)
            _keep(connection, state, blobs)
            often = revtree.generation(state.winner or "1-") % forgetting.KEEP == 0
            if state.doc is not None and (often or state.stemmed):
                forgetting.outgrown(connection, state.doc, state.tree)
    if fresh:
        connection.executemany(
            "INSERT INTO documents (db, id, seq, rev, deleted, tree, attachments, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            fresh,
        )


def _write_one(connection: sqlite3.Connection, head: Head, state: State) -> None:
    execute = connection.execute
    winner = state.winner or ""
    content = state.brought.get(winner)
    tree = packing.pack_tree(state.tree)
    deleted = int(state.deleted)
    if state.stored is None and content is not None:
        state.doc = execute(
            "INSERT INTO documents (db, id, seq, rev, deleted, tree, attachments, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                head.db,
                state.id,
                state.seq,
                winner,
                deleted,
                tree,
                packing.pack_enclosed(content.enclosed),
                content.body,
            ),
        ).lastrowid
    elif state.stored is not None and winner == state.stored.rev:
        execute("UPDATE documents SET seq = ?, tree = ? WHERE doc = ?", (state.seq, tree, state.doc))
    else:
        execute(
            "INSERT INTO revisions (doc, rev, attachments, body)"
            " SELECT doc, rev, attachments, body FROM documents WHERE doc = ?",
            (state.doc,),
        )
        if content is not None:
            execute(
                "UPDATE documents SET seq = ?, rev = ?, deleted = ?, tree = ?, attachments = ?, body = ?"
                " WHERE doc = ?",
                (
                    state.seq,
                    winner,
                    deleted,
                    tree,
                    packing.pack_enclosed(content.enclosed),
                    content.body,
                    state.doc,
                ),
            )
        else:
            execute(
                "UPDATE documents SET seq = ?1, rev = ?2, deleted = ?3, tree = ?4, (attachments, body) ="
                " (SELECT attachments, body FROM revisions WHERE doc = ?5 AND rev = ?2) WHERE doc = ?5",
                (state.seq, winner, deleted, tree, state.doc),
            )
            execute("DELETE FROM revisions WHERE doc = ? AND rev = ?", (state.doc, winner))
    for rev, brought in state.brought.items():
        if rev != winner:
            execute(
                "INSERT INTO revisions (doc, rev, attachments, body) VALUES (?, ?, ?, ?)",
                (state.doc, rev, packing.pack_enclosed(brought.enclosed), brought.body),
            )


def _keep(connection: sqlite3.Connection, state: State, blobs: Mapping[bytes, Blob]) -> None:
    """Store new contents once, and note that this document needs them."""
    needed = {
        bytes.fromhex(e.sha256) for brought in state.brought.values() for e in brought.enclosed.values()
    }
    for sha256 in needed:
        if sha256 in blobs:
            connection.execute(
                "INSERT OR IGNORE INTO blobs (sha256, data) VALUES (?, ?)", (sha256, blobs[sha256].data)
            )
        connection.execute("INSERT OR IGNORE INTO attached (sha256, doc) VALUES (?, ?)", (sha256, state.doc))
