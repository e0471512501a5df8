"""``DELETE /{db}/{docid}``: a tombstone on top of the revision that the caller knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.draft import check_id
from sync.errors import Conflict
from sync.http.put_document import named_rev, written

if TYPE_CHECKING:
    from sync.http.call import Call


async def delete_document(call: Call) -> None:
    doc_id = check_id(call.target.doc_id)
    rev = named_rev(call)
    if rev is None:
        await call.store.read(call.db, doc_id)
        raise Conflict
    try:
        await written(call, {"_id": doc_id, "_rev": rev, "_deleted": True}, status=200)
    except Conflict:
        await call.store.read(call.db, doc_id)  # rather say that there is nothing to delete
        raise
