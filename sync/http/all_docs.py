"""``/{db}/_all_docs``: all documents by id, a range of them, or those that ``keys`` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import structs

from sync.errors import BadQuery, BadRequest
from sync.http.exchange import Exchange, encode
from sync.http.forms import row_form
from sync.store import AllDocsQuery

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sync.http.call import Call
    from sync.store import AllDocsRow

BEHIND_ALL = "\U0010ffff" * 2


class Asked(NamedTuple):
    """One listing: what of the store, and how it is told."""

    query: AllDocsQuery
    update_seq: bool
    keys: tuple[Any, ...] | None
    """as they were given: what is no text names no document"""
    design: bool


async def all_docs(call: Call) -> None:
    await _answer(call, _asked(call.exchange, call.exchange.json_parameter("keys")))


async def all_docs_of(call: Call) -> None:
    """POST: the keys, and any other parameter, in the body."""
    await _answer(call, _asked_in(call.exchange, await call.exchange.json_object()))


async def design_docs(call: Call) -> None:
    """``/{db}/_design_docs``: the same of design documents alone."""
    await _answer(call, _asked(call.exchange, call.exchange.json_parameter("keys"), design=True))


async def design_docs_of(call: Call) -> None:
    await _answer(call, _asked_in(call.exchange, await call.exchange.json_object(), design=True))


async def queries(call: Call) -> None:
    """``POST /{db}/_all_docs/queries``: several listings in one answer."""
    await _queries(call, design=False)


async def design_queries(call: Call) -> None:
    await _queries(call, design=True)


async def _queries(call: Call, *, design: bool) -> None:
    x = call.exchange
    several = (await x.json_object()).get("queries")
    if several is None:
        raise BadRequest("POST body must include `queries` parameter.")
    if not isinstance(several, list) or not all(isinstance(one, dict) for one in several):
        raise BadRequest("`queries` parameter must be an array.")
    x.limits.check_asked(several)
    common = dict(x.query)
    asked = []
    for one in several:
        x.query = dict(common)
        asked.append(_asked_in(x, one, design=design))
    await call.store.info(call.db)
    await x.stream()
    await x.part(b'{"results":[\n')
    for place, listing in enumerate(asked):
        if place:
            await x.part(b",\n")
        async for part in _told(call, listing):
            await x.part(part)
    await x.end(b"\n]}\n")


async def _answer(call: Call, asked: Asked) -> None:
    x = call.exchange
    parts = _told(call, asked)
    first = await anext(
        parts
    )  # before the status is sent: what cannot be read is an error, not half an answer
    await x.stream()
    await x.part(first)
    async for part in parts:
        await x.part(part)
    await x.end(b"\n")


async def _told(call: Call, asked: Asked) -> AsyncIterator[bytes]:
    """The listing as JSON, piece by piece. Nobody counts what lies before a range: ``offset`` is null."""
    query = asked.query
    info = await call.store.info(call.db)
    total = await _design_count(call) if asked.design else info.doc_count
    offset = b"null" if query.keys is not None or query.start is not None else b"%d" % query.skip
    if asked.design and query.keys is None:
        offset = b"%d" % query.skip
    head = b'{"total_rows":%d,"offset":%b,' % (total, offset)
    if asked.update_seq:
        head += b'"update_seq":%b,' % encode(info.update_seq)
    pages = await call.store.all_docs(call.db, query)
    yield head + b'"rows":[\n'
    given = _given(asked)
    first = True
    async for page in pages:
        rows = b",\n".join(_row(row, query, next(given) if given else row.id) for row in page)
        yield rows if first else b",\n" + rows
        first = False
    yield b"\n]}"


def _given(asked: Asked) -> Iterator[Any] | None:
    """The keys in the order of their rows."""
    if asked.keys is None:
        return None
    keys = asked.keys[::-1] if asked.query.descending else asked.keys
    return iter(keys[asked.query.skip :])


async def _design_count(call: Call) -> int:
    count = 0
    async for page in await call.store.all_docs(call.db, _DESIGN):
        count += len(page)
    return count


def _asked_in(x: Exchange, body: dict[str, Any], *, design: bool = False) -> Asked:
    for name, value in body.items():
        if name != "keys":
            x.query[name] = value if name == "update" and isinstance(value, str) else encode(value).decode()
    keys = body.get("keys", msgspec.UNSET)
    return _asked(x, keys, design=design)


def _asked(x: Exchange, keys: Any, *, design: bool = False) -> Asked:
    x.nonsense = BadQuery
    for name, values in _HINTS.items():
        if x.query.get(name, values[0]) not in values:
            raise BadQuery(f"Invalid value for `{name}`.")
    key = x.json_parameter("key")
    start, end = x.json_parameter("startkey", "start_key"), x.json_parameter("endkey", "end_key")
    if keys is not msgspec.UNSET:
        if not isinstance(keys, list):
            raise BadRequest("`keys` member must be an array.")
        x.limits.check_asked(keys)
        if (start, end) != (msgspec.UNSET,) * 2:
            raise BadQuery("`keys` is incompatible with `key`, `start_key` and `end_key`")
    elif key is not msgspec.UNSET:
        start = end = key
    if x.flag("reduce"):
        raise BadQuery("Reduce is invalid for map-only views.")
    if x.flag("group"):
        raise BadQuery("Invalid use of grouping on a map view.")
    if design and keys is not msgspec.UNSET:
        keys = [key for key in keys if isinstance(key, str) and key.startswith("_design/")]
    descending = x.flag("descending")
    query = AllDocsQuery(
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
    if design:
        query = _only_design(query)
    return Asked(query, x.flag("update_seq"), None if keys is msgspec.UNSET else tuple(keys), design)


_HINTS = {
    "stale": ("ok", "update_after", "false"), "update": ("true", "false", "lazy"),
    "stable": ("true", "false"), "sorted": ("true", "false"),
}  # fmt: skip
"""What a view could be spared; documents by id are always up to date, and sorted."""


def _bound(value: Any, *, lower: bool) -> str | None:
    """Ids are strings, and everything else sorts before all of them, as Erlang's terms do."""
    if value is msgspec.UNSET:
        return None
    if isinstance(value, str):
        return value
    return None if lower else ""


_DESIGN = AllDocsQuery(start="_design/", end="_design0", inclusive_end=False)


def _only_design(query: AllDocsQuery) -> AllDocsQuery:
    if query.keys is not None:
        return query
    low, high = (query.end, query.start) if query.descending else (query.start, query.end)
    low = max(low or "", "_design/")
    if high is None or high >= "_design0":
        high = "_design/" + BEHIND_ALL
    return structs.replace(
        query, start=high if query.descending else low, end=low if query.descending else high
    )


def _row(row: AllDocsRow, query: AllDocsQuery, given: Any) -> bytes:
    key = encode(given)
    if row.rev is None:
        return b'{"key":%b,"error":"not_found"}' % key
    value = b'{"rev":%b%b}' % (encode(row.rev), b',"deleted":true' if row.deleted else b"")
    doc = b""
    if query.include_docs:
        doc = b',"doc":' + (b"null" if row.doc is None else bytes(row.doc))
    return b'{"id":%b,"key":%b,"value":%b%b}' % (key, key, value, doc)
