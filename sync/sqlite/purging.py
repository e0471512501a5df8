"""``_purge``: leaves, and documents that lose their last, vanish without a tombstone. A job for the writer.

The database's ``update_seq`` moves on with each document that lost something, and what is left of it is told
in the feed as changed: whoever follows learns of the new winner. Of what is gone entirely nothing is told;
who still has it may bring it back, as if it had never been here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import revtree
from sync.sqlite import forgetting, packing, reading
from sync.store import Purged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Mapping, Sequence

    from sync.sqlite.reading import Stored
    from sync.sqlite.tally import Head, Tally


def purge(
    connection: sqlite3.Connection, tally: Tally, name: str, revs: Mapping[str, Sequence[str]]
) -> Generator[None, None, Purged]:
    head = tally.head(name)
    purged: dict[str, list[str]] = {}
    for doc_id, asked in revs.items():
        row = reading.one(connection, head.db, doc_id)
        leaves = revtree.leaves(row.tree) if row else set()
        gone = purged[doc_id] = [rev for rev in dict.fromkeys(asked) if rev in leaves]
        if row is not None and gone:
            _forget(connection, head, row, gone)
            _remember(connection, head, doc_id, gone)
            tally.happened(name, "updated")
        yield
    number = connection.execute("SELECT purge_seq FROM databases WHERE db = ?", (head.db,)).fetchone()[0]
    return Purged(number, purged)


def infos(connection: sqlite3.Connection, db: int) -> list[tuple[str, list[str]]]:
    rows = connection.execute("SELECT id, revs FROM purges WHERE db = ? ORDER BY number", (db,))
    return [(doc_id, packing.decode_revs(revs)) for doc_id, revs in rows]


def trim(connection: sqlite3.Connection, db: int) -> None:
    """Keep only the last ``purged_infos_limit``."""
    connection.execute(
        "DELETE FROM purges WHERE db = ?1 AND number <="
        " (SELECT purge_seq - purged_infos_limit FROM databases WHERE db = ?1)",
        (db,),
    )


def _remember(connection: sqlite3.Connection, head: Head, doc_id: str, gone: list[str]) -> None:
    connection.execute("UPDATE databases SET purge_seq = purge_seq + 1 WHERE db = ?", (head.db,))
    connection.execute(
        "INSERT INTO purges SELECT db, purge_seq, ?, ? FROM databases WHERE db = ?",
        (doc_id, packing.encode(gone).decode(), head.db),
    )
    trim(connection, head.db)


def _forget(connection: sqlite3.Connection, head: Head, row: Stored, gone: list[str]) -> None:
    tree = revtree.without(row.tree, gone)
    before = _weight(connection, row.doc)
    head.update_seq += 1
    if tree:
        _shrink(connection, head, row, tree)
    else:
        forgetting.remove(connection, row.doc)
        if row.deleted:
            head.doc_del_count -= 1
        else:
            head.doc_count -= 1
    head.size = max(0, head.size - before + _weight(connection, row.doc))


def _shrink(connection: sqlite3.Connection, head: Head, row: Stored, tree: revtree.Tree) -> None:
    winner = revtree.winner(tree)
    deleted = tree[winner].deleted
    if winner != row.rev:
        connection.execute(
            "UPDATE documents SET rev = ?1, deleted = ?2, (attachments, body) ="
            " (SELECT attachments, body FROM revisions WHERE doc = ?3 AND rev = ?1) WHERE doc = ?3",
            (winner, int(deleted), row.doc),
        )
        connection.execute("DELETE FROM revisions WHERE doc = ? AND rev = ?", (row.doc, winner))
        head.doc_count += int(row.deleted) - int(deleted)
        head.doc_del_count += int(deleted) - int(row.deleted)
    connection.execute(
        "UPDATE documents SET seq = ?, tree = ? WHERE doc = ?",
        (head.update_seq, packing.pack_tree(tree), row.doc),
    )
    forgetting.outgrown(connection, row.doc, tree)


def _weight(connection: sqlite3.Connection, doc: int) -> int:
    """Bytes of the bodies that are stored of a document."""
    weight: int = connection.execute(
        "SELECT (SELECT coalesce(sum(length(body)), 0) FROM documents WHERE doc = ?1)"
        " + (SELECT coalesce(sum(length(body)), 0) FROM revisions WHERE doc = ?1)",
        (doc,),
    ).fetchone()[0]
    return weight
