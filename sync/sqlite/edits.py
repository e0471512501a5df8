"""A bulk write inside the transaction: read the trees, graft the revisions, write what has changed.

First everything is decided in memory, then it is written; so a document that is refused, or a mistake in the
sender's batch, leaves nothing half done. See ``sync.revtree`` for what grafting means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync import revtree
from sync.draft import read_draft
from sync.errors import MissingStub
from sync.sqlite import packing, reading
from sync.sqlite.packing import Enclosed
from sync.store import Arrival, Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Sequence

    from sync.draft import Blob, Draft
    from sync.sqlite.tally import Head, Tally
    from sync.store import Admit, Document

CHUNK = 100
"""Documents between two breaths of a long write."""

CONFLICT = "Document update conflict."


class Content:
    """Body and attachments of a revision that this write brings."""

    __slots__ = ("body", "deleted", "enclosed")

    def __init__(self, body: bytes, enclosed: dict[str, Enclosed], *, deleted: bool) -> None:
        self.body = body
        self.enclosed = enclosed
        self.deleted = deleted


class State:
    """One document as it will be: what is stored, with this write's revisions grafted on."""

    __slots__ = ("brought", "changed", "doc", "id", "seq", "stored", "tree", "winner")

    def __init__(self, doc_id: str, stored: reading.Stored | None) -> None:
        self.id = doc_id
        self.stored = stored
        self.doc = stored.doc if stored else None
        self.tree: revtree.Tree = stored.tree if stored else {}
        self.winner: str | None = stored.rev if stored else None
        self.seq = stored.seq if stored else 0
        self.brought: dict[str, Content] = {}
        self.changed = False

    @property
    def deleted(self) -> bool:
        return self.winner is None or self.tree[self.winner].deleted


