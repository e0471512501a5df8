"""The store interface: what the protocol, the gate and the API need from a store, and nothing more.

Two stores offer it: ``sync.sqlite.SqliteStore`` (one file, embedded) and ``sync.cluster.CouchStore``, in
front of a CouchDB or a cluster of them. A *database* is a case file or any other database by name. A
*document* is a JSON object as CouchDB knows it; its underscore members (``_id``, ``_rev``, ``_deleted``,
``_revisions``, ``_attachments``) mean what they mean there:
https://docs.couchdb.org/en/stable/api/document/common.html.

Promises of every implementation:

- ``write`` has returned → the rows without an error survive the loss of power.
- A write is one transaction: all its accepted documents, and what ``admit`` adds to them, or nothing. (In
  front of a CouchDB: a judged write that edits documents which are there already may be two, see
  ``sync.cluster.writing``; records and their receipt never are.)
- ``update_seq`` of a database differs after each change of it; places in ``updates`` survive restarts. Both
  are compared for equality only. (In front of a cluster they may differ without a change, when another node
  answers: who compares then asks in vain, and misses nothing.)
- Readers see what is committed, and never wait for a writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sync.mango import Selector

Document = dict[str, Any]
"""A JSON object with CouchDB's underscore members, decoded."""

Seq = int | str
"""A place in a feed: a number here, an opaque text of CouchDB's there. Compared for equality only."""


class DatabaseInfo(msgspec.Struct, frozen=True):
    name: str
    doc_count: int
    """documents whose winner is not deleted"""
    doc_del_count: int
    update_seq: Seq
    instance_start_time: str
    """differs when a database was deleted and created again; seconds since 1970 and a few random digits"""
    size: int
    """bytes of document bodies (without attachments), about"""
    purge_seq: Seq = 0


class Row(msgspec.Struct, frozen=True):
    """What became of one document of a write. ``error`` is None when it is stored (or was there already)."""

    id: str
    rev: str | None = None
    error: str | None = None
    """``conflict``, ``forbidden`` or ``unauthorized``: PouchDB stops a replication at any other word"""
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


class Documents(msgspec.Struct, frozen=True):
    rows: list[Document]
    """winning revisions that are not deleted, with ``_id`` and ``_rev``, in the order of their ids"""
    update_seq: Seq
    """everything up to here was seen: the next call's ``since``"""
    deleted: list[str]
    """ids whose winner is a deletion and that changed after ``since``; may be left out where that is 0"""


class Form(msgspec.Struct, frozen=True):
    """In which form a document is wanted: the query parameters of CouchDB's ``GET /{db}/{docid}``."""

    revs: bool = False
    revs_info: bool = False
    conflicts: bool = False
    deleted_conflicts: bool = False
    local_seq: bool = False
    attachments: bool = False
    """inline as base64 instead of stubs"""
    atts_since: tuple[str, ...] | None = None
    """with ``attachments``: inline only what was attached after the newest of these revisions"""
    att_encoding_info: bool = False


PLAIN = Form()


class Found(msgspec.Struct, frozen=True):
    """One stored revision, as JSON bytes in the form asked for; or, with ``doc`` None, the lack of it."""

    id: str
    rev: str
    doc: msgspec.Raw | None
    deleted: bool = False


class ChangesQuery(msgspec.Struct, frozen=True):
    """Which changes are wanted. Hashable: equal questions of many waiting phones are answered once."""

    since: Seq = 0
    """0: from the beginning"""
    limit: int | None = None
    descending: bool = False
    all_leaves: bool = False
    """``style=all_docs``: every leaf of a document, not only its winner"""
    include_docs: bool = False
    form: Form = PLAIN
    doc_ids: frozenset[str] | None = None
    selector: Selector | None = None
    """``filter=_selector``: only documents whose winner matches; with ``all_leaves``, leaves that match"""
    fields: tuple[str, ...] = ()
    """with ``selector`` and ``include_docs``: only these of each document; none named: all"""


