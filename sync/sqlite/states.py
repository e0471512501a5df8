"""A document inside a write: what is stored, what the write brings, and the rows that come of it.

The winner lies in ``documents``, other revisions with a body in ``revisions``: when another revision wins,
the two change places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.sqlite import forgetting, packing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sync.draft import Blob
    from sync.sqlite.packing import Enclosed
    from sync.sqlite.reading import Stored
    from sync.sqlite.tally import Head


class Content(msgspec.Struct):
    """Body and attachments of a revision that this write brings."""

    body: bytes
    enclosed: dict[str, Enclosed]
    deleted: bool


class State(msgspec.Struct):
    """One document as it will be: what is stored, with this write's revisions grafted on."""

    id: str
    stored: Stored | None = None
    tree: revtree.Tree = {}
    winner: str | None = None
    seq: int = 0
    brought: dict[str, Content] = {}
    changed: bool = False
    doc: int | None = None
    stemmed: bool = False
    """the tree has forgotten revisions: their bodies go with their names"""

    @classmethod
    def of(cls, stored: Stored) -> State:
        return cls(stored.id, stored, stored.tree, stored.rev, stored.seq, doc=stored.doc)

    @property
    def deleted(self) -> bool:
        return self.winner is None or self.tree[self.winner].deleted


def write(
    connection: sqlite3.Connection, head: Head, states: Sequence[State], blobs: Mapping[bytes, Blob]
) -> None:
    """Bring the tables to these states; ``blobs``: contents that came with them, by SHA-256."""
    fresh: list[Any] = []
    for state in states:
        if state.stored is None and len(state.brought) == 1:
            ((rev, content),) = state.brought.items()
            if not content.enclosed:
                tree = packing.pack_tree(state.tree)
                fresh += (head.db, state.id, state.seq, rev, int(content.deleted), tree, None, content.body)
                continue
        _write_one(connection, head, state)
        _keep(connection, state, blobs)
        often = revtree.generation(state.winner or "1-") % forgetting.KEEP == 0
        if state.doc is not None and (often or state.stemmed):
            forgetting.outgrown(connection, state.doc, state.tree)
    if fresh:
        # One statement: SQLite does the whole chunk without asking for the interpreter's lock in between.
        rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * (len(fresh) // 8))
        connection.execute(
            "INSERT INTO documents (db, id, seq, rev, deleted, tree, attachments, body)"  # noqa: S608 - fixed texts
            f" VALUES {rows}",
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
