"""Forgets what has long been settled: messages and deliveries, which say who was asked when.

The case file keeps the request and whether it was delivered; the registry needs its own notes no longer than
somebody may ask what went wrong (`rules.toml`, `kept`).
"""

import datetime as dt

import msgspec

from api.accounts import REGISTRY
from sync.store import AllDocsQuery, Document, Store

ENDS = {"push:": "expires_at", "delivery:": "until"}


async def sweep(store: Store, before: dt.datetime) -> int:
    """Remove messages and settled deliveries whose window ended before a moment; tell how many.

    Reads page by page, so that nobody waits for a long list.
    """
    removed = 0
    for prefix, end in ENDS.items():
        query = AllDocsQuery(start=prefix, end=prefix[:-1] + ";", inclusive_end=False, include_docs=True)
        async for page in await store.all_docs(REGISTRY, query):
            old = [
                {"_id": doc["_id"], "_rev": doc["_rev"], "_deleted": True}
                for doc in (
                    msgspec.json.decode(row.doc, type=Document) for row in page if row.doc is not None
                )
                if dt.datetime.fromisoformat(doc[end]) < before and _settled(doc)
            ]
            if old:
                rows = await store.write(REGISTRY, old)
                removed += sum(row.ok for row in rows)
    return removed


def _settled(doc: Document) -> bool:
    """A promise that was not kept yet (the server was off for a month) is kept first."""
    return doc["kind"] == "push" or doc.get("settled_at") is not None
