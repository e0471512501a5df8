"""A replicator between two stores in process: what CouchDB's and PouchDB's do, step by step."""

from __future__ import annotations

import msgspec

from sync.errors import MissingStub
from sync.store import ChangesQuery, Form

WHOLE = Form(revs=True, attachments=True)


async def replicate(source, target, db, *, since=0, cut_after=None, as_couchdb=False, all_leaves=True):
    """One way; ``cut_after``: the line breaks after so many revisions were stored. Up to where it came.

    PouchDB fetches revisions whole. CouchDB names the revisions that the target has, and gets stubs for what
    was attached before them; where those do not fit, it fetches the document again, whole.
    """
    changes = await source.changes(db, ChangesQuery(since=since, all_leaves=all_leaves))
    asked = {row.id: [leaf.rev for leaf in row.changes] for row in changes.rows}
    lacking = await target.revs_diff(db, asked)
    left = cut_after
    for doc_id, (revs, ancestors) in lacking.items():
        wanted = revs[:left]
        form = Form(revs=True, attachments=True, atts_since=tuple(ancestors)) if as_couchdb else WHOLE
        try:
            stored = await _send(source, target, db, doc_id, wanted, form)
        except MissingStub:
            stored = await _send(source, target, db, doc_id, wanted, WHOLE)
        if left is not None:
            left -= stored
            if left <= 0:
                return since
    return changes.last_seq


async def _send(source, target, db, doc_id, revs, form):
    found = await source.leaves(db, doc_id, revs, form, latest=True)
    docs = [msgspec.json.decode(bytes(leaf.doc)) for leaf in found if leaf.doc is not None]
    rows = await target.write(db, docs, new_edits=False)
    assert all(row.ok for row in rows)
    return len(docs)
