"""``/{db}/_all_docs``: all documents by id, a range of them, or those that ``keys`` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.errors import BadQuery, BadRequest
from sync.http.exchange import Exchange, encode
from sync.http.forms import row_form
from sync.store import AllDocsQuery

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import AllDocsRow

BEHIND_ALL = "\U0010ffff" * 2


async def all_docs(call: Call) -> None:
    await _listed(call, call.exchange.json_parameter("keys"))


async def all_docs_of(call: Call) -> None:
    """POST: the keys, and any other parameter, in the body."""
    body = await call.exchange.json_object()
    for name, value in body.items():
        if name != "keys":
            call.exchange.query[name] = encode(value).decode()
    await _listed(call, body.get("keys", msgspec.UNSET))


async def _listed(call: Call, keys: Any) -> None:
    x = call.exchange
    query = _query(x, keys)
    info = await call.store.info(call.db)
    pages = await call.store.all_docs(call.db, query)
    await x.stream()
    offset = b"null" if query.keys is not None or query.start is not None else b"%d" % query.skip
    head = b'{"total_rows":%d,"offset":%b,' % (info.doc_count, offset)
    if x.flag("update_seq"):
        head += b'"update_seq":%b,' % encode(info.update_seq)
    await x.part(head + b'"rows":[\n')
    first = True
    async for page in pages:
        rows = b",\n".join(_row(row, query) for row in page)
        await x.part(rows if first else b",\n" + rows)
        first = False
    await x.end(b"\n]}\n")


def _query(x: Exchange, keys: Any) -> AllDocsQuery:
    key = x.json_parameter("key")
    start, end = x.json_parameter("startkey", "start_key"), x.json_parameter("endkey", "end_key")
    if keys is not msgspec.UNSET:
        if not isinstance(keys, list):
            raise BadRequest("`keys` member must be an array.")
        x.limits.check_asked(keys)
        if (key, start, end) != (msgspec.UNSET,) * 3:
            raise BadQuery("`keys` is incompatible with `key`, `start_key` and `end_key`")
    if key is not msgspec.UNSET:
        start = end = key
    descending = x.flag("descending")
    return AllDocsQuery(
        keys=None if keys is msgspec.UNSET else tuple(k if isinstance(k, str) else "" for k in keys),
        start=_bound(start, lower=not descending),
        end=_bound(end, lower=descending),
        inclusive_end=x.flag("inclusive_end", otherwise=True),
        descending=descending,
        skip=x.number("skip") or 0,
        limit=x.number("limit"),
        include_docs=x.flag("include_docs"),
        form=row_form(x),
    )


def _bound(value: Any, *, lower: bool) -> str | None:
    """Ids are strings; CouchDB sorts null, booleans and numbers before all of them, the rest behind."""
    if value is msgspec.UNSET:
        return None
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, int | float):
        return None if lower else ""
    return BEHIND_ALL if lower else None


def _row(row: AllDocsRow, query: AllDocsQuery) -> bytes:
    key = encode(row.id)
    if row.rev is None:
        return b'{"key":%b,"error":"not_found"}' % key
    value = b'{"rev":%b%b}' % (encode(row.rev), b',"deleted":true' if row.deleted else b"")
    doc = b""
    if query.include_docs:
        doc = b',"doc":' + (b"null" if row.doc is None else bytes(row.doc))
    return b'{"id":%b,"key":%b,"value":%b%b}' % (key, key, value, doc)
