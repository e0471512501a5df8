"""A bulk write inside the transaction: read the trees, graft the revisions, write what has changed.

First everything is decided in memory, then it is written; so a document that is refused, or a mistake in the
sender's batch, leaves nothing half done. See ``sync.revtree`` for what grafting means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sync import revtree
from sync.draft import read_draft
from sync.errors import MissingStub
from sync.sqlite import packing, reading, states
from sync.sqlite.packing import Enclosed
from sync.sqlite.states import Content, State
from sync.store import Arrival, Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Sequence

    from sync.draft import Blob, Draft, Enclosure
    from sync.sqlite.tally import Head, Tally
    from sync.store import Admit, Document

CHUNK = 100
"""Documents read at once, and written at once."""

CONFLICT = "Document update conflict."


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
            for draft in chunk:
                rows.append(self._graft(head, draft, new_edits=self._new_edits, admit=self._admit))
                yield  # one document may be large, and have a history of thousands of revisions
        if self._admit is not None and self._written:
            for doc in self._admit.seal(self, list(self._written)):
                draft = read_draft(doc, new_edits=True)
                self._load(head, [draft.id])
                self._graft(head, draft, new_edits=True, admit=None)
        changed = [state for state in self._states.values() if state.changed]
        for start in range(0, len(changed), CHUNK):
            states.write(self._connection, head, changed[start : start + CHUNK], self._blobs)
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
            stored = found.get(doc_id)
            self._states[doc_id] = State(doc_id) if stored is None else State.of(stored)

    def _graft(self, head: Head, draft: Draft, *, new_edits: bool, admit: Admit | None) -> Row:
        state = self._states[draft.id]
        path = draft.path
        if new_edits:
            parent = self._parent(state, draft)
            if parent is False:
                return Row(draft.id, error="conflict", reason=CONFLICT)
            path = (parent,) if parent else ()
        known = not new_edits and path[0] in state.tree
        if admit is not None:
            if known:
                # A longer history for it would change the tree of a document that its sender may not write.
                return Row(draft.id, path[0])
            arrival = self._arrival(state, draft, "" if new_edits else path[0], {})
            if (refusal := admit.judge(self, arrival)) is not None:
                return Row(draft.id, arrival.rev or None, "forbidden", refusal)
        enclosed: dict[str, Enclosed] = {}
        if draft.enclosures and not known:
            enclosed = self._enclosed(state, draft, path, new_edits=new_edits)
        if new_edits:
            path = (self._named(draft, path, enclosed), *path)
            if path[0] in state.tree:
                return Row(draft.id, error="conflict", reason=CONFLICT)
        if admit is not None:
            arrival = self._arrival(state, draft, path[0], enclosed)
            if (refusal := admit.judge_attachments(self, arrival)) is not None:
                return Row(draft.id, arrival.rev, "forbidden", refusal)
            self._written.append(arrival)
        self._grow(head, state, path, Content(draft.body, enclosed, draft.deleted))
        if enclosed:
            blobs = (enclosure.blob for enclosure in draft.enclosures.values())
            self._blobs |= {blob.sha256: blob for blob in blobs if blob is not None}
        return Row(draft.id, path[0])

    @staticmethod
    def _named(draft: Draft, path: Sequence[str], enclosed: dict[str, Enclosed]) -> str:
        """The revision of a new edit on this path."""
        return revtree.revision(
            path[0] if path else None,
            deleted=draft.deleted,
            content=draft.canonical(),
            attachments=[(name, e.content_type, bytes.fromhex(e.sha256)) for name, e in enclosed.items()],
        )

    @staticmethod
    def _parent(state: State, draft: Draft) -> str | Literal[False] | None:
        """The leaf that the edit stands on, None for a new document, False for a conflict."""
        if draft.path:
            leaf = draft.path[0]
        elif state.winner is None:
            return None
        elif not state.deleted:
            return False
        else:
            leaf = state.winner
        stands = leaf in state.tree and leaf in revtree.leaves(state.tree)
        return leaf if stands and revtree.generation(leaf) < revtree.MAX_GENERATION else False

    @staticmethod
    def _arrival(state: State, draft: Draft, rev: str, enclosed: dict[str, Enclosed]) -> Arrival:
        return Arrival(
            id=draft.id,
            rev=rev,
            doc={"_id": draft.id, **draft.fields},
            deleted=draft.deleted,
            current=state.winner,
            attachments={name: bytes.fromhex(entry.sha256) for name, entry in enclosed.items()},
        )

    def _enclosed(
        self, state: State, draft: Draft, path: Sequence[str], *, new_edits: bool
    ) -> dict[str, Enclosed]:
        """The draft's attachments, stubs looked up in the nearest ancestor that has them."""
        enclosed: dict[str, Enclosed] = {}
        held: list[dict[str, Enclosed]] | None = None
        number = (revtree.generation(path[0]) if path else 0) + int(new_edits)
        for name, entry in draft.enclosures.items():
            if entry.blob is not None:
                revpos = entry.revpos if entry.revpos and not new_edits else number
                size = len(entry.blob.data)
                enclosed[name] = Enclosed(
                    entry.content_type,
                    revpos,
                    entry.blob.digest,
                    size if entry.unpacked is None else entry.unpacked,
                    entry.blob.sha256.hex(),
                    None if entry.unpacked is None else size,
                )
                continue
            held = self._held(state, path) if held is None else held
            kept = _kept([entries[name] for entries in held if name in entries], entry)
            if kept is None:
                raise MissingStub(f"Invalid attachment stub in {draft.id} for {name}")
            enclosed[name] = kept
        return enclosed

    def _held(self, state: State, path: Sequence[str]) -> list[dict[str, Enclosed]]:
        """What the ancestors have, the nearest first; each of them is read once."""
        ancestors: dict[str, None] = {}
        for rev in path:
            step = rev if rev in state.tree else None
            while step is not None and step not in ancestors:
                ancestors[step] = None
                step = state.tree[step].parent
        return [entries for rev in ancestors if (entries := self._enclosed_in(state, rev))]

    def _enclosed_in(self, state: State, rev: str) -> dict[str, Enclosed]:
        content = state.brought.get(rev)
        return reading.enclosed(self._connection, state.doc, rev) if content is None else content.enclosed

    def _grow(self, head: Head, state: State, path: Sequence[str], content: Content) -> None:
        tree, grown = revtree.merge(state.tree, path, deleted=content.deleted)
        if grown == "internal_node":
            if tree != state.tree:  # a longer history joined two roots: nothing a reader could see
                self._stem(head, state, tree)
                state.changed = True
            return
        state.brought[path[0]] = content
        state.changed = True
        self._seq += 1
        state.seq = self._seq
        was = None if state.winner is None else state.deleted
        self._stem(head, state, tree)
        state.winner = path[0] if was is None else revtree.winner(state.tree)
        now = content.deleted if was is None else state.deleted
        self._more += int(not now) - int(was is False)
        self._more_deleted += int(now) - int(was is True)
        self._more_bytes += len(content.body)

    @staticmethod
    def _stem(head: Head, state: State, tree: revtree.Tree) -> None:
        state.tree = revtree.stem(tree, head.revs_limit) if len(tree) > head.revs_limit else tree
        state.stemmed = state.stemmed or len(state.tree) < len(tree)


def _kept(held: Sequence[Enclosed], stub: Enclosure) -> Enclosed | None:
    """Which of the contents that ancestors have under its name a stub means, the nearest first.

    The one with its digest; or the one of its ``revpos``: somebody else's digest may be of packed content.
    """
    for one in held:
        if stub.digest in (None, one.digest):
            return one
    return next((one for one in held if one.revpos == stub.revpos), None)
