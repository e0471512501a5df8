"""A bulk write on a CouchDB, which has no transaction across documents, judged by ``Admit`` all the same.

What CouchDB has: a database in one shard (``q=1``) is one file with one writer, and what one ``_bulk_docs``
brings is one message to it: all its documents become visible, and durable (two fdatasync), with one header
(``couch_db_updater:update_docs_int``, ``couch_bt_engine:commit_data``). So:

- *Revisions with names* (``new_edits=false``, and new documents, which are named here) are sent together
  with what ``seal`` adds in ONE ``_bulk_docs`` with ``new_edits=false``. A record and its receipt are there
  together or not at all, in every copy of the shard, whatever is cut in between. Such a write may be sent
  twice: it is the same revisions.
- *Edits of what is there* need that nobody else edits at the same time; only CouchDB can say so, see
  ``sync.cluster.contested``. They go in a ``_bulk_docs`` with ``new_edits=true`` of their own, before, and
  only what was accepted is sealed.

Judging happens before, on what was read: the winner and the leaves of each document, by a read of a quorum.
Within a process writes on one database wait for each other. What two processes write in the same instant is
in docs/decisions/0012-a-record-and-its-receipt-on-couchdb.md.
"""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

from sync import revtree
from sync.cluster import contested, documents
from sync.draft import Blob, read_draft
from sync.errors import MissingStub, NotFound
from sync.store import Arrival, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sync.cluster.wire import Wire
    from sync.draft import Draft
    from sync.store import Admit, Document

CONFLICT = "Document update conflict."

BEYOND_ALL = f"{revtree.MAX_GENERATION}-0"
"""A revision that nobody has: asked whether it is missing, CouchDB names every leaf as a possible parent."""

ASKED_AT_ONCE = 500


class State:
    """One document as far as judging needs it: its leaves, and whether they are deletions."""

    __slots__ = ("brought", "known", "leaves")

    def __init__(self) -> None:
        self.leaves: dict[str, bool] = {}
        """revision to whether it is a deletion"""
        self.known: set[str] = set()
        """of the revisions that arrive, those that are stored"""
        self.brought: Document | None = None
        """what this write makes of it"""

    @property
    def winner(self) -> str | None:
        return max(
            self.leaves, key=lambda rev: revtree.precedence(rev, deleted=self.leaves[rev]), default=None
        )

    @property
    def deleted(self) -> bool:
        winner = self.winner
        return winner is None or self.leaves[winner]

    def grow(self, path: Sequence[str], *, deleted: bool) -> None:
        for parent in path[1:]:
            self.leaves.pop(parent, None)
        self.leaves[path[0]] = deleted
        self.known.add(path[0])


class _Unread(Exception):
    """``Admit`` looks at a document that was not read yet."""

    def __init__(self, doc_id: str) -> None:
        self.doc_id = doc_id


class _View:
    """What ``Admit`` sees. What it asks for and is not there yet is read, and it is asked once more."""

    def __init__(self) -> None:
        self.documents: dict[str, Document | None] = {}

    def get(self, doc_id: str) -> Document | None:
        if doc_id not in self.documents:
            raise _Unread(doc_id)
        return self.documents[doc_id]


