"""Compare-and-set on a cluster: of several who edit one revision at the same instant one has done it.

Each copy of a shard compares by itself, and two edits may reach the copies in different orders: then each is
taken by some. With CouchDB's usual quorum one of the two would be told that it was refused although a copy
has it, and that copy's revision might win. So an edit asks for the answer of every copy (``w``): taken by all
or by none is settled; anything in between CouchDB calls ``accepted`` and names the revision. Then both are
there, in every copy sooner or later, and all who are in this position see the same siblings: the one that
CouchDB's own rule prefers stands, the others put a tombstone on their own and are told of a conflict.

For as long as that takes a reader may meet an edit that will not stand.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.store import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.cluster.wire import Wire
    from sync.store import Document

log = logging.getLogger(__name__)

CONFLICT = "Document update conflict."
UNDONE = "qadam-undone"


async def settled(
    wire: Wire, db: str, copies: int, told: Sequence[dict[str, Any]], rows: list[Row]
) -> list[Row]:
    """The rows as they are in the end: who was ``accepted`` has won, or has taken its edit back."""
    result = list(rows)
    for place, row in enumerate(told):
        if row.get("accepted") is True and not await _stands(wire, db, copies, row["id"], row["rev"]):
            log.info("an edit was made twice at the same instant, and taken back")
            result[place] = Row(row["id"], error="conflict", reason=CONFLICT)
    return result


async def _stands(wire: Wire, db: str, copies: int, doc_id: str, rev: str) -> bool:
    """Whether this edit is the one that stands among its siblings; if not, it is taken back."""
    query = {"open_revs": "all", "revs": "true", "r": str(copies)}
    answer = await wire.ask("GET", wire.path(db, doc_id), query)
    leaves = [entry["ok"] for entry in msgspec.json.decode(answer.body) if "ok" in entry]
    mine = next((leaf for leaf in leaves if leaf["_rev"] == rev), None)
    if mine is None:
        return True  # somebody has edited it already: it did stand
    siblings = [leaf for leaf in leaves if leaf["_rev"] != rev and _parent(leaf) == _parent(mine)]
    if all(_precedence(leaf) < _precedence(mine) for leaf in siblings):
        return True
    path = mine["_revisions"]["ids"]
    tombstone: Document = {
        "_id": doc_id,
        "_deleted": True,
        "_revisions": {
            "start": mine["_revisions"]["start"] + 1,
            "ids": [revtree.revision(rev, deleted=True, content=UNDONE.encode()).partition("-")[2], *path],
        },
    }
    tombstone["_rev"] = f"{tombstone['_revisions']['start']}-{tombstone['_revisions']['ids'][0]}"
    body = {"docs": [tombstone], "new_edits": False}
    await wire.ask("POST", wire.path(db, "_bulk_docs"), body=body, repeat=True)
    return False


def _parent(leaf: Document) -> str | None:
    ids: list[str] = leaf["_revisions"]["ids"]
    return ids[1] if len(ids) > 1 else None


def _precedence(leaf: Document) -> tuple[bool, int, str]:
    return revtree.precedence(leaf["_rev"], deleted=leaf.get("_deleted") is True)
