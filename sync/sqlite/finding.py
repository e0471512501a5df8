"""``_find``: the documents that a selector means, read by id within the range that it leaves."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import msgspec

from sync.mango import plan
from sync.mango.projection import projected
from sync.mango.request import bookmark_of
from sync.sqlite import packing, reading
from sync.sqlite.feed import PAGE_ROWS
from sync.sqlite.writer import BREATH_S
from sync.store import Form

if TYPE_CHECKING:
    import sqlite3

    from sync.mango.plan import Ids
    from sync.mango.request import FindRequest
    from sync.store import Document

_WITH_CONFLICTS = Form(conflicts=True)


async def find(connection: sqlite3.Connection, db: int, request: FindRequest) -> Document:
    """Read page by page: others have their turn between two, and may write."""
    plan.check_index(request)
    ids = plan.ids_of(request.selector.form)
    if ids.nothing:
        return {"docs": []}
    began = time.perf_counter()
    docs: list[Any] = []
    examined, skip, last = 0, request.skip, request.bookmark
    after = request.bookmark
    breath = time.perf_counter() + BREATH_S
    page = _page(connection, db, ids, after, request) if request.limit else []
    while page and len(docs) < request.limit:
        for row in page:
            examined += 1
            after = row[1]
            doc = reading.decode(packing.document(row[1], row[3], row[7], extra=reading.stubs(row[6])))
            if request.selector.matches(doc):
                if skip:
                    skip -= 1
                else:
                    docs.append(_shown(connection, row, doc, request))
                    last = after
                    if len(docs) == request.limit:
                        break
            if time.perf_counter() > breath:
                await asyncio.sleep(0)
                breath = time.perf_counter() + BREATH_S
        if len(page) < PAGE_ROWS or len(docs) == request.limit:
            break
        page = _page(connection, db, ids, after, request)
    answer: Document = {"docs": docs, "bookmark": "nil" if last is None else bookmark_of(last)}
    if request.execution_stats:
        answer["execution_stats"] = {
            "total_keys_examined": examined,
            "total_docs_examined": examined,
            "total_quorum_docs_examined": 0,
            "results_returned": len(docs),
            "execution_time_ms": round((time.perf_counter() - began) * 1000, 3),
        }
    answer["warning"] = plan.warning(request, examined, len(docs))
    return answer


def _page(
    connection: sqlite3.Connection, db: int, ids: Ids, after: str | None, request: FindRequest
) -> list[tuple[Any, ...]]:
    """The next rows behind ``after``, in the order of ids."""
    if ids.empty:
        return []
    down = request.descending
    if ids.ids is not None:
        named = [one for one in ids.ids if ids.low <= one and (ids.high is None or one <= ids.high)]
        if after is not None:
            named = [one for one in named if (one < after if down else one > after)]
        named.sort()
        where = "id IN (SELECT value FROM json_each(?))"
        parameters = [packing.encode(named).decode()]
    else:
        where, parameters = _between(ids, after, down=down)
    return connection.execute(
        "SELECT doc, id, seq, rev, deleted, tree, attachments, body FROM documents"  # noqa: S608 - fixed texts
        f" WHERE db = ? AND deleted = 0 AND {where}"
        f" ORDER BY id{' DESC' if down else ''} LIMIT ?",
        (db, *parameters, PAGE_ROWS),
    ).fetchall()


def _between(ids: Ids, after: str | None, *, down: bool) -> tuple[str, list[str]]:
    """One bound on each side: of two SQLite would take the first, and skip the rest row by row."""
    where, parameters = "id >= ?", [ids.low]
    if after is not None and not down and after >= ids.low:
        where, parameters = "id > ?", [after]
    if after is not None and down and (ids.high is None or after <= ids.high):
        return f"{where} AND id < ?", [*parameters, after]
    return (where, parameters) if ids.high is None else (f"{where} AND id <= ?", [*parameters, ids.high])


def _shown(connection: sqlite3.Connection, row: tuple[Any, ...], doc: Document, request: FindRequest) -> Any:
    if request.fields:
        return projected(doc, request.fields)
    if not request.conflicts:
        return doc
    revision = reading.Revision(row[6], row[7])
    return msgspec.json.decode(
        reading.rendered(connection, reading.as_stored(row[:6]), row[3], revision, _WITH_CONFLICTS)
    )
