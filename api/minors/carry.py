"""Copies what the child recorded from `minor-<case>` to the case file, with the proof of when it came.

The copy keeps its id and revision (`new_edits=false`, as in any replication), so that a second run finds it
there and does nothing: no cursor, no note of progress, nothing to repair after a crash. The receipt that the
gate wrote beside the answer goes along: it says when the server got it and what the phone's clock said, which
the rules need.
"""

import msgspec

from api.push.tasks import CallTasks
from schemas.ids import case_database, minor_database
from sync.store import Document, Form, Store

PROOFS = frozenset({"receipt"})
_WHOLE = Form(revs=True, attachments=True)


async def carry(store: Store, case: str) -> list[str]:
    """Copy what is not in the case file yet; tell the ids of the copies.

    A `help_wanted` answer, or one with a `welfare_concern`, stands in the case file as it was written: the
    queue puts it on top until a `response` names it.

    Raises:
        NoDatabase: when the case file is gone.

    """
    source, target = minor_database(case), case_database(case)
    if not await store.exists(source):
        return []
    held = [doc for doc in (await store.documents(source)).rows if _belongs(doc)]
    missing = await store.revs_diff(target, {doc["_id"]: [doc["_rev"]] for doc in held})
    news = [doc for doc in held if doc["_id"] in missing]
    if news:
        found = await store.bulk_get(source, [(doc["_id"], doc["_rev"]) for doc in news], _WHOLE)
        copies: list[Document] = [
            msgspec.json.decode(one.doc) for revisions in found for one in revisions if one.doc is not None
        ]
        await store.write(target, copies, new_edits=False)
    # Also for what an earlier run copied: it may have been stopped here.
    # A newer app may say `request` in a form of its own; such an answer settles no task of ours.
    named = {request for doc in held if isinstance(request := doc.get("request"), str)}
    await CallTasks(store).settle_answered(case, named)
    return [doc["_id"] for doc in news]


def _belongs(doc: Document) -> bool:
    """Everything that somebody recorded, of whatever kind a newer app may know, and the server's proofs."""
    return isinstance(doc.get("by"), dict) or doc.get("kind") in PROOFS
