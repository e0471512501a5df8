"""The embedded store behind the interface of ``sync.store``: readers here, the writer's jobs beside.

Readers use a connection of their own, on the event loop: a read is some microseconds, long ones go page by
page. In WAL mode they see the last commit and wait for nobody.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal, Self, TypeVar

import sqlite_utils

from sync import revtree
from sync.draft import read_draft
from sync.errors import NoDatabase, NotFound, UnusableFile
from sync.mango import plan
from sync.mango.request import read_request
from sync.sqlite import connection as opening
from sync.sqlite import databases, feed, finding, forgetting, local_documents, packing, reading
from sync.sqlite.edits import Batch
from sync.sqlite.owning import Owning
from sync.sqlite.schema import migrate
from sync.sqlite.tally import Tally
from sync.sqlite.writer import BREATH_S, Writer
from sync.store import (
    PLAIN,
    Admit,
    AllDocsQuery,
    AllDocsRow,
    Attachment,
    Changes,
    ChangesQuery,
    DatabaseInfo,
    Document,
    Documents,
    Form,
    Found,
    Row,
    Seq,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
    from pathlib import Path

T = TypeVar("T")


class SqliteStore(Owning):
    """Open with ``await SqliteStore.open(path)``, in the event loop that will use it."""

    def __init__(self, path: Path, lock: opening.Lock) -> None:
        self._lock = lock
        self._writing = opening.connect(path)
        migrate(sqlite_utils.Database(self._writing))
        self._reader = opening.connect(path, reader=True)
        self._tally = Tally(self._writing)
        self._writer = Writer(self._writing, self._tally.write, self._tally.committed, self._tally.undone)
        self._closed = False
        self._reaping: asyncio.Task[None] | None = None
        self._uuid: str = self._reader.execute("SELECT value FROM meta WHERE key = 'uuid'").fetchone()[0]

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Create or open the file; raise ``FolderInUse``, ``UnusableFile`` or ``OSError``."""
        lock = opening.Lock(path)
        try:
            store = cls(path, lock)
        except BaseException as error:
            lock.release()
            if isinstance(error, sqlite3.DatabaseError):
                why = getattr(error, "sqlite_errorname", type(error).__name__)
                raise UnusableFile(f"{path} cannot be opened as a store ({why}).") from error
            raise
        store._reap()
        return store

    async def close(self) -> None:
        self._closed = True
        if self._reaping is not None:
            await self._reaping
        await self._writer.close()
        self._tally.close()
        self._reader.close()
        self._writing.close()
        self._lock.release()

    @property
    def uuid(self) -> str:
        return self._uuid

    # -- databases --------------------------------------------------------------------------------------

    async def create(self, db: str) -> None:
        await self._writer.do(lambda: databases.create(self._writing, self._tally, db))

    async def delete(self, db: str) -> None:
        await self._writer.do(lambda: databases.drop(self._writing, self._tally, db))
        self._reap()

    async def databases(self, start: str = "", end: str | None = None) -> list[str]:
        rows = self._reader.execute(
            "SELECT name FROM databases WHERE name >= ?1 AND (?2 IS NULL OR name < ?2) ORDER BY name",
            (start, end),
        )
        return [row[0] for row in rows]

    async def exists(self, db: str) -> bool:
        return self._reader.execute("SELECT 1 FROM databases WHERE name = ?", (db,)).fetchone() is not None

    async def info(self, db: str) -> DatabaseInfo:
        return self._known(db)[1]

    def mark(self, db: str) -> object | None:
        return self._place(db)

    async def heads(self, dbs: Sequence[str]) -> dict[str, Seq]:
        return dict(
            self._reader.execute(
                "SELECT name, update_seq FROM databases WHERE name IN (SELECT value FROM json_each(?))",
                (packing.encode(dbs).decode(),),
            )
        )

    async def compact(self, db: str) -> None:
        number, _ = self._place(db)
        await self._writer.do_in_steps(partial(forgetting.compact, self._writing, number))

    def _reap(self) -> None:
        """Start removing what dropped databases left behind, unless that is going on."""
        if self._reaping is None or self._reaping.done():
            self._reaping = asyncio.create_task(self._reap_all(), name="removing dropped databases")

    async def _reap_all(self) -> None:
        while not self._closed and (left := forgetting.nameless(self._reader)):
            await self._writer.do_in_steps(partial(forgetting.reap, self._writing, left[0]))

    # -- reading ----------------------------------------------------------------------------------------

    async def get(self, db: str, doc_id: str, rev: str | None = None) -> Document | None:
        try:
            found = await self.read(db, doc_id, rev)
        except NoDatabase:
            raise
        except NotFound:
            return None
        return None if found.deleted or found.doc is None else reading.decode(bytes(found.doc))

    async def documents(self, db: str, *, prefix: str = "", since: Seq = 0) -> Documents:
        number, update_seq = self._place(db)
        rows: list[Document] = []
        deleted: list[str] = []
        after = prefix
        while True:
            page = self._reader.execute(
                "SELECT id, rev, deleted, attachments, body FROM documents"
                " WHERE db = ? AND id >= ? AND id < ? AND seq > ? ORDER BY id LIMIT ?",
                (number, after, prefix + feed.HIGHEST, feed.numbered(since), feed.PAGE_ROWS),
            ).fetchall()
            for doc_id, rev, gone, attachments, body in page:
                if gone:
                    deleted.append(doc_id)
                else:
                    stubs = reading.stubs(attachments)
                    rows.append(reading.decode(packing.document(doc_id, rev, body, extra=stubs)))
            if len(page) < feed.PAGE_ROWS:
                return Documents(rows, update_seq, deleted)
            after = page[-1][0] + "\0"
            await asyncio.sleep(0)

    async def read(self, db: str, doc_id: str, rev: str | None = None, form: Form = PLAIN) -> Found:
        if rev is None and form is PLAIN:
            found = reading.winner(self._reader, db, doc_id)
            if found is None:
                self._place(db)
                raise NotFound("missing")
            if found.deleted:
                raise NotFound("deleted")
            return found
        with self._snapshot():
            row = self._document(db, doc_id)
            if rev is None and row.deleted:
                raise NotFound("deleted")
            found = reading.found(self._reader, row, rev or row.rev, form)
        if found.doc is None:
            raise NotFound("missing")
        return found

    async def leaves(
        self,
        db: str,
        doc_id: str,
        revs: Sequence[str] | Literal["all"],
        form: Form = PLAIN,
        *,
        latest: bool = False,
    ) -> list[Found]:
        with self._snapshot():
            row = self._document(db, doc_id)
            wanted = revtree.ranked(row.tree) if revs == "all" else _wanted(row, revs, latest=latest)
            return [reading.found(self._reader, row, rev, form) for rev in wanted]

    async def all_docs(self, db: str, query: AllDocsQuery) -> AsyncIterator[list[AllDocsRow]]:
        number, _ = self._place(db)
        return _paged(feed.all_docs_pages(self._reader, number, query))

    async def changes(self, db: str, query: ChangesQuery) -> Changes:
        rows = []
        page = Changes([], query.since, 0)
        async for page in await self.change_pages(db, query):
            rows += page.rows
        return Changes(rows, page.last_seq, page.pending)

    async def change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        number, update_seq = self._place(db)
        return _paged(feed.change_pages(self._reader, number, update_seq, query))

    async def beyond(self, db: str, since: Seq) -> None:
        await self._tally.beyond(db, feed.numbered(since), lambda: self._place(db)[1])

    async def revs_diff(
        self, db: str, revs: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[list[str], list[str]]]:
        number, _ = self._place(db)
        ids = list(revs)
        lacking: dict[str, tuple[list[str], list[str]]] = {}
        for start in range(0, len(ids), feed.PAGE_ROWS):
            chunk = ids[start : start + feed.PAGE_ROWS]
            found = reading.stored(self._reader, number, chunk)
            for doc_id in chunk:
                missing, ancestors = revtree.missing(
                    found[doc_id].tree if doc_id in found else {}, revs[doc_id]
                )
                if missing:
                    lacking[doc_id] = missing, ancestors
            await asyncio.sleep(0)
        return lacking

    async def bulk_get(
        self, db: str, wanted: Sequence[tuple[str, str | None]], form: Form = PLAIN, *, latest: bool = False
    ) -> list[list[Found]]:
        number, _ = self._place(db)
        results: list[list[Found]] = []
        for start in range(0, len(wanted), 100):
            chunk = wanted[start : start + 100]
            with self._snapshot():
                rows = reading.stored(self._reader, number, list({doc_id for doc_id, _ in chunk}))
                for doc_id, rev in chunk:
                    row = rows.get(doc_id)
                    if row is None:
                        results.append([Found(doc_id, rev or "undefined", None)])
                    else:
                        revs = [row.rev] if rev is None else _wanted(row, [rev], latest=latest)
                        results.append([reading.found(self._reader, row, one, form) for one in revs])
            await asyncio.sleep(0)
        return results

    # -- writing ----------------------------------------------------------------------------------------

    async def write(
        self, db: str, docs: Sequence[Document], *, new_edits: bool = True, admit: Admit | None = None
    ) -> list[Row]:
        drafts = []
        breath = time.perf_counter() + BREATH_S
        for doc in docs:
            drafts.append(read_draft(doc, new_edits=new_edits))
            if time.perf_counter() > breath:
                await asyncio.sleep(0)
                breath = time.perf_counter() + BREATH_S
        batch = Batch(self._writing, self._tally, db, new_edits=new_edits, admit=admit)
        return await self._writer.do_in_steps(lambda: batch.run(drafts))

    # -- Mango --------------------------------------------------------------------------------------------

    async def find(self, db: str, request: Document) -> Document:
        number, _ = self._place(db)
        return await finding.find(self._reader, number, read_request(request))

    async def explain(self, db: str, request: Document) -> Document:
        self._place(db)
        return plan.explained(db, read_request(request))

    # -- local documents ----------------------------------------------------------------------------------

    async def get_local(self, db: str, key: str) -> Document | None:
        return local_documents.get(self._reader, self._place(db)[0], key)

    async def put_local(
        self, db: str, key: str, doc: Document, *, prefix: str = "", keep: int | None = None
    ) -> str:
        def job() -> str:
            rev = local_documents.put(self._writing, self._tally, db, key, doc)
            if keep is not None:
                local_documents.forget(self._writing, self._tally, db, prefix, keep)
            return rev

        return await self._writer.do(job)

    async def delete_local(self, db: str, key: str, rev: str | None) -> None:
        await self._writer.do(lambda: local_documents.delete(self._writing, self._tally, db, key, rev))

    async def locals(self, db: str, prefix: str = "") -> list[Document]:
        return local_documents.listed(self._reader, self._place(db)[0], prefix)

    # -- attachments --------------------------------------------------------------------------------------

    async def attachment(self, db: str, doc_id: str, name: str, rev: str | None = None) -> Attachment:
        with self._snapshot():
            row = self._document(db, doc_id)
            if rev is None and row.deleted:
                raise NotFound("deleted")
            entry = reading.enclosed(self._reader, row.doc, rev or row.rev).get(name)
            if entry is None:
                raise NotFound("Document is missing attachment")
            data = reading.blob(self._reader, entry.sha256)
        unpacked = None if entry.packed is None else entry.length
        return Attachment(entry.content_type, entry.digest, entry.revpos, data, unpacked)

    # -- everything ---------------------------------------------------------------------------------------

    def updates(self, since: Seq | None = None) -> AsyncIterator[tuple[Seq, str]]:
        return self._updates(self._tally.number if since is None else feed.numbered(since))

    async def _updates(self, since: int) -> AsyncIterator[tuple[Seq, str]]:
        while not self._closed:
            rows = self._reader.execute(
                "SELECT number, name FROM updates WHERE number > ? ORDER BY number LIMIT 500", (since,)
            ).fetchall()
            for number, name in rows:
                since = number
                yield number, name
            if not rows:
                await self._tally.any()

    async def last_update(self) -> Seq:
        return self._tally.number

    # -- inside -------------------------------------------------------------------------------------------

    def _place(self, db: str) -> tuple[int, int]:
        """The database's number and its ``update_seq``; raise ``NoDatabase``."""
        number, info = self._known(db)
        return number, feed.numbered(info.update_seq)

    def _known(self, db: str) -> tuple[int, DatabaseInfo]:
        """The database's number and numbers: every request asks, so they stay in memory until a commit."""
        known = self._tally.known.get(db)
        if known is None:
            row = self._reader.execute(
                "SELECT db, name, doc_count, doc_del_count, update_seq, instance, size, purge_seq"
                " FROM databases WHERE name = ?",
                (db,),
            ).fetchone()
            if row is None:
                raise NoDatabase
            known = row[0], DatabaseInfo(*row[1:])
            self._tally.remember(db, known)
        return known

    def _document(self, db: str, doc_id: str) -> reading.Stored:
        row = reading.one(self._reader, self._place(db)[0], doc_id)
        if row is None:
            raise NotFound("missing")
        return row

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Several statements that must see one state. Nothing in it awaits."""
        self._reader.execute("BEGIN")
        try:
            yield
        finally:
            self._reader.execute("COMMIT")


def _wanted(row: reading.Stored, revs: Sequence[str], *, latest: bool) -> list[str]:
    if not latest:
        return list(revs)
    return list(dict.fromkeys(leaf for rev in revs for leaf in revtree.grown_from(row.tree, rev) or [rev]))


async def _paged(pages: Iterator[T]) -> AsyncIterator[T]:
    for page in pages:
        yield page
        await asyncio.sleep(0)
