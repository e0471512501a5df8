"""``GET /{db}/{docid}``, with revisions, conflicts, attachments and ``open_revs``."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from sync.draft import check_id, check_rev
from sync.errors import BadQuery, NotFound
from sync.http import multipart
from sync.http.exchange import encode, read_json
from sync.http.forms import document_form, revs_of

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.http.exchange import Exchange
    from sync.store import Document, Form, Found


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
    if form.attachments and _multipart_only(x, "multipart/related"):
        content_type, body = await _related(call, found, form)
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
    mixed = _multipart_only(x, "multipart/mixed")
    if mixed:
        form = structs.replace(form, attachments=True)  # bytes cost nothing extra: they are why it is asked
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
    if mixed:
        await _mixed(call, found, form)
        return
    await x.answer(200, b"[" + b",".join(map(_leaf, found)) + b"]", raw=True)


def _leaf(found: Found) -> bytes:
    if found.doc is None:
        return encode({"missing": found.rev})
    return b'{"ok":%b}' % bytes(found.doc)


def _multipart_only(x: Exchange, kind: str) -> bool:
    accepted = x.headers.get("accept", "")
    return kind in accepted and "application/json" not in accepted


async def _mixed(call: Call, found: list[Found], form: Form) -> None:
    """Each revision a part: plain JSON, or with its attachments a multipart of its own."""
    boundary = secrets.token_hex(16)
    parts = []
    for leaf in found:
        if leaf.doc is None:
            head, body = b'application/json; error="true"', encode({"missing": leaf.rev})
        else:
            content_type, body = await _related(call, leaf, form)
            head = content_type.encode()
        parts.append(b"Content-Type: " + head + b"\r\n\r\n" + body)
    whole = multipart.joined(parts, boundary)
    await call.exchange.send(200, whole, f'multipart/mixed; boundary="{boundary}"', packing=False)


async def _related(call: Call, found: Found, form: Form) -> tuple[str, bytes]:
    """A revision with the contents of its attachments behind it; plain JSON when it has none to send."""
    doc: Document = read_json(bytes(found.doc or b"{}"))
    contents = []
    for name, entry in doc.get("_attachments", {}).items():
        if "data" in entry:
            attached = await call.store.attachment(call.db, found.id, name, found.rev)
            contents.append((name, attached.data))
            del entry["data"]
            entry["length"] = len(attached.data)
    if not contents:
        return "application/json", bytes(found.doc or b"{}")
    return multipart.write_related(doc, contents)
