"""One answer that brings a phone up to date in all its files: NDJSON, from nothing but the store's interface.

A replication of one file is three questions: what changed since my checkpoint, which of that do I lack, give
me those revisions. For sixty files on a slow line that is sixty times three waits. Here the phone tells the
checkpoints of all its files at once, and the answer is what those replications would have brought: every
leaf of every document that changed since (conflicts and deletions too, as ``style=all_docs``), with its
history, attachments as stubs. A line is one JSON object:

    {"bundle":1, "store":..., "files":["case-a"], "gone":[]}   first: what will follow, what is not theirs
    {"file":"case-a"}                  what follows is of this file
    {"doc":{...}, "seq":17}            a leaf; with ``seq``: the file was sent up to here
    {"seq":18}                         the same, without a document
    {"seq":18, "whole":true}           the file is up to date
    {"gone":"case-b"}                  may not be read any more: that was ended while we spoke
    {"end":true, "heads":"9f..."}      last; names the state that the phone has now, see ``sync.heads``

A stream that was cut has no ``end``, and nothing is lost: the phone keeps the lines that came whole, and its
next question names the last ``seq`` of each file. A ``seq`` is what ``_changes`` calls so: opaque, and good
for ``since``; a phone can go on from it by plain replication, and the other way round.

Files take turns, a page each: no large one keeps the small ones waiting, and nothing longer than a page is
held in memory. Whoever asks is asked for their permit again at each turn.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sync.errors import BadRequest, NoDatabase
from sync.heads import named
from sync.store import ChangesQuery, Form

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

    from sync.store import Changes, Seq, Store

CONTENT_TYPE = "application/x-ndjson"

PAGE = 100
"""documents of one turn"""

SEQ_EVERY = 25
"""documents between two checkpoints that are long texts; numbers cost nothing and stand on each line"""

_FORM = Form(revs=True)
_encode = msgspec.json.Encoder().encode


class Held(NamedTuple):
    """One file on its way to the phone."""

    db: str
    since: Seq
    head: Seq


def due(heads: Mapping[str, Seq], held: Mapping[str, Seq]) -> list[Held]:
    """The files with something new: those that the phone holds, in its own order, then others.

    A checkpoint of another kind than this store's own is of no use: that file is sent from the beginning.
    """
    order = [db for db in held if db in heads] + [db for db in heads if db not in held]
    return [
        Held(db, held[db] if type(held.get(db)) is type(heads[db]) else 0, heads[db])
        for db in order
        if held.get(db) != heads[db]
    ]


async def told(
    store: Store,
    heads: Mapping[str, Seq],
    held: Mapping[str, Seq],
    readable: Callable[[str], Awaitable[bool]],
) -> AsyncIterator[bytes]:
    """Everything after the first line, some lines at a time.

    ``heads``: of all files that this session may read, as just read from the store. ``readable`` is asked
    before each turn of a file; what it raises ends the stream.
    """
    waiting = deque(due(heads, held))
    reached = dict(heads)
    while waiting:
        file = waiting.popleft()
        if not await readable(file.db):
            reached.pop(file.db, None)
            yield _line({"gone": file.db})
            continue
        yield _line({"file": file.db})
        since, more = file.since, False
        try:
            pages = _pages(store, file)
            async for page in pages:
                if page.rows:
                    yield await _lines(store, file.db, page)
                    since = page.rows[-1].seq
                more, last = page.pending > 0, page.last_seq
        except NoDatabase:
            reached.pop(file.db, None)
            yield _line({"gone": file.db})
            continue
        if more:
            yield _line({"seq": since})
            waiting.append(file._replace(since=since))
        else:
            # Of a cluster the head is told: its `last_seq` may be written otherwise, and they are compared.
            reached[file.db] = last if _is_number(last) else file.head
            yield _line({"seq": reached[file.db], "whole": True})
    yield _line({"end": True, "heads": named(reached)})


async def _pages(store: Store, file: Held) -> AsyncIterator[Changes]:
    """One turn; from the beginning when the store does not understand the checkpoint."""
    query = ChangesQuery(since=file.since, limit=PAGE, all_leaves=True, include_docs=True, form=_FORM)
    try:
        pages = await store.change_pages(file.db, query)
        async for page in pages:
            yield page
    except BadRequest:
        if file.since == 0:
            raise
        async for page in _pages(store, file._replace(since=0)):
            yield page


async def _lines(store: Store, db: str, page: Changes) -> bytes:
    beside = [(row.id, leaf.rev) for row in page.rows for leaf in row.changes[1:]]
    leaves = iter(await store.bulk_get(db, beside, _FORM, latest=True) if beside else [])
    lines = []
    for number, row in enumerate(page.rows, 1):
        for _ in row.changes[1:]:
            # A leaf whose body is gone was grown over since: it comes again, as a later change.
            lines += [b'{"doc":%b}\n' % bytes(one.doc) for one in next(leaves) if one.doc is not None]
        if row.doc is msgspec.UNSET:
            continue
        if _is_number(row.seq) or number % SEQ_EVERY == 0:
            lines.append(b'{"doc":%b,"seq":%b}\n' % (bytes(row.doc), _encode(row.seq)))
        else:
            lines.append(b'{"doc":%b}\n' % bytes(row.doc))
    return b"".join(lines)


def _is_number(seq: Seq) -> bool:
    return isinstance(seq, int)


def first(store_id: str, files: Iterable[str], gone: Iterable[str]) -> bytes:
    """The first line."""
    return _line({"bundle": 1, "store": store_id, "files": list(files), "gone": list(gone)})


def _line(value: object) -> bytes:
    return _encode(value) + b"\n"
