"""``_changes`` and ``_all_docs`` as pages: nothing long is held in memory, nobody waits for a long scan.

A page is read in one go on the event loop and ends after so many rows or bytes. Between pages others have
their turn, and may write: a document that changes meanwhile moves behind ``update_seq`` as it was when the
reading began, and is met by the next question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.mango.projection import projected
from sync.sqlite import packing, reading
from sync.store import PLAIN, AllDocsQuery, AllDocsRow, Change, Changes, ChangesQuery, Leaf

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sync.mango import Selector
    from sync.store import Seq

PAGE_ROWS = 400
PAGE_BYTES = 1_000_000

HIGHEST = "\U0010ffff"
"""Sorts behind every id that begins with what stands before it."""


def change_pages(
    connection: sqlite3.Connection, db: int, update_seq: int, query: ChangesQuery
) -> Iterator[Changes]:
    """Everything that is asked for, in pages; the last has ``last_seq`` and ``pending`` of the whole."""
    left = query.limit
    low, high = numbered(query.since), update_seq
    if left == 0:
        yield Changes([], low, _pending(connection, db, low, high))
        return
    while True:
        rows, reached = _page(connection, db, query, (low, high), left)
        more = reached is not None
        if left is not None:
            left -= len(rows)
        whole = not more or left == 0
        if reached is not None:
            low, high = (low, reached - 1) if query.descending else (reached, high)
        last: Seq = reached if reached is not None else update_seq
        if rows and query.descending:
            last = rows[-1].seq
        yield Changes(rows, last, _pending(connection, db, low, high) if more and whole else 0)
        if whole:
            return


def numbered(since: Seq) -> int:
    """A place in a feed of this store; 0, the beginning, for what is a place in somebody else's."""
    return since if isinstance(since, int) else int(since) if since.isascii() and since.isdigit() else 0


def _page(
    connection: sqlite3.Connection, db: int, query: ChangesQuery, between: tuple[int, int], left: int | None
) -> tuple[list[Change], int | None]:
    """Rows ``between`` two numbers, the first excluded, and how far they reach if there may be more."""
    limit = PAGE_ROWS if left is None else min(left, PAGE_ROWS)
    content = ", attachments, body" if query.include_docs or query.selector is not None else ""
    chosen = " AND id IN (SELECT value FROM json_each(?))" if query.doc_ids is not None else ""
    parameters: list[Any] = [db, *between]
    if query.doc_ids is not None:
        parameters.append(packing.encode(sorted(query.doc_ids)).decode())
    cursor = connection.execute(
        f"SELECT doc, id, seq, rev, deleted, tree{content} FROM documents"  # noqa: S608 - only fixed texts
        f" WHERE db = ? AND seq > ? AND seq <= ?{chosen}"
        f" ORDER BY seq{' DESC' if query.descending else ''} LIMIT ?",
        (*parameters, PAGE_ROWS + 1 if query.selector is not None else limit + 1),
    )
    rows: list[Change] = []
    size = 0
    reached = None
    for looked_at, row in enumerate(cursor):
        if len(rows) == limit or looked_at == PAGE_ROWS or size > PAGE_BYTES:
            cursor.close()
            return rows, reached
        reached = row[2]
        if query.selector is None:
            change, weight = _change(connection, row, query)
        else:
            leaves = _selected(connection, row, query, query.selector)
            size += len(row[7])
            if not leaves:
                continue
            change, weight = _change(connection, row, query, leaves)
        rows.append(change)
        size += weight
    return rows, None


def _leaves(row: tuple[Any, ...], query: ChangesQuery) -> list[str]:
    """The winner of a row, and the other leaves when they are asked for."""
    rev, deleted, packed = row[3], bool(row[4]), row[5]
    if packed is None or not query.all_leaves:
        return [rev]
    return revtree.ranked(packing.unpack_tree(packed, rev, deleted=deleted))


def _selected(
    connection: sqlite3.Connection, row: tuple[Any, ...], query: ChangesQuery, selector: Selector
) -> tuple[Leaf, ...]:
    """The leaves of a row whose content the selector means, tombstones included."""
    stored = reading.as_stored(row[:6])
    chosen = []
    for rev in _leaves(row, query):
        winner = reading.Revision(row[6], row[7]) if rev == stored.rev else None
        revision = winner or reading.content(connection, stored.doc, rev)
        if revision is not None and selector.matches(
            reading.decode(bytes(reading.rendered(connection, stored, rev, revision, PLAIN)))
        ):
            chosen.append(Leaf(rev))
    return tuple(chosen)


