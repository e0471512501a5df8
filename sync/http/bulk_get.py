"""``POST /{db}/_bulk_get``: many revisions in one answer, sent while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.draft import check_rev
from sync.errors import BadRequest
from sync.http.exchange import encode
from sync.http.forms import document_form

if TYPE_CHECKING:
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


def _wanted(entry: Any) -> tuple[str, str | None]:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise BadRequest("Each of 'docs' must be an object with an id")
    rev = entry.get("rev")
    return entry["id"], None if rev is None else check_rev(rev)


async def _results(call: Call, wanted: list[tuple[str, str | None]], form: Form, *, latest: bool) -> bytes:
    results = await call.store.bulk_get(call.db, wanted, form, latest=latest)
    return b",\n".join(
        b'{"id":%b,"docs":[%b]}' % (encode(doc_id), b",".join(map(_doc, found)))
        for (doc_id, _), found in zip(wanted, results, strict=True)
    )


def _doc(found: Found) -> bytes:
    if found.doc is not None:
        return b'{"ok":%b}' % bytes(found.doc)
    lack = {"id": found.id, "rev": found.rev, "error": "not_found", "reason": "missing"}
    return b'{"error":%b}' % encode(lack)