class Writing:
    """All writes of one process."""

    def __init__(self, wire: Wire, happened: Callable[[str], None]) -> None:
        self._wire = wire
        self._happened = happened
        self.copies = 1
        """of each shard in this cluster"""
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    async def write(
        self, db: str, drafts: Sequence[Draft], *, new_edits: bool, admit: Admit | None
    ) -> list[Row]:
        if admit is not None:
            lock = self._locks.setdefault(db, asyncio.Lock())
            async with lock:
                return await _Judged(self, db, new_edits=new_edits, admit=admit).run(drafts)
        put = documents.outgoing if new_edits else documents.with_history
        return await self.send(db, [put(draft, draft.path) for draft in drafts], new_edits=new_edits)

    async def send(self, db: str, docs: Sequence[Document], *, new_edits: bool) -> list[Row]:
        """One ``_bulk_docs``. What has its names already may be sent again when an answer is cut off."""
        path = self._wire.path(db, "_bulk_docs")
        body: dict[str, Any] = {"docs": docs}
        if not new_edits:
            body["new_edits"] = False
        if self.copies > 1:
            # All copies that are up have it before the answer: who reads next may be answered by any of them.
            body["w"] = self.copies
        try:
            answer = await self._wire.ask("POST", path, body=body, repeat=not new_edits)
        finally:
            self._happened(db)  # also without an answer: it may have been done
        told = answer.json()
        rows = documents.rows(told, docs, new_edits=new_edits)
        if new_edits and self.copies > 1:
            return await contested.settled(self._wire, db, self.copies, told, rows)
        return rows

    # -- reading what judging needs -------------------------------------------------------------------------

    async def states(self, db: str, drafts: Sequence[Draft], *, new_edits: bool) -> dict[str, State]:
        """The leaves of each document, and which of the arriving revisions are stored."""
        asked: dict[str, list[str]] = {}
        for draft in drafts:
            revs = asked.setdefault(draft.id, [BEYOND_ALL])
            if not new_edits and draft.path[0] not in revs:
                revs.append(draft.path[0])
        states = {doc_id: State() for doc_id in asked}
        unclear = []
        ids = list(asked)
        for start in range(0, len(ids), ASKED_AT_ONCE):
            chunk = {doc_id: asked[doc_id] for doc_id in ids[start : start + ASKED_AT_ONCE]}
            answer = await self._wire.ask("POST", self._wire.path(db, "_revs_diff"), body=chunk, repeat=True)
            for doc_id, lacking in documents.read_lacking(answer.body).items():
                state = states[doc_id]
                state.known = set(asked[doc_id]) - set(lacking.missing)
                state.leaves = dict.fromkeys(lacking.possible_ancestors, False)
                if state.leaves:
                    unclear.append(doc_id)
        await asyncio.gather(*(self._deletions(db, doc_id, states[doc_id]) for doc_id in unclear))
        return states

    async def _deletions(self, db: str, doc_id: str, state: State) -> None:
        """Which leaves are deletions; read with a quorum, as ``_all_docs`` is not."""
        for one in await self.leaves(db, doc_id):
            if one.doc is not None:
                state.leaves[one.rev] = one.deleted

    async def leaves(self, db: str, doc_id: str) -> list[Any]:
        query = {"open_revs": "all"}
        answer = await self._wire.ask("GET", self._wire.path(db, doc_id), query, missing_ok=True)
        return [] if answer.status == 404 else documents.opened(answer.body, doc_id)

    async def document(self, db: str, doc_id: str) -> Document | None:
        """The winner, None when missing or deleted."""
        answer = await self._wire.ask("GET", self._wire.path(db, doc_id), missing_ok=True)
        if answer.status == 404:
            return None
        doc: Document = answer.json()
        return doc

    async def kept(self, db: str, doc_id: str, rev: str, name: str) -> bytes:
        """SHA-256 of an attachment that an ancestor has."""
        path = self._wire.path(db, doc_id, name)
        try:
            answer = await self._wire.ask(
                "GET", path, {"rev": rev}, headers={"accept": "*/*", "accept-encoding": "identity"}
            )
        except NotFound:
            raise MissingStub(f"Invalid attachment stub in {doc_id} for {name}") from None
        return Blob.of(answer.body).sha256


