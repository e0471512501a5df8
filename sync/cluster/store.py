"""The second store behind the interface of ``sync.store``: a CouchDB 3, one node or a cluster of them.

Nothing lies here: every question is CouchDB's to answer, and several processes may stand in front of one.
What is kept in memory is what the feed of changes has told (``sync.cluster.tidings``).
"""

from __future__ import annotations

import asyncio
import uuid
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from sync.cluster import documents
from sync.cluster.local_documents import LocalDocuments
from sync.cluster.provision import Provision
from sync.cluster.tidings import EVERYTHING, Tidings, read_info
from sync.cluster.wire import Wire
from sync.cluster.writing import Writing
from sync.draft import read_draft
from sync.errors import DatabaseExists, NoDatabase, NotFound
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
    Purged,
    Row,
    Seq,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sync.cluster.address import Address

OWN = "cluster"
"""the database in which this store keeps what is its own: its identity, leases; nobody sees it"""

PAGE_ROWS = 1000
PAGE_ROWS_WITH_DOCS = 400
PLACES = 20_000
"""places in feeds that were handed out, and what had been heard when they were read"""

BREATH = 50
"""documents between two turns of the loop"""


class CouchStore:
    """Open with ``await CouchStore.open(address)``, in the event loop that will use it."""

    def __init__(self, address: Address, wire: Wire, provision: Provision) -> None:
        self.address = address
        self.wire = self._wire = wire
        self._provision = provision
        self.tidings = Tidings(wire, address.prefix, frozenset({OWN}))
        self._writing = Writing(wire, self.tidings.happened)
        self._locals = LocalDocuments(wire)
        self._places: OrderedDict[tuple[str, Seq], int] = OrderedDict()
        self._uuid = ""
        self.made_as = ""
        """names what lies here, and since when: another one after a restore into new databases"""
        self.warnings: list[str] = []
        """what the server's operator should know, in sentences"""

    @classmethod
    async def open(cls, address: Address) -> Self:
        """Raise ``Unfit`` for a server that cannot be used as it is, ``Unavailable`` for one that is away."""
        provision = Provision(address)
        warnings = await provision.check()
        wire = await Wire.open(address)
        store = cls(address, wire, provision)
        store.warnings = warnings
        try:
            await store._identify()
            await store.tidings.start()
        except BaseException:
            await wire.close()
            raise
        return store

    async def close(self) -> None:
        await self.tidings.close()
        await self._wire.close()

    @property
    def uuid(self) -> str:
        return self._uuid

    async def _identify(self) -> None:
        """The nodes of a cluster may each name themselves: we go by a document, the first one written."""
        try:
            await self._provision.create(OWN)
        except DatabaseExists:
            await self._provision.close_off(OWN)
        described = (await self._wire.ask("GET", self._wire.path(OWN))).json()
        self._writing.copies = int(described.get("cluster", {}).get("n", 1))
        made = {"_id": "identity", "uuid": uuid.uuid4().hex}
        if (found := await self.get(OWN, "identity")) is None:
            await self.write(OWN, [made])  # a conflict: another process was first
            found = await self.get(OWN, "identity") or made
        self._uuid = found["uuid"]
        begun = read_info(OWN, described).instance_start_time
        self.made_as = uuid.uuid5(uuid.UUID(self._uuid), begun).hex

    # -- databases --------------------------------------------------------------------------------------

    async def create(self, db: str) -> None:
        await self._provision.create(db)
        self.tidings.happened(db)

    async def delete(self, db: str) -> None:
        await self._provision.drop(db)
        self.tidings.happened(db, gone=True)

    async def databases(self, start: str = "", end: str | None = None) -> list[str]:
        return await self.tidings.names(start, end)

    async def exists(self, db: str) -> bool:
        return (await self._wire.ask("HEAD", self._wire.path(db), missing_ok=True)).status != 404

    async def compact(self, db: str) -> None:
        await self._wire.ask("POST", self._wire.path(db, "_compact"), body={}, repeat=True)

    def mark(self, db: str) -> None:
        """Others write too: only asking would tell."""

    async def info(self, db: str) -> DatabaseInfo:
        """As the feed of changes has told, or asked for: see ``Tidings.infos``."""
        found = await self.tidings.infos([db])
        if db not in found:
            raise NoDatabase
        return found[db]

    async def heads(self, dbs: Sequence[str]) -> dict[str, Seq]:
        return {db: info.update_seq for db, info in (await self.tidings.infos(dbs)).items()}

    # -- reading ----------------------------------------------------------------------------------------

    async def get(self, db: str, doc_id: str, rev: str | None = None) -> Document | None:
        try:
            found = await self.read(db, doc_id, rev)
        except NotFound as error:
            if isinstance(error, NoDatabase):
                raise
            return None
        if found.deleted or found.doc is None:
            return None
        return msgspec.json.decode(found.doc, type=Document)

    async def documents(self, db: str, *, prefix: str = "", since: Seq = 0) -> Documents:
        if since not in {0, EVERYTHING}:
            return await self._documents_since(db, prefix, since)
        rows: list[Document] = []
        update_seq: Seq = ""
        query: dict[str, Any] = {"include_docs": True, "update_seq": True, "limit": PAGE_ROWS}
        query |= {"start_key": prefix, "end_key": prefix + documents.HIGHEST} if prefix else {}
        while True:
            answer = await self._wire.ask("POST", self._wire.path(db, "_all_docs"), body=query, repeat=True)
            listing = documents.read_listing(answer.body)
            update_seq = update_seq or listing.update_seq
            rows += [msgspec.json.decode(row.doc) for row in listing.rows if row.doc != documents.NULL]
            if len(listing.rows) < PAGE_ROWS:
                return Documents(rows, update_seq, [])
            query |= {"start_key": listing.rows[-1].id, "skip": 1}

    async def _documents_since(self, db: str, prefix: str, since: Seq) -> Documents:
        changes = await self.changes(db, ChangesQuery(since=since, include_docs=True))
        ours = [row for row in changes.rows if row.id.startswith(prefix)]
        deleted = sorted(row.id for row in ours if row.deleted)
        rows = [msgspec.json.decode(row.doc) for row in ours if not row.deleted and row.doc]
        return Documents(sorted(rows, key=lambda doc: str(doc["_id"])), changes.last_seq, deleted)

    async def read(self, db: str, doc_id: str, rev: str | None = None, form: Form = PLAIN) -> Found:
        query = documents.form_query(form)
        if rev is not None:
            query["rev"] = rev
        answer = await self._wire.ask("GET", self._wire.path(db, doc_id), query)
        return documents.found(answer.body, doc_id)

    async def leaves(
        self,
        db: str,
        doc_id: str,
        revs: Sequence[str] | Literal["all"],
        form: Form = PLAIN,
        *,
        latest: bool = False,
    ) -> list[Found]:
        wanted = revs if revs == "all" else documents.encode(revs).decode()
        query = {**documents.form_query(form), "open_revs": wanted}
        if latest:
            query["latest"] = "true"
        answer = await self._wire.ask("GET", self._wire.path(db, doc_id), query)
        return documents.opened(answer.body, doc_id)

    async def all_docs(self, db: str, query: AllDocsQuery) -> AsyncIterator[list[AllDocsRow]]:
        await self.info(db)
        return self._all_docs(db, query)

    async def _all_docs(self, db: str, query: AllDocsQuery) -> AsyncIterator[list[AllDocsRow]]:
        path, asked = self._wire.path(db, "_all_docs"), documents.all_docs_query(query)
        page = PAGE_ROWS_WITH_DOCS if query.include_docs else PAGE_ROWS
        if query.keys is not None:
            keys = query.keys[::-1] if query.descending else query.keys
            keys = keys[query.skip : None if query.limit is None else query.skip + query.limit]
            asked.pop("descending", None)
            for start in range(0, len(keys), page):
                body = {**asked, "keys": keys[start : start + page]}
                answer = await self._wire.ask("POST", path, body=body, repeat=True)
                yield [documents.listed(row) for row in documents.read_listing(answer.body).rows]
            return
        left, asked["skip"] = query.limit, query.skip
        while left is None or left > 0:
            asked["limit"] = page if left is None else min(left, page)
            answer = await self._wire.ask("POST", path, body=asked, repeat=True)
            rows = [documents.listed(row) for row in documents.read_listing(answer.body).rows]
            if rows:
                yield rows
            if len(rows) < asked["limit"]:
                return
            asked |= {"start_key": rows[-1].id, "skip": 1}
            left = None if left is None else left - len(rows)

    async def changes(self, db: str, query: ChangesQuery) -> Changes:
        count = self.tidings.count(db)
        asked, body = documents.changes_query(query)
        path = self._wire.path(db, "_changes")
        if body is None:
            answer = await self._wire.ask("GET", path, asked)
        else:
            answer = await self._wire.ask("POST", path, asked, body, repeat=True)
        told = documents.read_changes(answer.body)
        self._remember(db, told.last_seq, count)
        return Changes([documents.change(row) for row in told.results], told.last_seq, told.pending)

    async def change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        await self.info(db)
        return self._change_pages(db, query)

    async def _change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        if query.descending or query.selector is not None or query.doc_ids is not None:
            yield await self.changes(db, query)
            return
        left = query.limit
        while True:
            limit = PAGE_ROWS_WITH_DOCS if left is None else min(left, PAGE_ROWS_WITH_DOCS)
            page = await self.changes(db, msgspec.structs.replace(query, limit=limit))
            left = None if left is None else left - len(page.rows)
            yield page
            if page.pending == 0 or not page.rows or left == 0:
                return
            query = msgspec.structs.replace(query, since=page.last_seq)

    async def beyond(self, db: str, since: Seq) -> None:
        """Return when something was heard of that was not when ``since`` was read.

        A place that was not handed out here lately is compared by asking what came after it.
        """
        count = self._places.get((db, since))
        if count is None:
            found = await self.changes(db, ChangesQuery(since=since, limit=1))
            if found.rows:
                return
            count = self._places[db, found.last_seq]
        await self.tidings.beyond(db, count)

    def _remember(self, db: str, seq: Seq, count: int) -> None:
        self._places.pop((db, seq), None)
        self._places[db, seq] = count
        while len(self._places) > PLACES:
            self._places.popitem(last=False)

    async def revs_diff(
        self, db: str, revs: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[list[str], list[str]]]:
        answer = await self._wire.ask("POST", self._wire.path(db, "_revs_diff"), body=revs, repeat=True)
        lacking = documents.read_lacking(answer.body)
        return {doc_id: (one.missing, one.possible_ancestors) for doc_id, one in lacking.items()}

    async def bulk_get(
        self, db: str, wanted: Sequence[tuple[str, str | None]], form: Form = PLAIN, *, latest: bool = False
    ) -> list[list[Found]]:
        if not wanted:
            return []
        query = documents.form_query(form) | ({"latest": "true"} if latest else {})
        asked = {"docs": [{"id": doc_id} | ({"rev": rev} if rev else {}) for doc_id, rev in wanted]}
        answer = await self._wire.ask("POST", self._wire.path(db, "_bulk_get"), query, asked, repeat=True)
        return documents.bulk_got(answer.body)

    # -- writing ----------------------------------------------------------------------------------------

    async def write(
        self, db: str, docs: Sequence[Document], *, new_edits: bool = True, admit: Admit | None = None
    ) -> list[Row]:
        drafts = []
        for number, doc in enumerate(docs, 1):
            drafts.append(read_draft(doc, new_edits=new_edits))
            if number % BREATH == 0:
                await asyncio.sleep(0)
        if not drafts:
            await self.info(db)
            return []
        return await self._writing.write(db, drafts, new_edits=new_edits, admit=admit)

    # -- Mango --------------------------------------------------------------------------------------------

    async def find(self, db: str, request: Document) -> Document:
        return await self._asked(db, "_find", request)

    async def explain(self, db: str, request: Document) -> Document:
        return await self._asked(db, "_explain", request)

    async def _asked(self, db: str, verb: str, request: Document) -> Document:
        answer = await self._wire.ask("POST", self._wire.path(db, verb), body=request, repeat=True)
        return dict(answer.json())

    # -- forgetting, and the settings of a database -------------------------------------------------------

    async def purge(self, db: str, revs: Mapping[str, Sequence[str]]) -> Purged:
        answer = await self._wire.ask("POST", self._wire.path(db, "_purge"), body=revs, repeat=True)
        self.tidings.happened(db)
        told = answer.json()
        return Purged(told.get("purge_seq") or 0, told["purged"])

    async def revs_limit(self, db: str) -> int:
        return await self._setting(db, "_revs_limit")

    async def set_revs_limit(self, db: str, limit: int) -> None:
        await self._set(db, "_revs_limit", limit)

    async def purged_infos(self, db: str) -> list[tuple[str, list[str]]]:
        told = (await self._wire.ask("GET", self._wire.path(db, "_purged_infos"))).json()
        return [(info["id"], info["revs"]) for info in told["purged_infos"]]

    async def purged_infos_limit(self, db: str) -> int:
        return await self._setting(db, "_purged_infos_limit")

    async def set_purged_infos_limit(self, db: str, limit: int) -> None:
        await self._set(db, "_purged_infos_limit", limit)

    async def _setting(self, db: str, name: str) -> int:
        return int((await self._wire.ask("GET", self._wire.path(db, name))).json())

    async def security(self, db: str) -> Document:
        return dict((await self._wire.ask("GET", self._wire.path(db, "_security"))).json())

    async def set_security(self, db: str, security: Document) -> None:
        await self._set(db, "_security", security)

    async def _set(self, db: str, name: str, value: Any) -> None:
        await self._wire.ask("PUT", self._wire.path(db, name), body=value, repeat=True)

    # -- local documents ----------------------------------------------------------------------------------

    async def get_local(self, db: str, key: str) -> Document | None:
        return await self._locals.get(db, key)

    async def put_local(
        self, db: str, key: str, doc: Document, *, prefix: str = "", keep: int | None = None
    ) -> str:
        return await self._locals.put(db, key, doc, prefix, keep)

    async def delete_local(self, db: str, key: str, rev: str | None) -> None:
        await self._locals.delete(db, key, rev)

    async def locals(self, db: str, prefix: str = "") -> list[Document]:
        return await self._locals.listed(db, prefix)

    # -- attachments --------------------------------------------------------------------------------------

    async def attachment(self, db: str, doc_id: str, name: str, rev: str | None = None) -> Attachment:
        found = await self.read(db, doc_id, rev)
        doc = msgspec.json.decode(found.doc or b"{}")
        stub = doc.get("_attachments", {}).get(name)
        if stub is None:
            raise NotFound("Document is missing attachment")
        answer = await self._wire.ask(
            "GET",
            self._wire.path(db, doc_id, name),
            {"rev": found.rev},
            headers={"accept": "*/*", "accept-encoding": "identity"},
        )
        return Attachment(stub["content_type"], stub["digest"], stub["revpos"], answer.body)

    # -- everything ---------------------------------------------------------------------------------------

    def updates(self, since: Seq | None = None) -> AsyncIterator[tuple[Seq, str]]:
        return self.tidings.updates(since)

    async def last_update(self) -> Seq:
        return self.tidings.told
