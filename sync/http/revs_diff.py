"""``POST /{db}/_revs_diff`` and ``_missing_revs``: what a replicator asks before it sends anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.draft import check_rev
from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call


async def revs_diff(call: Call) -> None:
    lacking = await call.store.revs_diff(call.db, await _asked(call))
    answer: dict[str, dict[str, list[str]]] = {}
    for doc_id, (missing, ancestors) in lacking.items():
        answer[doc_id] = {"missing": missing}
        if ancestors:
            answer[doc_id]["possible_ancestors"] = ancestors
    await call.exchange.answer(200, answer)


async def missing_revs(call: Call) -> None:
    lacking = await call.store.revs_diff(call.db, await _asked(call))
    await call.exchange.answer(200, {"missing_revs": {doc_id: found[0] for doc_id, found in lacking.items()}})


async def _asked(call: Call) -> dict[str, list[str]]:
    asked: dict[str, Any] = await call.exchange.json_object()
    call.exchange.limits.check_asked(asked)
    for revs in asked.values():
        if not isinstance(revs, list):
            raise BadRequest("Revisions must be a list for each document id")
        for rev in revs:
            check_rev(rev)
    call.exchange.limits.check_asked(*asked.values())
    return asked