class _Judged:
    """One judged write on one database."""

    def __init__(self, writing: Writing, db: str, *, new_edits: bool, admit: Admit) -> None:
        self._writing = writing
        self._db = db
        self._new_edits = new_edits
        self._admit = admit
        self._view = _View()

    async def run(self, drafts: Sequence[Draft]) -> list[Row]:
        states = await self._writing.states(self._db, drafts, new_edits=self._new_edits)
        rows: list[Row | None] = []
        named: list[tuple[int, Arrival, Document]] = []
        edits: list[tuple[int, Arrival, Document]] = []
        for place, draft in enumerate(drafts):
            outcome = await self._decide(states[draft.id], draft)
            if isinstance(outcome, Row):
                rows.append(outcome)
                continue
            arrival, doc, is_edit = outcome
            rows.append(None)
            (edits if is_edit else named).append((place, arrival, doc))
        written = await self._edit(edits, rows)
        written += [(place, arrival) for place, arrival, _ in named]
        sealed = []
        if written:
            arrivals = [arrival for _, arrival in sorted(written, key=lambda one: one[0])]
            sealed = await self._asked(lambda: self._admit.seal(self._view, arrivals))
        docs = [doc for _, _, doc in named] + [_sealed(doc) for doc in sealed]
        if docs:
            told = await self._writing.send(self._db, docs, new_edits=False)
            for (place, _, _), row in zip(named, told, strict=False):
                rows[place] = row
        return [row for row in rows if row is not None]

    async def _edit(
        self, edits: Sequence[tuple[int, Arrival, Document]], rows: list[Row | None]
    ) -> list[tuple[int, Arrival]]:
        """Edits of what is there: what CouchDB has accepted, under the name that it gave."""
        if not edits:
            return []
        told = await self._writing.send(self._db, [doc for _, _, doc in edits], new_edits=True)
        written = []
        for (place, arrival, _), row in zip(edits, told, strict=True):
            rows[place] = row
            if row.ok and row.rev is not None:
                written.append((place, _renamed(arrival, row.rev)))
        return written

    async def _decide(self, state: State, draft: Draft) -> Row | tuple[Arrival, Document, bool]:
        """A row that is settled, or what is to be written, and whether it is an edit of what is there."""
        path = draft.path
        if self._new_edits:
            parent = _parent(state, draft)
            if parent is False:
                return Row(draft.id, error="conflict", reason=CONFLICT)
            path = (parent,) if isinstance(parent, str) else ()
        elif path[0] in state.known:
            # A longer history for it would change the tree of a document that its sender may not write.
            return Row(draft.id, path[0])
        arrival = _arrival(state, draft, "" if self._new_edits else path[0], {})
        if (reason := await self._asked(lambda: self._admit.judge(self._view, arrival))) is not None:
            return Row(draft.id, arrival.rev or None, "forbidden", reason)
        enclosed = await self._enclosed(state, draft, path)
        if self._new_edits:
            path = (_named(draft, path, enclosed), *path)
        full = _arrival(state, draft, path[0], enclosed)
        reason = await self._asked(lambda: self._admit.judge_attachments(self._view, full))
        if reason is not None:
            return Row(draft.id, full.rev, "forbidden", reason)
        state.grow(path, deleted=draft.deleted)
        is_edit = self._new_edits and len(path) > 1
        doc = documents.outgoing(draft, path[1:]) if is_edit else documents.with_history(draft, path)
        if draft.id in self._view.documents:
            self._view.documents[draft.id] = None if draft.deleted else {**full.doc, "_rev": full.rev}
        return full, doc, is_edit

    async def _asked(self, question: Callable[[], Any]) -> Any:
        """Ask ``Admit``, reading what it wants to see until it has seen enough."""
        while True:
            try:
                return question()
            except _Unread as unread:
                found = await self._writing.document(self._db, unread.doc_id)
                self._view.documents[unread.doc_id] = found

    async def _enclosed(self, state: State, draft: Draft, path: Sequence[str]) -> Mapping[str, bytes]:
        """SHA-256 of each attachment; of one that is kept, by reading what the nearest ancestor has."""
        enclosed: dict[str, bytes] = {}
        for name, entry in draft.enclosures.items():
            if entry.blob is not None:
                enclosed[name] = entry.blob.sha256
                continue
            ancestors = [rev for rev in path if rev in state.leaves] or [*path[1:], *path[:1]]
            for rev in ancestors:
                try:
                    enclosed[name] = await self._writing.kept(self._db, draft.id, rev, name)
                except MissingStub:
                    continue
                break
            else:
                raise MissingStub(f"Invalid attachment stub in {draft.id} for {name}")
        return enclosed


def _parent(state: State, draft: Draft) -> str | bool | None:
    """The leaf that the edit stands on, None for a new document, False for a conflict."""
    if not draft.path and not state.deleted:
        return False
    leaf = draft.path[0] if draft.path else state.winner
    if leaf is None:
        return None
    return leaf if leaf in state.leaves and revtree.generation(leaf) < revtree.MAX_GENERATION else False


def _arrival(state: State, draft: Draft, rev: str, enclosed: Mapping[str, bytes]) -> Arrival:
    return Arrival(
        id=draft.id,
        rev=rev,
        doc={"_id": draft.id, **draft.fields},
        deleted=draft.deleted,
        current=state.winner,
        attachments=enclosed,
    )


def _renamed(arrival: Arrival, rev: str) -> Arrival:
    return Arrival(arrival.id, rev, arrival.doc, arrival.deleted, arrival.current, arrival.attachments)


def _named(draft: Draft, path: Sequence[str], enclosed: Mapping[str, bytes]) -> str:
    """The revision of a new edit, by the same rule as the embedded store's."""
    return revtree.revision(
        path[0] if path else None,
        deleted=draft.deleted,
        content=draft.canonical(),
        attachments=[(name, entry.content_type, enclosed[name]) for name, entry in draft.enclosures.items()],
    )


def _sealed(doc: Document) -> Document:
    draft = read_draft(doc, new_edits=True)
    contents = {name: e.blob.sha256 for name, e in draft.enclosures.items() if e.blob is not None}
    return documents.with_history(draft, (_named(draft, (), contents),))
