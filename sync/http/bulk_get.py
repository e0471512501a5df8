"""``POST /{db}/_bulk_get``: many revisions in one answer, sent while they are read."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sync.draft import check_id, check_rev
from sync.errors import BadRequest, SyncError
from sync.http.exchange import encode
from sync.http.forms import document_form
from sync.http.related import related, with_contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.http.call import Call
    from sync.store import Form, Found

AT_ONCE = 100
"""Documents read between two parts of the answer; fewer when their attachments come too."""

AT_ONCE_WITH_ATTACHMENTS = 4


async def bulk_get(call: Call) -> None:
    x = call.exchange
    form, latest = document_form(x), x.flag("latest")
    docs = (await x.json_object()).get("docs")
    if not isinstance(docs, list):
        raise BadRequest("Missing JSON list of 'docs'.")
    x.limits.check_asked(docs)
    wanted = [_wanted(entry) for entry in docs]
    await call.store.info(call.db)
    if not x.wants("application/json") and (x.wants("multipart/mixed") or x.wants("multipart/related")):
        await _parts(call, wanted, form, latest=latest)
        return
    step = AT_ONCE_WITH_ATTACHMENTS if form.attachments else AT_ONCE
    if len(wanted) <= step:
        await x.answer(200, b'{"results":[%b]}' % await _results(call, wanted, form, latest=latest), raw=True)
        return
    await x.stream()
    await x.part(b'{"results":[')
    for start in range(0, len(wanted), step):
        results = await _results(call, wanted[start : start + step], form, latest=latest)
        await x.part((b",\n" if start else b"") + results)
    await x.end(b"]}\n")


class Wanted(NamedTuple):
    """One entry of the question; with ``error`` what is wrong with it, in the words of its answer."""

    id: str
    rev: str | None
    error: dict[str, Any] | None = None


def _wanted(entry: Any) -> Wanted:
    """An entry that makes no sense is answered in its place: the others are not its fault."""
    if not isinstance(entry, dict):
        return _senseless(None, None, "bad_request", "document must be a JSON object")
    doc_id, rev = entry.get("id"), entry.get("rev")
    if doc_id is None:
        return _senseless(None, None, "bad_request", "document id missed")
    try:
        check_id(doc_id)
        if rev is not None:
            check_rev(rev)
    except SyncError as error:
        return _senseless(doc_id, rev, error.error, error.reason)
    return Wanted(doc_id, rev)


def _senseless(doc_id: Any, rev: Any, error: str, reason: str) -> Wanted:
    return Wanted("", None, {"id": doc_id, "rev": rev, "error": error, "reason": reason})


async def _found(call: Call, wanted: Sequence[Wanted], form: Form, *, latest: bool) -> list[list[Found]]:
    """For each entry what there is; nothing for those that make no sense."""
    asked = [(one.id, one.rev) for one in wanted if one.error is None]
    found = iter(await call.store.bulk_get(call.db, asked, form, latest=latest))
    return [next(found) if one.error is None else [] for one in wanted]


async def _results(call: Call, wanted: Sequence[Wanted], form: Form, *, latest: bool) -> bytes:
    found = await _found(call, wanted, form, latest=latest)
    return b",\n".join(
        b'{"id":%b,"docs":[%b]}' % (encode(one.id), b",".join(map(_doc, docs)))
        if one.error is None
        else b'{"id":%b,"docs":[{"error":%b}]}' % (encode(one.error["id"]), encode(one.error))
        for one, docs in zip(wanted, found, strict=True)
    )


def _doc(found: Found) -> bytes:
    if found.doc is not None:
        return b'{"ok":%b}' % bytes(found.doc)
    return b'{"error":%b}' % encode(_lack(found))


def _lack(found: Found) -> dict[str, Any]:
    return {"id": found.id, "rev": found.rev, "error": "not_found", "reason": "missing"}


async def _parts(call: Call, wanted: Sequence[Wanted], form: Form, *, latest: bool) -> None:
    """``multipart/mixed``: a part for each revision, with its attachments a multipart of its own."""
    x = call.exchange
    boundary = secrets.token_hex(16)
    delimiter = b"--" + boundary.encode() + b"\r\n"
    await x.stream(f'multipart/mixed; boundary="{boundary}"', packing=False)
    for start in range(0, len(wanted), AT_ONCE_WITH_ATTACHMENTS):
        some = wanted[start : start + AT_ONCE_WITH_ATTACHMENTS]
        found = await _found(call, some, with_contents(form) if form.attachments else form, latest=latest)
        for one, docs in zip(some, found, strict=True):
            if one.error is not None:
                await x.part(delimiter + _ERROR + encode(one.error) + b"\r\n")
            for doc in docs:
                await x.part(delimiter + await _part(call, doc) + b"\r\n")
    await x.end(b"--" + boundary.encode() + b"--")


_ERROR = b'Content-Type: application/json; error="true"\r\n\r\n'


async def _part(call: Call, found: Found) -> bytes:
    if found.doc is None:
        return _ERROR + encode(_lack(found))
    content_type, body = await related(call, found)
    named = ""
    if content_type != "application/json":
        named = f"X-Doc-Id: {quote(found.id, safe=SAFE)}\r\nX-Rev-Id: {found.rev}\r\n"
    return f"{named}Content-Type: {content_type}\r\n\r\n".encode() + body


SAFE = " !#$&'()*+,/:;=?@[]~"
"""Of an id in a header; the rest is encoded as in a URL, so that no id can write headers of its own."""
