"""``POST /{db}/_purge``: forget revisions as if they had never been; and what was purged lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.draft import check_rev
from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call

MAX_DOCUMENTS = 100
MAX_REVISIONS = 1_000
"""CouchDB's own limits."""


async def purge(call: Call) -> None:
    """``purge_seq`` is null in the answer, as it is from a CouchDB cluster: ``GET /{db}`` tells it."""
    asked: dict[str, Any] = await call.exchange.json_object()
    if len(asked) > MAX_DOCUMENTS:
        raise BadRequest("Exceeded maximum number of documents.")
    for revs in asked.values():
        if not isinstance(revs, list):
            raise BadRequest("Revisions must be a list for each document id")
        for rev in revs:
            check_rev(rev)
    if sum(map(len, asked.values())) > MAX_REVISIONS:
        raise BadRequest("Exceeded maximum number of revisions.")
    done = await call.store.purge(call.db, asked)
    await call.exchange.answer(201, {"purge_seq": None, "purged": done.purged})


async def purged_infos(call: Call) -> None:
    infos = await call.store.purged_infos(call.db)
    told = [{"id": doc_id, "revs": revs} for doc_id, revs in infos]
    await call.exchange.answer(200, {"purged_infos": told})