def _change(
    connection: sqlite3.Connection,
    row: tuple[Any, ...],
    query: ChangesQuery,
    chosen: tuple[Leaf, ...] | None = None,
) -> tuple[Change, int]:
    rev, deleted = row[3], bool(row[4])
    leaves = chosen or tuple(map(Leaf, _leaves(row, query)))
    if not query.include_docs:
        return Change(row[2], row[1], leaves, deleted), 0
    attachments, body = row[6], row[7]
    if attachments is None and query.form is PLAIN:
        doc = msgspec.Raw(packing.document(row[1], rev, body, deleted=deleted))
    else:
        found = reading.Revision(attachments, body)
        doc = reading.rendered(connection, reading.as_stored(row[:6]), rev, found, query.form)
    if query.fields:
        doc = msgspec.Raw(packing.encode(projected(reading.decode(bytes(doc)), query.fields)))
    return Change(row[2], row[1], leaves, deleted, doc), len(memoryview(doc))


def _pending(connection: sqlite3.Connection, db: int, low: int, high: int) -> int:
    count: int = connection.execute(
        "SELECT count(*) FROM documents WHERE db = ? AND seq > ? AND seq <= ?", (db, low, high)
    ).fetchone()[0]
    return count


def all_docs_pages(
    connection: sqlite3.Connection, db: int, query: AllDocsQuery
) -> Iterator[list[AllDocsRow]]:
    """Rows in the order of ids (or of ``keys``), deleted documents only when named by a key."""
    if query.keys is not None:
        yield from _keyed(connection, db, query)
        return
    down = query.descending
    low, high = (query.end, query.start) if down else (query.start, query.end)
    low_bound = " AND id >= ?" if not down or query.inclusive_end else " AND id > ?"
    high_bound = " AND id <= ?" if down or query.inclusive_end else " AND id < ?"
    where, bounds = "", []
    for bound, value in ((low_bound, low), (high_bound, high)):
        if value is not None:
            where += bound
            bounds.append(value)
    left, skip = query.limit, query.skip
    after: str | None = None
    while left is None or left > 0:
        here, parameters = where, [*bounds]
        if after is not None:
            here += " AND id < ?" if down else " AND id > ?"
            parameters.append(after)
        rows = connection.execute(
            "SELECT doc, id, seq, rev, deleted, tree, attachments, body FROM documents"  # noqa: S608 - fixed texts
            f" WHERE db = ? AND deleted = 0{here} ORDER BY id{' DESC' if down else ''} LIMIT ? OFFSET ?",
            (db, *parameters, PAGE_ROWS if left is None else min(left, PAGE_ROWS), skip),
        )
        skip = 0
        page: list[AllDocsRow] = []
        size = 0
        for row in rows:
            page.append(_listed(connection, row, query))
            size += len(row[7]) if query.include_docs else 0
            if size > PAGE_BYTES:
                break
        rows.close()
        if not page:
            return
        yield page
        after = page[-1].id
        if left is not None:
            left -= len(page)


def _keyed(connection: sqlite3.Connection, db: int, query: AllDocsQuery) -> Iterator[list[AllDocsRow]]:
    keys = query.keys or ()
    keys = keys[::-1] if query.descending else keys
    keys = keys[query.skip : None if query.limit is None else query.skip + query.limit]
    for start in range(0, len(keys), 100):
        chunk = keys[start : start + 100]
        found = reading.stored(connection, db, list(dict.fromkeys(chunk)))
        page = []
        for key in chunk:
            row = found.get(key)
            if row is None:
                page.append(AllDocsRow(key, None))
            elif row.deleted or not query.include_docs:
                page.append(AllDocsRow(key, row.rev, row.deleted))
            else:
                page.append(
                    AllDocsRow(key, row.rev, doc=reading.found(connection, row, row.rev, query.form).doc)
                )
        yield page


def _listed(connection: sqlite3.Connection, row: tuple[Any, ...], query: AllDocsQuery) -> AllDocsRow:
    if not query.include_docs:
        return AllDocsRow(row[1], row[3])
    revision = reading.Revision(row[6], row[7])
    doc = reading.rendered(connection, reading.as_stored(row[:6]), row[3], revision, query.form)
    return AllDocsRow(row[1], row[3], doc=doc)
