"""``_local`` documents: with the revisions that the interface promises, which CouchDB does not check.

CouchDB takes any write of a ``_local`` document and counts on from whatever number it names. So the number is
compared here, one writer at a time. Two processes that write the same key in the same instant are not kept
apart: a checkpoint belongs to one device, and the pipeline's belong to whoever holds its lease.

How old one is CouchDB does not know either: where only the last written are to stay, each notes when it was
written, in a member that callers do not see.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from typing import TYPE_CHECKING, Any

from sync.cluster.wire import encode
from sync.draft import MAX_DOCUMENT, MAX_ID
from sync.errors import BadDocumentId, Conflict, DocumentTooLarge, NotFound

if TYPE_CHECKING:
    from sync.cluster.wire import Wire
    from sync.store import Document

WRITTEN = "qadam_written_ms"
HIGHEST = "\U0010ffff"
PAGE = 1000


class LocalDocuments:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._locks: weakref.WeakValueDictionary[tuple[str, str], asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )

    async def get(self, db: str, key: str) -> Document | None:
        answer = await self._wire.ask("GET", self._path(db, key), missing_ok=True)
        if answer.status == 404:
            await self._exists(db, answer.json())
            return None
        return _shown(answer.json())

    async def put(self, db: str, key: str, doc: Document, prefix: str, keep: int | None) -> str:
        if not key or len(key.encode()) > MAX_ID:
            raise BadDocumentId("Local document id must not be empty or too long")
        body = {name: value for name, value in doc.items() if name[:1] != "_"}
        if len(encode(body)) > MAX_DOCUMENT:
            raise DocumentTooLarge(f"A document may have {MAX_DOCUMENT} bytes")
        if keep is not None:
            body[WRITTEN] = time.time_ns() // 1_000_000
        async with self._locks.setdefault((db, key), asyncio.Lock()):
            current = await self.get(db, key)
            if current is not None:
                _expect(current, doc.get("_rev"))
                body["_rev"] = current["_rev"]
            answer = await self._wire.ask("PUT", self._path(db, key), body=body, repeat=True)
        if keep is not None and current is None:
            await self._forget(db, prefix, keep)
        rev: str = answer.json()["rev"]
        return rev

    async def delete(self, db: str, key: str, rev: str | None) -> None:
        async with self._locks.setdefault((db, key), asyncio.Lock()):
            current = await self.get(db, key)
            if current is None:
                raise NotFound("missing")
            _expect(current, rev)
            await self._wire.ask("DELETE", self._path(db, key), {"rev": current["_rev"]}, repeat=True)

    async def listed(self, db: str, prefix: str) -> list[Document]:
        return [_shown(doc) for doc in await self._all(db, prefix)]

    async def _all(self, db: str, prefix: str) -> list[Document]:
        docs: list[Document] = []
        start, skip = f"_local/{prefix}", "0"
        while True:
            query = {
                "include_docs": "true",
                "startkey": encode(start).decode(),
                "endkey": encode(f"_local/{prefix}{HIGHEST}").decode(),
                "limit": str(PAGE),
                "skip": skip,
            }
            answer = await self._wire.ask("GET", self._wire.path(db, "_local_docs"), query)
            page: list[dict[str, Any]] = answer.json()["rows"]
            docs += [row["doc"] for row in page]
            if len(page) < PAGE:
                return docs
            start, skip = page[-1]["id"], "1"

    async def _forget(self, db: str, prefix: str, keep: int) -> None:
        docs = sorted(await self._all(db, prefix), key=lambda doc: int(doc.get(WRITTEN, 0)))
        for doc in docs[: max(0, len(docs) - keep)]:
            key = doc["_id"].removeprefix("_local/")
            await self._wire.ask(
                "DELETE", self._path(db, key), {"rev": doc["_rev"]}, repeat=True, missing_ok=True
            )

    async def _exists(self, db: str, told: Any) -> None:
        """A document is missing, or with it its database: some servers say the same of both."""
        if told.get("reason") not in {"missing", "deleted"}:
            await self._wire.ask("GET", self._wire.path(db))

    def _path(self, db: str, key: str) -> str:
        return self._wire.path(db, "_local", key)


def _expect(current: Document, rev: object) -> None:
    if rev != current["_rev"]:
        raise Conflict


def _shown(doc: Document) -> Document:
    doc.pop(WRITTEN, None)
    return doc
