"""``GET /{db}/{docid}``, with revisions, conflicts, attachments and ``open_revs``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.draft import check_id, check_rev
from sync.errors import BadQuery, NotFound
from sync.http.exchange import encode
from sync.http.forms import document_form, revs_of

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Form, Found


async def get_document(call: Call) -> None:
    x = call.exchange
    doc_id = check_id(call.target.doc_id)
    form = document_form(x)
    if "open_revs" in x.query:
        await _open_revs(call, doc_id, form)
        return
    rev = x.query.get("rev")
    if rev is not None:
        check_rev(rev)
    if rev is not None and x.flag("latest"):
        found = (await call.store.leaves(call.db, doc_id, [rev], form, latest=True))[0]
    else:
        found = await call.store.read(call.db, doc_id, rev, form)
    if found.doc is None:
        raise NotFound("missing")
    etag = f'"{found.rev}"'
    if len(x.query) == 0 and x.headers.get("if-none-match") == etag:
        await x.send(304, b"", "application/json", [("etag", etag)])
        return
    await x.answer(200, bytes(found.doc), [("etag", etag)], raw=True)


async def _open_revs(call: Call, doc_id: str, form: Form) -> None:
    """JSON also for those who would take ``multipart/mixed``: every client that we know of takes both."""
    x = call.exchange
    if x.query["open_revs"] == "all":
        found = await call.store.leaves(call.db, doc_id, "all", form)
    else:
        wanted = x.json_parameter("open_revs")
        if wanted is msgspec.UNSET:
            raise BadQuery("open_revs must be all or a list of revisions")
        revs = revs_of(wanted, "open_revs")
        try:
            found = await call.store.leaves(call.db, doc_id, revs, form, latest=x.flag("latest"))
        except NotFound:
            await call.store.info(call.db)
            await x.answer(200, [{"missing": rev} for rev in revs])
            return
    await x.answer(200, b"[" + b",".join(map(_leaf, found)) + b"]", raw=True)


def _leaf(found: Found) -> bytes:
    if found.doc is None:
        return encode({"missing": found.rev})
    return b'{"ok":%b}' % bytes(found.doc)
