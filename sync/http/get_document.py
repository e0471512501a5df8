"""``GET /{db}/{docid}``, with revisions, conflicts, attachments and ``open_revs``."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec

from sync.draft import check_id, check_rev
from sync.errors import BadRequest, NotFound
from sync.http import multipart
from sync.http.exchange import encode
from sync.http.forms import document_form, revs_of
from sync.http.related import related, with_contents

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Form, Found


async def get_document(call: Call) -> None:
    x = call.exchange
    doc_id = check_id(call.target.doc_id)
    form = document_form(x)
    if x.query.get("open_revs", "[]") != "[]":
        await _open_revs(call, doc_id, form)
        return
    rev = x.query.get("rev")
    if rev is not None:
        check_rev(rev)
    parts = (form.attachments or form.atts_since is not None) and x.wants("multipart/related")
    if parts:
        form = with_contents(form)
    latest = x.flag("latest")  # the winner, whatever revision was asked for
    if x.flag("deleted") and (rev is None or latest):
        found = (await call.store.leaves(call.db, doc_id, "all", form))[0]
    else:
        found = await call.store.read(call.db, doc_id, None if latest else rev, form)
    if found.doc is None:
        raise NotFound("missing")
    if parts:
        content_type, body = await related(call, found)
        await x.send(200, body, content_type, [("etag", f'"{found.rev}"')], packing=False)
        return
    etag = f'"{found.rev}"'
    if len(x.query) == 0 and x.headers.get("if-none-match") == etag:
        await x.send(304, b"", "application/json", [("etag", etag)])
        return
    await x.answer(200, bytes(found.doc), [("etag", etag)], raw=True)


async def _open_revs(call: Call, doc_id: str, form: Form) -> None:
    """``multipart/mixed`` for those who ask for that and not for JSON, as CouchDB's replicator does."""
    x = call.exchange
    mixed = x.wants("multipart/mixed")
    if mixed:
        form = with_contents(form)
    if x.query["open_revs"] == "all":
        found = await call.store.leaves(call.db, doc_id, "all", form)
    else:
        wanted = x.json_parameter("open_revs")
        if wanted is msgspec.UNSET:
            raise BadRequest("open_revs must be all or a list of revisions")
        revs = revs_of(wanted, "open_revs")
        try:
            found = await call.store.leaves(call.db, doc_id, revs, form, latest=x.flag("latest"))
        except NotFound:
            await call.store.info(call.db)
            await x.answer(200, [{"missing": rev} for rev in revs])
            return
    if mixed:
        await _mixed(call, found)
        return
    await x.answer(200, b"[" + b",".join(map(_leaf, found)) + b"]", raw=True)


def _leaf(found: Found) -> bytes:
    if found.doc is None:
        return encode({"missing": found.rev})
    return b'{"ok":%b}' % bytes(found.doc)


async def _mixed(call: Call, found: list[Found]) -> None:
    """Each revision a part: plain JSON, or with its attachments a multipart of its own."""
    boundary = secrets.token_hex(16)
    parts = []
    for leaf in found:
        if leaf.doc is None:
            head, body = b'application/json; error="true"', encode({"missing": leaf.rev})
        else:
            content_type, body = await related(call, leaf)
            head = content_type.encode()
        parts.append(b"Content-Type: " + head + b"\r\n\r\n" + body)
    whole = multipart.joined(parts, boundary)
    await call.exchange.send(200, whole, f'multipart/mixed; boundary="{boundary}"', packing=False)