class Batch:
    """One ``write`` on one database; also the ``View`` that ``Admit`` looks through."""

    def __init__(
        self, connection: sqlite3.Connection, tally: Tally, db: str, *, new_edits: bool, admit: Admit | None
    ) -> None:
        self._connection = connection
        self._tally = tally
        self._db = db
        self._new_edits = new_edits
        self._admit = admit
        self._states: dict[str, State] = {}
        self._blobs: dict[bytes, Blob] = {}
        self._written: list[Arrival] = []
        self._seq = 0
        self._more = self._more_deleted = self._more_bytes = 0

    def run(self, drafts: Sequence[Draft]) -> Generator[None, None, list[Row]]:
        """The writer's job. Rows come in the order of the drafts."""
        head = self._tally.head(self._db)
        self._seq = head.update_seq
        rows: list[Row] = []
        for start in range(0, len(drafts), CHUNK):
            chunk = drafts[start : start + CHUNK]
            self._load(head, [draft.id for draft in chunk])
            rows += [
                self._graft(head, draft, new_edits=self._new_edits, admit=self._admit) for draft in chunk
            ]
            yield
        if self._admit is not None and self._written:
            for doc in self._admit.seal(self, list(self._written)):
                draft = read_draft(doc, new_edits=True)
                self._load(head, [draft.id])
                self._graft(head, draft, new_edits=True, admit=None)
        changed = [state for state in self._states.values() if state.changed]
        for start in range(0, len(changed), CHUNK):
            self._write(head, changed[start : start + CHUNK])
            yield
        if self._seq != head.update_seq:
            head.update_seq = self._seq
            head.doc_count += self._more
            head.doc_del_count += self._more_deleted
            head.size += self._more_bytes
            self._tally.happened(self._db, "updated")
        return rows

    # -- View ---------------------------------------------------------------------------------------------

    def get(self, doc_id: str) -> Document | None:
        state = self._state(doc_id)
        if state.winner is None or state.deleted:
            return None
        content = state.brought.get(state.winner)
        if content is None:
            return reading.decoded(self._connection, state.doc, doc_id, state.winner)
        stubs = {name: packing.stub(entry) for name, entry in content.enclosed.items()}
        return reading.decode(
            packing.document(
                doc_id, state.winner, content.body, extra={"_attachments": stubs} if stubs else None
            )
        )

    def _state(self, doc_id: str) -> State:
        if doc_id not in self._states:
            self._load(self._tally.head(self._db), [doc_id])
        return self._states[doc_id]

    # -- deciding -----------------------------------------------------------------------------------------

    def _load(self, head: Head, ids: list[str]) -> None:
        lacking = [doc_id for doc_id in ids if doc_id not in self._states]
        found = reading.stored(self._connection, head.db, lacking)
        for doc_id in lacking:
            self._states[doc_id] = State(doc_id, found.get(doc_id))

    def _graft(self, head: Head, draft: Draft, *, new_edits: bool, admit: Admit | None) -> Row:
        state = self._states[draft.id]
        if new_edits:
            parent = self._parent(state, draft)
            if parent is False:
                return Row(draft.id, error="conflict", reason=CONFLICT)
            enclosed = self._enclosed(state, draft, (parent,) if parent else ())
            rev = revtree.revision(
                parent or None,
                deleted=draft.deleted,
                content=draft.canonical(),
                attachments=[(name, e.content_type, bytes.fromhex(e.sha256)) for name, e in enclosed.items()],
            )
            path: tuple[str, ...] = (rev, parent) if parent else (rev,)
        else:
            rev, path = draft.path[0], draft.path
            enclosed = {} if rev in state.tree else self._enclosed(state, draft, path)
        known = rev in state.tree
        if known and new_edits:
            return Row(draft.id, error="conflict", reason=CONFLICT)
        arrival = self._arrival(state, draft, rev, enclosed, known=known)
        if admit is not None and (refusal := admit.judge(self, arrival)) is not None:
            return Row(draft.id, rev, "forbidden", refusal)
        self._grow(head, state, path, Content(draft.body, enclosed, deleted=draft.deleted))
        if not known:
            self._written.append(arrival)
            for enclosure in draft.enclosures.values():
                if enclosure.blob is not None:
                    self._blobs[enclosure.blob.sha256] = enclosure.blob
        return Row(draft.id, rev)

    @staticmethod
    def _parent(state: State, draft: Draft) -> str | Any:
        """The leaf that the edit stands on, None for a new document, False for a conflict."""
        if not draft.path:
            return state.winner if state.deleted else False
        leaf = draft.path[0]
        return leaf if leaf in state.tree and leaf in revtree.leaves(state.tree) else False

    def _arrival(
        self, state: State, draft: Draft, rev: str, enclosed: dict[str, Enclosed], *, known: bool
    ) -> Arrival:
        return Arrival(
            id=draft.id,
            rev=rev,
            doc={"_id": draft.id, **draft.fields},
            deleted=draft.deleted,
            known=known,
            current=state.winner,
            attachments={name: bytes.fromhex(entry.sha256) for name, entry in enclosed.items()},
        )

    def _enclosed(self, state: State, draft: Draft, path: Sequence[str]) -> dict[str, Enclosed]:
        """The draft's attachments, stubs looked up in the nearest ancestor that has them."""
        enclosed: dict[str, Enclosed] = {}
        number = revtree.generation(path[0]) if path else 0
        for name, entry in draft.enclosures.items():
            if entry.blob is not None:
                revpos = (
                    entry.revpos if entry.revpos and not self._new_edits else number + int(self._new_edits)
                )
                enclosed[name] = Enclosed(
                    entry.content_type,
                    revpos,
                    entry.blob.digest,
                    len(entry.blob.data),
                    entry.blob.sha256.hex(),
                )
                continue
            kept = self._inherited(state, name, entry.digest, path)
            if kept is None:
                raise MissingStub(f"Invalid attachment stub in {draft.id} for {name}")
            enclosed[name] = kept
        return enclosed

    def _inherited(self, state: State, name: str, digest: str | None, path: Sequence[str]) -> Enclosed | None:
        for rev in path:
            for ancestor in revtree.history(state.tree, rev) if rev in state.tree else ():
                content = state.brought.get(ancestor)
                entries = (
                    content.enclosed
                    if content is not None
                    else reading.enclosed(self._connection, state.doc, ancestor)
                )
                entry = entries.get(name)
                if entry is not None and digest in (None, entry.digest):
                    return entry
        return None

    def _grow(self, head: Head, state: State, path: Sequence[str], content: Content) -> None:
        tree, grown = revtree.merge(state.tree, path, deleted=content.deleted)
        if grown == "internal_node":
            if tree != state.tree:  # a longer history joined two roots: nothing a reader could see
                state.tree = revtree.stem(tree, head.revs_limit)
                state.changed = True
            return
        was = None if state.winner is None else state.deleted
        state.tree = revtree.stem(tree, head.revs_limit) if len(tree) > head.revs_limit else tree
        state.brought[path[0]] = content
        state.winner = revtree.winner(state.tree)
        state.changed = True
        self._seq += 1
        state.seq = self._seq
        now = state.deleted
        self._more += int(not now) - int(was is False)
        self._more_deleted += int(now) - int(was is True)
        self._more_bytes += len(content.body)

    # -- writing ------------------------------------------------------------------------------------------

    def _write(self, head: Head, states: list[State]) -> None:
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
                self._write_one(head, state)
        if fresh:
            self._connection.executemany(
                "INSERT INTO documents (db, id, seq, rev, deleted, tree, attachments, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                fresh,
            )

    def _write_one(self, head: Head, state: State) -> None:
        execute = self._connection.execute
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
            for entry in brought.enclosed.values():
                self._keep_blob(state.doc, bytes.fromhex(entry.sha256))

    def _keep_blob(self, doc: int | None, sha256: bytes) -> None:
        blob = self._blobs.get(sha256)
        if blob is not None:
            self._connection.execute(
                "INSERT OR IGNORE INTO blobs (sha256, data) VALUES (?, ?)", (sha256, blob.data)
            )
        self._connection.execute("INSERT OR IGNORE INTO attached (sha256, doc) VALUES (?, ?)", (sha256, doc))