class Leaf(msgspec.Struct, frozen=True):
    rev: str


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of ``_changes``, in the very shape that goes over the wire."""

    seq: Seq
    id: str
    changes: tuple[Leaf, ...]
    """the winner first, then the other leaves when asked for"""
    deleted: bool = False
    doc: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Changes(msgspec.Struct, frozen=True):
    rows: list[Change]
    last_seq: Seq
    pending: int


class AllDocsQuery(msgspec.Struct, frozen=True):
    keys: tuple[str, ...] | None = None
    start: str | None = None
    end: str | None = None
    inclusive_end: bool = True
    descending: bool = False
    skip: int = 0
    limit: int | None = None
    include_docs: bool = False
    form: Form = PLAIN


class AllDocsRow(msgspec.Struct, frozen=True):
    id: str
    rev: str | None
    """None: there is no such document (only for ``keys``)"""
    deleted: bool = False
    doc: msgspec.Raw | None = None


class Purged(msgspec.Struct, frozen=True):
    """What ``purge`` has forgotten, by document."""

    purge_seq: Seq
    purged: dict[str, list[str]]


class Attachment(msgspec.Struct, frozen=True):
    content_type: str
    digest: str
    """``md5-<base64>``, as CouchDB says it"""
    revpos: int
    data: bytes
    """as it is stored; the digest is of these bytes"""
    unpacked: int | None = None
    """bytes of the content when ``data`` is gzip of it"""


class Arrival(msgspec.Struct, frozen=True):
    """A document on its way into the store, as ``Admit`` sees it."""

    id: str
    rev: str
    """the revision it will have: given by the sender, or computed from its content (and empty until then)"""
    doc: Document
    """decoded, with ``_id``; of the other underscore members look at the fields here"""
    deleted: bool
    current: str | None
    """the winning revision before, None if the id has never been used"""
    attachments: Mapping[str, bytes] = {}
    """sha256 of the content of each attachment by name, inline or kept from an ancestor"""


class View(Protocol):
    """The database as the open transaction sees it, for ``Admit``. Synchronous: it must be quick."""

    def get(self, doc_id: str) -> Document | None:
        """The winning revision with ``_id`` and ``_rev``, or None when missing or deleted."""
        ...


class Admit(Protocol):
    """A hook inside the write transaction: judges each document, and may add documents of the server's own.

    Runs between ``BEGIN`` and ``COMMIT`` on the only writer: no I/O, no waiting. It is not asked about a
    revision that is stored already: whatever comes with it, that changes nothing.
    """

    def judge(self, view: View, arrival: Arrival) -> str | None:
        """None to let it in, or the reason for a ``forbidden`` row (no personal values in it).

        Asked before anything is looked up for it: of its attachments nothing is known yet.
        """
        ...

    def judge_attachments(self, view: View, arrival: Arrival) -> str | None:
        """The same, asked about what ``judge`` has let in, now with its attachments, if it has any."""
        ...

    def seal(self, view: View, written: Sequence[Arrival]) -> list[Document]:
        """Documents to store in the same transaction, e.g. a receipt; ``written``: what is new this time."""
        ...


class Store(Protocol):
    """See the module's promises. All methods raise ``sync.errors.NoDatabase`` for a database that is not."""

    @property
    def uuid(self) -> str:
        """Names this store for good: replicators build the names of their checkpoints from it."""
        ...

    # -- databases --------------------------------------------------------------------------------------

    async def create(self, db: str) -> None:
        """Raise ``DatabaseExists`` or ``BadDatabaseName``. Durable on return."""
        ...

    async def delete(self, db: str) -> None:
        """Drop a database with revisions, local documents, and attachments no other database holds."""
        ...

    async def databases(self, start: str = "", end: str | None = None) -> list[str]:
        """Names in order, ``start <= name < end``."""
        ...

    async def exists(self, db: str) -> bool: ...

    async def compact(self, db: str) -> None:
        """Forget the bodies of revisions that are no leaf any more."""
        ...

    async def info(self, db: str) -> DatabaseInfo: ...

    def mark(self, db: str) -> object | None:
        """Equal as long as nothing was written to the database, told at once and without I/O.

        What was worked out from its documents may be kept beside it. None: this store cannot tell so.
        """
        ...

    async def heads(self, dbs: Sequence[str]) -> dict[str, Seq]:
        """``update_seq`` of each of these databases that exists, in one read."""
        ...

    # -- reading ----------------------------------------------------------------------------------------

    async def get(self, db: str, doc_id: str, rev: str | None = None) -> Document | None:
        """Winner (or that revision) with ``_id`` and ``_rev``; None if missing or deleted."""
        ...

    async def documents(self, db: str, *, prefix: str = "", since: Seq = 0) -> Documents:
        """Winners of the database, decoded; ``prefix`` of the id, as ``"flag:"``; changed after ``since``."""
        ...

    async def read(self, db: str, doc_id: str, rev: str | None = None, form: Form = PLAIN) -> Found:
        """One revision as JSON. Without ``rev`` the winner; ``NotFound`` reasons ``missing``, ``deleted``."""
        ...

    async def leaves(
        self,
        db: str,
        doc_id: str,
        revs: Sequence[str] | Literal["all"],
        form: Form = PLAIN,
        *,
        latest: bool = False,
    ) -> list[Found]:
        """``open_revs``: those revisions (``latest``: the leaves that grew from them), missing ones too."""
        ...

    async def all_docs(self, db: str, query: AllDocsQuery) -> AsyncIterator[list[AllDocsRow]]:
        """Pages of rows by id; await it, then iterate."""
        ...

    async def changes(self, db: str, query: ChangesQuery) -> Changes:
        """At most ``limit`` rows, read at once. For long answers use ``change_pages``."""
        ...

    async def change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        """The same, in pages, so that nothing long is held in memory; await it, then iterate."""
        ...

    async def beyond(self, db: str, since: Seq) -> None:
        """Return when the database is no longer where it was at ``since``; ``NoDatabase`` if it goes away.

        It may return too early, never too late: ask for the changes, and wait again.
        """
        ...

    async def revs_diff(
        self, db: str, revs: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[list[str], list[str]]]:
        """For each id the revisions that are missing here, and possible ancestors of them.

        Ids that miss nothing are left out.
        """
        ...

    async def bulk_get(
        self, db: str, wanted: Sequence[tuple[str, str | None]], form: Form = PLAIN, *, latest: bool = False
    ) -> list[list[Found]]:
        """For each (id, rev or None for the winner) what there is; a lack is a ``Found`` without doc."""
        ...

    # -- writing ----------------------------------------------------------------------------------------

    async def write(
        self,
        db: str,
        docs: Sequence[Document],
        *,
        new_edits: bool = True,
        admit: Admit | None = None,
    ) -> list[Row]:
        """One transaction, durable on return; one row per document, in order (CouchDB's HTTP answer to
        ``new_edits=false`` shows only those with an error). Conflicts are rows.

        ``new_edits=True``: ``_rev`` must name a leaf (or be absent for a new document). ``False``: it comes
        from a replication; ``_rev`` is kept, ``_revisions`` grafted. ``_attachments`` hold ``data`` (base64
        text, or bytes), or ``stub`` for what an ancestor has. ``BadDocument``, ``MissingStub`` ... are raised
        before anything is written.
        """
        ...

    # -- Mango --------------------------------------------------------------------------------------------

    async def find(self, db: str, request: Document) -> Document:
        """``POST /{db}/_find``: its body in, CouchDB's answer out (``docs``, ``bookmark``, ``warning`` ...).

        Raises ``BadRequest`` with CouchDB's error names for a selector that cannot be understood.
        """
        ...

    async def explain(self, db: str, request: Document) -> Document:
        """``POST /{db}/_explain``: which index ``find`` would use for the same body, and why."""
        ...

    # -- forgetting, and the settings of a database -------------------------------------------------------

    async def purge(self, db: str, revs: Mapping[str, Sequence[str]]) -> Purged:
        """Forget these leaves, as if they had never been, without a tombstone. Durable on return."""
        ...

    async def purged_infos(self, db: str) -> list[tuple[str, list[str]]]:
        """What was purged, oldest first: id and revisions; as many as ``purged_infos_limit`` keeps."""
        ...

    async def revs_limit(self, db: str) -> int: ...

    async def set_revs_limit(self, db: str, limit: int) -> None: ...

    async def purged_infos_limit(self, db: str) -> int: ...

    async def set_purged_infos_limit(self, db: str, limit: int) -> None: ...

    async def security(self, db: str) -> Document:
        """``_security``: who CouchDB itself would let in. Behind the gate nobody is asked by it."""
        ...

    async def set_security(self, db: str, security: Document) -> None: ...

    # -- local documents: not replicated ------------------------------------------------------------------

    async def get_local(self, db: str, key: str) -> Document | None:
        """``_local/<key>`` with ``_id`` and ``_rev`` (``0-N``)."""
        ...

    async def put_local(
        self, db: str, key: str, doc: Document, *, prefix: str = "", keep: int | None = None
    ) -> str:
        """Write ``_local/<key>``, raise ``Conflict`` unless ``_rev`` is the current one; the new ``_rev``.

        ``keep``: of all whose key begins with ``prefix`` only so many stay, the last written.
        """
        ...

    async def delete_local(self, db: str, key: str, rev: str | None) -> None: ...

    async def locals(self, db: str, prefix: str = "") -> list[Document]: ...

    # -- attachments --------------------------------------------------------------------------------------

    async def attachment(self, db: str, doc_id: str, name: str, rev: str | None = None) -> Attachment:
        """Raise ``NotFound`` when the document or the attachment is missing."""
        ...

    # -- everything ---------------------------------------------------------------------------------------

    def updates(self, since: Seq | None = None) -> AsyncIterator[tuple[Seq, str]]:
        """(place, database) of each database created, written to or deleted after ``since``, then waits for
        more; only the latest place of a database is told, and some databases may be told again. ``None``:
        from now on; 0: all that there are. Ends when the store closes.
        """
        ...

    async def last_update(self) -> Seq:
        """The newest place that ``updates`` has told or would tell."""
        ...

    async def close(self) -> None: ...
